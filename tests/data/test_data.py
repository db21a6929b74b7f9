"""Every fact that ships names its source, and the tables have the shape that the code reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domaudit import data, texts
from domaudit.identity import fold
from domaudit.lookups.holders import Visibility
from domaudit.lookups.registries import load_registries
from tests.refreshed import laid_out

CONFIDENCE = {"high", "medium", "low"}
HOST = re.compile(r"[a-z0-9_#-]+(\.[a-z0-9_#-]+)+")
PRIVACY_SECTIONS = ("redactions", "services", "emails", "instructions", "handles")


def cited(file: str, entries: list[dict[str, Any]]) -> Iterator[str]:
    """The sources named by entries; each is a key of the file's table or a web address."""
    table = data.load(file)["meta"]["sources"]
    for entry in entries:
        for source in [entry["source"]] if isinstance(entry["source"], str) else entry["source"]:
            assert source in table or source.startswith(("https://", "http://")), entry
            yield source


def test_registries_have_sources_and_hosts() -> None:
    content = data.load("registries.yaml")
    entries = {zone: entry if isinstance(entry, dict) else {"whois": entry, "source": "weppos"} for zone, entry in content["zones"].items()}
    assert len(entries) > 1300
    assert list(entries) == sorted(entries)
    assert set(cited("registries.yaml", list(entries.values()))) <= set(content["meta"]["sources"])
    for zone, entry in entries.items():
        assert isinstance(zone, str), zone  # 'no' is Norway
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", zone)
        assert set(entry) <= set(content["meta"]["keys"]), zone
        for host in filter(None, (entry.get("whois"), *entry.get("former", ()))):
            assert HOST.fullmatch(host), zone
        assert entry.get("whois") not in entry.get("former", ()), zone
        assert entry.get("rdap", "https://").startswith("https://"), zone
        assert entry.get("query", "{domain}").count("{domain}") == 1, zone
    assert all(source["licence"] for source in content["meta"]["sources"].values())
    assert all(limit["source"] for limit in content["servers"].values())


def test_share_alike_data_is_used_only_fact_by_fact() -> None:
    content = data.load("registries.yaml")
    from_zonedb = [zone for zone, entry in content["zones"].items() if isinstance(entry, dict) and entry["source"] == "zonedb"]
    assert len(from_zonedb) <= 40
    assert all("." in zone for zone in from_zonedb)


def test_the_bundled_bootstrap_is_iana_s_and_dated() -> None:
    content = json.loads(data.read("rdap_bootstrap.json"))
    assert re.match(r"20\d\d-\d\d-\d\dT", content["publication"])
    assert laid_out(data.read("rdap_bootstrap.json")) == data.read("rdap_bootstrap.json")  # as tests.refresh_data writes it
    assert sum(len(zones) for zones, _ in content["services"]) > 1100


@pytest.mark.parametrize("section", PRIVACY_SECTIONS)
def test_privacy_words_have_sources(section: str) -> None:
    entries = data.load("privacy.yaml")[section]
    assert list(cited("privacy.yaml", entries))
    keys = [entry["domain"] if section == "emails" else (entry["words"], entry.get("match")) for entry in entries]
    assert len(keys) == len(set(keys))
    for entry in entries:
        assert entry["confidence"] in CONFIDENCE
        assert entry.get("match", "exact") in {"exact", "start", "within", "end", "frame"}
        assert ("…" in entry.get("words", "")) == (entry.get("match") == "frame")


def test_no_weak_word_hides_by_standing_in_a_name() -> None:
    """A pattern that may stand beside other words has at least two words, or is a mark of its own (a domain written out)."""
    content = data.load("privacy.yaml")
    for section in ("redactions", "services", "instructions"):
        for entry in content[section]:
            if entry.get("match", "exact") in {"start", "within"}:
                assert len(entry["words"].split()) > 1, entry


@pytest.mark.parametrize(("file", "least"), [("dns_hosts.yaml", 110), ("mail_hosts.yaml", 50)])
def test_host_tables_have_sources(file: str, least: int) -> None:
    entries = data.load(file)["hosts"]
    assert len(entries) >= least
    assert len({entry["suffix"] for entry in entries}) == len(entries)
    assert "GPL" not in data.read(file).decode()
    assert list(cited(file, entries))
    for entry in entries:
        assert HOST.fullmatch(entry["suffix"]), entry
        assert entry["operator"]
        assert entry["kind"]
        assert entry["confidence"] in CONFIDENCE


def test_public_mailboxes_are_domains_of_named_operators() -> None:
    content = data.load("public_mailboxes.yaml")
    assert content["meta"]["source"]
    domains = [domain for entry in content["operators"] for domain in entry.get("domains", ())]
    assert len(domains) >= 80
    assert len(domains) == len(set(domains))
    for entry in content["operators"]:
        assert entry["operator"]
        assert entry.get("domains") or (entry["names"] and all(isinstance(ending, str) for ending in entry["endings"]))
    assert all(HOST.fullmatch(domain) for domain in domains)


def test_statuses_are_told_in_both_languages() -> None:
    entries = data.load("statuses.yaml")["statuses"]
    assert list(cited("statuses.yaml", entries))
    assert len(entries) == 24
    for entry in entries:
        assert entry["en"].endswith(".")
        assert entry["fr"].endswith(".")
        assert set(entry["blocks"]) <= {"transfer", "update", "delete", "renew", "restore", "resolve"}
        assert entry["set_by"] in {"registrar", "registry"}
        assert entry["confidence"] in CONFIDENCE


def test_one_spelling_of_a_legal_form_is_one_form() -> None:
    forms = data.load("legal_forms.yaml")["forms"]
    assert len(forms) >= 90
    assert len({form["id"] for form in forms}) == len(forms)
    owner: dict[str, str] = {}
    for form in forms:
        assert form["source"]
        assert form["countries"]
        assert all(isinstance(country, str) and re.fullmatch(r"[A-Z]{2}", country) for country in form["countries"]), form
        assert form.get("place", "end") in ("start", "end")
        for written in form["written"]:
            assert owner.setdefault(fold(written), form["id"]) == form["id"], written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SPRL", "SRL"),
        ("Ltd", "Limited"),
        ("SARL", "S.à r.l."),
        ("S.A.R.L.", "Sàrl"),
        ("BV", "BVBA"),
        ("Ltée", "Ltd"),
        ("SUARL", "SARLU"),
        ("Inc.", "Incorporated"),
    ],
)
def test_equivalent_forms_share_an_id(one: str, other: str) -> None:
    known = {fold(written): form["id"] for form in data.load("legal_forms.yaml")["forms"] for written in form["written"]}
    assert known[fold(one)] == known[fold(other)]


@pytest.mark.parametrize("word", ["spa", "sec", "sam", "pc", "cv", "sem", "co", "as", "epic"])
def test_ordinary_words_are_no_legal_forms(word: str) -> None:
    assert word not in {fold(written) for form in data.load("legal_forms.yaml")["forms"] for written in form["written"]}


def test_what_is_said_of_holders_has_a_source_a_day_and_both_languages() -> None:
    content = data.load("holders.yaml")
    visibilities = {visibility.value for visibility in Visibility}
    zones = [zone for entry in content["entries"] for zone in entry["zones"]]
    assert len(zones) == len(set(zones)) == 113
    assert all(isinstance(zone, str) for zone in zones)  # 'no' is Norway
    assert {entry["family"] for entry in content["entries"] if "family" in entry} == {"gtld"}
    for entry in content["entries"]:
        assert set(entry) <= set(content["meta"]["keys"]), entry
        assert entry["zones"] == sorted(entry["zones"])
        assert entry["shows"] in visibilities
        assert entry["confidence"] in CONFIDENCE
        assert isinstance(entry["checked"], date)
        for source in filter(None, (entry["source"], entry.get("otherwise_source"))):
            assert source.startswith(("https://", "http://")) or (source.startswith("tlds.source.") and texts.has(source)), entry
        assert entry["note"].startswith("tlds.note.")
        for id_ in (entry["note"], entry.get("otherwise", "tlds.otherwise")):
            assert texts.template(id_, "en").endswith(".")
            assert texts.template(id_, "fr").endswith(".")
            assert texts.template(id_, "en") != texts.template(id_, "fr")


def test_without_a_source_the_holder_is_not_said_to_be_known() -> None:
    for entry in data.load("holders.yaml")["entries"]:
        if entry["source"] == "tlds.source.none":
            assert (entry["shows"], entry["note"], entry["confidence"]) == ("unknown", "tlds.note.unknown", "low")


def test_what_is_said_of_holders_fits_the_servers() -> None:
    registries = load_registries()
    for entry in data.load("holders.yaml")["entries"]:
        for zone in entry["zones"]:
            registry = registries.registry(zone)
            served = bool(registry.rdap or registry.whois)
            assert served != entry.get("serverless", False), zone
            assert (entry["shows"] == "nobody") <= (not served and not registry.web), zone


def test_no_sentence_about_endings_is_left_over() -> None:
    used = {entry.get(key) for entry in data.load("holders.yaml")["entries"] for key in ("note", "otherwise", "source")}
    by_code = {f"tlds.note.{name}" for name in ("thin", "web-only", "no-server", "unknown", "not-served", "reserved")}
    by_code |= {"tlds.otherwise.by-hand", "tlds.otherwise.spelling"}
    shipped = {id_ for id_ in texts.ids() if id_.startswith(("tlds.note.", "tlds.otherwise.", "tlds.source."))}
    assert shipped == {id_ for id_ in used | by_code if id_ and "://" not in id_}
