"""The maintainers' command that refreshes the bundled data: over sockets on 127.0.0.1, with lists that changed, shrank, or are none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domaudit.model import Limits
from tests import refresh_data, refreshed
from tests.loopback import FAST, Fault, Internet, Reply

BEFORE = (refresh_data.DATA / "rdap_bootstrap.json").read_bytes()
INSTALLED = Path(refresh_data.PSLFILE).read_text(encoding="utf-8")
LISTS = ("/rdap/dns.json", "/list.dat")
PRIVATE = f"// {refreshed.PRIVATE}"


def iana(whois: str | None) -> bytes:
    named = f"whois:        {whois}\n" if whois else ""
    return f"% IANA WHOIS server\n\ndomain:       X\n{named}status:       ACTIVE\nsource:       IANA\n".encode()


def content() -> Any:
    return json.loads(BEFORE)


def newer(**more: Any) -> Any:
    return {**content(), "publication": "2030-01-02T03:04:05Z", **more}


def changed() -> Any:
    """A newer list: .kg is gone, .fr elsewhere, .zz-new is there."""
    services = [service for service in content()["services"] if service[0] not in (["kg"], ["fr"])]
    return newer(services=[*services, [["fr"], ["https://rdap.example/"]], [["zz-new"], ["https://rdap.new.example/"]]])


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(
        rdap={LISTS[0]: Reply(changed()), LISTS[1]: Reply(INSTALLED.encode())},
        whois={"fr": iana("whois.nic.fr"), "de": iana("whois.elsewhere.example"), "al": iana("whois.al.example"), "it": iana(None)},
    ) as small:
        yield small


class Desk:
    """A copy of the data, which the command may write."""

    def __init__(self, folder: Path, net: Internet) -> None:
        self.data, self.evidence, self.net, self.folder = folder / "data", folder / "evidence.jsonl", net, folder
        shutil.copytree(refresh_data.DATA, self.data)
        (folder / "list.dat").write_text(INSTALLED, encoding="utf-8")

    def run(self, *arguments: str, limits: Limits = FAST) -> int:
        urls = (self.net.url(path) for path in LISTS)
        places = refresh_data.Places(*urls, ("127.0.0.1", self.net.whois_port), self.data, self.folder / "list.dat")
        return refresh_data.main(["--evidence", str(self.evidence), *arguments], places, self.net.settings(self.folder, limits=limits))

    @property
    def written(self) -> bytes:
        return (self.data / "rdap_bootstrap.json").read_bytes()


@pytest.fixture
def desk(tmp_path: Path, net: Internet) -> Desk:
    return Desk(tmp_path, net)


def test_the_difference_is_shown_and_nothing_is_written(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("fr", "de", "al", "it") == 0
    told = capsys.readouterr()
    assert told.err == ""
    for line in (
        "+ zz-new: https://rdap.new.example/",
        "- kg: http://rdap.cctld.kg/",
        "~ fr: https://rdap.nic.fr/ → https://rdap.example/",
        "+ al: IANA names whois.al.example, registries.yaml has no server",
        "~ de: registries.yaml asks whois.denic.de, IANA names whois.elsewhere.example",
        "~ it: registries.yaml asks whois.nic.it, IANA names no server",
        "4 of 4 endings answered for",
    ):
        assert f"    {line}\n" in told.out
    assert told.out.endswith("## Not reached, or not used\n\nNothing.\n")
    assert desk.written == BEFORE


def test_a_second_run_asks_nobody_and_tells_the_same(desk: Desk, net: Internet, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run("fr", "de")
    asked, first = len(net.asked), capsys.readouterr().out
    desk.run("fr", "de")
    assert len(net.asked) == asked
    assert capsys.readouterr().out == first


def test_what_was_written_is_what_was_shown(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("fr", "--write") == 0
    assert refreshed._servers(desk.written) == refreshed._servers(json.dumps(changed()).encode())
    capsys.readouterr()
    assert desk.run("fr", "--write") == 0
    assert "## RDAP servers (rdap_bootstrap.json)\n\nNothing.\n" in capsys.readouterr().out


SHRUNK = newer(services=content()["services"][:300])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(SHRUNK), "entries are gone, more than 5%"),
        (Reply({**content(), "publication": "2020-01-01T00:00:00Z"}), "refused: published 2020-01-01, before the bundled one"),
        (Reply(b"<html>welcome</html>"), "refused: this is not a list of RDAP servers"),
        (Reply(newer(services="none")), "refused: this is not a list of RDAP servers"),
        (Reply({"errorCode": 503}, status=503), "status 503"),
    ],
    ids=["shrunk", "older", "a page", "no services", "busy"],
)
def test_a_list_that_is_not_to_be_believed_is_not_written(desk: Desk, reply: Reply, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk.net.rdap[LISTS[0]] = reply
    assert desk.run("fr", "--write") == 1
    told = capsys.readouterr()
    assert why in told.out.partition("## Not reached, or not used")[2]
    assert told.err == "rdap_bootstrap.json was not written: see above\n"
    assert desk.written == BEFORE


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.RESET, Fault.GARBAGE, Fault.CUT])
def test_a_list_that_does_not_come_is_named_and_the_rest_is_told(desk: Desk, fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    desk.net.faults[LISTS[0]] = fault
    limits = Limits(rate=FAST.rate, burst=1000, concurrency=64, timeout=1.0)
    assert desk.run("de", limits=limits) == 0
    told = capsys.readouterr().out
    assert desk.net.url(LISTS[0]) in told.partition("## Not reached, or not used")[2]
    assert "IANA names whois.elsewhere.example" in told
    assert desk.run("de", "--write", limits=limits) == 1
    assert desk.written == BEFORE


def test_a_whois_server_that_says_nothing_is_left_alone(desk: Desk, net: Internet, capsys: pytest.CaptureFixture[str]) -> None:
    endings = ["ac", "ad", "ae", "af", "ag", "ai", "al"]
    net.whois.update(dict.fromkeys(endings, b"% cut off\nwhois: "))
    assert desk.run(*endings) == 0
    assert "127.0.0.1: left alone after 5 endings in a row without an answer; 2 were not asked about" in capsys.readouterr().out
    assert [what for kind, what in net.asked if kind == "whois"] == endings[: refresh_data.PATIENCE]


def test_what_a_server_says_steers_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "https://rdap.example/\n::error::x\n# heading\x1b[31m"
    desk.net.rdap[LISTS[0]] = Reply(newer(services=[*content()["services"], [["zz-new"], ["https://rdap.example/", hostile]]]))
    desk.run("fr")
    told = capsys.readouterr().out
    assert "zz-new" in told
    assert "\x1b" not in told
    lines = [line for line in told.splitlines() if line.strip()]
    assert not [line for line in lines if line.strip().startswith("::") or (line.startswith("#") and "heading" in line)]


def test_a_newer_suffix_list_tells_what_touches_our_zones() -> None:
    new = INSTALLED.replace("\nzw\n", "\n").replace(PRIVATE, f"zz-new\n{PRIVATE}\nac.za\n")
    new = new.replace("// VERSION: ", "// VERSION: 2099 ")
    found = refreshed.suffixes(INSTALLED, new, {"ac.za", "uk.com", "fr"})
    assert found.refused is None
    assert found.lines[0].startswith("list of ")
    assert "+ zz-new" in found.lines
    assert [line for line in found.lines if line.startswith("~")] == ["~ ac.za: icann → private, and it has a registry of its own"]
    assert refreshed.suffixes(INSTALLED, INSTALLED, {"ac.za"}).lines == ()


@pytest.mark.parametrize("new", ["", "<html></html>", INSTALLED[: len(INSTALLED) // 2]])
def test_a_suffix_list_that_is_none_is_refused(new: str) -> None:
    assert (refreshed.suffixes(INSTALLED, new, {"ac.za"}).refused or "").startswith("refused: ")


def test_old_facts_are_counted(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("a: {read: 2025-01-01}\nb: [{reviewed: 2026-01-20}, {read: 2026-11-01}]\n", encoding="utf-8")
    (tmp_path / "none.yaml").write_text("a: 2020-01-01\n", encoding="utf-8")
    assert list(refreshed.ages(tmp_path, date(2026, 12, 1))) == [
        "facts.yaml: 3 dates, the oldest 2025-01-01; 1 over a year ago: read them again; 1 more will be in 60 days"
    ]
