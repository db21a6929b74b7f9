"""Writes anew all that shows what the program says: golden files, the pages' outputs, the examples and the picture.

python -m tests.make_all      # after a change of what is said, five minutes; then read the difference
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import make_examples, make_picture, make_readme

HERE = Path(__file__).parent
SWITCH = "DOMAUDIT_GOLDEN"


def golden_tests() -> list[str]:
    """The tests that hold golden files."""
    mine = {Path(__file__).resolve()}
    return sorted(str(path) for path in HERE.rglob("test_*.py") if path not in mine and f'"{SWITCH}"' in path.read_text(encoding="utf-8"))


def main() -> int:
    """Write everything; gives the exit code of the tests that write the golden files."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", *golden_tests()]
    code = subprocess.run(command, cwd=HERE.parent, env={**os.environ, SWITCH: "write"}).returncode
    for made in (make_examples, make_readme, make_picture):
        made.main()
    return code


if __name__ == "__main__":
    sys.exit(main())
