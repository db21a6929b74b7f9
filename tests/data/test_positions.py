"""Strict YAML: scalars stay as written, every fault has its line and column, nothing crashes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.data.positions import MAX_BYTES, Mapping, Node, Null, Scalar, Sequence, parse
from domaudit.errors import DomauditError, InventoryError

pytestmark = pytest.mark.alone


def tree(text: str) -> Node:
    return parse(text.encode(), "f.yaml")


def faults(data: str | bytes) -> list[str]:
    with pytest.raises(InventoryError) as caught:
        parse(data.encode() if isinstance(data, str) else data, "f.yaml")
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize("text", ["NO", "yes", "0123", "12:30", "1e3", "0x1f", "2026-11-22", "1_000", ".inf", "=", "true"])
def test_scalars_stay_as_written(text: str) -> None:
    root = tree(f"a: {text}\n")
    assert isinstance(root, Mapping)
    value = root.get("a")
    assert isinstance(value, Scalar)
    assert (value.text, value.quoted) == (text, False)


@pytest.mark.parametrize("text", ["a:", "a: ~", "a: null", "a: NULL", "a: # nothing"])
def test_no_value_is_null(text: str) -> None:
    root = tree(text)
    assert isinstance(root, Mapping)
    assert isinstance(root.get("a"), Null)


@pytest.mark.parametrize("text", ['a: ""', "a: 'null'", 'a: "~"'])
def test_a_quoted_value_is_text(text: str) -> None:
    root = tree(text)
    assert isinstance(root, Mapping)
    value = root.get("a")
    assert isinstance(value, Scalar)
    assert value.quoted


def test_lines_and_columns_count_from_one_and_in_characters() -> None:
    root = tree("é: {ü: [x, 'y']}\nb:\n  - c: d\r\n    e: f\n")
    assert isinstance(root, Mapping)
    assert str(root.location) == "f.yaml:1:1"
    inner = root.get("é")
    assert isinstance(inner, Mapping)
    assert inner.pairs[0][0].location.column == 5
    items = inner.get("ü")
    assert isinstance(items, Sequence)
    assert [(str(i.location), i.quoted) for i in items.items if isinstance(i, Scalar)] == [("f.yaml:1:9", False), ("f.yaml:1:12", True)]
    block = root.get("b")
    assert isinstance(block, Sequence)
    first = block.items[0]
    assert isinstance(first, Mapping)
    assert [str(key.location) for key, _ in first.pairs] == ["f.yaml:3:5", "f.yaml:4:5"]
    assert root.get("absent") is None


def test_byte_order_mark_is_accepted() -> None:
    root = parse(b"\xef\xbb\xbfa: 1\n", "f.yaml")
    assert isinstance(root, Mapping)
    assert root.pairs[0][0].text == "a"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_an_empty_document_is_null(text: str) -> None:
    assert isinstance(tree(text), Null)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: duplicate key 'a'; it is already on line 1; keep one of the two"),
        ("a: {x: 1, x: 2}\n", "f.yaml:1:11: duplicate key 'x'; it is already on line 1; keep one of the two"),
        ("a: &x 1\n", "f.yaml:1:4: the anchor '&x' is not read; write the value out wherever it is needed"),
        ("a: *x\n", "f.yaml:1:4: the alias '*x' is not read; write the value out"),
        ("a: !!str 1\n", "f.yaml:1:4: the tag 'tag:yaml.org,2002:str' is not read; remove it; quote a text that starts with '!'"),
        ("a: !x\n  b: 1\n", "f.yaml:1:4: the tag '!x' is not read; remove it; quote a text that starts with '!'"),
        ("<<: {a: 1}\n", "f.yaml:1:1: the merge key '<<' is not read; write the keys out"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document starts here; keep one document: remove this '---'"),
        ("? [a]\n: b\n", "f.yaml:1:3: a key must be plain text, not a list or a mapping; quote a key that starts with '[' or '{'"),
        ('"": b\n', "f.yaml:1:1: an empty key; write a name before the ':'"),
        ("a: 1\n\tb: 2\n", "f.yaml:2:1: a tab where YAML wants spaces; indent with spaces"),
        ("a:\n\t- b\n", "f.yaml:2:1: a tab where YAML wants spaces; indent with spaces"),
        ("a: @x\n", "f.yaml:1:4: a value cannot start with '@'; put the value in quotes"),
        ("a: b: c\n", "f.yaml:1:4: a ':' within a text; put it in double quotes: \"b: c\""),
        ("a: [1\nb: 2\n", "f.yaml:2:2: the '[' opened on line 1 is not closed before this; check commas and closing brackets"),
        ("x: 1\na: {b: 1\n", "f.yaml:3:1: the '{' opened on line 2 is not closed before this; check commas and closing brackets"),
        ('a: "x\n', "f.yaml:2:1: the quote opened on line 1 is never closed; close it"),
        ("a: x\u202ey\n", "f.yaml:1:5: an invisible control character (U+202E); remove it"),
        ("a: b\n# \x1b[2J\n", "f.yaml:2:3: an invisible control character (U+001B); remove it"),
        ('a: "\\e[2J"\n', "f.yaml:1:4: an escape for an invisible control character (U+001B); remove it"),
        ("a: 1\nb: \0\n", "f.yaml:2:4: a NUL byte: this is not a text file; give a YAML file saved as UTF-8"),
    ],
)
def test_refused_with_its_place(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_a_line_that_does_not_fit() -> None:
    (fault,) = faults("- a\nb: c\n")
    assert fault.startswith("f.yaml:2:1: this does not fit what comes before it; check the indentation")


def test_every_structural_mistake_at_once_and_in_order() -> None:
    found = faults("a: &x 1\nb: *x\na: !t 2\n<<: {}\n")
    assert [fault.split(":")[1] for fault in found] == ["1", "2", "3", "3", "4"]


@pytest.mark.parametrize(
    ("data", "place"), [(b"a: \xe9\n", "f.yaml:1:4"), (b"a: 1\nb: caf\xe9", "f.yaml:2:7"), (b"\xef\xbb\xbfa: \xff", "f.yaml:1:4")]
)
def test_not_utf8_names_the_place(data: bytes, place: str) -> None:
    (fault,) = faults(data)
    assert "is not UTF-8 text" in fault
    assert fault.startswith(place + ":")


def test_utf16_and_oversize_name_the_file() -> None:
    assert faults("a: 1".encode("utf-16")) == ["f.yaml: the file is UTF-16, not UTF-8; save it as UTF-8"]
    assert faults(b"#" * (MAX_BYTES + 1)) == ["f.yaml: the file has 10,485,761 bytes; at most 10,485,760 (10 MiB) are read; split it"]
    assert isinstance(parse(b"#" * MAX_BYTES, "f.yaml"), Null)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: ", "[[{b: "])
def test_deep_nesting_is_refused_quickly_and_does_not_crash(opening: str) -> None:
    started = time.perf_counter()
    (fault,) = faults(opening * 100_000)
    assert "nested deeper than 20 levels" in fault
    assert time.perf_counter() - started < 1


def test_twenty_levels_are_read() -> None:
    assert isinstance(tree("[" * 20 + "]" * 20), Sequence)
    assert "nested deeper" in faults("[" * 21 + "]" * 21)[0]


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 64))
    assert len(faults(bomb)) == 64 + 2 * 63


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text("ab:-[]{}&*!|>'\"#%@`,? \t\n~<\\é\0", max_size=80).map(str.encode)))
def test_any_bytes_give_a_tree_or_an_inventory_error(data: bytes) -> None:
    mistakes: list[DomauditError] = []
    try:
        assert parse(data, "f.yaml") is not None
    except InventoryError as error:
        mistakes = error.mistakes
    assert all(mistake.where is not None and mistake.where.startswith("f.yaml") for mistake in mistakes)
