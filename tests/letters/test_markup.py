"""The templates' markup, and the values that never enter it."""

from __future__ import annotations

from datetime import date, datetime

import jinja2
import pytest

from domaudit import letters
from domaudit.letters import markup
from domaudit.letters.blocks import Document, Heading, Items, Lines, NewPage, Paragraph, Run, Table
from domaudit.letters.values import Blank, Values, harmless, lines
from tests.letters.reading import HOSTILE


def read(text: str, *values: object, lang: letters.Lang = "en") -> Document:
    """The document of a markup in which each ``%`` stands for the next value."""
    kept = Values(lang)
    for value in values:
        text = text.replace("%", kept.refer(value), 1)
    return markup.document(text, kept, lang)


def test_every_block() -> None:
    found = read(
        "! Title\n# One\n## Two\n### Three\nA paragraph\ngoes on.\n\nAnother.\n- a\n  goes on\n- b\n\n- c\n1. x\n1. y\n[ ] t\n[ ] u\n"
        "| A | B |\n| 1 |  |\n> line\n> line\n>> right\n---\nEnd\n"
    )

    def runs(text: str) -> tuple[Run, ...]:
        return (Run(text),) if text else ()

    assert found.title == "Title"
    assert found.blocks == (
        Heading(runs("One"), 1),
        Heading(runs("Two"), 2),
        Heading(runs("Three"), 3),
        Paragraph(runs("A paragraph goes on.")),
        Paragraph(runs("Another.")),
        Items((runs("a goes on"), runs("b"))),
        Items((runs("c"),)),
        Items((runs("x"), runs("y")), "steps"),
        Items((runs("t"), runs("u")), "boxes"),
        Table((runs("A"), runs("B")), ((runs("1"), ()),)),
        Lines((runs("line"), runs("line"))),
        Lines((runs("right"),), right=True),
        NewPage(),
        Paragraph(runs("End")),
    )


def test_bold_and_blanks() -> None:
    found = read("a **b % c** % and again %", "v", Blank("your name"), Blank("your name"))
    assert found.blocks == (
        Paragraph(
            (Run("a "), Run("b v c", bold=True), Run(" "), Run("your name", blank=True), Run(" and again "), Run("your name", blank=True))
        ),
    )
    assert found.blanks == ("your name",)


def test_a_table_with_a_row_of_another_length_is_a_mistake_of_the_template() -> None:
    with pytest.raises(ValueError, match="row"):
        read("| a | b |\n| c |\n")


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("before", ["", "- ", "1. ", "[ ] ", "# ", "> ", "**", "! ", "| "])
def test_a_value_is_but_text_wherever_it_stands(value: str, before: str) -> None:
    one, other = (read(f"{before}%{before.strip() if before in ('**', '| ') else ''}\n\nEnd\n", given) for given in (value, "Dupont"))
    assert [type(block) for block in one.blocks] == [type(block) for block in other.blocks]
    shown = [one.title, *texts_of(one)]
    assert not harmless(value) or any(harmless(value) in text for text in shown)


def texts_of(document: Document) -> list[str]:
    """The text of every run of paragraphs, headings, lines, items and tables."""
    found = []
    for block in document.blocks:
        match block:
            case Heading(runs) | Paragraph(runs):
                found += runs
            case Lines(many) | Items(many):
                found += [run for runs in many for run in runs]
            case Table(header, _):
                found += [run for runs in header for run in runs]
    return [run.text for run in found]


def test_lines_stay_lines_only_where_lines_stand() -> None:
    address = lines("1 rue du Four\n\n75000 Paris\n")
    assert read("> %\n", address).blocks == (Lines(((Run("1 rue du Four"),), (Run("75000 Paris"),))),)
    assert read("At %.\n", address).blocks == (Paragraph((Run("At 1 rue du Four, 75000 Paris."),)),)
    assert read("> %\n", lines(["# a", "- b"])).blocks == (Lines(((Run("# a"),), (Run("- b"),))),)


def test_typography_is_set_in_our_words_and_not_in_values() -> None:
    assert read("C'est « % » : oui", 'l\'ami : "x"', lang="fr").blocks == (
        Paragraph((Run('C’est «\u202fl\'ami : "x"\u202f»\u202f: oui'),)),
    )


@pytest.mark.parametrize(("lang", "told"), [("en", "1 Dec 2026"), ("fr", "1er décembre 2026")])
def test_dates_are_told_in_words(lang: letters.Lang, told: str) -> None:
    assert read("%", date(2026, 12, 1), lang=lang).blocks == (Paragraph((Run(told),)),)
    assert read("%", datetime(2026, 12, 1, 9), lang=lang).blocks == (Paragraph((Run(told),)),)


def test_what_cannot_be_shown_is_a_mistake_of_the_program() -> None:
    for value in (None, 1.5, ["a"], object()):
        with pytest.raises(TypeError, match="can show no"):
            Values("en").refer(value)


def test_a_fact_that_was_not_given_is_named() -> None:
    with pytest.raises(jinja2.UndefinedError, match=r"'\w+' is undefined"):
        letters.render("request", "en", {})
    with pytest.raises(jinja2.TemplateNotFound):
        letters.render("no-such-letter", "en", {})
