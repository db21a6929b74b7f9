"""What was asked and not answered, held against the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domaudit.cases import Case
from domaudit.model import Finding, Holder, Key, Severity, Text
from domaudit.remedies.ladder import SIDES, chains
from domaudit.rules.finding import finding

_SETTLED = {"change-of-holder": Key.REGISTRANT, "registrant-email": Key.REGISTRANT_EMAIL}
"""What the record itself shows as done, once this key is the client's."""


def request_overdue(case: Case) -> Iterator[Finding]:
    """The day by which an answer to a request was due has passed.

    What it sees: the requests in the inventory: what was asked of whom, when, and by which day an answer was due.
    Why it matters: a request that is left alone is forgotten on both sides.
    What it cannot see: an answer that came and was not written down, unless the record itself shows the change.
    What to do: write the answer down (answered:), or take the next step, kindly.
    """
    for side in SIDES:
        for asked in chains(case.site.requests, side):
            if asked.overdue(case.today) and not _settled(asked.what, case):
                last, due = asked.last.isoformat(), asked.due.isoformat()
                found = finding(case, "request-overdue", Severity.WARNING, what=asked.what, whom=asked.whom, asked=last, due=due)
                yield found if side == "to" else replace(found, message=Text("rule.request-overdue.mine", found.message.values))


def _settled(what: str, case: Case) -> bool:
    key = _SETTLED.get(what)
    return key is not None and case.keys[key].holder is Holder.CLIENT
