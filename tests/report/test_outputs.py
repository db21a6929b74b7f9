"""Where reports go: nothing that the run reads, no device and no link is replaced, and a file is written whole or not at all."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from domaudit.errors import UsageError, said
from domaudit.report.files import Place
from domaudit.report.forms import Form, form_and_path
from domaudit.report.gathering import Gathered
from domaudit.report.outputs import Target, targets, write_file, write_files
from domaudit.report.screens import Style
from tests.report import samples
from tests.report.writing import written

STYLE = Style(lang="en", exit_code=1)


def write(path: Path, *, form: str = "json") -> None:
    (target,) = targets([f"{form}:{path}"])
    write_file(Gathered.of(samples.whole(), ["json", "terminal"], "en"), target, STYLE)


@pytest.mark.parametrize(
    ("name", "form"), [("a.sarif", Form.sarif), ("a.XML", Form.junit), ("a.csv", Form.csv), ("a.ics", Form.ics), ("csv:a.txt", Form.csv)]
)
def test_a_file_holds_what_stdout_would(name: str, form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (target,) = targets([name])
    assert target.form is form
    write_file(Gathered.of(samples.whole(), [form], "fr"), target, Style("fr", 1))
    told = target.place.path.read_bytes().decode("utf-8")
    assert told.startswith("\ufeff") == (form is Form.csv)  # in a file alone: Excel wants it
    assert told.removeprefix("\ufeff") == written(form, samples.whole(), "fr")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(("name", "mode"), [("a.json", 0o600), ("json:a", 0o600), ("a.html", 0o644), ("a.txt", 0o644)])
def test_the_whole_report_is_its_owner_s_alone_and_a_file_keeps_its_mode(
    name: str, mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    try:
        (target,) = targets([name])
        for wanted in (mode, 0o640):
            write_file(Gathered.of(samples.whole(), [target.form], "en"), target, Style("en", 1))
            assert target.place.path.stat().st_mode & 0o777 == wanted
            target.place.path.chmod(0o640)
    finally:
        os.umask(before)


def is_a_report(text: str) -> bool:
    return str(json.loads(text)["schema"]).startswith("domaudit-report/")


def test_a_pipe_is_written_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "report.json"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    write(pipe)
    reader.join(10)
    assert is_a_report(read[0])
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_the_null_device_stays_a_device(tmp_path: Path) -> None:
    link = tmp_path / "null.json"  # never the device itself: as root the mistake would be the machine's
    link.symlink_to(os.devnull)
    (target,) = targets([str(link)])
    assert target == Target(Place(link, special=True), Form.json)
    write_file(Gathered.of(samples.whole(), ["json", "terminal"], "en"), target, STYLE)
    assert link.is_symlink()
    assert stat.S_ISCHR(link.stat().st_mode)


def test_an_open_pipe_is_written_by_its_number() -> None:
    if not Path("/dev/fd").is_dir():
        pytest.skip("no /dev/fd on this machine")
    out, into = os.pipe()
    read: list[bytes] = []

    def all_of_it() -> None:
        with os.fdopen(out, "rb") as file:
            read.append(file.read())

    reader = threading.Thread(target=all_of_it, daemon=True)
    reader.start()
    write(Path(f"/dev/fd/{into}"))
    os.close(into)
    reader.join(10)
    assert is_a_report(read[0].decode())


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path, there: bool) -> None:
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder" / "real.json", tmp_path / "link.json"
    if there:
        real.write_text("stale", encoding="utf-8")
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert is_a_report(real.read_text(encoding="utf-8"))
    assert [path.name for path in real.parent.iterdir()] == ["real.json"]


def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("stale", encoding="utf-8")
    path.chmod(0o600)
    write(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.json"
    path.write_text("before", encoding="utf-8")

    def fails(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)
    failed = write_files(Gathered.of(samples.whole(), ["json", "terminal"], "en"), targets([str(path)]), STYLE)
    assert failed is not None
    assert failed.filename == str(path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["r.json"]


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link", "another way", "not yet there"])
def test_what_the_run_uses_is_not_replaced(tmp_path: Path, how: str) -> None:
    used = tmp_path / "evidence.jsonl"
    asked = tmp_path / "out.json"
    if how != "not yet there":
        used.write_text("{}", encoding="utf-8")
    match how:
        case "a link":
            asked.symlink_to(used)
        case "a hard link":
            asked.hardlink_to(used)
        case "another way":
            (tmp_path / "below").mkdir()
            asked = tmp_path / "below" / ".." / "evidence.jsonl"
        case _:
            asked = used
    with pytest.raises(UsageError, match=r"this is the evidence file of this run; a report would replace it"):
        targets([f"json:{asked}"], {"the inventory": tmp_path / "i.yaml", "the evidence file": used})


def test_one_file_for_two_reports_is_refused(tmp_path: Path) -> None:
    path, link = tmp_path / "r.json", tmp_path / "link.txt"
    link.symlink_to(path)
    for twice in ([str(path), str(path)], [f"json:{path}", f"terminal:{path}"], [str(path), str(link)]):
        with pytest.raises(UsageError, match="named twice"):
            targets(twice)
    assert len(targets([str(path), f"{path}.txt", "-", "-"])) == 2


def test_where_stdout_goes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.txt"
    with open(path, "w", encoding="utf-8") as out:
        monkeypatch.setattr("sys.stdout", out)
        with pytest.raises(UsageError, match="stdout goes there already"):
            targets([str(path)])
        monkeypatch.undo()


@pytest.mark.parametrize("name", ["", ".", "nowhere/r.json", "x" * 300, "a\0b", "circle"])
def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(UsageError, match="cannot be written"):
        targets([f"json:{tmp_path}/{name}"])


def test_a_disk_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "disk"
    path.write_text("", encoding="utf-8")
    monkeypatch.setattr(stat, "S_ISBLK", lambda mode: True)
    with pytest.raises(UsageError, match="cannot be written"):
        targets([f"json:{path}"])


@pytest.mark.parametrize(
    ("text", "form", "path"),
    [
        ("md:m", Form.markdown, "m"),
        ("HTML:rep2", Form.html, "rep2"),
        ("xml:a", Form.junit, "a"),
        ("Txt:a", Form.terminal, "a"),
        (r"C:\reports\a.json", None, r"C:\reports\a.json"),
        ("c:a.json", None, "c:a.json"),
        ("./at:noon.json", None, "./at:noon.json"),
        ("a/b:c.json", None, "a/b:c.json"),
        ("a.json", None, "a.json"),
    ],
)
def test_a_form_before_a_colon(text: str, form: Form | None, path: str) -> None:
    assert form_and_path(text, said("FILE")) == (form, path)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("cal:x.txt", "did you mean 'ics'"),
        ("htlm:page.html", "did you mean 'html'"),
        ("Markdwon:x", "did you mean 'markdown'"),
        ("pdf:x.html", "FORM:FILE with terminal, json"),
        ("noon:x.txt", "begins with ./"),
    ],
)
def test_another_word_before_a_colon_is_no_part_of_a_name(text: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="there is no form of report") as refused:
        targets([text])
    assert hint in str(refused.value)
