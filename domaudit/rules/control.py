"""Rules on the other keys: who could move or stop the domain without being its registrant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domaudit.cases import Case
from domaudit.hosts import is_locked, verification_token
from domaudit.keys import challenge_seen
from domaudit.model import Confidence, Evidence, Finding, Holder, Key, Severity, Text, Verdict
from domaudit.proving import made_for
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

    What it sees: nameservers declared as the provider's or under its own domains, or the zone's master or mailbox (SOA).
    Why it matters: normal where the provider hosts the site; at the end of the contract the records must be copied first.
    What it cannot see: the records that nobody asked for.
    What to do: keep an export of the zone.
    """
    held = case.keys[Key.NAMESERVERS]
    if held.holder is Holder.PROVIDER:
        yield finding(case, "provider-nameservers", Severity.NOTICE, held.evidence, sure=held.confidence, value=held.shown or "")


def provider_mail(case: Case) -> Iterator[Finding]:
    """The provider runs the mail of the domain.

    What it sees: mail exchangers under the provider's own domains.
    Why it matters: normal where it was ordered; at the end of the contract the mailboxes must be copied first.
    What it cannot see: who reads which mailbox.
    What to do: keep a copy of the mailboxes, and know who can create them.
    """
    held = case.keys[Key.MAIL]
    if held.holder is Holder.PROVIDER:
        yield finding(case, "provider-mail", Severity.NOTICE, held.evidence, sure=held.confidence, value=held.shown or "")


def dns_control_shown(case: Case) -> Iterator[Finding]:
    """The challenge of “domaudit prove” stands in the domain's zone: whoever published it controlled the DNS on the day it was seen.

    What it sees: the TXT record with the token of the inventory.
    Why it matters: it is the one thing that a client can show by itself when the holder is hidden.
    What it cannot see: the title. Who controls the DNS is not thereby the registrant, and may lose that control tomorrow.
    What to do: keep the proof with its date; then have the holder shown too.
    """
    if (line := challenge_seen(case.site, case.observed)) is not None:
        client = case.site.client.name
        found = finding(case, "dns-control-shown", Severity.NOTICE, [line], client=client)
        if not made_for(line.value, case.site.domain, client):
            found = replace(found, confidence=Confidence.LOW, message=Text("rule.dns-control-shown.other", found.message.values))
        yield found


def old_verification_token(case: Case) -> Iterator[Finding]:
    """Tokens that link the domain to accounts elsewhere have outlived a provider.

    What it sees: TXT records by which services know who verified the domain, where a contract has ended or a previous provider is named.
    Why it matters: whoever holds such an account may still see statistics, send mail or claim the domain there.
    What it cannot see: whose account it is, and whether it is still in use.
    What to do: open each service, see who has access, and remove the records that nobody needs.
    """
    contract = case.site.contract
    left = any(role == "previous-provider" for role, _ in case.site.others)
    over = contract is not None and contract.until is not None and contract.until < case.today
    if not (left or over):
        return
    first = len(case.observed.registration)
    tokens = [
        (service, Evidence(first + place, "TXT", value))
        for place, seen in enumerate(case.observed.dns)
        if seen.type == "TXT" and seen.name == case.site.domain
        for value in seen.values
        if (service := verification_token(value))
    ]
    if tokens:
        services = ", ".join(dict.fromkeys(service for service, _ in tokens))
        yield finding(case, "old-verification-token", Severity.NOTICE, [line for _, line in tokens], sure=Confidence.LOW, value=services)


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
    if lines and not is_locked(line.value for line in lines):
        yield finding(case, "no-transfer-lock", Severity.NOTICE, lines[:3])
