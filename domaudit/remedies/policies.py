"""How many days a registry's rule gives, on the day it is asked about: dated configuration, so that a reform is an edit of data. Pure.

Rules that change (ICANN's transfer policy, a registry's quarantine) stand in ``data/remedies/policy.yaml``, whose head tells the format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domaudit.data import load

_DATA = "remedies/policy.yaml"


def days(id_: str, today: date) -> int | None:
    """The number of days that a rule gives on a day (``gtld.code`` → 5), or None where none held then.

    Raises ``KeyError`` for an unknown id.
    """
    entry = in_force(load(_DATA)[id_], today)
    return None if entry is None else int(entry["days"])


def in_force(entries: Sequence[Mapping[str, Any]], today: date) -> Mapping[str, Any] | None:
    """The entry of a rule that holds on a day, or None: from ``from`` to ``until``, both included; an end that is left out is open.

    An entry without ``days`` is a change that was decided and has no date yet: it never holds.
    """
    held = (entry for entry in entries if "days" in entry)
    return next((e for e in held if (e.get("from") or date.min) <= today <= (e.get("until") or date.max)), None)
