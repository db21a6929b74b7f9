"""An earlier report is read whatever its layout, and nothing else is taken for one."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.changes import earlier
from domaudit.changes.earlier import read
from domaudit.errors import UsageError
from domaudit.report.json import render
from tests.report import samples

REPORT = render(samples.whole(), lang="en", exit_code=1)
DOMAINS = [site.site.domain for site in samples.whole().sites]


def sites(path: Path) -> list[str]:
    found: list[str] = []
    head = read(path, lambda domain, site, head: found.append(domain))
    assert head["schema"] == "domaudit-report/1"
    return found


LAYOUTS = {
    "ours": REPORT,
    "one line": json.dumps(json.loads(REPORT)),
    "indented": json.dumps(json.loads(REPORT), indent=2),
    "another order": json.dumps(dict(reversed(json.loads(REPORT).items()))),
    "Windows": REPORT.replace("\n", "\r\n"),
    "blank lines": REPORT.replace("\n", "\n\n"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(LAYOUTS[layout].encode())
    assert sites(path) == DOMAINS


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "report.json"
    os.mkfifo(pipe)
    threading.Thread(target=pipe.write_text, args=(REPORT,), daemon=True).start()
    assert sites(pipe) == DOMAINS


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty; a shell empties the file"),
        ("{", "is no JSON"),
        ("[]", "is no report of domaudit"),
        ("{}", "is no report of domaudit"),
        ('{"schema": "other/1"}', "is no report of domaudit"),
        ("[" * 100_000, "is no JSON"),
        ("\udcff", "is no JSON"),
        (REPORT[:-4], "is no JSON"),  # torn
        (REPORT[: len(REPORT) // 2], "is no JSON"),
        (REPORT.replace('"sites": [', '"sites": [{"a": ', 1), "is no JSON"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=why):
        sites(path)


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.json"):
        with pytest.raises(UsageError, match="cannot be read"):
            sites(path)


@pytest.mark.parametrize("layout", ["ours", "one line"])
def test_a_file_that_is_too_big_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(LAYOUTS[layout], encoding="utf-8")
    monkeypatch.setattr(earlier, "MAX_BYTES" if layout == "ours" else "MAX_WHOLE", 1000)
    with pytest.raises(UsageError, match="is too big for a report"):
        sites(path)


def test_a_line_that_is_too_long_for_a_site_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(earlier, "MAX_LINE", 1000)
    with pytest.raises(UsageError, match="is too big for a report"):
        sites(path)


def test_hostile_json_cannot_take_the_memory_of_the_machine() -> None:
    assert earlier.MAX_WHOLE <= 40 * 1024**2  # thirty times as much, once read
    assert earlier.MAX_LINE < earlier.MAX_WHOLE


@pytest.mark.parametrize("value", [None, 7, "x", {}, [None, 7, [], {}], [{"domain": 7}], [{"domain": None}]])
def test_what_has_not_the_shape_of_a_site_is_passed_over(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"schema": "domaudit-report/1", "sites": value}), encoding="utf-8")
    assert sites(path) == []


@given(st.binary(max_size=60) | st.integers(0, len(REPORT.encode())).map(lambda at: REPORT.encode()[:at] + b"\x00" + REPORT.encode()[at:]))
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.json"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        sites(path)
