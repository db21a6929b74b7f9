"""The inventory that a command reads where none is named: the one in the current folder."""

from __future__ import annotations

import os
import re
import shlex
from itertools import islice
from pathlib import Path

from domaudit.catalogue import words
from domaudit.cli import speaking
from domaudit.cli.options import INVENTORY
from domaudit.errors import Said, UsageError, quoted, said

NAMES = (INVENTORY, "inventory.yml")
_SITES = re.compile(rb"^sites[ \t]*:", re.MULTILINE)
_MOST_FILES, _MOST_BYTES = 50, 64 * 1024  # looked at for a suggestion: more would keep somebody waiting for it


def found() -> str | None:
    """The inventory in this folder, by its name; None where there is none."""
    return next((name for name in NAMES if os.path.lexists(name)), None)


def named(path: str) -> str:
    """An inventory as it is told: by its path from this folder where it lies below it, which code scanning and annotations need."""
    try:
        return str(Path(path).relative_to(Path.cwd())) if os.path.isabs(path) else path
    except (OSError, ValueError):  # it lies elsewhere, or this folder is gone
        return path


def here(command: str, usage: str) -> str:
    """The inventory in this folder. Raises ``UsageError`` where there is none, with how to make one or ``usage`` with the one there may be.

    ``command`` is the one that wants it (``check``), ``usage`` how it is given one (``check {file}``, ``letter {domain} …``).
    """
    if (name := found()) is not None:
        return name
    made = f"domaudit {usage.format(file=_word('FILE'))}"
    hint = perhaps(usage) or said("make one with 'domaudit init', or name yours: '{usage}'", usage=made)
    raise UsageError(said("there is no {file} here", file=INVENTORY), where=command, hint=hint)


def perhaps(usage: str) -> Said | None:
    """What to type for the one file of this folder that looks like an inventory; None where there is none, or several."""
    try:
        files = sorted(path for path in Path().iterdir() if path.suffix in (".yaml", ".yml"))
        likely = list(islice((path for path in files[:_MOST_FILES] if _has_sites(path)), 2))
    except OSError:  # a folder that may not be read
        return None
    if len(likely) != 1:
        return None
    meant = usage.format(file=shlex.quote(str(likely[0])), domain=_word("DOMAIN"))
    return said("did you mean {word}?", word=quoted(f"domaudit {meant}", 300))


def _word(metavar: str) -> str:
    return words(metavar, speaking.language())


def _has_sites(path: Path) -> bool:
    if not path.is_file():  # a pipe would wait for its writer
        return False
    with open(path, "rb") as source:
        return _SITES.search(source.read(_MOST_BYTES)) is not None
