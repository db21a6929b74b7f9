"""The evidence file as the disk holds it: opened with care, read line by line in bounded memory, and verified."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domaudit.errors import EvidenceError, Said, said, system
from domaudit.evidence.fields import MAX_LINE
from domaudit.evidence.lines import START, digest, parse
from domaudit.evidence.system import OPENING
from domaudit.model import Outcome


def open_file(path: Path, flags: int) -> int | None:
    """A descriptor of a regular file, None where there is none. A named pipe does not hang the program.

    What ``flags`` make is readable by its user alone: it holds personal data.
    """
    try:
        fd = os.open(path, flags | OPENING, 0o600)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise failed(path, "written" if flags & os.O_RDWR else "read", error) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise EvidenceError(said("this is not a regular file"), where=str(path), hint=said("name a file with --evidence"))
    return fd


def read_lines(fd: int, path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Number (from 1), offset and bytes of each line; only the last may lack its newline, one over MAX_LINE is shown by its beginning."""
    try:
        with os.fdopen(os.dup(fd), "rb", buffering=1 << 20) as file:
            number = offset = 0
            while raw := file.readline(MAX_LINE + 2):
                number, start, part = number + 1, offset, raw
                offset += len(raw)
                while len(part) == MAX_LINE + 2 and not part.endswith(b"\n"):  # skip the rest of it in bounded memory
                    part = file.readline(MAX_LINE + 2)
                    offset += len(part)
                yield number, start, raw if part is raw else raw[:-1] + part[-1:]
    except OSError as error:
        raise failed(path, "read", error) from None


class Sieve:
    """Lines of a file that are not valid, each with its notice; a file with no other lines is none of ours."""

    def __init__(self, path: Path) -> None:
        self.valid = 0
        self._path = path
        self._first: Said | None = None
        self._torn_only = True

    def refuse(self, number: int, raw: bytes, error: EvidenceError) -> Said:
        """The notice of a line that was not valid: ``file:line: reason``."""
        torn = not raw.endswith(b"\n")
        self._torn_only = self._torn_only and torn and (raw.startswith(START) or START.startswith(raw))
        self._first = self._first or said("line {number}: {reason}", number=number, reason=error.message)
        told = said("the last line is torn ({reason}): set aside", reason=error.message)
        return said(
            "{where}: {told}", where=f"{self._path}:{number}", told=told if torn else said("skipped: {reason}", reason=error.message)
        )

    def check(self) -> None:
        """Raise EvidenceError where no line was valid; a single line that a kill has torn is still ours."""
        if self._first and not self.valid and not self._torn_only:
            raise EvidenceError(
                said("this is not an evidence file ({first})", first=self._first),
                where=str(self._path),
                hint=said("nothing was changed; name another file with --evidence"),
            )


def failed(path: Path, verb: Literal["read", "written"], error: OSError | ValueError) -> EvidenceError:
    """The error of a file that cannot be read or written, in the system's words and with what to do."""
    reason = system(error)
    return EvidenceError(
        said("the evidence file cannot be read: {reason}", reason=reason)
        if verb == "read"
        else said("the evidence file cannot be written: {reason}", reason=reason),
        where=str(path),
        hint=said("free its disk, mend its rights, or use --evidence"),
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """What a whole file holds: its lines, how many of them are answered, in how many chains, how many in no chain, how many forgotten."""

    lines: int
    answered: int
    chains: int
    unchained: int
    forgotten: int = 0


def verify(path: str | os.PathLike[str]) -> Verified:
    """Every line checked, its body against its SHA-256 and its place against its chain; chains may interleave, and a line may be repeated.

    A forgotten line stands in its chain with the digest of the line that it was, and vouches for nothing but its place. Shows that the file
    was not damaged or carelessly edited; not when it was made, nor by whom. Raises EvidenceError naming the first line that fails (a torn
    one too), or where there is no file to read.
    """
    path = Path(path)
    fd = open_file(path, os.O_RDONLY)
    if fd is None:
        raise EvidenceError(said("there is no such file"), where=str(path))
    ends: dict[str, tuple[int, str]] = {}  # chain: seq and SHA-256 of its line before
    seen: set[str] = set()
    lines = answered = unchained = forgotten = 0
    try:
        for number, _, raw in read_lines(fd, path):
            line = raw.removesuffix(b"\n")
            if not line.strip():
                continue
            try:
                checked = parse(line)
                if checked.chain is None:
                    unchained += 1
                elif (sha256 := checked.forgotten or digest(line)) not in seen:  # the same line again: two copies of one file were joined
                    before = ends.get(checked.chain, (0, None))
                    if (checked.seq, checked.prev) != (before[0] + 1, before[1]):
                        raise EvidenceError(
                            said("it does not follow line {number} of its chain: a line is missing, changed or moved", number=before[0])
                        )
                    ends[checked.chain] = (before[0] + 1, sha256)
                    seen.add(sha256)
            except EvidenceError as error:
                reason = error.message if raw.endswith(b"\n") else said("the last line is torn ({reason})", reason=error.message)
                raise EvidenceError(reason, where=f"{path}:{number}") from None
            lines += 1
            forgotten += checked.forgotten is not None
            answered += checked.forgotten is None and checked.answer.outcome is Outcome.ANSWERED
    finally:
        os.close(fd)
    return Verified(lines, answered, len(ends), unchained, forgotten)
