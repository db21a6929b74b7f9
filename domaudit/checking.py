"""What people type for ``check``, made into values: files, ages, times; then the run itself."""

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
from domaudit.inventory import load_inventory, parse_inventory
from domaudit.lookups.registries import Registries, load_registries
from domaudit.model import Inventory, Report

_DURATION = re.compile(r"(\d{1,5})\s*([smhd]?)")
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
    """The report on an inventory, and the notices of the evidence file. ``advance`` is told each domain that was observed."""
    from domaudit.running import Run, run  # late: an inventory that is wrong asks nobody

    cache = cache_folder()
    how = Run(options.evidence or cache / "evidence.jsonl", cache, options.offline, options.fresh, options.max_age, options.at)
    return asyncio.run(run(loaded.inventory, loaded.registries, how, advance))


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
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        hint = "write 2026-11-22 or 2026-11-22T09:15:00Z"
        raise UsageError(f"'{text[:40]}' is no time", where="--at", hint=hint) from None


def language(inventory: Inventory) -> Literal["en", "fr"]:
    """The language of the report: ``DOMAUDIT_LANG`` where it is set, else the inventory's."""
    named = os.environ.get("DOMAUDIT_LANG", "")[:2].lower()
    return "fr" if named == "fr" else "en" if named == "en" else inventory.language
