"""What systems differ in where the evidence file is opened, read at a place, and put in the place of another: Windows, and all others."""

from __future__ import annotations

import os
import stat

OPENING = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NONBLOCK", "O_BINARY"))
"""Flags for every opening: no child inherits the file, a named pipe does not hang the program, and Windows changes no line end."""


def read_at(fd: int, length: int, offset: int) -> bytes:
    """At most so many bytes from a place of an open file; where the file stands for other readers does not change."""
    if hasattr(os, "pread"):
        there: bytes = os.pread(fd, length, offset)
        return there
    before = os.lseek(fd, 0, os.SEEK_CUR)  # Windows
    try:
        os.lseek(fd, offset, os.SEEK_SET)
        return os.read(fd, length)
    finally:
        os.lseek(fd, before, os.SEEK_SET)


def take_over(fd: int, old: os.stat_result) -> None:
    """Give an open file the owner and the mode of another. Windows has neither: a file there has the rights of its folder."""
    fchown, fchmod = (getattr(os, name, None) for name in ("fchown", "fchmod"))
    if fchown is None or fchmod is None:
        return
    new = os.fstat(fd)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        fchown(fd, old.st_uid, old.st_gid)
    fchmod(fd, stat.S_IMODE(old.st_mode))


def renames_open_files() -> bool:
    """Whether a file can be renamed, and have another renamed over it, while it is open; not so on Windows."""
    return hasattr(os, "pread")
