"""The report as JSON (``domaudit-report/1``): the machine's copy, whole and unmasked; its schema ships as ``report.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from domaudit import __version__
from domaudit.concentration import Concentration, Hand, concentration
from domaudit.model import (
    Attribution,
    Contact,
    Evidence,
    Finding,
    Inventory,
    Key,
    Record,
    Report,
    Since,
    SiteReport,
    SiteSince,
    Source,
    Step,
)
from domaudit.policy import Tally
from domaudit.report.screens import Screen, Style, write_utf8
from domaudit.signing import Signing, signing
from domaudit.texts import Lang, heard, say

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered

SCHEMA = "domaudit-report/1"
_encode = json.JSONEncoder(ensure_ascii=False).encode


def encode(value: object) -> str:
    """One value as JSON on one line; ``##[`` is spelled otherwise, which a log of GitHub would obey wherever it stands."""
    return _encode(value).replace("##", "#\\u0023")


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as one JSON document in UTF-8, whatever the locale says."""
    counted = found.tally, found.counting.result(), found.settling.result()
    head = head_of(
        found.inventory,
        found.audited_at,
        *counted,
        lang=style.lang,
        exit_code=style.exit_code,
        reader=style.reader,
        since=found.since,
        part=found.part,
    )
    for part in parts(head, found.lines):
        write_utf8(part, out)


def render(report: Report, *, lang: Lang, exit_code: int, reader: str = "client") -> str:
    """The report as one JSON document; the same report gives the same bytes. ``reader`` is for whom it was made."""
    head = _head(report, lang, exit_code, reader)
    return "".join(parts(head, (line(site, lang) for site in report.sites)))


def parts(head: Mapping[str, Any], lines: Iterable[str]) -> Iterator[str]:
    """A report's document as text, piece by piece: a line for the head and one for each site."""
    yield f'{encode(head)[:-1]}, "sites": [\n'
    between = ""
    for text in lines:
        yield between + text
        between = ",\n"
    yield "\n]}\n"


def line(site: SiteReport, lang: Lang) -> str:
    """One site of a report as JSON on one line."""
    return encode(_site(site, lang))


def document(report: Report, *, lang: Lang, exit_code: int, reader: str = "client") -> dict[str, Any]:
    """The same as plain dicts and lists."""
    head = _head(report, lang, exit_code, reader)
    return {**head, "sites": [_site(site, lang) for site in report.sites]}


def _head(report: Report, lang: Lang, exit_code: int, reader: str) -> dict[str, Any]:
    counted = Tally.of(report.sites, report.since), concentration(report), signing(report)
    return head_of(report.inventory, report.audited_at, *counted, lang=lang, exit_code=exit_code, reader=reader, since=report.since)


def head_of(
    inventory: Inventory,
    audited_at: datetime,
    tally: Tally,
    hands: Concentration,
    settle: Signing | None,
    *,
    lang: Lang,
    exit_code: int,
    reader: str = "client",
    since: Since | None = None,
    part: str | None = None,
) -> dict[str, Any]:
    """All of the document but its sites; ``part`` is the part of the inventory that it is on."""
    compared = since and {"audited_at": moment(since.audited_at), "gone": list(since.gone)}
    return {
        "schema": SCHEMA,
        "tool": {"name": "domaudit", "version": __version__},
        "audited_at": moment(audited_at),
        "inventory": inventory.file,
        "language": lang,
        "for": reader,
        "masked": False,
        "exit_code": exit_code,
        "summary": {
            "sites": tally.sites,
            "verdicts": {verdict.value: number for verdict, number in sorted(tally.verdicts.items())},
            "findings": {severity.value: number for severity, number in sorted(tally.findings.items())},
            "accepted": tally.accepted,
            **({"changes": tally.changes} if since is not None else {}),
        },
        **({"part": part} if part is not None else {}),
        **({"since": compared} if since is not None else {}),
        "concentration": _concentration(hands),
        "before_signing": settle and _before_signing(settle, lang),
        "notices": [heard(notice, lang) for notice in inventory.notices],
    }


def _concentration(found: Concentration) -> dict[str, Any]:
    def hands(told: Sequence[Hand]) -> list[dict[str, Any]]:
        return [{"name": hand.name, "sites": hand.sites} for hand in told]

    keys = [{"keys": {key.value: hand.keys[key] for key in Key if key in hand.keys}} for hand in found.providers]
    providers = [one | more for one, more in zip(hands(found.providers), keys, strict=True)]
    return {"providers": providers, "registrars": hands(found.registrars), "dns": hands(found.dns), "mail": hands(found.mail)}


def _before_signing(found: Signing, lang: Lang) -> dict[str, Any]:
    return {
        "domains": [{"domain": one.domain, "unicode": one.unicode, "why": list(one.why)} for one in found.domains],
        "lines": [say(line, lang) for line in found.lines],
        "questions": [say(question, lang) for question in found.questions],
    }


def moment(at: datetime | None) -> str | None:
    """A time in UTC, to the second where it has no fraction: ``2026-11-22T09:15:10Z``."""
    if at is None:
        return None
    at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def _site(site: SiteReport, lang: Lang) -> dict[str, Any]:
    where = site.site.location
    return {
        "domain": site.site.domain,
        "unicode": site.site.unicode,
        "client": site.site.client.name,
        "provider": site.site.provider.name,
        "location": {"file": where.file, "line": where.line, "column": where.column},
        "verdict": site.verdict.value,
        "confidence": site.confidence.value,
        "basis": site.basis,
        "keys": {key.value: _key(site.keys[key], lang) for key in Key},
        "indices": [{"message": say(index.text, lang), "evidence": [_evidence(line) for line in index.evidence]} for index in site.indices],
        "attestation": _attestation(site),
        "registration": _registration(site.registration),
        "sources": [_source(source) for source in site.observed.sources],
        "findings": [_finding(found, lang) for found in site.findings],
        **({"since": _since(site.since)} if site.since is not None else {}),
    }


def _since(since: SiteSince) -> dict[str, Any]:
    told = [{"what": change.what, "old": list(change.old), "new": list(change.new)} for change in since.changes]
    kept = {what: {"values": list(one.values), "spoke": list(one.spoke), "silent": list(one.silent)} for what, one in since.kept.items()}
    return {"state": since.state, "changes": told, **({"kept": kept} if kept else {})}


def _attestation(site: SiteReport) -> dict[str, Any] | None:
    told = site.site.attestation
    if told is None:
        return None
    until = told.until.isoformat() if told.until else None
    return {"holder": told.holder, "date": told.dated.isoformat(), "until": until, "proof": told.proof, "sha256": told.proof_sha256}


def _key(held: Attribution, lang: Lang) -> dict[str, Any]:
    return {
        "holder": held.holder.value,
        "confidence": held.confidence.value,
        "reasons": [say(reason, lang) for reason in held.reasons],
        "shown": held.shown,
        "evidence": [_evidence(line) for line in held.evidence],
    }


def _evidence(line: Evidence) -> dict[str, Any]:
    return {"source": line.source, "field": line.field, "value": line.value}


def _registration(record: Record) -> dict[str, Any]:
    return {
        "contacts": {role.value: [_contact(contact) for contact in people] for role, people in record.contacts.items()},
        "registrar": record.registrar,
        "reseller": record.reseller,
        "created": _day(record.created),
        "updated": _day(record.updated),
        "expires": _day(record.expires),
        "transferred": _day(record.transferred),
        "statuses": list(record.statuses),
        "nameservers": list(record.nameservers),
        "dnssec": record.dnssec,
        "redacted": list(record.redacted),
    }


def _day(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).date().isoformat()


def _contact(contact: Contact) -> dict[str, Any]:
    fields = ("name", "organization", "email", "handle", "country", "region", "street", "phone", "kind", "contact_uri")
    return {**{field: getattr(contact, field) for field in fields}, "redacted": list(contact.redacted)}


def _source(source: Source) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": source.kind,
        "server": source.server,
        "authority": source.authority.value,
        "subject": source.subject,
        "outcome": source.outcome.value,
    }
    optional = {"asked_at": moment(source.asked_at), "sha256": source.sha256, "error": source.error, "imported": source.imported}
    return told | {key: value for key, value in optional.items() if value is not None}


def _step(step: Step, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {"text": say(step.text, lang), "deadline": step.deadline and step.deadline.isoformat(), "source": step.source}
    if step.start is not None:
        told["start"] = step.start.isoformat()
    if step.who is not None:
        told["who"] = step.who
    if step.cost is not None:
        told["cost"] = say(step.cost, lang)
    if step.attach:
        told["attach"] = [say(text, lang) for text in step.attach]
    for name, value in (("letter", step.letter), ("rung", step.rung), ("link", step.link)):
        if value is not None:
            told[name] = value
    if step.confidence is not None:
        told["confidence"] = step.confidence.value
    return told


def _finding(found: Finding, lang: Lang) -> dict[str, Any]:
    accepted = found.accepted
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "confidence": found.confidence.value,
        "message": say(found.message, lang),
        "evidence": [_evidence(line) for line in found.evidence],
        "accepted": accepted
        and {"rule": accepted.rule, "reason": accepted.reason, "until": accepted.until.isoformat() if accepted.until else None},
        "remedy": found.remedy
        and {
            "title": say(found.remedy.title, lang),
            "steps": [_step(step, lang) for step in found.remedy.steps],
        },
    }
