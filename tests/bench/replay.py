"""Replay: sites per second and peak memory of ``check --offline``, growing, each run a process of its own.

python -m tests.bench.replay [SITES …]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import make_example
from tests.command import COMMAND, environment


def measure(sites: int) -> None:
    """Print one line for an inventory of so many sites, each with the answers of the example's held domain."""
    held = make_example.HELD
    lines = [line for line in make_example.text().splitlines() if held in line]
    with tempfile.TemporaryDirectory() as folder:
        names = [f"site-{n}-exemple-fictif.fr" for n in range(sites)]
        inventory = {"client": "Boulangerie Dupont SARL", "provider": "Studio Pixel SARL", "sites": names}
        (Path(folder) / "i.yaml").write_text(json.dumps(inventory), encoding="utf-8")
        with open(Path(folder) / "e.jsonl", "w", encoding="utf-8") as out:
            for name in names:
                for line in lines:
                    found = json.loads(line.replace(held, name))
                    del found["sha256"]
                    out.write(json.dumps(found) + "\n")
        line = [*COMMAND, "check", f"{folder}/i.yaml", "--evidence", f"{folder}/e.jsonl", "--offline", "--format", "json", "-q"]
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(), check=False)
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        peak = after.ru_maxrss / 1024
        speed = f"{wall:6.2f} s   CPU {cpu:6.2f} s   {sites / wall:6.0f} sites/s"
        print(f"{sites:7} sites   exit {done.returncode}   {speed}   peak {peak:5.0f} MiB")


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or ["100", "1000", "4000"]):
        measure(count)
