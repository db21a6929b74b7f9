"""One site of the report as JSON, on one line: what the verdict is, what it rests on, and what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from domaudit.model import (
    Attribution,
    Contact,
    Evidence,
    Finding,
    Key,
    Record,
    SiteReport,
    SiteSince,
    Source,
    Step,
)
from domaudit.texts import Lang, say

_encode = json.JSONEncoder(ensure_ascii=False).encode


def encode(value: object) -> str:
    """One value as JSON on one line; ``##[`` is spelled otherwise, which a log of GitHub would obey wherever it stands."""
    return _encode(value).replace("##", "#\\u0023")


def line(site: SiteReport, lang: Lang) -> str:
    """One site of a report as JSON on one line."""
    return encode(site_of(site, lang))


def moment(at: datetime | None) -> str | None:
    """A time in UTC, to the second where it has no fraction: ``2026-11-22T09:15:10Z``."""
    if at is None:
        return None
    at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def site_of(site: SiteReport, lang: Lang) -> dict[str, Any]:
    """One site of the report."""
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
