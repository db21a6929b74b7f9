"""How a rule words a finding: what every rule's message may say, and where its line of evidence stands."""

from __future__ import annotations

from collections.abc import Iterable

from domaudit.cases import Case, Says
from domaudit.model import Confidence, Evidence, Finding, Severity, Text


def finding(
    case: Case, rule: str, severity: Severity, lines: Iterable[Evidence] = (), /, *, sure: Confidence = Confidence.HIGH, **values: str
) -> Finding:
    """A finding whose message is the text ``rule.RULE.message``, told with the domain, the date and the values given."""
    told = {"domain": case.site.unicode, "zone": case.zone, "date": case.today.isoformat(), **values}
    return Finding(rule, severity, sure, Text(f"rule.{rule}.message", told), tuple(lines))


def decided(case: Case, lines: Iterable[Evidence] = (), **values: str) -> Finding:
    """The finding that carries the verdict, with the severity and confidence that the table gave it."""
    decision = case.decision
    if decision.rule is None or decision.severity is None:
        raise ValueError("this verdict carries no rule")
    return finding(case, decision.rule, decision.severity, lines, sure=decision.confidence, **values)


def server(case: Case, place: int) -> str:
    """The server of one source of the case."""
    return case.observed.sources[place].server


def named(case: Case, says: Says) -> tuple[list[Evidence], dict[str, str]]:
    """The lines of every source that says so of the registrant, and the values of the first: server, value, field."""
    found = [claim for claim in case.claims if claim.says is says]
    lines = [line for claim in found for line in claim.evidence]
    if not lines:
        return [], {"server": "", "value": "", "field": "", "date": case.today.isoformat()}
    first = lines[0]
    asked = case.observed.sources[first.source].asked_at or case.now
    return lines, {"server": server(case, first.source), "value": first.value, "field": first.field, "date": asked.date().isoformat()}
