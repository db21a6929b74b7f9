"""Files that are written whole or not at all: by way of a temporary one beside them, so that a full disk leaves what was there."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from domaudit.errors import UsageError, said


def place(path: Path) -> Path:
    """Where a file goes: a link to a file is followed, a pipe or device stays as it is named.

    Raises ``UsageError`` for a folder, a place whose folder is not there, or one that is not ours to write.
    """
    try:
        kind = path.stat().st_mode if path.exists() else None
        if kind is not None and not stat.S_ISREG(kind):
            if not (stat.S_ISDIR(kind) or stat.S_ISBLK(kind)) and os.access(path, os.W_OK):
                return path
        else:
            found = path.resolve()
            if not found.is_symlink() and found.parent.is_dir() and os.access(found if kind is not None else found.parent, os.W_OK):
                return found
    except (OSError, ValueError, RuntimeError):  # a name too long, a NUL in it, links in a circle
        pass
    raise UsageError(said("cannot be written"), where=str(path), hint=said("name a file in a folder that exists and is yours to write"))


def write(path: Path, content: bytes) -> None:
    """Write a file, or to a pipe or device. A file that was there keeps its mode. Raises ``OSError`` that names ``path``."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(path, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with open(handle, "wb") as out:
            out.write(content)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
