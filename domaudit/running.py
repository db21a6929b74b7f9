"""One audit from end to end: the evidence file, the door and the pipeline put together; what they mean is decided elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

from domaudit.errors import EvidenceError
from domaudit.evidence import EvidenceFile
from domaudit.evidence.age import MaxAge
from domaudit.evidence.asking import CLOCK_SKEW, elsewhere, remembering, replaying
from domaudit.learning import own_sites
from domaudit.lookups.registries import BOOTSTRAP_URL, Registries
from domaudit.lookups.walk import declines, usable
from domaudit.model import Answer, Ask, Inventory, Outcome, Question, Rdap, Reader, SiteReport, Standing, Watch, nobody
from domaudit.pipeline import conclusions, everything
from domaudit.planning import Plan, plan
from domaudit.questions import server

BOOTSTRAP_AGE = timedelta(days=7)
"""How old IANA's list of RDAP servers may be before it is asked for again."""

MOST_ZONES = 3
"""Zones that a registry is called by."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where the evidence is, how old an answer may be, and the time of the audit (UTC; None: now, offline that of the newest answer).

    ``mine`` tells which domains of the inventory are this run's part of it, ``reader`` for whom the steps are.
    """

    evidence: Path
    cache: Path
    offline: bool = False
    fresh: bool = False
    max_age: MaxAge = field(default_factory=MaxAge)
    at: datetime | None = None
    mine: Callable[[str], bool] = everything
    reader: Reader = "client"


async def run(
    inventory: Inventory,
    registries: Registries,
    how: Run,
    evidence: EvidenceFile,
    advance: Callable[[str], None],
    take: Callable[[SiteReport], None],
    watch: Watch = nobody,
) -> datetime:
    """Hand each site's report to ``take``; gives the time of the audit (UTC). ``evidence`` is open, for writing unless offline.

    ``advance`` is told each domain that was observed, ``watch`` twice a second how the servers stand. Raises ``EvidenceError`` where the
    evidence file cannot be written any more: nothing that was learned is lost silently.
    """
    concluded = partial(conclusions, inventory, take=take, seen=lambda site: advance(site.domain), mine=how.mine, reader=how.reader)
    if how.offline:
        return await _offline(inventory, registries, how, evidence, concluded)
    return await _online(inventory, registries, how, evidence, concluded, watch)


Concluded: TypeAlias = Callable[..., Awaitable[None]]
"""``pipeline.conclusions`` with all but the way of asking."""


async def _offline(inventory: Inventory, registries: Registries, how: Run, evidence: EvidenceFile, concluded: Concluded) -> datetime:
    now = how.at or evidence.newest_time([site.domain for site in inventory.sites]) or datetime.now(UTC)
    ask = replaying(evidence, usable=usable)
    served = _with_newer(registries, await ask(Rdap(BOOTSTRAP_URL)))
    given = elsewhere(evidence, usable=usable)
    await concluded(ask=ask, now=now, registries=served, elsewhere=given, at_once=1)  # nothing waits for anybody
    return now


async def _online(
    inventory: Inventory, registries: Registries, how: Run, evidence: EvidenceFile, concluded: Concluded, watch: Watch
) -> datetime:
    from domaudit.network import open_door, resolvers

    clock = datetime.now(UTC)
    now = how.at or clock
    via = resolvers(registries.settings)
    zones: dict[str, str] = {}

    def told(standings: Sequence[Standing]) -> None:
        watch([replace(one, zone=zones.get(one.server, "")) for one in standings])

    async with open_door(registries.settings, declined=declines, pauses=evidence.pause, watch=told) as door:
        ask = remembering(door, evidence, now=clock, max_age=how.max_age, fresh=how.fresh, usable=usable, via=via)
        served = registries
        if registries.needs_bootstrap([site.domain for site in inventory.sites if site.parent is None]):
            served = _with_newer(registries, await _bootstrap(door, evidence, how.cache, clock))
        zones.update(_zones([site.domain for site in inventory.sites], served))
        since = partial(how.max_age.since, now=clock)
        given = elsewhere(evidence, usable=usable, since=since, until=clock + CLOCK_SKEW)
        await concluded(ask=ask, now=now, registries=served, elsewhere=given)
    return now


def _zones(domains: Sequence[str], registries: Registries) -> dict[str, str]:
    """Server → the zones (of these domains) whose registry it is, in words: ``com``, or ``com/net``."""
    zones: dict[str, dict[str, None]] = {}
    for domain in domains:
        if (registry := registries.serving(domain)) is not None:
            for question in (Rdap(registry.rdap) if registry.rdap else None, registry.whois_question(domain)):
                if question is not None:
                    zones.setdefault(server(question), {})[registry.zone] = None
    return {name: "/".join(list(found)[:MOST_ZONES]) for name, found in zones.items()}


async def planned(inventory: Inventory, registries: Registries, how: Run) -> Plan:
    """What such a run would ask now: who, how often, and how long it takes at least. Nobody is asked, and nothing is written."""
    from domaudit.network import resolvers

    clock = datetime.now(UTC)
    via, until = resolvers(registries.settings), clock + CLOCK_SKEW
    with EvidenceFile.open(how.evidence, writable=False) as evidence:

        def at_hand(question: Question) -> Answer | None:
            if how.offline:
                return evidence.newest(question, usable=usable) or Answer(question, clock, Outcome.NOT_ASKED)
            if how.fresh:
                return None
            return evidence.newest_usable(question, usable=usable, since=how.max_age.since(question, clock), until=until, via=via)

        before: list[Question] = []
        if not how.offline and registries.needs_bootstrap([site.domain for site in inventory.sites if site.parent is None]):
            kept = _kept_bootstrap(evidence, clock) or _cached_bootstrap(how.cache, clock)
            registries = registries if kept is None else _with_newer(registries, kept)
            before += [Rdap(BOOTSTRAP_URL)] if kept is None else []
        sites = [site for site in (*own_sites(inventory.sites, registries.zones), *inventory.sites) if how.mine(site.domain)]
        return await plan(sites, at_hand, registries, clock, evidence.pause, before)


def _kept_bootstrap(evidence: EvidenceFile, now: datetime) -> Answer | None:
    return evidence.newest_usable(Rdap(BOOTSTRAP_URL), usable=usable, since=now - BOOTSTRAP_AGE, until=now + CLOCK_SKEW)


def _cached_bootstrap(cache: Path, now: datetime) -> Answer | None:
    with suppress(EvidenceError), EvidenceFile.open(cache / "rdap-bootstrap.jsonl", writable=False) as cached:
        return _kept_bootstrap(cached, now)
    return None


def _with_newer(registries: Registries, answer: Answer) -> Registries:
    return registries.with_bootstrap(answer.body) if usable(answer) else registries


async def _bootstrap(door: Ask, evidence: EvidenceFile, cache: Path, now: datetime) -> Answer:
    """IANA's list of RDAP servers (RFC 9224), at most seven days old: from the evidence, the cache folder, or IANA.

    What is used is also in the evidence, so that a replay asks the same servers. A cache that cannot be written is done without.
    """
    question = Rdap(BOOTSTRAP_URL)
    if (kept := _kept_bootstrap(evidence, now)) is not None:
        return kept
    try:
        with EvidenceFile.open(cache / "rdap-bootstrap.jsonl", writable=True) as cached:
            answer = await remembering(door, cached, now=now, max_age=MaxAge.of_all(BOOTSTRAP_AGE), fresh=False, usable=usable)(question)
    except EvidenceError:
        answer = await door(question)
    return evidence.append(answer) if usable(answer) else answer
