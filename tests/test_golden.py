"""Golden files: exit code, stdout and stderr of whole runs on the shipped example.

DOMAUDIT_GOLDEN=write pytest tests/test_golden.py      # after a change that is meant; then read the difference
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domaudit import __version__
from tests.command import EXAMPLE, run

HERE = Path(__file__).parent / "golden"
RUNS = {
    "terminal-en-80": ([], {"COLUMNS": "80"}),
    "terminal-fr-80": (["--lang", "fr"], {"COLUMNS": "80"}),
    "terminal-en-120-verbose": (["-v"], {"COLUMNS": "120"}),
    "terminal-en-60-ascii": (["-q"], {"COLUMNS": "60", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}),
    "terminal-en-prospect": (["--for", "prospect"], {"COLUMNS": "80"}),
    "terminal-fr-prospect": (["--for", "prospect", "--lang", "fr"], {"COLUMNS": "80"}),
    "terminal-fr-provider": (["--for", "provider", "--lang", "fr"], {"COLUMNS": "80"}),
    "json-en": (["--format", "json"], {}),
    "fail-on-never": (["--fail-on", "never", "--format", "json", "-q", "--at", "2027-06-01"], {}),
}


@pytest.mark.parametrize("name", RUNS)
def test_golden(name: str) -> None:
    arguments, settings = RUNS[name]
    ran = run("check", *EXAMPLE, *arguments, **settings)
    told = f"exit {ran.code}\n--- stdout\n{ran.out}--- stderr\n{ran.err}".replace(f'"version": "{__version__}"', '"version": "VERSION"')
    path = HERE / f"{name}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(RUNS)
