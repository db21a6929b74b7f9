"""What the user has accepted or attested, held against what was found: seen and accepted is never silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from domaudit.cases import Case
from domaudit.model import Acceptance, Finding, Holder, Key, Severity, Site
from domaudit.rules.finding import finding
from domaudit.rules.verdict import attestation_speaks

SOON = 30
"""Days before its end from which an attestation or an acceptance is spoken of."""


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


def attestation_ends_soon(case: Case) -> Iterator[Finding]:
    """The attestation of this site runs out within 30 days.

    What it sees: the attestation's last day.
    Why it matters: after it the holder is as unknown as before.
    What it cannot see: whether what was shown still holds.
    What to do: look again, and renew the attestation in time.
    """
    attestation = case.site.attestation
    if attestation is not None and attestation.until is not None and 0 <= (attestation.until - case.today).days <= SOON:
        yield finding(case, "attestation-ends-soon", Severity.NOTICE, until=attestation.until.isoformat())


def attestation_contradicted(case: Case) -> Iterator[Finding]:
    """The public record names another holder than the one attested.

    What it sees: the registrant in the record, and the holder whom the inventory attests.
    Why it matters: what is observed counts, and what is attested is out of date or mistaken.
    What it cannot see: which of the two was true on the day of the attestation.
    What to do: look at the proof again, and correct or remove the attestation.
    """
    attestation = case.site.attestation
    if attestation is None or case.decision.basis == "attested" or not attestation_speaks(attestation, case.today):
        return
    observed = case.keys[Key.REGISTRANT]
    if observed.holder in (Holder.CLIENT, Holder.PROVIDER, Holder.THIRD_PARTY) and observed.holder.value != attestation.holder:
        values = {"value": observed.shown or "", "who": attestation.holder, "attested": attestation.dated.isoformat()}
        yield finding(case, "attestation-contradicted", Severity.WARNING, observed.evidence, sure=observed.confidence, **values)


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


def acceptance_ends_soon(case: Case) -> Iterator[Finding]:
    """An acceptance runs out within 30 days.

    What it sees: the acceptance's last day.
    Why it matters: after it the finding counts again, and may fail a run.
    What it cannot see: whether the reason for accepting it still holds.
    What to do: settle the finding in time, or accept it anew with a reason.
    """
    for acceptance in case.site.accept:
        if acceptance.until is not None and 0 <= (acceptance.until - case.today).days <= SOON:
            yield finding(case, "acceptance-ends-soon", Severity.NOTICE, rule=acceptance.rule, until=acceptance.until.isoformat())


def unused(found: Iterable[Finding], case: Case) -> Iterator[Finding]:
    """A notice for every acceptance in force that no finding of the case answers to.

    What it sees: the findings of this site today.
    Why it matters: the finding is settled, or its name is misspelt; an acceptance that stays would silence the next one.
    What it cannot see: which of the two it is.
    What to do: remove the line, or correct the rule's name.
    """
    rules = {one.rule for one in found}
    for acceptance in case.site.accept:
        if acceptance.rule not in rules and in_force(acceptance, case.today):
            yield finding(case, "acceptance-unused", Severity.NOTICE, rule=acceptance.rule)


def in_force(acceptance: Acceptance, today: date) -> bool:
    """Whether an acceptance still holds on a day."""
    return acceptance.until is None or today <= acceptance.until


def with_acceptance(found: Finding, site: Site, today: date) -> Finding:
    """The finding, marked where the inventory accepts it today."""
    for acceptance in site.accept:
        if acceptance.rule == found.rule and in_force(acceptance, today):
            return replace(found, accepted=acceptance)
    return found
