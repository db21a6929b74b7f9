"""The exit code is a contract, the same in every format (see README, "Exit codes")."""

from __future__ import annotations

from typing import Literal, TypeAlias

from domaudit.model import Finding, Report, Severity, SiteReport, Verdict

FailOn: TypeAlias = Literal["critical", "warning", "notice", "never"]

OK, FINDINGS, USAGE, INCONCLUSIVE, INTERRUPTED = 0, 1, 2, 3, 130

_OPEN = ("could-not-conclude", "sources-disagree", "registrant-hidden", "registrant-absent")
"""The rules that carry an open verdict."""
_ORDER = (Severity.CRITICAL, Severity.WARNING, Severity.NOTICE)


def exit_code(report: Report, *, fail_on: FailOn = "critical", strict: bool = False) -> int:
    """0, 1 or 3 for a report: findings at or above ``fail_on`` win over sites on which nothing could be concluded.

    ``strict`` counts every hidden or undetermined site as a finding; ``never`` is 0 whatever else is given.
    """
    if fail_on == "never":
        return OK
    if any(counts(found, fail_on) for site in report.sites for found in site.findings):
        return FINDINGS
    if strict and any(is_open(site, Verdict.HIDDEN, Verdict.UNDETERMINED) for site in report.sites):
        return FINDINGS
    return INCONCLUSIVE if any(is_open(site) for site in report.sites) else OK


def counts(found: Finding, fail_on: FailOn) -> bool:
    """Whether a finding makes the run fail."""
    return fail_on != "never" and found.accepted is None and _ORDER.index(found.severity) <= _ORDER.index(Severity(fail_on))


def is_open(site: SiteReport, *verdicts: Verdict) -> bool:
    """Whether a site ended in one of the verdicts (default: ``undetermined``) and nobody has accepted that."""
    return site.verdict in (verdicts or (Verdict.UNDETERMINED,)) and not any(
        found.rule in _OPEN and found.accepted for found in site.findings
    )
