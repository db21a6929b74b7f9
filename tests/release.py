"""Holds that a tag, the version and the first heading of CHANGELOG.md are one, and prints what is new in it: the notes of a release.

python -m tests.release v0.1.0
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from domaudit import __version__
from tests.command import ROOT

CHANGES = ROOT / ".github" / "CHANGELOG.md"
_HEADING = re.compile(r"^## (?P<version>\S+) \((?P<day>[^)]+)\)\n", re.MULTILINE)
_DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")


def notes(tag: str, version: str, changes: str) -> str:
    """The section of the newest version; raises ``ValueError`` that says what is not as it must be."""
    if not re.fullmatch(r"v\d+\.\d+\.\d+", tag):
        raise ValueError(f"{tag} is no tag of a release: v1.2.3")
    if tag != f"v{version}":
        raise ValueError(f"the tag is {tag}, and __version__ in domaudit/__init__.py is {version}")
    found = list(_HEADING.finditer(changes))
    if not found or found[0]["version"] != version:
        raise ValueError(f"the first heading in CHANGELOG.md is not ## {version} (YYYY-MM-DD)")
    if not _DAY.fullmatch(found[0]["day"]):
        raise ValueError(f"CHANGELOG.md: {version} has no day yet: ({found[0]['day']})")
    end = found[1].start() if len(found) > 1 else len(changes)
    text = changes[found[0].end() : end].strip()
    if not text:
        raise ValueError(f"CHANGELOG.md says nothing of {version}")
    return text + "\n"


def main(argv: list[str], changes: Path = CHANGES) -> int:
    """Print the notes; the exit code is 1 where something does not agree."""
    try:
        sys.stdout.write(notes(*argv, __version__, changes.read_text(encoding="utf-8")))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m tests.release vX.Y.Z")
    sys.exit(main(sys.argv[1:]))
