"""What a report for people says of a site, in one language and with people masked: the words, before any layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date

from domaudit import texts
from domaudit.concentration import Concentration, concentration
from domaudit.model import (
    Attribution,
    Evidence,
    Finding,
    Holder,
    Key,
    Outcome,
    Report,
    Severity,
    SiteReport,
    Source,
    Text,
    Verdict,
)
from domaudit.report import words
from domaudit.report.hiding import hide_any_phone
from domaudit.report.masking import OPEN, Mask, mask_of, mask_of_all
from domaudit.report.people import declared_people
from domaudit.report.separating import clients as clients_of
from domaudit.texts import Lang, count, heard, tell

LONGEST = 120
"""Columns that one value from the wire or the inventory may take inside a sentence."""

SPREAD, MOST_HANDS = 3, 6
"""Domains from which it is told how they are spread over hands, and how many hands are named."""

MOST_MASKS = 2000
"""Masks that are kept: making one costs more than telling a site's line."""

_SILENT = (Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.UNREADABLE, Outcome.NO_SOURCE, Outcome.NOT_ASKED)
_NAMING = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY, Verdict.HELD_BY_THIRD_PARTY)


@dataclass
class Teller:
    """Tells one report. ``masked`` becomes true as soon as something was masked."""

    lang: Lang
    today: date
    personal_data: bool
    verbose: bool = False
    masked: bool = False
    people: frozenset[str] = frozenset()
    _masks: dict[str, Mask] = field(default_factory=dict)
    _mask_of_all: Mask | None = None

    def knowing(self, report: Report) -> Teller:
        """The same teller, who also masks on each site the people whom the inventory declares for another."""
        self.people = report.people | declared_people(report.inventory.sites)
        return self

    # --- values ---

    def mask(self, site: SiteReport) -> Mask:
        """What to hide in the words of one site."""
        if self.personal_data:
            return OPEN
        if site.site.domain not in self._masks:
            if len(self._masks) >= MOST_MASKS:
                self._masks.clear()
            self._masks[site.site.domain] = mask_of(site, self.people)
        return self._masks[site.site.domain]

    def mask_of_all(self, sites: Sequence[SiteReport]) -> Mask:
        """What to hide in words that belong to no single site: notices, and what several servers said alike."""
        if self._mask_of_all is None:  # the same sites each time, and a long way through them
            self._mask_of_all = OPEN if self.personal_data else mask_of_all(self.mask(site) for site in sites)
        return self._mask_of_all

    def value(self, value: str, mask: Mask = OPEN, longest: int = LONGEST) -> str:
        """A value from the wire or the inventory: masked, on one line, shortened."""
        return self.short(value, mask(value), longest)

    def free(self, text: str, mask: Mask) -> str:
        """What a person wrote in the inventory in free words: masked like a value, and every phone in it too."""
        return self.short(text, hide_any_phone(mask(text)) if mask.closed else text)

    def short(self, value: str, shown: str, longest: int = LONGEST) -> str:
        """What is shown of a value, on one line, shortened; where it is not the value itself, something was masked."""
        self.masked = self.masked or shown != value
        return words.shorten(words.flat(shown), longest)

    def say(self, text: Text, mask: Mask) -> str:
        """A sentence with its values masked and shortened."""
        masked = mask.text(text).values
        return texts.say(Text(text.id, {name: self.short(value, masked[name]) for name, value in text.values.items()}), self.lang)

    def quoted(self, value: str) -> str:
        """A value between the quotes of the language."""
        return f"«\u202f{value}\u202f»" if self.lang == "fr" else f"“{value}”"

    # --- the whole ---

    def header(self, report: Report) -> tuple[str, str]:
        """What was audited, and when."""
        clients = [client.name for client in clients_of(report.inventory.sites)]  # one under two names is one
        providers = {site.provider.name for site in report.inventory.sites}
        number = len(report.sites)
        if number and len(clients) == len(providers) == 1 and all((*clients, *providers)):
            said = count("report.header.client", number, self.lang, **self.parties(report.sites[0]))
        else:
            said = count("report.header.many", number, self.lang)
            if len(clients) > 1 and number == len(report.inventory.sites):  # of a part of them it is not known
                said = f"{said}, {tell('report.header.clients', self.lang, n=str(len(clients)))}"
        at = report.audited_at.astimezone(UTC)
        return said, f"{texts.say_date(at.date(), self.lang, short=True)}, {at:%H:%M} UTC"

    def parties(self, site: SiteReport) -> dict[str, str]:
        """The names of the client and the provider."""
        mask, named = self.mask(site), {"client": site.site.client.name, "provider": site.site.provider.name}
        return {who: self.value(name, mask) if name else tell(f"word.{who}", self.lang) for who, name in named.items()}

    def attested(self, site: SiteReport) -> str:
        """On whose word a site's verdict rests, and by which file."""
        told = site.site.attestation
        if told is None:
            return tell("report.attested", self.lang)
        file = self.value(told.proof or "", self.mask(site)) + (f", SHA-256\u00a0{told.proof_sha256[:12]}…" if told.proof_sha256 else "")
        return tell("proof.attested", self.lang, date=told.dated.isoformat(), file=file)

    def concentration(self, report: Report, counted: Concentration | None = None) -> list[str]:
        """Who holds how many of the domains, one line each; none where there are few. ``counted``: it was counted already."""
        if len(report.sites) < SPREAD:
            return []
        found, mask, lines = counted or concentration(report), self.mask_of_all(report.sites), []
        for hand in found.providers[:MOST_HANDS]:
            labels = {key: tell(f"key.{key}", self.lang) for key in Key if key in hand.keys}
            parts = [f"{texts.small(label.partition(' (')[0])} ({hand.keys[key]})" for key, label in labels.items()]
            keys = ", ".join(parts) or tell("concentration.nothing", self.lang)
            lines.append(tell("concentration.provider", self.lang, name=self.value(hand.name, mask), keys=keys, n=str(hand.sites)))
        for kind, hands in (("registrars", found.registrars), ("dns", found.dns), ("mail", found.mail)):
            told = [f"{self.value(hand.name, mask)} ({hand.sites})" for hand in hands]
            if told:
                lines.append(tell(f"concentration.{kind}", self.lang, list=words.listed(told, MOST_HANDS, self.lang)))
        return lines

    def healthy(self, sites: Iterable[SiteReport]) -> str:
        """The one line for all sites that are as they should be."""
        number = remarks = 0
        for site in sites:
            number += 1
            remarks += len(words.counting(site))
        extra = f", {count('report.remarks', remarks, self.lang)}" if remarks else ""
        return count("report.healthy", number, self.lang) + extra

    def silences(self, sites: Sequence[SiteReport]) -> list[str]:
        """Who did not answer about what, those that left a verdict open first; one line per server and way of not answering."""
        groups: dict[tuple[bool, str, Outcome, str], dict[str, None]] = {}
        mask = self.mask_of_all(sites)
        for site in sites:
            harmless = site.verdict is not Verdict.UNDETERMINED
            for source in silent(site.observed.sources):
                key = (harmless, source.server, source.outcome, source.error or "")
                groups.setdefault(key, {})[site.site.unicode] = None
        most = 1000 if self.verbose else 3
        told = []
        for (harmless, server, outcome, error), subjects in sorted(groups.items()):
            id_ = "report.unasked.line.error" if error else "report.unasked.line"
            values = {"server": self.value(server), "outcome": outcome.value, "error": self.value(heard(error, self.lang), mask)}
            shown = words.listed([self.value(subject) for subject in subjects], most, self.lang)
            said = tell("report.unasked.no-source" if outcome is Outcome.NO_SOURCE else id_, self.lang, subjects=shown, **values)
            said = texts.capital(said)
            told.append(f"{said} ({tell('report.unasked.harmless', self.lang)})" if harmless else said)
        return told

    def accepted(self, sites: Sequence[SiteReport]) -> list[str]:
        """The accepted findings, one line each."""
        return [
            tell(
                "report.accepted.line",
                self.lang,
                domain=self.value(site.site.unicode),
                title=tell(f"rule.{found.rule}.title", self.lang),
                reason=self.free(found.accepted.reason, self.mask(site)),
            )
            for site in sites
            for found in site.findings
            if found.accepted is not None
        ]

    # --- one site ---

    def hint(self, site: SiteReport, columns: int) -> str:
        """The record's own word to stand beside a verdict, shortened, or what is most urgent, whole or not at all."""
        key = Key.REGISTRANT_EMAIL if site.verdict is Verdict.IN_NAME_ONLY else Key.REGISTRANT
        held = site.keys.get(key)
        if site.verdict in _NAMING and site.basis != "attested" and not words.is_rental(site) and held is not None and held.shown:
            said = self.short(held.shown, self.mask(site).shown(key, held))
            return self.quoted(words.shorten(said, columns - words.width(self.quoted(""))))
        for said in (self._hint(site), self._short_hint(site)):
            if words.width(said) <= columns:
                return said
        return ""

    def _short_hint(self, site: SiteReport) -> str:
        soon = any(found.rule == "expires-soon" for found in words.counting(site))
        return tell("report.hint.soon", self.lang) if soon and site.verdict is Verdict.HELD_BY_CLIENT else ""

    def _hint(self, site: SiteReport) -> str:
        counting = words.counting(site)
        if site.verdict is Verdict.HELD_BY_CLIENT:
            if not counting:
                return tell("verdict.held-by-client.hint", self.lang)
            if counting[0].rule == "expires-soon":
                return tell("report.hint.expires-soon", self.lang, **counting[0].message.values)
            return tell(f"rule.{counting[0].rule}.title", self.lang)
        if site.basis == "attested":
            return tell("basis.attested", self.lang)
        if words.is_rental(site):
            return tell("report.rental", self.lang)
        if any(found.rule == "sources-disagree" for found in counting):
            return tell("rule.sources-disagree.title", self.lang)
        if site.verdict is Verdict.UNDETERMINED:
            outcome = next((source.outcome for source in silent(site.observed.sources)), None)
            if outcome is not None:
                return tell(f"outcome.{outcome}.short", self.lang)
        return tell(f"verdict.{site.verdict}.hint", self.lang, parent=self.value(site.site.parent or ""))

    def verdict(self, site: SiteReport) -> str:
        """The verdict with its confidence, where there is something to be confident of."""
        verdict = tell(f"verdict.{site.verdict}", self.lang)
        if site.verdict in (Verdict.UNDETERMINED, Verdict.HIDDEN, Verdict.NO_OWN_DOMAIN):
            return verdict
        return tell("report.heading", self.lang, verdict=verdict, confidence=tell(f"confidence.{site.confidence}", self.lang))

    def shown(self, key: Key, held: Attribution, mask: Mask, columns: int) -> str:
        """What the record shows for a key and, where there is room, whether a provider's hand is normal there."""
        said = self.short(held.shown, mask.shown(key, held)) if held.shown else ""
        normal = f"key.{key}.normal"
        if held.holder is not Holder.PROVIDER or not texts.has(normal):
            return said
        both = f"{said} ({tell(normal, self.lang)})" if said else tell(normal, self.lang)
        return both if words.width(both) <= columns else said

    def evidence(self, line: Evidence, sources: Sequence[Source], mask: Mask) -> list[str]:
        """The very line that a statement rests on: where, which field, its words; then when it was asked, and the answer's hash."""
        if not 0 <= line.source < len(sources):
            return []
        source = sources[line.source]
        where = {"server": self.value(source.server), "kind": source.kind.upper(), "field": line.field}
        said = [tell("report.line", self.lang, value=self.short(line.value, mask.line(line.field, line.value)), **where)]
        when = []
        if source.imported:
            when.append(tell("report.line.imported", self.lang, who=self.short(source.imported, mask.imported(source.imported))))
        if source.asked_at is not None:
            at = source.asked_at.astimezone(UTC)
            when.append(tell("report.line.when", self.lang, date=at.date().isoformat(), time=f"{at:%H:%M}"))
        if source.sha256:
            when.append(f"SHA-256\u00a0{source.sha256[:12]}…")
        return [*said, texts.joined(when, self.lang)] if when else said

    def reasons(self, held: Attribution, mask: Mask) -> list[str]:
        """Why a key was given to somebody, one sentence each."""
        told = [self.say(reason, mask) for reason in held.reasons if reason.id != "reason.nothing-seen"]
        return list(dict.fromkeys(told))

    def aside(self, site: SiteReport, found: Finding) -> bool:
        """Whether a finding is a mere remark beside graver ones: told in one line, without its steps."""
        grave = any(other.severity is not Severity.NOTICE for other in words.counting(site))
        return grave and found.severity is Severity.NOTICE and not self.verbose and found.rule != site.verdict


def silent(sources: Sequence[Source]) -> Iterator[Source]:
    """The sources that gave no usable answer."""
    return (source for source in sources if source.outcome in _SILENT)
