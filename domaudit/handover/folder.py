"""The folder of an exit kit: written over nothing but what this program wrote there itself and nobody changed since.

``kit.json`` in the folder holds the SHA-256 of each file that was written. A file that is there and has another hash may be somebody's
notes: then nothing at all is written. The list is written before the files, with the old hashes and the new, so that a run that was cut
off can be run again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from domaudit.errors import Said, UsageError, said
from domaudit.report.files import Place, write_bytes

LIST, SCHEMA = "kit.json", "domaudit-handover/1"

_MOST = 32 * 1024 * 1024
_SAFE = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # Windows takes these for devices, whatever follows the dot


def name_of(domain: str) -> str:
    """A domain's folder: the domain (A-label) itself, with ``_`` before what Windows would take for a device (``con.example``).

    Raises ``ValueError`` for what is no domain, so that no name ever leads out of the folder.
    """
    if not _SAFE.fullmatch(domain) or len(domain) > 253:
        raise ValueError(f"no name for a folder: {domain[:80]!r}")
    return f"_{domain}" if _DEVICE.match(domain) else domain


class Folder:
    """Where the kits go. Raises ``UsageError`` for a place where they cannot."""

    def __init__(self, root: Path) -> None:
        self.shown = root
        try:
            self.root = root.resolve()
            usable = os.access(self.root, os.W_OK | os.X_OK) if self.root.is_dir() else self._may_be_made()
        except (OSError, ValueError, RuntimeError):  # a name too long, a NUL in it, links in a circle
            usable = False
        if not usable:
            raise UsageError(
                said("cannot be written"), where=str(root), hint=said("name a folder with -o, in a place that exists and is yours to write")
            )
        self._known = self._read_list()

    def _may_be_made(self) -> bool:
        return not self.root.exists() and self.root.parent.is_dir() and os.access(self.root.parent, os.W_OK | os.X_OK)

    def check(self, names: Iterable[str]) -> None:
        """See that every file (``example.fr/2-plan.md``) may be written. Raises ``UsageError`` that names the first that may not."""
        for name in names:
            path = self.root / name
            inside = [parent for parent in path.parents if self.root in parent.parents]
            if any(parent.is_symlink() or (parent.exists() and not parent.is_dir()) for parent in inside):
                raise self._taken(name, said("its folder is a link or a file, and may lead elsewhere"))
            if path.is_symlink() or (path.exists() and not path.is_file()):
                raise self._taken(name, said("this is a link, a folder or a device"))
            if path.exists() and _hash(path.read_bytes()) not in self._known.get(name, ()):
                raise self._taken(name, said("this file was changed since, or is not from domaudit"))

    def write(self, content: Mapping[str, bytes]) -> None:
        """Write the files, each whole or not at all. Raises ``UsageError`` as ``check`` does, and ``OSError`` where the disk is full."""
        self.check(content)
        fresh = {name: [_hash(data)] for name, data in content.items()}
        self.root.mkdir(exist_ok=True)
        self._write_list({**self._known, **{name: [*self._known.get(name, ()), *hashes] for name, hashes in fresh.items()}})
        for name, data in content.items():
            path = self.root / name
            path.parent.mkdir(exist_ok=True)
            _put(path, data)
        self._write_list({**self._known, **fresh})

    def _taken(self, name: str, why: Said) -> UsageError:
        hint = said("nothing was written: move it away, or name another folder with -o")
        return UsageError(why, where=str(self.shown / name), hint=hint)

    def _read_list(self) -> dict[str, list[str]]:
        path = self.root / LIST
        if not path.exists() and not path.is_symlink():
            return {}
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _MOST:
            with suppress(ValueError, RecursionError):  # not JSON, not UTF-8
                found = json.loads(path.read_bytes())
                if isinstance(found, dict) and found.get("schema") == SCHEMA and isinstance(found.get("files"), dict):
                    return {name: hashes for name, hashes in found["files"].items() if isinstance(hashes, list)}
        raise self._taken(LIST, said("this file is not the list that domaudit keeps in a folder of kits"))

    def _write_list(self, known: Mapping[str, list[str]]) -> None:
        text = json.dumps({"schema": SCHEMA, "files": dict(sorted(known.items()))}, indent=1)
        _put(self.root / LIST, f"{text}\n".encode())


def _put(path: Path, data: bytes) -> None:
    try:
        write_bytes(data, Place(path))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
