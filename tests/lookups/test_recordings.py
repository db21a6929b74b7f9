"""The zones that this program is first of all for have every kind of answer recorded, in the layout of today."""

from __future__ import annotations

import pytest

from tests.lookups.whois_recordings import AT_A_REGISTRAR, FREE, HELD, HIDDEN, OLD, REFUSED

FRANCE = ("fr", "re", "pm", "wf", "yt")
NEAR = ("be", "ch", "lu", "eu", "ca", "quebec")
AFRICA = ("ma", "tn", "dz", "sn", "ci", "cm", "bj", "tg", "mg", "cd")
GENERIC = ("com", "org")

# No answer on port 43 names a holder: "registered" and "hidden" are then two recordings in HIDDEN. Zone -> why.
NEVER_TOLD = {
    "be": "DNS Belgium sends everyone to its web page",
    "ch": "SWITCH names no holder since 1 January 2021",
    "com": "the registry is thin: the holder is known to the registrar only",
    "eu": "EURid's answer says that port 43 never discloses the registrant",
    "lu": "DNS-LU tells whether the holder is an organisation, and its country; no name",
}


def recorded(zone: str, *, at_a_registrar: bool = False) -> dict[str, int]:
    """How many recordings of each kind the tables have for ``zone``, left-behind layouts aside."""
    tables = {
        "registered": [(held.file, held.domain) for held in HELD],
        "hidden": [(file, domain) for file, (domain, _) in HIDDEN.items()],
        "throttled": list(REFUSED.items()),
        "free": [(file, domain) for file, (domain, _) in FREE.items()],
    }
    return {
        kind: sum(domain.endswith(f".{zone}") and file not in OLD and (file in AT_A_REGISTRAR) is at_a_registrar for file, domain in rows)
        for kind, rows in tables.items()
    }


@pytest.mark.parametrize("zone", [*FRANCE, *NEAR, *AFRICA, *GENERIC])
def test_every_target_family_has_its_four_recordings(zone: str) -> None:
    found = recorded(zone)
    if zone in NEVER_TOLD:
        assert found.pop("registered") == 0, f"told after all, though {NEVER_TOLD[zone]}"
        assert found["hidden"] >= 2
    assert all(found.values()), found


def test_a_registrar_of_com_has_its_four_recordings() -> None:
    found = recorded("com", at_a_registrar=True)
    assert all(found.values()), found


def test_the_lists_name_recordings_that_exist() -> None:
    told = {held.file for held in HELD} | {*HIDDEN, *REFUSED, *FREE}
    assert told >= OLD | AT_A_REGISTRAR
