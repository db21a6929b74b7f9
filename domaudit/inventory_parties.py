"""Reading the inventory's parties: declared ones, names in passing, and the slip of a key told from a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from typing import get_args

from domaudit.data.positions import Mapping, Node, Scalar
from domaudit.domains import DomainError, registrable, to_unicode
from domaudit.errors import quoted
from domaudit.inventory_fields import Fields, did_you_mean
from domaudit.model import Location, Party, PartyKind, PartyStatus

_PARTY = ("name", "aliases", "identifiers", "emails", "domains", "nameservers", "handles", "kind", "country", "status")
_KINDS: tuple[PartyKind, ...] = get_args(PartyKind)
_STATUSES: tuple[PartyStatus, ...] = get_args(PartyStatus)
_COUNTRY = re.compile("[A-Za-z]{2}")
# A word this close to a key of parties is a slip of the key, not a name: 'dupond' beside 'dupont'.
_SLIP = 0.8


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A name without regard to case, spaces and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


class Parties(Fields):
    """The parties of one file: the same party is one object, however many sites name it.

    ``notices`` holds what was read otherwise than it was written, each ``where: text``.
    """

    def __init__(self, zones: Container[str]) -> None:
        super().__init__([])
        self.zones = zones
        self.notices: list[str] = []
        self.parties: dict[str, Party | None] = {}  # None: declared, but not readable
        self._by_name: dict[str, Party] = {}
        self._one: dict[Party, Party] = {}
        self._at: dict[Location, Party | None] = {}

    def read_parties(self, node: Node) -> None:
        """Read the top-level ``parties``, before anything that may name one of them."""
        if not isinstance(node, Mapping):
            self.fault(node, "'parties' is written as keys, each with a party", "such as 'parties: {pixel: {name: Studio Pixel SARL}}'")
            return
        for key, value in node.pairs:
            party = self.parties[key.text] = self._declared(value)
            if party is not None:
                self._by_name.setdefault(fold(party.name), party)

    def _declared(self, node: Node) -> Party | None:
        fields = self.mapping(node, "a party", _PARTY, required=("name",))
        name = self.text(fields.get("name"), "name")
        country = self.text(fields.get("country"), "country")
        if country and not (country.isascii() and _COUNTRY.fullmatch(country)):
            self.fault(fields["country"], f"{quoted(country)} is no country code", "two letters, such as FR, BE or CA (ISO 3166-1)")
        lists = {key: self.each(fields.get(key), key, self.text) for key in ("aliases", "identifiers", "handles")}
        party = Party(
            name=name or "",
            **lists,
            emails=self.each(fields.get("emails"), "emails", self.email),
            domains=self.each(fields.get("domains"), "domains", self._own_domain),
            nameservers=self.each(fields.get("nameservers"), "nameservers", self.host),
            kind=self.one_of(fields.get("kind"), "kind", _KINDS),
            country=country.upper() if country else None,
            status=self.one_of(fields.get("status"), "status", _STATUSES) or "active",
        )
        return self._one.setdefault(party, party) if name else None

    def _own_domain(self, node: Node, key: str) -> str | None:
        host = self.host(node, key)
        if host is None:
            return None
        try:
            registrable(domain := host.removeprefix("www."), self.zones)
        except DomainError as error:
            self.fault(node, error.message, "name the party's own domain")
            return None
        self.notice(node, domain)
        return domain

    def party(self, node: Node, key: str) -> Party | None:
        """The party at a node: a key of parties, a name, or its own keys and values. Read once, however many sites fall back on it."""
        if node.location not in self._at:
            if isinstance(node, Mapping):
                party = self._declared(node)
            else:
                name = self.text(node, key)
                party = None if name is None else self.named(node, name)
            self._at[node.location] = party
        return self._at[node.location]

    def named(self, node: Node, name: str) -> Party | None:
        """The party with this key or (case, accents and spaces aside) this name; else a new one of which only the name is known."""
        if name in self.parties:
            return self.parties[name]
        if known := self._by_name.get(fold(name)):
            return known
        if self.is_slip(node, name, tuple(self.parties)):
            return None
        party = Party(name)
        return self._one.setdefault(party, party)

    def is_slip(self, node: Node, name: str, keys: tuple[str, ...]) -> bool:
        """Whether a single word is a slip of one of the keys; noted as a mistake."""
        if " " in name or name in keys or fold(name) in self._by_name:
            return False
        near = did_you_mean(name, keys, _SLIP)
        if near:
            self.fault(node, f"unknown party {quoted(name)}", near)
        return near is not None

    def notice(self, node: Node, domain: str) -> None:
        """Say so where a name was read as another than the one written."""
        if isinstance(node, Scalar) and node.text.strip() not in (domain, shown := to_unicode(domain)):
            self.notices.append(f"{node.location}: {quoted(node.text)} was read as {shown}")
