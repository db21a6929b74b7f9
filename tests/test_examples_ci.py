"""The examples for schedulers do what they say: their commands are the command line's own, their variables those that are read."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from domaudit.sharding import SCHEDULERS, SHARD, Shard, parse
from tests.command import COMMAND, ROOT, environment, run

FOLDER = ROOT / "examples" / "ci"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}


@dataclass(frozen=True)
class Scheduled:
    """What a scheduler runs: each shard's script with its variables, then the report's script."""

    shard: str
    variables: tuple[dict[str, str], ...]
    report: str


def github() -> Scheduled:
    jobs = yaml.safe_load(FILES["github.yml"])["jobs"]
    places = jobs["shard"]["strategy"]["matrix"]["shard"]
    (asks,) = [step for step in jobs["shard"]["steps"] if "domaudit check" in step.get("run", "")]

    def filled(text: str, place: int) -> str:
        values = {"matrix.shard": place, "strategy.job-total": len(places)}
        return re.sub(r"\$\{\{ ([a-z.-]+) \}\}", lambda found: str(values[found.group(1)]), text)

    variables = tuple({name: filled(value, place) for name, value in asks["env"].items()} for place in places)
    scripts = [step["run"] for step in jobs["report"]["steps"] if "run" in step and "pip" not in step["run"]]
    return Scheduled(asks["run"], variables, "\n".join(scripts))


def gitlab() -> Scheduled:
    jobs = yaml.safe_load(FILES["gitlab.yml"])
    total = jobs["shard"]["parallel"]
    variables = tuple({"CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(total)} for index in range(1, total + 1))
    return Scheduled("\n".join(jobs["shard"]["script"]), variables, "\n".join(jobs["report"]["script"]))


def kubernetes() -> Scheduled:
    _, shards, report = yaml.safe_load_all(FILES["kubernetes.yaml"])
    (asks,), (reports,) = (job["spec"]["template"]["spec"]["containers"] for job in (shards, report))
    fixed = {one["name"]: one["value"] for one in asks["env"]}
    variables = tuple({**fixed, "JOB_COMPLETION_INDEX": str(index)} for index in range(shards["spec"]["completions"]))
    assert asks["command"] == reports["command"] == ["sh", "-c"]
    return Scheduled(*asks["args"], variables, *reports["args"])


ALL = {"github.yml": github, "gitlab.yml": gitlab, "kubernetes.yaml": kubernetes}
EACH = pytest.mark.parametrize("name", ALL)


class Desk:
    """A folder in which the scripts run as in a container: the mounts of the pods are folders of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for place in (".", "inventory"):
            (folder / place).mkdir(exist_ok=True)
            (folder / place / "inventory.yaml").write_bytes((ROOT / "examples" / "inventory.yaml").read_bytes())
        (folder / "evidence").mkdir()

    def sh(self, script: str, domaudit: str, **variables: str) -> subprocess.CompletedProcess[str]:
        here = script.replace("/inventory/", f"{self.folder}/inventory/").replace("/evidence/", f"{self.folder}/evidence/")
        env = environment(self.folder, **variables)
        return subprocess.run(
            ["sh", "-ec", f"domaudit() {{ {domaudit}; }}\n{here}"],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def arguments(self, script: str, **variables: str) -> list[str]:
        """What the shell hands to the one ``domaudit`` of a script."""
        told = self.sh(script, 'printf "%s\\n" "$@" >&2', **variables)
        assert told.returncode == 0, told.stderr
        return told.stderr.splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def option(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


ELSEWHERE = {
    *("github-nightly.yml", "github-pull-request.yml", "github-code-scanning.yml", "gitlab-nightly.yml", "gitlab-merge-request.yml"),
    "Dockerfile",
}
"""Those without shards: ``test_action.py`` and ``test_ci_files.py`` hold them."""


def test_every_file_is_held_to_what_it_says() -> None:
    assert set(FILES) == {*ALL, *ELSEWHERE}


@EACH
def test_each_shard_is_run_once_with_a_file_of_its_own(name: str, desk: Desk) -> None:
    example = ALL[name]()
    assert len(example.variables) == 8
    asked = [desk.arguments(example.shard, **variables) for variables in example.variables]
    shards = [parse(option(each, "--shard"), variables) for each, variables in zip(asked, example.variables, strict=True)]
    assert shards == [Shard(index, 8) for index in range(1, 9)]
    assert {option(each, "--shard") for each in asked} == {"auto"}
    evidence = {Path(option(each, "--evidence")).name for each in asked}
    assert len(evidence) == 8
    assert all(re.fullmatch(r"shard-\d\.jsonl", file) for file in evidence)  # as the report's script joins them


@EACH
def test_the_variables_are_those_that_are_read(name: str) -> None:
    known = {SHARD, *(variable for one in SCHEDULERS for variable in (one.index, one.total))}
    assert {variable for variables in ALL[name]().variables for variable in variables} <= known


@EACH
def test_every_command_is_one_that_the_program_knows(name: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from domaudit.cli import main

    monkeypatch.chdir(desk.folder)
    example = ALL[name]()
    (desk.folder / "shard-1.jsonl").touch()
    (desk.folder / "evidence" / "shard-1.jsonl").touch()
    for script in (example.shard, example.report):
        for variable, value in example.variables[3].items():
            monkeypatch.setenv(variable, value)
        assert main([*desk.arguments(script, **example.variables[3]), "--validate-only"]) == 0
    written = re.findall(r"\bdomaudit (?!check\b)[a-z]+ .*", "\n".join(strings(list(yaml.safe_load_all(FILES[name])))))
    assert written == []  # the two above are all


@EACH
def test_the_report_is_made_of_what_the_shards_brought(name: str, desk: Desk) -> None:
    lines = (ROOT / "examples" / "evidence.jsonl").read_bytes().splitlines(keepends=True)
    for part in range(3):
        for place in (".", "evidence"):
            (desk.folder / place / f"shard-{part + 1}.jsonl").write_bytes(b"".join(lines[part::3]))
    ran = desk.sh(ALL[name]().report, f'{shlex.join(COMMAND)} "$@"')
    assert ran.returncode == (0 if name == "kubernetes.yaml" else 1), ran.stderr
    told = ran.stdout if name == "kubernetes.yaml" else (desk.folder / "report.txt").read_text(encoding="utf-8")
    whole = run("check", "examples/inventory.yaml", "--offline", "--evidence", "examples/evidence.jsonl")
    assert "held by the provider" in told
    assert summary(told) == summary(whole.out)
    assert "jm@pixel-mail.example" not in told + ran.stdout
    assert "j…@pixel-mail" in told


def summary(report: str) -> list[str]:
    return report.split("\n\n")[-1].split("exit")[0].split()


@EACH
def test_personal_data_is_kept_short_and_shown_to_few(name: str) -> None:
    text = FILES[name]
    assert "personal data" in text
    assert not [word for word in ("secrets.", "--show-personal-data", "--format json", "password") if word in text]
    (tree, *_) = yaml.safe_load_all(text)
    if name == "github.yml":
        kept = [step["with"] for job in tree["jobs"].values() for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
        assert [(one["path"], one["retention-days"]) for one in kept] == [("shard-*.jsonl", 1), ("report.txt", 7)]
        assert tree["permissions"] == {"contents": "read"}
    if name == "gitlab.yml":
        kept = [tree[job]["artifacts"] for job in ("shard", "report")]
        assert [(one["expire_in"], one["access"]) for one in kept] == [("1 day", "developer"), ("1 week", "developer")]


def test_both_jobs_of_kubernetes_see_the_same_volumes() -> None:
    claim, *jobs = yaml.safe_load_all(FILES["kubernetes.yaml"])
    specs = [job["spec"]["template"]["spec"] for job in jobs]
    assert specs[0]["volumes"] == specs[1]["volumes"]
    assert specs[0]["containers"][0]["volumeMounts"] == specs[1]["containers"][0]["volumeMounts"]
    assert specs[0]["securityContext"] == specs[1]["securityContext"]  # evidence is readable by its owner alone
    assert claim["metadata"]["name"] in json.dumps(specs[0]["volumes"])
    assert jobs[0]["spec"]["completionMode"] == "Indexed"
    assert jobs[1]["spec"]["suspend"] is True


def test_the_image_of_kubernetes_can_be_built() -> None:
    from domaudit import __version__

    image = f"registry.example/domaudit:{__version__}"
    for name in ("Dockerfile", "kubernetes.yaml"):
        assert f"docker build -f examples/ci/Dockerfile -t {image} ." in FILES[name]
    _, *jobs = yaml.safe_load_all(FILES["kubernetes.yaml"])
    specs = [job["spec"]["template"]["spec"] for job in jobs]
    assert {spec["containers"][0]["image"] for spec in specs} == {image}
    lines = [line.split() for line in FILES["Dockerfile"].splitlines() if not line.startswith("#")]
    assert [line[0] for line in lines] == ["FROM", "RUN", "COPY", "RUN", "USER"]
    assert {lines[-1][1]} == {str(spec["securityContext"]["runAsUser"]) for spec in specs}


def strings(tree: Any) -> Iterator[str]:
    """Every text of a tree."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from strings(each)


@pytest.mark.parametrize(("ends", "code"), [(0, 0), (1, 1), (2, 2), (3, 0)])
def test_on_github_what_could_not_be_seen_is_a_warning_and_fails_no_night(ends: int, code: int, tmp_path: Path) -> None:
    (tmp_path / "shard-1.jsonl").touch()
    ran = Desk(tmp_path).sh(github().report, f"return {ends}")
    assert ran.returncode == code, ran.stderr
    assert ("::warning title=domaudit::Some domains could not be seen" in ran.stdout) == (ends == 3)
