"""One inventory audited by several machines: which sites a shard takes, and how much of each server's patience.

Pure: the environment comes in as a mapping. What ``SCHEDULERS`` set is read for ``auto`` alone, never because it happens to be there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from domaudit.errors import UsageError, quoted, said
from domaudit.model import Limits, NetworkSettings

AUTO: Final = "auto"
MOST: Final = 1000
"""Shards of one inventory."""

SHARD: Final = "DOMAUDIT_SHARD"
"""The variable that holds ``I/N`` itself: it comes before what a scheduler sets (a GitHub matrix sets none)."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The variables in which a scheduler tells a job its place among its equals; ``first`` is the place of the first."""

    name: str
    index: str
    total: str
    first: int


SCHEDULERS: Final = (
    # Kubernetes does not tell how many completions a Job has: its manifest must.
    Scheduler("Kubernetes", "JOB_COMPLETION_INDEX", "DOMAUDIT_SHARDS", 0),
    Scheduler("GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
)
_WRITE = said("write I/N, such as 3/8: the third of eight (N at most {most})", most=MOST)
_NAMES = said(
    "set {variable}=I/N, or run it under {schedulers}",
    variable=SHARD,
    schedulers=", ".join(f"{one.name} ({one.index}, {one.total})" for one in SCHEDULERS),
)


@dataclass(frozen=True, slots=True)
class Shard:
    """Shard ``index`` (from 1) of ``total``."""

    index: int
    total: int

    def __str__(self) -> str:
        return f"{self.index}/{self.total}"

    def holds(self, domain: str) -> bool:
        """Whether a registrable domain (an A-label) falls into this shard: into one of ``total``, whatever else is in the inventory."""
        # A contract: another hash would send a domain to another shard, and that shard's evidence file does not know it.
        number = int.from_bytes(hashlib.sha256(domain.lower().encode()).digest()[:8], "big")
        return number % self.total == self.index - 1

    def share(self, settings: NetworkSettings) -> NetworkSettings:
        """The settings with this shard's part of every server's limits, the resolvers' too: all shards together stay within the whole.

        One question at a time is the least there is: of a server that bears fewer at once than there are shards, only the rate is kept.
        """
        return replace(
            settings,
            defaults=self._part(settings.defaults),
            dns=self._part(settings.dns),
            servers={server: self._part(limits) for server, limits in settings.servers.items()},
        )

    def _part(self, limits: Limits) -> Limits:
        return replace(
            limits,
            rate=limits.rate / self.total,
            burst=max(1, limits.burst // self.total),
            concurrency=max(1, limits.concurrency // self.total),
        )


def parse(text: str, variables: Mapping[str, str]) -> Shard:
    """The shard that ``I/N`` names; of ``auto``, the one that the variables name. Raises ``UsageError``, which says what was read where."""
    if text.strip().lower() != AUTO:
        return _shard(text, "--shard")
    if own := variables.get(SHARD):
        return _shard(own, SHARD)
    found = [one for one in SCHEDULERS if variables.get(one.index)]
    if not found:
        raise UsageError(said("no variable tells which shard this is"), where="--shard auto", hint=_NAMES)
    if len(found) > 1:
        raise UsageError(
            said("{one} and {other} are both set", one=found[0].index, other=found[1].index),
            where="--shard auto",
            hint=said("say which counts: set {variable}=I/N", variable=SHARD),
        )
    return _scheduled(found[0], variables)


def _scheduled(by: Scheduler, variables: Mapping[str, str]) -> Shard:
    index, total = variables[by.index], variables.get(by.total, "")
    if not total:
        hint = said("set {total} to the number of shards (for {name}, beside {index})", total=by.total, name=by.name, index=by.index)
        raise UsageError(said("{index} is set, and {total} is not", index=by.index, total=by.total), where="--shard auto", hint=hint)
    place, of = _number(index), _number(total)
    if place is None or of is None or not 1 <= of <= MOST or not by.first <= place < of + by.first:
        told = said("{index} is {place} and {total} {of}: no shard", index=by.index, place=quoted(index), total=by.total, of=quoted(total))
        hint = said(
            "{name} counts from {first}; {total} is the number of shards, at most {most}",
            name=by.name,
            first=by.first,
            total=by.total,
            most=MOST,
        )
        raise UsageError(told, where="--shard auto", hint=hint)
    return Shard(place - by.first + 1, of)


def _shard(text: str, where: str) -> Shard:
    first, slash, second = text.partition("/")
    index, total = _number(first), _number(second)
    if not slash or index is None or total is None or not 1 <= index <= total <= MOST:
        raise UsageError(said("{text} is no shard", text=quoted(text)), where=where, hint=_WRITE)
    return Shard(index, total)


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST)) else None
