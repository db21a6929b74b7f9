"""Whose each domain is, and what is left out: the provider's own domain, domains again, rows without a party."""

from __future__ import annotations

import pytest

from domaudit.data import load
from domaudit.domains import DomainError
from domaudit.errors import UsageError
from domaudit.starting.draft import Draft, drafted, own_domain
from domaudit.starting.listing import Skipped, read_list

ZONES = load("registries.yaml")["zones"]


def of(text: str, client: str = "Dupont", provider: str = "Studio Pixel SARL", own: tuple[str, ...] = ()) -> tuple[Draft, list[Skipped]]:
    return drafted(read_list(text.encode(), "list.csv"), client, provider, own, ZONES)


def test_the_providers_own_domain_is_no_site_but_what_lies_below_it_is() -> None:
    draft, skipped = of("a.example\nwww.pixel.example\ndupont.pixel.example", own=("pixel.example",))
    assert [site.domain for site in draft.sites] == ["a.example", "dupont.pixel.example"]
    assert [(one.line, str(one.reason)) for one in skipped] == [(2, "the provider's own domain")]


def test_a_row_in_which_the_provider_is_the_client_tells_its_own_domain() -> None:
    draft, skipped = of("domain,client\npixel.example,Studio Pixel\na.example,Dupont\nx.pixel.example,Dupont\n", client="")
    assert draft.own == {"Studio Pixel SARL": ("pixel.example",)}
    assert [site.domain for site in draft.sites] == ["a.example", "x.pixel.example"]
    assert [str(one.reason) for one in skipped] == ["client and provider are the same there: taken as the provider's own domain"]


def test_a_domain_again_for_another_client_is_said_so() -> None:
    draft, skipped = of("domain,client\na.example,X\na.example,Y\na.example,X\n")
    assert [(site.domain, site.client) for site in draft.sites] == [("a.example", "X")]
    assert ["another client" in str(one.reason) for one in skipped] == [True, False]


@pytest.mark.parametrize(("client", "provider", "option"), [("", "P", "--client"), ("C", "", "--provider")])
def test_a_row_without_a_party_is_named_with_its_line(client: str, provider: str, option: str) -> None:
    with pytest.raises(UsageError) as error:
        of("domain,client,provider\na.example,X,Z\nb.example,,\n", client, provider)
    assert error.value.where == "list.csv:3"
    assert option in str(error.value)


def test_the_party_of_all_sites_stands_at_the_top() -> None:
    assert (of("a.example")[0].client, of("a.example")[0].provider) == ("Dupont", "Studio Pixel SARL")
    several, _ = of("domain,client\na.example,X\nb.example,Y\n")
    assert (several.client, several.provider) == ("", "Studio Pixel SARL")


def test_own_domains_need_a_provider() -> None:
    with pytest.raises(UsageError, match="several providers"):
        of("domain,provider\na.example,X\nb.example,Y\n", provider="", own=("pixel.example",))
    assert of("domain,provider\na.example,X\n", provider="", own=("pixel.example",))[0].own == {"X": ("pixel.example",)}


def test_an_own_domain_is_reduced_and_is_nobody_elses() -> None:
    assert own_domain("https://www.studio-pixel.example/x", ZONES) == "studio-pixel.example"
    for text in ("gmail.com", "co.uk", "jm@pixel.example", "192.0.2.1", ""):
        with pytest.raises(DomainError):
            own_domain(text, ZONES)
