"""How a report is to look, what the place that it goes to can show, and how text is written there."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

from domaudit.cleaning import obeyed_by_none
from domaudit.model import Reader
from domaudit.report import hyperlinks, words
from domaudit.texts import Lang


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is to look, whatever its form; ``reader`` is for whom it is, ``fail_on`` and ``strict`` what made the exit code.

    ``again`` is what a command that the report names has to be given so that it sees what this run saw. ``kept``: it goes into a file too.
    ``apart``: it is to be handed to one client, who has none of the files of whoever made it.
    """

    lang: Lang
    exit_code: int
    verbose: bool = False
    personal_data: bool = False
    reader: Reader = "client"
    fail_on: str = "critical"
    strict: bool = False
    again: tuple[str, ...] = ()
    kept: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What the place that a text goes to can show."""

    width: int = 80
    color: bool = False
    unicode: bool = True
    tty: bool = False
    links: bool = False
    file: bool = False


def screen_of(out: TextIO) -> Screen:
    """What a stream can show: its width, colours and links, and whether it can write our symbols.

    ``NO_COLOR``, ``CLICOLOR=0``, ``TERM=dumb`` and a pipe have no colours; ``FORCE_COLOR`` and ``CLICOLOR_FORCE`` give them to a pipe too
    (``| less -R``). Links only ever stand on a terminal.
    """
    tty = out.isatty()
    try:
        "✗✓○–·─…".encode(out.encoding or "ascii")
        unicode = True
    except (LookupError, UnicodeEncodeError):
        unicode = False
    steered = tty and _takes_sequences()
    width = shutil.get_terminal_size((80, 24)).columns if tty or os.environ.get("COLUMNS") else 80
    colours = _colours(os.environ, steered)
    return Screen(max(40, min(width, 200)), colours, unicode, tty, steered and hyperlinks.known(os.environ), _is_file(out))


def _is_file(out: TextIO) -> bool:
    """Whether a stream goes into a file, which somebody may open by a double click, and not into a pipe."""
    try:
        return stat.S_ISREG(os.fstat(out.fileno()).st_mode)
    except (OSError, ValueError):  # nothing of the system is behind it
        return False


def _colours(environment: Mapping[str, str], terminal: bool) -> bool:
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("CLICOLOR") != "0"


def _takes_sequences() -> bool:
    """Whether the terminal is steered by sequences of characters: on Windows it must be told to, and before Windows 10 it cannot."""
    if sys.platform != "win32":
        return True
    import ctypes

    console, mode = ctypes.windll.kernel32, ctypes.c_ulong()
    stdout = console.GetStdHandle(-11)
    if not console.GetConsoleMode(stdout, ctypes.byref(mode)):
        return False
    return bool(mode.value & 4 or console.SetConsoleMode(stdout, mode.value | 4))  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


def write_lines(lines: Iterable[str], out: TextIO, screen: Screen) -> None:
    """Write lines for people in the characters that the place can show; none of them is a command to a log."""
    for line in lines:
        for fitting in [line] if screen.unicode else _plain(line, out.encoding, screen.width):
            out.write(f"{obeyed_by_none(fitting.rstrip())}\n")


def _plain(line: str, encoding: str | None, width: int) -> list[str]:
    """A line in simple characters; it is broken anew where that has made it too wide (``…`` is three of them)."""
    told = words.plain(line, encoding)
    if words.width(told) <= width:
        return [told]
    indent = " " * (len(told) - len(told.lstrip(" ")))
    return [f"{indent}{part}" for part in words.wrap(told.strip(), width - len(indent), "...")]


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
