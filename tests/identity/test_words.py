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
        ("Oracle DBA Services", ("Oracle DBA Services",), ()),
        ("Publicité Enseigne Dupont", ("Publicité Enseigne Dupont",), ()),
        ("Autre Chose SAS, enseigne Studio Pixel", ("Autre Chose SAS", "Studio Pixel"), ()),
    ],
)
def test_names_in(text: str, names: tuple[str, ...], care: tuple[str, ...]) -> None:
    found = names_in(text)
    told = {*found.holder, *found.trade}
    assert set(names) <= told
    assert len(told - set(names)) <= 1  # the whole text
    assert found.care == care


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


def test_the_sign_of_a_company_with_a_name_of_its_own_is_only_near() -> None:
    for text in ("Autre Chose SAS, enseigne Studio Pixel", "Autre Chose SAS exploitant sous le nom de Studio Pixel"):
        assert (compare(text, "Studio Pixel").kind, compare(text, "Studio Pixel").why) == (Kind.NEAR, "why.trade-name")
        assert compare(text, "Autre Chose SAS").kind is Kind.SAME
    assert compare("Jean Martin dba Studio Pixel", "Studio Pixel").kind is Kind.SAME
    assert compare("9999-1234 Québec inc. faisant affaire sous le nom de Fournil Rosalie", "Fournil Rosalie").kind is Kind.SAME
