"""Laws for every form of a report: hostile values stay values, and people stay masked. A form that is new is held to them at once.

DOMAUDIT_GOLDEN=write pytest tests/report/test_every_form.py      # after a change that is meant; then read the difference
"""

from __future__ import annotations

import csv
import html
import io
import json as json_module
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from domaudit import __version__
from domaudit.identity import fold
from domaudit.model import Contact, Reader, Report
from domaudit.report import words
from domaudit.report.files import Place
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.masking.people import people_of
from domaudit.report.outputs import Target, write_file
from domaudit.report.screens import Style
from domaudit.texts import Lang, tell
from tests import whole
from tests.report import hostile, reading, samples

GOLDEN = Path(__file__).parent / "hostile_golden"
LANGS: tuple[Lang, ...] = ("en", "fr")
READERS: tuple[Reader, ...] = ("client", "provider", "prospect")
WHOLE = ("json",)
"""Forms that are for programs and whole: nothing is masked or shortened in them."""

MACHINE = (*WHOLE, "html", "sarif", "junit", "csv", "ics")
"""Forms whose lines no person reads as they are."""

every = pytest.mark.parametrize("form", list(Form), ids=str)
masking = pytest.mark.parametrize("form", [form for form in Form if form.value not in WHOLE], ids=str)


def written(report: Report, form: Form, lang: Lang, folder: Path, reader: Reader = "client", personal_data: bool = False) -> str:
    """What stands in the file, strictly read as UTF-8, its line ends as they are."""
    place = Place(folder / "report")
    found = Gathered.of(report, [form.value], lang)
    write_file(found, Target(place, form), Style(lang, 1, personal_data=personal_data, reader=reader))
    return place.path.read_bytes().decode("utf-8")


# --- hostile values ---------------------------------------------------------------------------------------------------


@every
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reader", READERS)
def test_hostile_values_stay_values(form: Form, lang: Lang, reader: Reader, tmp_path: Path) -> None:
    harmless = written(hostile.report(hostile.HARMLESS), form, lang, tmp_path, reader)
    told = written(hostile.report(hostile.HOSTILE), form, lang, tmp_path, reader)
    assert not [char for char in told if _is_dangerous(char)]
    assert not re.search(r"\r(?!\n)", told)
    assert _commands(told) == _commands(harmless)
    assert STRUCTURE[form.value](told) == STRUCTURE[form.value](harmless)
    if form.value not in WHOLE:
        assert hostile.LONG not in "".join(told.split()).replace("Maison", "Maison ")
        assert max(map(len, re.findall("o+", told))) <= 500
    if form.value not in MACHINE:
        assert max(map(len, told.split("\n"))) < 8000


def _is_dangerous(char: str) -> bool:
    """Whether a character can make a reader see something else than what was written."""
    controls = unicodedata.category(char) == "Cc" and char not in "\n\r\t"
    return controls or char in "\u061c\u200e\u200f\u2028\u2029" or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"


def _commands(told: str) -> list[str]:
    """The workflow commands that a log would obey, without what they say: ``::`` at the beginning of a line, ``##[`` anywhere in it."""
    assert "##[" not in told
    assert "##vso[" not in told
    lines = (line.strip() for line in re.split(r"\r\n|\n|\r", told))
    return [re.sub(r"=[^,:]*", "=", line.split("::")[1]) for line in lines if line.startswith("::")]


def _terminal(told: str) -> Any:
    lines = told.split("\n")
    assert max(words.width(line) for line in lines if not line.lstrip().startswith("domaudit letter ")) <= 100
    return [line for line in lines if line.startswith("  ") and line.strip() in _titles()]


@cache
def _titles() -> frozenset[str]:
    return frozenset(tell(f"report.{part}.title", lang) for part in ("keys", "record", "todo", "unasked", "notices") for lang in LANGS)


def _json(told: str) -> Any:
    return _shape(json_module.loads(told))


def _shape(one: Any) -> Any:
    """The structure of a document without its texts."""
    if isinstance(one, dict):
        return {key: _shape(value) for key, value in one.items()}
    return [_shape(value) for value in one] if isinstance(one, list) else type(one).__name__


def _html(told: str) -> Any:
    tags: list[Any] = []

    class Skeleton(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, sorted(name for name, _ in attrs)))
            for name, value in attrs:
                assert not name.startswith("on")
                if name in ("href", "src", "action"):
                    assert re.match(r"https?://(?!evil)|#|mailto:", value or "#"), value

        def handle_endtag(self, tag: str) -> None:
            tags.append(tag)

        def handle_comment(self, data: str) -> None:
            tags.append("comment")

    Skeleton(convert_charrefs=True).feed(told)
    return tags


def _markdown(told: str) -> Any:
    assert reading.read(told).made_by_github() == []
    return _tokens(MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").enable("strikethrough").parse(told))


def _tokens(tokens: Any) -> list[str]:
    """What Markdown makes of a text; HTML in it by its very words, for that is what a page would obey."""
    found: list[str] = []
    for token in tokens:
        if token.type in ("text", "softbreak"):
            continue
        html_of_it = re.sub(r">[^<]*<", "><", token.content) if token.type.startswith("html") else ""
        found += [f"{token.type} {html_of_it} {sorted(token.attrs) if token.attrs else ''}", *_tokens(token.children or ())]
    return found


def _sarif(told: str) -> Any:
    return _shape(json_module.loads(told))


def _junit(told: str) -> Any:
    return [(element.tag, sorted(element.attrib)) for element in ElementTree.fromstring(told.encode()).iter()]


def _csv(told: str) -> Any:
    rows = _rows(told)
    for cell in (cell for row in rows[1:] for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell
    assert len({len(row) for row in rows}) == 1
    return rows[0], len(rows)


def _rows(told: str) -> list[list[str]]:
    text = told.removeprefix("\ufeff")
    delimiter = max(",;\t", key=text.split("\n")[0].count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _ics(told: str) -> Any:
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    assert "\n" not in told.replace("\r\n", "")
    lines = re.sub(r"\r\n[ \t]", "", told).split("\r\n")
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines if line)
    return [re.split("[;:]", line)[0] + (line if line.startswith(("BEGIN", "END")) else "") for line in lines]


STRUCTURE: dict[str, Callable[[str], Any]] = {
    "terminal": _terminal,
    "json": _json,
    "html": _html,
    "markdown": _markdown,
    "github": _commands,
    "sarif": _sarif,
    "junit": _junit,
    "csv": _csv,
    "ics": _ics,
}
"""What of a form stays the same whatever the values are; parsing it is a law of its own."""


def test_json_holds_every_hostile_value_whole(tmp_path: Path) -> None:
    told = json_module.loads(written(hostile.report(hostile.HOSTILE), Form.json, "en", tmp_path))
    assert {hostile.LONG, hostile.HOSTILE.registrar, hostile.HOSTILE.reason} <= set(_texts(told))


def _texts(one: Any) -> Iterator[str]:
    if isinstance(one, str):
        yield one
    elif isinstance(one, dict | list):
        for value in one.values() if isinstance(one, dict) else one:
            yield from _texts(value)


@masking
@pytest.mark.parametrize("lang", LANGS)
def test_the_hostile_golden(form: Form, lang: Lang, tmp_path: Path) -> None:
    told = written(hostile.report(hostile.HOSTILE), form, lang, tmp_path)
    told = told.replace(__version__, "VERSION")
    told = re.sub(r"(<(style|script)>).*?(</\2>)|sha256-[\w+/=]{44}", r"\1\3", told, flags=re.DOTALL) if form is Form.html else told
    path = GOLDEN / f"{form.value}-{lang}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.write_bytes(told.encode())
    assert told == path.read_bytes().decode()


# --- people -----------------------------------------------------------------------------------------------------------


def _read(told: str, form: Form) -> str:
    """What a reader of any form gets to read: unescaped, unfolded, its lines joined, as one text in lower case without accents."""
    text = re.sub(r"\r\n[ \t]", "", told) if form.value == "ics" else told.replace("\u200b", "")  # Markdown's mentions are broken with it
    if form.value == "sarif":
        text = " ".join(_texts(json_module.loads(text)))
    for undo in (html.unescape, unquote, lambda shown: re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), shown)):
        text = f"{text} {undo(text)}"
    return " ".join(re.sub(r"\\(?=\W)|[\u202f\u00a0]", " ", text).split())


def _details(report: Report) -> Iterator[tuple[str, str]]:
    """Every detail of a natural person: what it is, and the detail."""
    kept = {fold(name) for site in report.sites for name in people_of(site).kept}
    for site in report.sites:
        parties = (site.site.client, site.site.provider, *(party for _, party in site.site.others))
        records = [site.registration, *(seen.record for seen in site.observed.registration if seen.record)]
        contacts: list[Contact] = [one for record in records for found in record.contacts.values() for one in found]
        names = {*people_of(site).names, *(name for party in parties if party.kind == "person" for name in party.names)}
        yield from (("name", name) for name in names if fold(name) not in kept and len(fold(name).split()) > 1)
        for email in {*(email for party in parties for email in party.emails), *(one.email or "" for one in contacts)}:
            local, at, _ = email.partition("@")
            if at and len(local) > 1:
                yield "mailbox", email
        yield from (("phone", one.phone) for one in contacts if one.phone and sum(map(str.isdigit, one.phone)) >= 9)
        yield from (("street", one.street) for one in contacts if one.street and len(one.street) >= 12 and fold(one.street) not in kept)


def _shows(text: str, kind: str, detail: str) -> bool:
    if kind == "name":
        words_ = fold(detail).split()
        return any(re.search(rf"\b{'[^0-9a-z]{1,3}'.join(map(re.escape, order))}\b", text) for order in (words_, words_[::-1]))
    if kind == "phone":
        digits = "".join(filter(str.isdigit, detail))[-8:]
        return re.search(r"[ .()/-]{0,3}".join(digits), text) is not None
    return detail.casefold() in text


def _plainly(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def _says_so(told: str, form: Form, lang: Lang) -> bool:
    """Whether a report says that it masks people: by the sentence, or in a field of a form for programs."""
    read = _read(told, form)
    if _plainly(" ".join(tell("report.masked", lang).replace("\u202f", " ").split())) in _plainly(read):
        return True
    if form.value == "html":
        return " ".join(tell("html.method.masked", lang).replace("\u202f", " ").split()) in read
    if form.value == "csv":
        return any(tell("csv.masked", lang) in row for row in _rows(told)[1:])
    if form.value == "sarif":
        return any(found is True for found in _fields(json_module.loads(told), "masked"))
    field = r"[\"']?masked[\"']?(?:\s+value)?[^\w]{1,4}true"
    return re.search(field, read, re.IGNORECASE) is not None


def _fields(one: Any, name: str) -> Iterator[Any]:
    if isinstance(one, dict | list):
        for key, value in one.items() if isinstance(one, dict) else enumerate(one):
            if key == name:
                yield value
            yield from _fields(value, name)


@cache
def _reports() -> tuple[Report, ...]:
    return (samples.whole(), *(whole.run(case)[0] for case in whole.load_cases()[::2]))


@masking
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reader", READERS)
def test_no_detail_of_a_person_is_told_to_others(form: Form, lang: Lang, reader: Reader, tmp_path: Path) -> None:
    looked = 0
    for report in _reports():
        read = _read(written(report, form, lang, tmp_path, reader), form)
        plain = _plainly(read)
        for kind, detail in set(_details(report)):
            assert not _shows(plain, kind, detail), (kind, detail)
            looked += 1
    assert looked > 50


@masking
@pytest.mark.parametrize("lang", LANGS)
def test_a_report_that_masks_says_so_and_keeps_what_the_finding_needs(form: Form, lang: Lang, tmp_path: Path) -> None:
    report = samples.whole(samples.held_by_provider(), samples.in_name_only())
    masked, shown = (written(report, form, lang, tmp_path, personal_data=open_) for open_ in (False, True))
    if form.value != "ics":  # a calendar holds days, and who holds what is no day
        assert "STUDIO PIXEL" in _read(masked, form)
        assert "pixel-mail.example" in _read(masked, form)
        assert "jm@pixel-mail.example" not in _read(masked, form)
        assert "jm@pixel-mail.example" in _read(shown, form)
        assert _says_so(masked, form, lang)
    assert not _says_so(shown, form, lang)
