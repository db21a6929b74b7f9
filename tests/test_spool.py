"""A long sequence lives on disk, and reads like any other."""

from __future__ import annotations

import gc
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.errors import DomauditError
from domaudit.spool import Picked, Spool


@dataclass(frozen=True)
class Party:
    name: str


@given(items=st.lists(st.text() | st.integers()), in_memory=st.integers(0, 5), at=st.integers(-30, 30), step=st.sampled_from([1, 2, -1]))
def test_it_reads_like_a_list(items: list[object], in_memory: int, at: int, step: int) -> None:
    spool: Spool[object] = Spool(in_memory=in_memory)
    for item in items:
        spool.append(item)
    assert list(spool) == items
    assert list(reversed(spool)) == items[::-1]
    assert len(spool) == len(items)
    assert list(spool[at::step]) == items[at::step]
    if -len(items) <= at < len(items):
        assert spool[at] == items[at]
    else:
        with pytest.raises(IndexError):
            spool[at]


def test_what_many_items_share_stays_one() -> None:
    parties = [Party("Dupont"), Party("Pixel")]
    spool: Spool[tuple[Party, Party]] = Spool(parties, in_memory=0)
    spool.append((parties[1], Party("Pixel")))
    found = spool[0]
    assert found[0] is parties[1]
    assert found[1] == Party("Pixel")
    assert found[1] is not parties[1]


def test_short_ones_touch_no_disk_and_long_ones_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spool: Spool[int] = Spool(in_memory=2)
    spool.append(1)
    spool.append(2)
    assert spool._file is None
    spool.append(3)
    assert spool._file is not None
    assert os.fstat(spool._file.fileno()).st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []
    del spool
    gc.collect()


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(DomauditError, match="no room for what was found"):
        Spool(in_memory=0).append(1)


def test_picked_items_in_another_order() -> None:
    picked = Picked("abcdef", [4, 0, 2])
    assert list(picked) == ["e", "a", "c"]
    assert list(picked[1:]) == ["a", "c"]
    assert (len(picked), picked[-1]) == (3, "c")


def test_a_disk_that_is_full_when_the_buffer_is_written_out_is_told_and_leaves_no_trace(capfd: pytest.CaptureFixture[str]) -> None:
    resource = pytest.importorskip("resource")
    spool: Spool[str] = Spool(in_memory=0)
    spool.append("x" * 3000)  # stays in the buffer
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(DomauditError, match="no room"):
            spool[0]
        del spool
        gc.collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert capfd.readouterr().err == ""
