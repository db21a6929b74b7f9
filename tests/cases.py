"""Small builders for tests: a client, a provider, a site, and what one source said of it. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from domaudit.attribution import claims
from domaudit.cases import Case, Shared
from domaudit.concluding import merged
from domaudit.keys import attribute
from domaudit.lookups.registries import load_registries
from domaudit.model import (
    Authority,
    Contact,
    DnsObservation,
    Finding,
    Location,
    Observation,
    Observed,
    Outcome,
    Party,
    Record,
    Role,
    Site,
    Source,
)
from domaudit.rules import judge
from domaudit.rules.verdict import decide

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REGISTRIES = load_registries()
DOMAIN = "dupont-exemple-fictif.fr"
CLIENT = Party("Boulangerie Dupont SARL", emails=("contact@boulangerie-dupont.example",))
PROVIDER = Party(
    "Studio Pixel SARL",
    aliases=("Pixel Web", "Jean Martin"),
    identifiers=("SIREN 123 456 782",),
    emails=("jm@pixel-mail.example",),
    domains=("studio-pixel.example",),
    handles=("SP1234-FRNIC",),
)


def site(**fields: Any) -> Site:
    """A site of the client at the provider."""
    given = {"domain": DOMAIN, "client": CLIENT, "provider": PROVIDER, "location": Location("inventory.yaml", 12, 5), **fields}
    return Site(**{"unicode": given["domain"], "written": given["domain"], **given})


def said(
    *registrants: Contact,
    outcome: Outcome = Outcome.ANSWERED,
    authority: Authority = Authority.REGISTRY,
    server: str = "rdap.registry.example",
    thin: bool = False,
    truncated: bool = False,
    roles: Mapping[Role, tuple[Contact, ...]] | None = None,
    **record: Any,
) -> Observation:
    """What one RDAP source says."""
    source = Source("rdap", server, authority, outcome, DOMAIN, NOW, "0" * 64)
    people = {Role.REGISTRANT: registrants, **(roles or {})}
    told = (
        Record(contacts={role: found for role, found in people.items() if found}, **record)
        if outcome is Outcome.ANSWERED or record
        else None
    )
    return Observation(source, told, thin, truncated)


def dns(kind: str, *values: str, name: str = DOMAIN, aliases: tuple[str, ...] = (), exists: bool | None = True) -> DnsObservation:
    """What the DNS says for one type."""
    outcome = Outcome.UNREACHABLE if exists is None else Outcome.ANSWERED
    return DnsObservation(Source("dns", "resolver", Authority.DNS, outcome, f"{name} {kind}", NOW), name, kind, values, aliases, exists)


def case(*seen: Observation | DnsObservation, of: Site | None = None, zone: str = "fr", shared: tuple[Shared, ...] = ()) -> Case:
    """The case that these observations make."""
    where = of or site()
    observed = Observed(tuple(s for s in seen if isinstance(s, Observation)), tuple(s for s in seen if isinstance(s, DnsObservation)))
    told = claims(where, observed)
    return Case(
        where,
        observed,
        told,
        attribute(where, observed, told),
        merged(observed),
        decide(where, observed, told, NOW.date()),
        zone,
        NOW,
        shared,
    )


def found(rule: str, *seen: Observation | DnsObservation, **more: Any) -> Finding | None:
    """The finding of one rule, or none."""
    return next((finding for finding in judge(case(*seen, **more)) if finding.rule == rule), None)


def day(text: str) -> datetime:
    """A day at midnight UTC."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
