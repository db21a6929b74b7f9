"""The CSV: one row for each site, its columns, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import Change, Report, Verdict
from domaudit.report import csv as csv_form
from domaudit.report.csv import COLUMNS, LONGEST, SEPARATORS, cell
from domaudit.texts import LANGUAGES, Lang, has
from tests.command import COMMAND, ROOT, environment
from tests.report import samples
from tests.report.writing import HOSTILE, LONG, compared, hostile, of_a_person, since, with_expiry, written

FORMULA = set("=+-@\t\r＝＋－＠﹦﹢﹣﹫−")
EXAMPLE = ("examples/inventory.yaml", "--offline", "--evidence", "examples/evidence.jsonl")
QUOTES = ' \t\r\n"`“”„«»‘’'


def rows(report: Report, lang: Lang = "en", **style: bool) -> list[dict[str, str]]:
    """Every row by column, as a reader of this language's files reads it."""
    text = written("csv", report, lang, **style)
    head, *found = csv.reader(StringIO(text, newline=""), delimiter=SEPARATORS[lang], strict=True)
    assert head == [csv_form.head(column, lang) for column in COLUMNS]
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def test_there_is_one_row_for_each_site_in_the_order_of_the_inventory() -> None:
    report = samples.whole()
    assert [row["domain"] for row in rows(report)] == [site.site.unicode for site in report.sites]


def test_a_row_has_what_a_paid_audit_has() -> None:
    (row,) = rows(samples.whole(with_expiry(samples.held_by_provider(), datetime(2027, 3, 2, tzinfo=UTC))))
    assert row["client"] == "Boulangerie Dupont"
    assert row["provider"] == "Studio Pixel SARL"
    assert row["verdict"] == "held by the provider"
    assert row["holder"] == "STUDIO PIXEL"
    assert row["mailbox"] == "j…@pixel-mail.example (provider)"
    assert row["administrative"] == "J… M… (provider)"
    assert row["dns"] == "ns1.pixel-dns.example (provider)"
    assert row["expires"] == "2027-03-02"
    assert row["risk"] == "settle first"
    assert row["findings"] == "The provider is the registered holder; The nameservers are the provider’s"
    assert row["action"].startswith("Put copies in safety first. Ask Studio Pixel SARL, kindly, to put the name in yours")
    assert (row["who"], row["deadline"]) == ("Boulangerie Dupont", "2026-12-06")
    assert row["evidence"] == "rdap.nic.fr (RDAP), 2026-11-22 09:15 UTC, SHA-256 3f9c2a11d0b7"
    assert row["limits"] == "The record names the provider; it does not show why, nor who has the right to the name."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_has_a_sentence_on_what_cannot_be_proved(lang: Lang) -> None:
    told = {row["limits"] for row in rows(samples.whole(), lang)}
    assert len(told) == len(Verdict)
    assert all(has(f"csv.limits.{verdict}") for verdict in Verdict)


def test_unknown_is_no_good_news() -> None:
    (row,) = rows(samples.whole(samples.undetermined()))
    assert (row["risk"], row["holder"], row["confidence"]) == ("needs a look", "", "")
    assert row["limits"] == "Nothing can be said of the holder: this is neither good nor bad news."
    accepted = replace(samples.undetermined(), findings=())
    assert rows(samples.whole(accepted))[0]["risk"] == ""
    assert rows(samples.whole(samples.held_by_client()))[0]["risk"] == "nothing to act on"


def test_an_attested_holder_is_told_as_such() -> None:
    (row,) = rows(samples.whole(replace(samples.held_by_client(), basis="attested")))
    assert row["limits"].startswith("This rests on the attestation")
    assert row["confidence"] == "sure (attested, not observed)"


def test_an_accepted_finding_stands_with_its_reason() -> None:
    (row,) = rows(samples.whole(samples.accepted()))
    assert row["findings"].endswith("(accepted: moving next week)")


def test_french_opens_in_a_french_excel() -> None:
    text = written("csv", samples.whole(samples.held_by_provider()), "fr")
    assert text.startswith("Domaine;Client;Prestataire;Qui le détient;")
    assert text.count("\n") == text.count("\r\n") == 2


def test_a_file_begins_as_excel_wants_it_and_a_pipe_with_the_head(tmp_path: Path) -> None:
    line = [*COMMAND, "check", *EXAMPLE, "--format", "csv", "-o", str(tmp_path / "named.csv")]
    piped = subprocess.run(line, cwd=ROOT, env=environment(tmp_path), capture_output=True, check=False).stdout
    with open(tmp_path / "redirected.csv", "wb") as out:
        subprocess.run(line, cwd=ROOT, env=environment(tmp_path), stdout=out, stderr=subprocess.PIPE, check=False)
    assert piped.startswith(b"Domain,")
    for name in ("named.csv", "redirected.csv"):
        assert (tmp_path / name).read_bytes() == b"\xef\xbb\xbf" + piped


def test_people_are_masked_and_the_row_says_so() -> None:
    report = samples.whole(of_a_person(), samples.not_registered())
    masked, free = rows(report)
    assert "Jean Martin" not in written("csv", report)
    assert masked["holder"] == "J… M…"
    assert masked["people"] == "masked (--show-personal-data shows them)"
    assert free["people"] == "nothing to mask"
    shown, _ = rows(report, personal_data=True)
    assert (shown["holder"], shown["people"]) == ("Jean Martin", "shown as read")


def test_what_changed_stands_in_its_column_and_what_is_gone_in_a_row() -> None:
    site = since(samples.held_by_provider(), Change("registrant", ("Boulangerie Dupont",), ("STUDIO PIXEL",)))
    row, gone = rows(compared(site, gone=("old.example",)))
    assert "STUDIO PIXEL" in row["changed"]
    assert (gone["domain"], gone["changed"]) == ("old.example", "No longer in the inventory: old.example")


# --- what a spreadsheet would run ---------------------------------------------------------------------------------------


def harmless(text: str) -> bool:
    """Whether no piece of a cell, however the file is cut, begins with a formula; the apostrophe before one is what makes it a text."""
    pieces = [text]
    for separator in ",;|\t":
        pieces = [part for piece in pieces for part in piece.split(separator)]
    return all(not piece.lstrip(QUOTES) or piece.lstrip(QUOTES)[0] not in FORMULA for piece in pieces)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
        ("+33 1 99 00 12 34", "'+33 1 99 00 12 34"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  \t=1", "'=1"),
        ('"=1', "\"'=1"),
        ("＝1", "'＝1"),
        ("a;=1,+2|@3", "a;'=1,'+2|'@3"),
        ("\u200b=1", "'=1"),
        ("plain - text = 1", "plain - text = 1"),
        ("j…@pixel-mail.example", "j…@pixel-mail.example"),
    ],
)
def test_a_formula_becomes_a_text(text: str, shown: str) -> None:
    assert cell(text) == shown


@given(st.text(st.sampled_from("=+-@,;|\"' \t\r\n＝a\u202e\u200b\x1b«”"), max_size=40) | st.text(max_size=80))
@settings(max_examples=500, deadline=None)
def test_no_cell_begins_a_formula_and_none_breaks_its_line(text: str) -> None:
    shown = cell(text)
    assert harmless(shown)
    assert not set(shown) & set("\r\n\t\x1b\u202e")


@given(st.text(st.sampled_from("=+-@,;|\"' \t\r\n＝a\u202e\x1b"), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_a_hostile_value_neither_adds_a_column_nor_a_row(text: str) -> None:
    for lang in LANGUAGES:
        (row,) = rows(hostile(text), lang, personal_data=True)
        assert len(row) == len(COLUMNS)
        assert all(map(harmless, row.values()))


@pytest.mark.parametrize("text", [HOSTILE, LONG])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_record_stays_text(text: str, lang: Lang) -> None:
    (row,) = rows(hostile(text), lang)
    assert all(map(harmless, row.values()))
    assert max(map(len, row.values())) <= LONGEST + 5
    assert not any(set(value) & set("\x1b\u202e\n") for value in row.values())


@pytest.mark.parametrize("separator", [",", ";"])
def test_libreoffice_reads_the_cells_and_runs_none_even_with_the_wrong_separator(separator: str, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    wanted = {lang: hostile(f"=1+1;=1+2,=1+3 {HOSTILE}") for lang in LANGUAGES}
    for lang, report in wanted.items():
        (tmp_path / f"{lang}.csv").write_bytes(written("csv", report, lang).encode("utf-8"))
    (tmp_path / "bare.csv").write_text('=1+1\r\n"a;=1+2"\r\n', encoding="utf-8")
    reading = f"--infilter=Text - txt - csv (StarCalc):{ord(separator)},34,76,1"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", reading, "--convert-to", "fods"]
    files = [str(path) for path in tmp_path.glob("*.csv")]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=300)
    read = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.fods")}
    assert "table:formula" in read["bare"]  # it would run them
    assert not [name for name in ("en", "fr") if "table:formula" in read[name]]
    (lang,) = [lang for lang in LANGUAGES if SEPARATORS[lang] == separator]
    (row,) = rows(wanted[lang], lang)
    texts = {
        "".join(one.itertext()) for one in ElementTree.fromstring(read[lang]).iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p")
    }
    assert {row["holder"], row["limits"], row["domain"]} <= texts
