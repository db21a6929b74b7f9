"""What a step's day is for, in a word: for a timeline and a calendar, which have no room for its sentence."""

from __future__ import annotations

from typing import Literal, TypeAlias

from domaudit.model import Step

Due: TypeAlias = Literal["answer", "renew", "have-renewed", "step"]

_RENEW = ("remedy.renew.client", "remedy.provider.keep")
_HAVE_RENEWED = ("remedy.keep", "remedy.renew.")
"""How the ids of the steps begin that keep a name alive: by the one who reads, or by somebody whom he asks."""

_FOR_A_JOB = "remedy.ci."
"""How the ids of the steps begin that a job is told. It does nothing by a day, and keeps no calendar."""


def due(step: Step) -> Due:
    """What a step's deadline is the last day for."""
    id_ = step.text.id
    if step.rung is not None or id_ == "remedy.waiting":
        return "answer"
    if id_.startswith(_RENEW):
        return "renew"
    return "have-renewed" if id_.startswith(_HAVE_RENEWED) else "step"


def is_for_a_job(step: Step) -> bool:
    """Whether a step says no more than that the report goes on to a person."""
    return step.text.id.startswith(_FOR_A_JOB)
