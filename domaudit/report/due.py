"""What a step's day is for, in a word: for a timeline and a calendar, which have no room for its sentence."""

from __future__ import annotations

from typing import Literal, TypeAlias

from domaudit.model import Step

Due: TypeAlias = Literal["answer", "renew", "have-renewed", "step"]

_RENEW = ("remedy.renew.client", "remedy.provider.keep")
_HAVE_RENEWED = ("remedy.keep", "remedy.renew.")
"""How the ids of the steps begin that keep a name alive: by the one who reads, or by somebody whom he asks."""


def due(step: Step) -> Due:
    """What a step's deadline is the last day for."""
    id_ = step.text.id
    if step.rung is not None or id_ == "remedy.waiting":
        return "answer"
    if id_.startswith(_RENEW):
        return "renew"
    return "have-renewed" if id_.startswith(_HAVE_RENEWED) else "step"
