"""Several evidence files, of shards or machines, made one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from domaudit.errors import EvidenceError, Said, UsageError, said
from domaudit.evidence.disk import Sieve, open_file, read_lines
from domaudit.evidence.draft import drafting, exists
from domaudit.evidence.lines import parse
from domaudit.evidence.lock import open_locked

_MOST_NOTICES = 20


@dataclass(frozen=True, slots=True)
class Merged:
    """How many lines the new file has, how many were there already, how many were left out, and the first of these with their reasons."""

    lines: int
    repeated: int
    left_out: int
    notices: tuple[Said, ...]


def merge(paths: Sequence[Path], out: Path) -> Merged:
    """Copy the valid lines of some evidence files to ``out``, in their order and byte for byte, each once; so their chains still hold.

    ``out`` is a new file, or one of the files, which is then replaced. It comes to be whole or not at all. Raises UsageError where a file
    is missing or ``out`` is another file that exists, EvidenceError for what is no evidence file, is in use, or cannot be written.
    """
    own = _own(paths, out)
    with ExitStack() as held:
        if own is not None:
            held.callback(os.close, own)
        return _merge(paths, out, None if own is None else os.fstat(own), held)


def _own(paths: Sequence[Path], out: Path) -> int | None:
    """The file to be replaced, locked; None where ``out`` is to be made."""
    if not os.path.lexists(out):
        return None
    if not any(_same(path, out) for path in paths):
        raise exists(out)
    return open_locked(out, os.O_RDWR, alone=True)


def _merge(paths: Sequence[Path], out: Path, old: os.stat_result | None, held: ExitStack) -> Merged:
    seen: set[bytes] = set()
    repeated = left_out = 0
    notices: list[Said] = []
    with drafting(out) as draft:
        for path in paths:
            sieve = Sieve(path)
            for number, raw in _lines(path):
                line = raw.removesuffix(b"\n")
                known = hashlib.sha256(line).digest()  # and not the line: so that memory is bounded
                if known in seen:
                    sieve.valid += 1
                    repeated += 1
                    continue
                try:
                    parse(line)
                except EvidenceError as error:
                    notice = sieve.refuse(number, raw, error)
                    left_out += 1
                    if left_out <= _MOST_NOTICES:
                        notices.append(notice)
                    continue
                sieve.valid += 1
                seen.add(known)
                draft.file.write(line + b"\n")
            sieve.check()
        if old is None:
            draft.place()
        else:
            draft.replace(old, held)
    return Merged(len(seen), repeated, left_out, tuple(notices))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers."""
    fd = open_file(path, os.O_RDONLY)
    if fd is None:
        raise UsageError(said("there is no such file"), where=str(path), hint=said("name evidence files"))
    try:
        yield from ((number, raw) for number, _, raw in read_lines(fd, path) if raw.strip())
    finally:
        os.close(fd)


def _same(path: Path, out: Path) -> bool:
    try:
        return os.path.samefile(path, out)
    except OSError:
        return False
