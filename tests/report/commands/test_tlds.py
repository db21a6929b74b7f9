"""What `domaudit tlds` prints: aligned, sourced, in both languages, and the same facts as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from domaudit.lookups.holders import Holding, Visibility, holdings
from domaudit.lookups.registries import Registry, load_registries
from domaudit.model import Confidence, Text
from domaudit.report.commands import tlds
from domaudit.texts import Lang

SHIPPED = load_registries()
LANGS: tuple[Lang, ...] = ("en", "fr")
KEYS = {"zone", "rdap", "whois", "web", "holder", "note", "otherwise", "source", "checked", "confidence"}


def asked(*zones: str) -> list[Holding]:
    return holdings(zones, SHIPPED)


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_has_a_line_for_each_ending_aligned_in_80_columns(lang: Lang) -> None:
    lines = tlds.table(holdings([], SHIPPED), lang=lang, width=80).splitlines()
    rows = lines[1:114]
    assert max(map(len, lines)) <= 80
    assert all(row.startswith(".") for row in rows)
    assert lines[114] == ""
    column = lines[0].index({"en": "Holder", "fr": "Titulaire"}[lang])
    assert all(row[column - 2 : column] == "  " and row[column] != " " for row in rows)
    (fr,) = (row.split() for row in rows if row.startswith(".fr "))
    assert fr[:3] == [".fr", "RDAP+WHOIS", "rdap.nic.fr"]
    (ne,) = (row for row in rows if row.startswith(".ne "))
    assert {"en": "nobody publishes it", "fr": "personne ne le publie"}[lang] in ne


def test_a_narrow_list_cuts_servers_and_nothing_else() -> None:
    lines = tlds.table(asked("info", "be"), lang="en", width=58).splitlines()
    assert "rdap.identitydigital.s…" in lines[1]
    assert lines[1].endswith("  organisations only")
    assert max(map(len, lines)) <= 58


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_list_too_narrow_for_a_table_has_the_server_below(lang: Lang) -> None:
    lines = tlds.table(holdings([], SHIPPED), lang=lang, width=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[lines.index(next(line for line in lines if line.startswith(".fr "))) + 1] == "  rdap.nic.fr RDAP+WHOIS"


def test_servers_of_the_user_s_file_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "registries.yaml"
    path.write_text("tlds:\n  fr: {whois: whois.registry.test}\n", encoding="utf-8")
    found = holdings(["fr", "be"], load_registries(str(path)))
    listed = tlds.table(found, lang="en", width=80)
    assert "\n.fr*  " in listed
    assert "\n.be   " in listed
    assert "* as your registries file says" in listed
    assert "(WHOIS); as your registries file says" in tlds.paragraphs(found, lang="en", width=100)
    assert "registries file" not in tlds.table(asked("fr"), lang="en", width=80)


def test_a_paragraph_tells_servers_holder_otherwise_and_source() -> None:
    assert tlds.paragraphs(asked("fr"), lang="en", width=80) == (
        ".fr\n"
        "  Asked      rdap.nic.fr (RDAP), whois.nic.fr (WHOIS)\n"
        "  Holder     organisations only\n"
        "             AFNIC shows the name and address of organisations. Private persons\n"
        "             are hidden (“Ano Nymous”).\n"
        "  Otherwise  If the name equals your trade mark, company or family name, AFNIC’s\n"
        "             form “demande de divulgation de données personnelles” can tell you\n"
        "             who the holder is.\n"
        "  Source     https://www.afnic.fr/en/domain-names-and-support/resolve-a-dispute/data-disclosure-request/\n"
        "             read on 22 Nov 2026 (sure)\n"
    )


def test_a_paragraph_names_the_ending_in_both_spellings_and_the_registry_above() -> None:
    told = tlds.paragraphs(asked("рф", "co.uk"), lang="fr", width=80)
    assert told.startswith(".рф (xn--p1ai)\n")
    assert "\n\n.co.uk, servi par le registre du .uk\n" in told


def test_what_is_not_known_is_said() -> None:
    told = tlds.paragraphs(asked("zzzz"), lang="en", width=80)
    assert "  Holder     not known\n" in told
    assert "No registry of .zzzz is known: check the spelling." in told
    assert "Source" not in told
    looked_for = tlds.paragraphs(asked("ml"), lang="en", width=80)
    assert "none was found\n             looked for on 22 Nov 2026\n" in looked_for


@pytest.mark.parametrize("lang", LANGS)
def test_every_ending_of_the_table_is_told_in_full(lang: Lang) -> None:
    told = tlds.paragraphs(holdings([], SHIPPED), lang=lang, width=80)
    assert told.count("2026") >= 113
    assert "…" not in told
    assert "tlds." not in told
    assert all(len(line) <= 80 or "://" in line for line in told.splitlines())


@pytest.mark.parametrize("lang", LANGS)
def test_json_has_the_same_facts(lang: Lang) -> None:
    content = json.loads(tlds.render(asked("fr", "es", "zzzz"), lang=lang))
    assert (content["schema"], content["language"]) == ("domaudit-tlds/1", lang)
    fr, es, none = content["tlds"]
    assert all(set(entry) >= KEYS for entry in content["tlds"])
    assert (fr["zone"], fr["rdap"], fr["whois"], fr["web"]) == ("fr", "https://rdap.nic.fr/", "whois.nic.fr", None)
    assert (fr["holder"], fr["checked"], fr["confidence"]) == ("organisations", "2026-11-22", "high")
    assert fr["note"].startswith({"en": "AFNIC shows", "fr": "L’AFNIC montre"}[lang])
    assert (es["rdap"], es["whois"], es["web"], es["holder"]) == (None, None, "https://www.dominios.es/en", "web-only")
    assert (none["holder"], none["registry"], none["source"], none["checked"], none["confidence"]) == ("unknown", None, None, None, None)


def test_a_source_without_an_address_is_told_in_the_language() -> None:
    (entry,) = json.loads(tlds.render(asked("ne"), lang="fr"))["tlds"]
    assert entry["source"].startswith("deux listes de serveurs concordantes")


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("lang", LANGS)
def test_every_visibility_has_words(visibility: Visibility, lang: Lang) -> None:
    found = Holding(
        "test", Registry("test"), False, visibility, (Text("tlds.note.unknown"),), Text("tlds.otherwise"), confidence=Confidence.LOW
    )
    row = tlds.table([found], lang=lang, width=80).splitlines()[1]
    assert "tlds.holder" not in row
    assert len(row.split("  ")[-1]) <= 24  # leaves a server's name its place


def test_a_terminal_that_lacks_letters_gets_the_nearest() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    tlds.write_stream(asked("рф", "fr"), "terminal", out, lang="fr", details=True)
    told = raw.getvalue().decode("ascii")
    assert "xn--p1ai" in told
    assert '"demande de divulgation' in told


def test_json_is_utf_8_whatever_the_stream() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    tlds.write_stream(asked("рф"), "json", out, lang="en", details=True)
    assert json.loads(raw.getvalue().decode("utf-8"))["tlds"][0]["unicode"] == "рф"
