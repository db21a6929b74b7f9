"""What is written reads back as what was given, whatever the names are; what it offers behind # is right when its # is taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.catalogue import LANGUAGES
from domaudit.data import load
from domaudit.inventory import parse_inventory
from domaudit.inventory.parties import fold, same_party
from domaudit.model import Inventory, Party
from domaudit.starting.composing import compose, keys_of, scalar
from domaudit.starting.draft import Draft, Place, Proposal, as_written, drafted
from domaudit.starting.listing import Entry, Listing, name_of

ZONES = load("registries.yaml")["zones"]
ODD = [
    *("yes", "null", "~", "No", "on", "123", "1e5", "0x1f", "12:30", "2026-11-22", "-", "- a", "? b", "a: b", "a #b", "#a", "@a", "`a`"),
    *("&a", "*a", "!a", "|", ">", "%a", "{a}", "[a]", "a, b", "'a'", '"a"', 'a "b" c', "a\\nb", "C:\\temp", "a:", "<<", "=", "...", "---"),
    *("Café des Arts", "Δοκιμή", "工作室", "سوق", "🥐 Dupont", "client", "provider", "Dupont & Fils", "l'Atelier", "l’Atelier", "A" * 200),
]
NAMES = st.one_of(st.sampled_from(ODD), st.text(max_size=60)).map(name_of).filter(lambda name: any(map(str.isalnum, name)))


def read(draft: Draft, lang: str = "en") -> tuple[str, Inventory]:
    content = compose(draft, lang, "inventory.yaml")  # type: ignore[arg-type]
    return content, parse_inventory(content.encode(), "inventory.yaml", zones=ZONES)


def told(draft: Draft) -> list[tuple[str, str, str]]:
    return sorted((site.domain, site.client, site.provider) for site in draft.sites)


def understood(inventory: Inventory) -> list[tuple[str, str, str]]:
    return sorted((site.unicode, site.client.name, site.provider.name) for site in inventory.sites)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5), st.sampled_from(LANGUAGES))
def test_names_read_back_as_they_were_given(rows: list[tuple[str, str]], lang: str) -> None:
    entries = [Entry(number, f"site-{number}.example", client, provider) for number, (client, provider) in enumerate(rows, 1)]
    draft, _ = drafted(Listing("list", tuple(entries), ()), "", "", [], ZONES)
    if not draft.sites:
        return
    content, inventory = read(draft, lang)
    assert understood(inventory) == told(draft)
    first: dict[str, str] = {}
    for client, provider in rows:
        first.setdefault(fold(client), client)
        first.setdefault(fold(provider), provider)
    kept = {site.domain for site in draft.sites}
    wanted = [(entry.written, first[fold(entry.client)], first[fold(entry.provider)]) for entry in entries if entry.written in kept]
    assert told(draft) == sorted(wanted)
    assert {party["name"] for party in any_yaml(content)["parties"].values()} == {party.name for party in inventory.parties.values()}


def any_yaml(content: str) -> Any:
    """What another reader of YAML makes of it, who knows of numbers and truth values."""
    return yaml.safe_load(content)


@pytest.mark.parametrize("text", ODD)
def test_every_reader_takes_a_text_for_that_text(text: str) -> None:
    assert yaml.safe_load(f"a: {scalar(text)}") == {"a": text}
    assert yaml.safe_load(f"- {scalar(text)}  # b") == [text]


@given(st.lists(NAMES, max_size=30, unique=True))
def test_every_party_has_a_key_of_its_own_in_plain_letters(names: list[str]) -> None:
    keys = keys_of(names)
    assert len(set(keys.values())) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", key) for key in keys.values())
    assert not {"client", "provider", "yes", "no", "null"} & set(keys.values())


def whole() -> Draft:
    proposals = (
        Proposal("aliases", "STUDIO PIXEL", "rdap.nic.fr", sure=True),
        Proposal("aliases", "Jean: Martin # x", "rdap.nic.fr", sure=False),
        Proposal("handles", "SP1234-FRNIC", "rdap.nic.fr", sure=False),
        Proposal("nameservers", "ns1.pixel-dns.example", "127.0.0.1", sure=False),
    )
    sites = (Place("a.example", "Boulangerie Dupont", "Studio Pixel SARL"), Place("café.example", "Café", "Autre Agence"))
    return Draft(
        sites, "Boulangerie Dupont", "Studio Pixel SARL", {"Studio Pixel SARL": ("pixel.example",)}, {"Studio Pixel SARL": proposals}
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stands_behind_a_mark_is_right_without_it(lang: str) -> None:
    content, inventory = read(whole(), lang)
    assert (inventory.language, inventory.notices) == (lang, ())
    (studio,) = [party for party in inventory.parties.values() if party.name == "Studio Pixel SARL"]
    assert (studio.aliases, studio.handles, studio.nameservers, studio.domains) == (("STUDIO PIXEL",), (), (), ("pixel.example",))
    opened = re.sub(r"^( {4,6})#((?:[a-z]+:| *- ).*)$", r"\1\2", content, flags=re.MULTILINE)
    inventory = parse_inventory(opened.encode(), "inventory.yaml", zones=ZONES)
    assert inventory.notices == ()
    (studio,) = [party for party in inventory.parties.values() if party.name == "Studio Pixel SARL"]
    assert studio.aliases == ("STUDIO PIXEL", "Jean: Martin # x")
    assert (studio.handles, studio.nameservers) == (("SP1234-FRNIC",), ("ns1.pixel-dns.example",))
    assert studio.identifiers
    assert inventory.sites[0].client.country == "FR"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longer_site_that_it_offers_can_stand_in_the_place_of_the_short_one(lang: str) -> None:
    content, _ = read(whole(), lang)
    head, example = content.split("  #- domain: a.example\n")
    lines = ["  - domain: a.example", *(line.replace("#", "", 1) for line in example.splitlines())]
    longer = head.replace("  - a.example\n", "") + "\n".join(lines) + "\n"
    inventory = parse_inventory(longer.encode(), "inventory.yaml", zones=ZONES)
    site = next(site for site in inventory.sites if site.domain == "a.example")
    assert site.contract is not None
    assert (len(site.requests), len(site.accept)) == (1, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_of_words_is_longer_than_a_page_is_wide(lang: str) -> None:
    content, _ = read(whole(), lang)
    assert [line for line in content.splitlines() if line.startswith("# ") and len(line) > 96] == []


def test_a_domain_is_written_as_people_write_it_where_it_reads_back() -> None:
    assert as_written("xn--caf-dma.example") == "café.example"
    assert as_written("xn--ls8h.example") == "xn--ls8h.example"  # an emoji, which IDNA2008 does not know


def test_two_spellings_of_one_party_are_one() -> None:
    entries = (Entry(1, "a.example", "Boulangerie Dupont", "X"), Entry(2, "b.example", "BOULANGERIE  DUPONT", "X"))
    draft, _ = drafted(Listing("list", entries, ()), "", "", [], ZONES)
    assert draft.clients == ("Boulangerie Dupont",)
    assert same_party(Party("Boulangerie Dupont"), Party("BOULANGERIE  DUPONT"))


@pytest.mark.parametrize("file", ["'y\nclient: evil'", "'a\rb'", "'a\x85b'", "'a\u2028b'", "'a\x1b[2Jb'", "'a\udcffb'"])
def test_no_name_of_a_file_leaves_its_comment(file: str) -> None:
    draft = Draft((Place("a.example", "A", "B"),), "A", "B")
    content = compose(draft, "en", file)
    (told,) = [line for line in content.splitlines() if "domaudit check" in line]
    assert told.startswith("#   domaudit check '")
    assert told.isprintable()
    assert parse_inventory(content.encode(), "i.yaml", zones=ZONES).sites[0].client.name == "A"
    assert len(content.splitlines()) == len(compose(draft, "en", "inventory.yaml").splitlines())
