"""``check --dry-run`` says what a run then does, and does nothing of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import Ran, run
from tests.loopback import Internet, Reply

FOUND = {
    f"/{zone}/domain/{name}.{zone}": Reply({"ldhName": f"{name}.{zone}", "status": ["active"]})
    for zone in ("example", "test")
    for name in "ab"
}


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Internet]:
    """``.example`` has RDAP and WHOIS, ``.test`` RDAP alone; RDAP tells no registrant, so that WHOIS is asked after it."""
    names = [f"{name}.{zone}" for zone in ("example", "test") for name in "ab"]
    with Internet(
        rdap=FOUND, whois={"a.example": b"Domain: a.example\r\n"}, dns={(f"{name}.", "NS"): ["ns1.x.example."] for name in names}
    ) as it:
        it.write_registries(tmp_path / "registries.yaml", {"example": {}, "test": {"rdap": it.url("/test/")}})
        (tmp_path / "i.yaml").write_text(json.dumps({"client": "Boulangerie Dupont", "provider": "Studio Pixel", "sites": names}))
        yield it


def check(folder: Path, *options: str) -> Ran:
    line = ("check", "i.yaml", "--registries", "registries.yaml", "--evidence", "e.jsonl", "--fail-on", "never", "-q")
    return run(*line, *options, cwd=folder, home=folder)


def plan(folder: Path, *options: str) -> dict[str, Any]:
    ran = check(folder, "--dry-run", "--format", "json", *options)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def by_kind(told: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {one["kind"]: (one["questions"], one["possible"]) for one in told["servers"]}


def test_what_is_told_is_what_is_then_asked(tmp_path: Path, net: Internet) -> None:
    told = plan(tmp_path)
    assert net.asked == []
    assert not (tmp_path / "e.jsonl").exists()
    assert by_kind(told) == {"rdap": (4, 0), "whois": (0, 2), "dns": (36, 0)}
    check(tmp_path)
    asked = Counter(kind for kind, _ in net.asked)
    for kind, (certain, possible) in by_kind(told).items():
        assert certain <= asked[kind] <= certain + possible


def test_what_is_at_hand_is_not_asked_for(tmp_path: Path, net: Internet) -> None:
    check(tmp_path)
    before = (tmp_path / "e.jsonl").read_bytes()
    again = plan(tmp_path)
    assert by_kind(again) == {"whois": (1, 0)}  # an answer that says nothing of a holder is asked for again
    assert again["at_hand"] == 41
    assert by_kind(plan(tmp_path, "--fresh")) == {"rdap": (4, 0), "whois": (0, 2), "dns": (36, 0)}
    assert by_kind(plan(tmp_path, "--max-age", "24h,dns=0s"))["dns"] == (36, 0)
    assert plan(tmp_path, "--offline")["servers"] == []
    assert (tmp_path / "e.jsonl").read_bytes() == before


def test_the_shortest_time_is_that_of_the_slowest_server(tmp_path: Path, net: Internet) -> None:
    registries = tmp_path / "registries.yaml"
    registries.write_text(registries.read_text().replace('"rate": "1000/s", "burst": 1000', '"rate": "6/min", "burst": 1'))
    told = plan(tmp_path)
    assert told["seconds"] == 30.0  # four questions, ten seconds between two of them
    text = check(tmp_path, "--dry-run").out
    assert "it takes at least 30 s" in " ".join(text.split())
    assert "6/min" in text
    assert "Personne n’a encore été interrogé." in check(tmp_path, "--dry-run", "--lang", "fr").out


def test_a_shard_is_told_its_part(tmp_path: Path, net: Internet) -> None:
    parts = [plan(tmp_path, "--shard", f"{part}/3") for part in (1, 2, 3)]
    assert sum(part["sites"] for part in parts) == 4
    assert sum(by_kind(part).get("dns", (0, 0))[0] for part in parts) == 36


def test_a_server_that_wants_a_pause_is_named(tmp_path: Path, net: Internet) -> None:
    for path in FOUND:
        net.rdap[path] = Reply({"errorCode": 429}, 429, {"Retry-After": "600"})
    check(tmp_path)
    assert "has asked for fewer questions and is left alone until 20" in " ".join(check(tmp_path, "--dry-run").out.split())
