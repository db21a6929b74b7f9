"""`domaudit doctor` as users run it: golden files with what differs between machines replaced, and each thing that may be wrong."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domaudit.checkup import Checkup, File, Place, Probe, Terminal, problems, remarks
from domaudit.cli import main
from domaudit.examining import homely
from domaudit.model import Outcome
from domaudit.network import proxy
from domaudit.report.commands import doctor
from domaudit.texts import Lang, say
from tests.command import ROOT, run
from tests.loopback import Internet

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(dns={("iana.org.", "NS"): ["ns.icann.org."]}) as internet:
        yield internet


def registries(net: Internet, folder: Path, **servers: str) -> str:
    """A registries file that leads to the small internet by name, so that both versions of the protocol can be asked for."""
    named = {"rdap": f"https://localhost:{net.rdap_port}/example/", "whois": f"localhost:{net.whois_port}"} | servers
    return str(net.write_registries(folder / "registries.yaml", {"example": named}))


def steady(text: str, net: Internet) -> str:
    """What differs between machines and runs, replaced."""
    for port, name in ((net.rdap_port, "RDAP"), (net.whois_port, "WHOIS"), (net.dns_port, "DNS"), (net.dead_port, "DEAD")):
        text = text.replace(f":{port}", f":{name}")
    lines = re.sub(r"(?m)^  (Extras|Options) .*\n(?:    .*\n)*", r"  \1\n", text).splitlines()
    place = next(number for number, line in enumerate(lines) if line.lstrip().startswith(("Extras", "Options")))
    lines[: place + 1] = ["(versions)"]
    text = "\n".join(re.sub(r"^  (RDAP|WHOIS)( (?:by|en) IPv6).*", r"  \1\2 …", line) for line in lines)
    text = re.sub(r"\d+ (?:[KMG]i[Bo]|[Bo]) (free|libres)", r"N \1", re.sub(r"\(\d+ ms\)", "(N ms)", text))
    text = re.sub(r"\(/.*?(?= \(N)|/\S+(?= \(N)", "(folder)", text)
    text = re.sub(r"(?ms)^(  (?:Bundled data|Données fournies)) .*?(?=^\n|^\s*$)", r"\1 …\n", text)
    text = re.sub(r"(?ms)^(  (?:Certificates|Certificats)) .*?(?=^  \w)", r"\1 …\n", text)
    return text + "\n"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_golden(lang: str, net: Internet, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    ran = run("doctor", "--registries", registries(net, tmp_path), "--lang", lang, home=tmp_path / "home", COLUMNS="100", TMPDIR="/tmp")
    told = f"exit code {ran.code}\n{steady(ran.out, net)}{ran.err}"
    golden = GOLDEN / "doctor" / f"{lang}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
    assert len(ran.out.splitlines()) < 40


def test_each_server_is_asked_once_by_each_version_and_the_evidence_stays_as_it_was(net: Internet, tmp_path: Path) -> None:
    run("doctor", "--registries", registries(net, tmp_path), home=tmp_path)
    assert sorted(net.asked) == [("dns", "iana.org. NS"), ("rdap", "/example/domain/nic.example"), ("whois", "nic.example")]
    assert list(tmp_path.rglob("evidence.jsonl")) == []


def test_offline_asks_nobody(net: Internet, tmp_path: Path) -> None:
    ran = run("doctor", "--registries", registries(net, tmp_path), "--offline", home=tmp_path)
    assert (ran.code, net.asked) == (0, [])
    assert "Nobody was asked (--offline)." in ran.out
    assert "Nothing to mend on this machine" in ran.out


def test_json_says_the_same(net: Internet, tmp_path: Path) -> None:
    ran = run("doctor", "--registries", registries(net, tmp_path, whois=f"localhost:{net.dead_port}"), "--format", "json", home=tmp_path)
    told = json.loads(ran.out)
    assert (ran.code, ran.err, told["schema"], told["language"]) == (0, "", "domaudit-doctor/1", "en")
    assert {
        "versions",
        "libraries",
        "extras",
        "terminal",
        "evidence",
        "cache",
        "temporary",
        "resolvers",
        "proxy",
        "data",
        "probes",
    } < told.keys()
    assert {(probe["kind"], probe["answered"]) for probe in told["probes"] if probe["version"] != 6} == {
        ("dns", True),
        ("rdap", True),
        ("whois", False),
    }
    (problem,) = told["problems"]
    assert problem["id"] == "whois-blocked"
    assert problem["text"].startswith("No WHOIS server could be reached")


def test_no_password_and_no_home_is_shown(net: Internet, tmp_path: Path) -> None:
    place = registries(net, tmp_path)
    for form in ("terminal", "json"):
        ran = run(
            "doctor",
            "--registries",
            place,
            "--format",
            form,
            home=tmp_path,
            HTTPS_PROXY=f"http://jean:s3cr3t@127.0.0.1:{net.dead_port}",
            NO_PROXY="intra.example",
        )
        assert ran.code == 0
        assert "s3cr3t" not in ran.out + ran.err
        assert "jean" not in ran.out + ran.err
        assert f"http://…@127.0.0.1:{net.dead_port}" in ran.out
        assert "intra.example" in ran.out
        assert str(tmp_path) not in ran.out
        assert "The proxy that HTTPS_PROXY (or ALL_PROXY) names does not answer" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("http://proxy.example:8080", "http://proxy.example:8080"),
        ("http://u:p@proxy.example:8080/path?x", "http://…@proxy.example:8080"),
        ("u:p@ss@proxy.example", "http://…@proxy.example"),
        ("http://u:p/w@proxy.example", "…"),  # what follows the slash may be a part of the password
        ("http://bob:s3cr3t://x@proxy:3128", "…"),
        ("http://proxy:3128?token=s3cr3t", "http://proxy:3128"),
        ("http://bob:s3cr3t%40proxy:3128", "…"),
    ],
)
def test_credentials_of_a_proxy_are_left_out_whatever_they_hold(named: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", named)
    found = proxy()
    assert found is not None
    assert found[:2] == ("HTTPS_PROXY", shown)


def test_a_setting_that_stops_everything_is_told_and_is_no_failure(net: Internet, tmp_path: Path) -> None:
    ran = run("doctor", "--registries", registries(net, tmp_path), "--lang", "fr", home=tmp_path, HTTPS_PROXY="socks5://127.0.0.1:1")
    assert (ran.code, ran.err) == (0, "")
    assert "(HTTPS_PROXY : n’indique pas de proxy utilisable" in " ".join(ran.out.split())


def test_an_evidence_file_that_is_none(tmp_path: Path) -> None:
    bad = tmp_path / "evidence.jsonl"
    bad.write_text("garbage\n")
    bad.chmod(0o644)
    out = " ".join(run("doctor", "--offline", "--evidence", str(bad), home=tmp_path).out.split())
    assert "2 things to mend:" in out
    assert "The evidence file cannot be used (~/evidence.jsonl:" in out
    assert "chmod 600 ~/evidence.jsonl" in out


def test_what_an_evidence_file_holds(tmp_path: Path) -> None:
    kept = tmp_path / "evidence.jsonl"
    kept.write_bytes((ROOT / "examples" / "evidence.jsonl").read_bytes() + b"garbage\n")
    kept.chmod(0o600)
    out = " ".join(run("doctor", "--offline", "--evidence", str(kept), home=tmp_path).out.split())
    assert re.search(r"~/evidence.jsonl: 77 answers, \d+ KiB, the newest of 22 Nov 2026, permissions 0600", out)
    assert "Lines of ~/evidence.jsonl that cannot be read: 1." in out


def test_a_home_is_a_tilde_only_where_it_is_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/jo")
    assert [homely(path) for path in ("/home/jo", "/home/jo/x", "/home/joan/x", "/tmp")] == ["~", "~/x", "/home/joan/x", "/tmp"]


def test_a_broken_registries_file_is_the_users_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.yaml").write_text("resolvr: []\n")
    assert main(["doctor", "--offline", "--registries", str(tmp_path / "r.yaml")]) == 2
    assert "did you mean 'resolver'?" in capsys.readouterr().err


# --- what is concluded ---

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
WELL = Checkup(
    at=NOW,
    versions={"domaudit": "0", "platform": "any"},
    libraries={"rich": "1"},
    extras={"docx": False},
    terminal=Terminal("en", "", "utf-8", 80, False, False, False),
    evidence=File("~/evidence.jsonl"),
    cache=Place("~/cache", 1 << 40, True),
    temporary=Place("/tmp", None, True),
    resolvers=("192.0.2.53:53",),
    proxy=None,
    certificates={},
    missing=(),
    data={"registries": date(2026, 11, 20)},
    probes=tuple(Probe(kind, "x.example", version, Outcome.ANSWERED) for kind in ("rdap", "whois") for version in (4, 6)),
)
DNS = Probe("dns", "x", None, Outcome.ANSWERED)
LATE = "timed out after 5 s"


def ids(found: Checkup) -> list[str]:
    return [text.id for text in problems(found)]


def test_all_is_well() -> None:
    assert (ids(WELL), remarks(WELL)) == ([], [])


def test_ipv6_that_does_not_work_is_a_remark_and_ipv4_alone_none() -> None:
    broken = replace(
        WELL, probes=tuple(replace(one, outcome=Outcome.UNREACHABLE, error=LATE) if one.version == 6 else one for one in WELL.probes)
    )
    assert (ids(broken), [text.id for text in remarks(broken)]) == ([], ["doctor.no-ipv6"])
    without = replace(
        WELL, probes=tuple(replace(one, outcome=Outcome.UNREACHABLE, error=LATE) if one.version == 4 else one for one in WELL.probes)
    )
    assert (ids(without), remarks(without)) == ([], [])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"at": datetime(2026, 11, 20, tzinfo=UTC)}, []),
        ({"at": datetime(2020, 1, 1, tzinfo=UTC)}, ["doctor.clock"]),
        ({"at": datetime(2027, 11, 22, tzinfo=UTC)}, []),
        ({"at": datetime(2028, 11, 22, tzinfo=UTC)}, ["doctor.old"]),
        ({"evidence": File("x", True, mode=0o600)}, []),
        ({"evidence": File("x", True, mode=0o640)}, ["doctor.evidence.open"]),
        ({"evidence": File("x", True, writable=False)}, ["doctor.evidence.locked"]),
        ({"evidence": File("x", True, trouble="x: no")}, ["doctor.evidence.unreadable"]),
        ({"evidence": File("x", True, skipped=2)}, ["doctor.evidence.lines"]),
        ({"cache": Place("x", 1 << 40, False)}, ["doctor.place.locked"]),
        ({"temporary": Place("x", 1024, True)}, ["doctor.room"]),
        ({"unusable": "HTTPS_PROXY: names no proxy"}, ["doctor.unusable"]),
        ({"missing": ("SSL_CERT_FILE",), "certificates": {"SSL_CERT_FILE": "/nope"}}, ["doctor.certificates.missing"]),
        ({"probes": (Probe("rdap", "x", 4, Outcome.UNREACHABLE, "something new"),)}, ["doctor.unreached"]),
        (
            {"probes": (Probe("dns", "x", None, Outcome.ANSWERED), Probe("rdap", "x", 4, Outcome.UNREACHABLE, LATE))},
            ["diagnosis.rdap-blocked"],
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_else(change: dict[str, object], found: list[str]) -> None:
    seen = replace(WELL, **change)  # type: ignore[arg-type]
    assert ids(seen) == found
    for lang in ("en", "fr"):
        assert all("…" not in say(text, lang) for text in problems(seen))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [40, 80])
def test_it_keeps_within_the_screen(lang: Lang, width: int) -> None:
    lines = list(doctor.lines(replace(WELL, resolvers=("x" * 30,) * 20), lang=lang, offline=False, width=width))
    assert max(map(len, lines)) <= width
