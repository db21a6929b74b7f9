"""The card of ``inspect``: a date is a line where the record has it; no line is wider than the screen, in the characters that it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from domaudit.report.commands import inspect as card
from domaudit.report.screens import Style
from domaudit.texts import Lang
from tests.report import samples


def shown(lang: Lang, **dates: datetime) -> list[str]:
    site = samples.held_by_client()
    out = StringIO()
    card.write_stream(samples.whole(replace(site, registration=replace(site.registration, **dates))), None, "terminal", out, Style(lang, 0))
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Registered on 3 Feb 2001", "Last transfer 6 Mar 2009", "Paid until 3 Feb 2027"]),
        ("fr", ["Enregistré le 3 févr. 2001", "Dernier transfert 6 mars 2009", "Payé jusqu'au 3 févr. 2027"]),
    ],
)
def test_the_dates_stand_in_the_order_of_time(lang: Lang, said: list[str]) -> None:
    created, transferred, expires = (
        datetime(year, month, day, tzinfo=UTC) for year, month, day in ((2001, 2, 3), (2009, 3, 6), (2027, 2, 3))
    )
    lines = shown(lang, created=created, transferred=transferred, expires=expires)
    assert [line for line in lines if line in said] == said
    without = shown(lang, created=created, expires=expires)
    assert [line for line in without if line in said] == [said[0], said[2]]
    assert not any(line.startswith(("Last", "Dernier")) for line in without)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_keeps_within_a_narrow_screen_of_simple_characters(lang: Lang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    # 57 columns with one "…" and so 59 in simple characters, and some that are as wide as a line
    shown = ["…".join("ab " * length).strip() for length in range(5, 40)]
    out = TextIOWrapper(BytesIO(), encoding="ascii")
    card.write_stream(samples.whole(*map(samples.held_by_provider, ["x.example"] * len(shown), shown)), None, "text", out, Style(lang, 0))
    out.seek(0)
    told = out.read().splitlines()
    assert max(map(len, told)) <= 60
    assert any("..." in line for line in told)
