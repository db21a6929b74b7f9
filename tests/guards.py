"""Takes each guard away and looks whether its test notices: ``python -m tests.guards [WORD]...``.

``guards.yaml`` names for each guard the lines that are it, what stands there without it, and the tests that must turn red. The package is
copied into a temporary folder and changed there, the tests run beside it, by a Python that has no ``domaudit`` of its own: so the command
under test is ``python -m domaudit`` of the copy. With words, only guards whose name holds one of them. Exit code 1 if any stays green.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
COPIED = ("domaudit", "tests", "examples", "pyproject.toml", "README.md")
PATIENCE = 200
"""Seconds for the tests of one guard; without its guard a run may hang, and then ends red."""


@dataclass(frozen=True)
class Guard:
    """What is taken away, and which tests must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def guards() -> list[Guard]:
    """Every guard of ``guards.yaml``; tests are those of ``test_faults.py`` unless they name a file."""
    told = yaml.safe_load(Path(__file__).with_name("guards.yaml").read_text(encoding="utf-8"))
    return [Guard(name, one["file"], one["old"], one["new"], tuple(map(_test, one["tests"]))) for name, one in told.items()]


def _test(text: str) -> str:
    return f"tests/{text}" if "::" in text else f"tests/test_faults.py::test_a_fault_marks_its_own_source_and_nothing_else[{text}]"


def without(guard: Guard, folder: Path) -> None:
    """Take a guard away from the copy of the package in a folder; raises ValueError where it does not stand there exactly once."""
    path = folder / "domaudit" / guard.file
    text = path.read_text(encoding="utf-8")
    if text.count(guard.old) != 1:
        raise ValueError(f"{guard.name}: its lines stand {text.count(guard.old)} times in {guard.file}")
    path.write_text(text.replace(guard.old, guard.new), encoding="utf-8")


def copy(folder: Path) -> None:
    """Copy what the tests need."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)


def python(folder: Path) -> Path:
    """A Python with all that this one has installed, and without the commands: neither the script nor an editable copy is found."""
    venv.create(folder, symlinks=os.name != "nt")
    places = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    found = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(found, "beside.pth").write_text("".join(f"{place}\n" for place in sorted(places)), encoding="utf-8")
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def red(tests: Sequence[str], folder: Path, interpreter: Path) -> set[str]:
    """Those of the tests, run in a folder, that fail (all of them where they do not end); raises RuntimeError where none can be run."""
    line = [str(interpreter), "-m", "pytest", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return set(tests)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    failed = [words[1] for words in map(str.split, done.stdout.splitlines()) if words and words[0] in ("FAILED", "ERROR")]
    return {test for test in tests if any(found == test or found.startswith(f"{test}[") for found in failed)}


def main(words: Sequence[str]) -> int:
    """Try every guard, a line for each."""
    wanted = [guard for guard in guards() if not words or any(word in guard.name for word in words)]
    missed = 0
    with tempfile.TemporaryDirectory() as place:
        interpreter, folder = python(Path(place, "python")), Path(place, "copy")
        folder.mkdir()
        copy(folder)
        if early := red(sorted({test for guard in wanted for test in guard.tests}), folder, interpreter):
            print(f"red with every guard in its place: {', '.join(sorted(early))}")
            return 1
        for guard in wanted:
            without(guard, folder)
            green = set(guard.tests) - red(guard.tests, folder, interpreter)
            print(f"{guard.name}: {'STILL GREEN: ' + ', '.join(sorted(green)) if green else 'red as it should'}", flush=True)
            missed += bool(green)
            shutil.copy2(ROOT / "domaudit" / guard.file, folder / "domaudit" / guard.file)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
