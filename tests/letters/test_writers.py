"""Every writer shows texts as texts: nothing that a value holds becomes markup, a field, a link or a formula."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import letters
from domaudit.errors import UsageError
from domaudit.letters import markup
from domaudit.letters.blocks import Document, Heading, Items, Lines, NewPage, Paragraph, Run, Table, guarded, joined, plain
from domaudit.letters.values import Values, harmless
from tests.letters.reading import HOSTILE, html_tags, html_text, markdown_marks, markdown_text, word_parts, word_text

VALUES = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=40), st.text("<>&\"'`*_[]()#|\\~-+=@!:.1 \n{}$^/w", max_size=30))
VALUES = VALUES.map(harmless).filter(bool)


def holding(value: str) -> Document:
    """A document with a value in every kind of block, where it begins a line and inside of one."""
    alone, inside = (Run(value),), (Run("before "), Run(value, bold=True), Run(" "), Run(value, blank=True), Run("(after)"))
    blocks = (
        Heading(alone, 2),
        Paragraph(alone),
        Paragraph(inside),
        Paragraph((Run("x ", bold=True), Run(value, bold=True, blank=True), Run(", ", bold=True), Run(value, bold=True), Run("."))),
        Lines((alone, inside, alone)),
        Lines((alone,), right=True),
        Items((alone, inside)),
        Items((alone, inside), "steps"),
        Items((alone, inside), "boxes"),
        Table((alone, inside), ((alone, alone), (inside, alone))),
        NewPage(),
        Paragraph(alone),
    )
    return Document(value, "en", blocks)


PLAIN = holding("Dupont")


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_html_has_the_same_tags_whatever_a_value_holds(value: str) -> None:
    page = letters.write(holding(value), "html")
    assert html_tags(page) == html_tags(letters.write(PLAIN, "html"))
    assert value in html_text(page)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_markdown_has_the_same_marks_whatever_a_value_holds(value: str) -> None:
    text = letters.write(holding(value), "md")
    assert markdown_marks(text) == markdown_marks(letters.write(PLAIN, "md"))
    assert value.strip() in markdown_text(text)


@pytest.mark.parametrize("value", ["http://evil.example", "HTTPS://evil.example", "www.evil.example", "x WWW.evil.example"])
def test_markdown_gives_no_bare_link(value: str) -> None:
    text = letters.write(holding(value), "md").decode()
    assert "p://" not in text.lower()
    assert "s://" not in text.lower()
    assert "www." not in text.lower()


@pytest.mark.parametrize("value", [harmless(value) for value in HOSTILE if harmless(value)])
def test_word_has_no_field_no_link_and_nothing_from_elsewhere(value: str) -> None:
    file = letters.write(holding(value), "docx")
    parts = word_parts(file)
    body = parts["word/document.xml"]
    for tag in ("w:fldChar", "w:instrText", "w:fldSimple", "w:hyperlink", "w:object", "w:altChunk"):
        assert f"<{tag}" not in body
    assert not [name for name, part in parts.items() if 'TargetMode="External"' in part]
    assert not [name for name in parts if "vba" in name.lower()]
    assert value in word_text(file)


@given(VALUES)
@settings(max_examples=25, deadline=None)
def test_word_takes_every_text(value: str) -> None:
    assert value in word_text(letters.write(holding(value), "docx"))


@given(VALUES)
@settings(deadline=None)
def test_text_has_the_same_lines_whatever_a_value_holds(value: str) -> None:
    told = letters.write(holding(value), "text").decode()
    assert told.count("\n") == letters.write(PLAIN, "text").decode().count("\n")
    assert told.startswith(f"{value}\n\n{value}\n\nbefore {value} [{value}](after)\n")


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "＝1", " =1", "\u00a0=1"])
@pytest.mark.parametrize("form", letters.FORMATS)
def test_no_cell_of_a_table_begins_as_a_formula(value: str, form: letters.Format) -> None:
    assert plain(guarded((Run(value),)))[0] == "'"
    written = letters.write(Document("x", "en", (Table(((Run(""),),), (((Run(value),),),)),)), form)
    shown = {"md": markdown_text, "html": html_text, "docx": word_text, "text": bytes.decode}[form](written)
    assert f"'{value}" in shown


def test_an_address_of_our_own_data_is_a_link_and_no_other_text_is() -> None:
    address = "https://www.example/a?b=1&c=2"
    for value, links in (
        (letters.Link(address), 1),
        (address, 0),
        (letters.Link("https://x.example/><b>"), 0),
        (letters.Link("javascript:1"), 0),
    ):
        values = Values("en")
        document = markup.document(f"! Title\nSee {values.refer(value)}.\n", values, "en")
        assert letters.write(document, "html").count(b"<a href=") == links
        assert letters.write(document, "md").count(f"<{address}>".encode()) == links
        assert harmless(str(value)) in html_text(letters.write(document, "html"))


def test_cells_that_are_no_formula_stay_as_they_are() -> None:
    assert plain(guarded((Run("Dupont = Fils"),))) == "Dupont = Fils"
    assert plain(guarded((Run("– Dupont"),))) == "– Dupont"


@pytest.mark.parametrize("form", letters.FORMATS)
def test_the_same_document_is_the_same_bytes(form: letters.Format) -> None:
    assert letters.write(PLAIN, form) == letters.write(holding("Dupont"), form)


def test_html_is_one_page_without_scripts_in_its_own_language() -> None:
    page = letters.write(Document("Objet", "fr", (Paragraph((Run("Bonjour"),)),)), "html").decode()
    assert '<html lang="fr">' in page
    assert "<title>Objet</title>" in page
    assert "default-src 'none'" in page
    assert "size: A4" in page
    assert not {"script", "link", "img", "iframe", "a", "form"} & {tag for tag, _ in html_tags(page.encode())}
    assert "url(" not in page
    assert "http://" not in page


def test_the_style_is_the_one_that_the_policy_allows() -> None:
    import base64
    import hashlib
    import re

    page = letters.write(PLAIN, "html").decode()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()}'" in page


def test_numbered_steps_begin_at_one_in_each_list() -> None:
    steps = Items(((Run("a"),), (Run("b"),)), "steps")
    told = word_text(letters.write(Document("x", "en", (steps, Paragraph((Run("-"),)), steps)), "docx"))
    assert told.splitlines() == ["1.\ta", "2.\tb", "-", "1.\ta", "2.\tb"]


def test_a_table_as_text_names_its_columns() -> None:
    table = Table(((Run("Nom"),), (Run("Expire"),)), (((Run("a.fr"),), (Run("demain"),)),))
    assert letters.write(Document("x", "fr", (table,)), "text").decode() == "Nom\u202f: a.fr\nExpire\u202f: demain\n"


def test_documents_are_joined_each_on_its_own_page() -> None:
    one, two = (Document(name, "en", (Paragraph((Run(name),)),), (name, "date")) for name in ("a", "b"))
    both = joined([one, two])
    assert both == Document("a", "en", (*one.blocks, NewPage(), *two.blocks), ("a", "date", "b"))
    assert joined([one]) == one


def test_word_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = builtins.__import__

    def lacking(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "docx":
            raise ImportError(name)
        return genuine(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    monkeypatch.delitem(sys.modules, "docx", raising=False)
    with pytest.raises(UsageError, match="install python-docx beside domaudit; or choose html"):
        letters.write(PLAIN, "docx")
