"""What to do about a finding: ordered steps for this rule, this ending, this state, this reader. Pure; the words are in data/remedies.

The ladder of a rule (``steps.yaml``) has slots that the ending's own facts fill (``families.yaml``): how the registered holder gets the
transfer code, who decides a dispute, how a hidden holder is disclosed, what goes wrong most often. Every such fact has a source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domaudit import families, sources, texts
from domaudit.data import load
from domaudit.guides import guide
from domaudit.ladder import Climb, after, answer_days, answer_days_in, standing
from domaudit.model import Confidence, PartyStatus, Reader, Remedy, Request, Step, Text, Verdict
from domaudit.policies import days

ANSWER_DAYS = answer_days("request") or 14
"""Days that a kind letter gives for an answer."""

SOON = 60
"""Days before its expiry from which a name is renewed before anything else."""

_DATA = "remedies/steps.yaml"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the steps depend on.

    ``zone`` is the registry's zone (``fr``, ``co.uk``). ``facts`` must hold ``client`` and ``provider`` (names); where they are known
    ``registrar`` and its number in IANA's list (``registrar_id``), ``value`` (the holder's name as shown), ``what`` (of an overdue request)
    and ``rental_until`` (ISO; makes ``held-by-provider`` a rental as agreed). ``party_status`` is that of the party to write to, ``locked``
    whether the record shows a transfer lock, ``requests`` what has been asked so far,
    ``country`` where that party has its seat (ISO 3166, two capital letters).
    """

    domain: str
    zone: str
    verdict: Verdict
    facts: Mapping[str, str]
    today: date
    expires: date | None = None
    party_status: PartyStatus = "active"
    reader: Reader = "client"
    locked: bool = False
    requests: Sequence[Request] = ()
    created: date | None = None
    country: str | None = None


def remedy(rule: str, situation: Situation) -> Remedy | None:
    """The steps for a finding, first things first; None for a rule that needs none."""
    if rule == "held-by-provider" and situation.facts.get("rental_until"):
        rule = "held-by-provider-rental"
    ladder = _ladder(rule, situation.reader)
    if ladder is None:
        return None
    made = _Steps(rule, situation)
    steps = tuple(made.of(ladder))
    if situation.reader == "ci":
        ci = load(_DATA)["ci"]
        steps = (*made.of(ci["before"]), *steps[: ci["first"]], *made.of(ci["after"]))
    return Remedy(Text(f"remedy.{rule}.title", made.values), steps)


def _ladder(rule: str, reader: Reader) -> Sequence[Mapping[str, Any]] | None:
    data = load(_DATA)
    ladder: Sequence[Mapping[str, Any]] | None = data["rules"].get(rule)
    return data["provider"].get(rule, ladder) if reader == "provider" else ladder


class _Steps:
    """Makes the steps of one finding."""

    def __init__(self, rule: str, situation: Situation) -> None:
        self.situation = situation
        known = situation.facts
        about = [known.get("what", "")] if rule == "request-overdue" else load(_DATA)["about"].get(rule, ())
        self.climb = Climb(situation.today, standing(situation.requests, about))
        values = {name: value for name, value in known.items() if value or name in ("client", "provider")}  # unnamed: told by their part
        values |= {"domain": situation.domain, "zone": situation.zone, "today": situation.today.isoformat()}
        self.guide = guide(known.get("registrar"), known.get("registrar_id"))
        values.pop("expires", None)
        if situation.expires is not None and situation.expires > situation.today:  # a date in the past is no reminder
            values["expires"] = situation.expires.isoformat()
        self.values: Mapping[str, str] = values | {"reply_by": after(self.climb.start, ANSWER_DAYS).isoformat()}

    def of(self, ladder: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
        """The steps of a ladder that hold here; what has been asked already is waited for, or left behind."""
        start: date | None = None
        told: set[str] = set()  # one text may stand in two slots of a family
        waiting, written = self.climb.waiting, False
        for entry in ladder:
            found = self._held(entry)
            if found is None:
                continue
            rung = entry.get("rung")
            if written and entry.get("beside") == "letter":
                continue
            written = rung is not None and self.climb.passed(rung)
            if written:
                if waiting:
                    waiting = False
                    yield self._waiting()
                continue
            deadline, values = self._deadline(entry), self.values
            if rung is not None:
                start, until = self.climb.climb(rung, self._answer(entry))
                before = after(start, -1)
                values = {**values, "after": before.isoformat()} if before >= self.situation.today else values
                values = {**values, **({"asked": self.climb.stands.last.isoformat()} if self.climb.stands else {})}
                if until is not None:
                    deadline, values = until, {**values, "reply_by": until.isoformat()}
            elif not entry.get("beside"):
                start = self.situation.today if entry.get("days") == 0 else None
            step = self._step({**entry, **found}, values, start, deadline)
            if step.text.id not in told:
                told.add(step.text.id)
                yield step

    def _held(self, entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What an entry of the ladder says in this situation; None where it says nothing."""
        situation = self.situation
        if situation.verdict.value not in entry.get("when", (situation.verdict.value,)):
            return None
        if entry.get("locked", situation.locked) is not situation.locked or not self._in_time(entry):
            return None
        if "guide" in entry:
            fact = getattr(self.guide, entry["guide"], None)
            return fact and {"text": fact.text.id, "url": fact.source, "confidence": fact.confidence.value}
        if "slot" in entry:
            claim = entry["slot"] == "claim"
            found = families.claim(situation.zone, situation.country) if claim else families.step(situation.zone, entry["slot"])
            if found is not None and self._for_party(found) and self._policy(found) is not None:
                return found
            return {"text": entry["or_else"]} if "or_else" in entry and self._for_party(entry) else None
        return entry if self._for_party(entry) else None

    def _in_time(self, entry: Mapping[str, Any]) -> bool:
        """Whether an entry that hangs on how soon the name expires holds; none does once it has: that finding has steps of its own."""
        today, expires = self.situation.today, self.situation.expires
        if "soon" not in entry or expires is None:
            return not entry.get("soon")
        return expires >= today and (expires <= after(today, SOON)) is entry["soon"]

    def _policy(self, entry: Mapping[str, Any]) -> Mapping[str, str] | None:
        """The number of days that an entry names, as a value; None where the rule is not in force today, and the entry cannot be said."""
        if "policy" not in entry:
            return {}
        number = days(entry["policy"], self.situation.today)
        if number is None or "since" not in entry:
            return None if number is None else {"policy": str(number)}
        since = self.situation.created if entry["since"] == "created" else self.situation.expires
        until = after(since, number) if since is not None and since <= self.situation.today else None
        return None if until is None or until < self.situation.today else {"policy": str(number), "until": until.isoformat()}

    def _answer(self, entry: Mapping[str, Any]) -> int | None:
        """In how many days an answer is due by this ending's own rule; None where a letter's usual time holds."""
        if "answer" not in entry:
            return None
        return answer_days_in(entry["rung"], self.situation.zone, self.situation.today)

    def _for_party(self, entry: Mapping[str, Any]) -> bool:
        return self.situation.party_status in entry.get("party", (self.situation.party_status,))

    def _deadline(self, entry: Mapping[str, Any]) -> date | None:
        today, expires = self.situation.today, self.situation.expires
        if "days" in entry:
            return after(today, entry["days"])
        if "before_expiry" in entry and expires is not None:
            return max(today, after(expires, -entry["before_expiry"]))
        return None

    def _waiting(self) -> Step:
        stands = self.climb.stands
        assert stands is not None
        values = {**self.values, "asked": stands.last.isoformat(), "due": stands.due.isoformat(), "rung": f"rung.{stands.rung}"}
        id_ = "remedy.answered" if stands.answered else "remedy.waiting"
        return Step(Text(id_, values), deadline=stands.due, who="client")

    def _step(self, entry: Mapping[str, Any], values: Mapping[str, str], start: date | None, deadline: date | None) -> Step:
        text = entry.get("variants", {}).get(self.situation.party_status, entry["text"])
        values = {**values, **(self._policy(entry) or {})}
        if entry.get("since") == "expires":
            deadline = date.fromisoformat(values["until"])
        return Step(
            Text(_first_known(text, values), values),
            deadline,
            sources.page(entry["source"]) if "source" in entry else entry.get("url"),
            start,
            entry.get("who"),
            Text(entry["cost"]) if "cost" in entry else None,
            tuple(Text(id_) for id_ in entry.get("attach", ())),
            entry.get("letter"),
            entry.get("rung"),
            entry.get("link"),
            Confidence(entry["confidence"]) if "confidence" in entry else None,
        )


def _first_known(candidates: str | Sequence[str], values: Mapping[str, str]) -> str:
    """The first of some texts whose values are all there; the last one where none is."""
    if isinstance(candidates, str):
        return candidates
    return next((id_ for id_ in candidates if texts.placeholders(id_, "en") <= values.keys()), candidates[-1])
