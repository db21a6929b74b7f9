"""Files that a command writes: whole or not at all, and never over what the run reads."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from domaudit.errors import UsageError, said


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write. ``path`` is free of links where it names a regular file; a pipe or device is ``special``."""

    path: Path
    special: bool = False


def place_at(path: Path, inputs: Mapping[str, Path]) -> Place:
    """The file with a name. ``inputs`` are the files that the run itself uses, by what they are (``the inventory``).

    Raises ``UsageError`` for a place that cannot be written, one of the inputs, or where stdout goes.
    """
    place = _place(path)
    if not place.special:
        _refuse_taken(place.path, path, inputs)
    return place


def _place(path: Path) -> Place:
    try:
        kind = path.stat().st_mode if path.exists() else None
        # A pipe is written by its own name: what /dev/fd/63 points to is no path.
        special = kind is not None and not stat.S_ISREG(kind)
        place = path if special else path.resolve()
        disk = kind is not None and (stat.S_ISDIR(kind) or stat.S_ISBLK(kind))  # a report over a whole disk: never meant
        circle = not special and place.is_symlink()  # newer Pythons resolve links in a circle to themselves
        if not disk and not circle and place.parent.is_dir() and os.access(path if kind is not None else place.parent, os.W_OK):
            return Place(place, special)
    except (OSError, ValueError, RuntimeError):  # a name too long, a NUL in it, links in a circle
        pass
    raise UsageError(said("cannot be written"), where=str(path), hint=said("name a file in a folder that exists and is yours to write"))


def _refuse_taken(place: Path, path: Path, inputs: Mapping[str, Path]) -> None:
    """Refuse a regular file that the run reads, or that stdout is."""
    for what, used in inputs.items():
        if same(place, used):
            raise UsageError(
                said("this is {what} of this run", what=what), where=str(path), hint=said("a report would replace it: name another file")
            )
    try:
        mine, out = place.stat(), os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):  # a file yet to be made, or no stdout
        return
    if os.path.samestat(mine, out):
        raise UsageError(
            said("stdout goes there already"), where=str(path), hint=said("choose its form with --format, or name another file")
        )


def same(one: Path, other: Path) -> bool:
    """Whether two names are one file, by whatever links."""
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, ValueError, RuntimeError):
        return False


@contextmanager
def written(place: Place, *, private: bool = False) -> Iterator[TextIO]:
    """A stream of UTF-8 into the file, by way of a temporary one beside it: a full disk leaves what was there.

    Line ends are the same on every system. A pipe or device is written as it is. A file that was there keeps its mode; a new one that is
    ``private`` can be read by its owner alone.
    """
    if place.special:
        with open(place.path, "w", encoding="utf-8", newline="") as out:
            yield out
        return
    with _beside(place.path, private=private) as handle, open(handle, "w", encoding="utf-8", newline="") as out:
        yield out


def write_bytes(content: bytes, place: Place) -> None:
    """Write a file whose bytes are ready, as ``written`` does."""
    if place.special:
        place.path.write_bytes(content)
        return
    with _beside(place.path) as handle, open(handle, "wb") as out:
        out.write(content)


@contextmanager
def _beside(path: Path, *, private: bool = False) -> Iterator[int]:
    """A descriptor of a temporary file, which takes the place of ``path`` once all has gone well."""
    temporary = path.with_name(f".domaudit-{secrets.token_hex(8)}")  # named before it is made: a Ctrl-C right after leaves nothing
    try:
        yield os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.chmod(temporary, _mode(path, private=private))
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path, *, private: bool) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777
    except OSError:
        if private:
            return 0o600
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
