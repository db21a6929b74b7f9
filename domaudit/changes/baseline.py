"""An earlier report as a baseline: what was found then counts as accepted now, and nothing else.

Keyed by domain, rule and the words of the evidence: a new holder, or a finding that has grown graver, is never silenced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from domaudit.changes.earlier import Object, objects, read
from domaudit.model import Acceptance, Finding, Severity, SiteReport

_ORDER = [severity.value for severity in Severity]  # the worst first

Words = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an earlier report found: by domain and rule, the words of each finding's evidence with its severity; and when it was made."""

    audited_at: str
    found: Mapping[tuple[str, str], tuple[tuple[Words, str], ...]]

    def holds(self, domain: str, finding: Finding) -> bool:
        """Whether this was found then: no word of its evidence is new, and it is no graver."""
        now = frozenset((line.field, line.value) for line in finding.evidence)
        if not now and finding.severity is Severity.CRITICAL:  # attested, say: nothing shows that it is still the same
            return False
        return any(  # one name less in a disagreement is another disagreement
            (now == then or (now < then and bool(now) and finding.rule != "sources-disagree"))
            and _ORDER.index(finding.severity.value) >= _ORDER.index(severity)
            for then, severity in self.found.get((domain, finding.rule), ())
        )


def load_baseline(path: Path) -> Baseline:
    """Read a report (``domaudit-report/1``). Raises ``UsageError`` for what is none."""
    found: dict[tuple[str, str], list[tuple[Words, str]]] = {}

    def take(domain: str, site: Object, head: Object) -> None:
        for finding in objects(site.get("findings")):
            if finding.get("severity") in _ORDER:
                found.setdefault((domain, str(finding.get("rule"))), []).append((_words(finding), str(finding["severity"])))

    head = read(path, take)
    return Baseline(str(head.get("audited_at", "")), {key: tuple(told) for key, told in found.items()})


def accepting(site: SiteReport, baseline: Baseline, reason: str) -> SiteReport:
    """The site with every finding that the baseline holds marked as accepted, for this reason."""
    findings = tuple(
        replace(found, accepted=Acceptance(found.rule, reason))
        if found.accepted is None and baseline.holds(site.site.domain, found)
        else found
        for found in site.findings
    )
    return replace(site, findings=findings)


def _words(finding: Object) -> Words:
    return frozenset((str(line.get("field")), str(line.get("value"))) for line in objects(finding.get("evidence")))
