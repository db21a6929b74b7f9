"""What is to be rebuilt in the DNS: what was seen, as it is, with what it is for; and what was asked for at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import texts
from domaudit.data import load
from domaudit.handover import records
from domaudit.model import DnsObservation, Verdict
from tests.handover.sites import a_kit_site, dns

NAME = "dupont-exemple-fictif.fr"


def rebuilt(*seen: DnsObservation) -> list[tuple[str, str, str, str]]:
    found = records.to_rebuild(a_kit_site(NAME, Verdict.HIDDEN, *seen))
    return [(one.name, one.type, one.value, one.about.id.removeprefix("handover.record.")) for one in found]


def test_each_record_is_told_once_with_what_it_is_for() -> None:
    assert rebuilt(
        dns(NAME, "NS", "ns1.pixel.example"),
        dns(NAME, "SOA", "ns1.pixel.example hostmaster.pixel.example 1 2 3 4 5"),
        dns(NAME, "MX", "10 aspmx.l.google.com"),
        dns(NAME, "A", "192.0.2.10", "192.0.2.10"),
        dns(NAME, "TXT", "v=spf1 -all", "google-site-verification=abc", "hello"),
        dns(f"_dmarc.{NAME}", "TXT", "v=DMARC1; p=none; rua=mailto:jean.martin@pixel.example"),
    ) == [
        (NAME, "NS", "ns1.pixel.example", "ns"),
        (NAME, "MX", "10 aspmx.l.google.com", "mx"),
        (NAME, "A", "192.0.2.10", "site"),
        (NAME, "TXT", "v=spf1 -all", "spf"),
        (NAME, "TXT", "google-site-verification=abc", "token"),
        (NAME, "TXT", "hello", "text"),
        (f"_dmarc.{NAME}", "TXT", "v=DMARC1; p=none; rua=mailto:jean.martin@pixel.example", "dmarc"),
    ]


def test_a_name_that_takes_no_mail_is_not_said_to_have_mail_delivered() -> None:
    assert rebuilt(dns(NAME, "MX", "0 .")) == [(NAME, "MX", "0 .", "no-mail")]


def test_an_alias_is_the_record_and_not_what_it_leads_to() -> None:
    www = f"www.{NAME}"
    found = rebuilt(
        dns(www, "A", "192.0.2.10", aliases=["shops.example", "edge.example"]), dns(www, "AAAA", "2001:db8::1", aliases=["shops.example"])
    )
    assert found == [(www, "CNAME", "shops.example", "alias")]


@pytest.mark.parametrize("token", load("verification_tokens.yaml")["tokens"], ids=lambda token: str(token["begins"]))
def test_every_token_that_we_know_is_on_the_checklist(token: dict[str, str]) -> None:
    value = f"{token['begins']}1234"
    (found,) = records.tokens(a_kit_site(NAME, Verdict.HIDDEN, dns(NAME, "TXT", "v=spf1 -all", value, value)))
    assert found == records.Token(token["service"], value)


def test_a_token_elsewhere_than_at_the_domain_is_none() -> None:
    assert records.tokens(a_kit_site(NAME, Verdict.HIDDEN, dns(f"_dmarc.{NAME}", "TXT", "google-site-verification=abc"))) == ()


def test_what_was_asked_for_and_what_nobody_could_say_stand_apart() -> None:
    site = a_kit_site(NAME, Verdict.HIDDEN, dns(NAME, "NS"), dns(NAME, "MX", exists=None), dns(f"www.{NAME}", "A", exists=False))
    assert records.asked(site) == ((NAME, ("NS",)), (f"www.{NAME}", ("A",)))
    assert records.silent(site) == ((NAME, ("MX",)),)


def test_the_operators_are_named_and_an_unknown_host_by_itself() -> None:
    assert records.brands(["anna.ns.cloudflare.com", "bob.ns.cloudflare.com"], "NS") == "Cloudflare"
    assert records.brands(["ns1.pixel.example"], "NS") == "ns1.pixel.example"
    assert records.brands([], "MX") == ""


@given(st.lists(st.text(max_size=3000), max_size=4), st.sampled_from(["TXT", "MX", "A", "NS"]))
@settings(max_examples=60, deadline=None)
def test_no_value_of_the_wire_breaks_the_list(values: list[str], kind: str) -> None:
    found = records.to_rebuild(a_kit_site(NAME, Verdict.HIDDEN, dns(NAME, kind, *values)))
    assert len(found) == len(set(values))
    assert all(len(one.value) <= records.LONGEST and texts.has(one.about.id) for one in found)
