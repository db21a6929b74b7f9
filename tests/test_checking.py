"""What people type for a check, made into values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domaudit import checking
from domaudit.errors import UsageError
from domaudit.evidence import MaxAge

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("24h", MaxAge()),
        ("36", MaxAge.of_all(36 * HOUR)),
        ("rdap=12h,whois=7d,dns=1h", MaxAge(12 * HOUR, 168 * HOUR, HOUR)),
        ("48h,dns=1h", MaxAge(48 * HOUR, 48 * HOUR, HOUR)),
        (" DNS = 30m , 2d ", MaxAge(48 * HOUR, 48 * HOUR, HOUR / 2)),
        ("whois=0s", MaxAge(whois=timedelta(0))),
    ],
)
def test_an_age_for_all_or_for_each_kind_of_answer(text: str, ages: MaxAge) -> None:
    assert checking.max_age(text) == ages


@pytest.mark.parametrize(
    "text",
    ["", ",", "24h,", "soon", "mx=1h", "=1h", "rdap", "rdap=", "rdap=soon", "rdap=1h=2h", "1h,2h", "dns=1h,dns=1h", "-1h", "1h;dns=1h"],
)
def test_what_is_no_age_is_named(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--max-age: .+; write "):
        checking.max_age(text)
