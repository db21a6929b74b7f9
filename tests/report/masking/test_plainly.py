"""A mask is made fast: what it hides is what the plain definition hides, kept here word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache, partial
from itertools import pairwise

import pytest

from domaudit.identity import Kind, compare, fold
from domaudit.model import SiteReport
from domaudit.privacy import recognise
from domaudit.report.masking.hiding import GAP, Word, _in_host, hide_phones, mask_emails, mask_name, mask_zone_mailbox, phone_core, words_of
from domaudit.report.masking.masks import STREET, _replaced, _uncovered, _zone_mailboxes, mask_of, mask_of_all
from domaudit.report.masking.people import comparable, declared_people, people_of
from tests import whole
from tests.report import samples

Plain = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
"""Names, names that stay, streets, phones, zone mailboxes."""


def plain(report: SiteReport, elsewhere: frozenset[str]) -> Plain:
    people = people_of(report)
    records = [report.registration, *(seen.record for seen in report.observed.registration if seen.record is not None)]
    contacts = [contact for record in records for found in record.contacts.values() for contact in found]
    public = [*people.kept, *(one.organization or "" for one in contacts)]
    public += [value or "" for record in records for value in (record.registrar, record.reseller)]
    readable = " | ".join(f" {fold(name)} " for name in public)
    parties = (report.site.client, report.site.provider, *(party for _, party in report.site.others))
    lines = [line for party in parties for line in party.address if any(char.isdigit() for char in line)]
    streets = set()
    for street in (*(one.street for one in contacts if one.street), *lines):
        near = any(compare(street, name).kind is not Kind.DIFFERENT for name in people.kept if comparable(street, name))
        if len(street.strip()) >= STREET and recognise(street) is None and f" {fold(street)} " not in readable and not near:
            streets.add(street)
    numbers = [*(one.phone for one in contacts if one.phone), *(phone for party in parties for phone in party.phones)]
    phones = {core for number in numbers if (core := phone_core(number))}
    zones = frozenset(_zone_mailboxes(report.observed))
    return people.names | elsewhere, people.kept, frozenset(streets), frozenset(phones), zones


@lru_cache
def sought_of(phrases: frozenset[str]) -> list[list[str]]:
    sought = [sorted(word.folded for word in words_of(phrase)) for phrase in phrases]
    return [one for one in sought if sum(map(len, one)) > 1]


def spans(phrases: frozenset[str], text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    sought = sought_of(phrases)
    place = 0
    while place < len(words):
        for length in sorted({len(one) for one in sought}, reverse=True):
            part = words[place : place + length]
            apart = any(after.start - before.end > GAP for before, after in pairwise(part))
            if len(part) == length and not apart and sorted(word.folded for word in part) in sought:
                if not _in_host(text, part[0].start, part[-1].end):
                    yield place, place + length
                    place += length - 1
                break
        place += 1


def hidden(value: str, how: Plain) -> str:
    names, kept, streets, phones, zones = how
    if zones:
        value = re.sub(r"\S+", lambda found: mask_zone_mailbox(found[0]) if found[0].rstrip(".") in zones else found[0], value)
    for phrases, hide in ((names, mask_name), (streets, lambda street: "…")):
        words = words_of(value)
        value = _replaced(value, words, _uncovered(spans(phrases, value, words), spans(kept, value, words)), hide)
    return mask_emails(hide_phones(value, phones))


def texts_in(one: object) -> Iterator[str]:
    """Every text that an object holds."""
    if isinstance(one, str):
        yield one
    elif is_dataclass(one):
        for field in fields(one):
            yield from texts_in(getattr(one, field.name))
    elif isinstance(one, Mapping):
        for value in one.values():
            yield from texts_in(value)
    elif isinstance(one, Sequence) and not isinstance(one, bytes):
        for value in one:
            yield from texts_in(value)


@cache
def reports() -> tuple[SiteReport, ...]:
    """The samples and every third whole case."""
    return (*samples.whole().sites, *(site for case in whole.load_cases()[::3] for site in whole.run(case)[0].sites))


@cache
def crowd() -> frozenset[str]:
    """The people whom all these inventories declare, and so many more that they are compiled once for all."""
    return declared_people(site.site for site in reports()) | {f"Ada Fictive{number}" for number in range(40)}


@pytest.mark.parametrize("elsewhere", [frozenset(), frozenset({"Ada Fictive"}), None], ids=["nobody", "one", "a crowd"])
def test_a_mask_hides_what_the_plain_definition_hides(elsewhere: frozenset[str] | None) -> None:
    others = crowd() if elsewhere is None else elsewhere
    seen = 0
    for report in reports():
        mask, how = mask_of(report, others), plain(report, others)
        texts = list(dict.fromkeys(texts_in(report)))
        for value in (*texts, " · ".join(texts), "Fictive7, Ada"):
            assert mask(value) == hidden(value, how)
            seen += mask(value) != value
    assert seen > 300  # of people, mailboxes, phones and streets


def test_the_mask_of_all_hides_what_any_hides() -> None:
    plainly = [plain(report, crowd()) for report in reports()]
    union = tuple(frozenset[str]().union(*(how[place] for how in plainly)) for place in range(5))
    mask = mask_of_all(mask_of(report, crowd()) for report in reports())
    told = partial(hidden, how=(union[0], union[1], union[2], union[3], union[4]))
    for report in reports()[::4]:
        value = " · ".join(dict.fromkeys(texts_in(report)))
        assert mask(value) == told(value)
