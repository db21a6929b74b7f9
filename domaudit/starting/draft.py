"""The draft of an inventory: which domains, each once, and whose; what a list names besides is left out with the reason. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from domaudit import hosts
from domaudit.domains import DomainError, Registrable, hostname, is_below, registrable, to_ascii, to_unicode
from domaudit.errors import Said, UsageError, quoted, said
from domaudit.inventory.parties import fold, same_party
from domaudit.model import Party
from domaudit.starting.listing import Entry, Listing, Skipped, shown

PUBLIC: Final = said("an operator's own domain, under which anybody may have a mailbox")
OWN: Final = said("the provider's own domain")
ITS_OWN_CLIENT: Final = said("client and provider are the same there: taken as the provider's own domain")
SAME_PARTY: Final = said("client and provider are the same party there")
AGAIN: Final = said("a domain that stands above already")
AGAIN_FOR_ANOTHER: Final = said("a domain that stands above already, with another client or provider: the first one is kept")


@dataclass(frozen=True, slots=True)
class Place:
    """A site of the draft: its domain as people write it, and its parties by name."""

    domain: str
    client: str
    provider: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a key of the provider's, and the comment that says where it was seen; what is not ``sure`` stands commented out."""

    key: Literal["aliases", "emails", "handles", "nameservers"]
    value: str
    seen: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written. ``client`` and ``provider`` hold for every site that names no other; '' where each names its own.

    ``own`` are each provider's own domains, by name, ``proposals`` what the record of those shows of it.
    """

    sites: tuple[Place, ...]
    client: str = ""
    provider: str = ""
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    proposals: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers' names, each once."""
        return tuple(dict.fromkeys(site.provider for site in self.sites))

    @property
    def clients(self) -> tuple[str, ...]:
        """The clients' names, each once."""
        return tuple(dict.fromkeys(site.client for site in self.sites))


def own_domain(text: str, zones: Container[str]) -> str:
    """A provider's own domain (A-label) from what was given. Raises ``DomainError`` for what is none, or is anybody's."""
    place = registrable(hostname(text.strip()), zones)
    if hosts.public_mailbox(place.domain):
        raise DomainError(said("{domain}: {what}", domain=quoted(text), what=PUBLIC), hint=said("name one that is the provider's alone"))
    return place.domain


def drafted(listing: Listing, client: str, provider: str, own: Sequence[str], zones: Container[str]) -> tuple[Draft, list[Skipped]]:
    """The draft that a list makes, and what was left out of it.

    ``client`` and ``provider`` are for rows that name none; ``own`` are the own domains (A-labels) of that ``provider``. Raises
    ``UsageError`` for a row without a party.
    """
    names = _Names()
    default_client, default_provider = names.one(client), names.one(provider)
    named = {names.one(entry.provider) for entry in listing.entries}
    if not default_provider and len(named) == 1:
        (default_provider,) = named
    owned: dict[str, dict[str, None]] = {}
    if default_provider:
        owned[default_provider] = dict.fromkeys(own)
    elif own:
        raise UsageError(
            said("the list names several providers: whose domain is it?"),
            where="--provider-domain",
            hint=said("name the provider: --provider NAME"),
        )
    placed, skipped = [], []
    for entry in listing.entries:
        if not (entry.client or default_client):
            raise _lacking(listing, entry, said("no client is named for {domain}", domain=quoted(shown(entry.written))), "--client")
        if not (entry.provider or default_provider):
            raise _lacking(listing, entry, said("no provider is named for {domain}", domain=quoted(shown(entry.written))), "--provider")
        theirs, agency = names.one(entry.client) or default_client, names.one(entry.provider) or default_provider
        try:
            host = hostname(entry.written)
            place = registrable(host, zones)
        except DomainError as error:
            skipped.append(_left_out(entry, error.message))
            continue
        if hosts.public_mailbox(place.domain):
            skipped.append(_left_out(entry, PUBLIC))
        elif _one_party(theirs, agency):
            skipped.append(_left_out(entry, SAME_PARTY if place.platform else ITS_OWN_CLIENT))
            if not place.platform:
                owned.setdefault(agency, {})[place.domain] = None
        else:
            placed.append((entry, host, place, theirs, agency))
    sites: dict[str, Place] = {}
    for entry, host, place, theirs, agency in placed:
        parents = [domain for domain in owned.get(agency, ()) if is_below(host, domain)]
        found = Registrable(host, max(parents, key=len), platform=True) if parents else place
        if found.domain in owned.get(agency, ()):
            skipped.append(_left_out(entry, OWN))
        elif found.domain in sites:
            same = (sites[found.domain].client, sites[found.domain].provider) == (theirs, agency)
            skipped.append(_left_out(entry, AGAIN if same else AGAIN_FOR_ANOTHER))
        else:
            sites[found.domain] = Place(as_written(found.domain), theirs, agency)
    files = list(dict.fromkeys(entry.file for entry in listing.entries))
    skipped.sort(key=lambda one: (files.index(one.file), one.line))
    places = tuple(sites.values())
    kept = {name: tuple(domains) for name, domains in owned.items() if domains}
    return Draft(
        places,
        _of_all(default_client, (site.client for site in places)),
        _of_all(default_provider, (site.provider for site in places)),
        kept,
    ), skipped


def _left_out(entry: Entry, reason: Said) -> Skipped:
    return Skipped(entry.line, shown(entry.written), reason, entry.file)


def as_written(domain: str) -> str:
    """A domain as people write it; as the DNS does where that would be read as another one."""
    written = to_unicode(domain)
    try:
        return written if to_ascii(written) == domain and written.isprintable() else domain
    except DomainError:
        return domain


def _of_all(default: str, names: Iterable[str]) -> str:
    """The party that stands at the top for all sites: the one that was given, or the only one there is."""
    used = dict.fromkeys(names)
    return default if default in used else next(iter(used)) if len(used) == 1 else ""


def _lacking(listing: Listing, entry: Entry, message: Said, option: str) -> UsageError:
    where = f"{entry.file or listing.name}:{entry.line}"
    return UsageError(message, where=where, hint=said("give {option} NAME, or fill the column", option=option))


@cache
def _one_party(client: str, provider: str) -> bool:
    return same_party(Party(client), Party(provider)) is not None


class _Names:
    """Names of parties, of which spellings that differ in case, accents or spaces alone are one: the first."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def one(self, name: str) -> str:
        """The spelling that counts; an empty name stays empty."""
        return self._known.setdefault(fold(name), name) if name else ""
