"""An inventory without a file: domains, and perhaps a client and a provider, named on the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from domaudit.domains import RESERVED, DomainError, Registrable, hostname, registrable, to_unicode
from domaudit.errors import DomauditError, InventoryError, Said, quoted, said
from domaudit.inventory.parties import same_party
from domaudit.model import GIVEN, Inventory, Location, Party, Site
from domaudit.nearness import nearest

ORDINARY = ("com", "fr", "net", "org", "eu", "be", "ch", "ca", "de", "uk", "info", "biz", "io", "lu", "re", "shop")
"""The endings that a slip of the finger most likely meant, before all others."""


def inventory_of(domains: Iterable[str], zones: Collection[str], client: str = "", provider: str = "") -> Inventory:
    """The inventory of these domains, each once, as people write them (``https://www.dupont.example/contact``, ``info@dupont.example``).

    Its notices tell where a name was read as another, or has an ending that nobody is known to serve. ``zones`` are those that run their
    own WHOIS or RDAP. A party without a name matches nobody. Raises ``InventoryError`` with every text that is no domain, and where client
    and provider are one.
    """
    sites: dict[str, Site] = {}
    notices: list[Said] = []
    mistakes: list[DomauditError] = []
    one, other = Party(" ".join(client.split())), Party(" ".join(provider.split()))
    if one.name and other.name and (same := same_party(one, other)):
        mistakes.append(DomauditError(same[0], where=said("command line"), hint=same[1]))
    for number, written in enumerate(domains, 1):
        try:
            place = registrable(hostname(without_mailbox(written)), zones)
        except DomainError as error:
            mistakes.append(error)
            continue
        notices += _notices(written, place, zones)
        parent = place.suffix if place.platform else None
        sites.setdefault(
            place.domain, Site(place.domain, to_unicode(place.domain), written, one, other, Location(GIVEN, 1, number), parent=parent)
        )
    if mistakes:
        raise InventoryError(mistakes)
    return Inventory(GIVEN, tuple(sites.values()), notices=tuple(notices))


def without_mailbox(written: str) -> str:
    """``dupont.example`` of ``info@dupont.example``; what is no mailbox as it is."""
    mailbox, at, host = written.strip().rpartition("@")
    return host if at and mailbox and not {"/", ":"} & set(mailbox) else written


def _notices(written: str, place: Registrable, zones: Collection[str]) -> Iterator[Said]:
    """What to say of how a name was read."""
    shown = to_unicode(place.domain)
    if without_mailbox(written) != written:
        yield said("{written} is a mailbox: its domain, {domain}, is looked at", written=quoted(written), domain=shown)
    elif written.strip().lower() not in (place.domain, shown):
        yield said("{written} was read as {domain}", written=quoted(written), domain=shown)
    ending = place.domain.rpartition(".")[2]
    if ending in zones or ending in RESERVED:
        return
    close = nearest(ending, ORDINARY) or nearest(ending, [zone for zone in zones if "." not in zone], 0.75)
    told = said("nobody is known to serve .{ending}", ending=to_unicode(ending))
    if close:
        meant = f"{shown.rpartition('.')[0]}.{close}"
        told = said("{message}; {hint}", message=told, hint=said("did you mean {word}?", word=quoted(meant, 300)))
    yield said("{where}: {told}", where=shown, told=told)
