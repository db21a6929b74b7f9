"""Rules on dates: a name that lapses is lost to everyone, whoever was its holder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from domaudit.cases import Case
from domaudit.hosts import normalise_status
from domaudit.model import Confidence, Evidence, Finding, Severity, Verdict
from domaudit.rules.finding import finding

STEPS = ((7, Severity.CRITICAL), (30, Severity.WARNING), (60, Severity.NOTICE))
"""Days left, and how much that matters."""

_REDEMPTION = ("redemptionperiod", "redemption", "pendingdelete", "pendingrestore", "quarantine")


def in_redemption(case: Case) -> Iterator[Finding]:
    """The name has been deleted and can still be restored, for days only.

    What it sees: a status such as redemptionPeriod or pendingDelete.
    Why it matters: site and mail are off, and soon anyone may register the name.
    What it cannot see: the exact hour of the deletion.
    What to do: have the registrar restore it today.
    """
    lines = _redemption(case)
    if lines:
        yield finding(case, "in-redemption", Severity.CRITICAL, lines, status=lines[0].value, expires=_day(case.record.expires))


def expired(case: Case) -> Iterator[Finding]:
    """The expiry date has passed.

    What it sees: the registration's expiry date.
    Why it matters: the registrar may switch the name off and let it go.
    What it cannot see: a renewal that the registry shows later.
    What to do: renew it today, whoever holds it.
    """
    expires = case.record.expires
    if expires is not None and expires < case.now and not _redemption(case):
        lines = _line(case, expires)
        asked = case.observed.sources[lines[0].source].asked_at if lines else None
        sure = Confidence.LOW if asked is not None and asked < expires else Confidence.HIGH  # it may have been renewed since
        yield finding(case, "expired", Severity.CRITICAL, lines, sure=sure, expires=_day(expires))


def expires_soon(case: Case) -> Iterator[Finding]:
    """The registration expires within 60 days (within 30 it needs a look, within 7 it is to be settled first).

    What it sees: the registration's expiry date.
    Why it matters: a quarrel lasts longer than that, and a lapsed name is lost to both sides.
    What it cannot see: whether automatic renewal is on, and who is billed.
    What to do: have it renewed first, then settle who holds it.
    """
    expires = case.record.expires
    if expires is None or expires < case.now or _redemption(case):
        return
    days = (expires.date() - case.today).days
    severity = next((severity for limit, severity in STEPS if days <= limit), None)
    if severity is not None:
        yield finding(case, "expires-soon", severity, _line(case, expires), expires=_day(expires), days=str(days))


def re_registered(case: Case) -> Iterator[Finding]:
    """The registration is younger than the contract: it is not the one that the contract was about.

    What it sees: the creation date, and the day the contract was signed.
    Why it matters: the name may have lapsed and been registered anew, perhaps by somebody else.
    What it cannot see: what happened between.
    What to do: ask the provider; compare with the invoices.
    """
    created, contract = case.record.created, case.site.contract
    if created is not None and contract is not None and contract.signed is not None and created.date() > contract.signed:
        lines = [
            Evidence(place, "created", seen.record.created.date().isoformat())
            for place, seen in enumerate(case.observed.registration)
            if seen.record is not None and seen.record.created is not None
        ]
        yield finding(case, "re-registered", Severity.WARNING, lines[:1], created=_day(created), signed=contract.signed.isoformat())


def _redemption(case: Case) -> list[Evidence]:
    if case.decision.verdict is Verdict.NOT_REGISTERED:
        return []
    return [
        Evidence(place, "status", status)
        for place, seen in enumerate(case.observed.registration)
        if seen.record is not None
        for status in seen.record.statuses
        if normalise_status(status) in _REDEMPTION
    ]


def _line(case: Case, expires: datetime) -> list[Evidence]:
    return [
        Evidence(place, "expires", _day(expires))
        for place, seen in enumerate(case.observed.registration)
        if seen.record is not None and seen.record.expires == expires
    ][:1]


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).date().isoformat()
