"""One run of ``check``: options, files and the door put together; what they mean is decided elsewhere."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from domaudit.errors import UsageError
from domaudit.evidence import EvidenceFile, elsewhere, remembering, replaying
from domaudit.inventory import load_inventory, parse_inventory
from domaudit.lookups.registries import BOOTSTRAP_URL, Registries, load_registries
from domaudit.lookups.walk import usable
from domaudit.model import Answer, Ask, Inventory, Rdap, Report
from domaudit.pipeline import audit

BOOTSTRAP_AGE = timedelta(days=7)

_DURATION = re.compile(r"(\d{1,6})\s*([smhd]?)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "": 3600}


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for; ``at`` is UTC."""

    evidence: Path | None = None
    offline: bool = False
    fresh: bool = False
    max_age: timedelta = timedelta(hours=24)
    registries: Path | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """An inventory that was read, and who serves its zones."""

    inventory: Inventory
    registries: Registries


def load(path: str, options: Options) -> Loaded:
    """Read the registries, then the inventory (``-``: stdin). Raises ``InventoryError`` with every mistake at once."""
    registries = load_registries(str(options.registries) if options.registries else None)
    if path == "-":
        inventory = parse_inventory(sys.stdin.buffer.read(), "stdin", zones=registries.zones)
    else:
        inventory = load_inventory(path, zones=registries.zones)
    return Loaded(inventory, registries)


def check(loaded: Loaded, options: Options, advance: Callable[[str], None]) -> tuple[Report, tuple[str, ...]]:
    """The report on an inventory, and what is to be said on stderr. ``advance`` is told each domain that was observed."""
    path = options.evidence or cache_folder() / "evidence.jsonl"
    with EvidenceFile.open(path, writable=not options.offline) as evidence:
        run = _offline if options.offline else _online
        report = asyncio.run(run(loaded, options, evidence, advance))
        return report, (*loaded.inventory.notices, *evidence.notices)


async def _offline(loaded: Loaded, options: Options, evidence: EvidenceFile, advance: Callable[[str], None]) -> Report:
    domains = [site.domain for site in loaded.inventory.sites]
    now = options.at or evidence.newest_time(domains) or datetime.now(UTC)
    ask = replaying(evidence, usable=usable)
    registries = _with_newer(loaded.registries, await ask(Rdap(BOOTSTRAP_URL)))
    given = elsewhere(evidence, (), usable=usable)
    return await audit(loaded.inventory, ask, now, registries=registries, elsewhere=given, seen=lambda site: advance(site.domain))


async def _online(loaded: Loaded, options: Options, evidence: EvidenceFile, advance: Callable[[str], None]) -> Report:
    from domaudit.network import open_door

    clock = datetime.now(UTC)
    settings = loaded.registries.settings
    via = frozenset(settings.resolver) or None
    domains = [site.domain for site in loaded.inventory.sites if site.parent is None]
    async with open_door(settings) as door:
        ask = remembering(door, evidence, now=clock, max_age=options.max_age, fresh=options.fresh, usable=usable, via=via)
        registries = loaded.registries
        if registries.needs_bootstrap(domains):
            registries = _with_newer(registries, await _bootstrap(door, evidence, clock))
        given = elsewhere(evidence, (), usable=usable, since=clock - options.max_age)
        now = options.at or clock
        return await audit(loaded.inventory, ask, now, registries=registries, elsewhere=given, seen=lambda site: advance(site.domain))


def _with_newer(registries: Registries, answer: Answer) -> Registries:
    return registries.with_bootstrap(answer.body) if usable(answer) else registries


async def _bootstrap(door: Ask, evidence: EvidenceFile, now: datetime) -> Answer:
    """IANA's list of RDAP servers, at most seven days old: from the evidence, the cache folder, or IANA.

    What is used is also in the evidence, so that a replay asks the same servers.
    """
    question = Rdap(BOOTSTRAP_URL)
    kept = evidence.newest_usable(question, usable=usable, since=now - BOOTSTRAP_AGE)
    if kept is not None:
        return kept
    with EvidenceFile.open(cache_folder() / "rdap-bootstrap.jsonl", writable=True) as cache:
        answer = await remembering(door, cache, now=now, max_age=BOOTSTRAP_AGE, fresh=False, usable=usable)(question)
    if usable(answer):
        evidence.append(answer)
    return answer


# --- what people type ------------------------------------------------------------------------------------------------


def cache_folder() -> Path:
    """Where domaudit keeps what it may need again."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("domaudit", appauthor=False))


def duration(text: str) -> timedelta:
    """``30m``, ``24h``, ``7d``, ``90s``; a bare number is hours. Raises ``UsageError``."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"'{text[:40]}' is no length of time", where="--max-age", hint="write 30m, 24h or 7d")
    return timedelta(seconds=int(found.group(1)) * _UNITS[found.group(2)])


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 date or time as UTC; without a zone it is taken as UTC. Raises ``UsageError``."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"'{text[:40]}' is no time", where="--at", hint="write 2026-11-22 or 2026-11-22T09:15:00Z") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def language(inventory: Inventory) -> Literal["en", "fr"]:
    """The language of the report: ``DOMAUDIT_LANG`` where it is set, else the inventory's."""
    named = os.environ.get("DOMAUDIT_LANG", "")[:2].lower()
    return "fr" if named == "fr" else "en" if named == "en" else inventory.language
