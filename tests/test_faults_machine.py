"""Whatever the machine does to the installed command, it says so, loses nothing that it learned, and goes on from there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domaudit.evidence import EvidenceFile
from domaudit.evidence.disk import verify
from domaudit.model import Answer, Outcome, Rdap
from tests.audited import CHECK, WRAPPED, audit, prepare, timeless
from tests.command import environment
from tests.faults import PATH, alive, record
from tests.loopback import Internet

DAYS = 24 * 3600.0


@pytest.fixture
def net() -> Iterator[Internet]:
    with alive() as small:
        yield small


def test_evidence_of_the_future_is_not_believed(tmp_path: Path, net: Internet) -> None:
    held = json.dumps(record("faulty.test", "Boulangerie Dupont")).encode()
    question = Rdap(f"https://127.0.0.1:{net.other_rdap_port}{PATH}")
    with EvidenceFile.open(tmp_path / "e.jsonl", writable=True) as evidence:
        evidence.append(Answer(question, datetime(2099, 1, 1, tzinfo=UTC), Outcome.ANSWERED, body=held, status=200))
    audited = audit(tmp_path, net)
    assert audited.sites["faulty.test"]["verdict"] == "held-by-provider"
    assert net.asked.count(("rdap", PATH)) == 1


@pytest.mark.parametrize("seconds", [3 * DAYS, -3 * DAYS, 600.0], ids=["back", "forward", "a-little-back"])
def test_a_clock_that_jumps_changes_no_report(tmp_path: Path, net: Internet, seconds: float) -> None:
    jumped = audit(tmp_path, net, wrapped={"back": seconds})
    assert (jumped.ran.code, jumped.ran.err) == (1, "")
    times = [datetime.fromisoformat(line["asked_at"]) for line in jumped.lines]
    assert (max(times) - min(times)).total_seconds() > abs(seconds) - 60, "the clock did not jump"
    assert verify(tmp_path / "e.jsonl").lines == len(times)
    again = audit(tmp_path, net)
    assert again.ran.code == 1
    assert {name: timeless(site) for name, site in again.sites.items()} == {name: timeless(site) for name, site in jumped.sites.items()}


@pytest.mark.parametrize("room", [0, 300, 2000, 5000])
def test_a_full_disk_ends_the_run_and_loses_no_answer_that_was_kept(tmp_path: Path, net: Internet, room: int) -> None:
    full = audit(tmp_path, net, wrapped={"room": room})
    assert (full.ran.code, full.ran.out) == (2, "")
    assert "e.jsonl: the evidence file cannot be written" in full.ran.err
    assert "Traceback" not in full.ran.err
    assert (tmp_path / "e.jsonl").read_bytes()[-1:] in (b"", b"\n"), "half a line was left"
    kept = len(full.lines)
    assert verify(tmp_path / "e.jsonl").lines == kept

    asked = len(net.asked)
    again = audit(tmp_path, net)
    assert (again.ran.code, again.ran.err) == (1, "")
    assert len(net.asked) - asked == len(again.lines) - kept, "what was kept was asked for again"
    assert {site["verdict"] for site in again.sites.values()} == {"held-by-client", "held-by-provider"}


BINDING = pytest.mark.skipif(sys.platform != "linux" and os.geteuid() == 0, reason="the rights of files do not bind the superuser here")


@BINDING
def test_a_read_only_home_is_told_before_anybody_is_asked(tmp_path: Path, net: Internet) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    prepare(tmp_path, net)
    line = [*WRAPPED, '{"bound": true}', *(word for word in CHECK if word not in ("--evidence", "e.jsonl"))]
    done = subprocess.run(line, cwd=tmp_path, env=environment(home), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, net.asked) == (2, "", [])
    assert "cannot be made here" in done.stderr
    assert "--evidence" in done.stderr
    assert list(home.iterdir()) == []


@BINDING
def test_a_read_only_evidence_file_is_told_before_anybody_is_asked(tmp_path: Path, net: Internet) -> None:
    audit(tmp_path, net)
    (tmp_path / "e.jsonl").chmod(0o444)
    net.asked.clear()
    audited = audit(tmp_path, net, wrapped={"bound": True})
    assert (audited.ran.code, audited.ran.out, net.asked) == (2, "", [])
    assert "e.jsonl: the evidence file cannot be written" in audited.ran.err


def test_a_file_that_another_process_has_locked_is_told_before_anybody_is_asked(tmp_path: Path, net: Internet) -> None:
    fcntl = pytest.importorskip("fcntl")
    first = audit(tmp_path, net)
    net.asked.clear()
    with (tmp_path / "e.jsonl").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = audit(tmp_path, net)
    assert (second.ran.code, second.ran.out, net.asked) == (2, "", [])
    assert re.search(r"e\.jsonl: .*another run", second.ran.err)
    assert second.lines == first.lines
