"""The other parser: shown beside our reading, never trusted, always ended."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from domaudit.data import load
from domaudit.second_opinion import MAX_BYTES, MAX_LINES, Opinion, ask
from tests.killers import KILLERS, killer

TEXT = b"""Domain Name: bakery-fictional.com
Registrar: Made Up Registrar Ltd
Creation Date: 2012-03-05T00:00:00Z
Registry Expiry Date: 2027-03-05T00:00:00Z
Registrant Name: Jo Invented
Registrant Organization: Fictional Bakery Ltd
Registrant Email: jo@bakery.example
Name Server: NS2.BAKERY.EXAMPLE
Name Server: NS1.BAKERY.EXAMPLE
"""

installed = pytest.mark.skipif(importlib.util.find_spec("whois") is None, reason="python-whois is not installed")


@installed
def test_what_it_reads_in_our_fields() -> None:
    told = ask(TEXT, "bakery-fictional.com")
    assert (told.name, told.organization, told.registrar) == ("Jo Invented", "Fictional Bakery Ltd", "Made Up Registrar Ltd")
    assert (told.created, told.expires) == ("2012-03-05", "2027-03-05")
    assert told.nameservers == ("ns1.bakery.example", "ns2.bakery.example")
    assert told.why_not is None


@installed
@pytest.mark.parametrize("zone", sorted(load("second_opinion.yaml")["untrusted"]))
def test_where_it_takes_others_for_the_holder_its_holder_is_left_out(zone: str) -> None:
    told = ask(TEXT.replace(b".com", b"." + zone.encode()), f"bakery-fictional.{zone}")
    assert (told.name, told.organization) == (None, None)


@installed
def test_it_is_ended_where_it_does_not_end() -> None:
    domain, body = killer("jp", 1_500)
    assert ask(body, domain) == Opinion(why_not="no-end")


@pytest.mark.parametrize("body", [b"x" * (MAX_BYTES + 1), b"\n" * (MAX_LINES + 1)])
def test_it_is_never_given_a_long_text(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.run", None)  # whoever calls it, fails
    assert ask(body, "x.example") == Opinion(why_not="too-long")


@installed
def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "whois.py").write_text("raise SystemExit('run')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ask(TEXT, "bakery-fictional.com").name == "Jo Invented"


@pytest.mark.parametrize("output", [b"", b"[]", b'{"name": 7}', b'{"why_not": "no-end"}', b'{"name": ["a\\nb"], "nameservers": 7}'])
def test_whatever_its_process_says_makes_an_opinion(output: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    class Done:
        stdout = output

    monkeypatch.setattr("subprocess.run", lambda *arguments, **options: Done)
    assert isinstance(ask(TEXT, "x.example"), Opinion)


@installed
@pytest.mark.parametrize("name", KILLERS)
def test_every_killer_is_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domaudit.second_opinion.DEADLINE", 0.7)  # the mildest takes about two seconds where this was written
    domain, body = killer(name, 60_000 if name != "jp" else 1_500)
    assert ask(body, domain).why_not == "no-end"
