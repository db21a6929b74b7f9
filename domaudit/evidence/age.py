"""How old an answer may be to be used again, by the kind of its question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from domaudit.model import Question

DAY: Final = timedelta(hours=24)
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""``asked_at`` of an answer that was not asked."""


@dataclass(frozen=True, slots=True)
class MaxAge:
    """The age from which on an answer is asked for again, for each kind of question."""

    rdap: timedelta = DAY
    whois: timedelta = DAY
    dns: timedelta = DAY

    @classmethod
    def of_all(cls, age: timedelta) -> Self:
        """One age for every kind."""
        return cls(age, age, age)

    def since(self, question: Question, now: datetime) -> datetime:
        """The earliest time that an answer to this question may be of, at ``now``."""
        age: timedelta = getattr(self, question.kind)
        return now - min(age, now - NEVER)
