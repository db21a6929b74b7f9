"""An inventory without a file: domains named on the command line, without a client or a provider."""

from __future__ import annotations

from collections.abc import Container, Iterable

from domaudit.domains import DomainError, hostname, registrable, to_unicode
from domaudit.errors import DomauditError, InventoryError, quoted
from domaudit.model import Inventory, Location, Party, Site

FILE = "command line"
"""What stands in the place of the file's name."""


def inventory_of(domains: Iterable[str], zones: Container[str]) -> Inventory:
    """The inventory of these domains, each once, as people write them (``https://www.dupont.example/contact``).

    ``zones`` are those that run their own WHOIS or RDAP. The parties have no name, and match nobody. Raises ``InventoryError`` with every
    text that is no domain.
    """
    sites: dict[str, Site] = {}
    notices: list[str] = []
    mistakes: list[DomauditError] = []
    nobody = Party("")
    for number, written in enumerate(domains, 1):
        try:
            place = registrable(hostname(written), zones)
        except DomainError as error:
            mistakes.append(error)
            continue
        if written.strip().lower() not in (place.domain, shown := to_unicode(place.domain)):
            notices.append(f"{quoted(written)} was read as {shown}")
        parent = place.suffix if place.platform else None
        sites.setdefault(
            place.domain, Site(place.domain, to_unicode(place.domain), written, nobody, nobody, Location(FILE, 1, number), parent=parent)
        )
    if mistakes:
        raise InventoryError(mistakes)
    return Inventory(FILE, tuple(sites.values()), notices=tuple(notices))
