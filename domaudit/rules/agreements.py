"""What the user has accepted or attested, held against what was found: seen and accepted is never silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domaudit.cases import Case
from domaudit.model import Acceptance, Finding, Severity, Site
from domaudit.rules.finding import finding


def attestation_expired(case: Case) -> Iterator[Finding]:
    """The attestation of this site has run out.

    What it sees: the attestation's last day.
    Why it matters: what was shown then may no longer hold.
    What it cannot see: what has changed since.
    What to do: look again, and renew or remove the attestation.
    """
    attestation = case.site.attestation
    if attestation is not None and attestation.until is not None and attestation.until < case.today:
        yield finding(case, "attestation-expired", Severity.NOTICE, until=attestation.until.isoformat())


def acceptance_expired(case: Case) -> Iterator[Finding]:
    """An accepted finding is accepted no longer: its last day has passed.

    What it sees: the acceptance's last day.
    Why it matters: the finding counts again.
    What it cannot see: whether the reason for accepting it still holds.
    What to do: settle the finding, or accept it anew with a reason.
    """
    for acceptance in case.site.accept:
        if not in_force(acceptance, case.today):
            until = acceptance.until.isoformat() if acceptance.until else ""
            yield finding(case, "acceptance-expired", Severity.NOTICE, rule=acceptance.rule, until=until)


def in_force(acceptance: Acceptance, today: date) -> bool:
    """Whether an acceptance still holds on a day."""
    return acceptance.until is None or today <= acceptance.until


def with_acceptance(found: Finding, site: Site, today: date) -> Finding:
    """The finding, marked where the inventory accepts it today."""
    for acceptance in site.accept:
        if acceptance.rule == found.rule and in_force(acceptance, today):
            return replace(found, accepted=acceptance)
    return found
