"""The provider's own sheet (``--for provider``): which keys of its clients' domains it holds, what to hand over, or a clean sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from domaudit.concentration import held_by_provider
from domaudit.ladder import Asked, chains
from domaudit.model import Finding, Key, Outcome, Report, SiteReport, Text, Verdict
from domaudit.report import news, screens, stepping, words
from domaudit.report.screens import Screen
from domaudit.report.telling import Teller
from domaudit.texts import Lang, count, tell

READABLE = 100
_DECIDING = (Key.REGISTRANT, Key.REGISTRANT_EMAIL)
_OPEN = (Verdict.HIDDEN, Verdict.UNDETERMINED)


def write(report: Report, teller: Teller, out: TextIO, screen: Screen) -> None:
    """Write the sheet: one part for each provider, its clients' domains with the keys it holds, and what could not be seen."""
    width, lang = min(screen.width, READABLE), teller.lang
    lines: list[str] = []
    for sites in _by_provider(report):
        lines += ["", *_sheet(sites, report, teller, width)]
    if report.since is not None:
        lines += ["", *_news(report, teller, width)]
    if teller.masked:
        lines += ["", *words.wrap(tell("report.masked", lang), width)]
    lines += ["", *words.wrap(tell("holdings.about", lang), width), *words.wrap(tell("report.legal.short", lang), width)]
    screens.write_lines(lines[1:], out, screen)


def _news(report: Report, teller: Teller, width: int) -> Iterator[str]:
    """What changed since an earlier report."""
    yield from words.wrap(news.heading(teller, report), width)
    for site, told in news.of_sites(teller, report.sites):
        yield from (f"  {line}" for line in words.wrap(site.site.unicode, width - 2))
        for said in told:
            yield from _item("-", said, width)
    for said in news.of_all(teller, report):
        yield from (f"  {line}" for line in words.wrap(said, width - 2))


def _by_provider(report: Report) -> list[list[SiteReport]]:
    groups: dict[str, list[SiteReport]] = {}
    for site in report.sites:
        groups.setdefault(site.site.provider.name, []).append(site)
    return list(groups.values())


def _sheet(sites: Sequence[SiteReport], report: Report, teller: Teller, width: int) -> Iterator[str]:
    lang = teller.lang
    provider = teller.parties(sites[0])["provider"]
    yield from words.wrap(tell("holdings.title", lang, provider=provider, date=report.day.isoformat()), width)
    holding = [site for site in sites if held_by_provider(site) or site.site.parent_is_provider]
    for site in sites:
        owed = [asked for asked in chains(site.site.requests, "from") if not asked.answered]
        if site not in holding and not owed:
            continue
        yield ""
        yield from (f"  {line}" for line in words.wrap(_heading(site, teller), width - 2))
        for said in (*_owed(owed, site, teller), *_tasks(site, teller)):
            yield from _item("-", said, width)
        steps = stepping.steps(teller, site, _mine, (*stepping.URGENT, "request-overdue"))
        if steps:
            yield f"    {tell('holdings.steps', lang)}"
        for number, (day, step) in enumerate(steps, 1):
            said = stepping.words_of(teller, site, step)
            yield from _item(f"{number}.", f"{day} · {said}" if day else said, width)
            for address in stepping.addresses(teller, step):
                yield from (f"       {line}" for line in words.wrap_address(address, width - 7))
    unseen = [site for site in sites if site.verdict in _OPEN]
    seen = [site for site in sites if site.verdict not in (*_OPEN, Verdict.NOT_REGISTERED)]
    yield ""
    if holding:
        deciding = sum(not set(_DECIDING).isdisjoint(held_by_provider(site)) for site in holding)
        total = count("report.domains", len(sites), lang)
        yield from words.wrap(count("holdings.sum", len(holding), lang, total=total), width)
        if deciding:
            yield from words.wrap(count("holdings.deciding", deciding, lang), width)
    elif seen:
        yield from words.wrap(count("holdings.clean", len(seen), lang, provider=provider), width)
    if unseen:
        yield from words.wrap(count("holdings.unseen", len(unseen), lang, domains=_names(unseen, lang)), width)


def _item(lead: str, said: str, width: int) -> Iterator[str]:
    first, *more = words.wrap(said, width - 5 - len(lead))
    yield f"    {lead} {first}"
    yield from (f"     {' ' * len(lead)}{line}" for line in more)


def _mine(found: Finding) -> bool:
    """Whether the steps of a finding are the provider's own."""
    return found.remedy is not None and any(step.who == "provider" for step in found.remedy.steps)


def _owed(owed: Sequence[Asked], site: SiteReport, teller: Teller) -> Iterator[str]:
    """What the client has asked for, and by when an answer is due."""
    for asked in owed:
        id_ = "holdings.asked.overdue" if asked.overdue(teller.today) else "holdings.asked"
        values = {"whom": asked.whom, "what": asked.what, "asked": asked.last.isoformat(), "due": asked.due.isoformat()}
        yield teller.say(Text(id_, values), teller.mask(site))


def _tasks(site: SiteReport, teller: Teller) -> Iterator[str]:
    """What the provider holds of one site, a sentence each, with what to do about it."""
    if site.site.parent_is_provider:
        yield tell("holdings.under", teller.lang, parent=teller.value(site.site.parent or ""))
    for key in held_by_provider(site):
        shown = teller.short(site.keys[key].shown or "", teller.mask(site).shown(key, site.keys[key]))
        label, what = tell(f"key.{key}", teller.lang), tell(f"holdings.{key}", teller.lang)
        yield tell("holdings.key", teller.lang, key=label, shown=shown, what=what)


def _heading(site: SiteReport, teller: Teller) -> str:
    client = teller.parties(site)["client"]
    agreed = f" ({tell('report.rental', teller.lang)})" if words.is_rental(site) else ""
    failed = any(seen.source.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE) for seen in site.observed.registration)
    partly = f" ({tell('holdings.partly', teller.lang)})" if failed and site.verdict in _OPEN else ""
    return f"{site.site.unicode} · {client}{agreed}{partly}"


def _names(sites: Sequence[SiteReport], lang: Lang) -> str:
    return words.listed([site.site.unicode for site in sites], 6, lang)
