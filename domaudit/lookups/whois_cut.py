"""What of a text that was cut off must not be believed: half a name is another name, and what came last may have gone on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domaudit.lookups import whois_blocks
from domaudit.lookups.whois_blocks import Found, Party
from domaudit.lookups.whois_labels import Registry
from domaudit.lookups.whois_lines import Line

NAMING: Final = frozenset({"name", "organization", "contact"})
"""Fields that name a party."""


def drop_what_may_go_on(found: Found, lines: Sequence[Line], facts: Registry) -> None:
    """Take out of ``found`` what only counts where nothing better follows, and a name in the last line."""
    found.parties = [party for party in found.parties if not party.orphan]
    told = whois_blocks.told(lines[-1], facts) if lines else None
    if told and told.field in NAMING:
        for party in found.parties:
            if party.fields[told.field][-1:] == [lines[-1].value]:
                party.fields[told.field].pop()


def drop_half_a_name(open_party: Party | None, latest: Mapping[str, Party], lines: Sequence[Line], facts: Registry) -> None:
    """Where the text ends with "Last Name: x" or "First Name: x" it was cut off, even if no line is torn: that is half a name.

    ``open_party`` is the one whose lines were being read, ``latest`` the one last read for each role.
    """
    whole = [line for line in lines[-2:] if not line.torn]
    told = whois_blocks.told(whole[-1], facts) if whole else None
    if told is None or told.field not in ("family", "given"):
        return
    for party in (open_party, *(latest.get(role) for role in told.roles)):
        if party is not None:
            party.fields["family"].clear()
            party.fields["given"].clear()
