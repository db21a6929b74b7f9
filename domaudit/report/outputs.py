"""Where reports go: stdout and files, each in its form. A file is written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TextIO

from domaudit.errors import UsageError
from domaudit.model import Report
from domaudit.texts import Lang

ENDINGS = {".json": "json", ".txt": "terminal"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is to look, whatever its form."""

    lang: Lang
    exit_code: int
    verbose: bool = False
    personal_data: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What the place that a text goes to can show."""

    width: int = 80
    color: bool = False
    unicode: bool = True
    tty: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write and its form."""

    path: Path
    form: str


def targets(asked: Sequence[str]) -> list[Target]:
    """The files named by ``-o`` (``report.json``, ``json:report``, ``-`` for nothing more than stdout).

    Raises ``UsageError`` for a form that does not exist or a place that cannot be written, before anybody is asked anything.
    """
    found = []
    for text in asked:
        if text == "-":
            continue
        form, colon, rest = text.partition(":")
        path = Path(rest) if colon and form in FORMS else Path(text)
        form = form if colon and form in FORMS else ENDINGS.get(path.suffix.lower(), "")
        if not form:
            raise UsageError(
                "no form of report has this ending", where=text, hint=f"use {', '.join(ENDINGS)}, or FORM:FILE with {', '.join(FORMS)}"
            )
        folder = path.parent
        if path.is_dir() or not folder.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
            raise UsageError("cannot be written", where=str(path), hint="name a file in a folder that exists and is yours to write")
        found.append(Target(path, form))
    return found


def screen_of(out: TextIO) -> Screen:
    """What a stream can show: its width, colours (``NO_COLOR`` and a pipe have none), and whether it can write our symbols."""
    tty = out.isatty()
    try:
        "✗✓○–·─…".encode(out.encoding or "ascii")
        unicode = True
    except (LookupError, UnicodeEncodeError):
        unicode = False
    color = tty and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((80, 24)).columns if tty or os.environ.get("COLUMNS") else 80
    return Screen(max(40, min(width, 200)), color, unicode, tty)


def write_stream(report: Report, form: str, out: TextIO, style: Style) -> None:
    """Write the report to an open stream in one form."""
    FORMS[form](report, out, style, screen_of(out))
    out.flush()


def write_files(report: Report, wanted: Sequence[Target], style: Style) -> OSError | None:
    """Write every file; one that cannot be written spoils no other. Returns the first failure."""
    failed = None
    for target in wanted:
        try:
            write_file(report, target, style)
        except OSError as error:
            failed = failed or OSError(error.errno, error.strerror, str(target.path))
    return failed


def write_file(report: Report, target: Target, style: Style) -> None:
    """Write the report to a file, by way of a temporary one beside it: a full disk leaves what was there."""
    text = StringIO()
    FORMS[target.form](report, text, style, Screen())
    handle, temporary = tempfile.mkstemp(dir=target.path.parent, prefix=f".{target.path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as out:
            out.write(text.getvalue())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, target.path)
    except BaseException:
        os.unlink(temporary)
        raise


def _terminal(report: Report, out: TextIO, style: Style, screen: Screen) -> None:
    from domaudit.report import terminal

    terminal.write(
        report,
        lang=style.lang,
        out=out,
        width=screen.width,
        color=screen.color,
        unicode=screen.unicode,
        verbose=style.verbose,
        personal_data=style.personal_data or screen.tty,
        exit_code=style.exit_code,
    )


def _json(report: Report, out: TextIO, style: Style, screen: Screen) -> None:
    from domaudit.report import json

    text = json.render(report, lang=style.lang, exit_code=style.exit_code)
    buffer = getattr(out, "buffer", None)
    if buffer is None:
        out.write(text)
    else:  # JSON is UTF-8 whatever the locale says
        out.flush()
        buffer.write(text.encode("utf-8"))


FORMS: dict[str, Callable[[Report, TextIO, Style, Screen], None]] = {"terminal": _terminal, "json": _json}
