"""What the whole inventory teaches, and what it must not teach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domaudit.cases import Shared
from domaudit.indices import indices
from domaudit.learning import MOST_DOMAINS, informed, learn, own_sites, shared
from domaudit.model import Contact, DnsObservation, Learned, Observation, Observed, Outcome, Party, Site, Verdict
from tests.cases import CLIENT, DOMAIN, PROVIDER, REGISTRIES, case, dns, said, site

OWN = "studio-pixel-exemple-fictif.fr"
PIXEL = replace(PROVIDER, domains=(OWN,))


def taught(*seen: Observation | DnsObservation, of: Site | None = None) -> tuple[Learned, ...]:
    where = of or site(provider=PIXEL)
    registration = tuple(one for one in seen if isinstance(one, Observation))
    observed = Observed(registration, tuple(one for one in seen if isinstance(one, DnsObservation)))
    return informed(where, learn([where], [(site(domain=OWN), observed)])).provider.learned


def test_a_providers_own_domain_teaches_its_contacts() -> None:
    seen = said(Contact(organization="STUDIO PIXEL", name="Jo Invented", email="bureau@pixel.example", handle="PX7-FRNIC"))
    assert taught(seen, dns("NS", "ns1.hosting.example", f"ns2.{OWN}", "dns10.ovh.net", name=OWN)) == (
        Learned("holder", "STUDIO PIXEL", OWN, sure=True),
        Learned("email", "bureau@pixel.example", OWN, sure=True),
        Learned("handle", "PX7-FRNIC", OWN, sure=True),
        Learned("nameserver", "ns1.hosting.example", OWN),
    )


@pytest.mark.parametrize("name", ["Hébergeur Fictif SAS", "Studio Pixel Conseil", "Studio Pixel SCI", "REDACTED FOR PRIVACY"])
def test_what_stands_beside_another_name_is_only_an_index(name: str) -> None:
    learned = taught(said(Contact(organization=name, email="bureau@pixel.example", handle="PX7-FRNIC")))
    assert learned
    assert not any(one.sure for one in learned)
    contact = Contact(organization="Boulangerie Dupont SARL", email="bureau@pixel.example", handle="PX7-FRNIC")
    where = site(provider=replace(PIXEL, learned=learned))
    assert case(said(contact), of=where).decision.verdict is Verdict.HELD_BY_CLIENT
    hidden = case(said(replace(contact, organization="REDACTED FOR PRIVACY")), of=where)
    assert hidden.decision.verdict is Verdict.HIDDEN
    assert {"reason.email-learned", "reason.handle-learned"} <= {index.text.id for index in indices(hidden)}


@pytest.mark.parametrize(
    ("seen", "left"),
    [
        (said(Contact(organization="Les Trois Moulins")), ["holder"]),  # another's name: told, never matched
        (said(Contact(name="REDACTED FOR PRIVACY", email="x@contact.gandi.net", handle="ANO00-FRNIC")), []),
        (said(Contact(organization="Domains By Proxy, LLC")), []),
        (said(Contact(organization="Registrar Exemple"), registrar="Registrar Exemple SAS"), []),
        (said(Contact(organization="Studio Pixel", email="domaines@registrar-exemple.example"), registrar="Registrar Exemple"), ["holder"]),
        (said(Contact(organization="Studio Pixel", handle="12345")), ["holder"]),  # an id that another registry may have given too
        (said(Contact(organization="Domain Administrator")), []),
        (said(Contact(organization="Boulangerie Dupont", email="contact@boulangerie-dupont.example")), []),  # the client's
        (said(Contact(organization="Studio Pixel"), outcome=Outcome.REFUSED), []),
    ],
)
def test_what_must_not_be_learned(seen: Observation, left: list[str]) -> None:
    assert [one.kind for one in taught(seen)] == left


def test_the_site_itself_teaches_nothing_about_its_own_provider() -> None:
    where = site(domain=OWN, provider=PIXEL)
    assert taught(said(Contact(organization="Studio Pixel", handle="PX7")), of=where) == ()


def test_own_domains_are_asked_once_and_no_site_twice() -> None:
    sites = [site(provider=replace(PROVIDER, domains=(OWN, "pixel.free.fr", "free.fr", "pixel.wixsite.com", DOMAIN)))] * 3
    assert [one.domain for one in own_sites(sites, REGISTRIES.zones)] == [OWN]
    many = site(provider=replace(PROVIDER, domains=tuple(f"pixel{n}-exemple-fictif.fr" for n in range(200))))
    assert len(own_sites([many], REGISTRIES.zones)) == MOST_DOMAINS


HAND = said(Contact(name="Ano Nymous", handle="XY9-FRNIC", email="box@hand.example"))


def hands(one: Observation, other: Observation, client: Party) -> tuple[Shared, ...]:
    first, second = site(), site(domain="moulins-exemple-fictif.fr", client=client)
    observed = {first.domain: Observed((one,)), second.domain: Observed((other,))}
    known = learn([first, second], [(each, observed[each.domain]) for each in (first, second)])
    return shared(first, observed[first.domain], known)


def test_one_hand_on_two_clients_domains() -> None:
    found = hands(HAND, HAND, Party("Les Trois Moulins"))
    assert [(one.line.field, one.sites, one.clients) for one in found] == [("registrant.handle", 1, 1), ("registrant.email", 1, 1)]


@pytest.mark.parametrize(
    ("contact", "client"),
    [
        (Contact(handle="XY9-FRNIC"), CLIENT),  # the same client
        (Contact(handle="XY9-FRNIC"), Party("SARL Boulangerie Dupont")),
        (Contact(handle="12345"), Party("Les Trois Moulins")),
        (Contact(email="contact@boulangerie-dupont.example"), Party("Les Trois Moulins")),  # the client's own, also there
        (Contact(handle="ANO00-FRNIC"), Party("Les Trois Moulins")),
        (Contact(email="proxy@whoisprivacyprotect.com"), Party("Les Trois Moulins")),
        (Contact(email="domains@registrar-exemple.example"), Party("Les Trois Moulins")),
        (Contact(email=f"contact@{DOMAIN}"), Party("Les Trois Moulins")),
    ],
)
def test_what_stands_on_everybodys_domains_is_no_hand(contact: Contact, client: Party) -> None:
    seen = said(contact, registrar="Registrar-Exemple SAS")
    assert hands(seen, seen, client) == ()


def test_the_mask_of_one_contact_is_its_own() -> None:
    seen = said(Contact(email="d7f3a9b1c4e85f20@contact.gandi.net"))
    assert len(hands(seen, seen, Party("Les Trois Moulins"))) == 1
