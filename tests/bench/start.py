"""How long starting takes, beside the least that Python itself takes, in the same run.

python -m tests.bench.start
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from tests.command import COMMAND, EXAMPLE, ROOT, environment

RUNS = 15


def seconds(line: list[str]) -> float:
    """The wall time of one run."""
    started = time.perf_counter()
    subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment(), check=False)
    return time.perf_counter() - started


def compare(name: str, line: list[str], peer: str, other: list[str]) -> None:
    """Print the medians of both, run in turn, and the median of the ratios."""
    seconds(line), seconds(other)
    pairs = [(seconds(line), seconds(other)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / two for one, two in pairs)
    print(f"{name:34} {ours:7.1f} ms   {peer:24} {theirs:7.1f} ms   ratio {ratio:.2f}")


if __name__ == "__main__":
    python = [sys.executable, "-c"]
    compare("domaudit --version", [*COMMAND, "--version"], "python -c 'import re'", [*python, "import re"])
    compare("domaudit --help", [*COMMAND, "--help"], "python -c 'import typer'", [*python, "import typer"])
    compare("domaudit check (9 sites, offline)", [*COMMAND, "check", *EXAMPLE], "python -c pass", [*python, "pass"])
