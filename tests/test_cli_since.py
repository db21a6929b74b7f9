"""`check --since`, `--fail-on change` and `--only`, as a nightly job runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.command import EXAMPLE, ROOT, Ran, run

EARLIER = "tests/golden/earlier.json"
HELD = "boulangerie-dupont-exemple-fictif.fr"
CAFE = "cafe-des-arts-dupont-exemple-fictif.fr"


def check(*arguments: str, **more: Any) -> Ran:
    return run("check", *EXAMPLE, *arguments, **more)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    check("-o", str(path), "-q")
    return path


def test_a_nightly_job_renews_its_own_report(tmp_path: Path) -> None:
    """The same command every night: the first one has nothing to compare with, and says so."""
    path = tmp_path / "report.json"
    command = ("--since", str(path), "-o", str(path), "--fail-on", "change")
    first = check(*command)
    assert first.code == 3  # one site gave no answer
    assert "no earlier report yet; this run writes it" in first.err
    assert "What changed" not in first.out
    assert "since" not in json.loads(path.read_text(encoding="utf-8"))
    second = check(*command)
    assert second.code == 3
    assert "No change was seen." in second.out
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["since"] == {"audited_at": told["audited_at"], "gone": []}
    assert told["summary"]["changes"] == 0
    shutil.copy(EARLIER, path)
    third = check(*command, "--format", "json")
    assert third.code == 1
    assert json.loads(third.out)["summary"]["changes"] == 6
    assert path.read_text(encoding="utf-8") == third.out
    assert check(*command).code == 3


def test_what_changed_as_json() -> None:
    told = json.loads(check("--since", EARLIER, "--format", "json").out)
    assert told["since"] == {"audited_at": "2026-11-15T09:15:22Z", "gone": ["ancien-dupont-exemple-fictif.fr"]}
    sites = {site["domain"]: site["since"] for site in told["sites"]}
    assert {change["what"]: change["new"] for change in sites[HELD]["changes"]} == {
        "verdict": ["held-by-provider"],
        "registrant": ["STUDIO PIXEL"],
        "registrant-email": ["jm@pixel-mail.example"],
    }
    assert sites["pain-dupont-exemple-fictif.fr"] == {"state": "added", "changes": []}
    assert sites["fournil-dupont-exemple-fictif.re"] == {"state": "unseen", "changes": []}


def test_the_provider_reads_it_on_its_sheet() -> None:
    told = check("--since", EARLIER, "--for", "provider").out
    assert "What changed since 15 Nov 2026" in told
    assert "    - Registrar: Ancien Registrar SAS → Registrar Exemple SAS" in told


def test_never_wins_and_a_severity_looks_at_no_change() -> None:
    assert check("--since", EARLIER, "--fail-on", "never").code == 0
    assert check("--since", EARLIER, "--only", CAFE).code == 0
    assert check("--since", EARLIER, "--only", CAFE, "--fail-on", "change").code == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--fail-on", "change"], "--fail-on change: there is nothing to compare with; name an earlier report"),
        (["--since", "nowhere.json"], "nowhere.json: there is no such report; on the first run leave --since out"),
        (["--since", "examples"], "examples: cannot be read"),
        (["--since", "examples/inventory.yaml"], "examples/inventory.yaml: is no JSON"),
        (["--since", "examples/evidence.jsonl"], "is no JSON"),
        (["--since", "domaudit/data/report.schema.json"], "is no report of domaudit; give the JSON report of an earlier run"),
    ],
)
def test_what_cannot_be_compared_with(arguments: list[str], word: str) -> None:
    ran = check(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err


def test_a_file_that_the_shell_has_emptied(tmp_path: Path) -> None:
    (tmp_path / "report.json").touch()
    ran = check("--since", str(tmp_path / "report.json"))
    assert ran.code == 2
    assert "write the report with -o instead" in ran.err


def test_nothing_but_a_new_report_takes_the_place_of_the_earlier_one(report: Path) -> None:
    before = report.read_bytes()
    assert "this is the earlier report of this run" in check("--since", str(report), "-o", f"terminal:{report}").err
    assert "this is the baseline of this run" in check("--baseline", str(report), "-o", str(report)).err
    other = check("--since", str(report), "-o", str(report), "--only", HELD)
    assert (other.code, other.out) == (2, "")
    assert "a report on other sites would take its place; write this one to another file" in other.err
    assert check("--since", str(report), "-o", str(report), "--shard", "1/2").code == 2
    assert report.read_bytes() == before


def test_a_run_that_fails_leaves_the_earlier_report(report: Path) -> None:
    before = report.read_bytes()
    ran = check("--since", str(report), "-o", str(report), "--max-age", "never")
    assert ran.code == 2
    assert report.read_bytes() == before


def test_only_the_sites_that_are_named(report: Path) -> None:
    ran = check("--only", HELD.upper(), "--only", CAFE, "--format", "json", "--since", str(report))
    told = json.loads(ran.out)
    assert [site["domain"] for site in told["sites"]] == [HELD, CAFE]
    assert told["part"] == "only"
    assert told["since"]["gone"] == []
    assert told["summary"]["changes"] == 0
    assert "--only: 2 of 9 sites; the others were not asked about" in ran.err
    assert check("--only", HELD, "-q").err == ""


def test_a_domain_that_is_no_site() -> None:
    ran = check("--only", "boulangerie-dupond-exemple-fictif.fr")
    assert (ran.code, ran.out) == (2, "")
    assert f"is no site of this inventory; did you mean '{HELD}'?" in ran.err
    assert "add it to the inventory" in check("--only", "nothing-like-it.example").err


def test_the_whole_compared_with_a_report_on_some(tmp_path: Path) -> None:
    path = str(tmp_path / "some.json")
    check("--only", HELD, "-o", path, "-q")
    told = json.loads(check("--since", path, "--format", "json").out)
    assert {site["since"]["state"] for site in told["sites"][1:]} == {"unseen"}
    assert told["summary"]["changes"] == 0


def test_shards_compare_their_own_sites_alone(tmp_path: Path) -> None:
    gone, changes = [], 0
    for shard in ("1/2", "2/2"):
        path = str(tmp_path / f"{shard[0]}.json")
        told = json.loads(check("--shard", shard, "--since", EARLIER, "-o", path, "--format", "json", "-q").out)
        assert told["part"] == shard
        gone += told["since"]["gone"]
        changes += told["summary"]["changes"]
        again = check("--shard", shard, "--since", path, "-o", path, "--format", "json", "-q")
        assert json.loads(again.out)["summary"]["changes"] == 0
    assert gone == ["ancien-dupont-exemple-fictif.fr"]
    assert changes == 6


def test_french(tmp_path: Path) -> None:
    path = str(tmp_path / "report.json")
    assert "pas encore de rapport antérieur" in check("--since", path, "-o", path, "--lang", "fr").err
    assert "Aucun changement constaté." in check("--since", path, "--lang", "en", "--lang", "fr").out


def test_the_inventory_alone_is_read_where_nobody_is_asked() -> None:
    ran = run("check", "examples/inventory.yaml", "--validate-only", "--only", HELD, cwd=ROOT)
    assert "9 sites, no mistake found" in ran.err
    assert ran.code == 0
