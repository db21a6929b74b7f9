"""Phones by E.164; the numbers are reserved for fiction."""

from __future__ import annotations

import pytest

from domaudit.identity import e164, same_phone


@pytest.mark.parametrize(
    ("phone", "country", "number"),
    [
        ("+33 1 99 00 12 34", None, "+33199001234"),
        ("+33.199001234", None, "+33199001234"),
        ("tel:+33-1-99-00-12-34", None, "+33199001234"),
        ("01 99 00 12 34", "FR", "+33199001234"),
        ("0033 1 99 00 12 34", "FR", "+33199001234"),
        ("+1.4165550123", None, "+14165550123"),
        ("01 99 00 12 34", None, None),
        ("+33.000000000", None, None),
        ("REDACTED FOR PRIVACY", "FR", None),
        ("1" * 500, "FR", None),
        ("", "FR", None),
    ],
)
def test_a_phone(phone: str, country: str | None, number: str | None) -> None:
    assert e164(phone, country) == number


def test_one_number_in_two_spellings() -> None:
    assert same_phone("+33.199001234", "01 99 00 12 34", None, "FR")
    assert same_phone("01 99 00 12 34", "01.99.00.12.34", "FR")
    assert not same_phone("01 99 00 12 34", "01 99 00 12 35", "FR", "FR")
    assert not same_phone("unknown", "unknown", "FR", "FR")
