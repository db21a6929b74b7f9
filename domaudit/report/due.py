"""What a step's day is for, in a word: for a timeline and a calendar, which have no room for its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from domaudit.model import Step

Due: TypeAlias = Literal["answer", "answer-if", "renew", "have-renewed", "step"]

WAITED = ("remedy.waiting", "remedy.answered")
"""The steps of a request that has been made, and whose answer has a day of its own."""

_RENEW = ("remedy.renew.client", "remedy.provider.keep")
_HAVE_RENEWED = ("remedy.keep", "remedy.renew.")
"""How the ids of the steps begin that keep a name alive: by the one who reads, or by somebody whom he asks."""


def due(step: Step) -> Due:
    """What a step's deadline is the last day for; of an answer it is one only where the request has been made."""
    id_ = step.text.id
    if id_ in WAITED:
        return "answer"
    if step.rung is not None:  # nobody has written this letter yet
        return "answer-if"
    if id_.startswith(_RENEW):
        return "renew"
    return "have-renewed" if id_.startswith(_HAVE_RENEWED) else "step"


def is_waited(steps: Iterable[Step]) -> bool:
    """Whether among some steps an answer to a recorded request is waited for: then what follows it begins on a day that is known."""
    return any(step.text.id in WAITED for step in steps)
