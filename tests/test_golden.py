"""Golden files: exit code, stdout and stderr of whole runs on the shipped example. ``earlier.json`` is a report from a week before it.

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
    "terminal-en-since": (["--since", "tests/golden/earlier.json", "--fail-on", "change"], {"COLUMNS": "80"}),
    "terminal-fr-since": (["--since", "tests/golden/earlier.json", "--lang", "fr", "-q"], {"COLUMNS": "60"}),
    "terminal-fr-60": (["--lang", "fr"], {"COLUMNS": "60"}),
    "terminal-en-60": ([], {"COLUMNS": "60"}),
    "terminal-fr-120": (["--lang", "fr"], {"COLUMNS": "120"}),
    "terminal-en-200": ([], {"COLUMNS": "200"}),
    "terminal-fr-80-cp850": (["--lang", "fr"], {"COLUMNS": "80", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp850"}),
    "terminal-en-prospect": (["--for", "prospect"], {"COLUMNS": "80"}),
    "terminal-fr-prospect": (["--for", "prospect", "--lang", "fr"], {"COLUMNS": "80"}),
    "terminal-fr-provider": (["--for", "provider", "--lang", "fr"], {"COLUMNS": "80"}),
    "json-en": (["--format", "json"], {}),
    "markdown-en": (["--format", "markdown"], {}),
    "markdown-fr": (["--format", "markdown", "--lang", "fr"], {}),
    "github-en": (["--format", "github"], {}),
    "sarif-en": (["--format", "sarif"], {}),
    "junit-fr": (["--format", "junit", "--lang", "fr", "-q"], {}),
    "junit-en-warning": (["--format", "junit", "--fail-on", "warning", "--at", "2026-12-10"], {}),
    "csv-en": (["--format", "csv"], {}),
    "csv-fr": (["--format", "csv", "--lang", "fr", "-q"], {}),
    "ics-en": (["--format", "ics"], {}),
    "ics-fr": (["--format", "ics", "--lang", "fr", "-q", "--at", "2026-12-13"], {}),
    "fail-on-never": (["--fail-on", "never", "--format", "json", "-q", "--at", "2027-06-01"], {}),
}


@pytest.mark.parametrize("name", RUNS)
def test_golden(name: str) -> None:
    arguments, settings = RUNS[name]
    encoding = settings.get("PYTHONIOENCODING", "utf-8")
    ran = run("check", *EXAMPLE, *arguments, encoding=encoding, **settings)
    told = f"exit {ran.code}\n--- stdout\n{ran.out}--- stderr\n{ran.err}"
    for stated in ('"version": "{}"', 'name="version" value="{}"'):
        told = told.replace(stated.format(__version__), stated.format("VERSION"))
    path = HERE / f"{name}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.write_bytes(told.encode())
    assert told == path.read_bytes().decode()  # a calendar's and a table's lines end with CRLF


def test_quiet_is_about_stderr_and_verbose_about_the_report() -> None:
    loud, quiet = (run("check", *EXAMPLE, "-v", *more) for more in ([], ["-q"]))
    assert (quiet.code, quiet.out, quiet.err) == (loud.code, loud.out, "")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(RUNS)
