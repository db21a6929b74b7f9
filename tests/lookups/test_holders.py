"""What can be known of the holder, by ending: sourced or `unknown`, never a guess."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.domains import DomainError
from domaudit.lookups.holders import Visibility, ending, holding, holdings
from domaudit.lookups.registries import Registries, load_registries
from domaudit.model import Confidence

SHIPPED = load_registries()


def own(tmp_path: Path, text: str) -> Registries:
    path = tmp_path / "registries.yaml"
    path.write_text(f"tlds:\n{text}", encoding="utf-8")
    return load_registries(str(path))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fr", "fr"),
        (".FR", "fr"),
        (" fr. ", "fr"),
        (".co.uk", "co.uk"),
        ("uk.com", "uk.com"),
        ("рф", "xn--p1ai"),
        (".XN--P1AI", "xn--p1ai"),
        ("dupont-exemple-fictif.fr", "fr"),
        ("www.dupont-exemple-fictif.co.uk", "co.uk"),
        ("wixsite.com", "com"),
        ("kawasaki.jp", "kawasaki.jp"),
        ("zzzz", "zzzz"),
    ],
)
def test_an_ending_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert ending(text, SHIPPED) == expected


@pytest.mark.parametrize(
    "text", ["", ".", "..fr", "a b", "a_b", "*.fr", "-fr", "192.0.2.1", "42", "https://x.example/", "j@x.example", "x" * 64]
)
def test_what_has_not_the_form_of_an_ending_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match=r"write an ending such as fr, \.co\.uk or рф"):
        ending(text, SHIPPED)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = holdings([text], SHIPPED)
    except DomainError:
        return
    assert len(found) == 1
    assert found[0].note


@pytest.mark.parametrize(
    ("zone", "shows"),
    [
        ("fr", Visibility.ORGANISATIONS),
        ("re", Visibility.ORGANISATIONS),
        ("com", Visibility.ORGANISATIONS),
        ("museum", Visibility.ORGANISATIONS),
        ("it", Visibility.PUBLIC),
        ("tn", Visibility.PUBLIC),
        ("de", Visibility.HIDDEN_BY_LAW),
        ("li", Visibility.HIDDEN_BY_LAW),
        ("be", Visibility.WEB_ONLY),
        ("es", Visibility.WEB_ONLY),
        ("az", Visibility.WEB_ONLY),
        ("ne", Visibility.NOBODY),
        ("example", Visibility.NOBODY),
        ("uk", Visibility.UNKNOWN),
        ("co.uk", Visibility.UNKNOWN),
        ("ml", Visibility.UNKNOWN),
        ("xn--p1ai", Visibility.UNKNOWN),
        ("edu", Visibility.UNKNOWN),
        ("zzzz", Visibility.UNKNOWN),
        ("al", Visibility.UNKNOWN),
        ("adac", Visibility.UNKNOWN),
    ],
)
def test_whether_the_holder_is_shown(zone: str, shows: Visibility) -> None:
    assert holding(zone, SHIPPED).shows is shows


def test_a_fact_comes_with_source_day_and_confidence() -> None:
    found = holding("fr", SHIPPED)
    assert found.source == "https://www.afnic.fr/en/domain-names-and-support/resolve-a-dispute/data-disclosure-request/"
    assert (found.checked, found.confidence) == (date(2026, 11, 22), Confidence.HIGH)
    assert [text.id for text in found.note] == ["tlds.note.afnic"]
    assert found.registry
    assert found.registry.rdap == "https://rdap.nic.fr/"


def test_a_parts_registry_answers_for_it_unless_it_has_its_own() -> None:
    below = holding("gouv.fr", SHIPPED)
    assert below.registry
    assert (below.registry.zone, below.shows) == ("fr", Visibility.ORGANISATIONS)
    apart = holding("aeroport.fr", SHIPPED)
    assert apart.registry
    assert (apart.registry.zone, apart.shows, apart.source) == ("aeroport.fr", Visibility.UNKNOWN, None)
    assert holding("uk.com", SHIPPED).shows is Visibility.UNKNOWN  # run by a company under .com, without ICANN's rules


def test_a_registry_without_registrants_says_so() -> None:
    assert [text.id for text in holding("com", SHIPPED).note] == ["tlds.note.gtld", "tlds.note.thin"]
    assert [text.id for text in holding("org", SHIPPED).note] == ["tlds.note.gtld"]


def test_no_server_and_no_page_is_no_claim_that_nobody_publishes() -> None:
    assert [text.id for text in holding("al", SHIPPED).note] == ["tlds.note.no-server"]
    assert [text.id for text in holding("zzzz", SHIPPED).note] == ["tlds.note.not-served"]


def test_the_user_s_file_is_shown_and_overtakes_the_lack_of_a_server(tmp_path: Path) -> None:
    registries = own(
        tmp_path, '  fr: {rdap: "https://127.0.0.1:8443/"}\n  ne: {whois: whois.registry.test}\n  es: {whois: whois.registry.test}\n'
    )
    fr, ne, es, de = holdings(["fr", "ne", "es", "de"], registries)
    assert fr.registry
    assert (fr.registry.rdap, fr.own, fr.shows) == ("https://127.0.0.1:8443/", True, Visibility.ORGANISATIONS)
    assert (ne.shows, ne.own, ne.source) == (Visibility.UNKNOWN, True, None)
    assert es.shows is Visibility.UNKNOWN
    assert not de.own


def test_an_ending_of_the_user_s_own_is_no_gtld(tmp_path: Path) -> None:
    registries = own(tmp_path, "  intranet: {whois: whois.registry.test}\n  example: {whois: whois.registry.test}\n")
    assert [found.shows for found in holdings(["intranet", "example"], registries)] == [Visibility.UNKNOWN, Visibility.UNKNOWN]
    assert {"intranet", "example", "fr"} <= {found.zone for found in holdings([], registries)}


def test_without_an_ending_all_of_the_table_is_told_in_order() -> None:
    zones = [found.zone for found in holdings([], SHIPPED)]
    assert zones == sorted(zones)
    assert len(zones) == 113
    assert {"fr", "no", "com", "quebec"} <= set(zones)


def test_each_ending_is_told_once_in_the_order_asked() -> None:
    assert [found.zone for found in holdings(["uk", ".FR", "fr", "dupont-exemple-fictif.fr", "be"], SHIPPED)] == ["uk", "fr", "be"]
