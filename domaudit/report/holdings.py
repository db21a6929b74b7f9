"""The provider's own sheet (``--for provider``): which keys of its clients' domains it holds, what to hand over, or a clean sheet."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC

from domaudit.concentration import held_by_provider
from domaudit.letters.blocks import Block, Heading, Items, Lines, Paragraph, Runs
from domaudit.model import Finding, Key, Outcome, Report, SiteReport, Step, Text, Verdict
from domaudit.remedies.ladder import Asked, chains
from domaudit.report import news, stepping, words
from domaudit.report.sheets import linked, points, text
from domaudit.report.telling import Teller
from domaudit.spool import Picked
from domaudit.texts import count, tell

ON_SCREEN_OPEN = True
_DECIDING = (Key.REGISTRANT, Key.REGISTRANT_EMAIL)
_OPEN = (Verdict.HIDDEN, Verdict.UNDETERMINED)

SOON = 60
"""Days before its expiry from which a client's name is told to expire, where the provider has a hand in it."""


def title(report: Report, teller: Teller) -> str:
    """The first provider's title, as a window shows it."""
    first = next(iter(report.sites), None)
    provider = teller.parties(first)["provider"] if first is not None else tell("word.provider", teller.lang)
    return tell("holdings.title", teller.lang, provider=provider, date=report.day.isoformat())


def blocks(report: Report, teller: Teller) -> Iterator[Block]:
    """One part for each provider: its clients' domains with the keys it holds, and what could not be seen."""
    for sites in _by_provider(report):
        yield from _sheet(sites, report, teller)
    if report.since is not None:
        yield from _news(report, teller)
    if teller.masked:
        yield Paragraph(text(tell("report.masked", teller.lang)))
    yield Lines((text(tell("holdings.about", teller.lang)), text(tell("report.legal.short", teller.lang))))


def _news(report: Report, teller: Teller) -> Iterator[Block]:
    """What changed since an earlier report."""
    yield Heading(text(news.heading(teller, report)))
    for site, told in news.of_sites(teller, report.sites):
        yield Heading(text(site.site.unicode), 2)
        yield points(told)
    if told := news.of_all(teller, report):
        yield Lines(tuple(map(text, told)))


def _by_provider(report: Report) -> list[Sequence[SiteReport]]:
    groups: dict[str, array[int]] = {}
    for place, site in enumerate(report.sites):
        groups.setdefault(site.site.provider.name, array("L")).append(place)
    return [Picked(report.sites, places) for places in groups.values()]


def _sheet(sites: Sequence[SiteReport], report: Report, teller: Teller) -> Iterator[Block]:
    lang = teller.lang
    provider = teller.parties(sites[0])["provider"]
    yield Heading(text(tell("holdings.title", lang, provider=provider, date=report.day.isoformat())))
    holding = deciding = seen = 0
    unseen: list[str] = []
    for site in sites:
        held = held_by_provider(site)
        holds = bool(held) or site.site.parent_is_provider
        holding += holds
        deciding += not set(_DECIDING).isdisjoint(held)
        seen += site.verdict not in (*_OPEN, Verdict.NOT_REGISTERED)
        unseen += [site.site.unicode] if site.verdict in _OPEN else []
        owed = [asked for asked in chains(site.site.requests, "from") if not asked.answered]
        if not holds and not owed:
            continue
        yield Heading(text(_heading(site, teller)), 2)
        if said := [*_owed(owed, site, teller), *_expiring(site, teller), *_tasks(site, held, teller)]:
            yield points(said)
        steps = stepping.steps(teller, site, _mine, (*stepping.URGENT, "request-overdue"))
        if steps:
            yield Heading(text(tell("holdings.steps", lang)), 3)
            yield Items(tuple(_step(day, step, site, teller) for day, step in steps), "steps")
    sums = []
    if holding:
        sums.append(count("holdings.sum", holding, lang, total=count("report.domains", len(sites), lang)))
        if deciding:
            sums.append(count("holdings.deciding", deciding, lang))
    elif seen:
        sums.append(count("holdings.clean", seen, lang, provider=provider))
    if unseen:
        sums.append(count("holdings.unseen", len(unseen), lang, domains=words.listed(unseen, 6, lang)))
    if sums:
        yield Lines(tuple(map(text, sums)))


def _step(day: str, step: Step, site: SiteReport, teller: Teller) -> Runs:
    said = stepping.words_of(teller, site, step)
    urls = (url for url in (step.link, step.source) if url)
    addresses = (linked(told, next(url for url in urls if told.endswith(url))) for told in stepping.addresses(teller, step))
    return (*text(f"{day} · {said}" if day else said), *(run for address in addresses for run in address))


def _mine(found: Finding) -> bool:
    """Whether the steps of a finding are the provider's own."""
    return found.remedy is not None and any(step.who == "provider" for step in found.remedy.steps)


def _owed(owed: Sequence[Asked], site: SiteReport, teller: Teller) -> Iterator[str]:
    """What the client has asked for, and by when an answer is due."""
    for asked in owed:
        id_ = "holdings.asked.overdue" if asked.overdue(teller.today) else "holdings.asked"
        values = {"whom": asked.whom, "what": asked.what, "asked": asked.last.isoformat(), "due": asked.due.isoformat()}
        yield teller.say(Text(id_, values), teller.mask(site))


def _expiring(site: SiteReport, teller: Teller) -> Iterator[str]:
    """That the name ends soon: whoever has a hand in it should know who renews."""
    expires = site.registration.expires
    if expires is not None and 0 <= ((day := expires.astimezone(UTC).date()) - teller.today).days <= SOON:
        yield tell("holdings.expires", teller.lang, date=day.isoformat())


def _tasks(site: SiteReport, held: Sequence[Key], teller: Teller) -> Iterator[str]:
    """What the provider holds of one site, a sentence each, with what to do about it."""
    if site.site.parent_is_provider:
        yield tell("holdings.under", teller.lang, parent=teller.value(site.site.parent or ""))
    for key in held:
        shown = teller.short(site.keys[key].shown or "", teller.mask(site).shown(key, site.keys[key]))
        label, what = tell(f"key.{key}", teller.lang), tell(f"holdings.{key}", teller.lang)
        yield tell("holdings.key", teller.lang, key=label, shown=shown, what=what)


def _heading(site: SiteReport, teller: Teller) -> str:
    client = teller.parties(site)["client"]
    agreed = f" ({tell('report.rental', teller.lang)})" if words.is_rental(site) else ""
    failed = any(seen.source.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE) for seen in site.observed.registration)
    partly = f" ({tell('holdings.partly', teller.lang)})" if failed and site.verdict in _OPEN else ""
    return f"{site.site.unicode} · {client}{agreed}{partly}"
