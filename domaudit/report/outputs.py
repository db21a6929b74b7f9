"""Where reports go: stdout and files, each in its form. A file is written whole or not at all, and never over what the run reads."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TextIO

from domaudit.errors import UsageError, said
from domaudit.model import Reader
from domaudit.report import words
from domaudit.report.gathering import Gathered
from domaudit.texts import Lang

ENDINGS = {".json": "json", ".txt": "terminal"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is to look, whatever its form; ``reader`` is for whom it is."""

    lang: Lang
    exit_code: int
    verbose: bool = False
    personal_data: bool = False
    reader: Reader = "client"


@dataclass(frozen=True, slots=True)
class Screen:
    """What the place that a text goes to can show."""

    width: int = 80
    color: bool = False
    unicode: bool = True
    tty: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write and its form. ``path`` is free of links where it names a regular file; a pipe or device is ``special``."""

    path: Path
    form: str
    special: bool = False


def targets(asked: Sequence[str], inputs: Mapping[str, Path] | None = None) -> list[Target]:
    """The files named by ``-o`` (``report.json``, ``json:report``, ``-`` for nothing more than stdout).

    ``inputs`` are the files that the run itself uses, by what they are (``the inventory``). Raises ``UsageError`` for a form that does not
    exist, a place that cannot be written, one of the inputs, where stdout goes, or a file named twice: before anybody is asked anything.
    """
    found: list[Target] = []
    for text in asked:
        if text == "-":
            continue
        form, colon, rest = text.partition(":")
        path = Path(rest) if colon and form in FORMS else Path(text)
        form = form if colon and form in FORMS else ENDINGS.get(path.suffix.lower(), "")
        if not form:
            raise UsageError(
                said("no form of report has this ending"),
                where=text,
                hint=said("use {endings}, or FORM:FILE with {forms}", endings=", ".join(ENDINGS), forms=", ".join(FORMS)),
            )
        target = target_at(path, form, inputs or {})
        if any(_same(target.path, other.path) for other in found):
            raise UsageError(said("named twice"), where=str(path), hint=said("give each report a file of its own"))
        found.append(target)
    return found


def target_at(path: Path, form: str, inputs: Mapping[str, Path]) -> Target:
    """The file with a name, to be written in a form. Raises ``UsageError`` as ``targets`` does."""
    target = _target(path, form)
    if not target.special:
        _refuse_taken(target.path, path, inputs)
    return target


def _target(path: Path, form: str) -> Target:
    try:
        kind = path.stat().st_mode if path.exists() else None
        # A pipe is written by its own name: what /dev/fd/63 points to is no path.
        special = kind is not None and not stat.S_ISREG(kind)
        place = path if special else path.resolve()
        disk = kind is not None and (stat.S_ISDIR(kind) or stat.S_ISBLK(kind))  # a report over a whole disk: never meant
        circle = not special and place.is_symlink()  # newer Pythons resolve links in a circle to themselves
        if not disk and not circle and place.parent.is_dir() and os.access(path if kind is not None else place.parent, os.W_OK):
            return Target(place, form, special)
    except (OSError, ValueError, RuntimeError):  # a name too long, a NUL in it, links in a circle
        pass
    raise UsageError(said("cannot be written"), where=str(path), hint=said("name a file in a folder that exists and is yours to write"))


def _refuse_taken(place: Path, path: Path, inputs: Mapping[str, Path]) -> None:
    """Refuse a regular file that the run reads, or that stdout is."""
    for what, used in inputs.items():
        if _same(place, used):
            raise UsageError(
                said("this is {what} of this run", what=what), where=str(path), hint=said("a report would replace it: name another file")
            )
    try:
        mine, out = place.stat(), os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):  # a file yet to be made, or no stdout
        return
    if os.path.samestat(mine, out):
        raise UsageError(
            said("stdout goes there already"), where=str(path), hint=said("choose its form with --format, or name another file")
        )


def _same(one: Path, other: Path) -> bool:
    """Whether two names are one file, by whatever links."""
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, ValueError, RuntimeError):
        return False


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


def write_stream(found: Gathered, form: str, out: TextIO, style: Style) -> None:
    """Write the report to an open stream in one form."""
    FORMS[form](found, out, style, screen_of(out))
    out.flush()


def write_files(found: Gathered, wanted: Sequence[Target], style: Style) -> OSError | None:
    """Write every file; one that cannot be written spoils no other. Returns the first failure."""
    failed = None
    for target in wanted:
        try:
            write_file(found, target, style)
        except OSError as error:
            failed = failed or OSError(error.errno, error.strerror, str(target.path))
    return failed


def write_file(found: Gathered, target: Target, style: Style) -> None:
    """Write the report to a file, by way of a temporary one beside it: a full disk leaves what was there.

    A pipe or device is written as it is. A file that was there keeps its mode.
    """
    if target.special:
        with open(target.path, "w", encoding="utf-8") as out:
            FORMS[target.form](found, out, style, Screen())
        return
    with _beside(target.path) as handle, open(handle, "w", encoding="utf-8") as out:
        FORMS[target.form](found, out, style, Screen())


def write_bytes(content: bytes, target: Target) -> None:
    """Write a file whose bytes are ready, as ``write_file`` does."""
    if target.special:
        target.path.write_bytes(content)
        return
    with _beside(target.path) as handle, open(handle, "wb") as out:
        out.write(content)


@contextmanager
def _beside(path: Path) -> Iterator[int]:
    """A descriptor of a temporary file, which takes the place of ``path`` once all has gone well."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")  # named before it is made: a Ctrl-C right after leaves nothing
    try:
        yield os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _terminal(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    if style.reader == "provider":
        from domaudit.report import holdings

        holdings.write(found.report, out, style, screen)
        return
    from domaudit.report import terminal

    page = TextIOWrapper(BytesIO(), encoding=out.encoding or "utf-8")  # rich would end the process where the reader has gone
    terminal.write(
        found.report,
        lang=style.lang,
        out=page,
        width=screen.width,
        color=screen.color,
        unicode=screen.unicode,
        verbose=style.verbose,
        personal_data=style.personal_data or screen.tty,
        exit_code=style.exit_code,
    )
    page.seek(0)
    out.write(page.read())


def _json(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    from domaudit.report import json

    counted = found.tally, found.counting.result(), found.settling.result()
    head = json.head_of(found.inventory, found.audited_at, *counted, lang=style.lang, exit_code=style.exit_code, reader=style.reader)
    for part in json.parts(head, found.lines):
        write_utf8(part, out)


def write_lines(lines: Iterable[str], out: TextIO, screen: Screen) -> None:
    """Write lines for people in the characters that the place can show."""
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    out.write(text if screen.unicode else words.plain(text, out.encoding))


def write_utf8(text: str, out: TextIO) -> None:
    """Write JSON to an open stream: it is UTF-8 whatever the locale says."""
    if getattr(out, "buffer", None) is None:
        out.write(text)
    else:
        write_raw(text.encode("utf-8"), out)


def write_raw(content: bytes, out: TextIO) -> None:
    """Write bytes to an open stream that stands on one of bytes."""
    out.flush()
    out.buffer.write(content)


FORMS: dict[str, Callable[[Gathered, TextIO, Style, Screen], None]] = {"terminal": _terminal, "json": _json}
