"""The command as a user runs it: the installed script where there is one, else the module; its exit code, stdout and stderr."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ("examples/inventory.yaml", "--evidence", "examples/evidence.jsonl", "--offline")
SCRIPT = Path(sys.executable).with_name("domaudit")
COMMAND = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "domaudit"]


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(home: Path | None = None, **more: str) -> dict[str, str]:
    """A clean environment: no colours, no language, no width of this machine; the cache lives below ``home``."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")}
    place = str(home or ROOT / "nowhere")
    found = {} if SCRIPT.exists() else {"PYTHONPATH": str(ROOT)}  # the installed package where there is one, not this tree
    return {**kept, **found, "PYTHONUTF8": "1", "HOME": place, "XDG_CACHE_HOME": place, **more}


def run(
    *arguments: str,
    home: Path | None = None,
    cwd: Path = ROOT,
    stdin: bytes = b"",
    timeout: float = 60,
    encoding: str = "utf-8",
    **more: str,
) -> Ran:
    """Run one command line to its end; ``encoding`` is what it is believed to write."""
    done = subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, cwd=cwd, env=environment(home, **more), timeout=timeout, check=False
    )
    return Ran(done.returncode, done.stdout.decode(encoding, "replace"), done.stderr.decode(encoding, "replace"))
