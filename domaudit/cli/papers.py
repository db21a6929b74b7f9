"""A letter or a clause on its way out: the form that was asked for, and the file, or stdout, that it goes to."""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
    if form == "docx" and place is None and sys.stdout.isatty():
        raise UsageError(said("a Word file is no text for a screen"), where="--format docx", hint=name_a_file)
    return form, place


def send(document: Document, form: Format, place: Place | None) -> None:
    """Write a paper to its file, or to stdout where it has none. Raises ``OSError`` where the disk is full."""
    from domaudit import letters
    from domaudit.report import files, screens

    content = letters.write(document, form)
    if place is not None:
        files.write_bytes(content, place)
    else:
        with unread_is_no_failure():
            screens.write_raw(content, sys.stdout)
