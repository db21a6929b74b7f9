"""What the provider's own record adds to the file: sure where it names the provider, behind # where not, never what is hidden or shared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domaudit.inventory.given import inventory_of
from domaudit.model import Authority, Contact, DnsObservation, Observation, Observed, Outcome, Record, Role, SiteReport, Source
from domaudit.starting.proposing import proposals, silent

OWN = "studio-pixel-exemple-fictif.fr"
AT = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


def report(contact: Contact | None, *nameservers: str, registrar: str = "OVH", outcome: Outcome = Outcome.ANSWERED) -> SiteReport:
    (site,) = inventory_of([OWN], ()).sites
    source = Source("rdap", "rdap.nic.fr", Authority.REGISTRY, outcome, OWN, AT)
    record = Record({Role.REGISTRANT: (contact,)} if contact else {}, registrar=registrar)
    dns = Source("dns", "127.0.0.1", Authority.REGISTRY, Outcome.ANSWERED, f"{OWN} NS", AT)
    seen = Observed((Observation(source, record if outcome is Outcome.ANSWERED else None),), (DnsObservation(dns, OWN, "NS", nameservers),))
    others: dict[str, Any] = {"keys": {}, "verdict": None, "confidence": None, "basis": "observed", "findings": (), "registration": record}
    return SiteReport(site, seen, **others)


def proposed(
    contact: Contact, *nameservers: str, clients: tuple[str, ...] = ("Boulangerie Dupont",), **more: Any
) -> list[tuple[str, str, bool]]:
    found = proposals("Studio Pixel SARL", clients, [OWN], [report(contact, *nameservers, **more)], "en")
    return [(one.key, one.value, one.sure) for one in found]


NAMED = Contact(organization="STUDIO PIXEL", email="jm@pixel-mail.example", handle="SP1234-FRNIC")


def test_where_the_record_names_the_provider_its_contacts_are_sure() -> None:
    assert proposed(NAMED, "ns1.pixel-dns.example") == [
        ("aliases", "STUDIO PIXEL", True),
        ("emails", "jm@pixel-mail.example", True),
        ("handles", "SP1234-FRNIC", True),
        ("nameservers", "ns1.pixel-dns.example", False),
    ]


@pytest.mark.parametrize(
    ("lang", "comment"),
    [
        ("en", f"rdap.nic.fr, 22 Nov 2026: registrant organisation, {OWN}"),
        ("fr", f"rdap.nic.fr, 22 nov. 2026\u202f: organisation titulaire, {OWN}"),
    ],
)
def test_each_says_where_and_when_it_was_seen(lang: Any, comment: str) -> None:
    first, *_ = proposals("Studio Pixel SARL", ["X"], [OWN], [report(NAMED)], lang)
    assert first.seen == comment


def test_beside_another_name_nothing_is_sure() -> None:
    found = proposed(Contact(organization="Martin Holding", email="jm@pixel-mail.example", handle="MH99-FRNIC"))
    assert found == [("aliases", "Martin Holding", False), ("emails", "jm@pixel-mail.example", False), ("handles", "MH99-FRNIC", False)]


@pytest.mark.parametrize(
    "contact",
    [
        Contact(organization="REDACTED FOR PRIVACY", email="REDACTED FOR PRIVACY", handle="REDACTED FOR PRIVACY"),
        Contact(organization="Domains By Proxy, LLC", email="0123456789abcdef@domainsbyproxy.com"),
        Contact(name="Ano Nymous", handle="ANO00-FRNIC"),
        Contact(organization="OVH", email="tech@ovh.net", handle="OVH5-FRNIC"),
        Contact(organization="Cloudflare, Inc.", email="x@pixel-mail.example", handle="CF12-FRNIC"),
        Contact(organization="Studio Pixel SARL"),
        Contact(email=f"jm@{OWN}"),
    ],
    ids=["redacted", "privacy service", "generic", "the registrar", "a large host", "nothing new", "under the own domain"],
)
def test_what_is_hidden_or_shared_or_known_is_never_proposed(contact: Contact) -> None:
    assert proposed(contact, "dns10.ovh.net", "ns10.ovh.net", f"ns1.{OWN}") == []


def test_a_field_that_the_source_says_it_withholds_is_never_proposed() -> None:
    contact = Contact(
        organization="STUDIO PIXEL", email="a1b2c3d4e5f6a7@relay.example", handle="SP1234-FRNIC", redacted=("email", "handle")
    )
    assert proposed(contact) == [("aliases", "STUDIO PIXEL", True)]


@pytest.mark.parametrize("clients", [("Boulangerie Dupont",), ("Café", "Boulangerie Dupont")])
def test_what_is_a_clients_is_never_the_providers(clients: tuple[str, ...]) -> None:
    assert [value for _, value, _ in proposed(Contact(organization="Boulangerie Dupont SARL"), clients=clients)] == []


def test_silence_is_said() -> None:
    assert list(silent([OWN], [report(None, outcome=Outcome.UNREACHABLE)])) == [(OWN, "nobody")]
    assert list(silent([OWN], [report(None, outcome=Outcome.NOT_REGISTERED)])) == [(OWN, "free")]
    assert list(silent([OWN], [report(Contact(name="REDACTED FOR PRIVACY"))])) == [(OWN, "nothing")]
    assert list(silent([OWN], [report(None)])) == [(OWN, "nothing")]
    assert list(silent([OWN], [report(NAMED)])) == []
