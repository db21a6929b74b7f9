"""The action and the examples for GitHub do what they say: their steps run with GitHub's files and variables, and a `gh` that notes."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.command import COMMAND, ROOT
from tests.runner import Runner, Step, Steps

NIGHTLY = ROOT / "examples" / "ci" / "github-nightly.yml"
HELD = "boulangerie-dupont-exemple-fictif.fr"
EXAMPLE = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
CONCLUSIVE = EXAMPLE.replace("  - fournil-dupont-exemple-fictif.re\n", "")
OTHER = CONCLUSIVE.replace("Studio Pixel SARL", "Agence Lumen SARL").replace("[Pixel Web]", "[Lumen]").replace("SP1234", "AL1234")
"""Tomorrow's: what was the provider's is somebody else's."""
SHELL = "$(touch x) `touch x` \"; touch x; '; touch x; ${{ github.token }} $HOME"
HOSTILE = [SHELL, "a\nexit-code=0\n::error::x", "-o x"]

PYTHON = f"""#!/bin/sh
# Makes no virtual environment and installs nothing: what would be there is this tree's.
case "$*" in
"-I -m venv --clear "*)
  mkdir -p "$5/bin"
  printf '#!/bin/sh\\nprintf "%%s\\\\n" "$*" >> "$HOME/pip"\\n' > "$5/bin/python"
  printf '#!/bin/sh\\nexec %s "$@"\\n' '{shlex.join(COMMAND)}' > "$5/bin/domaudit"
  chmod +x "$5/bin/python" "$5/bin/domaudit" ;;
*) exec '{sys.executable}' "$@" ;;
esac
"""

GH = f"""#!{sys.executable}
import json, os, pathlib, sys
home, words = pathlib.Path(os.environ["HOME"]), sys.argv[1:]
assert os.environ["GH_TOKEN"]
if words[0] == "api":
    assert words[1:] == ["repos/bakery/domains", "--jq", ".visibility"]
    print((home / "visibility").read_text()) if (home / "visibility").exists() else sys.exit("HTTP 404")
    sys.exit()
assert os.environ["GH_REPO"] == "bakery/domains"
body = pathlib.Path(words[words.index("--body-file") + 1]).read_text(encoding="utf-8") if "--body-file" in words else ""
with open(home / "gh", "a", encoding="utf-8") as notes:
    notes.write(json.dumps([words, body]) + "\\n")
if (home / "gh-is-out").exists() and words[:2] != ["issue", "list"]:
    sys.exit("HTTP 502")
if words[:2] == ["issue", "create"]:
    (home / "open").write_text("7")
if words[:2] == ["issue", "list"] and (home / "open").exists():
    print((home / "open").read_text())
"""


class Desk:
    """A repository on GitHub: nights in it, each on a new machine; the cache and the issues stay."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache, self.path, self.issues = folder, folder / "cache", folder / "bin", folder / "issues"
        self.path.mkdir()
        for name, text in {"python3": PYTHON, "gh": GH}.items():
            (self.path / name).write_text(text, encoding="utf-8")
            (self.path / name).chmod(0o755)
        self.issues.mkdir()
        (self.issues / "visibility").write_text("private")
        self.nights = 0

    def machine(self, inventory: str = CONCLUSIVE, visibility: str | None = None) -> Runner:
        """A new machine with the inventory, and with the answers that the internet would give."""
        self.nights += 1
        machine = Runner(self.folder / f"night {self.nights}", self.cache, self.path, visibility=visibility, run_id=self.nights)
        machine.home = self.issues
        (machine.workspace / "inventory.yaml").write_text(inventory, encoding="utf-8")
        (machine.workspace / "answers.jsonl").write_bytes((ROOT / "examples" / "evidence.jsonl").read_bytes())
        return machine

    def action(self, machine: Runner | None = None, **inputs: str) -> Step:
        """One run of the action, offline."""
        args = f"--offline\n--evidence\nanswers.jsonl\n{inputs.pop('args', '')}"
        return (machine or self.machine()).action({**{name.replace("_", "-"): value for name, value in inputs.items()}, "args": args})

    def night(self, inventory: str = CONCLUSIVE) -> Steps:
        """One run of the nightly workflow, offline."""
        text = NIGHTLY.read_text(encoding="utf-8")
        offline = text.replace("--max-age\n", "--offline\n            --evidence\n            answers.jsonl\n            --max-age\n")
        assert offline != text
        (self.folder / "nightly.yml").write_text(offline, encoding="utf-8")
        return self.machine(inventory).job(self.folder / "nightly.yml")

    @property
    def told(self) -> list[list[str]]:
        """What `gh` was asked to do."""
        return [words for words, _ in self._notes() if words[:2] != ["issue", "list"]]

    @property
    def bodies(self) -> list[str]:
        """What was written into issues."""
        return [body for _, body in self._notes() if body]

    def _notes(self) -> list[tuple[list[str], str]]:
        notes = self.issues / "gh"
        return [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()] if notes.exists() else []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def install(ran: Step) -> Step:
    assert ran.inner is not None
    return ran.inner.by_id["install"]


# --- the action ---


def test_it_installs_itself_from_its_own_checkout(desk: Desk) -> None:
    ran = desk.action()
    assert (desk.issues / "pip").read_text(encoding="utf-8") == f"-I -m pip install --quiet --disable-pip-version-check {ROOT}\n"
    assert install(ran).code == 0, ran.log


def test_an_older_python_is_said(desk: Desk) -> None:
    (desk.path / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    ran = desk.action()
    assert ran.code == 2
    assert ran.log == "::error title=domaudit::Python 3.11 or newer is needed: put actions/setup-python before this step\n"


def test_what_it_tells_the_next_step(desk: Desk) -> None:
    machine = desk.machine()
    ran = desk.action(machine, sarif="my results.sarif", lang="fr")
    assert (ran.code, ran.outputs["exit-code"]) == (1, "1"), ran.log
    report = json.loads(Path(ran.outputs["json"]).read_text(encoding="utf-8"))
    assert report["language"] == "fr"
    assert json.loads(ran.outputs["verdicts"]) == report["summary"]["verdicts"]
    counted = {name: int(ran.outputs[name]) for name in ("sites", "critical", "warning", "changed")}
    assert counted == {"sites": 8, "critical": 2, "warning": report["summary"]["findings"]["warning"], "changed": 0}
    assert ran.outputs["sarif"] == "my results.sarif"
    json.loads((machine.workspace / "my results.sarif").read_text(encoding="utf-8"))
    for name in ("html", "markdown"):
        text = Path(ran.outputs[name]).read_text(encoding="utf-8")
        assert HELD in text
        assert "jm@pixel-mail.example" not in text
    assert f"::error file=inventory.yaml,line={EXAMPLE[: EXAMPLE.index(f'- {HELD}')].count(chr(10)) + 1}," in ran.log
    assert ran.summary == Path(ran.outputs["markdown"]).read_text(encoding="utf-8")  # written once


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({}, 1),
        ({"fail_on": "never"}, 0),
        ({"inventory": "nowhere.yaml"}, 2),
        ({"fail_on": "change"}, 2),  # nothing to compare with, ever: it would be green whatever happens
        ({"fail_on": "change", "since": "first-night.json"}, 0),
        ({"args": "--strict\n--fail-on\nnever"}, 0),
    ],
)
def test_the_step_ends_as_the_program_does(desk: Desk, inputs: dict[str, str], code: int) -> None:
    ran = desk.action(**inputs)
    assert (ran.code, ran.outputs["exit-code"], ran.outcome) == (code, str(code), "failure" if code else "success"), ran.log
    assert {name for name, value in ran.outputs.items() if value} == {"exit-code"} if code == 2 else ran.outputs["sites"] == "8"


@pytest.mark.parametrize(
    ("inventory", "allow", "code"),
    [
        (EXAMPLE, "false", 3),
        (EXAMPLE, "true", 0),
        ("client: A\nprovider: B\nsites: [fournil-dupont-exemple-fictif.re]\n", "true", 3),  # not one was seen: no pass
    ],
)
def test_what_could_not_be_seen_may_pass_with_a_warning_never_in_silence(desk: Desk, inventory: str, allow: str, code: int) -> None:
    before = desk.action(desk.machine(inventory)).outputs["json"]
    ran = desk.action(desk.machine(inventory), fail_on="change", since=before, allow_inconclusive=allow)
    assert (ran.code, ran.outputs["exit-code"], ran.outputs["undetermined"]) == (code, "3", "1"), ran.log
    warned = "::warning title=domaudit::1 of 9 domains could not be seen" in ran.log
    assert warned == ("1 of 9 domains could not be seen" in ran.summary) == (code == 0)
    assert ("::error title=domaudit::Not one of the domains could be seen" in ran.log) == (inventory != EXAMPLE)


NOT_SEEN = "client: A\nprovider: B\nsites: [fournil-dupont-exemple-fictif.re]\n"


def test_a_step_that_passes_though_nothing_was_seen_says_so(desk: Desk) -> None:
    told = "::warning title=domaudit::Not one of the domains could be seen: that this step passes is no good news"
    ran = desk.action(desk.machine(NOT_SEEN), fail_on="never")
    assert (ran.code, ran.outputs["undetermined"], told in ran.log) == (0, "1", True), ran.log
    assert told not in desk.action(desk.machine(EXAMPLE), fail_on="never").log


def test_without_a_report_nothing_inconclusive_passes(desk: Desk) -> None:
    """A program that ends with 3 before it has written one."""
    command = desk.folder / "ends-with-3"
    command.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    command.chmod(0o755)
    python = desk.path / "python3"
    python.write_text(python.read_text(encoding="utf-8").replace(shlex.join(COMMAND), str(command)), encoding="utf-8")
    ran = desk.action(allow_inconclusive="true")
    assert (ran.code, ran.outputs["exit-code"]) == (3, "3"), ran.log
    assert "could be seen: allow-inconclusive lets some pass, not all" in ran.log
    assert "This step passes" not in ran.log


def test_what_is_found_fails_whatever_could_not_be_seen(desk: Desk) -> None:
    assert desk.action(desk.machine(EXAMPLE), allow_inconclusive="true").code == 1


def test_the_inventory_may_be_named_by_its_whole_path(desk: Desk) -> None:
    machine = desk.machine()
    ran = desk.action(machine, inventory=str(machine.workspace / "inventory.yaml"), sarif="x.sarif")
    assert "::error file=inventory.yaml,line=" in ran.log
    (run,) = json.loads((machine.workspace / "x.sarif").read_text(encoding="utf-8"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "inventory.yaml", "uriBaseId": "%SRCROOT%"}


def test_what_has_changed_since(desk: Desk) -> None:
    before = desk.action().outputs["json"]
    same = desk.action(since=before, fail_on="change")
    assert (same.code, same.outputs["changed"]) == (0, "0"), same.log
    other = desk.action(desk.machine(OTHER), since=before, fail_on="change")
    assert (other.code, other.outputs["changed"]) == (1, "1"), other.log


@pytest.mark.parametrize("value", HOSTILE, ids=["shell", "lines", "option"])
@pytest.mark.parametrize("name", ["inventory", "fail_on", "lang", "sarif", "since", "args"])
def test_nothing_in_an_input_is_run(desk: Desk, name: str, value: str) -> None:
    machine = desk.machine()
    ran = desk.action(machine, **{name: value})
    assert {file.name for file in machine.workspace.iterdir()} <= {"inventory.yaml", "answers.jsonl", value}
    assert not list(desk.folder.rglob("x"))
    fine = name in ("since", "sarif")  # a file by that name: written, or not there to compare with
    assert ran.outputs["exit-code"] == str(ran.code) == ("1" if fine else "2"), ran.log
    assert ran.outputs["sarif"] == (value if name == "sarif" else "")
    assert "::error::x" not in ran.log.splitlines()
    assert "t0ken" not in ran.log


@pytest.mark.parametrize("page", ["README.md", ".github/README.fr.md"])
def test_the_workflow_of_the_readme(desk: Desk, page: str) -> None:
    (text,) = re.findall(r"^```yml\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert text.count("\n") == 12
    offline = text.replace("true}", "true, args: --offline}")
    assert offline != text
    (desk.folder / "readme.yml").write_text(offline, encoding="utf-8")
    (_, ran) = desk.machine().job(desk.folder / "readme.yml").every
    assert install(ran).outputs["cache"] == "true"
    assert (ran.code, ran.outputs["sites"]) == (3, "8"), ran.log


# --- what is kept ---


@pytest.mark.parametrize(
    ("visibility", "asked", "kept"),
    [
        ("private", None, ""),
        ("internal", None, ""),
        ("public", None, "this repository is public"),
        (None, "private", ""),  # of a scheduled run, the event may not tell it
        (None, "public", "this repository is public"),
        (None, None, "whether this repository is private could not be learnt"),
        (None, "whatever else", "whether this repository is private could not be learnt"),
    ],
)
def test_answers_are_kept_where_it_was_said_but_in_private_alone(desk: Desk, visibility: str | None, asked: str | None, kept: str) -> None:
    if asked is None:
        (desk.issues / "visibility").unlink()
    else:
        (desk.issues / "visibility").write_text(asked)

    def ask(**inputs: str) -> Step:
        return desk.machine(visibility=visibility).action({"args": "--offline", **inputs})

    silent = ask(**{"cache-evidence": "true"})
    assert (silent.code, list(desk.cache.iterdir())) == (3, [])  # nobody was asked, so that nothing is kept
    key = install(silent).outputs["key"]
    (desk.cache / f"{key}0-1").write_bytes((ROOT / "examples" / "evidence.jsonl").read_bytes())
    assert ask().code == 3
    assert len(list(desk.cache.iterdir())) == 1
    again = ask(**{"cache-evidence": "true"})
    assert (again.code, len(list(desk.cache.iterdir()))) == ((3, 1) if kept else (1, 2)), again.log
    assert re.findall(r"personal data, and (.*): they are not kept", again.log) == ([kept] if kept else [])


def test_each_inventory_has_a_file_of_its_own(desk: Desk) -> None:
    keys = {install(desk.action(inventory=name)).outputs["key"] for name in ("inventory.yaml", "other, too.yaml")}
    assert len(keys) == 2
    assert not [key for key in keys if "," in key or " " in key]


# --- the nightly workflow ---


def test_an_issue_for_whatever_turns_the_night_red(desk: Desk) -> None:
    """A site more, and later one less: no verdict has changed, and the night is red all the same."""
    more = CONCLUSIVE.replace("sites:\n", "sites:\n  - petit-fournil-exemple-fictif.fr\n")
    desk.night()
    for told, inventory in enumerate((more, CONCLUSIVE), 1):
        changed = desk.night(inventory)
        assert (changed.by_id["audit"].code, changed.by_id["audit"].outputs["changed"]) == (1, "1"), changed.log
        assert len(desk.bodies) == told
    assert not desk.night().failed
    assert len(desk.bodies) == 2


def test_a_nameserver_that_changed_is_told_and_not_told_twice(desk: Desk) -> None:
    desk.night()
    (last,) = desk.cache.glob("domaudit-last-report-*")
    last.write_text(last.read_text(encoding="utf-8").replace("ns2.studio-pixel-", "ns9.studio-pixel-"), encoding="utf-8")
    changed = desk.night()
    assert (changed.by_id["audit"].code, changed.by_id["audit"].outputs["changed"] != "0") == (1, True), changed.log
    (body,) = desk.bodies
    assert "ns9.studio-pixel-exemple-fictif.fr" in body
    assert not desk.night().failed
    assert len(desk.bodies) == 1


def test_one_issue_when_a_verdict_changes(desk: Desk) -> None:
    first = desk.night()
    assert not first.failed, first.log
    assert desk.told == []
    changed = desk.night(OTHER)
    assert (changed.by_id["audit"].code, changed.by_id["tell"].outcome) == (1, "success"), changed.log
    assert [words[:2] for words in desk.told] == [["label", "create"], ["issue", "create"]]
    assert desk.told[1][2:6] == ["--label", "domaudit", "--title", "Who holds our domains: something has changed"]
    (body,) = desk.bodies
    assert HELD in body
    assert "held by someone else" in body
    assert not [name for name in ("jm@pixel-mail", "Jean", "MARTIN") if name in body]
    assert len(body) < 65_536
    same = desk.night(OTHER)
    assert not same.failed, same.log
    assert len(desk.told) == 2


def test_the_inventory_for_a_job_is_quiet_until_a_holder_changes(desk: Desk) -> None:
    quiet = (ROOT / "examples" / "inventories" / "ci.yaml").read_text(encoding="utf-8")
    for _ in range(2):
        night = desk.night(quiet)
        assert not night.failed, night.log
    assert desk.told == []
    changed = desk.night(quiet.replace("Boulangerie Dupont SARL", "Les Quatre Vents SAS"))
    assert changed.by_id["audit"].code == 1, changed.log
    assert [words[:2] for words in desk.told] == [["label", "create"], ["issue", "create"]]


def test_the_open_issue_is_added_to_and_a_closed_one_is_not(desk: Desk) -> None:
    for inventory in (CONCLUSIVE, OTHER, CONCLUSIVE):
        desk.night(inventory)
    assert [words[:3] for words in desk.told][2:] == [["issue", "comment", "7"]]
    (desk.issues / "open").unlink()
    desk.night(OTHER)
    assert [words[:2] for words in desk.told][3:] == [["label", "create"], ["issue", "create"]]


def test_what_could_not_be_told_is_told_the_next_night(desk: Desk) -> None:
    desk.night()
    (desk.issues / "gh-is-out").touch()
    assert desk.night(OTHER).by_id["tell"].outcome == "failure"
    (desk.issues / "gh-is-out").unlink()
    before = len(desk.told)
    desk.night(OTHER)
    assert [words[:2] for words in desk.told[before:]] == [["label", "create"], ["issue", "create"]]


def test_an_inventory_that_is_wrong_for_a_night_loses_no_change(desk: Desk) -> None:
    desk.night()
    wrong = desk.night("client: A\nprovider: B\nsites: [com]\n")
    assert (wrong.by_id["audit"].code, wrong.by_id["tell"].outcome) == (2, "skipped")
    assert desk.told == []
    desk.night(OTHER)
    assert len(desk.bodies) == 1


def test_hostile_names_in_the_inventory_do_nothing(desk: Desk) -> None:
    hostile = "$(touch x) `touch x`; touch x; @octocat ::error::x ]]> %0A"
    desk.night()
    ran = desk.night(OTHER.replace("Boulangerie Dupont SARL", f'"{hostile}\\n::error::x"').replace("[Lumen]", f'["{hostile}"]'))
    assert ran.by_id["tell"].outcome == "success", ran.log
    assert not [line for line in ran.log.splitlines() if line.startswith("::error::x")]
    assert not list(desk.folder.rglob("x"))
    (body,) = desk.bodies
    assert "@octocat" not in body
