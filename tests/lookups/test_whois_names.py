"""Names that hold a word of withholding are names; words of withholding are nobody's name."""

from __future__ import annotations

import pytest

from domaudit.lookups import whois
from domaudit.model import Role, Verdict
from tests.cases import case, said

DOMAIN = "dupont-exemple-fictif.com"


def verdict(name: str) -> Verdict:
    text = f"Domain Name: {DOMAIN}\nCreation Date: 2018-03-02T00:00:00Z\nRegistrant Organization: {name}\nRegistrant Name: {name}\n"
    record = whois.read(text.encode(), DOMAIN).record
    assert record is not None
    return case(said(*record.contacts.get(Role.REGISTRANT, ()))).decision.verdict


@pytest.mark.parametrize(
    "name",
    [
        "GDPR Conseil SARL",
        "Protection Civile",
        "Contact Networks Inc.",
        "On Request Media",
        "Not Shown Films",
        "Hidden Valley Bakery",
        "Visit WWW Ltd",
        "Masked Singers SARL",
        "Withheld Records",
        "Moulins Private Limited",
        "Data Protected Solutions",
        "Redacted Press SAS",
        "Privacy Consulting GmbH",
        "Private Data SARL",
    ],
)
def test_a_company_with_such_a_word_in_its_name_is_named(name: str) -> None:
    assert verdict(name) is Verdict.HELD_BY_THIRD_PARTY


@pytest.mark.parametrize("words", ["REDACTED FOR PRIVACY", "Not Disclosed", "Available on request", "N/A", "Data Protected", "Not shown"])
def test_words_of_withholding_hide(words: str) -> None:
    assert verdict(words) is Verdict.HIDDEN
