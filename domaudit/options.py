"""What people type for a run that looks domains up, made into values: files, ages, times, a part."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from domaudit import sharding
from domaudit.errors import UsageError, quoted, said
from domaudit.evidence.age import MaxAge
from domaudit.model import Reader
from domaudit.sharding import Shard

_DURATION = re.compile(r"(\d{1,5})\s*([smhd]?)")
_KINDS = ("rdap", "whois", "dns")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "": 3600}


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for; ``at`` is UTC."""

    evidence: Path | None = None
    offline: bool = False
    fresh: bool = False
    max_age: MaxAge = field(default_factory=MaxAge)
    registries: Path | None = None
    at: datetime | None = None
    shard: Shard | None = None
    reader: Reader = "client"

    @classmethod
    def of(
        cls,
        evidence: Path | None,
        offline: bool,
        fresh: bool,
        max_age: str,
        registries: Path | None,
        at: str | None,
        shard: str | None = None,
        reader: Reader = "client",
    ) -> Self:
        """The options that were typed. Raises ``UsageError``."""
        part = None if shard is None else sharding.parse(shard, os.environ)
        return cls(evidence, offline, fresh, ages(max_age), registries, moment(at), part, reader)

    @property
    def again(self) -> tuple[str, ...]:
        """What another command of this run's reader needs in order to see the same answers."""
        told: list[str] = []
        for option, path in (("--evidence", self.evidence), ("--registries", self.registries)):
            told += [option, str(path)] if path is not None else []
        return (*told, "--offline") if self.offline else tuple(told)


def duration(text: str) -> timedelta:
    """``30m``, ``24h``, ``7d``, ``90s``; a bare number is hours. Raises ``UsageError``."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise UsageError(said("{text} is no length of time", text=quoted(text, 40)), where="--max-age", hint=said("write 30m, 24h or 7d"))
    return timedelta(seconds=int(found.group(1)) * _UNITS[found.group(2)])


def ages(text: str) -> MaxAge:
    """``24h``, ``rdap=12h,whois=7d,dns=1h``, or both: the bare one holds for the kinds that are not named. Raises ``UsageError``."""
    told: dict[str, timedelta] = {}
    for part in text.split(","):
        kind, equals, age = part.rpartition("=")
        kind = kind.strip().lower()
        if equals and kind not in _KINDS:
            raise UsageError(
                said("{kind} is no kind of answer", kind=quoted(kind, 40)),
                where="--max-age",
                hint=said("write rdap=12h, whois=7d or dns=1h"),
            )
        if kind in told:
            raise UsageError(
                said("{text} says two ages for {kind}", text=quoted(text, 40), kind=kind or said("the same")),
                where="--max-age",
                hint=said("write each once"),
            )
        told[kind] = duration(age)
    default = MaxAge.of_all(told.pop("")) if "" in told else MaxAge()
    return replace(default, **told)


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 date or time as UTC; without a zone it is taken as UTC. Raises ``UsageError``."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        hint = said("write 2026-11-22 or 2026-11-22T09:15:00Z")
        raise UsageError(said("{text} is no time", text=quoted(text, 40)), where="--at", hint=hint) from None
