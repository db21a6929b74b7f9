"""`evidence show --masked`: the layout of an answer, and nobody in it; for a report of an ending that is read wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.layout import shape, unknown_labels
from domaudit.model import Answer, Outcome, Rdap, Whois
from tests.command import ROOT, run

AT = datetime(2026, 11, 22, tzinfo=UTC)
WHOIS = Whois("whois.registry.example", "dupont.example")
EVIDENCE = ("--evidence", str(ROOT / "examples" / "evidence.jsonl"))


def shown(body: str, question: Whois | Rdap = WHOIS, domain: str = "dupont.example") -> str:
    return shape(Answer(question, AT, Outcome.ANSWERED, body=body.encode()), domain)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Registrant Name: Marie Durand", "Registrant Name: Xxxxx Xxxxxx"),
        (
            "   Unheard-of Label.......: Marie Durand <marie@durand.example>",
            "   Unheard-of Label.......: Xxxxx Xxxxxx <xxxxx@xxxxxx.xxxxxxx>",
        ),
        ("[Titulaire]   12 Lilas", "[Titulaire]   00 Xxxxx"),
        ("Domain Name: DUPONT.EXAMPLE", "Domain Name: example.example"),
        ("registrant: REDACTED FOR PRIVACY", "registrant: REDACTED FOR PRIVACY"),
        ("Status: clientTransferProhibited", "Status: clientTransferProhibited"),
        ("created: 2020-01-31T12:00:00Z", "created: 0000-00-00X00:00:00X"),
        ("+33 6 12 34 56 78", "+00 0 00 00 00 00"),
        ("所有者: 山田太郎", "所有者: xxxx"),
        ("Marie Durand, marie@durand.example: 06 12 34 56 78", "Xxxxx Xxxxxx, xxxxx@xxxxxx.xxxxxxx: 00 00 00 00 00"),
        ("qsub.dupont.example, dupont.example.quux", "xxxx.xxxxxx.xxxxxxx, xxxxxx.xxxxxxx.xxxx"),
    ],
)
def test_labels_stay_and_what_they_say_does_not(line: str, masked: str) -> None:
    assert shown(line) == masked


def test_a_document_keeps_its_members_and_the_words_of_the_standard() -> None:
    card = ["vcard", [["fn", {}, "text", "Marie Durand"], ["tel", {"type": "voice"}, "uri", "tel:+33.612345678"]]]
    body = {"objectClassName": "domain", "ldhName": "dupont.example", "handle": 12345, "secureDNS": {"delegationSigned": False}}
    told = json.loads(shown(json.dumps({**body, "entities": [{"roles": ["registrant"], "vcardArray": card}]}), Rdap("https://r.example/")))
    assert told == {
        "objectClassName": "domain",
        "ldhName": "example.example",
        "handle": 0,
        "secureDNS": {"delegationSigned": False},
        "entities": [
            {
                "roles": ["registrant"],
                "vcardArray": ["vcard", [["fn", {}, "text", "Xxxxx Xxxxxx"], ["tel", {"type": "voice"}, "uri", "tel:+00.000000000"]]],
            }
        ],
    }


def test_a_document_shows_no_word_of_its_own_making() -> None:
    """Members and words of a standard alone stay: whatever else stands in their places may be anybody's name."""
    told = shown(
        json.dumps(
            {
                "Jean Martin": "a",
                "jean@x.example": 1,
                "status": ["Jean Martin", "jean-martin-1975", "client transfer prohibited"],
                "roles": {"Paul": "Durand"},
                "type": "Jean Martin",
                "lang": "0612345678",
                "rdapConformance": ["rdap_level_0"],
                "vcardArray": ["vcard", [["jean-martin", {}, "dupont", "z"]]],
            }
        ),
        Rdap("https://r.example/"),
    )
    assert [word for word in ("jean", "martin", "paul", "durand", "dupont", "1975", "06") if word in told.lower()] == []
    assert "client transfer prohibited" in told
    assert "rdap_level_0" in told


def test_labels_that_nobody_knows_are_named_to_be_read_over() -> None:
    body = "Registrant Name: Marie Durand\nJean Martin: 12 rue\nUnheard-of Word: x\nhttps://a.example/: b\n"
    assert unknown_labels(Answer(WHOIS, AT, Outcome.ANSWERED, body=body.encode())) == ("Jean Martin", "Unheard-of Word")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_value_of_any_text_comes_through(value: str) -> None:
    told = shown(f"registrant: Qqqzzq {value} 1234567 Wwqqx")
    assert "qqzzq" not in told.lower()
    assert "wwqqx" not in told.lower()
    assert not any(char.isdigit() and char.isascii() and char != "0" for char in told)


def test_no_person_of_the_example_is_in_what_is_shown() -> None:
    evidence = (ROOT / "examples" / "evidence.jsonl").read_text(encoding="utf-8")
    domains = {"boulangerie-dupont-exemple-fictif.fr", "dupont-traiteur-exemple-fictif.be", "fournil-dupont-exemple-fictif.re"}
    for domain in domains:
        assert domain in evidence
        told = run("evidence", "show", domain, "--masked", *EVIDENCE)
        assert told.code == 0
        assert told.out.startswith("# ")
        body = "\n".join(line for line in told.out.splitlines() if not line.startswith("# "))
        assert not [word for word in ("dupont", "pixel", "martin", "paris", "sha-256") if word in told.out.lower()]
        assert not any(char in "123456789" for char in body.replace("rdap_level_0", "").replace("profile_1", ""))


def test_without_the_option_it_is_as_it_came() -> None:
    told = run("evidence", "show", "boulangerie-dupont-exemple-fictif.fr", *EVIDENCE).out
    assert "SHA-256" in told
    assert "boulangerie-dupont-exemple-fictif.fr" in told
