"""The several names that one text may hold."""

from __future__ import annotations

import pytest

from domaudit.identity import Kind, compare
from domaudit.identity.words import acronym_aside, names_in


@pytest.mark.parametrize(
    ("text", "names", "care"),
    [
        ("Jean Martin dba Pixel Web", ("Jean Martin", "Pixel Web"), ()),
        ("Jean Martin d/b/a Pixel Web", ("Jean Martin", "Pixel Web"), ()),
        ("Jean MARTIN exploitant sous le nom de Pixel Web", ("Jean MARTIN", "Pixel Web"), ()),
        ("9999-1234 Québec inc. faisant affaire sous le nom de Fournil Rosalie", ("9999-1234 Québec inc.", "Fournil Rosalie"), ()),
        ("Jean Martin (nom commercial : Pixel Web)", ("Jean Martin", "Pixel Web"), ()),
        ("Boulangerie Dupont c/o Studio Pixel", ("Boulangerie Dupont",), ("Studio Pixel",)),
        ("Boulangerie Dupont, aux soins de Studio Pixel", ("Boulangerie Dupont",), ("Studio Pixel",)),
        ("Pixel Web", ("Pixel Web",), ()),
        ("dba Pixel Web", ("dba Pixel Web",), ()),
        ("Société des Bains (SB)", ("Société des Bains (SB)", "Société des Bains"), ()),
        ("株式会社架空 / Kakuu Inc.", ("株式会社架空 / Kakuu Inc.", "株式会社架空", "Kakuu Inc."), ()),
        ("Adbacus", ("Adbacus",), ()),
    ],
)
def test_names_in(text: str, names: tuple[str, ...], care: tuple[str, ...]) -> None:
    found, post = names_in(text)
    assert set(names) <= set(found)
    assert len(set(found) - set(names)) <= 1  # the whole text
    assert post == care


def test_an_acronym_in_brackets_is_set_aside() -> None:
    assert acronym_aside("Société des Bains (SDB)") == "Société des Bains"
    assert acronym_aside("Société des Bains (SB)") == "Société des Bains"
    assert acronym_aside("Société des Bains (SB) SA") == "Société des Bains SA"
    for other in ("Studio Pixel (SCI)", "Studio Pixel (Lyon)", "Studio (S)", "Studio Pixel (Pixel Web)"):
        assert acronym_aside(other) == other


def test_who_takes_the_post_is_not_the_holder() -> None:
    likeness = compare("Boulangerie Dupont c/o Studio Pixel", "Studio Pixel SARL")
    assert (likeness.kind, likeness.why) == (Kind.NEAR, "why.care-of")
    assert compare("Boulangerie Dupont c/o Studio Pixel", "Boulangerie Dupont").kind is Kind.SAME
