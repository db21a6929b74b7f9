"""What the public can know of a name's holder, by ending: who is asked there, whether the holder is shown at all, how else to find out.

Facts with their sources from ``data/holders.yaml``, servers from ``Registries``. What no source says is ``unknown``. Pure: nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from domaudit.data import load
from domaudit.domains import RESERVED, DomainError, registrable, to_ascii, to_unicode
from domaudit.errors import quoted, said
from domaudit.families import family
from domaudit.lookups.registries import Registries, Registry
from domaudit.model import Confidence, Text

_HINT = said("write an ending such as fr, .co.uk or рф")


class Visibility(StrEnum):
    """Whether the holder of a name can be known from the registry."""

    PUBLIC = "public"
    ORGANISATIONS = "organisations"
    HIDDEN_BY_LAW = "hidden-by-law"
    WEB_ONLY = "web-only"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Holding:
    """What is known of one ending.

    ``zone`` is the ending (an A-label: ``co.uk``), ``registry`` the servers of the registry that answers for it (``uk``), None where none
    is known; ``own`` says that the user's registries file has a say in them. ``note`` are sentences on what is shown, ``otherwise`` tells
    how else to find out; ``source`` stands for the note: a web address or the id of a text. ``checked``, ``confidence`` and the sources
    are None where nothing but a lack of knowledge is stated.
    """

    zone: str
    registry: Registry | None
    own: bool
    shows: Visibility
    note: tuple[Text, ...]
    otherwise: Text
    web: str | None = None
    source: str | None = None
    otherwise_source: str | None = None
    checked: date | None = None
    confidence: Confidence | None = None

    @property
    def unicode(self) -> str:
        """The ending as people write it."""
        return to_unicode(self.zone)


def holdings(asked: Iterable[str], registries: Registries) -> list[Holding]:
    """What is known of the endings asked for, each once, in their order; of every ending in the table where none is asked for.

    An ending may be written as people do (``.FR``, ``co.uk``, ``рф``); of a whole domain, its ending is taken. Without any, the table is
    joined by the zones of the user's registries file. Raises ``DomainError`` for what has not the form of an ending.
    """
    zones = dict.fromkeys(ending(text, registries) for text in asked) or sorted({*_by_zone(), *registries.own})
    return [holding(zone, registries) for zone in zones]


def ending(text: str, registries: Registries) -> str:
    """The ending in what a person wrote, as A-labels (``.FR`` → ``fr``, ``dupont.co.uk`` → ``co.uk``).

    Raises ``DomainError`` for what has not the form of an ending.
    """
    try:
        name = to_ascii(text.strip().removeprefix("."))
    except DomainError as error:
        raise DomainError(error.message, hint=_HINT) from None
    if name.rpartition(".")[2].isdigit():  # RFC 3696 §2: no ending is a number, an IP address is
        raise DomainError(said("{text} is no ending", text=quoted(text)), hint=_HINT)
    if "." not in name or name in registries.zones:
        return name
    try:
        found = registrable(f"x.{name}", registries.zones)
    except DomainError:  # below a wildcard of the suffix list
        return name
    if not found.platform:
        return found.suffix
    served = registries.serving(name)  # wixsite.com: a name like any other under .com
    return served.zone if served else name


def holding(zone: str, registries: Registries) -> Holding:
    """What is known of one ending (A-labels)."""
    registry = registries.serving(f"x.{zone}")
    own = registry is not None and registry.zone in registries.own
    values = {"zone": to_unicode(zone), "registry": to_unicode(registry.zone if registry else zone)}
    entry = _entry(
        zone, registry, listed=registry is not None and (registry.zone in registries.shipped or registry.zone in registries.bootstrap)
    )
    if entry is None:
        shows, note = _without_facts(zone, registry)
        return Holding(
            zone,
            registry,
            own,
            shows,
            (Text(f"tlds.note.{note}", values),),
            Text(_HELP.get(note, "tlds.otherwise"), values),
            registry.web if registry else None,
        )
    notes = [entry["note"], *(["tlds.note.thin"] if registry and registry.thin else [])]
    return Holding(
        zone,
        registry,
        own,
        Visibility(entry["shows"]),
        tuple(Text(id_, values) for id_ in notes),
        Text(entry.get("otherwise", "tlds.otherwise"), values),
        web=entry.get("web") or (registry.web if registry else None),
        source=entry["source"],
        otherwise_source=entry.get("otherwise_source"),
        checked=entry["checked"],
        confidence=Confidence(entry["confidence"]),
    )


_HELP = {"not-served": "tlds.otherwise.spelling", "reserved": "tlds.otherwise.spelling", "web-only": "tlds.otherwise.by-hand"}


def _without_facts(zone: str, registry: Registry | None) -> tuple[Visibility, str]:
    """Whether the holder is shown, and the note, for an ending that the table knows nothing of."""
    if registry is None:
        if zone.rpartition(".")[2] in RESERVED:
            return Visibility.NOBODY, "reserved"
        return Visibility.UNKNOWN, "not-served"
    if registry.rdap or registry.whois:
        return Visibility.UNKNOWN, "unknown"
    return (Visibility.WEB_ONLY, "web-only") if registry.web else (Visibility.UNKNOWN, "no-server")


def _entry(zone: str, registry: Registry | None, *, listed: bool) -> Mapping[str, Any] | None:
    """The facts that hold for an ending; a zone with its own registry inherits none from the zone above it.

    ``listed`` says that the zone is not the invention of the user's file: only then can it belong to a family.
    """
    if registry is None:
        return None
    served = bool(registry.rdap or registry.whois)
    entry = _by_zone().get(zone) or _by_zone().get(registry.zone)
    if entry is None and served and listed and "." not in registry.zone:
        entry = _by_family().get(family(registry.zone) or "")
    # A server named by the user's file or a newer list overtakes what was said while there was none.
    return None if entry is not None and entry.get("serverless", False) and served else entry


@cache
def _by_zone() -> dict[str, Mapping[str, Any]]:
    return {zone: entry for entry in _entries() for zone in entry["zones"]}


@cache
def _by_family() -> dict[str, Mapping[str, Any]]:
    return {entry["family"]: entry for entry in _entries() if "family" in entry}


def _entries() -> Iterator[Mapping[str, Any]]:
    yield from load("holders.yaml")["entries"]
