"""The installed command over real sockets on 127.0.0.1: it asks, keeps, resumes, and says offline what it said online."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domaudit import __version__
from tests.command import COMMAND, ROOT, Ran, environment, run
from tests.loopback import Fault, Internet, Reply

pytestmark = pytest.mark.alone

HELD, HOP, BY_WHOIS, FREE, BUSY = "held.example", "hop.example", "whois.example", "free.example", "busy.example"
INVENTORY = """client: Boulangerie Dupont SARL
provider: {name: Studio Pixel SARL, domains: [studio-pixel.test]}
sites: [held.example, hop.example, whois.example, free.example, busy.example, dupont.studio-pixel.test]
"""
VERDICTS = ["held-by-provider", "held-by-client", "held-by-client", "not-registered", "undetermined", "no-own-domain"]


def rdap(domain: str, *registrants: str, **more: Any) -> dict[str, Any]:
    entities = [
        {"roles": ["registrant"], "handle": "H1", "vcardArray": ["vcard", [["fn", {}, "text", ""], ["org", {}, "text", name]]]}
        for name in registrants
    ]
    return {"objectClassName": "domain", "ldhName": domain, "entities": entities, "status": ["active"], **more}


def recordings() -> dict[str, Any]:
    block = f"domain:   {BY_WHOIS}\nholder-c: BD1-TEST\n\nnic-hdl:  BD1-TEST\ntype:     ORGANIZATION\ncontact:  BOULANGERIE DUPONT\n"
    return {
        "rdap": {
            f"/example/domain/{HELD}": rdap(HELD, "STUDIO PIXEL"),
            f"/registrar/domain/{HOP}": rdap(HOP, "Boulangerie Dupont"),
            f"/example/domain/{BY_WHOIS}": Reply({"errorCode": 500}, status=500),
            f"/example/domain/{BUSY}": Reply({"errorCode": 403}, status=403),
        },
        "whois": {
            BY_WHOIS: block.encode(),
            FREE: f"No match for {FREE}\n".encode(),
        },
        "dns": {(f"{name}.", "NS"): ["ns1.studio-pixel.test."] for name in (HELD, HOP, BY_WHOIS, BUSY)},
        "faults": {BUSY: Fault.HANG_UP},
    }


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(**recordings()) as small:
        link = [{"rel": "related", "type": "application/rdap+json", "href": small.url(f"/registrar/domain/{HOP}")}]
        small.rdap[f"/example/domain/{HOP}"] = Reply(rdap(HOP, links=link))
        yield small


class Desk:
    """A folder with an inventory, a registries file and an evidence file."""

    def __init__(self, folder: Path, net: Internet) -> None:
        self.folder, self.evidence = folder, folder / "evidence.jsonl"
        (folder / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
        net.write_registries(folder / "registries.yaml")

    def arguments(self, *more: str) -> list[str]:
        return ["check", "inventory.yaml", "--registries", "registries.yaml", "--evidence", "evidence.jsonl", "--format", "json", *more]

    def check(self, *more: str) -> Ran:
        return run(*self.arguments(*more), home=self.folder, cwd=self.folder)


@pytest.fixture
def desk(tmp_path: Path, net: Internet) -> Desk:
    return Desk(tmp_path, net)


def verdicts(ran: Ran) -> list[str]:
    return [site["verdict"] for site in json.loads(ran.out)["sites"]]


def without_the_time(ran: Ran) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(ran.out)
    return {**report, "audited_at": None}


def test_over_sockets_and_offline_the_same_report(desk: Desk, net: Internet) -> None:
    online = desk.check()
    assert online.code == 1, online.err
    assert verdicts(online) == VERDICTS
    asked = len(net.asked)
    offline = desk.check("--offline")
    assert len(net.asked) == asked
    assert without_the_time(offline) == without_the_time(online)
    at = ["--at", json.loads(online.out)["audited_at"]]
    assert desk.check("--offline", *at).out == online.out


def test_nothing_is_asked_twice(desk: Desk, net: Internet) -> None:
    desk.check()
    assert {headers["user-agent"].partition(" ")[0] for headers in net.headers} == {f"domaudit/{__version__}"}
    assert [what for what, times in Counter(net.asked).items() if times > 1] == []
    before = len(net.asked)
    again = desk.check()
    assert verdicts(again) == VERDICTS
    assert {what[1] for what in net.asked[before:]} == {
        f"/example/domain/{BUSY}",
        BUSY,
        f"/example/domain/{BY_WHOIS}",
    }  # only what had failed
    before = len(net.asked)
    desk.check("--fresh")
    assert len(net.asked) - before > 30


def test_a_name_that_is_no_registration_is_asked_of_nobody(desk: Desk, net: Internet) -> None:
    desk.check()
    assert not [what for what in net.asked if "dupont.studio-pixel.test" in what[1]]


def test_the_evidence_file_is_the_owners_alone(desk: Desk) -> None:
    desk.check()
    assert desk.evidence.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_was_cut_off_goes_on_from_there(desk: Desk, net: Internet, stop: signal.Signals) -> None:
    net.faults[f"/example/domain/{HELD}"] = Fault.SILENCE
    running = subprocess.Popen(
        [*COMMAND, *desk.arguments()], cwd=desk.folder, env=environment(desk.folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (desk.evidence.exists() and desk.evidence.read_bytes().count(b"\n") >= 20):
        time.sleep(0.05)
    running.send_signal(stop)
    _, err = running.communicate(timeout=20)
    assert b"Traceback" not in err
    assert running.returncode == (130 if stop is signal.SIGINT else -signal.SIGKILL)
    kept = desk.evidence.read_text(encoding="utf-8").split("\n")[:-1]  # a kill may tear the very last line
    assert len(kept) >= 20
    answered = {json.dumps(json.loads(line)["question"], sort_keys=True) for line in kept if json.loads(line)["outcome"] == "answered"}
    del net.faults[f"/example/domain/{HELD}"]
    assert verdicts(desk.check()) == VERDICTS
    later = [json.loads(line) for line in desk.evidence.read_text(encoding="utf-8").splitlines()[len(kept) :]]
    again = [line["question"] for line in later if json.dumps(line["question"], sort_keys=True) in answered]
    assert {question.get("query", question.get("url", "")).rpartition("/")[2] for question in again} <= {BUSY, BY_WHOIS}


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.RESET, Fault.GARBAGE, Fault.CUT, Fault.ENDLESS])
def test_one_bad_server_spoils_no_other(desk: Desk, net: Internet, fault: Fault) -> None:
    net.faults[f"/example/domain/{HELD}"] = fault
    net.faults[HELD] = Fault.RESET_FIRST
    text = (desk.folder / "registries.yaml").read_text(encoding="utf-8").replace('"timeout": "5s"', '"timeout": "1s"')
    (desk.folder / "registries.yaml").write_text(text, encoding="utf-8")
    started = time.monotonic()
    ran = desk.check()
    assert verdicts(ran) == ["undetermined", *VERDICTS[1:]]
    assert ran.code == 3
    assert time.monotonic() - started < 15


def test_no_network_at_all_ends_soon_and_open(tmp_path: Path) -> None:
    """Every server is a port where nobody listens: every site is undetermined, exit 3."""
    (tmp_path / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    (tmp_path / "registries.yaml").write_text(
        'resolver: ["127.0.0.1:1"]\nallow_private: true\ntlds:\n  example: {rdap: "https://127.0.0.1:1/", whois: "127.0.0.1:1"}\n',
        encoding="utf-8",
    )
    started = time.monotonic()
    ran = run("check", "inventory.yaml", "--registries", "registries.yaml", "--format", "json", home=tmp_path, cwd=tmp_path)
    assert ran.code == 3, ran.err
    assert verdicts(ran) == ["undetermined"] * 5 + ["no-own-domain"]
    assert time.monotonic() - started < 12


def test_private_addresses_are_refused_unless_allowed(desk: Desk, net: Internet) -> None:
    text = (desk.folder / "registries.yaml").read_text(encoding="utf-8").replace("allow_private: true", "allow_private: false")
    (desk.folder / "registries.yaml").write_text(text, encoding="utf-8")
    ran = desk.check()
    assert ran.code == 3
    assert not [what for what in net.asked if what[0] != "dns"]
    errors = [source["error"] for site in json.loads(ran.out)["sites"] for source in site["sources"] if source["kind"] == "rdap"]
    assert errors
    assert all("127.0.0.1" in error for error in errors)


def test_progress_and_notices_stay_off_stdout(desk: Desk) -> None:
    ran = desk.check()
    json.loads(ran.out)
    assert "dupont" not in ran.err
    assert ROOT.name not in ran.err
