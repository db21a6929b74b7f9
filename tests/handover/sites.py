"""Sites for the exit kit, built by hand: what was seen in the DNS, and the state of the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from domaudit.model import (
    Attribution,
    Authority,
    Confidence,
    DnsObservation,
    Holder,
    Key,
    Observed,
    Outcome,
    Record,
    SiteReport,
    Source,
    Verdict,
)
from tests.report.samples import NOW, SHA, a_report, a_site, held_by_provider, unseen

EXPIRES = datetime(2027, 3, 2, 8, 30, tzinfo=UTC)


def dns(name: str, kind: str, *values: str, aliases: Sequence[str] = (), exists: bool | None = True) -> DnsObservation:
    outcome = Outcome.UNREACHABLE if exists is None else Outcome.ANSWERED
    source = Source("dns", "192.0.2.53", Authority.DNS, outcome, f"{name} {kind}", NOW, SHA)
    return DnsObservation(source, name, kind, values, tuple(aliases), exists)


def a_kit_site(
    domain: str = "dupont-exemple-fictif.fr",
    verdict: Verdict = Verdict.HELD_BY_PROVIDER,
    *seen: DnsObservation,
    record: Record | None = None,
    keys: dict[Key, Attribution] | None = None,
) -> SiteReport:
    """A site with that verdict, in whose DNS that was seen."""
    report = a_report(
        a_site(domain), verdict, keys=unseen() | (keys or {}), record=record or Record(expires=EXPIRES, registrar="Exemple SAS")
    )
    return replace(report, observed=Observed(report.observed.registration, tuple(seen)))


def held(holder: Holder, shown: str = "x") -> Attribution:
    return Attribution(holder, Confidence.HIGH, (), shown)


def with_dns(site: SiteReport, *seen: DnsObservation) -> SiteReport:
    return replace(site, observed=Observed(site.observed.registration, tuple(seen)))


def bakery(*seen: DnsObservation) -> SiteReport:
    """The provider's: holder, mailbox and nameservers."""
    return with_dns(held_by_provider(), *seen)
