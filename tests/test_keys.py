"""Who holds each key, with a reason; what cannot be seen stays unknown."""

from __future__ import annotations

import pytest

from domaudit.model import Contact, DnsObservation, Holder, Key, Observation, Outcome, Role
from domaudit.texts import has
from tests.cases import DOMAIN, case, dns, said

CLIENTS = Contact(organization="Boulangerie Dupont")
PIXEL = Contact(organization="Studio Pixel")


@pytest.mark.parametrize(
    ("key", "seen", "holder", "reason"),
    [
        (Key.REGISTRANT, [said(PIXEL)], Holder.PROVIDER, "reason.name-same-form"),
        (Key.REGISTRANT, [said(Contact(organization="Pixel Web"))], Holder.PROVIDER, "reason.name-alias"),
        (Key.REGISTRANT, [said(Contact(organization="Studio Pixel Conseil"))], Holder.THIRD_PARTY, "reason.near"),
        (Key.REGISTRANT, [said(Contact(organization="Domains By Proxy, LLC"))], Holder.HIDDEN, "reason.privacy-service"),
        (Key.REGISTRANT, [said()], Holder.ABSENT, "reason.absent"),
        (Key.REGISTRANT, [said(outcome=Outcome.REFUSED)], Holder.UNKNOWN, "reason.not-answered"),
        (Key.REGISTRANT, [said(thin=True)], Holder.UNKNOWN, "reason.thin"),
        (Key.REGISTRANT, [said(CLIENTS, PIXEL)], Holder.UNKNOWN, "reason.name-same-form"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email="jm@pixel-mail.example"))], Holder.PROVIDER, "reason.email-exact"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email="a@x.studio-pixel.example"))], Holder.PROVIDER, "reason.email-domain"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email="contact@boulangerie-dupont.example"))], Holder.CLIENT, "reason.email-exact"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email="dupont@gmail.com"))], Holder.UNKNOWN, "reason.email-public-mailbox"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email=f"contact@{DOMAIN}"))], Holder.UNKNOWN, "reason.own-mail"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email="x@stranger.example"))], Holder.UNKNOWN, "reason.nobody-declared"),
        (Key.REGISTRANT_EMAIL, [said(Contact(name="X", redacted=("email",)))], Holder.HIDDEN, "reason.redacted"),
        (Key.REGISTRANT_EMAIL, [said(CLIENTS)], Holder.UNKNOWN, "reason.nothing-seen"),
        (Key.REGISTRANT_EMAIL, [said(Contact(email="jm@studi\u043e-pixel.example"))], Holder.UNKNOWN, "reason.email-looks-like"),
        (Key.TECHNICAL, [said(roles={Role.TECHNICAL: (PIXEL,)})], Holder.PROVIDER, "reason.name-same-form"),
        (Key.BILLING, [said(roles={Role.BILLING: (Contact(email="jm@pixel-mail.example"),)})], Holder.PROVIDER, "reason.email-exact"),
        (
            Key.NAMESERVERS,
            [dns("SOA", "ns1.studio-pixel.example hostmaster.stranger.example 1 2 3 4 5")],
            Holder.PROVIDER,
            "reason.soa-master",
        ),
        (Key.MAIL, [dns("TXT", "v=spf1 include:spf.studio-pixel.example -all")], Holder.UNKNOWN, "reason.spf"),
        (Key.MAIL, [dns("TXT", "v=spf1 include:_spf.google.com ~all")], Holder.UNKNOWN, "reason.spf-brand"),
        (
            Key.MAIL,
            [dns("TXT", "v=DMARC1; p=none; rua=mailto:a@stranger.example!10m,mailto:dmarc@studio-pixel.example", name=f"_dmarc.{DOMAIN}")],
            Holder.UNKNOWN,
            "reason.dmarc",
        ),
        (Key.ADMINISTRATIVE, [said(roles={Role.ADMINISTRATIVE: (PIXEL,)})], Holder.PROVIDER, "reason.name-same-form"),
        (Key.ADMINISTRATIVE, [said(roles={Role.ADMINISTRATIVE: (Contact(handle="SP1234-FRNIC"),)})], Holder.PROVIDER, "reason.handle"),
        (Key.ADMINISTRATIVE, [said(roles={Role.ADMINISTRATIVE: (Contact(name="Ano Nymous"),)})], Holder.HIDDEN, "reason.redacted"),
        (Key.ADMINISTRATIVE, [said(roles={Role.ADMINISTRATIVE: (Contact(name="X Y"),)})], Holder.THIRD_PARTY, "reason.nobody-declared"),
        (Key.REGISTRAR_ACCOUNT, [said(registrar="Registrar Exemple", reseller="Studio Pixel")], Holder.PROVIDER, "reason.reseller-is"),
        (Key.REGISTRAR_ACCOUNT, [said(registrar="STUDIO PIXEL")], Holder.PROVIDER, "reason.registrar-is"),
        (Key.REGISTRAR_ACCOUNT, [said(registrar="Registrar Exemple")], Holder.UNKNOWN, "reason.account-unseen"),
        (Key.NAMESERVERS, [dns("NS", "ns1.studio-pixel.example")], Holder.PROVIDER, "reason.ns-domain"),
        (Key.NAMESERVERS, [said(nameservers=("ns1.studio-pixel.example",))], Holder.PROVIDER, "reason.ns-domain"),
        (Key.NAMESERVERS, [dns("NS", "anna.ns.cloudflare.com")], Holder.UNKNOWN, "reason.host-brand"),
        (Key.NAMESERVERS, [dns("NS", "ns1.stranger.example")], Holder.UNKNOWN, "reason.host-unknown"),
        (
            Key.NAMESERVERS,
            [dns("SOA", "ns1.stranger.example hostmaster.studio-pixel.example 1 2 3 4 5")],
            Holder.PROVIDER,
            "reason.soa-mailbox",
        ),
        (Key.MAIL, [dns("MX", "10 mail.studio-pixel.example")], Holder.PROVIDER, "reason.ns-domain"),
        (Key.MAIL, [dns("MX", "1 aspmx.l.google.com")], Holder.UNKNOWN, "reason.host-brand"),
        (Key.MAIL, [dns("MX", "0 .")], Holder.UNKNOWN, "reason.nothing-seen"),
        (Key.WEB, [dns("A", name=f"www.{DOMAIN}", aliases=("site.studio-pixel.example",))], Holder.PROVIDER, "reason.ns-domain"),
        (Key.WEB, [dns("A", "192.0.2.1")], Holder.UNKNOWN, "reason.host-unknown"),
        (Key.WEB, [dns("A", exists=None)], Holder.UNKNOWN, "reason.nothing-seen"),
    ],
)
def test_a_key_and_its_reason(key: Key, seen: list[Observation | DnsObservation], holder: Holder, reason: str) -> None:
    held = case(*seen).keys[key]
    assert held.holder is holder
    assert held.reasons[0].id == reason
    assert all(has(text.id) for text in held.reasons)
    assert held.evidence or holder in (Holder.UNKNOWN, Holder.ABSENT, Holder.HIDDEN)


def test_every_key_is_there_even_where_nothing_was_seen() -> None:
    assert set(case().keys) == set(Key)
    assert all(held.reasons for held in case().keys.values())


def test_evidence_of_the_dns_points_behind_the_registration_sources() -> None:
    looked_at = case(said(CLIENTS), said(CLIENTS), dns("MX", "10 a.example"), dns("NS", "ns1.studio-pixel.example"))
    line = looked_at.keys[Key.NAMESERVERS].evidence[0]
    assert looked_at.observed.sources[line.source].subject == f"{DOMAIN} NS"
