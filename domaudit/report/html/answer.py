"""The answer that stands above everything else: one sentence, three numbers, where to begin."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from functools import cached_property
from typing import NamedTuple

from domaudit.model import Holder, SiteReport, Verdict
from domaudit.report import words
from domaudit.report.gathering import Gathered
from domaudit.report.html import portfolio
from domaudit.report.html.markup import ended
from domaudit.report.html.survey import Survey
from domaudit.report.telling import Teller
from domaudit.texts import count, tell

_IMMOVABLE = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY, Verdict.NO_OWN_DOMAIN)

UNBOUNDED = 1000
"""Columns that a hint may take where its line is broken by whoever shows it."""


class Number(NamedTuple):
    """One of the three numbers: its colour, and what it counts."""

    number: int
    look: str
    words: str


class Answer:
    """What ``total`` sites come to, of which ``well`` are healthy. ``several``: there is more than one client or provider."""

    def __init__(self, teller: Teller, found: Gathered, survey: Survey, total: int, well: int, *, one_client: bool, several: bool) -> None:
        self._teller, self._survey, self._total, self._well, self._several = teller, survey, total, well, several
        self._tally, self._today, self._lang = found.tally, found.report.day, teller.lang
        self._named = {"client": "", "provider": ""}
        """The parties of the worst site; a text says ``the client`` for one that has no name."""
        if survey.first is not None:
            site, told = survey.first.site, teller.parties(survey.first)
            self._named = {who: told[who] if party.name else "" for who, party in (("client", site.client), ("provider", site.provider))}
        self._client = self._named["client"] if one_client else ""

    @property
    def sentence(self) -> str:
        """The whole report in one sentence."""
        total = self._total
        if not total:
            return tell("report.header.empty", self._lang)
        if total == 1 and self._survey.first is not None:
            parent = self._teller.value(self._survey.first.site.parent or "")
            told = self._one_answer(self._survey.first)
            values = {"domain": self._survey.first.site.unicode, "parent": parent, **self._named}
            return ended(tell(f"html.answer.{told}", self._lang, **values))
        if self._well == total:
            return count("report.summary.all-well", total, self._lang)
        if self._immovable:
            return ended(count("html.answer.immovable", self._immovable, self._lang, total=str(total), client=self._client))
        return count("html.answer.look", total - self._well, self._lang, total=str(total))

    @property
    def parties(self) -> str:
        """Who is meant by the client and the provider, where there is one of each."""
        if self._several or not all(self._named.values()):
            return ""
        return ended(tell("html.parties", self._lang, **self._named))

    def _one_answer(self, site: SiteReport) -> str:
        if words.is_rental(site):
            return "rental"
        return "due" if site.verdict is Verdict.HELD_BY_CLIENT and not self._well else site.verdict.value

    @property
    def _immovable(self) -> int:
        """How many sites are not the client's to move."""
        return sum(self._tally.verdicts[verdict] for verdict in _IMMOVABLE)

    @cached_property
    def numbers(self) -> list[Number]:
        """The three numbers: of the domains or, where there is but one, of its keys (what is normal apart); none where it has no keys."""
        if self._total == 1 and self._survey.first is not None:
            return self._key_numbers(self._survey.first)
        look = self._total - self._immovable - self._well
        told = (("immovable", self._immovable, "bad"), ("look", look, "warn"), ("well", self._well, "good"))
        return [Number(number, look_, count(f"html.number.{id_}", number, self._lang)) for id_, number, look_ in told]

    def _key_numbers(self, site: SiteReport) -> list[Number]:
        if site.verdict in portfolio.KEYLESS:
            return []
        looks = Counter(portfolio.look(key, site.keys[key]) for key in portfolio.seen(site))  # those that have a cell, and no others
        deciding, normal = looks[portfolio.LOOKS[Holder.PROVIDER]], looks[portfolio.PROVIDER_NORMAL]
        theirs = looks[portfolio.LOOKS[Holder.CLIENT]]
        told = [("deciding", deciding, "bad"), ("normal", normal, "free")]
        told = [one for one in told if one[1]] or [("provider", 0, "free")]
        strange = looks[portfolio.LOOKS[Holder.THIRD_PARTY]]
        others = strange + looks[portfolio.OTHER_NORMAL]
        unknown = looks.total() - deciding - normal - theirs - others
        told += [("client", theirs, "good"), *([("third-party", others, "warn" if strange else "free")] if others else [])]
        told += [("open", unknown, "open")] if unknown or not others else []
        return [Number(number, look, count(f"html.keys.{id_}", number, self._lang)) for id_, number, look in told]

    @property
    def summary(self) -> str:
        """All of it in one longer sentence."""
        return words.summed(self._tally.verdicts, self._survey.urgent, self._lang) if self._total > 1 else ""

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
        site = self._survey.first
        if site is None or words.is_healthy(site) or self._total == 1:
            return None
        return site.site.domain, site.site.unicode, self._why_first(site)

    def _why_first(self, site: SiteReport) -> str:
        """Why to begin with a site. A verdict that is good news is no reason."""
        if site.verdict is not Verdict.HELD_BY_CLIENT:
            return self._teller.verdict(site)
        expires = site.registration.expires
        if not words.needs_renewing(site) or expires is None:
            return self._teller.hint(site, UNBOUNDED)
        day = expires.astimezone(UTC).date()
        return tell(f"html.begin.{'expires' if day >= self._today else 'expired'}", self._lang, d=day.isoformat())
