"""What to do about a finding: ordered steps for this rule, this ending, this state, this reader. Pure; the words are in data/remedies.

The ladder of a rule (``steps.yaml``) has slots that the ending's own facts fill (``families.yaml``): how the registered holder gets the
transfer code, who decides a dispute, how a hidden holder is disclosed, what goes wrong most often. Every such fact has a source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domaudit import texts
from domaudit.data import load
from domaudit.model import PartyStatus, Reader, Remedy, Request, Step, Text, Verdict
from domaudit.remedies.entries import Entry, Expiry, Kind, entries
from domaudit.remedies.ladder import Climb, after, answer_days, answer_days_in, standing
from domaudit.remedies.policies import days

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
    ``country`` where that party has its seat, ``home`` where the client has (ISO 3166, two capital letters). ``given``: the parties were
    named on the command line, and there is no inventory to write into.
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
    given: bool = False
    home: str | None = None


def remedy(rule: str, situation: Situation) -> Remedy | None:
    """The steps for a finding, first things first; None for a rule that needs none."""
    if rule == "held-by-provider" and situation.facts.get("rental_until"):
        rule = "held-by-provider-rental"
    made = _Steps(rule, situation)
    ladder = entries("provider", rule, made.kind) if situation.reader == "provider" else None
    ladder = entries("rules", rule, made.kind) if ladder is None else ladder
    if ladder is None:
        return None
    steps = tuple(made.of(ladder))
    if situation.reader == "ci":
        before, after_it = (made.of(entries("ci", name, made.kind) or ()) for name in ("before", "after"))
        steps = (*before, *steps[: load(_DATA)["ci_first"]], *after_it)
    return Remedy(Text(f"remedy.{rule}.title", made.values), steps)


class _Steps:
    """Makes the steps of one finding."""

    def __init__(self, rule: str, situation: Situation) -> None:
        self.situation = situation
        known, today, expires = situation.facts, situation.today, situation.expires
        about = [known.get("what", "")] if rule == "request-overdue" else load(_DATA)["about"].get(rule, ())
        self.climb = Climb(today, standing(situation.requests, about))
        values = {name: value for name, value in known.items() if value or name in ("client", "provider")}  # unnamed: told by their part
        values |= {"domain": situation.domain, "zone": situation.zone, "today": today.isoformat()}
        values["home"] = situation.home or ""
        values.pop("expires", None)
        if expires is not None and expires > today:  # a date in the past is no reminder
            values["expires"] = expires.isoformat()
        self.values: Mapping[str, str] = values | {"reply_by": after(self.climb.start, ANSWER_DAYS).isoformat()}
        self.kind = Kind(
            situation.zone,
            situation.verdict,
            situation.party_status,
            situation.locked,
            _expiry(expires, today),
            situation.country,
            known.get("registrar"),
            known.get("registrar_id"),
            situation.home,
        )

    def of(self, ladder: Sequence[Entry]) -> Iterator[Step]:
        """The steps of a ladder; what has been asked already is waited for, or left behind."""
        start: date | None = None
        told: set[str] = set()  # one text may stand in two slots of a family
        waiting, written, newest = self.climb.waiting, False, self.climb.stands
        late, later = False, list[Step]()  # what follows a letter comes after the one that is due today, where that stays unanswered
        for given in ladder:
            entry: Entry | None = given
            policy = self._policy(given)
            if policy is None:
                entry, policy = given.instead, {}
            if entry is None or (written and entry.beside == "letter") or self._needless(entry):
                continue
            written = entry.rung is not None and self.climb.passed(entry.rung)
            if written:
                late = not self.climb.waiting
                if waiting:
                    waiting = False
                    yield self._waiting()
                continue
            deadline, known = self._deadline(entry), policy
            if entry.rung is not None:
                start, until = self.climb.climb(entry.rung, self._answer(entry))
                before = after(start, -1)
                if before >= self.situation.today:
                    known["after"] = before.isoformat()
                if newest is not None:  # what was asked, or answered, last: the next rung refers to it, and the ones after to that rung
                    known["answered" if newest.answered else "asked"] = (newest.answered or newest.last).isoformat()
                    newest = None
                if until is not None:
                    deadline, known["reply_by"] = until, until.isoformat()
            elif not entry.beside:
                start = self.situation.today if entry.days == 0 else None
            if entry.since == "expires":
                deadline = date.fromisoformat(known["until"])
            values = {**self.values, **known} if known else self.values
            id_ = _first_known(entry.texts, values)
            if self.situation.reader == "provider" and texts.has(f"{id_}.yours"):
                id_ = f"{id_}.yours"
            if self.situation.given and texts.has(f"{id_}.given"):
                id_ = f"{id_}.given"
            if id_ not in told:
                told.add(id_)
                text = Text(id_, values)
                step = Step(
                    *(text, deadline, entry.source, start, entry.who, entry.cost, entry.attach),
                    *(entry.letter, entry.rung, entry.link, entry.confidence),
                )
                if late and entry.rung is None and not entry.beside:
                    later.append(step)
                    continue
                yield step
                if entry.rung is not None:
                    yield from later
                    late, later = False, []
        yield from later

    def _needless(self, entry: Entry) -> bool:
        """Whether an entry prepares a letter that has been sent, or that a job cannot write."""
        return entry.before is not None and (self.situation.reader == "ci" or self.climb.passed(entry.before))

    def _policy(self, entry: Entry) -> dict[str, str] | None:
        """The number of days that an entry names, as a value; None where the rule is not in force today, and the entry cannot be said."""
        if entry.policy is None:
            return {}
        number = days(entry.policy, self.situation.today)
        if number is None or entry.since is None:
            return None if number is None else {"policy": str(number)}
        since = self.situation.created if entry.since == "created" else self.situation.expires
        until = after(since, number) if since is not None and since <= self.situation.today else None
        return None if until is None or until < self.situation.today else {"policy": str(number), "until": until.isoformat()}

    def _answer(self, entry: Entry) -> int | None:
        """In how many days an answer is due by this ending's own rule; None where a letter's usual time holds."""
        if entry.answer is None or entry.rung is None:
            return None
        return answer_days_in(entry.rung, self.situation.zone, self.situation.today)

    def _deadline(self, entry: Entry) -> date | None:
        today, expires = self.situation.today, self.situation.expires
        if entry.days is not None:
            return after(today, entry.days)
        if entry.before_expiry is not None and expires is not None:
            return max(today, after(expires, -entry.before_expiry))
        return None

    def _waiting(self) -> Step:
        stands = self.climb.stands
        assert stands is not None
        values = {**self.values, "asked": stands.last.isoformat(), "due": stands.due.isoformat(), "rung": f"rung.{stands.rung}"}
        id_ = "remedy.answered" if stands.answered else "remedy.waiting"
        return Step(Text(id_, values), deadline=stands.due, who="client")


def _expiry(expires: date | None, today: date) -> Expiry:
    if expires is None:
        return "unknown"
    return "past" if expires < today else "soon" if expires <= after(today, SOON) else "later"


def _first_known(candidates: Sequence[str], values: Mapping[str, str]) -> str:
    """The first of some texts whose values are all there; the last one where none is."""
    return next((id_ for id_ in candidates[:-1] if texts.placeholders(id_, "en") <= values.keys()), candidates[-1])
