"""Wire text is harmless after `clean`, and nothing that a person could read is lost."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.cleaning import clean, decode, one_line, visible


@pytest.mark.parametrize(
    ("dirty", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", "click"),
        ("\x1b]0;title\x1b\\after", "after"),
        ("a\x9b2Jb", "ab"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("\u2066left\u2069", "left"),
        ("Du\u200bpont\ufeff", "Dupont"),
        ("nul\x00\x08", "nul"),
        ("\ud800lone", "lone"),
        ("tag\U000e0041", "tag"),
        ("one\u2028two", "onetwo"),
    ],
)
def test_what_could_deceive_is_taken_out_and_said(dirty: str, harmless: str) -> None:
    assert clean(dirty) == (harmless, True)


@pytest.mark.parametrize(
    ("text", "same"),
    [("E\u0301rablie\u0300re", "Érablière"), ("a\r\nb\rc\n", "a\nb\nc\n"), ("tab\tstays", "tab\tstays"), ("株式会社 Ё ß", "株式会社 Ё ß")],
)
def test_what_people_write_stays_without_a_notice(text: str, same: str) -> None:
    assert clean(text) == (same, False)


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=100, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, False)
    assert unicodedata.is_normalized("NFC", once)
    assert not [c for c in once if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]


@pytest.mark.parametrize("piece", ["\x1b[", "\x1b]", "\x1b]8;;", "\x1b[0;", "\x9b", "\x1b", "e\u0301", "\u202e", "a"])
def test_a_megabyte_of_anything_is_cleaned_at_once(piece: str) -> None:
    text = piece * (2**20 // len(piece))
    started = time.process_time()
    clean(text)
    assert time.process_time() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


@pytest.mark.parametrize(
    ("body", "charset", "text", "notice"),
    [
        ("Érable".encode(), None, "Érable", None),
        (b"\xef\xbb\xbfErable", None, "Erable", None),
        ("Érable".encode("latin-1"), None, "Érable", "not UTF-8; decoded as latin-1, accents may be wrong"),
        ("Šaltinis žodis".encode("cp1257"), "cp1257", "Šaltinis žodis", "decoded as cp1257"),
        ("登録者名".encode("iso-2022-jp"), "iso-2022-jp", "登録者名", "decoded as iso-2022-jp"),
        ("é à ô ù é à ô ".encode() + b"\xc3", None, "é à ô ù é à ô \ufffd", "some bytes are not UTF-8 and were replaced"),
    ],
)
def test_bytes_become_the_text_that_was_meant(body: bytes, charset: str | None, text: str, notice: str | None) -> None:
    assert decode(body, charset) == (text, notice)


@given(st.binary(max_size=200), st.sampled_from([None, "euc-kr", "cp1257", "no-such-charset", "iso-2022-jp"]))
@settings(max_examples=100, deadline=None)
def test_decoding_never_raises(body: bytes, charset: str | None) -> None:
    assert isinstance(decode(body, charset)[0], str)


@given(st.text(st.characters(), max_size=60), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_words_shown_beside_others_are_one_short_line(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert "\x1b" not in line
    assert one_line(line, limit) == line


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=100, deadline=None)
def test_what_has_no_shape_is_made_visible(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert all(c.isprintable() or unicodedata.category(c) == "Zs" for c in shown)


def test_a_file_name_keeps_its_letters() -> None:
    assert visible("été\xa0☃.yaml") == "été\xa0☃.yaml"
    assert visible("in\x1b[2Jv\udce9\u202e\n.yaml") == "in�[2Jv���.yaml"
