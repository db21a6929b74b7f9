"""A GitHub runner in small: a job's steps with their files and variables, and composite actions.

It knows what our own action and examples use, and fails on anything else. Scripts run in bash as on GitHub; the actions of others do not
run, but for a cache that is a folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.command import ROOT

OURS = "./domaudit"
"""How a workflow names our action: the folder with the copy of this repository."""


@dataclass
class Step:
    """How a step ended."""

    outcome: str
    outputs: dict[str, str] = field(default_factory=dict)
    code: int = 0
    log: str = ""
    summary: str = ""
    inner: Steps | None = None


@dataclass
class Steps:
    """The steps of a job, or of a composite action, as far as they have run."""

    by_id: dict[str, Step] = field(default_factory=dict)
    every: list[Step] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether one of them has failed."""
        return any(step.outcome == "failure" for step in self.every)

    @property
    def log(self) -> str:
        """What they wrote."""
        return "".join(step.log for step in self.every)

    @property
    def summaries(self) -> list[str]:
        """The job summary that each wrote, where it wrote one."""
        return [step.summary for step in self.every if step.summary]


class Runner:
    """A machine with a workspace; ``path`` comes first on its PATH, ``cache`` outlives it."""

    def __init__(self, folder: Path, cache: Path, path: Path, *, visibility: str | None = None, run_id: int = 1) -> None:
        self.workspace, self.temp, self.home = folder / "my work", folder / "runner temp", folder / "home"
        for place in (self.workspace, self.temp, self.home, cache):
            place.mkdir(parents=True, exist_ok=True)
        self.cache, self.path, self.files = cache, path, 0
        repository = {} if visibility is None else {"visibility": visibility}
        self.github = {"run_id": str(run_id), "run_attempt": "1", "token": "t0ken", "repository": "bakery/domains"}
        self.context = {"github": {**self.github, "event": {"repository": repository}}}

    def job(self, workflow: Path) -> Steps:
        """Run the one job of a workflow to its end; ``inventory.yaml`` and the like lie in the workspace already."""
        (job,) = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
        return self._steps(job["steps"], {}, "bash -e {0}")

    def action(self, inputs: Mapping[str, str], folder: Path = ROOT) -> Step:
        """Run our action."""
        written = yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))
        assert set(inputs) <= set(written["inputs"])
        given = {name: inputs.get(name, one.get("default", "")) for name, one in written["inputs"].items()}
        assert all(isinstance(value, str) for value in given.values()), given
        ran = self._steps(written["runs"]["steps"], given, None, GITHUB_ACTION_PATH=str(folder))
        outputs = {name: self._filled(one["value"], given, ran) for name, one in written["outputs"].items()}
        codes = [step.code for step in ran.every if step.outcome == "failure"]
        return Step("failure" if ran.failed else "success", outputs, *codes[:1] or [0], ran.log, "".join(ran.summaries), ran)

    def _steps(self, steps: list[dict[str, Any]], inputs: Mapping[str, str], shell: str | None, **more: str) -> Steps:
        ran = Steps()
        for step in steps:
            condition = str(step.get("if", "success()")).removeprefix("${{").removesuffix("}}")
            if "always()" not in condition and "cancelled()" not in condition:
                condition = f"success() && ({condition})"
            done = self._step(step, inputs, ran, shell, more) if self._value(condition, inputs, ran) else Step("skipped")
            ran.every.append(done)
            ran.by_id[step.get("id", "")] = done
        return ran

    def _step(self, step: dict[str, Any], inputs: Mapping[str, str], ran: Steps, shell: str | None, more: Mapping[str, str]) -> Step:
        uses = step.get("uses", "")
        given = {name: self._filled(_text(value), inputs, ran) for name, value in step.get("with", {}).items()}
        if "run" in step:
            variables = {name: self._filled(_text(value), inputs, ran) for name, value in step.get("env", {}).items()}
            named = {"bash": "bash --noprofile --norc -eo pipefail {0}"}[step["shell"]] if "shell" in step else shell
            assert named is not None, "a composite action names its shell"
            assert "${{" not in step["run"], "an expression in a script is run as a script"
            return self._run(step["run"], named, {**more, **variables})
        if uses == OURS:
            return self.action(given)
        name, _, commit = uses.partition("@")
        assert re.fullmatch(r"[0-9a-f]{40}", commit), uses
        if name == "actions/cache/restore":
            return self._restored(given)
        if name == "actions/cache/save":
            return self._saved(given)
        return Step("success")

    def _run(self, script: str, shell: str, variables: Mapping[str, str]) -> Step:
        self.files += 1
        files = {name: self.temp / f"{name} {self.files}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
        for file in files.values():
            file.touch()
        written = self.temp / f"script {self.files}.sh"
        written.write_text(script, encoding="utf-8")
        environment = {
            "PATH": f"{self.path}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": self.github["repository"],
            "GITHUB_RUN_ID": self.github["run_id"],
            "RUNNER_TEMP": str(self.temp),
            **{name: str(file) for name, file in files.items()},
            **variables,
        }
        done = subprocess.run(
            [str(written) if word == "{0}" else word for word in shell.split()],
            cwd=self.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        assert files["GITHUB_ENV"].read_bytes() == b""
        return Step(
            "failure" if done.returncode else "success",
            outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8")),
            done.returncode,
            done.stdout.decode(),
            files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"),
        )

    # --- the cache: a folder of copies, each under its key ---

    def _restored(self, given: Mapping[str, str]) -> Step:
        kept = sorted(self.cache.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        found = next((file for file in kept if file.name.startswith(given["restore-keys"])), None)
        if found is not None:
            place = self.workspace / given["path"]
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found, place)
        return Step("success")

    def _saved(self, given: Mapping[str, str]) -> Step:
        place = self.workspace / given["path"]
        assert not (self.cache / given["key"]).exists(), "a key is written once"
        if place.exists():
            shutil.copyfile(place, self.cache / given["key"])
        return Step("success")

    # --- expressions ---

    def _filled(self, text: str, inputs: Mapping[str, str], ran: Steps) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: _text(self._value(found.group(1), inputs, ran)), text)

    def _value(self, expression: str, inputs: Mapping[str, str], ran: Steps) -> Any:
        """What an expression gives: names, texts, and the operators and functions that our files use."""
        steps = {name: {"outputs": step.outputs, "outcome": step.outcome} for name, step in ran.by_id.items()}
        tree: dict[str, Any] = {**self.context, "inputs": inputs, "steps": steps}
        known: dict[str, Any] = {"always()": True, "cancelled()": False, "success()": not ran.failed}

        def word(found: re.Match[str]) -> str:
            token = found.group()
            if token in ("&&", "||", "!"):
                return {"&&": " and ", "||": " or ", "!": " not "}[token]
            if token in known:
                return repr(known[token])
            if token[0] in "'=!()":
                return token
            value: Any = tree
            for part in token.split("."):
                value = value.get(part, "") if isinstance(value, dict) else ""
            return repr(value)

        tokens = r"'[^']*'|&&|\|\||==|!=|!|[a-z]+\(\)|[()]|[a-zA-Z_][\w.-]*"
        assert re.sub(tokens, "", expression).strip() == "", expression
        return eval(re.sub(tokens, word, expression), {"__builtins__": {}})


def outputs(text: str) -> dict[str, str]:
    """What a step wrote to ``GITHUB_OUTPUT``: ``name=value``, or ``name<<END`` and lines up to ``END``."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, equals, value = line.partition("=")
        if "<<" in name:
            name, _, end = line.partition("<<")
            value = "\n".join(iter(lambda: next(lines), end))
        assert equals or "<<" in line, line
        found[name] = value
    return found


def _text(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
