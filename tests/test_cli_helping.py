"""The help pages, read whole: in both languages, at 80 columns.

DOMAUDIT_GOLDEN=write pytest tests/test_cli_helping.py      # after a change that is meant; then read the difference
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from domaudit.cli import examples, helping, main
from domaudit.cli.more import app

HERE = Path(__file__).parent / "golden/help"
GROUP = typer.main.get_command(app)


def commands(below: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Every command and group, by the words that lead to it."""
    yield " ".join(path), below
    for name, command in getattr(below, "commands", {}).items():
        yield from commands(command, *path, name)


COMMANDS = dict(commands(GROUP))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page(lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    pages = []
    for name in COMMANDS:
        assert main([*name.split(), "--help", "--lang", lang]) == 0
        pages.append(f"$ domaudit {name} --help\n\n".replace("  ", " ") + capsys.readouterr().out)
    told = f"\n{'=' * 78}\n".join(pages)
    assert max(len(line) for line in told.splitlines() if not line.startswith("  domaudit ")) <= 80
    path = HERE / f"{lang}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_every_command_has_an_example_and_no_example_is_left_over() -> None:
    assert set(examples.EXAMPLES) == set(COMMANDS)
    assert set(examples.SEE_ALSO) <= set(COMMANDS)
    assert {one for found in examples.SEE_ALSO.values() for one in found} <= set(COMMANDS)


@pytest.mark.parametrize("line", [line for found in examples.EXAMPLES.values() for line, _ in found])
def test_an_example_is_a_line_that_is_right(line: str) -> None:
    """It is read as far as its command would begin."""
    program, *words = shlex.split(line.partition(" > ")[0])
    assert program == "domaudit"
    context = GROUP.make_context("domaudit", words)
    name, command, rest = GROUP.resolve_command(context, [*context._protected_args, *context.args])
    while hasattr(command, "commands"):
        context = command.make_context(name, rest, parent=context)
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
    assert command.make_context(name, rest, parent=context).params


def test_the_headings_name_what_there_is() -> None:
    """But commands of a later day."""
    params = {param.name for command in COMMANDS.values() for param in command.params}
    assert {name for names in helping.PANELS.values() for name in names} <= params
    assert {name for names in helping.GROUPS.values() for name in names} - set(COMMANDS) <= {"init", "doctor"}


@pytest.mark.parametrize("width", ["20", "40", "200"])
def test_a_narrow_terminal_and_a_wide_one(width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert main(["check", "--help"]) == 0
    told = capsys.readouterr().out
    for line, _ in examples.EXAMPLES["check"]:
        assert f"  {line}\n" in told  # a line to be copied is never folded
