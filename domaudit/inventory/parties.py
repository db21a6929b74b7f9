"""Reading the inventory's parties: declared ones, names in passing, the slip of a key told from a name, and one party named twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Literal, get_args

from domaudit import identity
from domaudit.data.positions import Mapping, Node, Scalar, Sequence
from domaudit.domains import DomainError, registrable, to_unicode
from domaudit.errors import Said, counted, quoted, said
from domaudit.inventory.fields import Fields
from domaudit.model import Location, Party, PartyKind, PartyStatus, Site
from domaudit.nearness import did_you_mean

_PARTY = (
    *("name", "aliases", "identifiers", "emails", "domains", "nameservers", "handles", "phones"),
    *("kind", "country", "status", "contact", "address", "form"),
)
_KINDS: tuple[PartyKind, ...] = get_args(PartyKind)
_STATUSES: tuple[PartyStatus, ...] = get_args(PartyStatus)
_SHARED = {
    "e-mail": said("the same e-mail"),
    "domain": said("the same domain"),
    "handle": said("the same handle"),
    "phone": said("the same phone"),
    "identifier": said("the same identifier"),
}
_FORMS: tuple[Literal["tu", "vous"], ...] = ("tu", "vous")
_COUNTRY = re.compile("[A-Za-z]{2}")
# A word this close to a key of parties is a slip of the key, not a name: 'dupond' beside 'dupont'.
_SLIP = 0.8
_MOST_COMPARED = 200_000  # words held against keys in one file: a fifth of a second or two; beyond that a slip is not looked for
_MOST_NAMES = 100  # of one party, held against those of the other side
_MOST_TOLD = 3  # parties that no site names
_TYPOGRAPHIC = frozenset({("“", "”"), ("„", "“"), ("”", "”"), ("«", "»"), ("‘", "’")})


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
        self.notices: list[Said] = []
        self.parties: dict[str, Party | None] = {}  # None: declared, but not readable
        self._by_name: dict[str, Party] = {}
        self._one: dict[Party, Party] = {}
        self._at: dict[Location, Party | None] = {}
        self._near: dict[tuple[str, int], Said | None] = {}
        self._compared = 0
        self._same: dict[tuple[int, int], tuple[Said, Said] | None] = {}

    def read_parties(self, node: Node) -> None:
        """Read the top-level ``parties``, before anything that may name one of them."""
        if not isinstance(node, Mapping):
            self.fault(
                node,
                said("'parties' is written as keys, each with a party"),
                said("such as 'parties: {{pixel: {{name: Studio Pixel SARL}}}}'"),
            )
            return
        for key, value in node.pairs:
            if key.text in self.top and isinstance(value, Sequence):
                self.fault(key, said("unknown key {text}", text=quoted(key.text)), self._instead(key.text, None, ()))
                continue
            party = self.parties[key.text] = self._declared(value)
            if party is not None:
                self._by_name.setdefault(fold(party.name), party)

    def _declared(self, node: Node) -> Party | None:
        fields = self.mapping(node, said("a party"), _PARTY, required=("name",))
        name = self.text(fields.get("name"), "name")
        if name:
            self._doubt_quotes(fields["name"], name)
        country = self.text(fields.get("country"), "country")
        if country and not (country.isascii() and _COUNTRY.fullmatch(country)):
            self.fault(
                fields["country"],
                said("{country} is no country code", country=quoted(country)),
                said("two letters, such as FR, BE or CA (ISO 3166-1)"),
            )
        lists = {key: self.each(fields.get(key), key, self.text) for key in ("aliases", "identifiers", "handles", "phones")}
        self._doubt(fields, lists, country.upper() if country else None)
        party = Party(
            name=name or "",
            aliases=lists["aliases"],
            identifiers=lists["identifiers"],
            handles=lists["handles"],
            phones=lists["phones"],
            emails=self.each(fields.get("emails"), "emails", self.email),
            domains=self.each(fields.get("domains"), "domains", self._own_domain),
            nameservers=self.each(fields.get("nameservers"), "nameservers", self.host),
            kind=self.one_of(fields.get("kind"), "kind", _KINDS),
            country=country.upper() if country else None,
            status=self.one_of(fields.get("status"), "status", _STATUSES) or "active",
            contact=self.text(fields.get("contact"), "contact"),
            address=self.lines(fields.get("address"), "address"),
            form=self.one_of(fields.get("form"), "form", _FORMS) or "vous",
        )
        return self._one.setdefault(party, party) if name else None

    def _doubt(self, fields: dict[str, Node], lists: dict[str, tuple[str, ...]], country: str | None) -> None:
        """Say which identifiers and phones can match nothing: a slip of the pen is told, and compared with nothing."""
        for key, readable in (("identifiers", _can_decide), ("phones", identity.e164)):
            for text in lists[key]:
                if not readable(text, country):
                    self.note(_item(fields[key], text), _doubtful(key, text, country))

    def _own_domain(self, node: Node, key: str) -> str | None:
        host = self.host(node, key)
        if host is None:
            return None
        try:
            registrable(domain := host.removeprefix("www."), self.zones)
        except DomainError as error:
            self.fault(node, error.message, said("name the party's own domain"))
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
        self._doubt_quotes(node, name)
        party = Party(name)
        return self._one.setdefault(party, party)

    def _doubt_quotes(self, node: Node, name: str) -> None:
        """Say where quotes of typography are taken as a part of a name: a word processor has made them of YAML's."""
        if (name[0], name[-1]) in _TYPOGRAPHIC:
            told = said("the quotes are taken as a part of the name {name}; leave them out, or write straight ones", name=name)
            self.note(node, told)

    def note_unused(self, node: Node | None, sites: Iterable[Site]) -> None:
        """Say which declared parties no site names, and which name in their place may have meant one."""
        used = {id(party): party for site in sites for party in (site.client, site.provider, *(other for _, other in site.others))}
        unused = {key: party for key, party in self.parties.items() if party is not None and id(party) not in used}
        if not unused or not isinstance(node, Mapping):
            return
        declared = {id(party) for party in self.parties.values()}
        passing = [(party.name, set(fold(party.name).split())) for party in used.values() if id(party) not in declared][:_MOST_NAMES]
        places = {key.text: key for key, _ in node.pairs}
        told = 0
        for key, party in unused.items():
            meant = next((name for name, words in passing if _alike(words, key, party)), None)
            if meant is None:
                continue
            hint = said("if {name} is the same, write its key there: {key}", name=quoted(meant), key=key)
            message = said("no site names the party {key}, and what it says is not used; {hint}", key=quoted(key), hint=hint)
            self.note(places[key], message)
            if (told := told + 1) == _MOST_TOLD:
                break
        if not told:
            keys = [quoted(key) for key in unused]
            shown = ", ".join(keys[:_MOST_TOLD]) + ", …" * (len(keys) > _MOST_TOLD)
            first = places[next(iter(unused))]
            self.note(first, counted("no site names the party {keys}", "no site names the parties {keys}", len(keys), keys=shown))

    def is_slip(self, node: Node, name: str, keys: tuple[str, ...]) -> bool:
        """Whether a single word is a slip of one of the keys; noted as a mistake."""
        if " " in name or name in keys or fold(name) in self._by_name:
            return False
        near = self._nearest(node, name, keys)
        if near:
            self.fault(node, said("unknown party {name}", name=quoted(name)), near)
        return near is not None

    def _nearest(self, node: Node, name: str, keys: tuple[str, ...]) -> Said | None:
        """The key that a word may be a slip of; each word is searched for once, and only so many in one file."""
        asked = (name, len(keys))
        if asked not in self._near:
            if self._compared > _MOST_COMPARED:
                return None
            self._compared += len(keys)
            if self._compared > _MOST_COMPARED:
                self.note(node, said("from here on names are not compared with the keys of 'parties': there are too many"))
                return None
            self._near[asked] = did_you_mean(name, keys, _SLIP)
        return self._near[asked]

    def same_party(self, client: Party, provider: Party) -> tuple[Said, Said] | None:
        """What shows that the two sides are one party, and what to do; None where they are two. Looked at once for each pair."""
        pair = (id(client), id(provider))  # the same party is one object
        if pair not in self._same:
            self._same[pair] = same_party(client, provider)
        return self._same[pair]

    def note(self, where: Node, told: Said) -> None:
        """Note something that is no mistake."""
        self.notices.append(said("{position}: {told}", position=str(where.location), told=told))

    def notice(self, node: Node, domain: str) -> None:
        """Say so where a name was read as another than the one written."""
        if isinstance(node, Scalar) and node.text.strip() not in (domain, shown := to_unicode(domain)):
            self.note(node, said("{written} was read as {domain}", written=quoted(node.text), domain=shown))


def _alike(mine: set[str], key: str, party: Party) -> bool:
    """Whether a name of these words may be meant for a declared party: all words of one are among those of the other."""
    others = (key.replace("-", " ").replace("_", " "), party.name, *party.aliases[:_MOST_NAMES])
    return any(mine <= (words := set(fold(other).split())) or words <= mine for other in others)


def _item(node: Node, text: str) -> Node:
    """The entry of a list that has this text."""
    items = node.items if isinstance(node, Sequence) else ()
    return next((one for one in items if isinstance(one, Scalar) and " ".join(one.text.split()) == text), node)


def _doubtful(key: str, text: str, country: str | None) -> Said:
    if key == "identifiers":
        return said("{text} is no valid identifier, and is not compared; check its figures", text=quoted(text))
    if country:
        return said("'phones': {text} is no valid phone, and is not compared; write it as +33 6 …", text=quoted(text))
    return said(
        "'phones': {text} is no valid phone, and is not compared; write it as +33 6 …, or add 'country: FR' to the party", text=quoted(text)
    )


def _can_decide(text: str, country: str | None) -> bool:
    known = identity.identifier(text, country)
    return known is not None and known.valid


def same_party(client: Party, provider: Party) -> tuple[Said, Said] | None:
    """What shows that two parties are one, and what to do; None where they are two."""
    if client is provider or fold(client.name) == fold(provider.name):
        named = said("client and provider are the same party, {name}", name=quoted(client.name))
        return named, said("name the two sides of the contract")
    person = "person" in (client.kind, provider.kind)
    for one in client.names[:_MOST_NAMES]:
        for other in provider.names[:_MOST_NAMES]:
            if fold(one) == fold(other) or (_worth_comparing(one, other) and identity.compare(one, other, person=person).matches):
                told = said("client and provider are the same party: {one} and {other} are one name", one=quoted(one), other=quoted(other))
                return told, said("name each side by what only that side is called")
    for what, theirs, others in (
        ("e-mail", client.emails, provider.emails),
        ("domain", client.domains, provider.domains),
        ("handle", client.handles, provider.handles),
        ("phone", client.phones, provider.phones),
        ("identifier", client.identifiers, provider.identifiers),
    ):
        shared = next((value for value in theirs for other in others if _same(what, value, client.country, other, provider.country)), None)
        if shared is not None:
            told = said("client and provider have {what}, {value}", what=_SHARED[what], value=quoted(shared))
            return told, said("leave it with the side whose it is")
    return None


def _worth_comparing(one: str, other: str) -> bool:
    """Whether two names have a word in common or run together as one: cheap, where ``compare`` looks for mere likeness too."""
    if not (one.isascii() and other.isascii()):  # ü may be written ue
        return True
    words, others = (identity.split_form(identity.fold(name))[0] for name in (one, other))
    return not set(words).isdisjoint(others) or "".join(words) == "".join(others)


def _same(what: str, value: str, country: str | None, other: str, other_country: str | None) -> bool:
    """Whether two values of parties are one; what cannot be read is compared as it is written."""
    if what == "phone" and identity.same_phone(value, other, country, other_country):
        return True
    if what == "identifier":
        pairs = ((identity.identifier(value, country), other), (identity.identifier(other, other_country), value))
        return fold(value) == fold(other) or any(known is not None and identity.stands_in(known, text) for known, text in pairs)
    return fold(value) == fold(other)
