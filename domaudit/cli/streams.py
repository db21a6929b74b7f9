"""stdin, stdout and stderr as they are found: closed, full, or going to somebody who has gone. A message is lost before a run is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

from domaudit.cleaning import obeyed_by_none, visible
from domaudit.cli.speaking import say
from domaudit.errors import DomauditError

if TYPE_CHECKING:
    from domaudit.model import Text
    from domaudit.report.progress import Lines


def open_missing() -> None:
    """Give each standard stream that was closed (``2>&-``) the null device: else the next file opened would stand in its place.

    Without it ``print`` falls back on stdout where stderr is none.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (open for as long as the process)


def tell(told: str | DomauditError) -> None:
    """Say something on stderr in the language of the command, a line for each line.

    What could steer a terminal is made visible, and nothing is a command to a log: a file's name is a stranger's. Never raises.
    """
    _put("\n".join(map(say, told.lines() if isinstance(told, DomauditError) else [told])))


def tell_wrapped(told: str | DomauditError) -> None:
    """Say something; on a terminal its lines end between words."""
    for line in map(say, told.lines() if isinstance(told, DomauditError) else [told]):
        _put(_wrapped(line))


def _wrapped(line: str) -> str:
    if not sys.stderr.isatty():
        return line
    import shutil
    import textwrap

    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 100)) - 1
    begins = line[: len(line) - len(line.lstrip(" "))]
    return textwrap.fill(
        line.strip(" "), width, initial_indent=begins, subsequent_indent=begins, break_long_words=False, break_on_hyphens=False
    )


def tell_all(notices: Iterable[str | Text], quiet: bool, personal_data: bool = False, *, wrap: bool = False) -> None:
    """Say the notices of a run, unless it is to be quiet; where anybody may read them (a log, a file) without mailboxes and phones."""
    if quiet:
        return
    from domaudit.report.masking.hiding import hide_any_phone, mask_emails

    for notice in notices:
        told = say(notice)
        told = told if shows_people(personal_data) else hide_any_phone(mask_emails(told))
        _put(_wrapped(told) if wrap else told)


def shows_people(personal_data: bool) -> bool:
    """Whether people may be named on stderr: on a terminal, or where that was asked for."""
    return personal_data or sys.stderr.isatty()


def _put(text: str) -> None:
    lines = (obeyed_by_none(fitting(visible(line), sys.stderr)) for line in text.split("\n"))
    print("\n".join(lines), file=for_people())


def progress(total: int, quiet: bool) -> Lines:
    """What shows on stderr how far a run over so many sites is: one line on a terminal, else a line now and then; nothing if quiet."""
    from domaudit.report.progress import Bar, Lines

    if quiet:
        return Lines(total, None)
    stderr = for_people()
    return (Bar if stderr.isatty() else Lines)(total, stderr, say)


def fitting(text: str, out: IO[str]) -> str:
    """A text in characters that a stream can show: accents and quotes are made plain where it has none."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        from domaudit.report.words import plain

        return plain(text, encoding)
    return text


def drop(stream: IO[str]) -> None:
    """Let what is left in the buffer go nowhere: the interpreter would fail on it a second time at its end."""
    with suppress(OSError, ValueError):  # no file behind it
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def for_people() -> TextIO:
    """stderr, on which a write that fails is no failure of the run."""
    return cast(TextIO, _Forgiving(sys.stderr))


class _Forgiving:
    """A stream that may be full (``2>/dev/full``) or gone; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write and flush, or lose it."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            drop(self._stream)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def unread_is_no_failure() -> Iterator[None]:
    """Writing to a stdout whose reader has gone (``| head``) changes nothing: neither the exit code nor what else is written."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop(sys.stdout)
