"""Sites and parties of the inventory: what a name is reduced to, and whom a word names."""

from __future__ import annotations

import pytest

from domaudit.inventory import parse_inventory
from domaudit.model import Party
from tests.inventories import PIXEL, TWO, bad, bad_site, good, one

# --- domains ---


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("https://www.boulangerie-dupont.example/contact", "boulangerie-dupont.example"),
        ("WWW.Dupont.fr", "dupont.fr"),
        ("dupont.fr.", "dupont.fr"),
        ("boutique.dupont.co.uk", "dupont.co.uk"),
        ("www.dupont.uk.com", "dupont.uk.com"),
        ("dupont.fr:443", "dupont.fr"),
    ],
)
def test_a_url_or_sub_domain_is_reduced_and_said(written: str, domain: str) -> None:
    inventory = good(f"client: A\nprovider: B\nsites:\n  - domain: {written}\n")
    (site,) = inventory.sites
    assert (site.domain, site.written, site.parent) == (domain, written, None)
    assert inventory.notices == (f"inventory.yaml:4:13: '{written}' was read as {domain}",)


def test_accents_alone_give_no_notice() -> None:
    inventory = good("client: A\nprovider: B\nsites: [café.example, xn--th-cja.example]\n")
    assert inventory.notices == ()
    assert [site.unicode for site in inventory.sites] == ["café.example", "thé.example"]


@pytest.mark.parametrize("name", ["dupont.wixsite.com", "www.dupont.wixsite.com", "dupont.myshopify.com", "dupont.github.io"])
def test_a_name_on_a_platform_keeps_its_whole_name(name: str) -> None:
    site = one(name)
    assert (site.domain, site.parent, site.parent_is_provider) == (name, ".".join(name.split(".")[-2:]), False)


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("dupont.studio-pixel.example", "studio-pixel.example"),
        ("www.dupont.studio-pixel.example", "studio-pixel.example"),
        ("dupont.clients.studio-pixel.example", "clients.studio-pixel.example"),
    ],
)
def test_a_sub_domain_of_the_provider_is_never_reduced(name: str, parent: str) -> None:
    site = one(f"https://{name}/x", PIXEL)
    assert (site.domain, site.parent, site.parent_is_provider) == (name, parent, True)


@pytest.mark.parametrize("name", ["studio-pixel.example", "www.studio-pixel.example", "https://www.studio-pixel.example/"])
def test_the_domain_under_audit_is_none_of_the_providers(name: str) -> None:
    assert bad_site(name, PIXEL) == (
        "5:5: 'studio-pixel.example' is also among the 'domains' of the provider, 'Studio Pixel'; "
        "the domain under audit is the client's: leave it out of the provider's 'domains'"
    )


def test_a_sub_domain_of_somebody_elses_domain_is_reduced() -> None:
    assert one("dupont.mon-studio-pixel.example", PIXEL).domain == "mon-studio-pixel.example"


def test_platform_names_are_duplicates_by_their_whole_name() -> None:
    assert len(good("client: A\nprovider: B\nsites: [a.wixsite.com, b.wixsite.com]\n").sites) == 2
    (fault,) = bad("client: A\nprovider: B\nsites: [a.wixsite.com, A.wixsite.com]\n")
    assert fault == "3:24: duplicate domain 'a.wixsite.com' ('A.wixsite.com'); line 3 has it already; keep one of the two"


def test_two_entries_that_reduce_to_one_domain_are_duplicates() -> None:
    (fault,) = bad("client: A\nprovider: B\nsites:\n  - x.example\n  - y.example\n  - https://www.X.example/\n")
    assert fault == "6:5: duplicate domain 'x.example' ('https://www.X.example/'); line 4 has it already; keep one of the two"


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("192.0.2.1", "IP address"),
        ("'[2001:db8::1]'", "IP address"),
        ("com", "not a whole domain name"),
        ("co.uk", "many share"),
        ("uk.com", "many share"),
        ("wixsite.com", "platform"),
        ("'*.dupont.fr'", "wildcard"),
        ("a_b.fr", "underscore"),
        ("a b.fr", "space"),
        ("contact@dupont.fr", "e-mail"),
        ("a..fr", "a dot too many"),
        ("x", "not a whole domain name"),
        ("''", "'domain' is empty"),
        ("a" * 64 + ".fr", "longer than 63"),
    ],
)
def test_what_is_no_domain_is_refused_with_its_line(domain: str, words: str) -> None:
    fault = bad_site(domain)
    assert fault.startswith("4:5: ")
    assert words in fault
    assert ";" in fault  # and a hint


def test_the_zones_default_to_the_registries_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domaudit.inventory.file.load", lambda name: {"zones": {"ar.com": {}}} if name == "registries.yaml" else None)
    (site,) = parse_inventory(b"client: A\nprovider: B\nsites: [www.dupont.ar.com]\n", "inventory.yaml").sites
    assert site.domain == "dupont.ar.com"


# --- parties ---


def test_unknown_party_did_you_mean() -> None:
    assert bad(TWO.replace("client: dupont", "client: dupond") + "sites: [x.example]\n") == [
        "4:9: unknown party 'dupond'; did you mean 'dupont'?"
    ]


@pytest.mark.parametrize("slip", ["Dupont", "duponts", "dupnot", "dupon"])
def test_a_slip_of_a_key_is_no_name(slip: str) -> None:
    assert "did you mean 'dupont'?" in bad_site(f"{{domain: x.example, client: {slip}}}", TWO)


@pytest.mark.parametrize("name", ["Martin", "Dupont Frères", "Boulangerie Dupond", "Durand"])
def test_another_name_is_a_name(name: str) -> None:
    assert one(f"{{domain: x.example, client: {name}}}", TWO).client == Party(name)


def test_a_name_of_several_words_is_never_a_slip() -> None:
    head = "parties: {boulangerie-dupond: {name: Autre SARL}}\nprovider: B\n"
    assert one("{domain: x.example, client: Boulangerie Dupond}", head).client == Party("Boulangerie Dupond")


def test_the_name_of_a_party_is_no_slip_of_its_key() -> None:
    head = "parties: {pixel-web: {name: Pixelweb}}\nclient: A\nprovider: pixelweb\n"
    site = one("{domain: x.example, requests: [{to: Pixelweb, what: x, asked: 2026-01-01, reply-by: 2026-01-01}]}", head)
    assert site.provider.name == "Pixelweb"
    assert site.requests[0].reply_by == site.requests[0].asked


def test_a_slip_is_told_in_others_and_requests_too() -> None:
    assert "unknown party 'pixle'" in bad_site("{domain: x.example, others: {pixle: predecessor}}", TWO)
    assert "unknown party 'provder'" in bad_site("{domain: x.example, requests: [{to: provder, what: x, asked: 2026-01-01}]}", TWO)


@pytest.mark.parametrize(
    ("client", "provider"),
    [("Café Noir", "CAFE  noir"), ("pixel", "pixel"), ("pixel", "Studio Pixel"), ("{name: studio pixel}", "pixel"), ("Élan", "E\u0301lan")],
)
def test_client_and_provider_must_differ(client: str, provider: str) -> None:
    fault = bad_site(f"{{domain: x.example, client: {client}, provider: {provider}}}", "parties: {pixel: {name: Studio Pixel}}\n")
    assert "client and provider are the same party" in fault


@pytest.mark.parametrize(
    ("client", "provider", "words"),
    [
        ("Studio Pixel", "Studio Pixel SARL", "'Studio Pixel' and 'Studio Pixel SARL' are one name"),
        ("{name: Dupont, aliases: [Studio Pixel]}", "STUDIO-PIXEL", "'Studio Pixel' and 'STUDIO-PIXEL' are one name"),
        ("Pixel Web", "{name: Studio Pixel, aliases: [Autre, PixelWeb SAS]}", "'Pixel Web' and 'PixelWeb SAS' are one name"),
        ("{name: Marie Durand, kind: person}", "{name: DURAND Marie}", "are one name"),
        ("{name: A, emails: [Jean@x.example]}", "{name: B, emails: [b@x.example, jean@x.example]}", "the same e-mail, 'jean@x.example'"),
        ("{name: A, domains: [x.example]}", "{name: B, domains: [www.x.example]}", "the same domain, 'x.example'"),
        ("{name: A, handles: [SP1-FRNIC]}", "{name: B, handles: [sp1-frnic]}", "the same handle, 'SP1-FRNIC'"),
        (
            "{name: A, identifiers: [SIREN 123 456 782]}",
            "{name: B, identifiers: ['123456782']}",
            "the same identifier, 'SIREN 123 456 782'",
        ),
        ("{name: A, identifiers: [XY-1]}", "{name: B, identifiers: [xy-1]}", "the same identifier, 'XY-1'"),
    ],
)
def test_one_party_on_both_sides_is_refused(client: str, provider: str, words: str) -> None:
    fault = bad(f"client: {client}\nprovider: {provider}\nsites: [x-y.example, y-z.example]\n")
    assert len(fault) == 1
    assert fault[0].startswith("2:11: client and provider ")
    assert words in fault[0]
    assert ";" in fault[0]


@pytest.mark.parametrize(
    ("client", "provider"),
    [
        ("Studio Pixel SARL", "Studio Pixel SAS"),
        ("Boulangerie Dupont", "Boulangerie Dupond"),
        ("Marie Durand", "Durand Marie"),
        ("{name: A, emails: [a@gmail.com], identifiers: [XY-1]}", "{name: B, emails: [b@gmail.com], identifiers: [XY-2]}"),
        ("{name: A, domains: [a.example]}", "{name: B, domains: [b.a.example]}"),
    ],
)
def test_two_parties_that_are_merely_alike_are_two(client: str, provider: str) -> None:
    assert len(good(f"client: {client}\nprovider: {provider}\nsites: [x.example]\n").sites) == 1


def test_looking_for_slips_costs_no_more_than_so_much() -> None:
    keys = "".join(f"  k{n:04}x: {{name: Firme {n}}}\n" for n in range(1000))
    sites = "".join(f"  - {{domain: s{n}.example, client: q{n:04}y}}\n" for n in range(1500))
    inventory = good(f"parties:\n{keys}provider: Agence\nsites:\n{sites}")
    assert len(inventory.sites) == 1500
    said, unused = inventory.notices
    assert "too many" in said
    assert "no site names the parties 'k0000x', 'k0001x', 'k0002x', …" in unused
    many = "".join(f"  - {{domain: s{n}.example, client: Martin}}\n" for n in range(1000))
    assert len(good(f"parties:\n{keys}provider: Agence\nsites:\n{many}").notices) == 1


def test_the_same_two_defaults_are_told_once() -> None:
    assert bad("client: A\nprovider: a\nsites: [x.example, y.example]\n") == [
        "2:11: client and provider are the same party, 'A'; name the two sides of the contract"
    ]


def test_no_client_and_no_provider() -> None:
    assert bad("sites:\n  - x.example\n") == [
        "2:5: this site has no client; add 'client: …' here, or once at the top for all sites",
        "2:5: this site has no provider; add 'provider: …' here, or once at the top for all sites",
    ]
    assert bad("client:\nprovider: B\nsites: [x.example, y.example]\n") == [
        "1:8: 'client' is empty; write a value after 'client:' or remove the line"
    ]


def test_a_party_that_cannot_be_read_is_told_once() -> None:
    assert bad("parties:\n  a: {nome: Café}\nclient: a\nprovider: B\nsites: [x.example, y.example]\n") == [
        "2:7: unknown key 'nome'; did you mean 'name'?",
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("emails: [foo]", "no e-mail address"),
        ("emails: [a@b]", "no e-mail address"),
        ("emails: ['Jean <jean@x.example>']", "no e-mail address"),
        ("emails: ['a b@x.example']", "no e-mail address"),
        ("emails: jean@x.example", "'emails' is a list"),
        ("emails: ", "'emails' is empty"),
        ("emails: ['']", "'emails' is empty"),
        ("domains: [fr]", "not a whole domain name"),
        ("domains: [co.uk]", "many share"),
        ("domains: [wixsite.com]", "platform"),
        ("domains: ['a b.fr']", "a space"),
        ("nameservers: [192.0.2.53]", "IP address"),
        ("nameservers: [ns_1.x.example]", "underscore"),
        ("aliases: {a: b}", "'aliases' is a list"),
        ("aliases: [[a]]", "one text is expected"),
        ("kind: thing", "no 'kind'; allowed: company, person, association"),
        ("kind: Company", "did you mean 'company'?"),
        ("status: dead", "allowed: active, liquidation, ceased, unreachable"),
        ("country: France", "no country code"),
        ("phone: 1", "unknown key 'phone'"),
        ("email: [a@b.example]", "did you mean 'emails'?"),
    ],
)
def test_fields_of_a_party(field: str, words: str) -> None:
    (fault,) = bad(f"parties: {{p: {{name: P Q, {field}}}}}\nclient: A\nprovider: B\nsites: [x.example]\n")
    assert fault.startswith("1:")
    assert words in fault


def test_a_partys_domains_are_read_as_hosts() -> None:
    inventory = good(
        "parties: {p: {name: P Q, domains: ['https://www.Été.example/', été.example]}}\nclient: A\nprovider: p\nsites: [x.example]\n"
    )
    assert inventory.parties["p"].domains == ("xn--t-9fab.example",)
    assert inventory.notices == ("inventory.yaml:1:36: 'https://www.Été.example/' was read as été.example",)


# --- how to write to a party ---


@pytest.mark.parametrize(
    "address",
    ["[1 rue du Four, '75000  Paris']", "\n      - 1 rue du Four\n      - 75000 Paris", "|\n      1  rue du Four\n\n      75000 Paris"],
)
def test_a_postal_address_is_a_list_of_lines_or_a_text_of_several(address: str) -> None:
    inventory = good(f"parties:\n  p:\n    name: P Q\n    address: {address}\nclient: A\nprovider: p\nsites: [x.example]\n")
    assert inventory.parties["p"].address == ("1 rue du Four", "75000 Paris")


def test_a_contact_and_the_form_of_address() -> None:
    inventory = good("parties: {p: {name: P Q, contact: ' Julie ', form: tu}}\nclient: A\nprovider: p\nsites: [x.example]\n")
    assert (inventory.parties["p"].contact, inventory.parties["p"].form) == ("Julie", "tu")
    assert (inventory.sites[0].client.contact, inventory.sites[0].client.form, inventory.sites[0].client.address) == (None, "vous", ())
    assert bad("parties: {p: {name: P Q, form: you}}\nclient: A\nprovider: p\nsites: [x.example]\n") == [
        "1:32: 'you' is no 'form'; allowed: tu, vous"
    ]


@pytest.mark.parametrize(
    ("client", "told"),
    [
        ("dupont", ()),
        ("Boulangerie Dupont", ()),
        (
            "Boulangerie",
            (
                "2:3: no site names the party 'dupont', and what it says is not used; if 'Boulangerie' is the same, "
                "write its key there: dupont",
            ),
        ),
        ("Martin", ("2:3: no site names the party 'dupont'",)),
    ],
)
def test_a_party_that_no_site_names_is_told(client: str, told: tuple[str, ...]) -> None:
    inventory = good(f"parties:\n  dupont: {{name: Boulangerie Dupont}}\nclient: {client}\nprovider: B\nsites: [x.example]\n")
    assert tuple(notice.partition(":")[2] for notice in inventory.notices) == told


@pytest.mark.parametrize("name", ["“Dupont”", "« Dupont »", "‘Dupont’"])
def test_quotes_of_typography_are_told(name: str) -> None:
    (notice,) = good(f"client: {name}\nprovider: B\nsites: [x.example]\n").notices
    assert "the quotes are taken as a part of the name" in notice


def test_a_phone_that_cannot_be_read_names_the_key_and_what_to_add() -> None:
    party = "parties:\n  d:\n    name: Dupont\n    phones:\n      - +33 6 12 34 56 78\n      - 06 12\n"
    (notice,) = good(f"{party}client: d\nprovider: B\nsites: [x.example]\n").notices
    assert "6:9: 'phones': '06 12' is no valid phone" in notice
    assert "'country: FR'" in notice
