"""Observe, attribute, judge, remedy: from an inventory and a way of asking to a report.

The same evidence and inventory give the same report, forever: time comes in as a value, and nothing after ``observe`` asks anyone.
"""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from domaudit.spool import Spool

T = TypeVar("T")

AT_ONCE = 2000
"""Sites observed side by side; the door bounds what goes to each server."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A site whose observation failed by a mistake of ours, in the words of the error."""

    error: str


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
) -> Report:
    """The report on every site of an inventory, in its order.

    Takes what ``conclusions`` takes, and raises what it raises; here every site's report is kept in memory.
    """
    sites: list[SiteReport] = []
    await conclusions(inventory, ask, now, sites.append, registries=registries, elsewhere=elsewhere, seen=seen)
    return Report(inventory, now, tuple(sites))


async def conclusions(
    inventory: Inventory,
    ask: Ask,
    now: datetime,
    take: Callable[[SiteReport], None],
    *,
    registries: Registries | None = None,
    elsewhere: Elsewhere = nothing_elsewhere,
    seen: Callable[[Site], None] | None = None,
    mine: Callable[[str], bool] = everything,
    at_once: int = AT_ONCE,
) -> None:
    """Hand what follows for each site of an inventory to ``take``, one after the other, in the inventory's order.

    ``ask`` is any ``async (Question) -> Answer``; ``now`` the time of the audit (UTC); ``registries`` who serves which zone (default: the
    data that ships); ``elsewhere`` gives answers that were obtained otherwise; ``seen`` is called after each site was observed, of which
    ``at_once`` are under way together. ``mine`` tells which domains (A-labels) are observed and concluded on, the others being somebody
    else's part of the same inventory. A failed question is data: it marks its own site and spoils no other. Beside the sites that are under
    way, no more than the facts of a thousand are in memory, whatever the size of the inventory; the others are on disk (``spool``). Raises
    ``DomauditError`` where there is no room for them, or where ``ask`` cannot keep an answer.
    """
    served = registries or load_registries()
    wanted = tuple(site for site in inventory.sites if mine(site.domain))
    # Own domains of the whole inventory, so that all parts together ask about each of them once, and about no site a second time.
    sites = (*(site for site in own_sites(inventory.sites, served.zones) if mine(site.domain)), *wanted)
    own = len(sites) - len(wanted)
    observed: Spool[Observed | Failed] = Spool()
    places = array("L", bytes(array("L").itemsize * len(sites)))  # where in the spool each site's facts lie
    queue = iter(_in_turn(sites, served) if len(sites) > at_once else range(len(sites)))

    async def observe_some() -> None:
        for number in queue:
            site = sites[number]
            found = await _observed(site, ask, served, elsewhere, in_turn=at_once == 1)
            places[number] = len(observed)
            observed.append(found)
            if seen is not None and number >= own:
                seen(site)
            await asyncio.sleep(0)  # where nobody waits for an answer, Ctrl-C waits for this

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(sites))):
                group.create_task(observe_some())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    facts = ((site, found) for number, site in enumerate(sites) if isinstance(found := observed[places[number]], Observed))
    known = _learned(wanted, facts)
    for number, site in enumerate(wanted, own):
        take(conclude(site, observed[places[number]], served, now, known))
        await asyncio.sleep(0)


async def _observed(site: Site, ask: Ask, registries: Registries, elsewhere: Elsewhere, *, in_turn: bool) -> Observed | Failed:
    try:
        return await observe(site, ask, registries, elsewhere, in_turn=in_turn)
    except DomauditError:  # the evidence file could not be written: a run must not go on and lose what it learns
        raise
    except Exception as error:
        return Failed(_words(error))


def _in_turn(sites: Sequence[Site], registries: Registries) -> Iterator[int]:
    """The sites by number, those of each registry in turn: one that is slow and has many holds up no other."""
    groups: dict[str | None, deque[int]] = {}
    for number, site in enumerate(sites):
        registry = registries.serving(site.domain)
        groups.setdefault((registry.rdap or registry.whois) if registry else None, deque()).append(number)
    while groups:
        for server, group in list(groups.items()):
            yield group.popleft()
            if not group:
                del groups[server]


def _learned(sites: Sequence[Site], facts: Iterable[tuple[Site, Observed]]) -> Known:
    """What all of it teaches; where our own work fails, nothing is learned and the sites are judged one by one."""
    try:
        return learn(sites, facts)
    except DomauditError:  # no room on the disk
        raise
    except Exception:  # a mistake of ours must not cost the report
        return ALONE


def conclude(site: Site, observed: Observed | Failed, registries: Registries, now: datetime, known: Known = ALONE) -> SiteReport:
    """What follows for one site from what was observed and from what the others taught.

    Pure; a mistake of ours leaves this site ``undetermined`` and is told there.
    """
    if isinstance(observed, Failed):
        return _open(site, Observed(), "observe", observed.error)
    try:
        return _concluded(site, observed, registries, now, known)
    except Exception as error:  # whatever it is, the other sites' report must come out
        return _open(site, observed, "conclude", _words(error))


def _open(site: Site, observed: Observed, what: str, error: str) -> SiteReport:
    """The report on a site where a part of our own work failed."""
    keys = {key: Attribution(Holder.UNKNOWN) for key in Key}
    findings = (_failed(site, what, error),)
    return SiteReport(site, observed, keys, Verdict.UNDETERMINED, Confidence.LOW, "observed", findings, Record())


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


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


def _failed(site: Site, what: str, error: str) -> Finding:
    """The finding that says which part of our work failed on a site."""
    words = {"rule": what, "domain": site.unicode, "error": error}
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
    return tuple(told) if failed is None else (*told, _failed(case.site, "remedy", _words(failed)))


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
