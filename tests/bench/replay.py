"""Replay: sites per second and peak memory of ``check --offline``, growing, each run a process of its own.

python -m tests.bench.replay [SITES …]        # 100 1000 10000; 100000 takes minutes, and 430 MiB of disk

The sites have ten shapes of answers in turn (``shapes``). An inventory may have 10 MiB: 100,000 sites are 3.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench import shapes
from tests.bench.runs import Took, audit

SITES = (100, 1000, 10_000)
SPEED, MEMORY = 800, 400
"""The targets: sites a second, at least; MiB at 100,000 sites, at most. Seconds for a site should not grow with their number."""

_MIB = 1024 * 1024


def measure(sites: int, beside: float | None) -> float:
    """Print one line for so many sites; seconds for each. ``beside`` is that of a smaller run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shapes.write(folder, sites)
        size = (folder / "evidence.jsonl").stat().st_size / _MIB
        took = audit(folder, "--offline")
        print(f"{sites:7} sites   {size:5.0f} MiB   {_line(sites, took, beside)}", flush=True)
        if took.code not in (0, 1, 3):
            print(took.stderr)
    return took.wall / sites


def _line(sites: int, took: Took, beside: float | None) -> str:
    growth = f"{took.wall / sites / beside:5.2f}" if beside else "     "
    return (
        f"{took.wall:7.2f} s   CPU {took.cpu:7.2f} s   {sites / took.wall:6.0f} sites/s   a site, beside 1,000: {growth}"
        f"   peak {took.peak:5.0f} MiB   exit {took.code}"
    )


if __name__ == "__main__":
    print(f"targets: at least {SPEED} sites/s, growth 1.0, less than {MEMORY} MiB at 100,000 sites")
    thousand = None
    for count in map(int, sys.argv[1:] or SITES):
        each = measure(count, thousand)
        thousand = each if count == 1000 else thousand
