"""The card of a domain keeps within the screen, in the characters that it has."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper

import pytest

from domaudit.report import card
from domaudit.report.screens import Style
from domaudit.texts import Lang
from tests.report import samples


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
