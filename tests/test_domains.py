"""From what a person writes to the name that is registered."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.domains import DomainError, hostname, is_below, registrable, to_ascii, to_unicode

ZONES = frozenset({"com", "uk", "fr", "org", "ac.uk", "uk.com", "de.com", "ar.com", "eu.org"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dupont.example", "dupont.example"),
        ("Dupont.EXAMPLE.", "dupont.example"),
        (" dupont.example ", "dupont.example"),
        ("café.example", "xn--caf-dma.example"),
        ("CAFÉ.example", "xn--caf-dma.example"),
        ("cafe\u0301.example", "xn--caf-dma.example"),
        ("straße.de", "xn--strae-oqa.de"),
        ("café。example", "xn--caf-dma.example"),
        ("ＤＵＰＯＮＴ.example", "dupont.example"),
        ("XN--CAF-DMA.example", "xn--caf-dma.example"),
        ("xn--caf-dma.été.fr", "xn--caf-dma.xn--t-9fab.fr"),
        ("xn--ls8h.la", "xn--ls8h.la"),  # an emoji that a registry sold: outside IDNA2008, but it is in the DNS
        ("a" * 63 + ".fr", "a" * 63 + ".fr"),
        ("1und1.example", "1und1.example"),
    ],
)
def test_to_ascii(text: str, expected: str) -> None:
    assert to_ascii(text) == expected


@pytest.mark.parametrize("domain", ["xn--caf-dma.example", "xn--strae-oqa.de", "dupont.example"])
def test_unicode_and_back(domain: str) -> None:
    assert to_ascii(to_unicode(domain)) == domain


def test_what_cannot_be_decoded_is_shown_as_it_came() -> None:
    assert to_unicode("xn--ls8h.la") == "xn--ls8h.la"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a..fr", "a dot too many"),
        (".fr", "a dot too many"),
        ("dupont.fr..", "a dot too many"),
        ("a" * 64 + ".fr", "longer than 63"),
        ("é" * 64 + ".fr", "too long"),
        ("a." * 130 + "fr", "longer than 253"),
        ("é" * 100_000, "longer than 253"),
        ("a_b.fr", "underscore"),
        ("a b.fr", "a space"),
        ("*.dupont.fr", "wildcard"),
        ("-a.fr", "hyphen"),
        ("a-.fr", "hyphen"),
        ("a!.fr", "'!'"),
        ("a\\b.fr", "'\\'"),
        ("\U0001f600.fr", "not a domain name"),
        ("é*.fr", "not a domain name"),
        ("xn--abc-.fr", "internationalised"),
        ("xn--zzzzzz99999.fr", "internationalised"),
        ("xn--.fr", "internationalised"),
    ],
)
def test_refused_with_a_reason_and_a_hint(text: str, words: str) -> None:
    with pytest.raises(DomainError) as caught:
        to_ascii(text)
    assert words in caught.value.message
    assert caught.value.hint
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.dupont.example/contact", "www.dupont.example"),
        ("HTTP://Dupont.example", "dupont.example"),
        ("https://user:secret@dupont.example:8443/a?b#c", "dupont.example"),
        ("//dupont.example", "dupont.example"),
        ("dupont.example:443/a@b", "dupont.example"),
        ("dupont.example/?q=été", "dupont.example"),
        ("https://café.example?x", "xn--caf-dma.example"),
    ],
)
def test_hostname_of_a_url(text: str, expected: str) -> None:
    assert hostname(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("192.0.2.1", "IP address"),
        ("https://192.0.2.1:8080/", "IP address"),
        ("2001:db8::1", "IP address"),
        ("[2001:db8::1]", "IP address"),
        ("http://[2001:db8::1]:80/", "IP address"),
        ("192.0.2", "IP address"),
        ("x.0", "IP address"),
        ("contact@dupont.example", "e-mail"),
        ("mailto:contact@dupont.example", "e-mail"),
        ("dupont", "not a whole domain name"),
        ("fr.", "not a whole domain name"),
        ("https://", "empty"),
        ("https:///path", "empty"),
    ],
)
def test_hostname_refuses(text: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        hostname(text)


@pytest.mark.parametrize(
    ("name", "domain", "suffix"),
    [
        ("dupont.fr", "dupont.fr", "fr"),
        ("www.dupont.fr", "dupont.fr", "fr"),
        ("a.b.dupont.co.uk", "dupont.co.uk", "co.uk"),
        ("x.dupont.uk.com", "dupont.uk.com", "uk.com"),  # a zone with its own registry
        ("dupont.ar.com", "dupont.ar.com", "ar.com"),  # so even where no suffix list has it
        ("dupont.eu.org", "dupont.eu.org", "eu.org"),
        ("www.dupont.fr.eu.org", "dupont.fr.eu.org", "fr.eu.org"),
        ("x.dupont.ac.uk", "dupont.ac.uk", "ac.uk"),
        ("x.dupont.example", "dupont.example", "example"),
        ("dupont.test", "dupont.test", "test"),
        ("www.ck", "www.ck", "ck"),  # an exception in the suffix list
        ("x.xn--55qx5d.cn", "x.xn--55qx5d.cn", "xn--55qx5d.cn"),
    ],
)
def test_registrable(name: str, domain: str, suffix: str) -> None:
    found = registrable(name, ZONES)
    assert (found.domain, found.suffix, found.platform) == (domain, suffix, False)


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("dupont.wixsite.com", "wixsite.com"),
        ("www.dupont.wixsite.com", "wixsite.com"),
        ("dupont.myshopify.com", "myshopify.com"),
        ("dupont.github.io", "github.io"),
    ],
)
def test_a_name_on_a_platform_is_never_reduced(name: str, platform: str) -> None:
    found = registrable(name, ZONES)
    assert (found.domain, found.suffix, found.platform) == (name, platform, True)


def test_a_private_suffix_with_its_own_registry_is_no_platform() -> None:
    assert registrable("dupont.uk.com", frozenset()).platform
    assert not registrable("dupont.uk.com", ZONES).platform


@pytest.mark.parametrize(
    "name", ["co.uk", "uk.com", "eu.org", "fr.eu.org", "wixsite.com", "www.wixsite.com", "github.io", "foo.ck", "ac.uk"]
)
def test_shared_endings_are_refused(name: str) -> None:
    with pytest.raises(DomainError, match="many share"):
        registrable(name, ZONES)


def test_is_below() -> None:
    assert is_below("dupont.agence.example", "agence.example")
    assert is_below("www.dupont.agence.example", "agence.example")
    assert not is_below("www.agence.example", "agence.example")
    assert not is_below("agence.example", "agence.example")
    assert not is_below("mon-agence.example", "agence.example")


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("ab-.xn:/@*_é。 1[]", max_size=40)))
def test_any_text_gives_a_usable_name_or_a_domain_error(text: str) -> None:
    try:
        name = hostname(text)
    except DomainError:
        return
    assert hostname(name) == name
    assert name.isascii()
    assert len(name) <= 253
    assert "." in name
    assert to_unicode(name)


def test_long_hostile_texts_are_refused_quickly() -> None:
    started = time.perf_counter()
    for text in ("a" * 1_000_000, "é" * 1_000_000, "." * 1_000_000, "https://" + "@" * 1_000_000, "xn--" + "a" * 1_000_000):
        with pytest.raises(DomainError):
            hostname(text)
    assert time.perf_counter() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)
