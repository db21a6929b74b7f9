"""The picture of the README is what the program prints, stands alone, and can be read by a program that reads aloud."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.make_picture import PICTURES, TITLES, picture, shown
from tests.make_readme import HELD, PAGES

SVG = "{http://www.w3.org/2000/svg}"
LANGS = pytest.mark.parametrize("lang", PICTURES)


@LANGS
def test_the_picture_is_what_the_program_prints_now(lang: str) -> None:
    assert PICTURES[lang].read_text(encoding="utf-8") == picture(lang), "run: python -m tests.make_picture"


@LANGS
def test_it_asks_nobody_for_anything(lang: str) -> None:
    text = PICTURES[lang].read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) == {"http://www.w3.org/2000/svg"}
    names = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(text).iter()}
    assert names <= {"svg", "title", "desc", "style", "defs", "clipPath", "rect", "circle", "g", "text"}
    assert not re.search(r"@import|@font-face|url\((?!#)|<!|\bon\w+=|href", text)


@LANGS
def test_it_says_what_it_shows(lang: str) -> None:
    root = ElementTree.parse(PICTURES[lang]).getroot()
    named = {element.get("id"): element.text or "" for element in root}
    title, text = (named[name] for name in root.attrib["aria-labelledby"].split())
    assert root.get("role") == "img"
    assert title == TITLES[lang]
    for told in (HELD, "STUDIO PIXEL", "SHA-256", {"en": "exit 1", "fr": "code de sortie 1"}[lang]):
        assert told in text


@LANGS
def test_nobody_s_mailbox_is_in_it_and_the_page_shows_it(lang: str) -> None:
    text = "".join(shown(lang))
    assert "j…@pixel-mail.example" in text
    assert "jm@" not in text
    assert "\x1b[1;31m" in text
    page = PAGES[lang].read_text(encoding="utf-8")
    (image,) = re.findall(r"!\[([^\]]{40,})\]\(([^)]+)\)", page)
    assert (PAGES[lang].parent / image[1]).resolve() == PICTURES[lang]
    assert HELD in image[0]
