"""Whatever a value holds, GitHub shows it as it is: no link, mention, tag, table or list is born of it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from domaudit.cleaning import visible
from domaudit.report import words
from domaudit.report.markdown import markup
from tests.report.hostile import LONG, RAW
from tests.report.hostile_words import values
from tests.report.reading import Read, read, read_twice


def shown(value: str) -> str:
    return visible(words.flat(value))


def holds(page: Read, tags: list[str], value: str) -> None:
    assert page.skeleton == tags
    assert page.tags.count("span") == value.count("$")
    assert page.words.strip("\n") == shown(value)
    assert page.made_by_github() == []


@settings(max_examples=400, deadline=None)
@given(values)
def test_a_paragraph(value: str) -> None:
    assume(shown(value))
    for page in read_twice(markup.line(value)):
        holds(page, ["p"], value)


@settings(max_examples=400, deadline=None)
@given(values)
def test_an_item_of_a_list(value: str) -> None:
    assume(shown(value))
    for page in read_twice(f"- {markup.line(value)}\n"):
        page.words = page.words.strip("\n")
        holds(page, ["ul", "li"], value)


@settings(max_examples=400, deadline=None)
@given(values)
def test_a_cell(value: str) -> None:
    assume(shown(value))
    for page in read_twice("\n".join(markup.table(["a", "b"], [[markup.cell(value), "z"], ["y", markup.cell(value)]]))):
        assert page.skeleton == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "tr", "td", "td"]
        assert page.words.count(shown(value)) >= 2
        assert page.made_by_github() == []


@settings(max_examples=400, deadline=None)
@given(values)
def test_after_bold_and_in_bold(value: str) -> None:
    assume(shown(value))
    for page in read_twice(f"{markup.bold('Today')} · {markup.escaped(value)}"):
        assert page.skeleton == ["p", "strong"]
        assert page.words.strip("\n") == f"Today · {shown(value)}".rstrip()
        assert page.made_by_github() == []


@settings(max_examples=400, deadline=None)
@given(values)
def test_inside_of_an_element(value: str) -> None:
    assume(shown(value))
    for page in read_twice(f"<details>\n<summary>x <strong>{markup.inside(value)}</strong></summary>\n\ny\n\n</details>"):
        assert page.skeleton == ["details", "summary", "strong", "p"]
        assert shown(value) in page.words
        assert page.made_by_github() == []


@pytest.mark.parametrize("value", [RAW, LONG, "@" * 1000, ":a" * 2000, "#" * 1000, "$" * 500, "deadbeef" * 400, "[" * 3000, "`" * 3000])
def test_the_worst_values(value: str) -> None:
    for page in read_twice(markup.line(value)):
        holds(page, ["p"], value)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("Boulangerie Dupont & Filles", "Boulangerie Dupont & Filles"),
        ("Studio Pixel (agence), n° 3", "Studio Pixel (agence), n° 3"),
        ("ns1.pixel-dns.example", "ns1.pixel-dns.example"),
        ("2 Mar 2027, 09:15 UTC", "2 Mar 2027, 09:15 UTC"),
        ("1. rue du Four", "1\\. rue du Four"),
        ("- x", "\\- x"),
        ("a_b*c", "a\\_b\\*c"),
        ("<b>", "&lt;b&gt;"),
        ("x & &lt;", "x & &amp;lt;"),
    ],
)
def test_what_means_nothing_is_left_alone(value: str, told: str) -> None:
    assert markup.line(value) == told


@pytest.mark.parametrize("value", ["=1+1", "+33 1", "-x", "@SUM(A1)", "＝1"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(value: str) -> None:
    assert f"'{value}" in read("\n".join(markup.table(["a"], [[markup.cell(value)]]))).words


def test_our_own_addresses_are_links() -> None:
    page = read(f"Source: {markup.address('https://www.afnic.fr/fr/x_y/?a=1&b=2#c')}")
    assert page.addresses == ["https://www.afnic.fr/fr/x_y/?a=1&b=2#c"]
    for other in ("javascript:alert(1)", "https://x.example/ <b>", "data:text/html,x", "https://x.example/<"):
        assert read(markup.address(other)).skeleton == ["p"]


def test_the_reader_of_these_tests_sees_what_github_would_make() -> None:
    for raw in ("@octocat", "see #1", "GH-2", "deadbeef", ":smile:", "costs $x$", "a@b.example"):
        assert read(raw).made_by_github() or read(raw).addresses, raw
    assert read("https://evil.example").addresses
    assert read("www.evil.example").addresses
