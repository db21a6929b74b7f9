"""A release is refused where tag, version and CHANGELOG.md are not one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domaudit import __version__
from tests import release

CHANGES = "# Changes\n\n## 1.2.0 (2026-12-01)\n\n- New.\n\n## 1.1.0 (2026-11-01)\n\n- Old.\n"


def test_the_notes_are_the_newest_section() -> None:
    assert release.notes("v1.2.0", "1.2.0", CHANGES) == "- New.\n"
    assert release.notes("v1.1.0", "1.1.0", CHANGES.replace("## 1.2.0 (2026-12-01)\n\n- New.\n\n", "")) == "- Old.\n"


@pytest.mark.parametrize(
    ("tag", "version", "changes", "why"),
    [
        ("1.2.0", "1.2.0", CHANGES, "no tag of a release"),
        ("v1.2.0rc1", "1.2.0rc1", CHANGES, "no tag of a release"),
        ("v1.2.1", "1.2.0", CHANGES, "__version__ in domaudit/__init__.py is 1.2.0"),
        ("v1.1.0", "1.1.0", CHANGES, "the first heading in CHANGELOG.md is not ## 1.1.0"),
        ("v1.2.0", "1.2.0", CHANGES.replace("2026-12-01", "unreleased"), "has no day yet: (unreleased)"),
        ("v1.2.0", "1.2.0", CHANGES.replace("- New.\n\n", ""), "says nothing of 1.2.0"),
        ("v1.2.0", "1.2.0", "", "the first heading in CHANGELOG.md"),
    ],
)
def test_what_does_not_agree_is_named(tag: str, version: str, changes: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        release.notes(tag, version, changes)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = tmp_path / "CHANGELOG.md"
    changes.write_text(f"## {__version__} (2026-12-01)\n\n- New.\n", encoding="utf-8")
    assert release.main([f"v{__version__}"], changes) == 0
    assert capsys.readouterr().out == "- New.\n"
    assert release.main(["v0.0.0"], changes) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("the tag is v0.0.0")


def test_this_tree_s_changelog_begins_with_its_version() -> None:
    heading = release._HEADING.search(release.CHANGES.read_text(encoding="utf-8"))
    assert heading is not None
    assert heading["version"] == __version__
