"""The kit's folder: nothing is written outside of it, nor over anything that is not ours and untouched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.errors import UsageError
from domaudit.handover import folder
from domaudit.handover.folder import LIST, Folder, name_of
from domaudit.report.files import Place, write_bytes

KIT = {"index.md": b"begin\n", "x.example/1-held-today.md": b"today\n"}


def written(root: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found.pop(LIST, None)
    return found


@pytest.mark.parametrize("domain", ["dupont.example", "xn--caf-des-arts-ieb.example", "a_b.example", "shop.dupont.example"])
def test_a_folder_has_the_domain_s_name(domain: str) -> None:
    assert name_of(domain) == domain


@pytest.mark.parametrize("domain", ["con.example", "aux.fr", "com1.example", "nul"])
def test_a_device_of_windows_is_no_folder(domain: str) -> None:
    assert name_of(domain) == f"_{domain}"


@pytest.mark.parametrize(
    "domain", ["..", ".", "", "../x", "/etc", "a/b", "a\\b", "a..b", "x.example.", "c:x", "a\nb", "a b", "É.example", "x" * 254]
)
def test_what_is_no_domain_is_no_folder(domain: str) -> None:
    with pytest.raises(ValueError, match="no name for a folder"):
        name_of(domain)


@given(st.text(max_size=300))
def test_no_name_leads_out(text: str) -> None:
    try:
        name = name_of(text)
    except ValueError:
        return
    assert Path("/kit", name).resolve().parent == Path("/kit")


def test_it_writes_and_writes_again(tmp_path: Path) -> None:
    root = tmp_path / "handover"
    Folder(root).write(KIT)
    assert written(root) == KIT
    newer = {**KIT, "index.md": b"begin anew\n"}
    Folder(root).write(newer)
    assert written(root) == newer
    assert not list(root.rglob(".*"))


def test_a_file_that_was_changed_is_left_alone_and_nothing_is_written(tmp_path: Path) -> None:
    Folder(tmp_path).write(KIT)
    (tmp_path / "x.example/1-held-today.md").write_text("my notes")
    with pytest.raises(UsageError, match="changed since, or is not from domaudit; nothing was written"):
        Folder(tmp_path).write({**KIT, "index.md": b"anew"})
    assert written(tmp_path) == {**KIT, "x.example/1-held-today.md": b"my notes"}


def test_a_file_of_somebody_else_s_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("mine")
    with pytest.raises(UsageError, match=r"index\.md: this file was changed"):
        Folder(tmp_path).check(KIT)


def test_other_files_in_the_folder_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    Folder(tmp_path).write(KIT)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("content", ["", "[]", '{"files": {}}', "\xff", '{"schema": "domaudit-handover/1", "files": []}', "[" * 100_000])
def test_a_list_that_is_not_ours_stops_everything(tmp_path: Path, content: str) -> None:
    (tmp_path / LIST).write_text(content, encoding="latin-1")
    with pytest.raises(UsageError, match="not the list that domaudit keeps"):
        Folder(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "handover"
    root.mkdir()
    (root / "x.example").symlink_to(outside)
    with pytest.raises(UsageError, match="may lead elsewhere"):
        Folder(root).write(KIT)
    (root / "x.example").unlink()
    (root / "index.md").symlink_to(tmp_path / "precious")
    with pytest.raises(UsageError, match="this is a link"):
        Folder(root).write(KIT)
    assert list(outside.iterdir()) == []
    assert not (tmp_path / "precious").exists()


def test_a_folder_that_is_a_file_or_in_no_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for root in (tmp_path / "file", tmp_path / "none/handover", tmp_path / "a\0b", tmp_path / ("x" * 300) / "y"):
        with pytest.raises(UsageError, match="cannot be written"):
            Folder(root)


def test_a_run_that_was_cut_off_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Folder(tmp_path).write(KIT)
    whole = folder.write_bytes

    def full(content: bytes, target: Place) -> None:
        if target.path.parent.name == "x.example":
            raise OSError(28, "No space left on device")
        whole(content, target)

    monkeypatch.setattr(folder, "write_bytes", full)
    newer = {"index.md": b"anew", "x.example/1-held-today.md": b"anew"}
    with pytest.raises(OSError, match=r"No space left on device: .*x\.example.1-held-today\.md"):
        Folder(tmp_path).write(newer)
    monkeypatch.undo()
    assert written(tmp_path) == {**KIT, "index.md": b"anew"}
    Folder(tmp_path).write(newer)
    assert written(tmp_path) == newer
    assert all(len(hashes) == 1 for hashes in json.loads((tmp_path / LIST).read_bytes())["files"].values())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours_to_write_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="yours to write"):
        Folder(tmp_path)
    tmp_path.chmod(0o700)


def test_ctrl_c_while_a_file_is_made_leaves_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = os.open

    def interrupted(path: str, flags: int, *mode: int, **more: int | None) -> int:
        os.close(made(path, flags, *mode, **more))
        raise KeyboardInterrupt

    target = Place(tmp_path / "report.html")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_bytes(b"", target)
    assert os.listdir(tmp_path) == []
