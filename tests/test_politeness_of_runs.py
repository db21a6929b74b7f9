"""What a server asks for is kept to by the installed command, in the run and in the next one."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command import run
from tests.loopback import Internet, Reply

SITES = ["a.example", "b.example", "c.example"]
LINE = ("check", "i.yaml", "--registries", "registries.yaml", "--evidence", "e.jsonl", "--format", "json", "-q", "--fail-on", "never")


def prepare(folder: Path, net: Internet) -> None:
    net.write_registries(folder / "registries.yaml", {"example": {"rdap": net.url("/example/")}})
    (folder / "i.yaml").write_text(json.dumps({"client": "Boulangerie Dupont", "provider": "Studio Pixel", "sites": SITES}))


def sources(out: str) -> list[tuple[str, str | None]]:
    return [
        (source["outcome"], source.get("error"))
        for site in json.loads(out)["sites"]
        for source in site["sources"]
        if source["kind"] == "rdap"
    ]


def test_a_server_that_wants_a_long_pause_is_left_alone_in_the_next_run_too(tmp_path: Path) -> None:
    busy = Reply({"errorCode": 429, "title": "slow down"}, 429, {"Retry-After": "600"})
    with Internet(rdap={f"/example/domain/{name}": busy for name in SITES}) as net:
        prepare(tmp_path, net)
        registries = tmp_path / "registries.yaml"
        registries.write_text(registries.read_text().replace('"concurrency": 64', '"concurrency": 1', 1))
        first = sources(run(*LINE, cwd=tmp_path, home=tmp_path).out)
        asked = [what for kind, what in net.asked if kind == "rdap"]
        assert len(asked) == 1
        assert [outcome for outcome, _ in first] == ["refused"] * 3
        assert all("wants fewer questions" in str(error) for _, error in first[1:])
        lines = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().splitlines()]
        assert [line["backoff_s"] for line in lines if line["outcome"] == "answered" and "backoff_s" in line] == [600]
        second = sources(run(*LINE, cwd=tmp_path, home=tmp_path).out)
        assert len([what for kind, what in net.asked if kind == "rdap"]) == 1
        assert [outcome for outcome, _ in second] == ["refused"] * 3


def test_a_server_that_declines_once_gives_its_answers_in_the_same_run(tmp_path: Path) -> None:
    found = {f"/example/domain/{name}": Reply({"ldhName": name, "status": ["active"]}) for name in SITES}
    with Internet(rdap=found) as net:
        prepare(tmp_path, net)
        net.declines["/example/domain/b.example"] = Reply({"errorCode": 429}, 429, {"Retry-After": "1"})
        assert [outcome for outcome, _ in sources(run(*LINE, cwd=tmp_path, home=tmp_path).out)] == ["answered"] * 3
        assert net.asked.count(("rdap", "/example/domain/b.example")) == 2


def test_a_whois_server_that_says_too_many_is_asked_once_more_and_then_left_alone_for_longer(tmp_path: Path) -> None:
    with Internet(whois={"a.example": b"%% Too many requests...\n%% No entries found.\n"}) as net:
        net.write_registries(tmp_path / "registries.yaml", {"example": {"whois": f"127.0.0.1:{net.whois_port}"}})
        (tmp_path / "i.yaml").write_text(json.dumps({"client": "Boulangerie Dupont", "provider": "Studio Pixel", "sites": ["a.example"]}))
        run(*LINE, cwd=tmp_path, home=tmp_path)
        assert net.asked.count(("whois", "a.example")) == 2
        lines = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().splitlines()]
        assert [line["backoff_s"] for line in lines if "backoff_s" in line] == [10]  # five seconds, then ten
