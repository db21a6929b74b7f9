"""Which questions are asked about one site, in which order, and what the answers make together.

RDAP: the registry, then the registrar that it names (at most two hops). WHOIS: where RDAP has no server, failed, or told nothing of the
registrant; the registry, then the registrar that it refers to. Of an ending that the data does not know, IANA's WHOIS names the server.
DNS beside them. The same walk runs online, offline and in tests: it only knows ``ask``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from domaudit.lookups import dns, iana, rdap, whois
from domaudit.lookups.registries import BOOTSTRAP_URL, Registries, Registry
from domaudit.model import (
    Answer,
    Ask,
    Authority,
    Dns,
    DnsObservation,
    Elsewhere,
    Observation,
    Observed,
    Outcome,
    Question,
    Rdap,
    Reading,
    Record,
    Role,
    Site,
    Source,
    Whois,
)
from domaudit.questions import subject

HOPS = (Authority.REGISTRAR, Authority.REFERRED)
"""The links followed from a registry's RDAP answer: the registrar that it names is entitled; whom that one names is shown, and no more."""

_BARRED = (401, 403, 451)
_ENTITLEMENT = {Authority.REGISTRY: 0, Authority.REGISTRAR: 1, Authority.ELSEWHERE: 2, Authority.REFERRED: 3, Authority.DNS: 4}


async def observe(site: Site, ask: Ask, registries: Registries, elsewhere: Elsewhere, *, in_turn: bool = False) -> Observed:
    """All that the sources say of one site. A name that is no registration of its own is not asked about at all.

    ``in_turn``: one question after the other, for an ``ask`` that makes nobody wait: a task for each would cost more than its answer.
    """
    if site.parent is not None:
        return Observed()
    walk = _Walk(site.domain, ask, registries)
    together = _in_turn if in_turn else asyncio.gather
    records_of = observe_dns(site.domain, ask, challenge=site.challenge is not None, together=together)
    registration, records = await together(walk.registration(elsewhere), records_of)
    return Observed(tuple(registration), tuple(records))


async def observe_dns(
    domain: str, ask: Ask, *, challenge: bool = False, together: Callable[..., Awaitable[Sequence[Any]]] = asyncio.gather
) -> list[DnsObservation]:
    """The DNS side: where the name does not exist, or the resolver is out of reach, nothing but the delegation (NS) is asked about."""
    first, *others = dns.questions(domain, challenge=challenge)
    delegation = dns.read(await ask(first))
    if delegation.exists is False or delegation.source.outcome is Outcome.UNREACHABLE:
        return [delegation]
    return [delegation, *map(dns.read, await together(*map(ask, others)))]


async def _in_turn(*waiting: Awaitable[Any]) -> list[Any]:
    return [await one for one in waiting]


def usable(answer: Answer) -> bool:
    """Whether an answer may be used again instead of asking: it came, it was not throttled or blocked, and it can be read."""
    if answer.outcome is not Outcome.ANSWERED or answer.truncated:
        return False
    question = answer.question
    if isinstance(question, Dns):
        return answer.rcode in ("NOERROR", "NXDOMAIN")
    if question == Rdap(BOOTSTRAP_URL):
        return answer.status == 200
    if isinstance(question, Whois) and question.server == iana.SERVER:
        return iana.is_whole(answer)
    return read(answer, subject(question)).outcome in (Outcome.ANSWERED, Outcome.NOT_REGISTERED)


def declines(answer: Answer) -> bool:
    """Whether the server asks for fewer questions, by a status (429, 503), or by its words; one that bars us altogether does not."""
    if answer.outcome is not Outcome.ANSWERED or isinstance(answer.question, Dns) or answer.status in _BARRED:
        return False
    return read(answer, subject(answer.question)).outcome is Outcome.REFUSED


def read(answer: Answer, domain: str) -> Reading:
    """What one RDAP or WHOIS answer about ``domain`` means. A reader that fails makes the answer unreadable, and nothing else."""
    if answer.outcome is not Outcome.ANSWERED:
        left_alone = answer.outcome is Outcome.UNREACHABLE and answer.backoff is not None
        return Reading(Outcome.REFUSED if left_alone else answer.outcome, error=answer.error)
    server = answer.question.server if isinstance(answer.question, Whois) else None
    return _read(answer.body, domain, server, answer.status, answer.truncated)


@lru_cache(maxsize=32)  # the same answer is looked at twice: may it be used again, and what does it say
def _read(body: bytes, domain: str, server: str | None, status: int | None, truncated: bool) -> Reading:
    try:
        if server is None:
            return rdap.read(body, domain, status=status, truncated=truncated)
        return whois.read(body, domain, server=server, truncated=truncated)
    except Exception as error:
        return Reading(Outcome.UNREADABLE, error=f"the reader failed ({type(error).__name__})")


@dataclass
class _Walk:
    """One domain's way from registry to registrar; remembers what it asked."""

    domain: str
    ask: Ask
    registries: Registries
    asked: set[Question] = field(default_factory=set)
    answered: bool = False

    async def registration(self, elsewhere: Elsewhere) -> list[Observation]:
        registry = self.registries.serving(self.domain)
        unknown: list[Observation] = []
        if registry is None:
            registry, unknown = await self._named_by_iana()
        if registry is None or not (registry.rdap or registry.whois):
            found = unknown or [_no_source(self.domain)]
        else:
            found = await self._rdap(registry)
            if not any(seen.record is not None and seen.record.tells_registrant for seen in found):
                found += await self._whois(registry, found)
        given = [answer for answer in elsewhere(self.domain) if answer.imported or not (self.answered or answer.question in self.asked)]
        others = [self._observe(answer, Authority.ELSEWHERE, registry) for answer in given]
        return sorted([*found, *others], key=lambda seen: _ENTITLEMENT[seen.source.authority])

    async def _named_by_iana(self) -> tuple[Registry | None, list[Observation]]:
        """The registry of a zone that the data does not know, as IANA names it; else what hindered us from learning it."""
        question = iana.question(self.domain)
        if question is None:
            return None, []
        answer = await self.ask(question)
        if iana.is_whole(answer):
            return Registry(question.query, whois=iana.server(answer)), []
        if answer.outcome is Outcome.NOT_ASKED:
            return None, []
        outcome = Outcome.UNREADABLE if answer.outcome is Outcome.ANSWERED else answer.outcome
        error = answer.error or f"did not say who serves .{question.query}"
        return None, [Observation(_source(answer, Authority.REGISTRY, outcome, self.domain, error))]

    async def _rdap(self, registry: Registry) -> list[Observation]:
        if not registry.rdap:
            return []
        question = Rdap(registry.rdap_url(self.domain))
        found = [await self._put(question, Authority.REGISTRY, registry)]
        for authority in HOPS:
            record = found[-1].record
            links = [link for url in (record.related if record else ()) if (link := Rdap(url)) not in self.asked]
            if not links:
                break
            found.append(await self._put(links[0], authority, registry))
        return found

    async def _whois(self, registry: Registry, rdap_said: Sequence[Observation]) -> list[Observation]:
        question = registry.whois_question(self.domain)
        if question is None:
            return []
        found = [await self._put(question, Authority.REGISTRY, registry)]
        record = found[0].record
        if record is not None and record.referral and not record.tells_registrant:
            referred = Whois(record.referral, self.domain)
            if referred.server != question.server and referred not in self.asked:
                found.append(await self._put(referred, Authority.REGISTRAR, registry))
        return found

    async def _put(self, question: Question, authority: Authority, registry: Registry) -> Observation:
        self.asked.add(question)
        answer = await self.ask(question)
        self.answered = self.answered or answer.outcome is Outcome.ANSWERED
        return self._observe(answer, authority, registry)

    def _observe(self, answer: Answer, authority: Authority, registry: Registry | None) -> Observation:
        reading = read(answer, self.domain)
        host = server_of(answer.question)
        outcome, error = reading.outcome, reading.error
        if outcome is Outcome.NOT_REGISTERED and not self._believed(host, authority, reading):
            outcome, error = Outcome.UNREADABLE, "says that the name is not registered, but is not the registry"
        source = _source(answer, authority, outcome, self.domain, error)
        record = reading.record
        thin = record is not None and authority not in (Authority.REGISTRAR, Authority.REFERRED) and _is_thin(record, registry)
        return Observation(source, record, thin, answer.truncated)

    def _believed(self, host: str, authority: Authority, reading: Reading) -> bool:
        """Whether a "not registered" counts: from the registry; from elsewhere out of the zone's own server, or about this very name."""
        if authority is Authority.ELSEWHERE:
            return self.registries.is_registry_server(host, self.domain) or reading.names_domain
        return authority is Authority.REGISTRY


def _source(answer: Answer, authority: Authority, outcome: Outcome, domain: str, error: str | None) -> Source:
    return Source(
        "rdap" if isinstance(answer.question, Rdap) else "whois",
        server_of(answer.question),
        authority,
        outcome,
        domain,
        answer.asked_at if answer.outcome is not Outcome.NOT_ASKED else None,
        answer.sha256 if answer.outcome is Outcome.ANSWERED else None,
        error,
        answer.imported,
    )


def server_of(question: Question) -> str:
    """The host that a question goes to, as reports name it."""
    if isinstance(question, Rdap):
        try:
            return urlsplit(question.url).netloc.rpartition("@")[2].casefold()
        except ValueError:  # no URL at all: it is refused when it is asked
            return "?"
    return question.server if isinstance(question, Whois) else "resolver"


def _is_thin(record: Record, registry: Registry | None) -> bool:
    """A registry that publishes no registrant and points to the registrar cannot carry one: its silence says nothing."""
    tells = record.contacts.get(Role.REGISTRANT) or record.withholds_registrant
    return not tells and bool((registry is not None and registry.thin) or record.related or record.referral)


def _no_source(domain: str) -> Observation:
    zone = domain.rpartition(".")[2]
    return Observation(
        Source("whois", f".{zone}", Authority.REGISTRY, Outcome.NO_SOURCE, domain, error=f"no registry server is known for .{zone}")
    )
