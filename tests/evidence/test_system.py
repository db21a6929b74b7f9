"""The evidence file on Windows: no ``pread``, no owners, no ``flock``, other flags, and no name taken from a file that is open."""

from __future__ import annotations

import importlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domaudit.evidence import EvidenceFile, disk, draft, lock, system
from domaudit.evidence.disk import verify
from domaudit.evidence.forget import forget
from domaudit.evidence.merge import merge
from tests.command import ROOT

MISSING = ("pread", "fchown", "fchmod", "O_CLOEXEC", "O_NONBLOCK")
EXAMPLE = ROOT / "examples" / "evidence.jsonl"
HELD = "boulangerie-dupont-exemple-fictif.fr"

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="which files are open is read in /proc")


def is_open(path: str | os.PathLike[str]) -> bool:
    """Whether this process has the file open, under whatever name."""
    if not os.path.exists(path):
        return False
    for one in Path("/proc/self/fd").iterdir():
        try:
            if os.path.samestat(os.stat(path), os.stat(one)):
                return True
        except OSError:  # the descriptor of the listing itself
            continue
    return False


@pytest.fixture(autouse=True)
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What this system would be without what Windows lacks; the list holds the files that changed their name or went."""
    done: list[str] = []
    for name in MISSING:
        monkeypatch.delattr(os, name)
    monkeypatch.setattr(lock, "fcntl", None)

    def guarded(name: str) -> None:
        real: Any = getattr(os, name)

        def call(*paths: Any, **more: Any) -> Any:
            if any(is_open(path) for path in paths if isinstance(path, str | os.PathLike)):
                raise PermissionError(13, "The process cannot access the file because it is being used by another process", str(paths[0]))
            done.append(f"{name} {Path(paths[-1]).name}")
            return real(*paths, **more)

        monkeypatch.setattr(os, name, call)

    for name in ("replace", "rename", "link", "unlink"):
        guarded(name)
    importlib.reload(system)
    for module in (disk, draft):
        monkeypatch.setattr(module, "OPENING", system.OPENING)
    yield done
    monkeypatch.undo()
    importlib.reload(system)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path / "evidence.jsonl"))


def test_this_stands_for_windows(tmp_path: Path) -> None:
    assert system.OPENING == 0
    assert not system.renames_open_files()
    (tmp_path / "a").touch()
    with open(tmp_path / "a"), pytest.raises(PermissionError):
        os.replace(tmp_path / "a", tmp_path / "b")


def test_answers_are_read_where_they_stand(file: Path) -> None:
    with EvidenceFile.open(file, writable=False) as evidence:
        assert [answer.body[:1] for answer in evidence.about(HELD)] == [b"{"]


def test_answers_are_added_and_read_back(file: Path) -> None:
    with EvidenceFile.open(file, writable=True) as evidence:
        before = list(evidence.about(HELD))
        kept = evidence.append(before[0])
        assert kept in list(evidence.about(HELD))
        evidence.append(kept)
    assert verify(file).lines == verify(EXAMPLE).lines + 2


def test_reading_at_a_place_moves_nobody(file: Path) -> None:
    fd = os.open(file, os.O_RDONLY)
    try:
        head = os.read(fd, 10)
        assert system.read_at(fd, 10, 0) == head
        assert os.read(fd, 10) == file.read_bytes()[10:20]
    finally:
        os.close(fd)


def test_a_domain_is_taken_out(file: Path, windows: list[str]) -> None:
    assert forget(file, HELD).answers > 0
    assert "replace evidence.jsonl" in windows
    assert not any(json.loads(line).get("body") for line in file.read_text(encoding="utf-8").splitlines() if HELD in line)
    assert [path.name for path in file.parent.iterdir()] == ["evidence.jsonl"]
    verify(file)


def test_files_become_one_new_file(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    assert merge([file, EXAMPLE], out).repeated > 0
    assert out.read_bytes() == file.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.jsonl", "evidence.jsonl"]


def test_files_become_one_of_them(file: Path, windows: list[str]) -> None:
    merge([file, EXAMPLE], file)
    assert "replace evidence.jsonl" in windows
    assert file.read_bytes() == EXAMPLE.read_bytes()


def test_what_a_killed_run_left_is_cleared_away(file: Path) -> None:
    left = file.with_name(draft._prefix(file) + "0" * 16)
    left.write_bytes(b"half")
    forget(file, HELD)
    assert not left.exists()


def test_what_another_run_is_writing_stays(file: Path) -> None:
    left = file.with_name(draft._prefix(file) + "0" * 16)
    with open(left, "wb"):
        forget(file, HELD)
        assert left.exists()
