"""What a run would ask: the walk, taken over the evidence alone, with every question that it does not answer written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domaudit.lookups.registries import Registries
from domaudit.lookups.walk import observe
from domaudit.model import Answer, Ask, Dns, Limits, Outcome, Pause, Question, Site
from domaudit.questions import RESOLVERS, canonical, server


@dataclass(frozen=True, slots=True)
class Planned:
    """One server (``host:port``, or ``dns`` for the resolvers) and the questions to it.

    ``certain`` will be put, ``possible`` only where an earlier answer points there; ``seconds`` is the least that the certain ones take at
    its pace; ``left_alone`` until when it wants none (UTC).
    """

    server: str
    kind: str
    certain: int
    possible: int
    limits: Limits
    seconds: float
    left_alone: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would be asked, those that take longest first; ``sites`` are looked at, and ``at_hand`` answers need no asking."""

    sites: int
    at_hand: int
    servers: tuple[Planned, ...] = ()

    @property
    def seconds(self) -> float:
        """The least that the run can take: servers do not wait for each other."""
        return max((one.seconds for one in self.servers), default=0.0)


@dataclass
class _Noted:
    certain: Counter[str] = field(default_factory=Counter)
    possible: Counter[str] = field(default_factory=Counter)
    first: dict[str, Question] = field(default_factory=dict)
    seen: set[Question] = field(default_factory=set)
    at_hand: int = 0


async def plan(
    sites: Sequence[Site],
    at_hand: Callable[[Question], Answer | None],
    registries: Registries,
    now: datetime,
    pause: Callable[[Question], Pause | None],
    before: Sequence[Question] = (),
) -> Plan:
    """The questions about some sites that ``at_hand`` has no answer to, ``before`` them those of the run itself; nobody is asked.

    The first registration question of a site is certain, and so is DNS (of a name that exists); whether those that follow are put depends
    on its answer.
    """
    noted = _Noted()
    for question in before:
        _note(noted, question, certain=True)
    for site in sites:
        await observe(site, _noting(noted, at_hand), registries, lambda domain: (), in_turn=True)
    servers, settings = [], registries.settings
    for name, question in noted.first.items():
        limits = settings.dns if name == RESOLVERS else settings.stated(name) or settings.defaults
        certain, told = noted.certain[name], pause(question)
        seconds = max(0, certain - limits.at_once) / limits.rate if certain else 0.0
        left_alone = told.until if told is not None and told.until > now else None
        servers.append(Planned(name, question.kind, certain, noted.possible[name], limits, seconds, left_alone))
    servers.sort(key=lambda one: (-one.seconds, -one.certain, one.server))
    return Plan(len(sites), noted.at_hand, tuple(servers))


def _noting(noted: _Noted, at_hand: Callable[[Question], Answer | None]) -> Ask:
    """An ``ask`` for the walk of one site."""
    pointed = False  # a registration question of this site is still open: what follows depends on it

    async def ask(question: Question) -> Answer:
        nonlocal pointed
        kept = at_hand(question)
        if kept is not None:
            noted.at_hand += kept.outcome is not Outcome.NOT_ASKED
            return kept
        is_dns = isinstance(question, Dns)
        _note(noted, question, certain=is_dns or not pointed)
        pointed = pointed or not is_dns
        return Answer(question, datetime.min, Outcome.NOT_ASKED)

    return ask


def _note(noted: _Noted, question: Question, *, certain: bool) -> None:
    question = canonical(question)
    if question in noted.seen:
        return
    noted.seen.add(question)
    name = server(question)
    noted.first.setdefault(name, question)
    (noted.certain if certain else noted.possible)[name] += 1
