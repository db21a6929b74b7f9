"""What a report for people says of a site, in one language and with people masked: the words, before any layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from domaudit import texts
from domaudit.concentration import Concentration
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
from domaudit.report.known import Known
from domaudit.report.masking.masks import OPEN, Mask, mask_of
from domaudit.texts import COLON, Lang, count, heard, tell

LONGEST = 120
"""Columns that one value from the wire or the inventory may take inside a sentence."""

SPREAD, MOST_HANDS = 3, 6
"""Domains from which it is told how they are spread over hands, and how many hands are named."""

_SILENT = (Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.UNREADABLE, Outcome.NO_SOURCE, Outcome.NOT_ASKED)
_NAMING = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY, Verdict.HELD_BY_THIRD_PARTY)


@dataclass
class Teller:
    """Tells one report. ``masked`` becomes true as soon as something was masked; ``known`` is shared by all who tell the same report.

    ``again`` is what a command that is named has to be given so that it sees what this run saw; ``apart``: whoever reads can run none.
    """

    lang: Lang
    today: date
    personal_data: bool
    verbose: bool = False
    masked: bool = False
    known: Known | None = None
    again: tuple[str, ...] = ()
    apart: bool = False

    def knowing(self, report: Report) -> Teller:
        """The same teller, who also masks on each site the people whom the inventory declares for another."""
        self.known = Known(report)
        return self

    # --- values ---

    def mask(self, site: SiteReport) -> Mask:
        """What to hide in the words of one site."""
        if self.personal_data:
            return OPEN
        return mask_of(site) if self.known is None else self.known.mask(site)

    def mask_of_all(self) -> Mask:
        """What to hide in words that belong to no single site: notices, and what several servers said alike."""
        return OPEN if self.personal_data else self._report.mask_of_all

    @property
    def people(self) -> frozenset[str]:
        """The people whom the inventory declares for any site."""
        return self._report.people

    @property
    def inventory(self) -> str:
        """The inventory, as it was named on the command line; nothing where no report is known."""
        return self.known.inventory if self.known is not None else ""

    @property
    def named(self) -> Mapping[str, str]:
        """The parties that were named on the command line instead of an inventory, by their options."""
        return self.known.named if self.known is not None else {}

    @property
    def several(self) -> bool:
        """Whether a site's client and provider are to be told beside it."""
        return self._report.several

    @property
    def several_clients(self) -> bool:
        """Whether the sites have different clients."""
        return len(self._report.clients) > 1

    @property
    def _report(self) -> Known:
        if self.known is None:
            raise ValueError("no report is known to this teller: who is in it?")
        return self.known

    def value(self, value: str, mask: Mask = OPEN, longest: int = LONGEST) -> str:
        """A value from the wire or the inventory: masked, on one line, shortened."""
        return self.short(value, mask(value), longest)

    def free(self, text: str, mask: Mask, longest: int = LONGEST) -> str:
        """What a person wrote in the inventory in free words, or what quotes them: masked like a value, and every phone in it too."""
        return self.short(text, mask.free(text), longest)

    def status(self, status: str, mask: Mask) -> str:
        """A status of the record, without what may stand after it of people."""
        return self.short(status, mask.status(status))

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
        clients, providers, number = self._report.clients, self._report.providers, len(report.sites)
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
        file = self.free(told.proof or "", self.mask(site)) + (f", SHA-256\u00a0{told.proof_sha256[:12]}…" if told.proof_sha256 else "")
        return tell("proof.attested", self.lang, date=told.dated.isoformat(), file=file)

    def concentration(self, found: Concentration, sites: int) -> list[str]:
        """Who holds how many of so many domains, one line each; none where there are few."""
        if sites < SPREAD:
            return []
        mask, lines = self.mask_of_all(), []
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

    def healthy(self, number: int, remarks: int, named: Sequence[tuple[str, str]] = ()) -> str:
        """The one line for all sites that are as they should be, with so many remarks on them; of ``named`` ones the site and the rule."""
        extra = f", {count('report.remarks', remarks, self.lang)}" if remarks else ""
        if named:
            told = [f"{self.value(site)} ({tell(f'rule.{rule}.title', self.lang)})" for site, rule in named]
            extra += COLON[self.lang] + ", ".join([*told, *(["…"] if remarks > len(named) else [])])
        return count("report.healthy", number, self.lang) + extra

    def silences(self, sites: Sequence[SiteReport]) -> list[str]:
        """Who did not answer about what, those that left a verdict open first; one line per server and way of not answering."""
        groups: dict[tuple[bool, str, Outcome, str], dict[str, None]] = {}
        mask = self.mask_of_all()
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
            room = columns - words.width(self.quoted(""))
            return said if room < words.width(said) <= columns else self.quoted(words.shorten(said, room))  # rather whole than quoted
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

    def unseen(self, site: SiteReport) -> str:
        """The keys of a site of which nothing is seen, in a sentence; the two that hardly any record shows are told with ``-v`` only."""
        blank = [key for key, held in site.keys.items() if held.holder is Holder.UNKNOWN and not held.shown]
        if len(blank) == len(site.keys):
            return tell("report.keys.none", self.lang)
        labels = [tell(f"key.{key}", self.lang) for key in blank if self.verbose or key not in (Key.TECHNICAL, Key.BILLING)]
        names = ", ".join(said[:1].lower() + said[1:] for said in labels)
        return tell("report.keys.unseen", self.lang, keys=names) if names else ""

    def shown(self, key: Key, held: Attribution, mask: Mask, columns: int | None = None, longest: int = LONGEST) -> str:
        """What the record shows for a key and, where there is room (``None``: there is), whether a provider's hand is normal there."""
        said = self.short(held.shown, mask.shown(key, held), longest) if held.shown else ""
        normal = f"key.{key}.normal"
        if held.holder is not Holder.PROVIDER or not texts.has(normal):
            return said
        both = f"{said} ({tell(normal, self.lang)})" if said else tell(normal, self.lang)
        return both if columns is None or words.width(both) <= columns else said

    def evidence(self, line: Evidence, sources: Sequence[Source], mask: Mask) -> list[str]:
        """The very line that a statement rests on: where, which field, its words; then when it was asked, and the answer's hash."""
        if not 0 <= line.source < len(sources):
            return []
        source = sources[line.source]
        where = {"server": self.value(source.server), "kind": source.kind.upper(), "field": line.field}
        said = [tell("report.line", self.lang, value=self.short(line.value, mask.line(line.field, line.value)), **where)]
        when = self.joined(self.given(source, mask), self.when(source), self.fingerprint(source))
        return [*said, when] if when else said

    def given(self, source: Source, mask: Mask) -> str:
        """Where an answer comes from that was not asked for but added; nothing of one that was asked for."""
        if not source.imported:
            return ""
        return tell("report.line.imported", self.lang, who=self.short(source.imported, mask.imported(source.imported)))

    def when(self, source: Source) -> str:
        """When an answer was asked for, or added."""
        if source.asked_at is None:
            return ""
        at = source.asked_at.astimezone(UTC)
        id_ = "report.line.added" if source.imported else "report.line.when"
        return tell(id_, self.lang, date=at.date().isoformat(), time=f"{at:%H:%M}")

    def fingerprint(self, source: Source) -> str:
        """The first figures of an answer's hash."""
        return f"SHA-256\u00a0{source.sha256[:12]}…" if source.sha256 else ""

    def joined(self, *told: str) -> str:
        """What there is of some words, in one line."""
        return texts.joined(list(filter(None, told)), self.lang)

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
