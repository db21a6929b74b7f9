"""A calendar in the lines of RFC 5545: escaped, folded at 75 octets, the same bytes for the same events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from domaudit.texts import Lang

OCTETS = 75
"""A line is at most as long, its end aside (section 3.1)."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_COLON = ord(":")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Event:
    """One day to know of. ``about`` (a domain and what it is about it) makes the UID; ``alarms`` are days before it."""

    about: tuple[str, ...]
    day: date
    summary: str
    lines: tuple[str, ...] = ()
    alarms: tuple[int, ...] = ()

    @property
    def uid(self) -> str:
        """The same in every run, whatever the day is by then. Nothing of it names a person: a hash of a name can be guessed."""
        return f"domaudit-{sha256(chr(0).join(self.about).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def calendar(events: Iterable[Event], at: datetime, name: str, about: str, lang: Lang) -> Iterator[str]:
    """A calendar that was made at a time (UTC), piece by piece: its head, each event, its end."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//domaudit//report//{lang.upper()}", "CALSCALE:GREGORIAN"]
    for property_, text in (("NAME", name), ("X-WR-CALNAME", name), ("DESCRIPTION", about), ("X-WR-CALDESC", about)):
        head.append(f"{property_}:{escaped(text)}")  # the first of each is of RFC 7986, the other is what most calendars read
    yield "".join(map(folded, head))
    for event in events:
        yield "".join(map(folded, _event(event, at)))
    yield folded("END:VCALENDAR")


def _event(event: Event, at: datetime) -> Iterator[str]:
    stamp = f"{at.date().isoformat().replace('-', '')}T{at:%H%M%S}Z"
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}")
    # No run knows the one before it. What is later is newer: the day of the audit counts the revisions, the stamp decides within a day.
    yield f"SEQUENCE:{max((at.date() - _EPOCH).days, 0)}"
    yield f"DTSTART;VALUE=DATE:{_day(event.day)}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{_day(event.day + timedelta(1))}"
    yield from (f"SUMMARY:{escaped(event.summary)}", "TRANSP:TRANSPARENT")
    if event.lines:
        yield f"DESCRIPTION:{escaped(chr(10).join(event.lines))}"
    for days in event.alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{days}D", f"DESCRIPTION:{escaped(event.summary)}", "END:VALARM")
    yield "END:VEVENT"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    return text.translate(_ESCAPES)


def folded(line: str) -> str:
    """A line with its end, folded where it is too long: never inside a character, nor before a colon.

    In the log of a CI a line that begins with colons can be a command; a value must not come to stand at the beginning of one.
    """
    octets = line.encode("utf-8", "replace")
    parts, start, room = [], 0, OCTETS
    while len(octets) - start > room:
        end = start + room
        if octets[end] == _COLON and octets[end - 1] != _COLON:
            end -= 1
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(octets[start:end])
        start, room = end, OCTETS - 1
    return b"\r\n ".join([*parts, octets[start:]]).decode() + "\r\n"
