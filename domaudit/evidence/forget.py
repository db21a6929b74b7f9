"""What an evidence file holds of one domain taken out of it, so that the chains of what stays still hold."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from domaudit.domains import to_unicode
from domaudit.errors import EvidenceError, UsageError, said
from domaudit.evidence.disk import Sieve, read_lines
from domaudit.evidence.draft import drafting
from domaudit.evidence.fields import MAX_LINE
from domaudit.evidence.lines import parse, without_answer
from domaudit.evidence.lock import open_locked
from domaudit.evidence.system import read_at
from domaudit.questions import subject

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many answers were taken out, and how many lines that are not valid, but name the domain, were dropped."""

    answers: int
    dropped: int


def forget(path: Path, domain: str) -> Forgotten:
    """Rewrite an evidence file without the answers about a registrable domain (an A-label) and the names under it.

    Each such line keeps its question, times, hashes and place in its chain. Lines that are not valid stay, unless they name the domain. The
    file is replaced whole or left as it was. Raises UsageError where there is none, EvidenceError where it is in use, is no evidence file,
    or cannot be written.
    """
    fd = open_locked(path, os.O_RDWR, alone=True)
    if fd is None:
        raise UsageError(said("there is no such file"), where=str(path), hint=said("name an evidence file with --evidence"))
    answers = dropped = 0
    sieve = Sieve(path)
    with ExitStack() as held:
        held.callback(os.close, fd)
        before = os.fstat(fd)
        with drafting(path) as draft:
            for number, offset, raw in read_lines(fd, path):
                line = raw.removesuffix(b"\n")
                try:
                    bare = _without(line, domain)
                except EvidenceError as error:
                    sieve.refuse(number, raw, error)
                    if _names(_pieces(fd, offset, raw), domain):
                        dropped += 1
                    else:
                        draft.file.writelines(_pieces(fd, offset, raw))
                else:
                    sieve.valid += bool(line.strip())
                    answers += bare is not None
                    draft.file.write(raw if bare is None else bare + b"\n")
            sieve.check()
            if answers or dropped:
                draft.replace(before, held)
    return Forgotten(answers, dropped)


def _without(line: bytes, domain: str) -> bytes | None:
    """The line without its answer; None for one that stays as it is. Raises EvidenceError for one that is not valid."""
    if not line.strip():
        return None
    name = subject(parse(line).answer.question)
    return without_answer(line) if name == domain or name.endswith("." + domain) else None


def _pieces(fd: int, offset: int, raw: bytes) -> Iterator[bytes]:
    """A line piece by piece: as it was read, or, where it was longer than that, from the file."""
    if len(raw) <= MAX_LINE + 1:
        yield raw
        return
    while piece := read_at(fd, _PIECE, offset):
        end = piece.find(b"\n") + 1
        yield piece[:end] if end else piece
        if end:
            return
        offset += len(piece)


def _names(pieces: Iterator[bytes], domain: str) -> bool:
    """Whether a line that cannot be read names the domain, however written: rather one damaged line too many than one left."""
    written = {domain, to_unicode(domain), json.dumps(to_unicode(domain))[1:-1]}
    before = ""
    for piece in pieces:
        text = before + piece.decode("utf-8", "replace").lower()
        if any(name.lower() in text for name in written):
            return True
        before = text[-4 * len(domain) - 64 :]
    return False
