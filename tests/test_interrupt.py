"""Ctrl-C or SIGTERM, at any moment and however often: one sentence, exit code 130 or 143, and the answers so far are kept."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domaudit import checking, cli
from domaudit.cli import main
from domaudit.starting import composing, listing
from tests.command import COMMAND, environment
from tests.loopback import Fault, Internet

pytestmark = pytest.mark.alone

SENTENCE = "interrupted: the answers so far are kept; the same command goes on from there\n"


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(rdap={"/example/domain/x.example": {}}) as small:
        small.faults["/example/domain/x.example"] = Fault.SILENCE
        yield small


def interrupted(folder: Path, net: Internet, *after: float, sent: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    """A run over a server that never answers, interrupted once it was asked, and again after so many seconds each."""
    net.write_registries(folder / "registries.yaml")
    (folder / "i.yaml").write_text("client: Boulangerie Dupont\nprovider: Studio Pixel\nsites: [x.example]\n", encoding="utf-8")
    line = [*COMMAND, "check", "i.yaml", "--registries", "registries.yaml", "--evidence", "e.jsonl", "--format", "json"]
    running = subprocess.Popen(line, cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while ("rdap", "/example/domain/x.example") not in net.asked and time.monotonic() < deadline:
        time.sleep(0.01)
    for seconds in (0.0, *after):
        time.sleep(seconds)
        running.send_signal(sent)
    out, err = running.communicate(timeout=20)
    return running.returncode, out, err


@pytest.mark.parametrize("after", [(), (0.0,), (0.001,) * 5, (0.02,) * 10])
def test_ctrl_c_however_often_is_one_sentence_and_130(tmp_path: Path, net: Internet, after: tuple[float, ...]) -> None:
    assert interrupted(tmp_path, net, *after) == (130, "", SENTENCE)
    assert (tmp_path / "e.jsonl").read_bytes().endswith(b"\n")


@pytest.mark.parametrize("after", [(), (0.0,), (0.02,) * 10])
def test_a_scheduler_whose_time_is_up_is_told_the_same_with_143(tmp_path: Path, net: Internet, after: tuple[float, ...]) -> None:
    assert interrupted(tmp_path, net, *after, sent=signal.SIGTERM) == (143, "", SENTENCE)
    assert (tmp_path / "e.jsonl").read_bytes().endswith(b"\n")


def test_ctrl_c_outside_the_questions_is_told_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "load_all", stopped)
    assert main(["check", "i.yaml"]) == 130
    assert capsys.readouterr() == ("", SENTENCE)


@pytest.mark.parametrize(("module", "name"), [(listing, "read_list"), (composing, "compose")])
@pytest.mark.parametrize(("stopped", "code"), [(False, 130), (True, 143)])
def test_init_that_is_interrupted_while_it_reads_has_asked_and_kept_nothing(
    module: object, name: str, stopped: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, name, interrupt)
    monkeypatch.setattr(cli, "_stopped", stopped)
    (tmp_path / "list.txt").write_text("a.example\n", encoding="utf-8")
    words = ["init", "--from", str(tmp_path / "list.txt"), "--client", "A", "--provider", "B", "-q", "-o", str(tmp_path / "i.yaml")]
    assert main(words) == code
    assert capsys.readouterr() == ("", "interrupted: nothing was written\n")
    assert [file.name for file in tmp_path.iterdir()] == ["list.txt"]


def test_a_run_that_ends_well_leaves_ctrl_c_as_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)

    async def work() -> int:
        assert signal.getsignal(signal.SIGINT) is not before
        return 7

    assert asyncio.run(checking._stoppable(work())) == 7
    assert signal.getsignal(signal.SIGINT) is before
    results: list[int] = []

    async def elsewhere() -> int:
        return 8

    thread = threading.Thread(target=lambda: results.append(asyncio.run(checking._stoppable(elsewhere()))))
    thread.start()
    thread.join()
    assert results == [8]
