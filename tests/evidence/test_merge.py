"""Merging evidence files: every valid line once, byte for byte, and a new file that is whole or not there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from domaudit.errors import EvidenceError, UsageError
from domaudit.evidence import EvidenceFile
from domaudit.evidence.disk import Verified, verify
from domaudit.evidence.forget import forget
from domaudit.evidence.lines import to_line
from domaudit.evidence.merge import Merged, merge
from tests.evidence.test_file import NS, RDAP, dead, said, written


def test_shards_become_one_file_that_verifies(tmp_path: Path) -> None:
    a = written(tmp_path / "a", said("1"), said("2", RDAP), dead(NS))
    b = written(tmp_path / "b", said("3"), said("4", RDAP))
    out = tmp_path / "out"
    assert merge([tmp_path / "a", tmp_path / "b"], out) == Merged(5, 0, 0, ())
    assert out.read_bytes() == a + b
    assert verify(out) == Verified(lines=5, answered=4, chains=2, unchained=0)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "out"]


def test_a_line_that_is_there_already_stands_once(tmp_path: Path) -> None:
    a = written(tmp_path / "a", said("1"), said("2", RDAP))
    (tmp_path / "b").write_bytes(a)
    with EvidenceFile.open(tmp_path / "b", writable=True) as file:
        file.append(said("3"))
    assert merge([tmp_path / "a", tmp_path / "b", tmp_path / "a"], tmp_path / "out") == Merged(3, 4, 0, ())
    assert (tmp_path / "out").read_bytes() == (tmp_path / "b").read_bytes()
    assert merge([tmp_path / "out"] * 2, tmp_path / "again") == Merged(3, 3, 0, ())


def test_torn_and_damaged_lines_are_left_out_and_named(tmp_path: Path) -> None:
    good = to_line(said()).encode()
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_bytes(b"\n".join([good, b"", b"garbage", good.replace(b"Dupont", b"Pixels"), b" ", good[:40]]))
    b.write_bytes(to_line(said("whole, but for its newline", RDAP)).encode())
    found = merge([a, b], tmp_path / "out")
    assert (found.lines, found.repeated, found.left_out) == (2, 0, 3)
    assert [notice.removeprefix(str(a)) for notice in found.notices] == [
        ":3: skipped: not valid JSON",
        ":4: skipped: what came back does not have the SHA-256 that the line states: it was damaged or changed",
        ":6: the last line is torn (not valid JSON): set aside",
    ]
    assert (tmp_path / "out").read_bytes() == good + b"\n" + b.read_bytes() + b"\n"


def test_at_most_twenty_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(to_line(said()).encode() + b"\n" + b"garbage\n" * 1000)
    found = merge([tmp_path / "a"], tmp_path / "out")
    assert (found.left_out, len(found.notices)) == (1000, 20)


def test_a_file_is_never_written_over_unless_it_is_one_of_those_merged(tmp_path: Path) -> None:
    a = written(tmp_path / "a", said("1"))
    b = written(tmp_path / "b", said("2"))
    for there in (tmp_path / "b", tmp_path):
        with pytest.raises(UsageError, match="this file exists; name a new file"):
            merge([tmp_path / "a"], there)
    assert (tmp_path / "b").read_bytes() == b
    (tmp_path / "b").chmod(0o640)
    (tmp_path / "link").symlink_to("b")
    assert merge([tmp_path / "a", tmp_path / "link"], tmp_path / "b").lines == 2
    assert (tmp_path / "b").read_bytes() == a + b
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o640
    assert merge([tmp_path / "b"], tmp_path / "link") == Merged(2, 0, 0, ())
    assert (tmp_path / "link").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "link"]


def test_a_file_made_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "a", said("1"))
    theirs, link = b"", os.link
    for hard_links in (True, False):
        out = tmp_path / f"out{hard_links}"

        def meanwhile(old: Path, new: Path, out: Path = out, hard_links: bool = hard_links) -> None:
            nonlocal theirs
            theirs = written(out, said("theirs"))
            if not hard_links:
                raise OSError("no hard links here")
            link(old, new)

        with monkeypatch.context() as patch:
            patch.setattr(os, "link", meanwhile)
            with pytest.raises(UsageError, match="exists"):
                merge([tmp_path / "a"], out)
        assert out.read_bytes() == theirs


def test_without_hard_links_the_file_comes_to_be_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*arguments: object) -> None:
        raise OSError("no hard links here")

    a = written(tmp_path / "a", said("1"))
    monkeypatch.setattr(os, "link", none)
    merge([tmp_path / "a"], tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == a


@pytest.mark.parametrize("content", [b"client: Dupont\nsites: [x.example]\n", b"\x7fELF", None])
def test_what_is_no_evidence_file_is_refused_and_nothing_is_made(tmp_path: Path, content: bytes | None) -> None:
    written(tmp_path / "a", said("1"))
    if content is not None:
        (tmp_path / "b").write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises((EvidenceError, UsageError), match=r"b: (this is not an evidence file|there is no such file)"):
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(EvidenceError, match="cannot be written"):
        merge([tmp_path / "a"], tmp_path / "no" / "folder")


def test_a_shard_that_was_killed_at_once_or_found_nothing_is_no_hindrance(tmp_path: Path) -> None:
    a = written(tmp_path / "a", said("1"))
    (tmp_path / "torn").write_bytes(a[:30])
    (tmp_path / "empty").write_bytes(b"")
    assert merge([tmp_path / "torn", tmp_path / "empty", tmp_path / "a"], tmp_path / "out").lines == 1
    assert merge([tmp_path / "empty"], tmp_path / "nothing") == Merged(0, 0, 0, ())
    assert (tmp_path / "nothing").read_bytes() == b""


def test_forgotten_lines_are_merged_as_they_are(tmp_path: Path) -> None:
    written(tmp_path / "a", said("1"), said("2", NS), said("3"))
    forget(tmp_path / "a", "x.example")
    assert merge([tmp_path / "a"], tmp_path / "out").lines == 3
    assert verify(tmp_path / "out") == Verified(lines=3, answered=0, chains=1, unchained=0, forgotten=3)
