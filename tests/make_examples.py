"""Writes examples/reports, letters and exit-kit: what the commands in examples/README.md write today.

python -m tests.make_examples      # after a change of what the program says, or of its version
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
from pathlib import Path

from tests.command import ROOT, run
from tests.make_readme import COMMANDS

EXAMPLES = ROOT / "examples"
FOLDERS = ("reports", "letters", "exit-kit")
"""What is made; the rest of the examples is written by hand, and evidence.jsonl by make_evidence."""


def commands() -> list[str]:
    """Every command in examples/README.md, in its order."""
    return "".join(COMMANDS.findall((EXAMPLES / "README.md").read_text(encoding="utf-8"))).splitlines()


def tree(folder: Path) -> dict[str, bytes]:
    """What stands below the folders that are made: path → bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in FOLDERS
        for path in sorted((folder / name).rglob("*"))
        if path.is_file()
    }


def made() -> dict[str, bytes]:
    """What the commands write, run in a copy of the examples; raises SystemExit where one fails."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "examples"
        shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns(*FOLDERS))
        for name in FOLDERS[:2]:  # the kit makes its own folder
            (copy / name).mkdir()
        for command in commands():
            ran = run(*shlex.split(command)[1:], home=Path(place), cwd=Path(place), COLUMNS="80")
            if ran.code not in (0, 1):
                raise SystemExit(f"{command}: exit {ran.code}: {ran.err}")
        return tree(copy)


def main() -> None:
    """Write the folders anew."""
    found = made()
    for name in FOLDERS:
        shutil.rmtree(EXAMPLES / name, ignore_errors=True)
    for path, body in found.items():
        (EXAMPLES / path).parent.mkdir(parents=True, exist_ok=True)
        (EXAMPLES / path).write_bytes(body)


if __name__ == "__main__":
    main()
