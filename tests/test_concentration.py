"""How many domains one hand holds."""

from __future__ import annotations

from dataclasses import replace

from domaudit.concentration import concentration
from domaudit.model import Contact, DnsObservation, Inventory, Key, Observation, Report, Site, SiteReport
from tests.cases import NOW, PROVIDER, case, dns, said, site


def one(*seen: Observation | DnsObservation, of: Site) -> SiteReport:
    made = case(*seen, of=of)
    return SiteReport(made.site, made.observed, made.keys, made.decision.verdict, made.decision.confidence, "observed", (), made.record)


def test_who_holds_how_many() -> None:
    pixel, client = Contact(organization="Studio Pixel"), Contact(organization="Boulangerie Dupont")
    sites = (
        one(said(pixel, registrar="OVH SAS", nameservers=("dns1.ovh.net",)), of=site(domain="a-exemple-fictif.fr")),
        one(
            said(client, registrar="ovh", nameservers=("ns1.studio-pixel.example",)),
            of=site(domain="b-exemple-fictif.fr", provider=replace(PROVIDER, name="STUDIO PIXEL")),
        ),
        one(
            said(client, registrar="Gandi SAS"),
            dns("MX", "1 aspmx.l.google.com", name="c-exemple-fictif.fr"),
            of=site(domain="c-exemple-fictif.fr"),
        ),
        one(of=site(domain="x.studio-pixel.example", parent="studio-pixel.example")),
    )
    found = concentration(Report(Inventory("inventory.yaml", ()), NOW, sites))
    assert [(hand.name, hand.sites, dict(hand.keys)) for hand in found.providers] == [
        ("Studio Pixel SARL", 3, {Key.REGISTRANT: 1, Key.NAMESERVERS: 1})
    ]
    assert [(hand.name, hand.sites) for hand in found.registrars] == [("OVH SAS", 2), ("Gandi SAS", 1)]
    assert [(hand.name, hand.sites) for hand in found.dns] == [("OVHcloud", 1)]
    assert [(hand.name, hand.sites) for hand in found.mail] == [("Google Workspace", 1)]
