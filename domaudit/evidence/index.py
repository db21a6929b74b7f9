"""Where each answer lies in an evidence file, in fifty bytes an answer: a million fit into memory, their bodies stay on disk."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from domaudit.model import Answer, Dns, Outcome, Question, Rdap, Whois
from domaudit.questions import canonical, subject

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE: Final = struct.Struct("<8s8sqQIBII")  # key, mark, time, offset, length, flags, importer, resolver
_ANSWERED, _DNS = 1, 2
_MANY: Final = 100  # answers about one name


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one answer lies in the file, and what can be told of it without reading it; ``mark`` is that of its line."""

    key: bytes
    mark: bytes
    asked_at: datetime
    offset: int
    length: int
    answered: bool
    imported: str | None
    via: str | None


class Index:
    """The entries of one file, in its order, by the name that each is about."""

    def __init__(self) -> None:
        self._places: dict[str, bytes | bytearray] = {}
        self._texts: dict[str, int] = {}  # importers and resolvers, numbered from 1
        self._numbered: list[str] = [""]

    def add(self, answer: Answer, offset: int, line: bytes) -> None:
        """Take in an answer and where it lies: its ``line`` (without the newline) begins at ``offset``."""
        question = canonical(answer.question)
        flags = _ANSWERED * (answer.outcome is Outcome.ANSWERED) | _DNS * isinstance(question, Dns)
        time = (answer.asked_at - _EPOCH) // timedelta(microseconds=1)
        numbers = self._number(answer.imported), self._number(answer.via)
        place = _PLACE.pack(_key(question), mark(line), time, offset, len(line), flags, *numbers)
        name = subject(question)
        places = self._places.get(name, b"")
        if len(places) == _MANY * _PLACE.size:
            places = bytearray(places)  # grows in place, where copying all of it for each answer would take minutes
        places += place
        self._places[name] = places

    def find(self, question: Question) -> list[Entry]:
        """The entries of a question, two spellings of one question being one (``questions.canonical``), in the order of the file."""
        question = canonical(question)
        key, places = _key(question), self._places.get(subject(question), b"")
        if key not in places:  # in C, for most of them
            return []
        return [self._entry(fields) for fields in _PLACE.iter_unpack(places) if fields[0] == key]

    def registration(self, name: str) -> list[list[Entry]]:
        """The RDAP and WHOIS entries about a name, those of one question together, in the order of the file."""
        found: dict[bytes, list[Entry]] = {}
        for fields in _PLACE.iter_unpack(self._places.get(name, b"")):
            if not fields[5] & _DNS:
                found.setdefault(fields[0], []).append(self._entry(fields))
        return list(found.values())

    def names(self) -> Iterator[tuple[str, bool, datetime]]:
        """Every name that an answer is about, whether RDAP or WHOIS are among them, and when the newest was asked for."""
        for name, places in self._places.items():
            fields = list(_PLACE.iter_unpack(places))
            newest = max(one[2] for one in fields)
            yield name, any(not one[5] & _DNS for one in fields), _EPOCH + timedelta(microseconds=newest)

    def clear(self) -> None:
        """Drop every entry."""
        self._places.clear()

    def _number(self, text: str | None) -> int:
        if text is None:
            return 0
        number = self._texts.get(text)
        if number is None:
            number = self._texts[text] = len(self._numbered)
            self._numbered.append(text)
        return number

    def _entry(self, fields: tuple[bytes, bytes, int, int, int, int, int, int]) -> Entry:
        key, mark, time, offset, length, flags, imported, via = fields
        at, texts = _EPOCH + timedelta(microseconds=time), self._numbered
        answered = bool(flags & _ANSWERED)
        return Entry(key, mark, at, offset, length, answered, texts[imported] if imported else None, texts[via] if via else None)


def mark(line: bytes) -> bytes:
    """By what a line is known again: it needs no checking a second time, and one that was changed meanwhile is found out."""
    return hashlib.blake2b(line, digest_size=8).digest()


def _key(question: Question) -> bytes:
    """A question in eight bytes. Who looks one up checks the question that was read: a collision can be made on purpose."""
    match question:
        case Rdap():
            text = f"rdap {question.url}"
        case Whois():
            text = f"whois {question.server} {question.port} {question.query}"
        case Dns():
            text = f"dns {question.name} {question.type}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
