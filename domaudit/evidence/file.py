"""The evidence file: every answer ever obtained, one JSON line each, append-only (FORMATS section 2).

Cache, resume, offline replay, shard merge, legal dossier, and what servers asked to be spared are this one file. In memory is only an
index of where each answer lies; bodies are read when needed. What an answer's bytes *mean* is not known here: callers hand in ``usable``.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

from domaudit.errors import EvidenceError, Said, counted, said
from domaudit.evidence.disk import Sieve, failed, open_file, read_lines
from domaudit.evidence.index import Entry, Index, mark
from domaudit.evidence.lines import digest, kept, parse, reread, to_line
from domaudit.evidence.lock import open_locked
from domaudit.evidence.pauses import Pauses
from domaudit.evidence.system import read_at
from domaudit.model import Answer, Dns, Pause, Question
from domaudit.questions import canonical, plain_name

Usable: TypeAlias = Callable[[Answer], bool]
"""Whether an answered answer says something (it is not, say, a throttling notice); asked only when the answer is looked up."""


_MOST_NOTICES: Final = 20  # a file of garbage must not bury the report


class EvidenceFile:
    """One evidence file, open for look-ups and, where ``writable``, for appending. Use ``EvidenceFile.open``."""

    def __init__(self, path: Path, fd: int | None, *, writable: bool) -> None:
        self.path = path
        self._fd = fd
        self._writable = writable
        self._notices: list[Said] = []
        self._unnamed = 0
        self.lines = 0
        """Valid lines that it was loaded with."""
        self._index = Index()
        self._last: tuple[int, Answer] | None = None
        self._pauses = Pauses()
        self._chain, self._seq, self._prev = secrets.token_hex(8), 0, ""

    # --- opening and closing ---

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, writable: bool) -> Self:
        """The evidence file at ``path``, its index loaded; an absent one is empty, and made (mode 0600) by the first ``append``.

        Lines that are torn or not valid are skipped and named in ``notices``. Raises EvidenceError for what is no evidence file at
        all (not one valid line), a directory, or a file that cannot be read or (where ``writable``) written, or is being rewritten.
        """
        path = Path(path)
        file = cls(path, open_locked(path) if writable else open_file(path, os.O_RDONLY), writable=writable)
        try:
            if file._fd is not None:
                file._load(file._fd)
            elif writable:
                file._check_folder()
        except BaseException:
            file.close()
            raise
        return file

    def close(self) -> None:
        """Close the file, after what was appended has reached the disk. May be called twice."""
        fd, self._fd, self._writable = self._fd, None, False
        self._index.clear()
        if fd is not None:
            try:
                if self._seq:
                    os.fsync(fd)
            except OSError as error:
                raise failed(self.path, "written", error) from None
            finally:
                os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def notices(self) -> tuple[Said, ...]:
        """What was skipped while loading, each ``file:line: reason``; after twenty only how many more."""
        if not self._unnamed:
            return tuple(self._notices)
        more = counted("{n:,} more line is not valid and was skipped", "{n:,} more lines are not valid and were skipped", self._unnamed)
        return (*self._notices, said("{where}: {told}", where=str(self.path), told=more))

    @property
    def skipped(self) -> int:
        """How many lines were skipped while loading."""
        return len(self._notices) + self._unnamed

    def _load(self, fd: int) -> None:
        sieve = Sieve(self.path)
        for number, offset, raw in read_lines(fd, self.path):
            line = raw.rstrip(b"\r\n")
            if not line.strip():
                continue
            try:
                parsed = parse(line)
            except EvidenceError as error:
                self._note(sieve.refuse(number, raw, error))
            else:
                sieve.valid += 1
                if parsed.forgotten is None:
                    self._take(parsed.answer, offset, line)
                else:
                    self._pauses.take(parsed.answer)  # what the server asked for is not about the domain
        sieve.check()
        self.lines = sieve.valid

    def _note(self, notice: Said) -> None:
        if len(self._notices) < _MOST_NOTICES:
            self._notices.append(notice)
        else:
            self._unnamed += 1

    def _check_folder(self) -> None:
        """Refuse a place where no file can be made before the first question is asked, not after the first answer."""
        folder = next((p for p in self.path.absolute().parents if p.exists()), Path("/"))
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise EvidenceError(
                said("this file cannot be made here"),
                where=str(self.path),
                hint=said("check the folder {folder}, or use --evidence", folder=folder),
            )

    # --- looking up ---

    def newest(
        self,
        question: Question,
        *,
        usable: Usable,
        since: datetime | None = None,
        until: datetime | None = None,
        via: Container[str] | None = None,
    ) -> Answer | None:
        """The newest usable answer to this question; only where there is none, the newest failure; None where never asked.

        Two spellings of one question are one (``questions.canonical``). ``since`` and ``until``: not asked before and not after. ``via``:
        for DNS, only from one of these resolvers. Imported answers are not looked at: they are no answer of the server's to us (see
        ``elsewhere``).
        """
        good, failure = self._best(self._own(question, since, until, via), usable, question)
        return good or failure

    def newest_usable(
        self,
        question: Question,
        *,
        usable: Usable,
        since: datetime | None = None,
        until: datetime | None = None,
        via: Container[str] | None = None,
    ) -> Answer | None:
        """As ``newest``, but None where there are only failures."""
        return self._best(self._own(question, since, until, via), usable, question)[0]

    def latest(self, question: Question) -> Answer | None:
        """The answer to this question that stands last in the file, usable or not."""
        entries = self._index.find(question)
        return self._read(entries[-1]) if entries else None

    def about(self, domain: str, *, usable: Usable = lambda _: True, until: datetime | None = None) -> list[Answer]:
        """Every RDAP and WHOIS answer about this domain, imported ones included: per question and importer as in ``newest``.

        ``until``: only those that were not asked later; what was imported is dated by who imported it, and always counts.
        """
        found: list[Answer] = []
        for asked in self._index.registration(plain_name(domain)):
            entries = [e for e in asked if until is None or e.imported is not None or e.asked_at <= until]
            for importer in dict.fromkeys(entry.imported for entry in entries):
                good, failure = self._best((e for e in entries if e.imported == importer), usable)
                found.extend(answer for answer in (good or failure,) if answer is not None)
        return found

    def pause(self, question: Question) -> Pause | None:
        """The pause that the server of a question was last given; None where it has answered since, or never declined."""
        return self._pauses.of(question)

    @property
    def domains(self) -> tuple[str, ...]:
        """Every name that an RDAP or WHOIS answer is about, in the order of the file; names of no domain included."""
        return tuple(name for name, registration, _ in self._index.names() if registration)

    def newest_time(self, domains: Collection[str]) -> datetime | None:
        """When the newest answer about one of these domains was asked for (RDAP, WHOIS, or DNS at or under it); None without any."""
        wanted = {plain_name(domain) for domain in domains}
        return max((time for name, _, time in self._index.names() if not wanted.isdisjoint(_at_and_above(name))), default=None)

    def _own(self, question: Question, since: datetime | None, until: datetime | None, via: Container[str] | None) -> Iterator[Entry]:
        for entry in self._index.find(question):
            if (
                entry.imported is not None
                or (since is not None and entry.asked_at < since)
                or (until is not None and entry.asked_at > until)
            ):
                continue
            if via is not None and isinstance(question, Dns) and (entry.via is None or entry.via not in via):
                continue
            yield entry

    def _best(self, entries: Iterable[Entry], usable: Usable, asked: Question | None = None) -> tuple[Answer | None, Answer | None]:
        """The newest usable answer, and the newest failure where one is newer or alone; reads no more bodies than it must.

        ``asked``: only answers to this very question (the index may take another for it).
        """
        failure = None
        for entry in sorted(entries, key=lambda e: (e.asked_at, e.offset), reverse=True):
            if failure is not None and not entry.answered:
                continue
            answer = self._read(entry)
            if asked is not None and answer.question != asked and canonical(answer.question) != canonical(asked):
                continue
            if entry.answered and usable(answer):
                return answer, failure
            failure = failure or answer
        return None, failure

    def _read(self, entry: Entry) -> Answer:
        if self._fd is None:
            raise EvidenceError(said("the evidence file is closed"), where=str(self.path))
        if self._last is not None and self._last[0] == entry.offset:  # the walk looks at an answer twice in a row
            return self._last[1]
        try:
            line = read_at(self._fd, entry.length, entry.offset)
        except OSError:
            line = b""
        if mark(line) != entry.mark:
            raise EvidenceError(said("the file was changed while it was in use"), where=str(self.path), hint=said("run again"))
        try:
            answer = reread(line)
        except RecursionError:  # it fitted when it was loaded, from a place less deep
            raise EvidenceError(said("a line is nested too deep"), where=str(self.path), hint=said("take it out of the file")) from None
        self._last = entry.offset, answer
        return answer

    def _take(self, answer: Answer, offset: int, line: bytes) -> None:
        self._index.add(answer, offset, line)
        self._pauses.take(answer)

    # --- appending ---

    def append(self, answer: Answer) -> Answer:
        """Write the answer as one line in a single write, so that two processes interleave whole lines and a kill loses at most one.

        Returns the answer as the file holds it (times to the millisecond), the one that a replay will read. Raises EvidenceError
        where it cannot be written (disk full …); a half-written line is cut off again unless another process has written since.
        """
        if not self._writable:
            raise EvidenceError(said("the evidence file is not open for writing"), where=str(self.path))
        fd = self._fd = self._create() if self._fd is None else self._fd
        line = to_line(answer, chain=self._chain, seq=self._seq + 1, prev=self._prev or None).encode()
        try:
            size = os.fstat(fd).st_size
            # Asked each time: a process that shares the file may have died in mid-line.
            torn = size > 0 and read_at(fd, 1, size - 1) != b"\n"
            data = b"\n" * torn + line + b"\n"
            written = os.write(fd, data)
            end = os.lseek(fd, 0, os.SEEK_CUR)  # with O_APPEND the end of this very write
            if written != len(data):
                if os.fstat(fd).st_size == end:
                    os.ftruncate(fd, end - written)
                raise OSError("no room left")
        except OSError as error:
            raise failed(self.path, "written", error) from None
        self._seq, self._prev = self._seq + 1, digest(line)
        answer = kept(answer)
        self._take(answer, end - 1 - len(line), line)
        return answer

    def _create(self) -> int:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise failed(self.path, "written", error) from None
        fd = open_locked(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        if fd is None:
            raise EvidenceError(said("its folder was taken away"), where=str(self.path), hint=said("run again"))
        return fd


def _at_and_above(name: str) -> Iterator[str]:
    labels = name.split(".") if len(name) <= 253 else []  # longer ones are no names (RFC 1035), and only cost time
    return (".".join(labels[i:]) for i in range(len(labels)))
