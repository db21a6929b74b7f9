"""`--per-client` and `--for prospect`, as users run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import EXAMPLE, ROOT, run

INVENTORY = """\
parties:
  pixel: {name: Studio Pixel SARL, emails: [jm@pixel-mail.example], domains: [studio-pixel-exemple-fictif.fr]}
provider: pixel
sites:
  - {domain: boulangerie-dupont-exemple-fictif.fr, client: Boulangerie Dupont SARL}
  - {domain: traiteur-dupont-exemple-fictif.fr, client: {name: Dupont Traiteur, aliases: [Boulangerie Dupont SARL]}}
  - {domain: https://www.boutique-dupont-exemple-fictif.com/, client: ../../Évêché}
  - {domain: cafe-des-arts-dupont-exemple-fictif.fr, client: Les Quatre Vents}
"""
HERE = ["--evidence", str(ROOT / "examples/evidence.jsonl"), "--offline"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "i.yaml").write_text(INVENTORY, encoding="utf-8")
    return tmp_path


def test_one_report_for_each_client_beside_the_whole(folder: Path) -> None:
    whole = run("check", "i.yaml", *HERE, "--format", "json", cwd=folder)
    ran = run("check", "i.yaml", *HERE, "--format", "json", "--per-client", "json:out/reports", "--per-client", "terminal:out", cwd=folder)
    assert (ran.code, ran.out) == (whole.code, whole.out) == (1, whole.out)
    names = ["boulangerie-dupont-sarl", "eveche", "les-quatre-vents"]
    assert sorted(path.name for path in (folder / "out/reports").iterdir()) == [f"{name}.json" for name in names]
    assert sorted(path.name for path in (folder / "out").glob("*.txt")) == [f"{name}.txt" for name in names]
    assert "3 reports, each for one client, in " in ran.err
    told = {name: json.loads((folder / f"out/reports/{name}.json").read_text(encoding="utf-8")) for name in names}
    assert {name: report["exit_code"] for name, report in told.items()} == {
        "boulangerie-dupont-sarl": 1,
        "eveche": 0,
        "les-quatre-vents": 0,
    }
    sites = {site["domain"]: site for report in told.values() for site in report["sites"]}
    assert {site["domain"]: site["verdict"] for site in json.loads(whole.out)["sites"]} == {
        name: site["verdict"] for name, site in sites.items()
    }
    text = (folder / "out/les-quatre-vents.txt").read_text(encoding="utf-8")
    assert "exit 0" in text
    assert not any(word in text for word in ("boulangerie", "Boulangerie", "veche", "vêché", "boutique", "traiteur"))


def test_the_files_are_said_in_french_and_not_at_all_if_quiet(folder: Path) -> None:
    ran = run("check", "i.yaml", *HERE, "--lang", "fr", "--per-client", "json:o", cwd=folder)
    assert "3 rapports, un par client, dans " in ran.err
    assert run("check", "i.yaml", *HERE, "-q", "--per-client", "json:o", cwd=folder).err == ""


def test_a_log_names_no_client_by_its_file(folder: Path) -> None:
    for options, named in (((), False), (("--show-personal-data",), True)):
        err = run("check", "i.yaml", *HERE, "--per-client", "json:o", *options, cwd=folder).err
        assert ("les-quatre-vents" in err) is named
        assert "3 reports, each for one client, in " in err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("i.yaml", "i.yaml: a file has this name already; name a folder; -o writes one report into a file"),
        ("json:", "json:: no such folder can be made"),
    ],
)
def test_a_folder_that_cannot_be_made_is_said_before_anybody_is_asked(folder: Path, option: str, said: str) -> None:
    ran = run("check", "i.yaml", "--evidence", "e.jsonl", "--per-client", option, cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert [path.name for path in folder.iterdir()] == ["i.yaml"]


def test_no_report_goes_over_what_the_run_reads(folder: Path) -> None:
    (folder / "les-quatre-vents.json").write_text((ROOT / "examples/evidence.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    ran = run("check", "i.yaml", "--evidence", "les-quatre-vents.json", "--offline", "--per-client", "json:.", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert "this is the evidence file of this run" in ran.err


@pytest.mark.parametrize("option", ["--validate-only", "--dry-run"])
def test_where_nobody_is_asked_nothing_is_made(folder: Path, option: str) -> None:
    assert run("check", "i.yaml", *HERE, option, "--per-client", "out", cwd=folder).code == 0
    assert not (folder / "out").exists()


def test_a_shard_writes_the_reports_of_its_own_sites(folder: Path) -> None:
    parts = []
    for number in (1, 2):
        run("check", "i.yaml", *HERE, "--shard", f"{number}/2", "--per-client", f"json:{number}", "-q", cwd=folder)
        told = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / str(number)).iterdir()]
        parts.append({site["domain"] for report in told for site in report["sites"]})
    assert len(parts[0] | parts[1]) == 4
    assert not parts[0] & parts[1]


def test_the_sheet_for_a_prospect(folder: Path) -> None:
    ran = run("check", *EXAMPLE, "--for", "prospect", "-q")
    assert ran.code == 1  # the exit code is a contract, whoever reads
    assert "What the public record says of 9 domains" in ran.out
    assert " held by" not in ran.out
    run("check", "i.yaml", *HERE, "--for", "prospect", "-q", "--per-client", "terminal:out", cwd=folder)
    assert (
        (folder / "out/eveche.txt")
        .read_text(encoding="utf-8")
        .startswith("What the public record says of boutique-dupont-exemple-fictif.com")
    )
    machine = json.loads(run("check", *EXAMPLE, "--for", "prospect", "-q", "--format", "json").out)
    assert machine["for"] == "prospect"
    assert machine["sites"] == json.loads(run("check", *EXAMPLE, "-q", "--format", "json").out)["sites"]


SEVERAL = """\
provider: Studio Pixel SARL
parties:
  secret: {name: Secret Fournil SARL, emails: [b@secret-mail.example], phones: ["+33 1 99 00 22 33"]}
  martine: {name: Martine Exempleau, kind: person}
sites:
  - domain: boulangerie-dupont-exemple-fictif.fr
    client: Boulangerie Dupont SARL
    accept: [{rule: held-by-provider, reason: "as Secret Fournil, b@secret-mail.example, 01 99 00 22 33, told Martine Exempleau"}]
    attestation: {holder: client, date: 2026-10-02, proof: proof.pdf}
  - {domain: cafe-des-arts-dupont-exemple-fictif.fr, client: secret, others: {martine: employee}}
"""


@pytest.fixture
def several(tmp_path: Path) -> Path:
    (tmp_path / "i.yaml").write_text(SEVERAL, encoding="utf-8")
    (tmp_path / "proof.pdf").write_bytes(b"%PDF")
    return tmp_path


def test_a_part_of_the_inventory_names_no_other_client_either(several: Path) -> None:
    only = ["--only", "boulangerie-dupont-exemple-fictif.fr"]
    ran = run(
        "check", "i.yaml", *HERE, *only, "--per-client", "json:o", "--per-client", "html:o", "--per-client", "markdown:o", cwd=several
    )
    assert ran.code == 0, ran.err
    written = [path for path in (several / "o").iterdir() if path.name.startswith("boulangerie")]
    assert len(written) == len(list((several / "o").iterdir())) == 3
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert ", told" in text  # the reason is there, without what is the other client's
        assert [word for word in ("Secret Fournil", "secret-mail", "99 00 22 33", "cafe-des-arts") if word in text] == []


def test_people_of_sites_that_were_not_chosen_are_masked_all_the_same(several: Path) -> None:
    ran = run("check", "i.yaml", *HERE, "--only", "boulangerie-dupont-exemple-fictif.fr", "-v", cwd=several)
    assert "told M… E…" in " ".join(ran.out.split())
    assert "Martine" not in ran.out


@pytest.mark.parametrize("option", [["-o", "html:proof.pdf"], ["-o", "json:proof.pdf"]])
def test_no_report_is_written_over_a_proof_of_the_inventory(several: Path, option: list[str]) -> None:
    ran = run("check", "i.yaml", *HERE, *option, cwd=several)
    assert (ran.code, (several / "proof.pdf").read_bytes()) == (2, b"%PDF")
    assert "this is the proof of boulangerie-dupont-exemple-fictif.fr of this run" in ran.err


def test_a_name_as_long_as_names_may_be_is_written(several: Path) -> None:
    name = f"{'a' * 250}.html"
    ran = run("check", "i.yaml", *HERE, "-o", name, cwd=several)
    assert ran.code == 0, ran.err
    assert (several / name).exists()


def test_what_is_no_sheet_is_told_of_reports_for_a_client_too(folder: Path) -> None:
    err = run("check", "i.yaml", *HERE, "--for", "prospect", "--per-client", "csv:px", "--per-client", "html:ok", cwd=folder).err
    assert "csv:px is the same for every reader: it holds verdicts and advice, so do not show it to a prospect" in err
    assert "html:ok is the same" not in err


def test_what_a_client_is_handed_names_no_command_of_ours(folder: Path) -> None:
    forms = ("terminal", "html", "markdown", "ics")
    run("check", "i.yaml", *HERE, "-q", *(word for form in forms for word in ("--per-client", f"{form}:o")), cwd=folder)
    for ending in ("txt", "html", "md", "ics"):
        told = (folder / f"o/boulangerie-dupont-sarl.{ending}").read_text(encoding="utf-8").replace("\n ", "")
        assert "domaudit letter" not in told, ending
    told = (folder / "o/boulangerie-dupont-sarl.html").read_text(encoding="utf-8")
    assert "Or ask whoever made this report for the letter." in told
    name = (folder / "o/boulangerie-dupont-sarl.ics").read_text(encoding="utf-8").splitlines()
    assert "NAME:Boulangerie Dupont SARL: domain expiries and deadlines" in name
