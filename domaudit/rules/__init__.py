"""The rules, in order: each a function from a case to its findings, with what it sees and cannot see in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domaudit.cases import Case
from domaudit.model import Finding, Severity
from domaudit.rules import agreements, control, expiry, ownership, requests
from domaudit.rules.finding import decided, finding

Rule = Callable[[Case], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    ownership.no_own_domain,
    ownership.sources_disagree,
    ownership.held_by_provider,
    ownership.in_name_only,
    ownership.held_by_third_party,
    ownership.one_holder_for_many,
    ownership.person_for_company,
    ownership.not_registered,
    ownership.reserved,
    ownership.registrant_hidden,
    ownership.registrant_absent,
    ownership.could_not_conclude,
    expiry.in_redemption,
    expiry.expired,
    expiry.expires_soon,
    expiry.re_registered,
    control.provider_controls_transfer_mail,
    control.provider_reseller,
    control.provider_nameservers,
    control.provider_mail,
    control.dns_control_shown,
    control.old_verification_token,
    control.no_transfer_lock,
    requests.request_overdue,
    agreements.attestation_expired,
    agreements.attestation_ends_soon,
    agreements.attestation_contradicted,
    agreements.acceptance_expired,
    agreements.acceptance_ends_soon,
)


def judge(case: Case) -> list[Finding]:
    """Every finding on one case, in the order of ``RULES``, accepted ones marked. A rule that fails says so on its own site only."""
    found = [one for rule in RULES for one in _applied(rule, case)]
    found += agreements.unused(found, case)
    return [agreements.with_acceptance(one, case.site, case.today) for one in found]


def _applied(rule: Rule, case: Case) -> list[Finding]:
    """A check broke off by a mistake in domaudit itself.

    What it sees: that the check ended with an error of the program, on this site.
    Why it matters: what the check would have seen is missing; that is neither good nor bad news, and the rest of the report stands.
    What it cannot see: what the check would have found.
    What to do: run a newer version, or report the error with the words shown; have somebody look at what the check is about.
    """
    try:
        return list(rule(case))
    except Exception as error:
        name = rule.__name__.replace("_", "-")
        failed = finding(case, "rule-failed", Severity.WARNING, rule=name, error=f"{type(error).__name__}: {error}"[:200])
        return [failed, decided(case)] if name == case.decision.rule else [failed]  # the verdict's own finding is never lost
