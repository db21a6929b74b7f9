"""The ladder from a kind request to a court: what has been asked, when an answer is due, and which rung comes next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias, get_args

from domaudit import families
from domaudit.data import load
from domaudit.model import Request, RequestKind
from domaudit.remedies.policies import days

RUNGS: tuple[RequestKind, ...] = ("disclosure", "request", "reminder", "notice", "registrar", "registry", "dispute", "court")
"""From the kindest upwards; ``disclosure`` (who is the holder?) comes before anything is asked of a holder."""

Side: TypeAlias = Literal["to", "from"]
SIDES: tuple[Side, ...] = get_args(Side)
"""What was asked of others, and what others asked of the reader."""

_BY_ORDER: tuple[RequestKind, ...] = ("request", "reminder", "notice", "registrar")
ANSWERED_PAUSE = 7
"""Days after an answer before the next rung: what was promised takes its time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of one addressee about one thing: the newest rung, the first and the last day, and when an answer is or was due.

    ``whom`` is the addressee as the inventory has it; ``answered`` is the day on which an answer to the newest request came.
    """

    what: str
    whom: str
    rung: RequestKind
    first: date
    last: date
    due: date
    answered: date | None = None

    def overdue(self, today: date) -> bool:
        """Whether an answer is missing on this day."""
        return self.answered is None and self.due < today


def answer_days(rung: RequestKind) -> int | None:
    """How many days a letter of this rung gives for an answer; None for a procedure, which has its own time."""
    given: Mapping[str, int] = load("remedies/steps.yaml")["answer_days"]
    return given.get(rung)


def answer_days_in(rung: RequestKind, zone: str, today: date) -> int | None:
    """The same for a domain of this zone: a registrar is given as many days as the ending's own rule gives it for the transfer code."""
    code = families.step(zone, "code") if rung == "registrar" else None
    own = days(code["policy"], today) if code is not None and "policy" in code else None
    return own or answer_days(rung)


def after(day: date, days: int) -> date:
    """So many days later (or earlier); the calendar's last or first day where it ends before (``--at 9999-12-31``)."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def due(request: Request, rung: RequestKind) -> date:
    """The day by which an answer to a request is due: the one given, else as many days after it as a letter of its rung gives."""
    return request.reply_by or after(request.asked, answer_days(rung) or 0)


def chains(requests: Iterable[Request], side: Side = "to") -> Iterator[Asked]:
    """The requests (of others, or ``from`` others) joined: one ``Asked`` for each addressee and thing, in the order of the file."""
    joined: dict[tuple[str, str], list[Request]] = {}
    for request in requests:
        whom = request.to if side == "to" else request.from_
        if whom:
            joined.setdefault((request.what, whom), []).append(request)
    for (what, whom), asked in joined.items():
        asked.sort(key=lambda request: request.asked)  # stable: on one day in the order of the file
        last = asked[-1]
        rung = last.kind or _BY_ORDER[min(len(asked), len(_BY_ORDER)) - 1]
        until = due(last, rung) if last.answered is None else after(last.answered, ANSWERED_PAUSE)
        yield Asked(what, whom, rung, asked[0].asked, last.asked, until, last.answered)


def standing(requests: Iterable[Request], about: Collection[str]) -> Asked | None:
    """How far up the ladder one has come about these things: the chain with the highest rung, of two the newer."""
    asked = [chain for chain in chains(requests) if chain.what in about]
    return max(asked, key=lambda chain: (RUNGS.index(chain.rung), chain.last), default=None)


class Climb:
    """The days of the rungs from where one stands: each begins when the answer to the one before is due."""

    def __init__(self, today: date, stands: Asked | None = None) -> None:
        self.stands = stands
        self.waiting = stands is not None and stands.due >= today
        self.start = max(today, after(stands.due, 1)) if stands is not None else today

    def passed(self, rung: RequestKind) -> bool:
        """Whether this rung has been climbed."""
        return self.stands is not None and RUNGS.index(rung) <= RUNGS.index(self.stands.rung)

    def climb(self, rung: RequestKind, within: int | None = None) -> tuple[date, date | None]:
        """The day from which this rung is due, and the day by which an answer is due (``within`` days, or as its letter has it)."""
        start, given = self.start, within or answer_days(rung)
        until = after(start, given) if given is not None else None
        if until is not None:
            self.start = after(until, 1)
        return start, until
