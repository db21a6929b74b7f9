"""What stands on the page, from top to bottom; each part is made when the template comes to it, so that a long report is never whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby, starmap

from domaudit import __version__
from domaudit.model import Key, SiteReport, Verdict
from domaudit.report import glossary, news, words
from domaudit.report.gathering import Gathered
from domaudit.report.html import cards, plans, portfolio
from domaudit.report.html.answer import Answer
from domaudit.report.html.cards import Card
from domaudit.report.html.plans import Plan, ToldStep
from domaudit.report.html.portfolio import Row
from domaudit.report.html.survey import Survey
from domaudit.report.screens import Style
from domaudit.signing import WHYS
from domaudit.spool import Picked
from domaudit.texts import heard, tell, template

_ALWAYS = ("registrant", "registrar", "nameservers", "dns")
"""Words that every report needs explained."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice of a filter: its number or name, its colour, its words, how many sites it has, and what of them its sign does not say."""

    value: str
    look: str
    sign: str
    words: str
    number: int
    but: str = ""


class Page:
    """The parts of one page. ``well`` of its sites are healthy."""

    def __init__(self, found: Gathered, style: Style, sites: Sequence[SiteReport], well: int) -> None:
        self.found, self.style, self.sites, self.lang = found, style, sites, style.lang
        self.report, self.teller = found.report, found.teller(style)
        self.whole = len(sites) <= plans.WHOLE
        self.version = __version__
        self.survey = Survey(self.teller, found.report, sites, whole=self.whole)
        self.dates, self.open = self.survey.dates, self.survey.open
        self.several = self.teller.several
        one_client = not self.teller.several_clients
        self.answer = Answer(self.teller, found, self.survey, len(sites), well, one_client=one_client, several=self.several)

    @cached_property
    def header(self) -> tuple[str, str]:
        """What was audited, and when."""
        return self.teller.header(self.report)

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
        mask, unnamed = self.teller.mask_of_all(), tell("word.provider", self.lang)
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
                mask = self.teller.mask_of_all()
                yield plan, list(plans.steps(self.teller, plan.first, mask, plans.shared(self.teller)))

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
        return self.teller.concentration(self.found.counting.result(), len(self.sites))

    @cached_property
    def signing(self) -> tuple[list[str], list[str], list[str]] | None:
        """Before signing: for which domains, what to agree on, and what to ask."""
        found = self.found.settling.result()
        if found is None:
            return None
        mask, most = self.teller.mask_of_all(), plans.WHOLE
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
        mask = self.teller.mask_of_all() if said else None
        return [self.teller.free(heard(notice, self.lang), mask, longest=500) for notice in said] if mask else []

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
