"""The days of a report as a calendar (iCalendar, RFC 5545): expiries, what is to do by when, answers that are due, contracts that end.

Each is an all-day event that leaves the day free. Its UID is made of the domain and of what it is about, so that a newer file moves it
and makes no second one. What is past is left out, unless it still calls: an expired name and an overdue answer stand on the day of the
audit. A name without a date is told too: a calendar that is silent about it would be read as good news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TextIO

from domaudit.model import SiteReport, Step, Text, Verdict
from domaudit.remedies.ladder import SIDES, Asked, chains
from domaudit.report import news, plainly, stepping
from domaudit.report.due import due, is_waited
from domaudit.report.ics.lines import Event, calendar
from domaudit.report.screens import Screen, Style, write_utf8
from domaudit.report.telling import Teller
from domaudit.texts import count, tell

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered

EXPIRY_ALARMS = (60, 30, 7)
"""Days before an expiry on which a calendar reminds of it."""

ENDS_ALARMS = (30, 7)
"""The same for the end of a contract or an attestation."""

ALARMS = (1,)
"""The same for every other day."""

_NAMELESS = (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN)
"""Verdicts of sites that have no registration of their own, and so no expiry."""


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write one calendar, event by event: those of each site in the order of the inventory, then what concerns them all."""
    report, teller = found.report, found.teller(replace(style, apart=True))  # a calendar is read on a phone: no place for commands
    about = [tell("ics.about", style.lang, date=teller.today.isoformat())]
    if gone := news.gone(teller, report):
        about.append(plainly.gone(teller, gone))
    if style.reader == "ci":
        about.append(tell("brief.job", style.lang))
    if not style.personal_data:  # the head comes before the events, and before it is known whether there was anybody to mask
        about.append(tell("report.masked", style.lang))
    about.append(tell("report.legal.short", style.lang))
    at, name = report.audited_at.astimezone(UTC), tell("ics.name", style.lang)
    if style.apart and (first := next(iter(report.sites), None)) is not None:  # calendars of several clients stand in one list
        name = tell("ics.name.client", style.lang, client=plainly.party(teller, first, "client"))
    for part in calendar(_all(report.sites, teller), at, name, " ".join(about), style.lang):
        write_utf8(part, out)


def _all(sites: Iterable[SiteReport], teller: Teller) -> Iterator[Event]:
    """Every event; then the names without a date, or that there is nothing at all to tell."""
    dateless, any_ = [], False
    for site in sites:
        for event in _events(site, teller):
            any_ = True
            yield event
        if site.registration.expires is None and site.verdict not in _NAMELESS:
            dateless.append(teller.value(site.site.unicode))
    if dateless:
        line = tell("ics.unknown.about", teller.lang, list=", ".join(dateless))
        said = count("ics.unknown", len(dateless), teller.lang)
        yield Event(("dateless",), teller.today, said, (plainly.clean(line),))
    elif not any_:  # a calendar without any event is none (RFC 5545, section 3.6)
        yield Event(("nothing",), teller.today, tell("ics.nothing", teller.lang))


def _events(site: SiteReport, teller: Teller) -> Iterator[Event]:
    yield from _expiry(site, teller)
    yield from _steps(site, teller)
    yield from _requests(site, teller)
    yield from _ends(site, teller)
    lines = news.lines(teller, site)
    if lines:
        yield _event(site, teller, ("changed",), teller.today, "table.changed", lines, ())


def _event(
    site: SiteReport,
    teller: Teller,
    about: Sequence[str],
    day: date,
    kind: str,
    lines: Iterable[str],
    alarms: Sequence[int] = ALARMS,
    **values: str,
) -> Event:
    said = tell(kind, teller.lang, domain=teller.value(site.site.unicode), **values)
    return Event((site.site.domain, *about), day, plainly.clean(said), tuple(map(plainly.clean, lines)), tuple(alarms))


def _expiry(site: SiteReport, teller: Teller) -> Iterator[Event]:
    """The day on which a name expires, by the record; today where it has."""
    expires = site.registration.expires
    if expires is None or site.verdict in _NAMELESS:
        return
    day, over = expires.astimezone(UTC).date(), _is_over(expires, site, teller)
    kind = "ics.expired" if over else "ics.expires"
    lines = [tell(f"{kind}.about", teller.lang, domain=teller.value(site.site.unicode), expires=day.isoformat())]
    stating = (seen.source for seen in site.observed.registration if seen.record is not None and seen.record.expires == expires)
    if source := plainly.reference(teller, next(stating, plainly.deciding(site))):
        lines.append(source)
    yield _event(site, teller, ("expires",), teller.today if over else day, kind, lines, () if over else EXPIRY_ALARMS)


def _is_over(expires: datetime, site: SiteReport, teller: Teller) -> bool:
    """Whether a name has expired: by its rule, which knows the hour, or by the day."""
    return expires.astimezone(UTC).date() < teller.today or any(found.rule == "expired" for found in site.findings)


def _steps(site: SiteReport, teller: Teller) -> Iterator[Event]:
    """The steps with a day of their own: those of today in one event; on its own day the end of each, and the next that begins later.

    A letter that nobody is known to have sent has no day for its answer: the newer calendar has it, once the request is in the inventory.
    """
    shown, _ = stepping.later(teller, stepping.of_people(stepping.steps(teller, site)))
    now = [step for _, step in shown if (begins := step.start or step.deadline) is not None and begins <= teller.today]
    waited = is_waited(step for _, step in shown)
    if now:
        lines = [line for number, step in enumerate(now, 1) for line in _told(site, teller, step, f"{number}. ")]
        if any(step.letter is not None for step in now):
            lines.append(tell("ics.sent", teller.lang))
        yield _event(site, teller, ("today",), teller.today, "ics.today", lines, ())
    for _, step in shown:
        about, lines = ("step", *stepping.name(step)), list(_told(site, teller, step))
        if step.start is not None and step.start > teller.today:
            if not waited:  # it follows a letter that has not been sent
                continue
            kind = "ics.from" if step.rung is None else "ics.rung"
            yield _event(site, teller, about, step.start, kind, lines, rung=f"rung.{step.rung}")
        elif step.deadline is not None and step.deadline > teller.today:
            kind = due(step)
            if kind == "answer-if":
                continue
            yield _event(site, teller, about, step.deadline, f"ics.by.{kind}", lines)


def _told(site: SiteReport, teller: Teller, step: Step, lead: str = "") -> Iterator[str]:
    """A step with where to go for it and where its fact comes from."""
    yield f"{lead}{plainly.step(teller, site, step)}"
    yield from plainly.beside(teller, site, step)


def _requests(site: SiteReport, teller: Teller) -> Iterator[Event]:
    """The day by which an answer to a request is due, of others or of the reader; today where one is overdue."""
    for side in SIDES:
        for number, asked in enumerate(chains(site.site.requests, side)):
            overdue = asked.overdue(teller.today)
            if asked.answered or (overdue and not _stands(site, asked)):
                continue
            kind = "ics.reply.overdue" if overdue else "ics.reply" if side == "to" else "ics.reply.mine"
            values = {"whom": asked.whom, "what": asked.what, "asked": asked.last.isoformat(), "due": asked.due.isoformat()}
            about, line = ("request", side, asked.what, str(number)), teller.say(Text("ics.reply.about", values), teller.mask(site))
            yield _event(site, teller, about, teller.today if overdue else asked.due, kind, [line], () if overdue else ALARMS)


def _stands(site: SiteReport, asked: Asked) -> bool:
    """Whether an overdue answer still counts: the record may show that what was asked is done, or somebody has accepted that it waits."""
    overdue = [found.message.values for found in site.findings if found.rule == "request-overdue" and found.accepted is None]
    return any(values.get("what") == asked.what and values.get("whom") == asked.whom for values in overdue)


def _ends(site: SiteReport, teller: Teller) -> Iterator[Event]:
    """The last day of the contract, and of the attestation, where it is still to come."""
    contract, attestation = site.site.contract, site.site.attestation
    ends = {"contract": contract.until if contract else None, "attestation": attestation.until if attestation else None}
    for name, until in ends.items():
        if until is not None and until >= teller.today:
            values = {"domain": teller.value(site.site.unicode), "until": until.isoformat(), **teller.parties(site)}
            line = tell(f"ics.{name}.about", teller.lang, **values)
            yield _event(site, teller, (name,), until, f"ics.{name}", [line], ENDS_ALARMS)
