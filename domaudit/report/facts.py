"""The sheet for a prospect (``--for prospect``): what the public record says, line by line, and nothing about what it means.

Facts alone, in the inventory's order: no verdict, no finding, no advice, nobody compared with anybody, the provider named where the record
names it. It is shown to somebody who is no client yet, about a competitor perhaps. In France even what is true and known to discredit a
competitor may be disparagement, unless it bears on a matter of general interest, rests on enough facts and is told with measure (Cour de
cassation, commercial chamber, 9 January 2019, no. 17-18.350); comparing competitors has rules of its own (Code de la consommation, art.
L122-1 and following). So this sheet quotes and stops. Whether it may be used in a given case it cannot tell: that is a lawyer's question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from functools import cache

from domaudit import hosts, texts
from domaudit.data import load
from domaudit.letters.blocks import Block, Heading, Items, Lines, Paragraph, Run, Runs
from domaudit.model import Contact, DnsObservation, Observation, Outcome, Record, Report, Role, SiteReport, Source
from domaudit.report import news, words
from domaudit.report.masking.masks import Mask
from domaudit.report.sheets import points, text
from domaudit.report.telling import Teller, silent
from domaudit.texts import count, heard, tell

ON_SCREEN_OPEN = False
"""It is made to be shown around: --show-personal-data alone opens it."""

MOST = 12
"""Values that are told of one field; ``verbose`` tells them all."""

_CONTACT = ("organization", "name", "email", "handle", "region", "country")
_OTHERS = _CONTACT[:4]
_HOSTS = ("NS", "MX", "A", "AAAA")
_UNTOLD = ("ok", "active")
"""Statuses whose meaning is not told: that there is no restriction is untrue beside a lock, and what follows from it is advice."""

_LIMITS = ("why", "hidden", "accounts", "typed", "silent")
_JUDGING = ("verdict", "finding")
"""What changed since an earlier report and is no fact of the record."""


def title(report: Report, teller: Teller) -> str:
    """The domain, or how many there are."""
    number = len(report.sites)
    names = teller.value(report.sites[0].site.unicode) if number == 1 else ""
    return count("facts.title", number, teller.lang, domains=names) if number else tell("report.header.empty", teller.lang)


def blocks(report: Report, teller: Teller) -> Iterator[Block]:
    """Each domain with what each source answered; then what no public record can prove, and where to look oneself."""
    lang, at = teller.lang, report.audited_at.astimezone(UTC)
    zones: dict[str, None] = {}
    yield Heading(text(title(report, teller)))
    if len(report.sites):
        yield Paragraph(text(tell("facts.day", lang, date=at.date().isoformat(), time=f"{at:%H:%M}")))
    for site in report.sites:
        if site.site.parent is None:
            zones[_zone(site.site.domain)] = None
        yield from _site(site, teller, news.heading(teller, report))
    yield Heading(text(tell("facts.limits", lang)))
    yield points(tell(f"facts.limits.{limit}", lang) for limit in _LIMITS)
    if pages := tuple(runs for zone in zones if (runs := _look_up(zone, teller))):
        yield Heading(text(tell("facts.check", lang)))
        yield Items(pages)
    if teller.masked:
        yield Paragraph(text(tell("facts.masked", lang)))
    yield Lines((text(tell("facts.about", lang)), text(tell("report.legal.short", lang))))


def _look_up(zone: str, teller: Teller) -> Runs:
    """Where anybody can look the names of a zone up: the registry's own page where we know it, else IANA's, which names the registry.

    IANA lists endings alone: nothing is said of a zone below one (``uk.com``) that has a registry of its own.
    """
    page = _pages().get(zone)
    if page is None and "." in zone:
        return ()
    which, url = ("registry", page) if page else ("iana", f"https://www.iana.org/domains/root/db/{zone}.html")
    said = tell(f"facts.check.{which}", teller.lang, zone=zone)
    return (*text(said), Run(" "), Run(url, link=True))


def _zone(domain: str) -> str:
    """The zone whose registry has a domain: the longest that has one, else its ending."""
    zones, (_, *labels) = load("registries.yaml")["zones"], domain.split(".")
    endings = (".".join(labels[place:]) for place in range(len(labels)))
    return next((zone for zone in endings if zone in zones), labels[-1] if labels else domain)


@cache
def _pages() -> dict[str, str]:
    """By ending the registry's own page, where our data have one."""
    zones = load("registries.yaml")["zones"].items()
    pages = {zone: entry["web"] for zone, entry in zones if isinstance(entry, Mapping) and "web" in entry}  # else a server's name alone
    return pages | {zone: entry["web"] for entry in load("holders.yaml")["entries"] if "web" in entry for zone in entry.get("zones", ())}


# --- one domain ------------------------------------------------------------------------------------------------------


def _site(site: SiteReport, teller: Teller, since: str) -> Iterator[Block]:
    named = site.site.unicode if site.site.unicode == site.site.domain else f"{site.site.unicode} ({site.site.domain})"
    mask = teller.mask(site)
    yield Heading(text(teller.value(named)), 2)
    if site.site.parent is not None:
        yield points([tell("facts.parent", teller.lang, parent=teller.value(site.site.parent))])
    for seen in site.observed.registration:
        if seen.source.outcome in (Outcome.ANSWERED, Outcome.NOT_REGISTERED):
            yield Heading(text(_source(seen.source, teller, mask)), 3)
            yield points(_registration(seen, teller, mask))
    yield from _dns(site.observed.dns, teller, mask)
    if unseen := list(_unseen(site, teller, mask)):
        yield Heading(text(tell("facts.unseen", teller.lang)), 3)
        yield points(unseen)
    if changed := _changed(site, teller):
        yield Heading(text(since), 3)
        yield points(changed)


def _source(source: Source, teller: Teller, mask: Mask) -> str:
    """Who answered, by which protocol, when, and the answer's fingerprint."""
    said = _upper(tell("facts.source", teller.lang, server=teller.value(source.server), kind=source.kind.upper()))
    return _aside(said, teller, teller.given(source, mask), teller.when(source), teller.fingerprint(source))


def _aside(said: str, teller: Teller, *told: str) -> str:
    """Words, and in brackets what is known of where they come from."""
    aside = teller.joined(*told)
    return f"{said} ({aside})" if aside else said


def _registration(seen: Observation, teller: Teller, mask: Mask) -> Iterator[str]:
    """The lines of one answer, in the order in which a record is read."""
    record = seen.record or Record()
    if record.reserved:
        yield _upper(tell("facts.reserved", teller.lang))
    elif seen.source.outcome is Outcome.NOT_REGISTERED:
        yield _upper(tell("facts.not-registered", teller.lang))
    else:
        yield from _contacts(record, teller, mask)
    for field in ("registrar", "reseller"):
        yield from _line(field, [getattr(record, field)], teller, mask)
    for field in ("created", "transferred", "updated", "expires"):
        if (moment := getattr(record, field)) is not None:
            yield _upper(tell("facts.day-of", teller.lang, field=field, day=moment.astimezone(UTC).date().isoformat()))
    cut = len(record.statuses) > MOST and not teller.verbose  # else they stand in the record's own order
    yield from _statuses(hosts.gravest_first(record.statuses) if cut else record.statuses, teller, mask)
    yield from _line("nameservers", record.nameservers, teller, mask)
    if seen.truncated:
        yield _upper(tell("facts.cut", teller.lang))


def _contacts(record: Record, teller: Teller, mask: Mask) -> Iterator[str]:
    told = 0
    for contact in record.contacts.get(Role.REGISTRANT, ()):
        for line in _contact(Role.REGISTRANT, contact, _CONTACT, teller, mask):
            told += 1
            yield line
    if not any(one.name or one.organization for one in record.contacts.get(Role.REGISTRANT, ())):
        yield _upper(tell("facts.no-registrant", teller.lang))
    withheld = record.redacted or [field for one in record.contacts.get(Role.REGISTRANT, ()) for field in one.redacted]
    yield from _line("withheld", [texts.say_field(field, teller.lang) for field in withheld], teller, mask)
    for role in (Role.ADMINISTRATIVE, Role.TECHNICAL, Role.BILLING):
        for contact in record.contacts.get(role, ()):
            yield from _contact(role, contact, _OTHERS, teller, mask)


def _contact(role: Role, contact: Contact, fields: Iterable[str], teller: Teller, mask: Mask) -> Iterator[str]:
    for field in fields:
        yield from _line(f"{role}.{field}", [getattr(contact, field)], teller, mask)


def _line(field: str, values: Sequence[str | None], teller: Teller, mask: Mask) -> Iterator[str]:
    """One field in the record's own words; nothing where it has none. Streets and phones are never told."""
    told = [teller.short(value, mask.line(field, value)) for value in dict.fromkeys(values) if value]
    if told:
        shown = words.listed(told, len(told) if teller.verbose else MOST, teller.lang)
        yield _upper(tell("facts.line", teller.lang, field=field, value=shown))


def _statuses(statuses: Sequence[str], teller: Teller, mask: Mask) -> Iterator[str]:
    """Each status with what it stands for, where that is known; the others in a line."""
    said = {status: hosts.plain(status, teller.lang) for status in statuses if hosts.normalise_status(status) not in _UNTOLD}
    known = {status: meaning for status, meaning in said.items() if meaning is not None}
    for status, meaning in known.items():
        values = {"status": teller.short(status, mask.line("status", status)), "meaning": texts.typeset(meaning, teller.lang)}
        yield _upper(tell("facts.status", teller.lang, **values))
    yield from _line("status", [status for status in statuses if status not in known], teller, mask)


def _dns(seen: Iterable[DnsObservation], teller: Teller, mask: Mask) -> Iterator[Block]:
    """Nameservers, mail and web hosts, each as the DNS answered, with its own fingerprint; the hour once where it is one."""
    answers = [one for one in seen if one.type in _HOSTS and one.source.outcome is Outcome.ANSWERED]
    hours = {teller.when(one.source) for one in answers}
    once = hours.pop() if len(hours) == 1 else ""
    lines = [
        _aside(said, teller, "" if once else teller.when(one.source), teller.fingerprint(one.source))
        for one in answers
        for said in _hosts(one, teller, mask)
    ]
    if lines:
        yield Heading(text(_aside(tell("facts.dns", teller.lang), teller, once)), 3)
        yield points(lines)


def _hosts(seen: DnsObservation, teller: Teller, mask: Mask) -> Iterator[str]:
    """What one answer of the DNS says; that there is no such record where every domain that is used has one."""
    name = teller.value(seen.name)
    for field, values in (("CNAME", seen.aliases), (seen.type, seen.values)):
        if values:
            most = len(values) if teller.verbose else MOST
            shown = words.listed([teller.short(value, mask.line(field, value)) for value in values], most, teller.lang)
            yield tell("facts.line.host", teller.lang, what=tell(f"facts.host.{field}", teller.lang), name=name, value=shown)
        elif field in ("NS", "MX"):
            yield tell("facts.line.none", teller.lang, what=tell(f"facts.host.{field}", teller.lang), name=name)


def _unseen(site: SiteReport, teller: Teller, mask: Mask) -> Iterator[str]:
    """Who did not answer, or was not asked, each once."""
    told: dict[str, None] = {}
    for source in silent(site.observed.sources):
        values = {"server": teller.value(source.server), "outcome": source.outcome.value}
        values["error"] = teller.value(heard(source.error, teller.lang), mask) if source.error else ""
        id_ = "facts.unseen.no-source" if source.outcome is Outcome.NO_SOURCE else "facts.unseen.line"
        told[_upper(tell(id_, teller.lang, **values))] = None
    if not site.observed.sources:
        told[_upper(tell("facts.unseen.unasked", teller.lang))] = None
    yield from told


def _changed(site: SiteReport, teller: Teller) -> list[str]:
    """What the record has changed since an earlier report; a verdict is no line of the record."""
    if site.since is None:
        return []
    return news.lines(teller, site, of=lambda change: change.what not in _JUDGING)


def _upper(said: str) -> str:
    return said[:1].upper() + said[1:]
