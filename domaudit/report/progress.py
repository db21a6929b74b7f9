"""How far a run is, on stderr: one line that is written over on a terminal, now and then a plain one elsewhere, nothing where it is quick.

``asking 12 registries · 37/200 sites · .fr 12/80 waits 8 s (its limit) · about 1 min``. The line is taken away with spaces, not with a
sequence, so that any console can: those of old Windows versions too.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TextIO

from domaudit.errors import counted, said
from domaudit.model import Standing
from domaudit.report.words import plain, shorten, width

EVERY, AT_MOST = 5.0, 60.0
"""Seconds between two plain lines, the first and the last of a long run."""

SURE_SITES, SURE_SECONDS = 5, 5.0
"""Sites and seconds from which on the time that they took says something of the others."""

WORTH_TELLING = 2.0
"""Seconds of a wait that are worth telling."""

BETWEEN = " · "


class Lines:
    """Plain lines, seldom; with no stream, nothing at all. ``say`` says a sentence in the run's language."""

    def __init__(self, total: int, out: TextIO | None, say: Callable[[str], str] = str) -> None:
        self.total, self.out, self.say = total, out, say
        self.done = 0
        self.began = self.last = 0.0
        self.every = EVERY
        self.zones: Sequence[_Zone] = ()

    def __enter__(self) -> Lines:
        self.began = self.last = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to take down."""

    def __call__(self, name: str) -> None:
        """One more site was observed."""
        self.done += 1
        self.show()

    def watch(self, standings: Iterable[Standing]) -> None:
        """How the servers stand now."""
        self.zones = _by_zone(standings)
        self.show()

    def show(self) -> None:
        """Tell it, if it is time to."""
        if self.out is not None and time.monotonic() - self.last >= self.every:
            self.last, self.every = time.monotonic(), min(AT_MOST, self.every * 2)
            print(self.fitting(1000), file=self.out, flush=True)

    def fitting(self, room: int) -> str:
        """How far it is, in so many columns: the sites and the time first, then the registries that take longest."""
        registries = [zone for zone in self.zones if zone.open]
        sites = self.shown(counted("{done}/{n} site", "{done}/{n} sites", self.total, done=self.done))
        asking = [self.shown(counted("asking {n:,} registry", "asking {n:,} registries", len(registries)))] if registries else []
        left = self.left(time.monotonic() - self.began)
        about = [self.shown(said("about {time}", time=rough(left)))] if left is not None else []
        if (told := self.joined(*asking, sites, *about)) and width(told) > room:
            asking = []
            about = about if width(self.joined(sites, *about)) <= room else []
        zones: list[str] = []
        for zone in registries:
            more = [*zones, self.shown(zone.told())]
            if width(self.joined(*asking, sites, *more, *about)) > room:
                break
            zones = more
        return self.joined(*asking, sites, *zones, *about)

    def shown(self, text: str) -> str:
        """A sentence in the run's language, in characters that the stream has."""
        told, encoding = self.say(text), getattr(self.out, "encoding", None) or "utf-8"
        try:
            told.encode(encoding)
        except (LookupError, UnicodeEncodeError):
            return plain(told, encoding).replace("\u00a0", " ")
        return told

    def joined(self, *parts: str) -> str:
        """Sentences in one line."""
        return self.shown(BETWEEN).join(parts)

    def left(self, elapsed: float) -> float | None:
        """The seconds that are left, or None where nothing tells: what the slowest server still needs, or as long as the sites so far took.

        The longer of the two: neither the sites that wait for a slow server nor the questions that will follow are in the other.
        """
        if self.done >= self.total:
            return None
        known = [zone.seconds for zone in self.zones if zone.open and zone.seconds >= 1]
        if self.done >= SURE_SITES and elapsed >= SURE_SECONDS:
            known.append(elapsed / self.done * (self.total - self.done))
        return max(known, default=None)


class Bar(Lines):
    """One line that is written over, and gone at the end; plain lines where the terminal is too dumb for that (``TERM=dumb``)."""

    def __init__(self, total: int, out: TextIO | None, say: Callable[[str], str] = str) -> None:
        super().__init__(total, out, say)
        self.dumb = os.environ.get("TERM", "") == "dumb"
        self.size = 0

    def show(self) -> None:
        """Write the line over, ten times a second at most."""
        if self.dumb:
            super().show()
            return
        now = time.monotonic()
        if self.out is not None and (now - self.last >= 0.1 or self.done == self.total):
            self.last = now
            room = columns(self.out) - 1  # in the last column some terminals begin a new line, and nothing takes that one away
            self.write(shorten(self.fitting(room), room, ""))

    def write(self, text: str) -> None:
        """Put a text where the last one stood."""
        size = width(text)
        print(f"\r{text}{' ' * (self.size - size)}", end="", file=self.out, flush=True)
        self.size = size

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the line away."""
        if self.out is not None and self.size:
            self.size = min(self.size + len("^C"), columns(self.out) - 1)  # the terminal itself may have written that beside it
            self.write("")
            print("\r", end="", file=self.out, flush=True)


@dataclass
class _Zone:
    """The servers of one registry together: questions that have ended and those that have not, and the longest of their times."""

    name: str
    done: int = 0
    open: int = 0
    seconds: float = 0.0
    waits: float = 0.0
    rests: float = 0.0

    def told(self) -> str:
        counts = f".{self.name} {self.done}/{self.done + self.open}"
        if self.rests >= WORTH_TELLING:
            return said("{counts} waits {seconds:.0f} s (it asked for a pause)", counts=counts, seconds=self.rests)
        if self.waits >= WORTH_TELLING:
            return said("{counts} waits {seconds:.0f} s (its limit)", counts=counts, seconds=self.waits)
        return counts


def _by_zone(standings: Iterable[Standing]) -> list[_Zone]:
    """The registries, the one that takes longest first; servers of nobody's zone (registrars, resolvers) are none."""
    zones: dict[str, _Zone] = {}
    for one in standings:
        if one.zone:
            zone = zones.setdefault(one.zone, _Zone(one.zone))
            zone.done, zone.open = zone.done + one.done, zone.open + one.open
            zone.seconds, zone.waits, zone.rests = max(zone.seconds, one.seconds), max(zone.waits, one.waits), max(zone.rests, one.rests)
    return sorted(zones.values(), key=lambda zone: (-zone.seconds, -zone.open, zone.name))


def rough(seconds: float) -> str:
    """A time as nobody can know it better: ``20 s``, ``3 min``, ``1 h 10 min``; rounded up."""
    if seconds <= 55:
        return f"{max(5, -(-seconds // 5) * 5):.0f} s"
    minutes = int(-(-seconds // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(-(-minutes // 5) * 5, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def columns(out: TextIO) -> int:
    """How wide the terminal behind a stream is now; where it does not tell, what ``COLUMNS`` says, or 80."""
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return shutil.get_terminal_size((80, 24)).columns
