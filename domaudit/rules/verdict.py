"""The verdict table: a total function from what the sources say to one word; the first line that applies decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domaudit.cases import Claim, Decision, Says
from domaudit.keys import distinct, theirs
from domaudit.model import (
    Attestation,
    Attribution,
    Authority,
    Confidence,
    Contract,
    Holder,
    Key,
    Observed,
    Outcome,
    Severity,
    Site,
    Text,
    Verdict,
)

CRITICAL, WARNING, NOTICE = Severity.CRITICAL, Severity.WARNING, Severity.NOTICE


def decide(site: Site, observed: Observed, said: Sequence[Claim], today: date) -> Decision:
    """The verdict on one site, from the claims of its sources; an attestation speaks only where the record is mute."""
    decision = observe_only(site, observed, said, today)
    if site.attestation is not None and attestation_speaks(site.attestation, today) and _is_mute(decision, observed):
        return _attested(site, observed, site.attestation, today)
    return decision


def observe_only(site: Site, observed: Observed, said: Sequence[Claim], today: date) -> Decision:
    """The verdict that the sources carry by themselves. Reads like the table of the design, line by line."""
    named = distinct(said)
    says = {claim.says for claim in said}
    only = named[0] if len(named) == 1 else None
    sure = only.confidence if only else Confidence.LOW

    if site.parent is not None:
        return Decision(Verdict.NO_OWN_DOMAIN, "no-own-domain", WARNING, Confidence.HIGH)
    if len(named) >= 2 or (named and Says.NOT_REGISTERED in says):
        return Decision(Verdict.UNDETERMINED, "sources-disagree", WARNING, Confidence.LOW)
    if only and only.says is Says.PROVIDER:
        severity = NOTICE if rented(site.contract, today) else CRITICAL
        return Decision(Verdict.HELD_BY_PROVIDER, "held-by-provider", severity, sure)
    if only and only.says is Says.CLIENT and (held := theirs(site, observed)):
        weak = held[1].field.endswith(".phone") or held[0].id.endswith("-learned")
        return Decision(Verdict.IN_NAME_ONLY, "in-name-only", CRITICAL, Confidence.MEDIUM if weak else sure)
    if only and only.says is Says.CLIENT:
        return Decision(Verdict.HELD_BY_CLIENT, None, None, sure)
    if only:
        return Decision(Verdict.HELD_BY_THIRD_PARTY, "held-by-third-party", WARNING, sure)
    if registry_says_free(observed) and not delegated(observed) and not described(observed):
        reserved = is_reserved(observed)
        sure = Confidence.HIGH if reserved or nobody_objects(observed) else Confidence.MEDIUM
        return Decision(Verdict.NOT_REGISTERED, "reserved" if reserved else "not-registered", NOTICE if reserved else WARNING, sure)
    if Says.NOT_REGISTERED not in says and Says.HIDDEN in says:
        return Decision(Verdict.HIDDEN, "registrant-hidden", NOTICE, Confidence.HIGH)
    if Says.NOT_REGISTERED not in says and Says.ABSENT in says:
        return Decision(Verdict.HIDDEN, "registrant-absent", NOTICE, Confidence.HIGH)
    return Decision(Verdict.UNDETERMINED, "could-not-conclude", WARNING, Confidence.LOW)


def rented(contract: Contract | None, today: date) -> bool:
    """Whether the contract lets the provider hold the name, until a day that is not past."""
    return contract is not None and contract.holder == "provider" and (contract.until is None or contract.until >= today)


def registry_says_free(observed: Observed) -> bool:
    """Whether the registry's own answer says that the name is not registered (or reserved)."""
    return any(
        seen.source.outcome is Outcome.NOT_REGISTERED and seen.source.authority is not Authority.REGISTRAR for seen in observed.registration
    )


def described(observed: Observed) -> bool:
    """Whether a source entitled to speak answered with a record of the name: a "not found" beside it is then an old or a failing server."""
    return any(seen.source.outcome is Outcome.ANSWERED and seen.record is not None for seen in observed.registration)


def nobody_objects(observed: Observed) -> bool:
    """Whether the DNS knows no such name either, and every registration source that answered could be read."""
    read = all(seen.source.outcome not in (Outcome.REFUSED, Outcome.UNREADABLE) for seen in observed.registration)
    return read and any(seen.exists is False for seen in observed.dns)


def is_reserved(observed: Observed) -> bool:
    """Whether the registry keeps the name for itself."""
    return any(seen.record is not None and seen.record.reserved for seen in observed.registration)


def delegated(observed: Observed) -> bool:
    """Whether any DNS answer shows that the name is delegated: registries' RDAP has answered 404 for registered names."""
    return any(seen.exists and (seen.values or seen.aliases) for seen in observed.dns)


# --- attestation -----------------------------------------------------------------------------------------------------


def attestation_speaks(attestation: Attestation, today: date) -> bool:
    """Whether an attestation is in force on a day."""
    return attestation.dated <= today and (attestation.until is None or today <= attestation.until)


def _is_mute(decision: Decision, observed: Observed) -> bool:
    """Hidden; or undetermined where this TLD has no source at all."""
    no_source = any(seen.source.outcome is Outcome.NO_SOURCE for seen in observed.registration)
    return decision.verdict is Verdict.HIDDEN or (decision.rule == "could-not-conclude" and no_source)


def _attested(site: Site, observed: Observed, attestation: Attestation, today: date) -> Decision:
    if attestation.holder == "provider":
        severity = NOTICE if rented(site.contract, today) else CRITICAL
        return Decision(Verdict.HELD_BY_PROVIDER, "held-by-provider", severity, Confidence.MEDIUM, "attested")
    if theirs(site, observed, phones=False):
        return Decision(Verdict.IN_NAME_ONLY, "in-name-only", CRITICAL, Confidence.MEDIUM, "attested")
    return Decision(Verdict.HELD_BY_CLIENT, None, None, Confidence.MEDIUM, "attested")


def with_attestation(keys: dict[Key, Attribution], attestation: Attestation) -> dict[Key, Attribution]:
    """The keys with the registrant as attested, where the decision rests on the attestation."""
    reason = Text("reason.attested", {"who": attestation.holder, "date": attestation.dated.isoformat()})
    attested = replace(keys[Key.REGISTRANT], holder=Holder(attestation.holder), confidence=Confidence.MEDIUM, reasons=(reason,))
    return {**keys, Key.REGISTRANT: attested}
