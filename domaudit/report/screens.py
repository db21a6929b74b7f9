"""How a report is to look, what the place that it goes to can show, and how text is written there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from domaudit.model import Reader
from domaudit.report import words
from domaudit.texts import Lang


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is to look, whatever its form; ``reader`` is for whom it is, ``fail_on`` and ``strict`` what made the exit code."""

    lang: Lang
    exit_code: int
    verbose: bool = False
    personal_data: bool = False
    reader: Reader = "client"
    fail_on: str = "critical"
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What the place that a text goes to can show."""

    width: int = 80
    color: bool = False
    unicode: bool = True
    tty: bool = False


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


def write_lines(lines: Iterable[str], out: TextIO, screen: Screen) -> None:
    """Write lines for people in the characters that the place can show."""
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    out.write(text if screen.unicode else words.plain(text, out.encoding))


def write_utf8(text: str, out: TextIO) -> None:
    """Write a form for programs to an open stream: it is UTF-8 whatever the locale says."""
    if getattr(out, "buffer", None) is None:
        out.write(text)
    else:
        write_raw(text.encode("utf-8"), out)


def write_raw(content: bytes, out: TextIO) -> None:
    """Write bytes to an open stream that stands on one of bytes."""
    out.flush()
    out.buffer.write(content)
