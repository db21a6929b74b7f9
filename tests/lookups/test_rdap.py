"""RDAP as servers really send it: best effort, provenance kept, and nothing read into what is not there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.lookups import rdap
from domaudit.model import Outcome, Record, Role

DOMAIN = "dupont-exemple-fictif.fr"


def card(*properties: Any) -> list[Any]:
    return ["vcard", [["version", {}, "text", "4.0"], *properties]]


def fn(text: Any) -> list[Any]:
    return ["fn", {}, "text", text]


def body(**fields: Any) -> bytes:
    return json.dumps({"objectClassName": "domain", "ldhName": DOMAIN, **fields}).encode()


def record(**fields: Any) -> Record:
    reading = rdap.read(body(**fields), DOMAIN)
    assert reading.outcome is Outcome.ANSWERED
    assert reading.record is not None
    return reading.record


def registrant(*properties: Any, **more: Any) -> Any:
    found = record(entities=[{"roles": ["registrant"], "vcardArray": card(*properties), **more}]).contacts[Role.REGISTRANT]
    assert len(found) == 1
    return found[0]


def test_fn_and_org_are_both_kept() -> None:
    contact = registrant(
        fn("Marcelline Dupont"), ["org", {}, "text", "Boulangerie Dupont"], ["email", {}, "text", "a@b.example"], handle="BD1"
    )
    assert (contact.name, contact.organization, contact.email, contact.handle) == (
        "Marcelline Dupont",
        "Boulangerie Dupont",
        "a@b.example",
        "BD1",
    )


@pytest.mark.parametrize(
    "broken",
    [None, 7, [], ["fn"], ["fn", {}, "text"], [None, {}, "text", "x"], {"fn": "x"}, ["fn", [], "text", {"a": 1}], ["tel", {}, "uri", []]],
)
def test_one_malformed_property_costs_that_property_only(broken: Any) -> None:
    contact = registrant(broken, fn("Boulangerie Dupont"), broken)
    assert contact.name == "Boulangerie Dupont"


@pytest.mark.parametrize("roles", [["Registrant"], ["REGISTRANT", "technical"], "registrant"])
def test_roles_in_any_case(roles: Any) -> None:
    assert record(entities=[{"roles": roles, "vcardArray": card(fn("X Y"))}]).contacts[Role.REGISTRANT]


def test_a_registrant_nested_in_the_registrar_is_found_and_its_staff_is_not() -> None:
    staff = {"roles": ["technical", "abuse", "administrative"], "vcardArray": card(fn("Service Abus"))}
    nested = {"roles": ["registrant"], "vcardArray": card(fn("Boulangerie Dupont"))}
    found = record(entities=[{"roles": ["registrar"], "vcardArray": card(fn("Registrar Exemple")), "entities": [staff, nested]}])
    assert found.registrar == "Registrar Exemple"
    assert [contact.name for contact in found.contacts[Role.REGISTRANT]] == ["Boulangerie Dupont"]
    assert set(found.contacts) == {Role.REGISTRANT}


def test_several_registrants_are_all_kept() -> None:
    found = record(entities=[{"roles": ["registrant"], "vcardArray": card(fn(name))} for name in ("A B", "C D")])
    assert [contact.name for contact in found.contacts[Role.REGISTRANT]] == ["A B", "C D"]


def test_shapes_met_in_the_wild() -> None:
    contact = registrant(
        fn(""),
        ["org", {}, "text", ["Boulangerie", "Fournil"]],
        ["tel", {}, "uri", "tel:+33.1"],
        ["contact-uri", {}, "uri", "https://r.example/form"],
    )
    assert (contact.name, contact.organization, contact.phone, contact.contact_uri) == (
        None,
        "Boulangerie",
        "+33.1",
        "https://r.example/form",
    )
    assert record(entities=[{"roles": ["registrant"], "vcardArray": ["vcard", [[fn("X Y")]]]}]).contacts[Role.REGISTRANT][0].name == "X Y"
    address = registrant(fn("X"), ["adr", {"cc": "fr"}, "text", ["", "", ["1 rue", "bâtiment B"], "", "", "", "France"]])
    assert (address.street, address.country) == ("1 rue, bâtiment B", "fr")


@pytest.mark.parametrize(
    "entry",
    [
        {"name": {"type": "Registrant Name"}},
        {"name": {"description": "registrant name"}},
        {"name": {"type": "Redacted"}, "prePath": "$.entities[?(@.roles[0]=='registrant')].vcardArray[1][?(@[0]=='fn')]"},
    ],
)
def test_redaction_by_name_description_or_path(entry: dict[str, Any]) -> None:
    found = record(redacted=[entry], entities=[{"roles": ["registrant"], "vcardArray": card(fn(""))}])
    assert found.redacted
    assert found.contacts[Role.REGISTRANT][0].redacted == ("name",)


def test_redaction_that_only_a_remark_tells() -> None:
    assert registrant(fn(""), remarks=[{"title": "REDACTED FOR PRIVACY", "type": "object redacted due to authorization"}]).redacted


def test_a_notice_of_the_whole_answer_that_leaves_the_registrant_out_withholds_it() -> None:
    notice = {"type": "result set truncated due to authorization", "description": ["Registrant data is not shown to the public."]}
    assert record(notices=[notice]).withholds_registrant
    assert not record(notices=[{**notice, "description": ["At most 100 nameservers are listed."]}]).withholds_registrant
    assert not record(notices=[{"title": "Terms of use", "description": ["Registrant data must not be copied."]}]).withholds_registrant


def test_the_organisation_is_the_first_part_of_its_property() -> None:
    assert registrant(["org", {}, "text", ["Boulangerie Dupont SARL", "Informatique"]]).organization == "Boulangerie Dupont SARL"
    assert registrant(["org", {}, "text", ["", "Boulangerie Dupont SARL"]]).organization == "Boulangerie Dupont SARL"


@pytest.mark.parametrize("member", ["jscard", "jscontact_card"])
def test_a_contact_as_jscontact(member: str) -> None:
    whole = {
        "@type": "Card",
        "kind": "individual",
        "name": {
            "components": [
                {"kind": "given", "value": "Fleur"},
                {"kind": "separator", "value": " "},
                {"kind": "surname", "value": "Inventée"},
            ]
        },
        "organizations": {"o1": {"name": "Fleurs Fictives SARL", "units": [{"name": "Web"}]}},
        "emails": {"e1": {"address": "mailto:fleur@fleurs.example"}, "e2": {"address": "autre@fleurs.example"}},
        "phones": {"p1": {"number": "tel:+33.199000000"}},
        "addresses": {
            "a1": {"components": [{"kind": "name", "value": "1 rue Fictive"}, {"kind": "locality", "value": "Lyon"}], "countryCode": "FR"}
        },
    }
    (found,) = record(entities=[{"roles": ["registrant"], "handle": "FI1", member: whole}]).contacts[Role.REGISTRANT]
    assert (found.name, found.organization, found.email) == ("Fleur Inventée", "Fleurs Fictives SARL", "fleur@fleurs.example")
    assert (found.phone, found.street, found.country, found.kind) == ("+33.199000000", "1 rue Fictive Lyon", "FR", "individual")
    assert registrant(fn("X Y"), **{member: whole}).name == "X Y"  # a jCard that says something comes first


@pytest.mark.parametrize(
    "broken", [7, [], {}, {"name": 7, "emails": [None], "organizations": {"o": "x"}, "addresses": {"a": {"components": 7}}}]
)
def test_a_broken_jscontact_costs_itself_only(broken: Any) -> None:
    found = record(
        entities=[{"roles": ["registrant"], "handle": "FI1", "jscard": broken}, {"roles": ["admin"], "vcardArray": card(fn("X Y"))}]
    )
    assert found.contacts[Role.REGISTRANT][0].name is None
    assert found.contacts[Role.ADMINISTRATIVE][0].name == "X Y"


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        (b'{"errorCode":404,"title":"RESERVED NAME","description":["Object not found","Reserved by the registry operator"]}', 404),
        ('{"errorCode":404,"description":["Ce nom de domaine est réservé et ne peut être enregistré librement."]}'.encode(), 404),
        (b'{"errorCode":404,"title":"Domain blocked","description":["This name is blocked and not available for registration."]}', 404),
        (b'{"objectClassName":"domain","ldhName":"dupont-exemple-fictif.fr","status":["reserved"]}', 200),
    ],
)
def test_a_name_that_the_registry_keeps_is_reserved(payload: bytes, status: int) -> None:
    reading = rdap.read(payload, DOMAIN, status=status)
    assert reading.outcome is Outcome.NOT_REGISTERED
    assert reading.record is not None
    assert reading.record.reserved


def test_a_held_name_with_a_reserved_status_is_held() -> None:
    held = [{"roles": ["registrant"], "vcardArray": card(fn("X Y"))}]
    assert rdap.read(body(status=["reserved"], entities=held), DOMAIN).outcome is Outcome.ANSWERED


def test_dates_statuses_servers_and_links() -> None:
    found = record(
        events=[
            {"eventAction": "Expiration", "eventDate": "2027-03-02T08:00:00+02:00"},
            {"eventAction": "registration", "eventDate": "junk"},
            7,
        ],
        status=["active", None, "client hold"],
        nameservers=[{"ldhName": "NS1.Example."}, {}, "x"],
        secureDNS={"delegationSigned": True},
        links=[
            {"rel": "related", "href": "https://rdap.registrar.example/domain/x", "type": "application/rdap+json"},
            {"rel": "related", "href": "http://rdap.registrar.example/domain/x"},
            {"rel": "related", "href": "https://www.registrar.example/", "type": "text/html"},
            {"rel": "related", "href": "file:///etc/passwd"},
            {"rel": "related", "href": "https://[x"},
            {"rel": "related", "href": "https://a\u2100b.example/"},
            {"rel": "related", "href": "https://:443/"},
            {"rel": "related", "href": "https://x.example:99999/"},
            {"rel": "self", "href": "https://rdap.nic.fr/x"},
        ],
    )
    assert found.expires is not None
    assert found.expires.isoformat() == "2027-03-02T06:00:00+00:00"
    assert found.created is None
    assert (found.statuses, found.nameservers, found.dnssec) == (("active", "client hold"), ("ns1.example",), True)
    assert found.related == ("https://rdap.registrar.example/domain/x",)


@pytest.mark.parametrize(
    ("days", "transferred"),
    [
        ([], None),
        (["2019-05-06T07:08:09+02:00"], "2019-05-06T05:08:09+00:00"),
        (["2011-01-01T00:00:00Z", "2019-05-06T00:00:00Z", "2015-01-01T00:00:00Z"], "2019-05-06T00:00:00+00:00"),
        (["junk", "0000-00-00T00:00:00Z", "99999-01-01", "2019-13-45", None, 7, {}, "9" * 5000, "\u202e2019"], None),
        (["junk", "2019-05-06"], "2019-05-06T00:00:00+00:00"),
    ],
)
def test_the_last_transfer_is_told_where_an_event_tells_it(days: list[Any], transferred: str | None) -> None:
    told = [{"eventAction": "Transfer", "eventDate": day} for day in days]
    others = [{"eventAction": "last update of RDAP database", "eventDate": "2020-01-01"}, {"eventAction": "transfer"}]
    found = record(events=[*told, *others])
    assert (found.transferred and found.transferred.isoformat()) == transferred
    assert (found.created, found.updated, found.expires) == (None, None, None)


@pytest.mark.parametrize("name", ["autre-exemple-fictif.fr", "dupont-exemple-fictif.fr.example", None, 7])
def test_an_answer_about_another_domain_is_unreadable(name: Any) -> None:
    entity = {"roles": ["registrant"], "vcardArray": card(fn("Studio Pixel"))}
    reading = rdap.read(json.dumps({"ldhName": name, "entities": [entity]}).encode(), DOMAIN)
    assert (reading.outcome, reading.record) == (Outcome.UNREADABLE, None)


@pytest.mark.parametrize("name", ["DUPONT-EXEMPLE-FICTIF.FR", "dupont-exemple-fictif.fr."])
def test_the_same_name_written_otherwise_is_the_same(name: str) -> None:
    assert rdap.read(json.dumps({"ldhName": name}).encode(), DOMAIN).outcome is Outcome.ANSWERED
    assert rdap.read(b'{"unicodeName": "caf\xc3\xa9.fr"}', "xn--caf-dma.fr").outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("payload", "status", "outcome"),
    [
        (b'{"errorCode":404}', 404, Outcome.NOT_REGISTERED),
        (b"", 404, Outcome.NOT_REGISTERED),
        (b'{"errorCode":404}', 200, Outcome.NOT_REGISTERED),
        (b"<html>Not Found</html>", 404, Outcome.UNREADABLE),
        (b'{"errorCode":429}', 429, Outcome.REFUSED),
        (b'{"errorCode":429}', 200, Outcome.REFUSED),
        (b'{"errorCode":429}', 404, Outcome.REFUSED),
        (b'{"errorCode":"429"}', 404, Outcome.REFUSED),
        (b'{"errorCode":"404"}', 404, Outcome.NOT_REGISTERED),
        (b"{}", 404, Outcome.NOT_REGISTERED),
        (b'{"error":"rate limit exceeded"}', 404, Outcome.REFUSED),
        (b'{"message":"no Route matched with those values"}', 404, Outcome.UNREADABLE),
        (b'{"title":"Please solve the captcha"}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"description":["This server is not authoritative for .example"]}', 404, Outcome.UNREADABLE),
        (b'{"objectClassName":"domain","handle":"X"}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"title":"Rate limit exceeded"}', 404, Outcome.REFUSED),
        (b'{"errorCode":404,"description":["Too many requests, try again later"]}', 404, Outcome.REFUSED),
        (b'{"objectClassName":"domain","ldhName":"dupont-exemple-fictif.fr"}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"description":["This domain is registered"]}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"description":["Domain exists but its data are not public"]}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"description":["internal error"]}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"title":"Timeout"}', 404, Outcome.UNREADABLE),
        (b'{"errorCode":404,"title":"Error","description":["Object not found"]}', 404, Outcome.NOT_REGISTERED),
        (b"", 503, Outcome.REFUSED),
        (b"", 403, Outcome.REFUSED),
        (b"", 500, Outcome.UNREADABLE),
        (b"", 200, Outcome.UNREADABLE),
        (b"<html>Are you human?</html>", 200, Outcome.UNREADABLE),
        (b"[]", 200, Outcome.UNREADABLE),
        (b"[" * 100_000, 200, Outcome.UNREADABLE),
        (b'{"a":' * 100_000, 200, Outcome.UNREADABLE),
    ],
)
def test_what_an_answer_means(payload: bytes, status: int, outcome: Outcome) -> None:
    assert rdap.read(payload, DOMAIN, status=status).outcome is outcome


def test_a_truncated_answer_says_nothing() -> None:
    assert rdap.read(body(), DOMAIN, truncated=True).outcome is Outcome.UNREADABLE
    whole = body(entities=[{"roles": ["registrant"], "vcardArray": card(fn("Studio Pixel"))}])
    assert all(rdap.read(whole[:cut], DOMAIN).outcome is Outcome.UNREADABLE for cut in range(len(whole)))


def test_a_truncated_404_frees_nothing() -> None:
    assert rdap.read(b'{"errorCode":404}', DOMAIN, status=404, truncated=True).outcome is Outcome.UNREADABLE


def test_the_a_label_decides_which_domain_it_is_about() -> None:
    both = b'{"ldhName": "evil.example", "unicodeName": "dupont-exemple-fictif.fr"}'
    assert rdap.read(both, DOMAIN).outcome is Outcome.UNREADABLE


def test_what_lies_beyond_a_limit_is_not_taken_for_absent() -> None:
    crowd = [{"roles": ["technical"], "vcardArray": card(fn("X"))}] * 300
    named = {"roles": ["registrant"], "vcardArray": card(fn("Studio Pixel"))}
    assert rdap.read(body(entities=[*crowd, named]), DOMAIN).outcome is Outcome.UNREADABLE
    many = card(*[["x-note", {}, "text", "y"]] * 250, fn("Studio Pixel"))
    assert rdap.read(body(entities=[{"roles": ["registrant"], "vcardArray": many}]), DOMAIN).outcome is Outcome.UNREADABLE


def test_a_crowded_contact_that_is_nobodys_holder_costs_itself_only() -> None:
    many = card(*[["x-note", {}, "text", "y"]] * 250)
    entities = [{"roles": ["technical"], "vcardArray": many}, {"roles": ["registrant"], "vcardArray": card(fn("X Y"))}]
    assert [one.name for one in record(entities=entities).contacts[Role.REGISTRANT]] == ["X Y"]


def test_a_registrant_below_anybody_but_the_registrar_is_not_the_domains() -> None:
    inner = {"roles": ["registrant"], "vcardArray": card(fn("Somebody Else"))}
    assert Role.REGISTRANT not in record(entities=[{"roles": ["technical"], "entities": [inner]}]).contacts


def test_roles_told_often_and_many_redactions_are_read_once() -> None:
    crowd = [{"roles": ["registrant"] * 200, "vcardArray": card(fn(f"X Y {number}"))} for number in range(290)]
    found = record(entities=crowd, redacted=[{"name": {"type": f"Registrant Name {number}"}} for number in range(300)])
    assert len(found.contacts[Role.REGISTRANT]) == 290


def test_bytes_that_are_not_quite_json_are_still_read() -> None:
    name = b'{"objectClassName": "domain", "ldhName": "dupont-exemple-fictif.fr", "entities": [{"roles": ["registrant"], "vcardArray": '
    for value in (b"Caf\xe9 Fictif", b"Caf\n Fictif"):
        reading = rdap.read(name + b'["vcard", [["fn", {}, "text", "' + value + b'"]]]}]}', DOMAIN)
        assert reading.record is not None
        assert (reading.record.contacts[Role.REGISTRANT][0].name or "").startswith("Caf")
    both = b'{"ldhName": "not a name", "unicodeName": "dupont-exemple-fictif.fr"}'
    assert rdap.read(both, DOMAIN).outcome is Outcome.ANSWERED


def test_hostile_words_lose_their_teeth() -> None:
    assert registrant(fn("[/red]\x1b[2J Studio\u202e Pixel\x00")).name == "[/red] Studio Pixel"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["roles", "vcardArray", "entities", "handle", "name", "type", "rel", "href"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["entities", "events", "status", "nameservers", "links", "redacted", "secureDNS", "errorCode", "remarks"]),
        json_values,
        max_size=5,
    )
)
def test_any_json_is_read_without_failing(fields: dict[str, Any]) -> None:
    rdap.read(body(**fields), DOMAIN)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_failing(payload: bytes) -> None:
    assert rdap.read(payload, DOMAIN).outcome is not Outcome.NOT_REGISTERED
