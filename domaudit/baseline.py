"""An earlier report as a baseline: what was found then counts as accepted now, and nothing else.

Keyed by domain, rule and the words of the evidence: a new holder, or a finding that has grown graver, is never silenced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from domaudit.errors import UsageError, said, system
from domaudit.model import Acceptance, Finding, Severity, SiteReport

MAX_BYTES = 200 * 1024 * 1024
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
    hint = said("give the JSON report of an earlier run: domaudit check … -o report.json")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(said("is too big for a report"), where=str(path), hint=hint)
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(said("cannot be read: {reason}", reason=system(error)), where=str(path), hint=hint) from None
    except (ValueError, RecursionError):
        raise UsageError(said("is no JSON"), where=str(path), hint=hint) from None
    if not isinstance(document, dict) or not str(document.get("schema", "")).startswith("domaudit-report/"):
        raise UsageError(said("is no report of domaudit"), where=str(path), hint=hint)
    found: dict[tuple[str, str], list[tuple[Words, str]]] = {}
    for domain, finding in _findings(document):
        found.setdefault((domain, str(finding.get("rule"))), []).append((_words(finding), str(finding["severity"])))
    return Baseline(str(document.get("audited_at", "")), {key: tuple(told) for key, told in found.items()})


def accepting(site: SiteReport, baseline: Baseline, reason: str) -> SiteReport:
    """The site with every finding that the baseline holds marked as accepted, for this reason."""
    findings = tuple(
        replace(found, accepted=Acceptance(found.rule, reason))
        if found.accepted is None and baseline.holds(site.site.domain, found)
        else found
        for found in site.findings
    )
    return replace(site, findings=findings)


def _findings(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every finding of a report with its domain; what has not the shape of one is passed over."""
    sites = document.get("sites")
    for site in sites if isinstance(sites, list) else ():
        findings = site.get("findings") if isinstance(site, dict) else None
        for finding in findings if isinstance(findings, list) else ():
            if isinstance(finding, dict) and finding.get("severity") in _ORDER:
                yield str(site.get("domain")), finding


def _words(finding: Mapping[str, Any]) -> Words:
    lines = finding.get("evidence")
    told = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return frozenset((str(line.get("field")), str(line.get("value"))) for line in told)
