"""Eight shards as eight processes of the installed command: their evidence, joined byte by byte, gives the report of one run."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from domaudit.sharding import Shard
from tests.command import COMMAND, environment, run
from tests.loopback import Asked, Fault, Internet, Reply

SHARDS = 8
ENDINGS = ("example", "test", "invalid")
SITES = [f"site{number}.{ENDINGS[number % 3]}" for number in range(40)]
BROKEN, SILENT, BY_WHOIS = SITES[3], SITES[4], SITES[5]
PIXEL, ATELIER = "studio-pixel.test", "atelier.example"  # own domains of providers; the second is a site itself
PIXEL_HANDLE = "PX7-EXAMPLE"
INVENTORY: dict[str, Any] = {
    "parties": {
        "pixel": {"name": "Studio Pixel SARL", "domains": [PIXEL]},
        "atelier": {"name": "Atelier du Web", "domains": [ATELIER]},
        **{f"client{number}": {"name": f"Maison Fictive {number}"} for number in range(5)},
    },
    "sites": [
        *(
            {"domain": name, "client": f"client{number % 5}", "provider": ("pixel", "atelier")[number % 2]}
            for number, name in enumerate(SITES)
        ),
        {"domain": ATELIER, "client": "client0", "provider": "pixel"},
        {"domain": f"client.{PIXEL}", "client": "client1", "provider": "pixel"},
    ],
}


def rdap(domain: str, organization: str, handle: str) -> dict[str, Any]:
    card = [
        ["fn", {}, "text", ""],
        ["org", {}, "text", organization],
        ["email", {}, "text", f"{handle.lower()}@mail-{handle.lower()}.test"],
    ]
    entity = {"objectClassName": "entity", "roles": ["registrant"], "handle": handle, "vcardArray": ["vcard", card]}
    return {"objectClassName": "domain", "ldhName": domain, "entities": [entity], "status": ["active"]}


def recorded() -> dict[str, Any]:
    """A third of the sites is the client's, a third hidden under the contact that the provider's own domain shows, a third another's."""
    records = {PIXEL: ("STUDIO PIXEL", PIXEL_HANDLE), ATELIER: ("Atelier du Web", "AW1-EXAMPLE")}
    for number, name in enumerate(SITES):
        records[name] = (
            (f"Maison Fictive {number % 5}", f"MF{number}-EXAMPLE"),
            ("REDACTED FOR PRIVACY", PIXEL_HANDLE),
            ("Les Trois Moulins", "TM3-EXAMPLE"),
        )[number % 3]
    documents: dict[str, Any] = {f"/{name.rpartition('.')[2]}/domain/{name}": rdap(name, *told) for name, told in records.items()}
    documents[path_of(BY_WHOIS)] = Reply({"errorCode": 500}, status=500)
    return {
        "rdap": documents,
        "whois": {BY_WHOIS: f"domain: {BY_WHOIS}\nregistrant: Maison Fictive 0\n".encode()},
        "dns": {(f"{name}.", "NS"): ["ns1.studio-pixel.test."] for name in records},
        # None of them is asked for a second time: what would be is the pace's, and not a shard's.
        "faults": {path_of(BROKEN): Fault.CUT, BROKEN: Fault.GARBAGE, (f"{SILENT}.", "MX"): Fault.SERVFAIL},
    }


def path_of(domain: str) -> str:
    return f"/{domain.rpartition('.')[2]}/domain/{domain}"


def shard_of(domain: str) -> int:
    return next(index for index in range(1, SHARDS + 1) if Shard(index, SHARDS).holds(domain))


ARGUMENTS = ("check", "inventory.yaml", "--registries", "registries.yaml", "--format", "json", "--at", "2026-11-22T12:00:00Z")


class Joined:
    """The eight runs beside one in one piece, and what each asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "inventory.yaml").write_text(json.dumps(INVENTORY), encoding="utf-8")  # JSON is YAML
        with Internet(**recorded()) as net:
            net.write_registries(folder / "registries.yaml", ENDINGS)
            self.shards = self._eight()
            self.asked_by_shards: list[Asked] = list(net.asked)
            net.asked.clear()
            self.whole = run(*ARGUMENTS, "--evidence", "whole.jsonl", home=folder, cwd=folder)
            self.asked_by_one: list[Asked] = list(net.asked)
        parts = [folder / f"shard-{index}.jsonl" for index in range(1, SHARDS + 1)]
        (folder / "all.jsonl").write_bytes(b"".join(part.read_bytes() for part in parts if part.exists()))

    def _eight(self) -> list[tuple[int, str, str]]:
        running = [
            subprocess.Popen(
                [*COMMAND, *ARGUMENTS, "--shard", "auto", "--evidence", f"shard-{index}.jsonl"],
                cwd=self.folder,
                env=environment(self.folder, CI_NODE_INDEX=str(index), CI_NODE_TOTAL=str(SHARDS)),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for index in range(1, SHARDS + 1)
        ]
        try:
            ended = [process.communicate(timeout=90) for process in running]
        finally:
            for process in running:
                process.kill()
        return [(process.returncode, *told) for process, told in zip(running, ended, strict=True)]

    def offline(self, evidence: str) -> Any:
        ran = run(*ARGUMENTS, "--offline", "--evidence", evidence, home=self.folder, cwd=self.folder)
        assert ran.err == ""
        return json.loads(ran.out)


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Joined:
    return Joined(tmp_path_factory.mktemp("shards"))


def timeless(told: Any) -> Any:
    """A report without its times; hashes are of bodies, which do not differ."""
    if isinstance(told, dict):
        return {key: timeless(value) for key, value in told.items() if key not in ("audited_at", "asked_at")}
    return [timeless(each) for each in told] if isinstance(told, list) else told


def messages(report: Any) -> list[str]:
    """What a report says of its sites, index by index and finding by finding."""
    return [told["message"] for site in report["sites"] for told in (*site["indices"], *site["findings"])]


def test_the_joined_evidence_gives_the_report_of_one_run(joined: Joined) -> None:
    one, together = json.loads(joined.whole.out), joined.offline("all.jsonl")
    assert timeless(together) == timeless(one)
    assert together["summary"]["sites"] == len(INVENTORY["sites"])
    verdicts = {site["domain"]: site["verdict"] for site in together["sites"]}
    assert set(verdicts.values()) >= {"held-by-client", "hidden", "held-by-third-party", "undetermined", "no-own-domain"}
    assert verdicts[BROKEN] == "undetermined"


def test_what_only_the_whole_teaches_is_in_it(joined: Joined) -> None:
    """The contact of the provider's own domain, and one hand on several clients' domains."""
    learned = f"{PIXEL_HANDLE} is also the registrant’s contact id on {PIXEL}"
    together = messages(joined.offline("all.jsonl"))
    assert sum(learned in message for message in together) == sum(number % 3 == 1 and number % 2 == 0 for number in range(len(SITES)))
    many = "of 4 other clients in this inventory"
    assert sum(many in message for message in together) >= 20
    for index, (_, out, _) in enumerate(joined.shards, 1):
        alone = messages(json.loads(out))
        assert (sum(learned in message for message in alone) > 0) == (index == shard_of(PIXEL))
        assert not [message for message in alone if many in message]


def test_each_question_was_asked_once_over_all_the_shards(joined: Joined) -> None:
    assert [what for what, times in Counter(joined.asked_by_shards).items() if times > 1] == []
    assert sorted(joined.asked_by_shards) == sorted(joined.asked_by_one)
    assert ("rdap", path_of(PIXEL)) in joined.asked_by_shards


def test_the_joined_file_verifies(joined: Joined) -> None:
    ran = run("evidence", "verify", "all.jsonl", home=joined.folder, cwd=joined.folder)
    assert ran.code == 0, ran.err
    full = {shard_of(name) for name in (*SITES, ATELIER, PIXEL)}
    assert f" {len(full)} chains, 0 lines in no chain" in ran.out


def test_each_shard_reports_its_own_sites_and_says_so(joined: Joined) -> None:
    for index, (code, out, err) in enumerate(joined.shards, 1):
        assert code in (0, 1, 3), err
        mine = [site["domain"] for site in INVENTORY["sites"] if shard_of(site["domain"]) == index]
        assert [site["domain"] for site in json.loads(out)["sites"]] == mine
        assert f"shard {index}/{SHARDS}: {len(mine)} of {len(INVENTORY['sites'])} sites; " in err


def test_an_own_domain_is_asked_by_a_shard_without_sites(tmp_path: Path) -> None:
    """Of 1000 shards one has the provider's own domain, and no site."""
    index = next(index for index in range(1, 1001) if Shard(index, 1000).holds(PIXEL))
    (tmp_path / "inventory.yaml").write_text(json.dumps({**INVENTORY, "sites": INVENTORY["sites"][:2]}), encoding="utf-8")
    with Internet(**recorded()) as net:
        net.write_registries(tmp_path / "registries.yaml", ENDINGS)
        ran = run(*ARGUMENTS, "--shard", f"{index}/1000", "--evidence", "one.jsonl", home=tmp_path, cwd=tmp_path)
        assert (ran.code, json.loads(ran.out)["sites"]) == (0, [])
        assert ("rdap", path_of(PIXEL)) in net.asked
        assert not [what for what in net.asked if PIXEL not in what[1]]
