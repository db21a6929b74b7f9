"""What stands on the page, from top to bottom; each part is made when the template comes to it, so that a long report is never whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property, partial
from itertools import groupby, starmap
from typing import NamedTuple

from domaudit import __version__
from domaudit.model import Holder, Key, SiteReport, Verdict
from domaudit.report import glossary, news, words
from domaudit.report.gathering import Gathered
from domaudit.report.html import cards, plans, portfolio
from domaudit.report.html.cards import Card
from domaudit.report.html.markup import ended
from domaudit.report.html.plans import Plan, ToldStep
from domaudit.report.html.portfolio import Row
from domaudit.report.html.survey import Survey
from domaudit.report.screens import Style
from domaudit.report.separating import clients as clients_of
from domaudit.signing import WHYS
from domaudit.spool import Picked
from domaudit.texts import count, heard, tell, template

_IMMOVABLE = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY, Verdict.NO_OWN_DOMAIN)
_ALWAYS = ("registrant", "registrar", "nameservers", "dns")
"""Words that every report needs explained."""

UNBOUNDED = 1000
"""Columns that a hint may take where its line is broken by whoever shows it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice of a filter: its number or name, its colour, its words, how many sites it has, and what of them its sign does not say."""

    value: str
    look: str
    sign: str
    words: str
    number: int
    but: str = ""


class Number(NamedTuple):
    """One of the three numbers: its colour, and what it counts."""

    number: int
    look: str
    words: str


class Page:
    """The parts of one page. ``well`` of its sites are healthy."""

    def __init__(self, found: Gathered, style: Style, sites: Sequence[SiteReport], well: int) -> None:
        self.found, self.style, self.sites, self.well, self.lang = found, style, sites, well, style.lang
        self.report, self.teller = found.report, found.teller(style)
        self.whole = len(sites) <= plans.WHOLE
        self.version = __version__
        self.survey = Survey(self.teller, found.report, sites, whole=self.whole)
        self.dates, self.open, self._first = self.survey.dates, self.survey.open, self.survey.first
        clients = clients_of(found.inventory.sites)
        self.several = len(clients) > 1 or len(self.survey.providers) > 1
        self._client = self.teller.parties(self._first)["client"] if self._first is not None and len(clients) == 1 else ""

    # --- the answer ---

    @cached_property
    def header(self) -> tuple[str, str]:
        """What was audited, and when."""
        return self.teller.header(self.report)

    @property
    def answer(self) -> str:
        """The whole report in one sentence."""
        total = len(self.sites)
        if not total:
            return tell("report.header.empty", self.lang)
        if total == 1 and self._first is not None:
            parent = self.teller.value(self._first.site.parent or "")
            told = self._one_answer(self._first)
            values = {"domain": self._first.site.unicode, "parent": parent, **self.teller.parties(self._first)}
            return ended(tell(f"html.answer.{told}", self.lang, **values))
        if self.well == total:
            return count("report.summary.all-well", total, self.lang)
        if self.immovable:
            return ended(count("html.answer.immovable", self.immovable, self.lang, total=str(total), client=self._client))
        return count("html.answer.look", total - self.well, self.lang, total=str(total))

    @property
    def parties(self) -> str:
        """Who is meant by the client and the provider, where there is one of each."""
        if self.several or self._first is None:
            return ""
        return ended(tell("html.parties", self.lang, **self.teller.parties(self._first)))

    def _one_answer(self, site: SiteReport) -> str:
        if words.is_rental(site):
            return "rental"
        return "due" if site.verdict is Verdict.HELD_BY_CLIENT and not self.well else site.verdict.value

    @property
    def immovable(self) -> int:
        """How many sites are not the client's to move."""
        return sum(self.found.tally.verdicts[verdict] for verdict in _IMMOVABLE)

    @cached_property
    def numbers(self) -> list[Number]:
        """The three numbers: of the domains or, where there is but one, of its keys; none where it has no keys."""
        if len(self.sites) == 1 and self._first is not None:
            return self._key_numbers(self._first)
        look = len(self.sites) - self.immovable - self.well
        told = (("immovable", self.immovable, "bad"), ("look", look, "warn"), ("well", self.well, "good"))
        return [Number(number, look_, count(f"html.number.{id_}", number, self.lang)) for id_, number, look_ in told]

    def _key_numbers(self, site: SiteReport) -> list[Number]:
        if site.verdict in portfolio.KEYLESS:
            return []
        holders = Counter(held.holder for held in site.keys.values())
        deciding = any(portfolio.look(key, held) == portfolio.LOOKS[Holder.PROVIDER] for key, held in site.keys.items())
        mine, theirs = holders[Holder.PROVIDER], holders[Holder.CLIENT]
        look = "bad" if deciding else "free"
        told = (("provider", mine, look), ("client", theirs, "good"), ("open", len(site.keys) - mine - theirs, "open"))
        return [Number(number, look, count(f"html.keys.{id_}", number, self.lang)) for id_, number, look in told]

    @property
    def summary(self) -> str:
        """All of it in one longer sentence."""
        return words.summed(self.found.tally.verdicts, self.survey.urgent, self.lang) if len(self.sites) > 1 else ""

    @property
    def bar(self) -> list[tuple[str, str, str]]:
        """The three numbers as parts of a whole: colour, where each begins, how wide it is."""
        total, before, told = sum(one.number for one in self.numbers) or 1, 0, []
        for one in self.numbers:
            told.append((one.look, f"{100 * before / total:.2f}%", f"{100 * one.number / total:.2f}%"))
            before += one.number
        return told

    @property
    def beginning(self) -> tuple[str, str, str] | None:
        """Where to begin: the anchor and name of the worst site, and why; none where all is well."""
        site = self._first
        if site is None or words.is_healthy(site) or len(self.sites) == 1:
            return None
        return site.site.domain, site.site.unicode, self._why_first(site)

    def _why_first(self, site: SiteReport) -> str:
        """Why to begin with a site. A verdict that is good news is no reason."""
        if site.verdict is not Verdict.HELD_BY_CLIENT:
            return self.teller.verdict(site)
        expires = site.registration.expires
        if not words.needs_renewing(site) or expires is None:
            return self.teller.hint(site, UNBOUNDED)
        day = expires.astimezone(UTC).date()
        return tell(f"html.begin.{'expires' if day >= self.report.day else 'expired'}", self.lang, d=day.isoformat())

    # --- the portfolio ---

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The columns of the picture, the keys of which something is seen: the key's label, and a short one."""
        return [(tell(f"key.{key}", self.lang), tell(f"html.key.{key}", self.lang)) for key in self._columns]

    @property
    def rows(self) -> Iterator[Row]:
        """The lines of the picture, worst first."""
        survey, keys = self.survey, self._columns
        return (portfolio.row(self.teller, site, keys, survey.provider(site), several=self.several) for site in self.sites)

    @cached_property
    def _columns(self) -> list[Key]:
        return [key for key in Key if key in self.survey.seen]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What each sign and letter stands for, of those that stand in the picture."""
        return portfolio.legend(self.survey.looks(self._columns), self.lang)

    @property
    def verdicts(self) -> list[Chosen]:
        """The verdicts to choose from."""
        counted = self.found.tally.verdicts
        signs = {"✗": "bad", "!": "warn", "?": "open", "○": "free", "–": "free", "✓": "good"}
        return [
            Chosen(
                verdict,
                signs[words.SYMBOLS[verdict]],
                words.SYMBOLS[verdict],
                tell(f"verdict.{verdict}", self.lang),
                counted[verdict],
                self._to_renew if verdict is Verdict.HELD_BY_CLIENT else "",
            )
            for verdict in words.WORST_FIRST
            if counted[verdict]
        ]

    @property
    def _to_renew(self) -> str:
        """How many of those that the client holds are to be renewed: the tick of their verdict does not say it."""
        number = self.survey.to_renew
        return tell("html.filter.renew", self.lang, n=str(number)) if number else ""

    @property
    def providers(self) -> list[Chosen]:
        """The providers to choose from, where there are several."""
        known = self.survey.providers
        if len(known) < 2:
            return []
        mask, unnamed = self.teller.mask_of_all(self.sites), tell("word.provider", self.lang)
        named = ((number, self.teller.value(name, mask) or unnamed) for name, number in known.items())
        return [Chosen(str(number), "", "", name, self.survey.held[number]) for number, name in named]

    # --- the sites ---

    @property
    def changed(self) -> tuple[str, list[tuple[str, str, list[str]]], list[str]]:
        """What changed since an earlier report: the heading, what of which site, and what is gone."""
        return news.heading(self.teller, self.report), self.survey.changed, news.gone(self.teller, self.report)

    @property
    def groups(self) -> Iterator[tuple[Verdict, str, str, int, Iterator[Card]]]:
        """The cards, by verdict: the verdict, its words, what it means, how many, and they."""
        for verdict, sites in groupby(zip(self.sites, self.survey.planned, strict=True), key=lambda pair: pair[0].verdict):
            number = self.found.tally.verdicts[verdict]
            yield (
                verdict,
                tell(f"verdict.{verdict}", self.lang),
                glossary.about(verdict.value, self.lang),
                number,
                starmap(self._card, sites),
            )

    def _card(self, site: SiteReport, plan: Plan | None) -> Card:
        shared = plan is not None and plan.sites > 1
        steps = [] if shared else list(plans.steps(self.teller, site, self.teller.mask(site)))
        return cards.card(self.teller, site, steps, plan if shared else None, several=self.several, whole=self.whole)

    @property
    def shared(self) -> Iterator[tuple[Plan, list[ToldStep]]]:
        """What many sites have to do alike."""
        for plan in self.survey.plans.known.values():
            if plan.sites > 1:
                mask = self.teller.mask_of_all(self.sites)
                yield plan, list(plans.steps(self.teller, plan.first, mask, plans.placeholder(self.teller)))

    # --- what comes after ---

    @cached_property
    def silences(self) -> list[str]:
        """What could not be asked."""
        told = replace(self.teller, verbose=self.teller.verbose or self.whole)
        lines = told.silences(Picked(self.sites, self.survey.silent))
        self.teller.masked = self.teller.masked or told.masked
        return lines

    @cached_property
    def concentration(self) -> list[str]:
        """Who holds how many of the domains."""
        return self.teller.concentration(self.report, self.found.counting.result())

    @cached_property
    def signing(self) -> tuple[list[str], list[str], list[str]] | None:
        """Before signing: for which domains, what to agree on, and what to ask."""
        found = self.found.settling.result()
        if found is None:
            return None
        mask, most = self.teller.mask_of_all(self.sites), plans.WHOLE
        named = [(why, [self.teller.value(name) for name in found.of(why)]) for why in WHYS]
        told = [tell(f"signing.{why}", self.lang, domains=words.listed(names, most, self.lang)) for why, names in named if names]
        say = partial(self.teller.say, mask=mask)
        return told, [say(line) for line in found.lines], [say(question) for question in found.questions]

    @cached_property
    def accepted(self) -> list[str]:
        """The findings that were accepted beforehand."""
        return self.teller.accepted(Picked(self.sites, self.survey.accepted))

    @cached_property
    def notices(self) -> list[str]:
        """What was said while reading the inventory."""
        said = self.report.inventory.notices
        mask = self.teller.mask_of_all(self.sites) if said else None
        return [self.teller.value(heard(notice, self.lang), mask, longest=500) for notice in said] if mask else []

    @property
    def glossary(self) -> list[tuple[str, str]]:
        """The words of this report, each with its meaning."""
        listener = glossary.Heard(self.lang)
        for id_ in self.survey.used:
            listener.hear(template(id_, self.lang))
        found = glossary.in_order({*listener.words, *_ALWAYS}, self.lang)
        return [(glossary.name(word, self.lang), glossary.about(word, self.lang)) for word in found]

    @property
    def masked(self) -> bool:
        """Whether something was masked so far."""
        return self.teller.masked
