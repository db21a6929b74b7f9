"""What ``domaudit inspect`` prints of a domain: the public record in a few lines, and two readings of one answer side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from domaudit import hosts
from domaudit.model import Holder, Key, Outcome, Record, Report, Role
from domaudit.report import json, screens, words
from domaudit.report.commands.card import InShort, next_step
from domaudit.report.masking.masks import Mask
from domaudit.report.screens import Style
from domaudit.report.telling import Teller, silent
from domaudit.texts import heard, say_date, tell

if TYPE_CHECKING:
    from domaudit.second_opinion import Opinion

SCHEMA = "domaudit-inspect/1"
READABLE = 100
_MOST = 4  # nameservers and statuses in one line
_DATES = ("created", "transferred", "expires")
FIELDS = ("name", "organization", "registrar", "created", "expires", "nameservers")


@dataclass(frozen=True, slots=True)
class Readings:
    """One WHOIS answer read twice: field (``FIELDS``) to text for each, or why the other has none (a text ``second.…``)."""

    server: str
    ours: Mapping[str, str]
    theirs: Mapping[str, str]
    why_not: str | None = None


def ours(record: Record | None) -> dict[str, str]:
    """Our reading of one answer in the fields that two readings are compared by; several registrants are joined by `` | ``."""
    record = record or Record()
    people = record.contacts.get(Role.REGISTRANT, ())

    def all_of(field: str) -> str:
        return " | ".join(value for one in people if (value := getattr(one, field)))

    return {
        "name": all_of("name"),
        "organization": all_of("organization"),
        "registrar": record.registrar or "",
        "created": record.created.date().isoformat() if record.created else "",
        "expires": record.expires.date().isoformat() if record.expires else "",
        "nameservers": " ".join(sorted(record.nameservers)),
    }


def theirs(opinion: Opinion) -> dict[str, str]:
    """The other reading of one answer, in the same fields."""
    single = {field: getattr(opinion, field) or "" for field in FIELDS[:-1]}
    return {**single, "nameservers": " ".join(opinion.nameservers)}


def readings(told: Mapping[str, Sequence[tuple[str, Record | None, Opinion]]]) -> dict[str, list[Readings]]:
    """Two readings of each answer, by domain, in the fields that they are compared by."""
    return {
        domain: [Readings(server, ours(record), theirs(other), other.why_not) for server, record, other in read]
        for domain, read in told.items()
    }


def write_stream(report: Report, twice: Mapping[str, Sequence[Readings]] | None, form: str, out: TextIO, style: Style) -> None:
    """Write a card for each domain of ``report``, or the whole as JSON; ``twice`` are the answers read twice (None: say nothing of it)."""
    if form == "json":
        document = _document(report, twice, style)
        sites = document.pop("sites")
        screens.write_utf8("".join(json.parts(document, (json.encode(site) for site in sites))), out)
    else:
        screen = screens.screen_of(out)
        screens.write_lines(_lines(report, twice, screen, style), out, screen)
    out.flush()


def _document(report: Report, twice: Mapping[str, Sequence[Readings]] | None, style: Style) -> dict[str, Any]:
    """What the record says, whole: the same parts as in a report, without what only follows from a client and a provider."""
    whole = json.document(report, lang=style.lang, exit_code=style.exit_code)
    sites = [{part: site[part] for part in ("domain", "unicode", "registration", "sources")} for site in whole["sites"]]
    for site in sites if twice is not None else ():
        site["second_opinion"] = [
            {"server": read.server, "domaudit": read.ours, "python-whois": read.theirs, "why_not": read.why_not}
            for read in (twice or {}).get(site["domain"], ())
        ]
    return {"schema": SCHEMA, **{part: whole[part] for part in ("tool", "audited_at", "exit_code")}, "sites": sites}


def _lines(report: Report, twice: Mapping[str, Sequence[Readings]] | None, screen: screens.Screen, style: Style) -> list[str]:
    lang = style.lang
    teller = Teller(lang, report.day, style.personal_data or screen.tty).knowing(report)
    width = min(screen.width, READABLE)
    lines: list[str] = []
    for site in report.sites:
        lines += ["", *(_Card if style.verbose else InShort)(site, teller, width).lines()]
        if twice is not None:
            lines += _twice(twice.get(site.site.domain, ()), teller, teller.mask(site), width)
    if twice is not None and any(twice.values()):
        lines += ["", *words.wrap(tell("second.about", lang), width)]
    if teller.masked:
        lines += ["", *words.wrap(tell("report.masked", lang), width)]
    return [*lines[1:], "", *next_step(report, teller, width)]


class _Card(InShort):
    """One domain in full: every key, status, date and source on a line of its own."""

    def lines(self) -> list[str]:
        """The answer, and all that the record says."""
        return [*self.answer(), *self._laid_out()]

    def _rows(self) -> Iterator[tuple[str, str]]:
        site, lang, record = self.site, self.teller.lang, self.site.registration
        mask = self.teller.mask(site)
        answered = any(seen.source.outcome is Outcome.ANSWERED for seen in site.observed.registration)
        for key in Key:
            held = site.keys.get(key)
            if held is None or not (held.shown or (key is Key.REGISTRANT and answered)):
                continue
            said = self.teller.shown(key, held, mask, self.width) if held.shown else ""
            if key is Key.REGISTRANT:
                said = self.registrants() or said
                if held.holder in (Holder.HIDDEN, Holder.ABSENT, Holder.UNKNOWN):
                    holder = tell(f"holder.{held.holder}", lang)
                    said = f"{holder} ({self.teller.quoted(said)})" if said else holder
            yield tell(f"key.{key}", lang), said
        if record.statuses:
            statuses = [self.teller.status(status, mask) for status in hosts.gravest_first(record.statuses)]
            yield tell("inspect.status", lang), words.listed(statuses, _MOST, lang)
        for field in _DATES:
            if (day := getattr(record, field)) is not None:
                yield tell(f"inspect.{field}", lang), say_date(day.date(), lang, short=True)
        sources = [seen.source for seen in site.observed.registration]
        for source in sources:
            if source.asked_at is not None and source.outcome in (Outcome.ANSWERED, Outcome.NOT_REGISTERED):
                yield (
                    tell("inspect.source", lang),
                    f"{self.teller.value(source.server)} ({source.kind.upper()}), {self.moment(source.asked_at)}",
                )
        for source in silent(sources):
            error = self.teller.value(heard(source.error, lang), mask) if source.error else ""
            values = {"server": self.teller.value(source.server), "outcome": source.outcome.value, "error": error}
            yield tell("inspect.silent", lang), tell("inspect.answer", lang, **values)


def _twice(readings: Sequence[Readings], teller: Teller, mask: Mask, width: int) -> Iterator[str]:
    lang = teller.lang
    label = words.widest(tell(f"second.{field}", lang) for field in FIELDS)
    column = (width - label - 8) // 2
    for read in readings:
        yield ""
        yield from (f"  {line}" for line in words.wrap(tell("second.title", lang, server=teller.value(read.server)), width - 2))
        if read.why_not is not None:
            yield from (f"    {line}" for line in words.wrap(tell(f"second.{read.why_not}", lang), width - 4))
            continue
        yield f"    {' ' * label}  {'domaudit'.ljust(column)}  python-whois"
        for field in FIELDS:
            mine = teller.value(read.ours.get(field, ""), mask)
            other = read.theirs.get(field, "")
            # what only the other reads is on no list of people: where people are masked, every word of it may be a name
            its = (
                teller.value(other, mask)
                if other in read.ours.values()
                else teller.short(other, mask.imported(other) if field in ("name", "organization") else mask(other))
            )
            sign = " " if _same(read.ours.get(field, ""), other) else "≠"
            said = tell(f"second.{field}", lang)
            yield f"  {sign} {said}{' ' * (label - words.width(said))}  {_cell(mine, column)}  {words.shorten(its or '–', column)}"
    if not readings:
        yield from (f"  {line}" for line in words.wrap(tell("second.no-whois", lang), width - 2))


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _cell(text: str, columns: int) -> str:
    shown = words.shorten(text or "–", columns)
    return shown + " " * (columns - words.width(shown))
