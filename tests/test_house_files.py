"""The repository's own workflows have no right that they do not use, and the forms for issues are forms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command import ROOT
from tests.test_ci_files import HOUSE, named, needs, tree

HUB = ROOT / ".github"
FORMS = sorted(path for path in (HUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")

RIGHTS: dict[str, dict[str, dict[str, str]]] = {
    "ci.yml": {"tests": {"contents": "read"}, "windows": {"contents": "read"}},
    "data.yml": {"ask": {"contents": "read"}, "tell": {"contents": "write", "issues": "write", "pull-requests": "write"}},
    "release.yml": {
        "build": {"contents": "read"},
        "try": {},
        "publish": {"attestations": "write", "id-token": "write"},
        "announce": {"contents": "write"},
    },
}


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = tree(path)["jobs"]
    return found


def uses(job: dict[str, Any]) -> set[str]:
    return {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step}


@pytest.mark.parametrize("path", HOUSE, ids=named)
def test_a_job_has_the_rights_that_it_uses_and_a_limit(path: Path) -> None:
    workflow = tree(path)
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs(path).items()} == RIGHTS[path.name]
    assert all(0 < job["timeout-minutes"] <= 120 for job in jobs(path).values())
    checkouts = [step for job in jobs(path).values() for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
    assert {step["with"]["persist-credentials"] for step in checkouts} == {False}
    assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", HOUSE, ids=named)
def test_a_job_that_may_write_runs_no_code_of_a_branch(path: Path) -> None:
    """Nothing of the tree and nothing from an index is run where a token can write: no checkout, no installation."""
    for name, rights in RIGHTS[path.name].items():
        job = jobs(path)[name]
        if "write" in rights.values():
            assert "actions/checkout" not in uses(job)
            assert not [step for step in job["steps"] if re.search(r"\bpip\b|python", step.get("run", ""))]


def test_only_the_publishing_job_can_ask_for_an_identity() -> None:
    able = [(path.name, name) for path in HOUSE for name, job in jobs(path).items() if "id-token" in job["permissions"]]
    assert able == [("release.yml", "publish")]
    publish = jobs(HUB / "workflows" / "release.yml")["publish"]
    assert publish["environment"] == "pypi"
    assert uses(publish) == {"actions/download-artifact", "actions/attest-build-provenance", "pypa/gh-action-pypi-publish"}


def test_what_is_published_is_what_was_tried() -> None:
    release = jobs(HUB / "workflows" / "release.yml")
    assert [release[name].get("needs") for name in ("build", "try", "publish", "announce")] == [None, "build", "try", "publish"]
    scripts = {name: " ".join(step.get("run", "") for step in job["steps"]) for name, job in release.items()}
    assert [name for name, script in scripts.items() if "-m build" in script] == ["build"]


def test_the_matrix_is_what_the_classifiers_say() -> None:
    import tomllib

    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    said = {one.rpartition(" ")[2] for one in classifiers if re.search(r":: 3\.\d+$", one)}
    ci = jobs(HUB / "workflows" / "ci.yml")
    assert set(ci["tests"]["strategy"]["matrix"]["python"]) == said
    assert {min(said), max(said)} == set(ci["windows"]["strategy"]["matrix"]["python"])


@needs("check_jsonschema")
@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("dependabot", [HUB / "dependabot.yml"]),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [HUB / "ISSUE_TEMPLATE" / "config.yml"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_official_schemas_pass(schema: str, files: list[Path]) -> None:
    assert files
    words = [sys.executable, "-m", "check_jsonschema", "--no-cache", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
