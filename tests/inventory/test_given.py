"""Domains named on the command line."""

from __future__ import annotations

import pytest

from domaudit.errors import InventoryError
from domaudit.identity import compare
from domaudit.inventory.given import inventory_of

ZONES = frozenset({"fr", "com", "uk.com"})


def test_each_domain_once_as_people_write_them() -> None:
    found = inventory_of(["https://www.Dupont-Exemple.fr/contact", "dupont-exemple.fr", "café-exemple.fr"], ZONES)
    assert [site.domain for site in found.sites] == ["dupont-exemple.fr", "xn--caf-exemple-dbb.fr"]
    assert found.sites[1].unicode == "café-exemple.fr"
    assert found.notices == ("'https://www.Dupont-Exemple.fr/contact' was read as dupont-exemple.fr",)


def test_a_name_on_a_platform_has_a_parent() -> None:
    (site,) = inventory_of(["dupont.wixsite.com"], ZONES).sites
    assert site.parent == "wixsite.com"


def test_every_mistake_at_once() -> None:
    with pytest.raises(InventoryError) as caught:
        inventory_of(["192.0.2.1", "com", "dupont-exemple.fr", "a b.fr"], ZONES)
    assert len(caught.value.mistakes) == 3


def test_a_party_that_is_not_named_has_no_name_to_match() -> None:
    (site,) = inventory_of(["dupont-exemple.fr"], ZONES).sites
    assert (site.client.names, site.provider.names) == ((), ())
    assert not compare("", "Studio Pixel").matches
