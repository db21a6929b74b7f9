"""What others' machines read of this repository (action, example workflows, template, hook) is well-formed, pinned, and of few rights."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import COMMAND, ROOT, environment

FOLDER = ROOT / "examples" / "ci"
ACTION, HOOKS = ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml"
HOUSE = sorted((ROOT / ".github" / "workflows").glob("*.yml"))  # this repository's own: tests/test_house_files.py
WORKFLOWS, TEMPLATES = sorted(FOLDER.glob("github*.yml")), sorted(FOLDER.glob("gitlab*.yml"))
BIN = Path(sys.executable).parent


def needs(module: str) -> Any:
    return pytest.mark.skipif(importlib.util.find_spec(module) is None, reason=f"{module} is not installed: pip install -e '.[dev]'")


def tree(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return path.name


# --- as their readers want them ---


@needs("check_jsonschema")
@pytest.mark.parametrize(
    ("schema", "files"),
    [("github-actions", [ACTION]), ("github-workflows", [*WORKFLOWS, *HOUSE]), ("gitlab-ci", TEMPLATES)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_official_schemas_pass(schema: str, files: list[Path]) -> None:
    words = [sys.executable, "-m", "check_jsonschema", "--no-cache", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not (BIN / "zizmor").exists(), reason="zizmor is not installed: pip install -e '.[dev]'")
def test_zizmor_finds_nothing() -> None:
    # What it calls low is its taste, and one wish (`$/domaudit`) that only github.com understands.
    words = [str(BIN / "zizmor"), "--offline", "--no-progress", "--quiet", "--min-severity", "medium"]
    done = subprocess.run([*words, *map(str, (ACTION, *WORKFLOWS, *HOUSE))], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@needs("pre_commit")
def test_the_hooks_file_is_one() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS, *HOUSE], ids=named)
def test_what_is_used_is_pinned_to_a_commit_with_its_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if one != "./domaudit" and not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_an_action_has_the_same_commit_everywhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ACTION, *WORKFLOWS, *HOUSE)]
    used = {one for text in texts for one in re.findall(r"uses: (\w[\w-]+/[\w-]+)\S*@(\w+)", text)}
    assert len({name for name, _ in used}) == len(used) >= 6


RIGHTS = {
    "github.yml": {},
    "github-nightly.yml": {"contents": "read", "issues": "write"},
    "github-pull-request.yml": {"contents": "read"},
    "github-code-scanning.yml": {"actions": "read", "contents": "read", "security-events": "write"},
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_a_workflow_has_no_right_that_it_does_not_use(path: Path) -> None:
    workflow = tree(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert [job.get("permissions", {}) for job in workflow["jobs"].values()] == [RIGHTS[path.name]] * len(workflow["jobs"])
    checkouts = [step for job in workflow["jobs"].values() for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(workflow["jobs"])
    assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS, *TEMPLATES], ids=named)
def test_what_is_kept_or_told_is_said_to_be_personal_data(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "personal data" in text or path.name in ("github-pull-request.yml", "github-code-scanning.yml", "gitlab-merge-request.yml")
    assert "--show-personal-data" not in text


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS, *HOUSE], ids=named)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    jobs = [tree(path)["runs"]] if path == ACTION else tree(path)["jobs"].values()
    scripts = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert [script for script in scripts if "${{" in script] == []


# --- the workflow for pull requests, the hook: a mistake is named, nobody is asked ---


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@bakery.example", *words], cwd=folder, check=True, capture_output=True)


RIGHT, WRONG = "client: A\nprovider: B\nsites: [a.example]\n", "client: A\nprovider: B\nsites: [com]\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with inventories, of which one is wrong, and with things that only look like one."""
    folder = tmp_path / "my repository"
    texts = {
        "inventory.yaml": RIGHT,
        "clients/the bakery's/inventory.yml": WRONG,
        "clients/dupont-inventory.yaml": RIGHT,
        "domaudit/examples/inventory.yaml": WRONG,
        "my-inventory-notes.yaml": WRONG,
        "inventory.yaml.md": WRONG,
        "ansible/inventory.yml": WRONG,
        "ansible-inventory.yaml": WRONG,
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    return folder


def sh(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A script as GitHub and GitLab run it, in which ``domaudit`` is this tree's and pip installs nothing."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "domaudit").write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n', encoding="utf-8")
    (tools / "python3").write_text("#!/bin/sh\n", encoding="utf-8")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    env = environment(folder.parent, **more)
    env["PATH"] = f"{tools}:{env['PATH']}"
    return subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)


def test_a_pull_request_learns_of_a_mistake(repository: Path) -> None:
    (job,) = tree(FOLDER / "github-pull-request.yml")["jobs"].values()
    script = "\n".join(step["run"] for step in job["steps"] if "run" in step)
    wrong = sh(script, repository)
    assert wrong.returncode == 2
    assert wrong.stdout.startswith("::error file=clients/the bakery's/inventory.yml,line=3,col=9,title=domaudit::'com' is not a whole")
    assert wrong.stderr.startswith("clients/the bakery's/inventory.yml:3:9: 'com' is not a whole domain name")
    (repository / "clients" / "the bakery's" / "inventory.yml").write_text(RIGHT, encoding="utf-8")
    right = sh(script, repository)
    assert (right.returncode, right.stdout) == (0, ""), right.stderr
    found = ("clients/dupont-inventory.yaml", "clients/the bakery's/inventory.yml", "inventory.yaml")
    assert right.stderr.splitlines() == [f"{name}: 1 site, no mistake found" for name in found]
    git(repository, "rm", "-rqf", "clients", "inventory.yaml")
    none = sh(script, repository)
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "")


def test_a_merge_request_learns_of_a_mistake(repository: Path) -> None:
    script = "\n".join(tree(FOLDER / "gitlab-merge-request.yml")["inventory"]["script"])
    wrong = sh(script, repository)
    assert wrong.returncode != 0
    assert wrong.stderr.count("'com' is not a whole domain name") == 1
    (repository / "clients" / "the bakery's" / "inventory.yml").write_text(RIGHT, encoding="utf-8")
    right = sh(script, repository)
    assert right.returncode == 0, right.stderr
    assert right.stderr.count("1 site, no mistake found") == 3


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_can_be_included_and_changes_no_other_pipeline(path: Path) -> None:
    jobs = tree(path)
    assert not set(jobs) & {"workflow", "stages", "default", "variables"}
    assert all("rules" in {**jobs.get(job.get("extends", ""), {}), **job} for job in jobs.values())


@pytest.mark.skipif(not (BIN / "zizmor").exists(), reason="zizmor is not installed: pip install -e '.[dev]'")
def test_zizmor_finds_nothing_in_the_readme(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```yml\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "readme.yml").write_text(text, encoding="utf-8")
    words = [str(BIN / "zizmor"), "--offline", "--no-progress", "--quiet", "--min-severity", "medium", str(tmp_path / "readme.yml")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@needs("pre_commit")
@pytest.mark.parametrize("page", ["CI.md", "CI.fr.md"])
def test_the_configuration_for_pre_commit_is_one(page: str, tmp_path: Path) -> None:
    texts = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / ".github" / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for text in texts:
        (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
        words = [sys.executable, "-m", "pre_commit", "validate-config", str(tmp_path / "config.yaml")]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout
    hosted, local = (hook for text in texts for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"])
    (ours,) = tree(HOOKS)
    assert hosted["id"] == ours["id"]
    assert {key: local[key] for key in ("id", "entry", "types", "files")} == {key: ours[key] for key in ("id", "entry", "types", "files")}
    assert re.search(local["exclude"], "domaudit/examples/inventory.yaml")
    assert re.search(local["exclude"], "Ansible/inventory.yml")


@needs("pre_commit")
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_hook_reads_every_inventory_and_nothing_else(repository: Path, tmp_path: Path) -> None:
    """pre-commit itself, with our hooks file; only that the command is this tree's, so that nothing is installed."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(HOOKS, hooks)
    git(hooks, "init", "-q")
    git(hooks, "add", ".")
    git(hooks, "commit", "-q", "-m", "A hook.")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True, check=True).stdout.strip()
    hook = {"id": "domaudit", "language": "system"}
    config = {"repos": [{"repo": str(hooks), "rev": head, "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    script = f"PRE_COMMIT_HOME='{tmp_path}/cache' '{sys.executable}' -m pre_commit run --all-files --verbose"
    wrong = sh(script, repository)
    assert wrong.returncode == 1, wrong.stdout + wrong.stderr
    assert re.findall(r"^(\S.*):3:9: 'com'", wrong.stdout, re.MULTILINE) == [
        "clients/the bakery's/inventory.yml",
        "domaudit/examples/inventory.yaml",
    ]
    for name in ("clients/the bakery's/inventory.yml", "domaudit/examples/inventory.yaml"):
        (repository / name).write_text(RIGHT, encoding="utf-8")
    git(repository, "add", ".")
    right = sh(script, repository)
    assert right.returncode == 0, right.stdout + right.stderr
    assert right.stdout.count("1 site, no mistake found") == 4


# --- GitLab, night after night ---


def test_gitlab_tells_of_a_change_by_its_exit_code(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    text = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8").replace("  - fournil-dupont-exemple-fictif.re\n", "")
    other = text.replace("Studio Pixel SARL", "Agence Lumen SARL").replace("[Pixel Web]", "[Lumen]").replace("SP1234", "AL1234")
    job = tree(FOLDER / "gitlab-nightly.yml")["watch"]
    script = "\n".join(job["script"]).replace("domaudit check", "domaudit check --offline")
    kept = folder / "kept"
    kept.mkdir()
    (kept / "evidence-2020-01.jsonl").touch()
    shutil.copy(ROOT / "examples" / "evidence.jsonl", kept / f"evidence-{datetime.now(UTC):%Y-%m}.jsonl")

    def night(inventory: str) -> int:
        for name in ("report.json", "report.html", "junit.xml"):
            (folder / name).unlink(missing_ok=True)
        (folder / "inventory.yaml").write_text(inventory, encoding="utf-8")
        return sh(script, folder).returncode

    assert [night(one) for one in (text, text, other, other, WRONG, text)] == [0, 0, 1, 0, 2, 1]
    assert {file.name for file in folder.iterdir()} == {"inventory.yaml", "kept", "report.html", "junit.xml"}  # report.json is whole
    assert {file.name for file in kept.iterdir()} == {"report.json", f"evidence-{datetime.now(UTC):%Y-%m}.jsonl"}
    assert job["cache"]["paths"] == ["kept/"]
    assert [*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]] == ["report.html", "junit.xml"]
