"""What follows for one site from what was observed: attribution, verdict, findings, remedies. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from domaudit import hosts, privacy
from domaudit.attribution import claims
from domaudit.cases import Case
from domaudit.indices import indices
from domaudit.keys import attribute
from domaudit.learning import ALONE, Known, informed, shared
from domaudit.lookups.registries import Registries
from domaudit.model import (
    GIVEN,
    Attribution,
    Confidence,
    Contact,
    Finding,
    Holder,
    Key,
    Observed,
    Outcome,
    Reader,
    Record,
    Role,
    Severity,
    Site,
    SiteReport,
    Text,
    Verdict,
)
from domaudit.remedies import Situation, remedy
from domaudit.rules import judge
from domaudit.rules.verdict import decide, rented, with_attestation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failed:
    """A site whose observation failed by a mistake of ours, in the words of the error."""

    error: str


def conclude(
    site: Site, observed: Observed | Failed, registries: Registries, now: datetime, known: Known = ALONE, reader: Reader = "client"
) -> SiteReport:
    """What follows for one site from what was observed and from what the others taught; the steps are those of the ``reader``.

    Pure; a mistake of ours leaves this site ``undetermined`` and is told there.
    """
    if isinstance(observed, Failed):
        return _open(site, Observed(), "observe", observed.error)
    try:
        return _concluded(site, observed, registries, now, known, reader)
    except Exception as error:  # whatever it is, the other sites' report must come out
        return _open(site, observed, "conclude", error_words(error))


def _open(site: Site, observed: Observed, what: str, error: str) -> SiteReport:
    """The report on a site where a part of our own work failed."""
    keys = {key: Attribution(Holder.UNKNOWN) for key in Key}
    findings = (_failed(site, what, error),)
    return SiteReport(site, observed, keys, Verdict.UNDETERMINED, Confidence.LOW, "observed", findings, Record())


def error_words(error: Exception) -> str:
    """An error of ours as a finding tells it."""
    return f"{type(error).__name__}: {error}"[:200]


def _concluded(site: Site, observed: Observed, registries: Registries, now: datetime, known: Known, reader: Reader) -> SiteReport:
    site = informed(site, known)
    said = claims(site, observed)
    decision = decide(site, observed, said, now.date())
    keys = attribute(site, observed, said)
    if decision.basis == "attested" and site.attestation is not None:
        keys = with_attestation(keys, site.attestation)
    registry = registries.serving(site.domain)
    zone = registry.zone if registry else site.domain.rpartition(".")[2]
    record = merged(observed)
    case = Case(site, observed, said, keys, record, decision, zone, now, shared(site, observed, known))
    findings = _with_remedies(judge(case), case, reader)
    return SiteReport(site, observed, keys, decision.verdict, decision.confidence, decision.basis, findings, record, indices(case))


def _failed(site: Site, what: str, error: str) -> Finding:
    """The finding that says which part of our work failed on a site."""
    words = {"rule": what, "domain": site.unicode, "error": error}
    return Finding("rule-failed", Severity.WARNING, Confidence.HIGH, Text("rule.rule-failed.message", words))


def _with_remedies(findings: Sequence[Finding], case: Case, reader: Reader) -> tuple[Finding, ...]:
    """The findings with their first steps; one whose steps cannot be made stands without, and that is told once."""
    told: list[Finding] = []
    failed: Exception | None = None
    for found in findings:
        try:
            told.append(with_remedy(found, case, reader))
        except Exception as error:
            told.append(found)
            failed = error
    return tuple(told) if failed is None else (*told, _failed(case.site, "remedy", error_words(failed)))


def with_remedy(found: Finding, case: Case, reader: Reader = "client") -> Finding:
    """The finding with its first steps."""
    site, expires = case.site, case.record.expires
    asked = [request for request in site.requests if request.to and request.asked <= case.today]  # what is to come has not been asked
    situation = Situation(
        site.unicode,
        case.zone,
        case.decision.verdict,
        {
            **found.message.values,
            **_rental(case),
            "client": site.client.name,
            "provider": site.provider.name,
            "registrar": case.record.registrar or "",
            "registrar_id": case.record.registrar_id or "",
        },
        case.today,
        expires.date() if expires else None,
        site.provider.status,
        reader,
        hosts.is_locked(case.record.statuses),
        asked,
        case.record.created.date() if case.record.created else None,
        site.provider.country,
        site.location.file == GIVEN,
        site.client.country,
    )
    steps = remedy(found.rule, situation)
    return replace(found, remedy=steps)


def _rental(case: Case) -> dict[str, str]:
    """The day until which the provider may hold the name by contract, where it may."""
    contract = case.site.contract
    if contract is None or contract.until is None or not rented(contract, case.today):
        return {}
    return {"rental_until": contract.until.isoformat()}


def merged(observed: Observed) -> Record:
    """One record out of all: each field from the most entitled source that states it, each role from the first that shows a name."""
    records = [seen.record for seen in observed.registration if seen.record is not None and seen.source.outcome is Outcome.ANSWERED]

    def first(read: Callable[[Record], T]) -> T:
        return next((value for record in records if (value := read(record)) not in (None, ())), read(Record()))

    contacts = {role: _best([record.contacts[role] for record in records if record.contacts.get(role)]) for role in Role}
    return Record(
        contacts={role: people for role, people in contacts.items() if people},
        registrar=first(lambda record: record.registrar),
        registrar_id=first(lambda record: record.registrar_id),
        reseller=first(lambda record: record.reseller),
        created=first(lambda record: record.created),
        updated=first(lambda record: record.updated),
        expires=first(lambda record: record.expires),
        transferred=first(lambda record: record.transferred),
        statuses=first(lambda record: record.statuses),
        nameservers=first(lambda record: record.nameservers),
        dnssec=first(lambda record: record.dnssec),
        redacted=first(lambda record: record.redacted),
    )


def _best(people: Sequence[tuple[Contact, ...]]) -> tuple[Contact, ...]:
    for contacts in people:
        if any(name and not privacy.recognise(name) for contact in contacts for name in (contact.organization, contact.name)):
            return contacts
    return people[0] if people else ()
