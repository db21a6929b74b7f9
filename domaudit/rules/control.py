"""Rules on the other keys: who could move or stop the domain without being its registrant."""

from __future__ import annotations

from collections.abc import Iterator

from domaudit.cases import Case
from domaudit.hosts import normalise_status
from domaudit.model import Evidence, Finding, Holder, Key, Severity, Verdict
from domaudit.rules.finding import finding

_SETTLED = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY, Verdict.NO_OWN_DOMAIN, Verdict.NOT_REGISTERED)


def provider_controls_transfer_mail(case: Case) -> Iterator[Finding]:
    """The mailbox that receives transfer codes or approvals is the provider's.

    What it sees: the registrant's e-mail, where the holder's name is hidden or somebody else's.
    Why it matters: at most registries and registrars codes and approvals go to the registrant's e-mail.
    What it cannot see: whether the registrar uses another address of its own records.
    What to do: have the client's own mailbox entered there.
    """
    held = case.keys[Key.REGISTRANT_EMAIL]
    if held.holder is Holder.PROVIDER and case.decision.verdict not in _SETTLED:
        yield finding(
            case, "provider-controls-transfer-mail", Severity.WARNING, held.evidence, sure=held.confidence, email=held.shown or ""
        )


def provider_reseller(case: Case) -> Iterator[Finding]:
    """The provider is the reseller or registrar of the name.

    What it sees: the reseller or registrar line.
    Why it matters: the domain lives in the provider's account: codes come from there.
    What it cannot see: whose account it is inside the registrar.
    What to do: nothing, as long as the provider answers; before leaving, ask for the code.
    """
    held = case.keys[Key.REGISTRAR_ACCOUNT]
    if held.holder is Holder.PROVIDER:
        yield finding(case, "provider-reseller", Severity.NOTICE, held.evidence, sure=held.confidence, value=held.shown or "")


def provider_nameservers(case: Case) -> Iterator[Finding]:
    """The provider runs the nameservers.

    What it sees: nameservers, or the zone's mailbox, under the provider's own domains.
    Why it matters: normal where the provider hosts the site; at the end of the contract the records must be copied first.
    What it cannot see: the records that nobody asked for.
    What to do: keep an export of the zone.
    """
    held = case.keys[Key.NAMESERVERS]
    if held.holder is Holder.PROVIDER:
        yield finding(case, "provider-nameservers", Severity.NOTICE, held.evidence, sure=held.confidence, value=held.shown or "")


def no_transfer_lock(case: Case) -> Iterator[Finding]:
    """A generic domain carries no transfer lock.

    What it sees: the EPP statuses that the registry or registrar publishes, for gTLDs, where such a lock is customary.
    Why it matters: without it, whoever has the code can move the name.
    What it cannot see: locks that the registrar keeps in its own panel.
    What to do: ask the registrar to set clientTransferProhibited, unless a transfer is under way.
    """
    generic = len(case.zone) > 2 and "." not in case.zone and not case.zone.startswith("xn--")
    if not generic or case.decision.verdict in (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN):
        return
    lines = [
        Evidence(place, "status", status)
        for place, seen in enumerate(case.observed.registration)
        if seen.record is not None
        for status in seen.record.statuses
    ]
    if lines and not any("transferprohibited" in normalise_status(line.value) for line in lines):
        yield finding(case, "no-transfer-lock", Severity.NOTICE, lines[:3])
