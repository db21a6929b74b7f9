"""An inventory without a file: domains, and perhaps a client and a provider, named on the command line."""

from __future__ import annotations

from collections.abc import Container, Iterable

from domaudit.domains import DomainError, hostname, registrable, to_unicode
from domaudit.errors import DomauditError, InventoryError, Said, quoted, said
from domaudit.inventory.parties import same_party
from domaudit.model import GIVEN, Inventory, Location, Party, Site


def inventory_of(domains: Iterable[str], zones: Container[str], client: str = "", provider: str = "") -> Inventory:
    """The inventory of these domains, each once, as people write them (``https://www.dupont.example/contact``).

    ``zones`` are those that run their own WHOIS or RDAP. A party without a name matches nobody. Raises ``InventoryError`` with every text
    that is no domain, and where client and provider are one.
    """
    sites: dict[str, Site] = {}
    notices: list[Said] = []
    mistakes: list[DomauditError] = []
    one, other = Party(" ".join(client.split())), Party(" ".join(provider.split()))
    if one.name and other.name and (same := same_party(one, other)):
        mistakes.append(DomauditError(same[0], where=said("command line"), hint=same[1]))
    for number, written in enumerate(domains, 1):
        try:
            place = registrable(hostname(written), zones)
        except DomainError as error:
            mistakes.append(error)
            continue
        if written.strip().lower() not in (place.domain, shown := to_unicode(place.domain)):
            notices.append(said("{written} was read as {domain}", written=quoted(written), domain=shown))
        parent = place.suffix if place.platform else None
        sites.setdefault(
            place.domain, Site(place.domain, to_unicode(place.domain), written, one, other, Location(GIVEN, 1, number), parent=parent)
        )
    if mistakes:
        raise InventoryError(mistakes)
    return Inventory(GIVEN, tuple(sites.values()), notices=tuple(notices))
