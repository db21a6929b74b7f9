"""A new version of a file, written beside it and put in its place whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from domaudit.errors import EvidenceError, UsageError, said
from domaudit.evidence.disk import failed, open_file
from domaudit.evidence.lock import lock_alone
from domaudit.evidence.system import OPENING, renames_open_files, take_over


class Draft:
    """What is to stand at ``target`` once it is whole; ``file`` takes its bytes. Use ``drafting``."""

    def __init__(self, target: Path) -> None:
        self.target = Path(os.path.realpath(target))  # where a link points to: the link stays
        self._beside = self.target.with_name(_prefix(self.target) + secrets.token_hex(8))
        fd = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OPENING, 0o600)
        self.file: BinaryIO = open(fd, "wb", buffering=1 << 20)  # noqa: SIM115 (closed by `close`)
        lock_alone(fd, self._beside)  # a draft that nobody has locked was left behind by a run that was killed

    def replace(self, old: os.stat_result, held: ExitStack) -> None:
        """Put the draft in the place of the file that was as ``old`` when it was read, with its owner and its mode.

        ``held`` keeps that file open and locked; it is closed where the system renames nothing over an open file. Raises EvidenceError
        where it is another by now, or has grown: a writer without locks, or a link that was turned elsewhere.
        """
        fd = self._flushed()
        take_over(fd, old)
        os.fsync(fd)
        if not renames_open_files():
            self.file.close()
            held.close()
        if _state(os.stat(self.target)) != _state(old):
            raise EvidenceError(said("the file was changed while it was in use"), where=str(self.target), hint=said("run again"))
        os.replace(self._beside, self.target)
        self._settle()

    def place(self) -> None:
        """Put the draft where there is no file. Raises UsageError where one has been made meanwhile."""
        os.fsync(self._flushed())
        if not renames_open_files():
            self.file.close()
        try:
            os.link(self._beside, self.target)  # unlike a renaming, it never goes over a file
        except FileExistsError:
            raise exists(self.target) from None
        except OSError:  # a file system without hard links
            if os.path.lexists(self.target):
                raise exists(self.target) from None
            os.replace(self._beside, self.target)
        self._settle()

    def close(self) -> None:
        """Let go of the draft; what was not put in place is gone."""
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            self._beside.unlink(missing_ok=True)

    def _flushed(self) -> int:
        self.file.flush()
        return self.file.fileno()

    def _settle(self) -> None:
        """Have the disk keep the new name too, so that a power cut does not bring the old file back."""
        with suppress(OSError):  # not every system opens folders
            fd = os.open(self.target.parent, os.O_RDONLY | OPENING)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)


@contextmanager
def drafting(target: Path) -> Iterator[Draft]:
    """A draft of ``target``, gone at the end unless it was put in place. Raises EvidenceError where it cannot be written (disk full …)."""
    try:
        _sweep(target)
        draft = Draft(target)
        try:
            yield draft
        finally:
            draft.close()
    except OSError as error:
        raise failed(target, "written", error) from None


def exists(path: Path) -> UsageError:
    """The error of a new file where there is one already."""
    return UsageError(said("this file exists"), where=str(path), hint=said("name a new file; only one of the files to merge is replaced"))


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _prefix(target: Path) -> str:
    """How drafts of this file are named: short, whatever its own name is."""
    return f".domaudit-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"


def _sweep(target: Path) -> None:
    """Remove the drafts that a killed run left behind: they hold answers, and nothing else would ever reach them."""
    target = Path(os.path.realpath(target))
    for left in target.parent.glob(_prefix(target) + "*"):
        with suppress(OSError, EvidenceError):
            fd = open_file(left, os.O_RDWR)
            if fd is not None:
                try:
                    if lock_alone(fd, left):
                        left.unlink()
                finally:
                    os.close(fd)
                if not renames_open_files():  # nor does such a system remove one: what can be removed is nobody's any more
                    left.unlink()
