"""kill -9 at any moment, a hundred times: what was used was kept, what was kept is not asked for again, and one more run ends it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from domaudit.evidence import EvidenceFile
from tests.audited import CHECK, Audited, audit, prepare, timeless
from tests.command import Ran, environment
from tests.faults import alive, record
from tests.loopback import Asked, Internet

pytestmark = pytest.mark.alone

TIMES = 100
REGISTRAR = "/registrar/domain/two.example"
RAW = {"rdap": "url", "whois": "query"}


@pytest.fixture
def net() -> Iterator[Internet]:
    """The usual three sites; about one of them three are asked in turn: the registry, the registrar that it names, and WHOIS."""
    with alive() as small:
        small.rdap["/example/domain/two.example"].body.update(
            links=[{"rel": "related", "type": "application/rdap+json", "href": small.url(REGISTRAR)}]
        )
        small.rdap[REGISTRAR] = type(small.rdap["/example/domain/two.example"])(record("two.example"))
        small.delay = 0.002
        yield small


class Forked:
    """The command in processes that are there at once."""

    def __init__(self, folder: Path) -> None:
        line = [sys.executable, "-P", str(Path(__file__).with_name("forked.py")), *CHECK]
        self._parent = subprocess.Popen(
            line, cwd=folder, env=environment(folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._told() == "warm"

    def _told(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()

    def run(self, seconds: float | None = None) -> int:
        """Run the command, and kill it after so many seconds; its exit code, or minus the signal."""
        assert self._parent.stdin is not None
        self._parent.stdin.write("r.json\n")
        self._parent.stdin.flush()
        child = int(self._told())
        if seconds is not None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self._told())

    def close(self) -> None:
        self._parent.communicate(timeout=20)


@contextmanager
def forked(folder: Path) -> Iterator[Forked]:
    running = Forked(folder)
    try:
        yield running
    finally:
        running.close()


def kept(path: Path) -> list[Asked]:
    """The questions whose answers the file holds as whole lines, in its order, written as the small internet writes them."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    found: list[Asked] = []
    for line in lines:
        if line.endswith(b"\n") and line.startswith(b"{"):
            with suppress(ValueError):
                question = json.loads(line)["question"]
                words = {"rdap": urlsplit(question.get("url", "")).path, "whois": question.get("query")}
                found.append((question["kind"], words.get(question["kind"]) or f"{question['name']} {question['type']}"))
    return found


def needed(question: Asked) -> Asked | None:
    """The question whose answer must have been used before this one was put."""
    kind, words = question
    if kind == "whois":
        return ("rdap", REGISTRAR)
    if question == ("rdap", REGISTRAR):
        return ("rdap", "/example/domain/two.example")
    if kind == "dns" and not words.endswith(" NS"):
        name = words.partition(" ")[0].removeprefix("www.").removeprefix("_dmarc.")
        return ("dns", f"{name} NS")
    return None


def cut(file: Path, chance: random.Random) -> bool:
    """Sometimes take away a part of the last line, as a power cut may; whether it was done."""
    content = file.read_bytes() if file.exists() else b""
    if not content or chance.random() > 0.3:
        return False
    last = len(content) - content.rstrip(b"\n").rfind(b"\n") - 1
    if last < 2:  # the kill itself has torn it there
        return False
    os.truncate(file, len(content) - chance.randrange(1, last))
    return True


def sites(audited: Audited) -> dict[str, Any]:
    return {name: timeless(site) for name, site in audited.sites.items()}


def test_killed_a_hundred_times_nothing_that_was_used_is_lost(tmp_path: Path, net: Internet) -> None:
    calm, file = tmp_path / "calm", tmp_path / "e.jsonl"
    calm.mkdir()
    whole = sites(audit(calm, net))
    prepare(tmp_path, net)
    chance, cuts, ended = random.Random(43), 0, 0
    with forked(tmp_path) as command:
        start = time.monotonic()
        assert command.run() == 1
        span = time.monotonic() - start
        os.truncate(file, file.stat().st_size // 2)
        for _ in range(TIMES):
            before, asked = kept(file), len(net.asked)
            code = command.run(chance.uniform(0, span))
            time.sleep(0.01)  # what was sent last arrives
            after, now = kept(file), net.asked[asked:]
            assert after[: len(before)] == before
            assert not set(now) & set(before), "what was kept was asked for again"
            assert {need for question in now if (need := needed(question))} <= set(after), "an answer was used and not kept"
            assert set(after) <= set(net.answered)
            if file.exists():
                with EvidenceFile.open(file, writable=False) as evidence:
                    assert len(evidence.domains) == len({words.rpartition("/")[2] for kind, words in after if kind != "dns"})
            if code == 1:
                ended += 1
                assert sites(Audited(Ran(code, (tmp_path / "r.json").read_text(encoding="utf-8"), ""), 0, tmp_path)) == whole
                file.unlink()
                span *= 0.8  # the first run was slower, or the machine has more time for us now
            else:
                assert code == -signal.SIGKILL
                cuts += cut(file, chance)
                span *= 1.1
        if not file.exists():
            assert command.run() == 1
    assert cuts > 5
    assert 0 < ended < TIMES / 2
    os.truncate(file, file.stat().st_size - 5)
    asked = len(net.asked)
    last = audit(tmp_path, net)
    assert net.asked[asked:], "the torn answer is asked for again"
    assert set(net.asked[asked:]) <= set(kept(file)), "what came after the torn line went into it"
    assert last.ran.code == 1
    assert "the last line is torn" in last.ran.err
    assert sites(last) == whole
