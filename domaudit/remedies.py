"""What to do about a finding: ordered steps for this rule, this ending, this state of the parties. Pure; the words are in data/remedies.

The general ladder of a rule (``steps.yaml``, ``rules``) has slots that the ending's own facts fill (``families.yaml``): how the registered holder
gets the transfer code, who decides a dispute, how a hidden holder is disclosed, what goes wrong most often. Every such fact has a source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domaudit import texts
from domaudit.data import load
from domaudit.families import facts as facts_of
from domaudit.model import Remedy, Step, Text, Verdict

ANSWER_DAYS = 14
"""Days that a kind letter gives for an answer."""

_DATA, _SOURCES = "remedies/steps.yaml", "remedies/sources.yaml"


def remedy(
    finding_rule: str,
    *,
    domain: str,
    zone: str,
    verdict: Verdict,
    facts: Mapping[str, str],
    today: date,
    expires: date | None,
    party_status: str,
) -> Remedy | None:
    """The steps for a finding, first things first; None for a rule that needs none.

    ``zone`` is the registry's zone (``fr``, ``co.uk``). ``facts`` must hold ``client`` and ``provider`` (names); where they are known
    ``registrar``, ``value`` (the holder's name as shown) and ``rental_until`` (ISO; makes ``held-by-provider`` a rental as agreed).
    ``party_status`` is that of the party to write to: ``active``, ``liquidation``, ``ceased`` or ``unreachable``.
    """
    if finding_rule == "held-by-provider" and facts.get("rental_until"):
        finding_rule = "held-by-provider-rental"
    ladder = load(_DATA)["rules"].get(finding_rule)
    if ladder is None:
        return None
    values = {name: value for name, value in facts.items() if value or name in ("client", "provider")}  # unnamed: told by their part
    values |= {"domain": domain, "zone": zone, "today": today.isoformat(), "reply_by": _after(today, ANSWER_DAYS).isoformat()}
    values.pop("expires", None)
    if expires is not None and expires > today:  # a date in the past is no reminder
        values["expires"] = expires.isoformat()
    own = facts_of(zone).get("steps", {})
    steps = []
    for entry in ladder:
        if verdict.value not in entry.get("when", (verdict.value,)):
            continue
        entry = _in_slot(entry, own, party_status)
        if entry is not None:
            steps.append(_step(entry, values, today, expires, party_status))
    return Remedy(Text(f"remedy.{finding_rule}.title", values), tuple(steps))


def _in_slot(entry: Mapping[str, Any], own: Mapping[str, Any], party_status: str) -> Mapping[str, Any] | None:
    """The step that stands in a slot for this ending: the entry itself where it is no slot, None where there is nothing to say."""
    if "slot" not in entry:
        return entry
    found: Mapping[str, Any] | None = own.get(entry["slot"])
    if found is not None and party_status in found.get("party", (party_status,)):
        return found
    return {"text": entry["or_else"]} if "or_else" in entry else None


def _step(entry: Mapping[str, Any], values: Mapping[str, str], today: date, expires: date | None, party_status: str) -> Step:
    text = entry.get("variants", {}).get(party_status, entry["text"])
    deadline = _after(today, entry["days"]) if "days" in entry else None
    if "before_expiry" in entry:
        deadline = max(today, _after(expires, -entry["before_expiry"])) if expires else today
    return Step(Text(_first_known(text, values), values), deadline, load(_SOURCES)[entry["source"]]["url"] if "source" in entry else None)


def _after(day: date, days: int) -> date:
    """So many days later (or earlier); the calendar's last or first day where it ends before (``--at 9999-12-31``)."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _first_known(candidates: str | Sequence[str], values: Mapping[str, str]) -> str:
    """The first of some texts whose values are all there; the last one where none is."""
    if isinstance(candidates, str):
        return candidates
    return next((id_ for id_ in candidates if texts.placeholders(id_, "en") <= values.keys()), candidates[-1])
