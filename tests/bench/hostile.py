"""How long a megabyte of hostile text takes to be cleaned and read: CPU seconds, beside a plain pass over the same bytes.

python -m tests.bench.hostile
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from domaudit.cleaning import clean
from domaudit.lookups import rdap, whois

SIZE = 1024 * 1024
TEXTS = {
    "spaces": " ",
    "colons": "a:",
    "labels": "Registrant Name: \n",
    "blocks": "nic-hdl: X\n\n",
    "brackets": "[Label] ",
    "escapes": "\x1b[",
    "accents": "e\u0301",
    "at signs": "@",
    "json": '{"a":',
}


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call, the best of three."""
    best = 9e9
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    for name, unit in TEXTS.items():
        text = (unit * (SIZE // len(unit) + 1))[:SIZE]
        body = text.encode()
        base = cpu(partial(text.split, "\n"))
        figures = [
            cpu(partial(clean, text)),
            cpu(partial(whois.read, body, "x.example")),
            cpu(partial(rdap.read, body, "x.example")),
        ]
        print(f"{name:10} split {base:7.4f} s   clean {figures[0]:7.4f} s   whois {figures[1]:7.4f} s   rdap {figures[2]:7.4f} s")
