"""The whole cases and the recorded corpus that live beside this repository, where they are there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import COMMAND, ROOT, environment

SHARED = Path(os.environ.get("DOMAUDIT_SHARED", ROOT.parent / "shared"))
CORPUS = Path(os.environ.get("DOMAUDIT_CORPUS", SHARED / "corpus"))


def tool(name: str, *arguments: str, timeout: int) -> subprocess.CompletedProcess[bytes]:
    line = [sys.executable, str(SHARED / "tools" / name), *arguments, "--domaudit", " ".join(COMMAND)]
    return subprocess.run(line, capture_output=True, env=environment(), timeout=timeout, check=False)


@pytest.mark.skipif(not (SHARED / "verdict_cases.yaml").exists(), reason="the shared verdict cases are not on this machine")
def test_every_shared_verdict_case_is_right() -> None:
    done = tool("verdict_cases.py", str(SHARED / "verdict_cases.yaml"), timeout=300)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.skipif(not (CORPUS / "index.jsonl").exists(), reason="the shared corpus of recorded answers is not on this machine")
def test_the_corpus_is_read_without_a_crash_and_without_a_never_event(tmp_path: Path) -> None:
    """Never an accusation or a comfort that the answer does not carry; labels that are wrong are listed in lookups/corrections.yaml."""
    done = tool("score_corpus.py", str(CORPUS), "--misses", str(tmp_path / "misses.jsonl"), timeout=600)
    assert done.returncode == 0, done.stderr.decode()
    figures = json.loads(done.stdout)
    known = {row["path"]: row["sha256"] for row in map(json.loads, (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines())}
    corrected = {row["sha256"] for row in yaml.safe_load((ROOT / "tests/lookups/corrections.yaml").read_text(encoding="utf-8"))}
    misses = [json.loads(line) for line in (tmp_path / "misses.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [miss for miss in misses if known[miss["path"]] not in corrected]
    assert [
        (miss["ask"], miss["want"], miss["verdict"]) for miss in wrong if miss.get("never") or miss["ask"] in ("throttled", "absent")
    ] == []
    asks = ("text", "as-client", "as-provider", "trap", "absent", "hidden", "throttled", "available")
    assert {ask: figures[ask]["crashes"] for ask in asks} == dict.fromkeys(asks, 0)
    assert figures["text"]["percent"] >= 90
    assert figures["available"]["percent"] >= 90
    assert figures["trap"]["percent"] >= 90
    assert len(corrected) <= 0.03 * len(known)
