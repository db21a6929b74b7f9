"""Runs at once on one evidence file: writers get along, who rewrites is alone, and no answer goes to a file that is no more."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domaudit.errors import EvidenceError
from domaudit.evidence import EvidenceFile, lock
from domaudit.evidence.disk import verify
from domaudit.evidence.forget import Forgotten, forget
from domaudit.evidence.lock import open_locked
from domaudit.evidence.merge import merge
from domaudit.model import Dns, Question, Rdap, Whois
from tests.command import COMMAND, environment, run
from tests.evidence.test_file import RDAP, Q, said, usable, written
from tests.loopback import Internet

NAMES = [f"n{number}.example" for number in range(12)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evidence.jsonl"


def test_writers_share_the_file_and_who_rewrites_it_must_have_it_alone(path: Path) -> None:
    before = written(path, said())
    with EvidenceFile.open(path, writable=True), EvidenceFile.open(path, writable=True) as other:
        for rewrite in (lambda: forget(path, "x.example"), lambda: merge([path], path)):
            with pytest.raises(EvidenceError, match=r"evidence\.jsonl: the evidence file is in use by another run; wait"):
                rewrite()
        assert path.read_bytes() == before
        other.append(said("kept", RDAP))
        assert merge([path], path.with_name("copy")).lines == 2  # to read it is no use of it
    assert forget(path, "x.example") == Forgotten(2, 0)
    with EvidenceFile.open(path, writable=False):
        assert merge([path], path).lines == 2


def test_while_it_is_rewritten_readers_read_and_writers_are_told(path: Path) -> None:
    written(path, said())
    fd = open_locked(path, alone=True)
    assert fd is not None
    with os.fdopen(fd, "rb"):
        with EvidenceFile.open(path, writable=False) as file:
            assert file.newest(Q, usable=usable) == said()
        assert verify(path).lines == 1
        path.with_name("link").symlink_to(path)
        for name in (path, path.with_name("link")):
            with pytest.raises(EvidenceError, match="in use by another run"):
                EvidenceFile.open(name, writable=True)
    EvidenceFile.open(path, writable=True).close()


def test_a_writer_that_opened_the_old_file_writes_to_the_new_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path, said(), said("other", Whois("whois.example", "y.example")))
    lock = fcntl.flock

    def meanwhile(fd: int, how: int) -> None:
        monkeypatch.undo()
        forget(path, "x.example")
        lock(fd, how)

    monkeypatch.setattr(fcntl, "flock", meanwhile)
    with EvidenceFile.open(path, writable=True) as file:
        assert file.newest(Q, usable=usable) is None
        file.append(said("new"))
    with EvidenceFile.open(path, writable=False) as file:
        assert file.newest(Q, usable=usable) == said("new")
    assert verify(path).lines == 3


def test_a_file_that_is_made_while_it_is_taken_away_is_made_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock

    def meanwhile(fd: int, how: int) -> None:
        monkeypatch.undo()
        path.unlink()
        lock(fd, how)

    with EvidenceFile.open(path, writable=True) as file:
        monkeypatch.setattr(fcntl, "flock", meanwhile)
        file.append(said())
    assert verify(path).lines == 1


def test_a_file_that_is_replaced_again_and_again_is_in_use(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path, said())
    monkeypatch.setattr(lock, "_is_named", lambda fd, path: False)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    with pytest.raises(EvidenceError, match="in use"):
        EvidenceFile.open(path, writable=True)
    assert (len(os.listdir("/proc/self/fd")) if before else 0) == before


@pytest.mark.parametrize("how", ["grown", "another", "gone"])
def test_a_file_that_changes_under_a_rewriting_is_left_as_it_is(path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no locks, or a link was turned elsewhere meanwhile."""
    written(path, said())
    there, sync = path.with_name("there"), os.fsync

    def meanwhile(fd: int) -> None:
        monkeypatch.undo()
        if how == "grown":
            with EvidenceFile.open(path, writable=True) as file:
                file.append(said("theirs"))
        else:
            path.unlink()
        if how == "another":
            written(path, said("theirs"))
        there.write_bytes(path.read_bytes() if path.exists() else b"")
        sync(fd)

    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(EvidenceError, match=r"changed while it was in use; run again|No such file"):
        forget(path, "x.example")
    assert (path.read_bytes() if path.exists() else b"") == there.read_bytes()
    assert {p.name for p in path.parent.iterdir()} <= {path.name, "there"}


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EOPNOTSUPP, None])
def test_without_locks_all_goes_on(path: Path, error: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(fd: int, how: int) -> None:
        raise OSError(error, "no locks here")

    if error is None:
        monkeypatch.setattr(lock, "fcntl", None)
    else:
        monkeypatch.setattr(fcntl, "flock", none)
    with EvidenceFile.open(path, writable=True) as file:
        file.append(said())
    assert forget(path, "x.example") == Forgotten(1, 0)
    assert merge([path], path).lines == 1
    assert list(path.parent.iterdir()) == [path]


def test_a_lock_that_fails_otherwise_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(fd: int, how: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    written(path, said())
    monkeypatch.setattr(fcntl, "flock", broken)
    with pytest.raises(EvidenceError, match="Input/output error"):
        EvidenceFile.open(path, writable=True)


# --- the installed command -------------------------------------------------------------------------------------------


@pytest.fixture
def net() -> Iterator[Internet]:
    recorded = {f"/example/domain/{name}": {"ldhName": name, "entities": []} for name in NAMES}
    holders = {name: f"Domain: {name}\r\nHolder: Boulangerie Dupont\r\n".encode() for name in NAMES}
    with Internet(rdap=recorded, whois=holders, dns={(f"{name}.", "NS"): [f"ns1.{name}."] for name in NAMES}, delay=0.02) as small:
        yield small


def checking(folder: Path, net: Internet, *names: str) -> subprocess.Popen[bytes]:
    net.write_registries(folder / "registries.yaml")
    inventory = folder / f"{len(names)}-{names[0]}.yaml"
    inventory.write_text(f"client: Boulangerie Dupont\nprovider: Studio Pixel\nsites: [{', '.join(names)}]\n", encoding="utf-8")
    line = [*COMMAND, "check", inventory.name, "--registries", "registries.yaml", "--evidence", "e.jsonl", "--format", "json"]
    return subprocess.Popen(line, cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def until_asked(net: Internet, least: int = 1) -> None:
    deadline = time.monotonic() + 20
    while len(net.asked) < least and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(net.asked) >= least


def test_two_checks_at_once_on_one_file_both_end_well(tmp_path: Path, net: Internet) -> None:
    running = [checking(tmp_path, net, *NAMES[:8]), checking(tmp_path, net, *NAMES[4:])]
    for one in running:
        _, err = one.communicate(timeout=60)
        assert (one.returncode in (0, 1, 3), b"Traceback" in err, b"evidence" in err) == (True, False, False), err
    found = verify(tmp_path / "e.jsonl")
    assert (found.chains, found.unchained, found.forgotten) == (2, 0, 0)
    with EvidenceFile.open(tmp_path / "e.jsonl", writable=False) as file:
        assert file.notices == ()
        for name in NAMES:
            questions: list[Question] = [Rdap(net.url(f"/example/domain/{name}")), Dns(f"{name}.", "NS"), Dns(f"www.{name}.", "A")]
            assert all(file.newest_usable(question, usable=usable) for question in questions), name
            assert {type(answer.question) for answer in file.about(name)} >= {Rdap}


def test_while_a_check_runs_nothing_is_forgotten_and_afterwards_it_is(tmp_path: Path, net: Internet) -> None:
    first = checking(tmp_path, net, NAMES[1])
    first.communicate(timeout=60)
    before = (tmp_path / "e.jsonl").read_bytes()
    net.asked.clear()
    busy = checking(tmp_path, net, NAMES[0])
    until_asked(net)
    busy.send_signal(signal.SIGSTOP)
    told = run("evidence", "forget", NAMES[1], "--evidence", "e.jsonl", cwd=tmp_path)
    merged = run("evidence", "merge", "e.jsonl", "-o", "e.jsonl", cwd=tmp_path)
    for refused in (told, merged):
        assert (refused.code, refused.out) == (2, "")
        assert "e.jsonl: the evidence file is in use by another run; wait until that has ended" in refused.err
    assert run("evidence", "show", NAMES[1], "--evidence", "e.jsonl", cwd=tmp_path).code == 0
    busy.send_signal(signal.SIGCONT)
    busy.communicate(timeout=60)
    assert (tmp_path / "e.jsonl").read_bytes().startswith(before)
    assert run("evidence", "forget", NAMES[1], "--evidence", "e.jsonl", cwd=tmp_path).code == 0
    assert run("evidence", "verify", "e.jsonl", cwd=tmp_path).code == 0
    net.asked.clear()
    checking(tmp_path, net, NAMES[1]).communicate(timeout=60)
    assert ("rdap", f"/example/domain/{NAMES[1]}") in net.asked  # a run asks again


def test_checks_and_forgetting_at_any_moment_lose_no_answer(tmp_path: Path, net: Internet) -> None:
    checking(tmp_path, net, NAMES[0]).communicate(timeout=60)
    running = checking(tmp_path, net, *NAMES[1:6])
    codes: list[int] = []
    while running.poll() is None and len(codes) < 200:
        codes.append(run("evidence", "forget", NAMES[0], "--evidence", "e.jsonl", cwd=tmp_path).code)
    _, err = running.communicate(timeout=60)
    assert set(codes) <= {0, 2}
    assert verify(tmp_path / "e.jsonl").lines > 0
    if b"in use" not in err:  # else it met a rewriting at its start, and was told so
        with EvidenceFile.open(tmp_path / "e.jsonl", writable=False) as file:
            assert all(file.about(name) for name in NAMES[1:6])
