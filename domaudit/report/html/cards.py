"""The card of one site: who holds which key, what the record says with its very lines, what can still be seen, and the dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from domaudit import texts
from domaudit.model import Evidence, Finding, Holder, Key, SiteReport, Text
from domaudit.report import words
from domaudit.report.html import dates, portfolio
from domaudit.report.html.markup import word
from domaudit.report.html.plans import Plan, ToldStep
from domaudit.report.masking.masks import Mask
from domaudit.report.telling import Teller
from domaudit.texts import heard, tell

SHOWN = 300
"""Characters of a value in a card: more is no name."""


@dataclass(frozen=True, slots=True)
class ToldKey:
    """Who holds one key, what is shown of it, who says so."""

    label: str
    look: str
    holder: str
    shown: str
    server: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One line of evidence: its words, and when it was asked with the answer's hash."""

    line: str
    when: str


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """One finding: how grave, its words, its lines."""

    look: str
    severity: str
    message: str
    lines: list[Cited]


@dataclass(frozen=True, slots=True)
class Card:
    """All that is told of one site. ``short``: it is healthy, and one line says it all."""

    anchor: str
    name: str
    ascii: str
    sign: str
    look: str
    verdict: str
    party: str
    attested: str
    keys: list[ToldKey]
    unseen: str
    why: list[str]
    seen: list[ToldFinding]
    accepted: list[str]
    indices: list[ToldFinding]
    dates: list[tuple[str, str]]
    steps: list[ToldStep]
    plan: Plan | None
    asked: list[str]
    short: bool


def card(teller: Teller, site: SiteReport, steps: list[ToldStep], plan: Plan | None, *, several: bool, whole: bool) -> Card:
    """The card of a site; ``whole``: it also tells who was asked, and why nothing is known of a key."""
    mask, lang = teller.mask(site), teller.lang
    short = words.is_healthy(site) and not site.findings and not site.indices
    keyless = site.verdict in portfolio.KEYLESS
    return Card(
        site.site.domain,
        site.site.unicode,
        site.site.domain if site.site.domain != site.site.unicode else "",
        words.symbol(site),
        portfolio.verdict_look(site),
        teller.verdict(site),
        tell("report.party", lang, **teller.parties(site)) if several else "",
        teller.attested(site) if site.basis == "attested" else "",
        [] if keyless else list(_keys(teller, site, mask, short)),
        "" if keyless or short else teller.unseen(site),
        [] if keyless or short else _why(teller, site, mask, whole),
        [_seen(teller, site, found, mask) for found in words.counting(site)],
        [_accepted(teller, found, mask) for found in site.findings if found.accepted is not None],
        [_index(teller, site, index.text, index.evidence, mask) for index in site.indices],
        list(_dates(teller, site, mask)),
        steps,
        plan,
        list(_asked(teller, site, mask)) if whole else [],
        short,
    )


def _keys(teller: Teller, site: SiteReport, mask: Mask, short: bool) -> Iterator[ToldKey]:
    sources = site.observed.sources
    for key in (Key.REGISTRANT,) if short else Key:
        held = site.keys.get(key)
        if held is None or (held.holder is Holder.UNKNOWN and not held.shown):
            continue
        label, shown = word(f"key.{key}", teller.lang), teller.shown(key, held, mask, longest=SHOWN)
        holder, server = word(words.holder(held), teller.lang), "" if short else portfolio.server(teller, held, sources)
        yield ToldKey(label, portfolio.look(key, held), holder, shown, server)


def _why(teller: Teller, site: SiteReport, mask: Mask, whole: bool) -> list[str]:
    """Why each key was told as it was."""
    told: dict[str, None] = {}
    for key in Key:
        held = site.keys.get(key)
        if held is not None and (whole or held.holder is not Holder.UNKNOWN):
            told.update(dict.fromkeys(teller.reasons(held, mask)))
    return list(told)


def _seen(teller: Teller, site: SiteReport, found: Finding, mask: Mask) -> ToldFinding:
    severity = word(f"severity.{found.severity}", teller.lang)
    look = {"critical": "bad", "warning": "warn", "notice": "free"}[found.severity]
    return ToldFinding(look, severity, teller.say(found.message, mask), _cited(teller, site, found.evidence, mask))


def _cited(teller: Teller, site: SiteReport, evidence: Sequence[Evidence], mask: Mask) -> list[Cited]:
    told, sources = [], site.observed.sources
    for line in evidence:
        said = teller.evidence(line, sources, mask)
        if said:
            told.append(Cited(said[0], said[1] if len(said) > 1 else ""))
    return told


def _index(teller: Teller, site: SiteReport, text: Text, evidence: Sequence[Evidence], mask: Mask) -> ToldFinding:
    said = teller.say(text, mask)
    return ToldFinding("free", "", said[:1].upper() + said[1:], _cited(teller, site, evidence, mask))


def _accepted(teller: Teller, found: Finding, mask: Mask) -> str:
    assert found.accepted is not None
    title, reason = tell(f"rule.{found.rule}.title", teller.lang), teller.free(found.accepted.reason, mask)
    return tell("html.accepted.one", teller.lang, title=title, reason=reason)


def _dates(teller: Teller, site: SiteReport, mask: Mask) -> Iterator[tuple[str, str]]:
    """What the record says of dates and of the company where the name is renewed: label and words."""
    record, lang = site.registration, teller.lang
    for label, at in ((kind, getattr(record, kind)) for kind in (*dates.PAST, "expires")):
        if at is not None:
            yield word(f"html.date.{label}", lang), texts.say_date(at.astimezone(UTC).date(), lang)
    if record.registrar:
        yield word("html.registrar", lang), teller.value(record.registrar, mask)


def _asked(teller: Teller, site: SiteReport, mask: Mask) -> Iterator[str]:
    """Every source that was asked: what, with which outcome, when, and the answer's whole hash."""
    lang = teller.lang
    for source in site.observed.sources:
        values = {"server": teller.value(source.server), "kind": source.kind.upper(), "subject": teller.value(source.subject, mask)}
        error = teller.value(heard(source.error, lang), mask) if source.error else ""
        said = tell("html.asked.one", lang, outcome=source.outcome.value, error=error, **values)
        if source.asked_at is not None:
            at = source.asked_at.astimezone(UTC)
            said += f" · {texts.say_date(at.date(), lang, short=True)}, {at:%H:%M:%S} UTC"
        yield f"{said} · SHA-256 {source.sha256}" if source.sha256 else said
