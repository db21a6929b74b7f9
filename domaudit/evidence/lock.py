"""Runs side by side on one evidence file: writers share it, who rewrites it has it alone, and readers need not ask."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import ModuleType

from domaudit.errors import EvidenceError, said
from domaudit.evidence.disk import failed, open_file

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_TRIES = 10
_NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS})


def open_locked(path: Path, flags: int = os.O_RDWR | os.O_APPEND, *, alone: bool = False) -> int | None:
    """A descriptor of the file that ``path`` names now, locked until it is closed; None where there is none.

    The lock is shared with other writers, or, with ``alone``, excludes them. It is advisory, and done without where the system or the file
    system has none. Raises EvidenceError where others hold it, at once.
    """
    for _ in range(_TRIES):
        fd = open_file(path, flags)
        if fd is None:
            return None
        try:
            if not _lock(fd, path, alone=alone) or _is_named(fd, path):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)  # between opening and locking another file took its place: what is written to this one would be lost
    raise in_use(path)


def lock_alone(fd: int, path: Path) -> bool:
    """Whether this open file is from now on locked for us alone; False where somebody else has it, or nobody can lock it."""
    try:
        return _lock(fd, path, alone=True)
    except EvidenceError:
        return False


def in_use(path: Path) -> EvidenceError:
    """The error of a file that another run has locked."""
    return EvidenceError(
        said("the evidence file is in use by another run"), where=str(path), hint=said("wait until that has ended, or name another file")
    )


def _lock(fd: int, path: Path, *, alone: bool) -> bool:
    """Whether the lock is had now; False where there are no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(fd, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno == errno.EWOULDBLOCK:
            raise in_use(path) from None
        if error.errno in _NO_LOCKS:
            return False
        raise failed(path, "written", error) from None
    return True


def _is_named(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except OSError:  # taken away: the next try tells why
        return False
