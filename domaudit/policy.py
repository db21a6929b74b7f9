"""The exit code is a contract, the same in every format (see the README's table)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self, TypeAlias

from domaudit.model import Finding, Report, Severity, Since, SiteReport, Verdict

FailOn: TypeAlias = Literal["critical", "warning", "notice", "never", "change"]

OK, FINDINGS, INCONCLUSIVE = 0, 1, 3
"""2 is an error's own (``errors``), 130 that of an interrupted run (``cli``)."""

_OPEN = ("could-not-conclude", "sources-disagree", "registrant-hidden", "registrant-absent")
"""The rules that carry an open verdict."""
_ORDER = (Severity.CRITICAL, Severity.WARNING, Severity.NOTICE)


@dataclass
class Tally:
    """What the sites of a report come to, taken in one by one; ``findings`` are by severity, those that were accepted apart."""

    sites: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    findings: Counter[Severity] = field(default_factory=Counter)
    accepted: int = 0
    open: Counter[Verdict] = field(default_factory=Counter)
    """Sites by verdict on which nobody has accepted that they are open."""
    changes: int = 0
    """Sites that have changed since an earlier report, those that are new or gone included."""

    @classmethod
    def of(cls, sites: Iterable[SiteReport], since: Since | None = None) -> Self:
        """The tally of some sites, beside the earlier report that they were compared with."""
        tally = cls(changes=len(since.gone) if since is not None else 0)
        for site in sites:
            tally.add(site)
        return tally

    def add(self, site: SiteReport) -> None:
        """Take one site in."""
        self.sites += 1
        self.verdicts[site.verdict] += 1
        self.changes += changed(site)
        for found in site.findings:
            if found.accepted is None:
                self.findings[found.severity] += 1
            else:
                self.accepted += 1
        if not accepted_as_open(site):
            self.open[site.verdict] += 1

    def exit_code(self, *, fail_on: FailOn = "critical", strict: bool = False) -> int:
        """0, 1 or 3: findings at or above ``fail_on`` win over sites on which nothing could be concluded.

        ``change`` counts sites that have changed since an earlier report, and no finding that stood in it. ``strict`` counts every hidden
        or undetermined site as a finding; ``never`` is 0 whatever else is given.
        """
        if fail_on == "never":
            return OK
        if fail_on == "change":
            if self.changes:
                return FINDINGS
        elif any(self.findings[severity] for severity in _ORDER[: _ORDER.index(Severity(fail_on)) + 1]):
            return FINDINGS
        if strict and (self.open[Verdict.HIDDEN] or self.open[Verdict.UNDETERMINED]):
            return FINDINGS
        return INCONCLUSIVE if self.open[Verdict.UNDETERMINED] else OK


def exit_code(report: Report, *, fail_on: FailOn = "critical", strict: bool = False) -> int:
    """The exit code of a whole report; see ``Tally.exit_code``."""
    return Tally.of(report.sites, report.since).exit_code(fail_on=fail_on, strict=strict)


def changed(site: SiteReport) -> bool:
    """Whether a site has changed since an earlier report, or is new: what ``--fail-on change`` counts."""
    return site.since is not None and site.since.is_news


def accepted_as_open(site: SiteReport) -> bool:
    """Whether somebody has accepted that the holder of a site cannot be seen."""
    return any(found.rule in _OPEN and found.accepted for found in site.findings)


def failing(site: SiteReport, *, fail_on: str = "critical", strict: bool = False) -> tuple[Finding, ...]:
    """The findings of one site that give exit code 1: none where ``fail_on`` is no severity (``never``)."""
    if fail_on not in _ORDER:
        return ()
    grave = _ORDER[: _ORDER.index(Severity(fail_on)) + 1]
    opened = strict and site.verdict in (Verdict.HIDDEN, Verdict.UNDETERMINED) and not accepted_as_open(site)
    return tuple(
        found for found in site.findings if found.accepted is None and (found.severity in grave or (opened and found.rule in _OPEN))
    )
