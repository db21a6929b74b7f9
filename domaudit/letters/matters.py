"""What a letter can say of one domain: the facts of its record, and where it stands between the parties. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, Literal, TypeAlias

from domaudit import families, hosts, texts
from domaudit.data import load
from domaudit.letters.blocks import Lang
from domaudit.model import Finding, Holder, Key, Outcome, Severity, SiteReport, Verdict

State: TypeAlias = Literal["provider", "rental", "mailbox", "third", "open", "client", "under", "free"]
"""Where a domain stands: the provider is its holder (by agreement: rental); the client is, but its mailbox is the provider's; somebody else
is; nobody can see who is; the client is; it lives under another's domain; nobody has registered it."""

_OF_VERDICT: Mapping[Verdict, State] = {
    Verdict.HELD_BY_PROVIDER: "provider",
    Verdict.IN_NAME_ONLY: "mailbox",
    Verdict.HELD_BY_THIRD_PARTY: "third",
    Verdict.HIDDEN: "open",
    Verdict.UNDETERMINED: "open",
    Verdict.HELD_BY_CLIENT: "client",
    Verdict.NO_OWN_DOMAIN: "under",
    Verdict.NOT_REGISTERED: "free",
}
_UNSEEN = (Holder.HIDDEN, Holder.ABSENT)
_MOST_SOURCES = 4


@dataclass(frozen=True, slots=True)
class Status:
    """A status as the record has it, and in plain words where it is known."""

    word: str
    meaning: str | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as a letter cites it; ``asked`` and ``time`` in UTC, ``imported`` who passed the answer on."""

    server: str
    kind: str
    asked: date
    time: str
    sha256: str
    imported: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One domain of a letter, as the templates see it.

    ``holder`` is the registrant as shown, or the party that an attestation names (``attested`` is then its day); ``field`` and ``server``
    say where it stands and ``asked`` when; ``disagree`` says of two sources that each names somebody else. ``reach`` is the e-mail,
    contact id or phone by which the record reaches the holder.
    """

    report: SiteReport
    state: State
    domain: str
    zone: str
    holder: str | None
    field: str | None
    server: str | None
    asked: date | None
    attested: date | None
    disagree: str | None
    reach: str | None
    registrar: str | None
    created: date | None
    expires: date | None
    statuses: tuple[Status, ...]
    sources: tuple[Cited, ...]

    @property
    def family(self) -> Mapping[str, Any]:
        """What letters know of the family of the domain's ending (data/letters.yaml); empty where nothing is known."""
        found: Mapping[str, Any] = load("letters.yaml")["families"].get(families.family(self.zone) or "", {})
        return found

    @property
    def registry(self) -> Mapping[str, str]:
        """The registry's ``name`` and, where one is known, ``contact``; empty where nothing is known."""
        known: Mapping[str, str] = families.facts(self.zone).get("registry", {})
        return known

    @property
    def is_gtld(self) -> bool:
        """Whether ICANN's rules hold for the ending."""
        return families.family(self.zone) == "gtld"


def matter(report: SiteReport, lang: Lang) -> Matter:
    """The facts of one site for a letter in a language."""
    state = _state(report)
    held, record = report.keys.get(Key.REGISTRANT), report.registration
    line = held.evidence[0] if held is not None and held.evidence else None
    source = report.observed.sources[line.source] if line is not None else None
    attestation = report.site.attestation if report.basis == "attested" else None
    seen = held is not None and held.holder not in (*_UNSEEN, Holder.UNKNOWN)
    holder = held.shown if held is not None and seen and attestation is None and state != "open" else None
    disagree = found(report, "sources-disagree")
    if attestation is not None:
        holder = (report.site.provider if attestation.holder == "provider" else report.site.client).name or None
    return Matter(
        report=report,
        state=state,
        domain=report.site.unicode,
        zone=report.site.domain.partition(".")[2],
        holder=holder,
        field=texts.say_field(line.field, lang) if line is not None and holder and attestation is None else None,
        server=texts.say_server(source.server, lang) if source is not None and attestation is None else None,
        asked=source.asked_at.astimezone(UTC).date() if source is not None and source.asked_at else None,
        attested=attestation.dated if attestation is not None else None,
        disagree=texts.say(disagree.message, lang) if disagree is not None else None,
        reach=_reach(report) if holder or found(report, "provider-controls-transfer-mail") else None,
        registrar=record.registrar,
        created=record.created.date() if record.created else None,
        expires=record.expires.date() if record.expires else None,
        statuses=_statuses(record.statuses, report.site.domain.partition(".")[2], lang),
        sources=tuple(_cited(report, lang)),
    )


def found(report: SiteReport, *rules: str) -> Finding | None:
    """The first finding of one of these rules."""
    return next((one for one in report.findings if one.rule in rules), None)


def _state(report: SiteReport) -> State:
    rule = found(report, "held-by-provider")
    if report.verdict is Verdict.HELD_BY_PROVIDER and rule is not None and rule.severity is Severity.NOTICE:
        return "rental"
    if report.verdict is Verdict.HELD_BY_CLIENT and found(report, "provider-controls-transfer-mail"):
        return "mailbox"
    return _OF_VERDICT[report.verdict]


def _reach(report: SiteReport) -> str | None:
    """What the record gives for reaching the holder; where it is the provider's, that."""
    told = found(report, "in-name-only", "provider-controls-transfer-mail")
    if told is not None and told.message.values.get("email"):
        return told.message.values["email"]
    mail = report.keys.get(Key.REGISTRANT_EMAIL)
    return mail.shown if mail is not None and mail.holder not in _UNSEEN else None


def _statuses(words: Iterable[str], zone: str, lang: Lang) -> tuple[Status, ...]:
    """Each status once; beside one that forbids something, "active" does not mean that nothing is forbidden."""
    once = tuple(dict.fromkeys(words))
    locked, generic = any(map(hosts.blocks, once)), families.family(zone) == "gtld"
    meant = {word: None if locked and not hosts.blocks(word) else hosts.plain(word, lang, generic=generic) for word in once}
    return tuple(Status(word, texts.typeset(meaning, lang) if meaning else None) for word, meaning in meant.items())


def _cited(report: SiteReport, lang: Lang) -> Iterator[Cited]:
    """The sources that name the holder or its mailbox; where none does, those that answered."""
    told = found(report, "in-name-only", "provider-controls-transfer-mail", "sources-disagree")
    held = report.keys.get(Key.REGISTRANT)
    lines = [*(held.evidence if held is not None else ()), *(told.evidence if told is not None else ())]
    sources = report.observed.sources
    places: Sequence[int] = list(dict.fromkeys(line.source for line in lines))
    if not places:
        places = [place for place, seen in enumerate(report.observed.registration) if seen.source.outcome is Outcome.ANSWERED]
    for source in (sources[place] for place in places[:_MOST_SOURCES]):
        if source.asked_at is not None and source.sha256 is not None:
            at = source.asked_at.astimezone(UTC)
            server = texts.say_server(source.server, lang)
            yield Cited(server, source.kind.upper(), at.date(), f"{at:%H:%M}", source.sha256, source.imported)
