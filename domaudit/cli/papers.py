"""A letter or a clause on its way out: the form that was asked for, and the file, or stdout, that it goes to."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from domaudit.cli.options import PaperFormat
from domaudit.cli.streams import unread_is_no_failure
from domaudit.errors import Said, UsageError, said

if TYPE_CHECKING:
    from domaudit.letters import Document, Format
    from domaudit.report.files import Place


def way_out(format: PaperFormat | None, output: Path | None, used: Mapping[str, Path], name_a_file: Said) -> tuple[Format, Place | None]:
    """The form of a paper and its file, if any; ``used`` are the files of this run, ``name_a_file`` the hint for a screen.

    Raises ``UsageError`` for an ending of no form, for a file that cannot be written or is in use, and for a Word file on a screen.
    """
    from domaudit import letters
    from domaudit.report import files

    form = letters.form_of(format.value if format else None, output)
    place = files.place_at(output, used) if output is not None else None
    if form == "docx" and find_spec("docx") is None:
        raise UsageError(
            said("a Word file needs python-docx, which is not installed"),
            where=str(output) if output is not None else "--format docx",
            hint=said("install it with: {command}; or choose html, which Word opens too", command=adding("python-docx")),
        )
    if form == "docx" and place is None and sys.stdout.isatty():
        raise UsageError(said("a Word file is no text for a screen"), where="--format docx", hint=name_a_file)
    return form, place


def send(document: Document, form: Format, place: Place | None, *, force: bool = False, read: bool = False) -> bool:
    """Write a paper to its file, or to stdout where it has none; tells whether it stands on a screen now.

    A file that says something else may be one that somebody has worked on: only ``force`` writes over it. Where a paper is to be ``read``
    (no form was asked for), a terminal shows Markdown as what it means. Raises ``UsageError`` and, where the disk is full, ``OSError``.
    """
    from domaudit import letters
    from domaudit.report import files, screens

    if place is not None:
        content = letters.write(document, form)
        if not force and not place.special and _differs(place.path, content):
            hint = said("it may have your changes: name another file, or write over it with --force")
            raise UsageError(said("this file is there already, and says something else"), where=str(place.path), hint=hint)
        files.write_bytes(content, place)
        return False
    screen = sys.stdout.isatty()
    content = letters.shown(document, screens.screen_of(sys.stdout).width) if screen and read else letters.write(document, form)
    with unread_is_no_failure():
        screens.write_raw(content, sys.stdout)
        sys.stdout.buffer.flush()  # else what stderr says after it could come before it
    return screen


def _differs(path: Path, content: bytes) -> bool:
    """Whether a file is there and holds something else."""
    try:
        return path.stat().st_size > 0 and path.read_bytes() != content
    except FileNotFoundError:
        return False


def adding(package: str) -> str:
    """The command that puts a package beside this program, by the way in which the program was installed."""
    here = Path(sys.prefix)
    if here.parent.name == "venvs" and here.parent.parent.name == "pipx":
        return shlex.join(["pipx", "inject", here.name, package])
    python = sys.executable or "python"
    if find_spec("pip") is None:  # as where uv has made the environment
        return shlex.join(["uv", "pip", "install", "--python", python, package])
    return shlex.join([python, "-m", "pip", "install", package])
