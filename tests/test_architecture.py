"""The house holds: imports run downwards only, sockets live behind one door, and starting stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from domaudit.report.forms import Form

ROOT = Path(__file__).parents[1] / "domaudit"

# Each room and the rooms below it that it may use. `model` and `errors` are open to all and use nothing of ours.
FLOOR = {"model", "errors"}
MAY_USE = {
    "model": set(),
    "errors": set(),
    "data": set(),
    "hosts": {"data"},
    "domains": set(),
    "identity": {"data", "domains"},
    "privacy": {"data"},
    "agreement": {"hosts", "identity", "privacy"},
    "cases": set(),
    "attribution": {"agreement", "cases", "identity", "privacy"},
    "nearness": set(),
    "beside": {"nearness"},
    "catalogue": set(),
    "cleaning": set(),
    "sharding": set(),
    "spool": set(),
    "changes": {"cleaning", "hosts", "identity", "privacy", "sharding", "spool"},
    "diagnosis": set(),
    "questions": set(),
    "evidence": {"cleaning", "domains", "questions"},
    "inventory": {"beside", "cleaning", "data", "domains", "identity", "nearness"},
    "families": {"data"},
    "proving": {"identity"},
    "lookups": {"cleaning", "data", "domains", "families", "identity", "nearness", "privacy", "proving", "questions"},
    "options": {"evidence", "sharding"},
    "proofs": set(),
    "learning": {"agreement", "attribution", "cases", "domains", "hosts", "identity", "privacy"},
    "network": {"questions"},
    "indices": {"agreement", "attribution", "cases"},
    "keys": {"agreement", "attribution", "cases", "hosts", "identity", "privacy", "proving"},
    "guides": {"data", "identity"},
    "texts": {"catalogue", "data"},
    "remedies": {"data", "families", "guides", "texts"},
    "rules": {"cases", "hosts", "keys", "proving", "remedies"},
    "concluding": {"attribution", "cases", "hosts", "indices", "keys", "learning", "lookups", "privacy", "remedies", "rules"},
    "pipeline": {"concluding", "learning", "lookups", "spool"},
    "planning": {"lookups", "questions"},
    "running": {"evidence", "learning", "lookups", "network", "pipeline", "planning", "questions"},
    "second_opinion": {"data"},
    "checking": {
        "data",
        "diagnosis",
        "evidence",
        "identity",
        "inventory",
        "lookups",
        "nearness",
        "options",
        "proofs",
        "proving",
        "running",
        "second_opinion",
        "sharding",
    },
    "checkup": {"diagnosis"},
    "dossier": {"cleaning", "domains", "evidence", "lookups"},
    "examining": {"checkup", "cleaning", "data", "evidence", "lookups", "network"},
    "letters": {"cleaning", "data", "families", "hosts", "identity", "remedies", "texts"},
    "concentration": {"hosts", "identity"},
    "policy": set(),
    "signing": set(),
    "report": {
        "changes",
        "checkup",
        "cleaning",
        "concentration",
        "data",
        "domains",
        "guides",
        "hosts",
        "identity",
        "letters",
        "nearness",
        "planning",
        "policy",
        "privacy",
        "proving",
        "questions",
        "remedies",
        "signing",
        "spool",
        "texts",
    },
    "handover": {"data", "families", "guides", "hosts", "letters", "remedies", "report", "texts"},
    "layout": {"cleaning", "data", "dossier"},
    "starting": {"catalogue", "cleaning", "data", "domains", "hosts", "identity", "inventory", "learning", "privacy", "texts"},
    "cli": {
        "beside",
        "catalogue",
        "changes",
        "checking",
        "checkup",
        "cleaning",
        "data",
        "domains",
        "dossier",
        "evidence",
        "examining",
        "handover",
        "inventory",
        "layout",
        "letters",
        "lookups",
        "nearness",
        "options",
        "policy",
        "report",
        "starting",
        "texts",
    },
}
SOCKETS = {
    "socket",
    "ssl",
    "aiohttp",
    "dns",
    "httpx",
    "requests",
    "urllib.request",
    "http.client",
    "smtplib",
    "ftplib",
    "select",
    "selectors",
}
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"report/terminal/lines"},
    "yaml": {"data"},
    "jinja2": {"letters", "report/html"},
    "docx": {"letters"},
    **{library: {"network"} for library in SOCKETS},
}


def room(path: Path) -> str:
    """The room that a module belongs to: a package's name, or the module's own."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at the top or inside functions, but for type checking alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or not path.name.startswith("__"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards_only(path: Path) -> None:
    mine = room(path)
    assert mine in MAY_USE, f"{path.name}: a new room; say in MAY_USE what it may use"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "domaudit" or len(parts) == 1 or parts[1] == "__version__":
            continue
        other = room(ROOT / f"{parts[1]}.py")
        assert other == mine or other in FLOOR or other in MAY_USE[mine], f"{mine} may not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sockets_yaml_rich_and_typer_stay_in_their_rooms(path: Path) -> None:
    here = str(path.relative_to(ROOT)).removesuffix(".py")
    for name in imports(path):
        for library, homes in ONLY_IN.items():
            if name == library or name.startswith(library + "."):
                assert any(here == home or here.startswith(home + "/") or room(path) == home for home in homes), f"{here} imports {name}"


def test_no_room_is_in_a_circle() -> None:
    def below(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        for other in MAY_USE[name]:
            below(other, (*trail, name))

    for name in MAY_USE:
        below(name, ())


def test_every_arrow_of_the_picture_is_used() -> None:
    used: dict[str, set[str]] = {mine: set() for mine in MAY_USE}
    for path in MODULES:
        used[room(path)] |= {room(ROOT / f"{name.split('.')[1]}.py") for name in imports(path) if name.startswith("domaudit.")}
    assert {mine: below - used[mine] for mine, below in MAY_USE.items() if below - used[mine]} == {}


def test_the_map_of_the_house_names_every_room() -> None:
    contributing = (ROOT.parent / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    the_map = contributing.partition("## The house in one picture")[2].partition("\n## ")[0]
    named = set(re.findall(r"[a-z_]+", the_map))
    assert [name for name in MAY_USE if name not in named and name != "data"] == []
    places = re.findall(r"`([a-z_]+(?:/[a-z_]+)*)/?`", the_map) + re.findall(r"`(data/[\w/]+(?:\.yaml)?)`", the_map)
    missing = [
        place
        for place in places
        if "/" in place and not any((root / f"{place}{end}").exists() for root in (ROOT, ROOT.parent) for end in ("", ".py"))
    ]
    assert missing == []


def loaded_by(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_domaudit_loads_nothing_heavy() -> None:
    heavy = {"rich", "aiohttp", "dns", "yaml", "typer", "asyncio", "jinja2"}
    assert not heavy & loaded_by("import domaudit")
    assert not heavy & loaded_by("import domaudit.cli")
    assert not {"rich", "aiohttp", "dns"} & loaded_by("from domaudit import audit, load_inventory")


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.terminal])
def test_no_form_but_that_for_a_terminal_loads_rich(form: Form) -> None:
    assert "rich" not in loaded_by(f"from domaudit.report.forms import Form; Form.{form}.write")
    assert "rich" in loaded_by("from domaudit.report.forms import Form; Form.terminal.write")


MIDDLE = (
    "agreement",
    "attribution",
    "changes",
    "cleaning",
    "concentration",
    "concluding",
    "domains",
    "indices",
    "learning",
    "planning",
    "questions",
    "keys",
    "rules",
    "remedies",
    "families",
    "signing",
    "identity",
    "privacy",
    "hosts",
    "guides",
    "lookups",
    "policy",
    "pipeline",
    "report",
    "letters",
    "texts",
    "handover",
    "starting",
    "cases",
    "checkup",
    "diagnosis",
    "model",
)
EDGES = {"report/files.py", "report/screens.py", "report/progress.py"}  # where a report meets a terminal


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in MIDDLE and str(path.relative_to(ROOT)) not in EDGES], ids=str)
def test_the_middle_reads_no_clock_and_no_environment(path: Path) -> None:
    assert set(MIDDLE) <= set(MAY_USE), "a room that is no more"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    reads = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not {call for call in calls if call.endswith((".now", ".today", ".utcnow", ".getenv")) or call.startswith("time.")}
    assert not {name for name in reads if name.startswith(("os.environ", "sys.argv", "sys.stdin"))}
