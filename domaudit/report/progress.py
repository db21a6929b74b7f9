"""How far a run is, on stderr: a bar on a terminal, now and then a plain line elsewhere, nothing where it is quick."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from domaudit.errors import counted
from domaudit.report.words import shorten

EVERY = 5.0
"""Seconds between two plain lines."""


class Lines:
    """Plain lines, at most one every five seconds; with no stream, nothing at all. ``say`` says a sentence in the run's language."""

    def __init__(self, total: int, out: TextIO | None, say: Callable[[str], str] = str) -> None:
        self.total, self.out, self.say = total, out, say
        self.done = 0
        self.last = 0.0

    def __enter__(self) -> Lines:
        self.last = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to take down."""

    def __call__(self, name: str) -> None:
        """One more site was observed."""
        self.done += 1
        if self.out is not None and time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            told = counted("{done}/{n} site", "{done}/{n} sites", self.total, done=self.done)
            print(self.say(told), file=self.out, flush=True)


class Bar(Lines):
    """One line that is written over, and gone at the end; plain lines where the terminal is too dumb for that (``TERM=dumb``)."""

    WIDTH = 24

    def __init__(self, total: int, out: TextIO | None) -> None:
        super().__init__(total, out)
        self.dumb = os.environ.get("TERM", "") == "dumb"

    def __call__(self, name: str) -> None:
        """One more site was observed."""
        if self.dumb:
            super().__call__(name)
            return
        self.done += 1
        now = time.monotonic()
        if self.out is not None and (now - self.last >= 0.1 or self.done == self.total):
            self.last = now
            full = self.WIDTH * self.done // max(1, self.total)
            said = f"[{'#' * full}{'.' * (self.WIDTH - full)}] {self.done}/{self.total}  {shorten(name, 40, '...')}"
            room = columns(self.out) - 1  # in the last column some terminals begin a new line, and nothing takes that one away
            if room < self.WIDTH + 4 + 2 * len(str(self.total)):
                said = f"{self.done}/{self.total}"
            print(f"\r\x1b[K{shorten(said, room, '')}", end="", file=self.out, flush=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the line away."""
        if not self.dumb and self.out is not None and self.done:
            print("\r\x1b[K", end="", file=self.out, flush=True)


def columns(out: TextIO) -> int:
    """How wide the terminal behind a stream is now; where it does not tell, what ``COLUMNS`` says, or 80."""
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return shutil.get_terminal_size((80, 24)).columns
