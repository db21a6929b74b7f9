"""What of a natural person may be shown where others can read it: initials, half an e-mail, nothing of phones and streets.

A screen shows what was read, and JSON is whole; files, pipes (a CI log is public) and the other formats mask people. Who is a person is
decided in ``people``; here it is hidden, in every word that came from the wire or the inventory. What the record is about (dates, hosts,
statuses) is never hidden: the party under audit writes the record, and must not be able to black out the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias, TypeVar

from domaudit import hosts
from domaudit.identity import Kind, compare, fold
from domaudit.model import Attribution, Contact, Evidence, Key, Observed, Record, SiteReport, Text
from domaudit.privacy import recognise
from domaudit.report.masking.hiding import (
    Phrases,
    Word,
    hide_any_phone,
    hide_phones,
    mask_email,
    mask_emails,
    mask_name,
    mask_zone_mailbox,
    phone_core,
    words_of,
)
from domaudit.report.masking.people import comparable, people_of

T = TypeVar("T")

STREET = 8
"""Characters that a street must have to be hidden elsewhere than in its own field."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FACTS = _set("expires created updated transferred nameservers redacted NS MX CNAME A AAAA")
"""Fields that name no person: hosts, dates."""

_OURS = _set(
    "server first_source second_source field date domain zone expires days why who outcome causes role rule until today reply_by "
    "rental_until parent"
)
"""Values of sentences that are in our own words, or name hosts and days."""

_FREE = _set("whom reason")
"""Values of sentences that somebody wrote in the inventory in free words: an addressee may stand there with a phone."""

_HOSTS = (Key.NAMESERVERS, Key.MAIL, Key.WEB)
_KNOWN = _set(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november "
    "december janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre utc whois rdap dns afnic icann"
)
"""Capitalised words that are no name: days and what answers are imported from."""


Street: TypeAlias = tuple[str, frozenset[str]]
"""A street, and the names that stay readable on its site."""


@dataclass(frozen=True, slots=True)
class Mask:
    """What to hide in the words of one site. Call it on any value that came from the wire or from the inventory.

    ``names`` are people's names, hidden in any order and spelling wherever they stand as whole words, but not inside a domain name, and
    ``elsewhere`` those of people whom other sites declare; ``kept`` the names that stay; ``phones`` (their last digits) and ``streets`` are
    hidden whole, but a street only where it is near none of the names beside it; ``zones`` are mailboxes as SOA records write them. A mask
    that is not ``closed`` hides nothing.
    """

    names: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    streets: frozenset[Street] = frozenset()
    phones: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    closed: bool = True
    _names: Phrases = field(init=False, compare=False, repr=False)
    _kept: Phrases = field(init=False, compare=False, repr=False)
    _streets: Phrases = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        streets = frozenset(street for street, _ in self.streets)
        for name, sets in (("_names", (self.names, self.elsewhere)), ("_kept", (self.kept,)), ("_streets", (streets,))):
            object.__setattr__(self, name, Phrases(*sets))

    def __call__(self, value: str) -> str:
        """The value with every person's detail masked."""
        if not self.closed:
            return value
        if self.zones:
            value = re.sub(r"\S+", lambda found: mask_zone_mailbox(found[0]) if found[0].rstrip(".") in self.zones else found[0], value)
        return mask_emails(hide_phones(self._without_people(value), self.phones))

    def _without_people(self, value: str) -> str:
        value = self._without(self._names, value, mask_name)
        streets = self._streets and any(self._streets.spans(value, words_of(value)))
        return self._without(_near_no_name(self.streets), value, lambda street: "…") if streets else value

    def _without(self, phrases: Phrases, value: str, hide: Callable[[str], str]) -> str:
        words = words_of(value) if phrases else []
        found = list(phrases.spans(value, words))
        return _replaced(value, words, _uncovered(found, self._kept.spans(value, words)), hide) if found else value

    def free(self, text: str) -> str:
        """What somebody wrote in free words: masked like a value, and every phone in it too."""
        return hide_any_phone(self(text)) if self.closed else text

    def status(self, status: str) -> str:
        """A status in its registry's spelling, without what may stand after it; one of a registry's own making is free words."""
        if not self.closed or hosts.is_bare(status):
            return status
        bare = hosts.bare_status(status)
        return bare if hosts.plain(bare) is not None else self.free(bare or status)

    def mailbox(self, value: str) -> str:
        """The value of an e-mail field, masked whole where it is odd."""
        return mask_email(self(value)) if self.closed else value

    def line(self, name: str, value: str) -> str:
        """The value of one field of a record (``registrant.email``, ``NS``)."""
        if not self.closed:
            return value
        if name in _FACTS:
            return mask_emails(value)
        if name == "status":
            return self.status(value)
        return self.mailbox(value) if name.endswith("email") else self(value)

    def shown(self, key: Key, held: Attribution) -> str:
        """The words that a key shows."""
        shown = held.shown or ""
        if not self.closed:
            return shown
        if key in _HOSTS and not any(line.field == "SOA" for line in held.evidence):
            return mask_emails(shown)
        email = key is Key.REGISTRANT_EMAIL or any(line.field.endswith("email") and line.value == shown for line in held.evidence)
        return self.mailbox(shown) if email else self(shown)

    def imported(self, words: str) -> str:
        """A user's free words on where an answer came from: every capitalised word may be a name, but for those known not to be."""
        if not self.closed:
            return words
        shown = self(words)
        found = words_of(shown)
        kept = {place for start, end in self._kept.spans(shown, found) for place in range(start, end)}
        names = (
            (place, place + 1)
            for place, word in enumerate(found)
            if shown[word.start].isupper() and word.folded not in _KNOWN and place not in kept and shown[word.end : word.end + 1] != "…"
        )
        return _replaced(shown, found, names, mask_name)

    def text(self, text: Text) -> Text:
        """A sentence with its values masked."""
        return Text(text.id, {name: self._value(text, name, value) for name, value in text.values.items()}) if self.closed else text

    def _value(self, text: Text, name: str, value: str) -> str:
        if name in _OURS:
            return mask_emails(value)
        if name == "status":
            return self.status(value)
        if name in _FREE:
            return self.free(value)
        if name == "word":  # the one word that differs is a part of the name
            stated = (text.values.get(other, "") for other in ("value", "party"))
            return mask_name(value) if any(self(one) != one for one in stated) else self(value)
        field = text.values.get("field", "")
        email = text.id.startswith(("reason.email", "reason.own-mail")) or field.endswith(("e-mail", "email"))
        if (name == "value" and email) or (name == "email" and text.values.get("why") != "reason.handle"):
            return self.mailbox(value)
        return self(value)

    def evidence(self, line: Evidence) -> Evidence:
        """A line of evidence with its words masked."""
        return replace(line, value=self.line(line.field, line.value))

    def contact(self, contact: Contact) -> Contact:
        """A contact with its person masked; phone and street are left out altogether."""
        if not self.closed:
            return contact
        return replace(
            contact,
            name=contact.name and self(contact.name),
            organization=contact.organization and self(contact.organization),
            email=contact.email and self.mailbox(contact.email),
            handle=contact.handle and self(contact.handle),
            street=contact.street and "…",
            phone=contact.phone and "…",
            contact_uri=contact.contact_uri and self(contact.contact_uri),
        )

    def record(self, record: Record) -> Record:
        """A record with everybody in it masked."""
        return replace(
            record,
            contacts={role: tuple(map(self.contact, people)) for role, people in record.contacts.items()},
            registrar=record.registrar and self(record.registrar),
            reseller=record.reseller and self(record.reseller),
        )


OPEN = Mask(closed=False)
"""The mask that hides nothing: for a screen, or where personal data was asked for."""


def mask_of(report: SiteReport, elsewhere: frozenset[str] = frozenset()) -> Mask:
    """What has to be masked in the words of one site's report; ``elsewhere`` are the people whom other sites declare."""
    people = people_of(report)
    records = [report.registration, *(seen.record for seen in report.observed.registration if seen.record is not None)]
    contacts = [contact for record in records for found in record.contacts.values() for contact in found]
    parties = (report.site.client, report.site.provider, *(party for _, party in report.site.others))
    streets = {contact.street for contact in contacts if contact.street and _is_street(contact.street)}
    streets |= {line for party in parties for line in party.address if any(map(str.isdigit, line)) and _is_street(line)}
    if streets:
        public = people.kept | {one.organization or "" for one in contacts}
        public |= {value or "" for record in records for value in (record.registrar, record.reseller)}
        readable = " | ".join(f" {fold(name)} " for name in public)
        streets = {street for street in streets if f" {fold(street)} " not in readable}
    numbers = [*(one.phone for one in contacts if one.phone), *(phone for party in parties for phone in party.phones)]
    phones = {core for number in numbers if (core := phone_core(number))}
    zones = frozenset(_zone_mailboxes(report.observed))
    beside = frozenset((street, people.kept) for street in streets)
    return Mask(people.names, elsewhere, people.kept, beside, frozenset(phones), zones)


def mask_of_all(masks: Iterable[Mask]) -> Mask:
    """What any of some masks hides, for words that belong to no single site."""
    names, elsewhere, kept, phones, zones = (set[frozenset[str]]() for _ in range(5))  # many sites share one: joined once
    streets = set[frozenset[Street]]()
    for mask in masks:
        if not mask.closed:
            return OPEN
        names.add(mask.names)
        elsewhere.add(mask.elsewhere)
        kept.add(mask.kept)
        streets.add(mask.streets)
        phones.add(mask.phones)
        zones.add(mask.zones)
    return Mask(_all(names), _all(elsewhere), _all(kept), _all(streets), _all(phones), _all(zones))


def _all(sets: Iterable[frozenset[T]]) -> frozenset[T]:
    return frozenset[T]().union(*sets)


def _uncovered(spans: Iterable[tuple[int, int]], kept: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans without what is kept; a kept single word does not save itself inside a longer name (``Durand SARL``, Marie Durand)."""
    strong: set[int] = set()
    weak: set[int] = set()
    for start, end in kept:
        (weak if end - start == 1 else strong).update(range(start, end))
    for start, end in spans:
        first = start
        for place in range(start, end + 1):
            if place == end or place in strong or (end - start == 1 and place in weak):
                if first < place:
                    yield first, place
                first = place + 1


def _replaced(text: str, words: Sequence[Word], spans: Iterable[tuple[int, int]], hide: Callable[[str], str]) -> str:
    parts, before = [], 0
    for first, last in spans:
        start, end = words[first].start, words[last - 1].end
        parts += [text[before:start], hide(text[start:end])]
        before = end
    return "".join((*parts, text[before:]))


def _is_street(street: str) -> bool:
    """Whether a street is long enough to be hidden wherever it stands, and no redaction."""
    return len(street.strip()) >= STREET and recognise(street) is None


@lru_cache(maxsize=64)
def _near_no_name(streets: frozenset[Street]) -> Phrases:
    """The streets that are near no name beside them. Comparing is dear: it waits until one of them stands in a text."""
    return Phrases(frozenset(street for street, names in streets if not any(_near(street, name) for name in names)))


def _near(street: str, name: str) -> bool:
    return comparable(street, name) and compare(street, name).kind is not Kind.DIFFERENT


def _zone_mailboxes(observed: Observed) -> Iterator[str]:
    """The mailboxes of SOA records; a name that is also a host of the record is not hidden."""
    stated = (value for seen in observed.dns if seen.type != "SOA" for value in (*seen.values, *seen.aliases, seen.name))
    hosts = {word for value in stated for word in value.split()}
    hosts |= {host for seen in observed.registration if seen.record is not None for host in seen.record.nameservers}
    for seen in observed.dns:
        for value in seen.values if seen.type == "SOA" else ():
            words = value.split()
            if len(words) > 1 and words[1] not in hosts:
                yield words[1].rstrip(".")
