"""Forgetting a domain: its answers go, all else stays, and the file is whole at every moment."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domaudit.errors import EvidenceError, UsageError
from domaudit.evidence import EvidenceFile
from domaudit.evidence.disk import Verified, read_lines, verify
from domaudit.evidence.fields import MAX_LINE
from domaudit.evidence.forget import Forgotten, forget
from domaudit.evidence.lines import digest, from_line, to_line
from domaudit.evidence.lock import open_locked
from domaudit.model import Answer, Dns, Pause, Question, Rdap, Whois
from tests.evidence.test_file import NOW, dead, said, usable, written

HERS: list[Question] = [
    Whois("whois.example", "x.example"),
    Whois("whois.example", "-T dn,ace X.example."),
    Whois("whois.example", "x.example/e"),
    Whois("whois.example", "www.x.example"),
    Rdap("https://rdap.example/domain/X%2Eexample"),
    Dns("x.example.", "NS"),
    Dns("_dmarc.X.example.", "TXT"),
]
OTHERS: list[Question] = [
    Whois("whois.example", "notx.example"),
    Whois("whois.example", "x.example.test"),
    Rdap("https://x.example/domain/y.example"),  # the server is not what is asked about
    Dns("example.", "NS"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evidence.jsonl"


def everything() -> list[Answer]:
    return [said(f"Ada {number}", question) for number, question in enumerate([*HERS, *OTHERS])]


def test_the_answers_about_a_domain_go_and_nothing_else(path: Path) -> None:
    before = written(path, *everything(), dead(HERS[0])).splitlines()
    assert forget(path, "x.example") == Forgotten(len(HERS), 0)
    after = path.read_bytes().splitlines()
    assert after[len(HERS) :] == before[len(HERS) :]  # a failure has nothing to forget
    for old, new in zip(before[: len(HERS)], after, strict=False):
        kept = json.loads(new)
        assert kept.pop("forgotten") == digest(old)
        assert kept == {name: value for name, value in json.loads(old).items() if name not in ("body", "records")}
        assert b"Ada" not in new
    assert verify(path) == Verified(lines=12, answered=4, chains=1, unchained=0, forgotten=len(HERS))


def test_what_was_forgotten_is_no_answer_and_is_asked_for_again(path: Path) -> None:
    written(path, *everything())
    forget(path, "x.example")
    with EvidenceFile.open(path, writable=True) as file:
        assert file.notices == ()
        assert file.about("x.example") == []
        assert [file.newest(question, usable=usable) for question in HERS] == [None] * len(HERS)
        assert file.newest(OTHERS[0], usable=usable) is not None
        file.append(said("new", HERS[0]))
    with EvidenceFile.open(path, writable=False) as file:
        assert file.newest(HERS[0], usable=usable) == said("new", HERS[0])
    assert verify(path).chains == 2


def test_a_server_that_asked_for_a_pause_still_has_it(path: Path) -> None:
    written(path, replace(said("slow down"), duration_ms=500, backoff=40))
    forget(path, "x.example")
    with EvidenceFile.open(path, writable=False) as file:
        assert file.pause(HERS[0]) == Pause(40, NOW + timedelta(seconds=40.5))


def test_forgetting_twice_changes_nothing(path: Path) -> None:
    written(path, *everything())
    forget(path, "x.example")
    once, inode = path.read_bytes(), path.stat().st_ino
    assert forget(path, "x.example") == Forgotten(0, 0)
    assert (path.read_bytes(), path.stat().st_ino) == (once, inode)
    assert forget(path, "y.example") == Forgotten(1, 0)
    assert verify(path).forgotten == len(HERS) + 1


def test_a_file_of_forgotten_lines_alone_is_still_ours(path: Path) -> None:
    written(path, said())
    forget(path, "x.example")
    with EvidenceFile.open(path, writable=False) as file:
        assert (file.notices, file.domains) == ((), ())
    assert forget(path, "x.example") == Forgotten(0, 0)


def test_a_forgotten_line_does_not_hide_that_another_is_missing_changed_or_moved(path: Path) -> None:
    written(path, said("1"), said("2"), said("3", OTHERS[0]), said("4"))
    forget(path, "x.example")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines))
    assert verify(path).forgotten == 3
    for content in (
        [lines[0], *lines[2:]],
        [lines[0], lines[2], lines[1], lines[3]],
        [*lines[:2], lines[2].replace(b'"duration_ms":5', b'"duration_ms":6'), lines[3]],
        [*lines[:2], lines[2].replace(b'"body":"3",', b""), lines[3]],
    ):
        path.write_bytes(b"".join(content))
        with pytest.raises(EvidenceError, match=r"evidence\.jsonl:\d: .*(does not follow|no body)"):
            verify(path)


def test_a_file_and_its_forgotten_copy_joined_still_verify(path: Path) -> None:
    before = written(path, said("1"), said("2", OTHERS[0]), said("3"))
    forget(path, "x.example")
    after = path.read_bytes()
    for content in (before + after, after + before):
        path.write_bytes(content)
        assert verify(path) == Verified(lines=6, answered=4, chains=1, unchained=0, forgotten=2)


def test_damaged_lines_stay_unless_they_name_the_domain(path: Path) -> None:
    good = to_line(said("y", OTHERS[0])).encode() + b"\n"
    long = b"\xff" * (MAX_LINE + 5)
    stay = [b"garbage\n", b"\n", b" \r\n", long + b"\n", b'{"v":1,"torn']
    go = [b"about X.EXAMPLE\n", long + b"x.example" + b"\xff" * 99 + b"\n", to_line(said()).encode().replace(b"Dupont", b"Pixels") + b"\n"]
    path.write_bytes(b"".join([good, *go, *stay]))
    assert forget(path, "x.example") == Forgotten(0, len(go))
    assert path.read_bytes() == b"".join([good, *stay])
    path.write_bytes(b"".join([good, go[1][:-1]]))  # torn, and too long
    assert forget(path, "x.example") == Forgotten(0, 1)
    assert path.read_bytes() == good


@pytest.mark.parametrize("name", ["café.example", "CAF\u00c9.example", r"caf\u00e9.example", "xn--caf-dma.example"])
def test_a_name_with_accents_is_found_however_written(path: Path, name: str) -> None:
    good = to_line(said("y", OTHERS[0])).encode() + b"\n"
    path.write_bytes(good + f'{{"v":1,"query":"{name}"\n'.encode() + to_line(said("Ada", Whois("whois.example", "café.example"))).encode())
    assert forget(path, "xn--caf-dma.example") == Forgotten(1, 1)
    assert b"Ada" not in path.read_bytes()


def test_no_line_of_somebody_elses_file_is_dropped(path: Path) -> None:
    for content in (b"client: Dupont\nsites:\n  - x.example\n", b"x.example\n"):
        path.write_bytes(content)
        with pytest.raises(EvidenceError, match="not an evidence file"):
            forget(path, "x.example")
        assert [p.read_bytes() for p in path.parent.iterdir()] == [content]
    path.write_bytes(b"")
    assert forget(path, "x.example") == Forgotten(0, 0)
    path.unlink()
    with pytest.raises(UsageError, match="no such file"):
        forget(path, "x.example")
    with pytest.raises(EvidenceError, match="Is a directory"):
        forget(path.parent, "x.example")


def test_the_link_the_mode_and_the_owner_stay(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "real.jsonl"
    target.parent.mkdir()
    written(target, said())
    target.chmod(0o640)
    path.symlink_to(Path("elsewhere/real.jsonl"))
    before = target.stat()
    assert forget(path, "x.example") == Forgotten(1, 0)
    after = target.stat()
    assert path.is_symlink()
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (0o640, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
    assert b"Dupont" not in path.read_bytes()
    assert [p.name for p in target.parent.iterdir()] == ["real.jsonl"]


@pytest.mark.parametrize("name", ["a\nb.jsonl", "-rf", "[ab]*?.jsonl", "é" * 100 + ".jsonl", "\x1b[2J", "\udcff"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    written(path, said())
    assert forget(path, "x.example") == Forgotten(1, 0)
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("failing", ["fsync", "replace", "fchmod"])
def test_a_disk_that_fails_leaves_the_old_file_and_nothing_beside_it(path: Path, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(path, *everything())

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, full)
        with pytest.raises(EvidenceError, match="No space left on device"):
            forget(path, "x.example")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert forget(path, "x.example").answers == len(HERS)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from domaudit.errors import EvidenceError
from domaudit.evidence.forget import forget
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    forget(Path(sys.argv[1]), "x.example")
except EvidenceError as error:
    print(error)
"""


def test_a_disk_that_is_full_in_the_middle_leaves_the_old_file(path: Path) -> None:
    before = written(path, said("Ada"), *(said("y" * 9_000, OTHERS[0]) for _ in range(20)))
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True, timeout=60)
    assert "cannot be written: File too large" in done.stdout
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from domaudit.evidence import draft
from domaudit.evidence.forget import forget
before = getattr(os, sys.argv[2])
setattr(os, sys.argv[2], lambda *given: os.kill(os.getpid(), signal.SIGKILL))
forget(Path(sys.argv[1]), "x.example")
"""


@pytest.mark.parametrize("at", ["fchmod", "fsync", "replace"])
def test_a_kill_in_the_middle_leaves_the_old_file_and_the_next_run_clears_up(path: Path, at: str) -> None:
    before = written(path, *everything())
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), at], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    (left,) = {*path.parent.iterdir()} - {path}
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    with EvidenceFile.open(path, writable=True) as file:  # what the dead had locked is free
        assert len(file.about("x.example")) > 0
    assert forget(path, "x.example").answers == len(HERS)
    assert list(path.parent.iterdir()) == [path]


def test_a_draft_that_somebody_is_writing_is_not_cleared_away(path: Path) -> None:
    from domaudit.evidence.draft import drafting

    written(path, *everything())
    with drafting(path) as draft:
        draft.file.write(b"half")
        forget(path, "x.example")
        assert len(list(path.parent.iterdir())) == 2
    assert list(path.parent.iterdir()) == [path]


def test_what_is_no_draft_of_ours_is_not_cleared_away(path: Path) -> None:
    from domaudit.evidence.draft import _prefix

    written(path, *everything())
    outside = path.parent / "outside"
    outside.write_bytes(b"mine")
    link, folder, pipe = (path.parent / (_prefix(path) + name) for name in ("link", "folder", "pipe"))
    link.symlink_to(outside)
    folder.mkdir()
    os.mkfifo(pipe)
    forget(path, "x.example")
    assert outside.read_bytes() == b"mine"
    assert folder.is_dir()


def test_a_reader_goes_on_with_what_it_opened(path: Path) -> None:
    written(path, *everything())
    with EvidenceFile.open(path, writable=False) as file:
        forget(path, "x.example")
        assert file.newest(HERS[0], usable=usable) is not None


def test_the_lines_of_the_new_file_are_read_back(path: Path) -> None:
    written(path, *everything())
    forget(path, "x.example")
    fd = open_locked(path)
    assert fd is not None
    with os.fdopen(fd, "rb"):
        answers = [from_line(raw) for _, _, raw in read_lines(fd, path) if b"forgotten" not in raw]
    assert [answer.question for answer in answers] == OTHERS
