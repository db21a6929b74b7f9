"""The files of one report per client: readable names that are safe everywhere, never over the run's own files, whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.changes.since import ONLY, load_earlier
from domaudit.errors import UsageError
from domaudit.model import Location, Party, Site
from domaudit.report import apart
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.outputs import targets
from domaudit.report.screens import Style
from domaudit.report.separating import Client, clients
from tests.report import samples
from tests.report.test_separating import with_client

STYLE = Style("en", 1)


def a_client(name: str) -> Client:
    return Client(name, (Site("x.example", "x.example", "x.example", Party(name), Party("P"), Location("i.yaml", 1, 1)),))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Boulangerie Dupont SARL", "boulangerie-dupont-sarl"),
        ("Café des Arts & Œuvres", "cafe-des-arts-et-oeuvres"),
        ("../../etc/passwd", "etc-passwd"),
        (r"C:\Windows\system32", "c-windows-system32"),
        ("CON", "client-con"),
        ("com1", "client-com1"),
        ("Con Brio", "con-brio"),
        ("nul.txt", "nul-txt"),
        ("a/b\0c\x1b[2J\u202e", "a-b-c-2j"),
        ("", "client-e3b0c44298fc"),
        ("株式会社", "client-e6843c6eb529"),
        ("x" * 300, "x" * 60),
    ],
)
def test_the_name_of_a_file(name: str, file: str) -> None:
    assert apart.file_names([name]) == [file]


@given(st.lists(st.text(max_size=80), unique=True, max_size=12))
def test_every_client_has_a_file_of_its_own_that_every_system_takes(names: list[str]) -> None:
    files = apart.file_names(names)
    assert len(set(files)) == len(names)
    for file in files:
        assert file
        assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(file) <= 80
        assert file.split(".")[0] not in {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def test_a_files_name_tells_one_client_from_another_whatever_their_order() -> None:
    """A nightly job must never put one client's report where another's was yesterday."""
    long = "Association des commerçants et artisans de la vallée de l'Exemple fictif"
    one, other = f"{long}, section nord", f"{long}, section sud"
    files = dict(zip([one, other], apart.file_names([one, other]), strict=True))
    assert dict(zip([other, one], apart.file_names([other, one]), strict=True)) == files
    assert len(set(files.values())) == 2
    assert all(file.startswith("association-des-commercants") for file in files.values())


def test_a_folder_is_made_and_takes_any_form(tmp_path: Path) -> None:
    found = apart.targets([f"{tmp_path}/a/b", f"json:{tmp_path}/a"], [a_client("Dupont"), a_client("Martin")], {})
    assert (tmp_path / "a/b").is_dir()
    assert [target.form for target in found["Dupont"]] == [apart.USUAL, Form.json]
    assert found["Martin"][1].place.path == tmp_path.resolve() / "a/martin.json"
    assert apart.USUAL is Form.html


@pytest.mark.parametrize("name", ["file", "file/below", "json:", "", "a\0b"])
def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"no such folder can be made|a file has this name"):
        apart.targets([name], [a_client("Dupont")], {})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link"])
def test_what_the_run_uses_is_not_replaced(tmp_path: Path, how: str) -> None:
    used, file = tmp_path / "baseline.json", tmp_path / "dupont.json"
    if how == "itself":
        used = file
    used.write_text("{}", encoding="utf-8")
    if how == "a link":
        file.symlink_to(used)
    if how == "a hard link":
        file.hardlink_to(used)
    with pytest.raises(UsageError, match=r"this is the baseline of this run"):
        apart.targets([f"json:{tmp_path}"], [a_client("Dupont")], {"the baseline": used})


def test_one_file_for_two_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="named twice"):
        apart.targets([f"json:{tmp_path}", f"json:{tmp_path}/."], [a_client("Dupont")], {})
    with pytest.raises(UsageError, match="named twice"):
        apart.targets([f"json:{tmp_path}"], [a_client("Dupont")], {}, targets([str(tmp_path / "dupont.json")]))


@pytest.mark.parametrize("asked", ["pdf:reports", "reprot:x", "PDF:"])
def test_a_form_that_there_is_not_makes_no_folder(tmp_path: Path, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="there is no form of report"):
        apart.targets([asked], [a_client("Dupont")], {})
    assert list(tmp_path.iterdir()) == []


def test_a_drive_of_windows_is_no_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (found,) = apart.targets(["C:\\reports"], [a_client("Dupont")], {}).values()
    assert [target.form for target in found] == [Form.html]


def test_a_folder_named_twice_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    with pytest.raises(UsageError, match="named twice"):
        apart.targets([str(folder), f"html:{folder}"], [a_client("Dupont")], {})
    assert not folder.exists()


def gathered() -> tuple[Gathered, tuple[Client, ...]]:
    others = (with_client(samples.held_by_client(), Party("Les Trois Moulins")), with_client(samples.undetermined(), Party("CON")))
    report = samples.whole(samples.held_by_provider(), samples.hidden(), *others)
    found = Gathered(report.inventory, {"json"}, "en", whole=True)
    found.audited_at = report.audited_at
    for site in report.sites:
        found.add(site)
    return found, clients(report.inventory.sites)


def test_a_report_for_one_client_says_that_it_is_a_part(tmp_path: Path) -> None:
    """Else a later run on the whole that is compared with it would take every other client's domain for a new one."""
    found, everybody = gathered()
    written, _ = apart.write(found, everybody, apart.targets([f"json:{tmp_path}"], everybody, {}), STYLE, lambda mine: 0)
    earlier = load_earlier(written[0])
    assert earlier.part == ONLY
    states = [earlier.compared(site).since for site in found.report.sites]
    assert {state.state for state in states if state is not None} == {"compared", "unseen"}


def test_the_report_for_the_only_client_is_on_the_whole(tmp_path: Path) -> None:
    report = samples.whole(samples.held_by_provider())
    found, everybody = Gathered.of(report, {"json", "terminal"}, "en"), clients(report.inventory.sites)
    written, _ = apart.write(found, everybody, apart.targets([f"json:{tmp_path}"], everybody, {}), STYLE, lambda mine: 0)
    assert load_earlier(written[0]).part is None


def test_each_report_has_the_exit_code_of_its_own_sites(tmp_path: Path) -> None:
    found, everybody = gathered()
    files = apart.targets([f"json:{tmp_path}"], everybody, {})
    written, failed = apart.write(found, everybody, files, STYLE, lambda mine: mine.tally.exit_code())
    assert failed is None
    assert [path.name for path in written] == ["boulangerie-dupont.json", "les-trois-moulins.json", "client-con.json"]
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in written}
    assert {name: report["exit_code"] for name, report in told.items()} == {
        "boulangerie-dupont": 1,
        "les-trois-moulins": 0,
        "client-con": 3,
    }
    assert [site["domain"] for site in told["boulangerie-dupont"]["sites"]] == ["dupont-exemple-fictif.fr", "boutique-exemple-fictif.com"]


def test_a_report_takes_the_place_of_yesterdays_and_keeps_its_mode(tmp_path: Path) -> None:
    found, everybody = gathered()
    old = tmp_path / "les-trois-moulins.json"
    old.write_text("yesterday", encoding="utf-8")
    old.chmod(0o600)
    apart.write(found, everybody, apart.targets([f"json:{tmp_path}"], everybody, {}), STYLE, lambda mine: 0)
    assert json.loads(old.read_text(encoding="utf-8"))["sites"][0]["client"] == "Les Trois Moulins"
    assert old.stat().st_mode & 0o777 == 0o600


def test_a_report_that_cannot_be_written_spoils_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, everybody = gathered()
    files = apart.targets([f"json:{tmp_path}"], everybody, {})
    move = os.replace

    def full(source: Path, target: Path) -> None:
        if "moulins" in str(target):
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr(os, "replace", full)
    written, failed = apart.write(found, everybody, files, STYLE, lambda mine: 0)
    assert failed is not None
    assert failed.filename == str(tmp_path.resolve() / "les-trois-moulins.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["boulangerie-dupont.json", "client-con.json"]
    assert [path.name for path in written] == ["boulangerie-dupont.json", "client-con.json"]


def test_a_file_of_the_folders_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="a file has this name already; name a folder"):
        apart.targets([str(tmp_path / "report.html")], [a_client("Dupont")], {})
