"""Endings that share a registry's procedures and rules: one name for the family of ``fr``, ``re`` and ``yt``, or for all gTLDs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from domaudit.data import load

_DATA = "remedies/families.yaml"


def family(zone: str) -> str | None:
    """The family of endings that share their procedures (``re`` → ``afnic``, ``co.uk`` → ``uk``, ``paris`` → ``gtld``), if any."""
    last = zone.rpartition(".")[2]
    if last in _by_ending():
        return _by_ending()[last]
    # Zones such as uk.com are run by a company under a gTLD, without ICANN's rules; two letters are countries, xn-- mostly are.
    if "." in zone or len(last) < 3 or last.startswith("xn--") or last in load(_DATA)["not_gtld"]:
        return None
    return "gtld"


def facts(zone: str) -> Mapping[str, Any]:
    """What is known of the family of an ending (see families.yaml); empty where nothing is."""
    found: Mapping[str, Any] = load(_DATA)["families"].get(family(zone) or "", {})
    return found


def step(zone: str, slot: str) -> Mapping[str, Any] | None:
    """The step of an ending's family that stands in a slot of the ladders (families.yaml tells the slots), or None."""
    found: Mapping[str, Any] | None = facts(zone).get("steps", {}).get(slot)
    return found


def abroad(zone: str, home: str | None) -> bool:
    """Whether a seat in this country is known not to be one of those that give a right to a name under an ending by themselves."""
    seats = (step(zone, "eligibility") or {}).get("countries")
    return home is not None and seats is not None and home not in seats


def claim(zone: str, country: str | None) -> Mapping[str, Any] | None:
    """What is known of the time to claim from a liquidator: by the country of the party in liquidation, else by what an ending suggests."""
    if country is None:
        return step(zone, "claim")
    found: Mapping[str, Any] | None = next((one["step"] for one in load(_DATA)["claims"].values() if country in one["countries"]), None)
    return found


@cache
def _by_ending() -> dict[str, str]:
    return {zone: name for name, known in load(_DATA)["families"].items() for zone in known["zones"]}
