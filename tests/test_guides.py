"""Every fact about a registrar has a page, a day and a sentence in both languages; a record's registrar finds its guide and no other."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import texts
from domaudit.data import load
from domaudit.guides import FACTS, Fact, Guide, guide, guides
from domaudit.model import Confidence

DATA = load("guides/guides.yaml")["guides"]
KNOWN = [(one, name, fact) for one in guides() for name, fact in one.facts() if fact is not None]
TODAY = date.today()  # meant: the facts age with the real clock


def named(one: object) -> str:
    return one.id if isinstance(one, Guide) else one.text.id if isinstance(one, Fact) else str(one)


def test_there_are_twenty_guides_at_least_each_with_two_facts() -> None:
    known = {one.id: sum(fact is not None for _, fact in one.facts()) for one in guides()}
    assert sum(number >= 2 for number in known.values()) >= 20
    assert [id_ for id_, number in known.items() if number == 1] == []


def test_a_company_that_we_know_nothing_of_is_said_to_be_unknown() -> None:
    found = guide("PlanetHoster")
    assert found is not None
    assert all(fact is None for _, fact in found.facts())


@pytest.mark.parametrize("one", guides(), ids=named)
def test_every_fact_is_there_or_plainly_null(one: Guide) -> None:
    assert set(DATA[one.id]) == {"name", "kind", "iana", "names", *FACTS}
    assert one.kind in ("registrar", "platform", "host")
    assert texts.has(f"guides.kind.{one.kind}")


@pytest.mark.parametrize(("one", "name", "fact"), KNOWN, ids=named)
def test_every_fact_has_a_page_a_day_and_a_sentence(one: Guide, name: str, fact: Fact) -> None:
    page = urlsplit(fact.source)
    assert page.scheme in ("http", "https")
    assert page.netloc
    assert fact.text.id == f"guide.{one.id}.{name}"
    assert texts.has(fact.text.id)
    assert fact.confidence in (Confidence.HIGH, Confidence.MEDIUM)
    assert fact.read <= TODAY
    assert re.fullmatch(r"\d{4}(-\d\d-\d\d)?", DATA[one.id][name].get("dated", "2026"))


@pytest.mark.parametrize("one", guides(), ids=named)
def test_no_guide_was_read_more_than_a_year_ago(one: Guide) -> None:
    old = [name for name, fact in one.facts() if fact is not None and TODAY - fact.read > timedelta(366)]
    assert old == [], f"{one.id}: open these pages again, correct the sentences, and date them anew"


@pytest.mark.parametrize("one", guides(), ids=named)
def test_an_old_page_is_not_sure(one: Guide) -> None:
    dated = [
        (name, DATA[one.id][name].get("dated")) for name, fact in one.facts() if fact is not None and fact.confidence is Confidence.HIGH
    ]
    assert [name for name, day in dated if day is not None and TODAY.year - int(day[:4]) > 5] == []


def test_no_sentence_is_without_a_fact() -> None:
    assert {id_ for id_ in texts.ids() if id_.startswith("guide.")} == {fact.text.id for _, _, fact in KNOWN}


def test_the_sentences_stand_alone() -> None:
    assert [fact.text.id for _, _, fact in KNOWN if texts.placeholders(fact.text.id, "en") | texts.placeholders(fact.text.id, "fr")] == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_heading_is_told_and_what_is_not_known_names_the_company(lang: texts.Lang) -> None:
    assert all(texts.has(f"guides.{name}") for name in FACTS)
    assert "Shopify" in texts.tell("guides.not-known", lang, company="Shopify")


@pytest.mark.parametrize(
    ("registrar", "found"),
    [
        ("Gandi SAS", "gandi"),
        ("GANDI", "gandi"),
        ("GANDI.NET", "gandi"),
        ("Gandi SAS R114-ME (81)", "gandi"),
        ("Gandi SAS (R42-LROR)", "gandi"),
        ("OVH sas", "ovh"),
        ("OVH", "ovh"),
        ("OVH, SAS", "ovh"),
        ("IONOS SE", "ionos"),
        ("1&1 IONOS SE", "ionos"),
        ("1&1 Internet AG", "ionos"),
        ("Ligne Web Services SAS dba LWS", "lws"),
        ("GoDaddy.com, LLC", "godaddy"),
        ("GODADDY.COM, INC.", "godaddy"),
        ("NameCheap, Inc.", "namecheap"),
        ("HOSTINGER operations, UAB", "hostinger"),
        ("Squarespace Domains II LLC", "squarespace"),
        ("Wix.com Ltd.", "wix"),
        ("Automattic Inc.", "wordpress-com"),
        ("One.com A/S", "one-com"),
        ("One.com A/S - ONE", "one-com"),
        ("NAME.COM LLC", "name-com"),
        ("Amazon Registrar, Inc.", "route53"),
        ("TUCOWS DOMAINS INC.", "tucows"),
        ("Network Solutions, LLC", "network-solutions"),
        ("Infomaniak Network SA", "infomaniak"),
        ("Aruba S.p.A.", "aruba"),
        ("NETIM SAS", "netim"),
        ("Cloudflare, Inc.", "cloudflare"),
        ("TransIP B.V.", "transip"),
        ("CSL Computer Service Langenbach GmbH d/b/a joker.com", "joker"),
    ],
)
def test_a_registrar_as_records_spell_it(registrar: str, found: str) -> None:
    known = guide(registrar)
    assert known is not None
    assert known.id == found


@pytest.mark.parametrize(
    "registrar",
    [
        "Gandini",
        "Gandini SAS",
        "Studio Gandi",
        "Gandi Conseil SAS",
        "Mon OVH",
        "OVH2",
        "Aruba Networks, Inc.",
        "Hover Studio SARL",
        "Namecheaper, Inc.",
        "Name",
        "Name.community",
        "Amazon",
        "one",
        "Networks Solution, LLC",
        "Registrar Exemple SAS",
        "SAS",
        "(81)",
        "",
        " ",
        "Gandi" * 200,
    ],
)
def test_no_other_name_finds_a_guide(registrar: str) -> None:
    assert guide(registrar) is None


@pytest.mark.parametrize(
    ("registrar", "number", "found"),
    [
        (None, "81", "gandi"),
        ("Registrar Exemple SAS", " 433 ", "ovh"),
        ("Registrar Exemple SAS", "0433", "ovh"),
        ("GANDI", "433", "ovh"),
        ("GANDI", "99999", "gandi"),
        ("GANDI", "", "gandi"),
        ("GANDI", "not applicable", "gandi"),
        (None, None, None),
        (None, "4330", None),
        (None, "0", None),
        ("", "", None),
    ],
)
def test_the_number_comes_first(registrar: str | None, number: str | None, found: str | None) -> None:
    known = guide(registrar, number)
    assert (known.id if known else None) == found


def test_no_two_guides_have_a_name_or_a_number_in_common() -> None:
    for one in guides():
        assert [number for number in DATA[one.id]["iana"] if guide(None, number) is not one] == []
        assert [name for name in (*DATA[one.id]["names"],) if guide(name) is not one] == []
        assert all(isinstance(number, str) and number.isdecimal() for number in DATA[one.id]["iana"])


@given(st.text(max_size=500), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_hostile_names_and_numbers_never_raise(registrar: str, number: str) -> None:
    found = guide(registrar, number)
    assert found is None or found in guides()
