"""The entries of a ladder that hold in one kind of situation, read once: all that one domain's own days and names leave as it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from domaudit import families
from domaudit.data import load
from domaudit.guides import guide
from domaudit.model import Actor, Confidence, PartyStatus, RequestKind, Text, Verdict
from domaudit.remedies import sources

Part: TypeAlias = Literal["rules", "provider", "ci"]
Expiry: TypeAlias = Literal["unknown", "past", "soon", "later"]

_DATA = "remedies/steps.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides which entries hold; the registrar as the record names it.

    ``country`` is that of the party to write to, ``home`` the client's.
    """

    zone: str
    verdict: Verdict
    party_status: PartyStatus
    locked: bool
    expiry: Expiry
    country: str | None
    registrar: str | None
    registrar_id: str | None
    home: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One step before it has its days and names: ``texts`` in the order in which they are tried; see steps.yaml and families.yaml.

    ``instead`` is what stands in its place on a day on which its ``policy`` is not in force.
    """

    texts: tuple[str, ...]
    who: Actor | None = None
    source: str | None = None
    cost: Text | None = None
    attach: tuple[Text, ...] = ()
    letter: RequestKind | None = None
    rung: RequestKind | None = None
    link: str | None = None
    confidence: Confidence | None = None
    days: int | None = None
    before_expiry: int | None = None
    beside: bool | Literal["letter"] = False
    before: RequestKind | None = None
    answer: str | None = None
    policy: str | None = None
    since: Literal["created", "expires"] | None = None
    instead: Entry | None = None


@lru_cache(maxsize=4096)  # sites differ in their days and names; their kinds are few
def entries(part: Part, name: str, kind: Kind) -> tuple[Entry, ...] | None:
    """The entries of a ladder that hold, in order; None where there is no such ladder."""
    ladder = load(_DATA)[part].get(name)
    if ladder is None:
        return None
    return tuple(entry for entry in (_held(given, kind) for given in ladder if _holds(given, kind)) if entry is not None)


def _holds(given: Mapping[str, Any], kind: Kind) -> bool:
    """Whether an entry's own conditions hold, but for the party to write to: a slot's step has its own."""
    if kind.verdict.value not in given.get("when", (kind.verdict.value,)) or given.get("locked", kind.locked) is not kind.locked:
        return False
    if given.get("abroad") and not families.abroad(kind.zone, kind.home):
        return False
    if "soon" not in given or kind.expiry == "unknown":
        return not given.get("soon")
    return kind.expiry == ("soon" if given["soon"] else "later")  # once it has lapsed, that finding has steps of its own


def _held(given: Mapping[str, Any], kind: Kind) -> Entry | None:
    """What an entry says in this kind of situation; None where it says nothing."""
    if "guide" in given:
        fact = getattr(guide(kind.registrar, kind.registrar_id), given["guide"], None)
        return fact and _entry({**given, "text": fact.text.id, "page": fact.source, "confidence": fact.confidence.value}, kind)
    own = _entry(given, kind) if "text" in given and _for_party(given, kind) else None
    if "slot" not in given:
        return own
    general = _entry({**given, "text": given["or_else"]}, kind) if "or_else" in given and _for_party(given, kind) else None
    claim = given["slot"] == "claim"
    found = families.claim(kind.zone, kind.country) if claim else families.step(kind.zone, given["slot"])
    if found is None or not _for_party(found, kind) or kind.home in found.get("countries", ()):  # a seat there satisfies the rule
        return general
    return _entry({**given, **found}, kind, general)


def _for_party(given: Mapping[str, Any], kind: Kind) -> bool:
    return kind.party_status in given.get("party", (kind.party_status,))


def _entry(given: Mapping[str, Any], kind: Kind, instead: Entry | None = None) -> Entry:
    text = given.get("variants", {}).get(kind.party_status, given["text"])
    return Entry(
        (text,) if isinstance(text, str) else tuple(text),
        given.get("who"),
        sources.page(given["source"]) if "source" in given else given.get("page"),
        Text(given["cost"]) if "cost" in given else None,
        tuple(Text(id_) for id_ in given.get("attach", ())),
        given.get("letter"),
        given.get("rung"),
        given.get("link"),
        Confidence(given["confidence"]) if "confidence" in given else None,
        given.get("days"),
        given.get("before_expiry"),
        given.get("beside", False),
        given.get("before"),
        given.get("answer"),
        given.get("policy"),
        given.get("since"),
        instead,
    )
