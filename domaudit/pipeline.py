"""Observe, attribute, judge, remedy: from an inventory and a way of asking to a report.

The same evidence and inventory give the same report, forever: time comes in as a value, and nothing after ``observe`` asks anyone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from domaudit import privacy
from domaudit.attribution import claims
from domaudit.cases import Case
from domaudit.errors import DomauditError
from domaudit.indices import indices
from domaudit.keys import attribute
from domaudit.learning import ALONE, Known, informed, learn, own_sites, shared
from domaudit.lookups.registries import Registries, load_registries
from domaudit.lookups.walk import observe
from domaudit.model import (
    Answer,
    Ask,
    Attribution,
    Confidence,
    Contact,
    Elsewhere,
    Finding,
    Holder,
    Inventory,
    Key,
    Observed,
    Outcome,
    Record,
    Report,
    Role,
    Severity,
    Site,
    SiteReport,
    Text,
    Verdict,
)
from domaudit.remedies import remedy
from domaudit.rules import judge
from domaudit.rules.verdict import decide, rented, with_attestation

T = TypeVar("T")

AT_ONCE = 200
"""Sites observed side by side; the door bounds what goes to each server."""


def nothing_elsewhere(domain: str) -> Sequence[Answer]:
    """No answers but those that the walk asks for by itself."""
    return ()


def everything(domain: str) -> bool:
    """Every domain is ours."""
    return True


async def audit(
    inventory: Inventory,
    ask: Ask,
    now: datetime,
    *,
    registries: Registries | None = None,
    elsewhere: Elsewhere = nothing_elsewhere,
    seen: Callable[[Site], None] | None = None,
    mine: Callable[[str], bool] = everything,
) -> Report:
    """The report on every site of an inventory, in its order.

    ``ask`` is any ``async (Question) -> Answer``; ``now`` the time of the audit (UTC); ``registries`` who serves which zone (default: the
    data that ships); ``elsewhere`` gives answers that were obtained otherwise; ``seen`` is called after each site was observed. ``mine``
    tells which domains (A-labels) are observed and reported on, the others being somebody else's part of the same inventory.
    A failed question is data: it marks its own site and spoils no other.
    """
    served = registries or load_registries()
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(site: Site) -> Observed | Exception:
        found: Observed | Exception
        async with gate:
            try:
                found = await observe(site, ask, served, elsewhere)
            except DomauditError:  # the evidence file could not be written: a run must not go on and lose what it learns
                raise
            except Exception as error:
                found = error
        if seen is not None and site.location.line:  # a provider's own domain stands in no line
            seen(site)
        return found

    def follows(site: Site, found: Observed | Exception, known: Known) -> SiteReport:
        return _open(site, Observed(), "observe", found) if isinstance(found, Exception) else conclude(site, found, served, now, known)

    sites = tuple(site for site in inventory.sites if mine(site.domain))
    # Of the whole inventory, so that all parts together ask about each of them once, and about no site a second time.
    own = [site for site in own_sites(inventory.sites, served.zones) if mine(site.domain)]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = {site: group.create_task(one(site)) for site in (*sites, *own)}
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    observed = {site: task.result() for site, task in tasks.items()}
    known = _learned(sites, {site.domain: found for site, found in observed.items() if isinstance(found, Observed)})
    return Report(inventory, now, tuple(follows(site, observed[site], known) for site in sites))


def _learned(sites: Sequence[Site], observed: Mapping[str, Observed]) -> Known:
    """What all of it teaches; where our own work fails, nothing is learned and the sites are judged one by one."""
    try:
        return learn(sites, observed)
    except Exception:  # a mistake of ours must not cost the report
        return ALONE


def conclude(site: Site, observed: Observed, registries: Registries, now: datetime, known: Known = ALONE) -> SiteReport:
    """What follows for one site from what was observed and from what the others taught.

    Pure; a mistake of ours leaves this site ``undetermined`` and is told there.
    """
    try:
        return _concluded(site, observed, registries, now, known)
    except Exception as error:  # whatever it is, the other sites' report must come out
        return _open(site, observed, "conclude", error)


def _open(site: Site, observed: Observed, what: str, error: Exception) -> SiteReport:
    """The report on a site where a part of our own work failed."""
    keys = {key: Attribution(Holder.UNKNOWN) for key in Key}
    findings = (_failed(site, what, error),)
    return SiteReport(site, observed, keys, Verdict.UNDETERMINED, Confidence.LOW, "observed", findings, Record())


def _concluded(site: Site, observed: Observed, registries: Registries, now: datetime, known: Known) -> SiteReport:
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
    findings = _with_remedies(judge(case), case)
    return SiteReport(site, observed, keys, decision.verdict, decision.confidence, decision.basis, findings, record, indices(case))


def _failed(site: Site, what: str, error: Exception) -> Finding:
    """The finding that says which part of our work failed on a site."""
    words = {"rule": what, "domain": site.unicode, "error": f"{type(error).__name__}: {error}"[:200]}
    return Finding("rule-failed", Severity.WARNING, Confidence.HIGH, Text("rule.rule-failed.message", words))


def _with_remedies(findings: Sequence[Finding], case: Case) -> tuple[Finding, ...]:
    """The findings with their first steps; one whose steps cannot be made stands without, and that is told once."""
    told: list[Finding] = []
    failed: Exception | None = None
    for found in findings:
        try:
            told.append(with_remedy(found, case))
        except Exception as error:
            told.append(found)
            failed = error
    return tuple(told) if failed is None else (*told, _failed(case.site, "remedy", failed))


def with_remedy(found: Finding, case: Case) -> Finding:
    """The finding with its first steps."""
    steps = remedy(
        found.rule,
        domain=case.site.unicode,
        zone=case.zone,
        verdict=case.decision.verdict,
        facts={
            **found.message.values,
            **_rental(case),
            "client": case.site.client.name,
            "provider": case.site.provider.name,
            "registrar": case.record.registrar or "",
        },
        today=case.today,
        expires=case.record.expires.date() if case.record.expires else None,
        party_status=case.site.provider.status,
    )
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
