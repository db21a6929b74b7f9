"""The timeline: past years and coming months, drawn for a few sites one by one, for many by month, and told as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from domaudit import texts
from domaudit.model import SiteReport, Step
from domaudit.report import stepping
from domaudit.report.due import due, is_waited
from domaudit.report.telling import Teller
from domaudit.texts import Lang, count, joined, say_date, tell

PAST = ("created", "transferred", "updated")
"""The days of a record that lie behind us, in their order."""

DRAWN = 12
"""Sites up to which each is drawn on a line of its own."""

MONTHS = 13
"""Months before today that are drawn; a later day stands at the edge."""

LISTED, NAMED = 40, 6
"""Days that are listed, and sites that are named at one of them."""

TODAY, EDGE = 30.0, 99.0
"""Where today and the last day stand, in hundredths of the width; what lies behind today stands left of it, in a scale of its own."""

_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Mark:
    """One day on a line: its kind (``created``, ``transferred``, ``updated``, ``step``, ``expires``, ``late``) and its place."""

    kind: str
    x: str


@dataclass(frozen=True, slots=True)
class Line:
    """The days of one site, as marks and in words."""

    anchor: str
    name: str
    told: str
    marks: list[Mark]


@dataclass
class Entry:
    """One day with something to it, for ``number`` sites, the first of which are named: anchor and name."""

    day: date
    kind: str
    what: str
    number: int = 0
    named: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """One column of the picture of many: its name where there is room for one, its bars' places, how many expire and how many are due."""

    name: str
    x: str
    middle: str
    expires: int
    due: int
    expires_height: str
    due_height: str


@dataclass
class Dates:
    """The days of a report, taken in site by site."""

    teller: Teller
    today: date
    _sites: list[tuple[str, str, dict[str, date], date | None, list[date]]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=lambda: ["created", "updated", "step", "expires", "late"])
    """The signs of the legend: a transfer's only where there was one."""
    _entries: dict[tuple[date, str, str], Entry] = field(default_factory=dict)
    _expires: Counter[tuple[int, int]] = field(default_factory=Counter)
    _due: Counter[tuple[int, int]] = field(default_factory=Counter)
    dated: int = 0

    def add(self, site: SiteReport, steps: list[tuple[str, Step]]) -> None:
        """Take one site in, with its steps."""
        record = site.registration
        past, expires = {kind: day for kind in PAST if (day := _day(getattr(record, kind)))}, _day(record.expires)
        days = []
        waited = is_waited(step for _, step in steps)
        for _, step in stepping.later(self.teller, steps)[0]:
            on = step.start if step.start is not None and step.start > self.today else step.deadline
            if on is not None and on > self.today:
                days.append(on)
                self._enter(site, on, "step", _what(step, self.teller.lang, begins=on == step.start, waited=waited))
        if expires is not None:
            late = expires - self.today < _SOON
            self._enter(site, expires, "late" if late else "expires", tell("html.agenda.expires", self.teller.lang))
        if past or expires or days:
            self.dated += 1
            if "transferred" in past and "transferred" not in self.kinds:
                self.kinds.insert(1, "transferred")
            for day, counter in ((expires, self._expires), *((day, self._due) for day in days)):
                if day is not None:
                    counter[day.year, day.month] += 1
            if self.dated <= DRAWN:
                self._sites.append((site.site.domain, site.site.unicode, past, expires, days))

    def _enter(self, site: SiteReport, on: date, kind: str, what: str) -> None:
        entry = self._entries.setdefault((on, kind, what), Entry(on, kind, what))
        entry.number += 1
        if len(entry.named) < NAMED:
            entry.named.append((site.site.domain, site.site.unicode))

    @property
    def drawn(self) -> bool:
        """Whether the sites are few enough to be drawn one by one."""
        return self.dated <= DRAWN

    @property
    def entries(self) -> list[Entry]:
        """The days that come, the next first."""
        return sorted(self._entries.values(), key=lambda entry: (entry.day, entry.kind, entry.what))[:LISTED]

    @property
    def next(self) -> Entry | None:
        """The first day to come."""
        return min((entry for entry in self._entries.values() if entry.day >= self.today), key=lambda entry: entry.day, default=None)

    @property
    def more(self) -> int:
        """How many days are not listed."""
        return max(0, len(self._entries) - LISTED)

    @property
    def lines(self) -> Iterator[Line]:
        """The sites, each on its line."""
        start = self._start
        for anchor, name, past, expires, days in self._sites:
            known = {**past, **({"expires": expires} if expires else {})}
            told = [tell(f"html.line.{label}", self.teller.lang, d=day.isoformat()) for label, day in known.items()]
            if days:
                told.append(tell("html.line.due", self.teller.lang, d=min(days).isoformat()))
            marks = [Mark(kind, _place(day, start, self.today)) for kind, day in past.items()]
            marks += [Mark("step", _place(day, start, self.today)) for day in days]
            if expires:
                kind = "late" if expires - self.today < _SOON else "expires"
                marks.append(Mark(kind, _place(expires, start, self.today)))
            yield Line(anchor, name, " · ".join(told), marks)

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """The scale: the year at its left end, and every third month to come."""
        ticks = [(str(self._start.year), "0%")] if self._start.year < self.today.year else []
        for place, (year, month) in enumerate(_months(self.today)):
            if place % 3 == 0 and place:
                first = date(year, month, 1)
                ticks.append((_month_name(first, self.teller.lang), _place(first, self._start, self.today)))
        return ticks

    @property
    def months(self) -> list[Month]:
        """The months to come, with how many names expire and how many steps are due in each."""
        coming = list(_months(self.today))
        most = max((max(self._expires[month], self._due[month]) for month in coming), default=0) or 1
        width = 100 / len(coming)
        return [
            Month(
                _month_name(date(*month, 1), self.teller.lang) if place % 3 == 0 else "",
                f"{place * width:.2f}%",
                f"{(place + 0.5) * width:.2f}%",
                self._expires[month],
                self._due[month],
                f"{100 * self._expires[month] / most:.0f}",
                f"{100 * self._due[month] / most:.0f}",
            )
            for place, month in enumerate(coming)
        ]

    @property
    def told(self) -> str:
        """What the picture of many shows, in words."""
        lang, told = self.teller.lang, []
        for month in _months(self.today):
            if self._expires[month] or self._due[month]:
                kinds = (("expires", self._expires[month]), ("due", self._due[month]))
                numbers = [count(f"html.months.{kind}", number, lang) for kind, number in kinds if number]
                told.append(f"{_month_name(date(*month, 1), lang)}{texts.COLON[lang]}{', '.join(numbers)}")
        return joined(told, lang)

    @property
    def _start(self) -> date:
        known = [day for _, _, past, expires, _ in self._sites for day in (*past.values(), expires) if day is not None]
        return date(min((day.year for day in known), default=self.today.year - 1), 1, 1)


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(UTC).date()


def _place(day: date, start: date, today: date) -> str:
    """Where a day stands, in hundredths of the width."""
    if day <= today:
        share = (day - start).days / max((today - start).days, 1)
        return f"{max(share, 0.0) * TODAY:.1f}%"
    share = (day - today).days / (MONTHS * 30.5)
    return f"{TODAY + min(share, 1.0) * (EDGE - TODAY):.1f}%"


def _months(today: date) -> Iterator[tuple[int, int]]:
    for number in range(today.month - 1, today.month - 1 + MONTHS):
        yield today.year + number // 12, number % 12 + 1


def _month_name(first: date, lang: Lang) -> str:
    """``Jan 2027``: a day's short name without its day."""
    return say_date(first.replace(day=2), lang, short=True).removeprefix("2 ")


def _what(step: Step, lang: Lang, *, begins: bool, waited: bool) -> str:
    """What is due in a few words: the next rung of the ladder, or what the day is the last one for."""
    if begins:
        said = tell("html.agenda.step" if step.rung is None else f"rung.{step.rung}", lang)
        return tell("html.agenda.from" if waited else "html.agenda.from-if", lang, what=said)
    return tell(f"html.agenda.{due(step)}", lang)
