"""A sequence that lives on disk as soon as it is long: thousands of sites' facts do not fit into memory, and are wanted one at a time."""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import tempfile
import weakref
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import IO, Any, Generic, TypeVar, overload

from domaudit import model
from domaudit.errors import DomauditError, said, system

T = TypeVar("T")

IN_MEMORY = 1000
"""Items that are kept as they are."""


class _Lazy(Sequence[T], ABC, Generic[T]):
    """A sequence whose items are fetched when they are wanted; a slice of it fetches none."""

    @abstractmethod
    def _item(self, number: int) -> T:
        """The item of a number from 0."""

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        numbers = range(len(self))[index]
        return self._item(numbers) if isinstance(numbers, int) else Picked(self, numbers)


class Spool(_Lazy[T]):
    """Items that are appended and then read, one by one or by number; every reading of one on disk makes it anew.

    ``shared`` are objects that many items hold (the inventory's sites): they are not written, and read items hold the very same. The file
    has no name, is readable by this user alone, and goes with the process. Raises ``DomauditError`` where the disk is full.
    """

    def __init__(self, shared: Sequence[object] = (), in_memory: int = IN_MEMORY) -> None:
        self._shared = shared
        self._places = {id(one): number for number, one in enumerate(shared)}
        self._in_memory = in_memory
        self._items: list[T] = []
        self._starts = array("Q")
        self._file: IO[bytes] | None = None
        self._end = 0
        self._moved = False

    def append(self, item: T) -> None:
        """Add an item at the end."""
        if len(self._items) < self._in_memory:
            self._items.append(item)
            return
        buffer = io.BytesIO()
        pickler = _Pickler(buffer, self._places) if self._shared else pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _reducers()
        pickler.dump(item)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="domaudit-")  # noqa: SIM115 (open for as long as this is)
                weakref.finalize(self, _closed, self._file)
            if self._moved:  # a seek writes out what is buffered
                self._file.seek(0, os.SEEK_END)
                self._moved = False
            self._file.write(buffer.getbuffer())
        except OSError as error:
            raise _no_room(error) from None
        self._starts.append(self._end)
        self._end += buffer.tell()

    def __len__(self) -> int:
        return len(self._items) + len(self._starts)

    def _item(self, number: int) -> T:
        return self._items[number] if number < len(self._items) else self._read(number - len(self._items))

    def __iter__(self) -> Iterator[T]:
        yield from self._items
        for number in range(len(self._starts)):
            yield self._read(number)

    def _read(self, number: int) -> T:
        assert self._file is not None
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else self._end
        self._moved = True
        try:
            self._file.seek(start)  # writes out what is buffered
        except OSError as error:
            raise _no_room(error) from None
        item: T = _Unpickler(io.BytesIO(self._file.read(end - start)), self._shared).load()
        return item


class Picked(_Lazy[T]):
    """Some items of a sequence, in another order, each fetched when it is wanted."""

    def __init__(self, items: Sequence[T], numbers: Sequence[int]) -> None:
        self._items, self._numbers = items, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def _item(self, number: int) -> T:
        return self._items[self._numbers[number]]

    def kept(self, numbers: Iterable[int]) -> Picked[T]:
        """Those of them that have one of some numbers in the sequence, in their order."""
        among = frozenset(numbers)
        return Picked(self._items, [number for number in self._numbers if number in among])


def _no_room(error: OSError) -> DomauditError:
    hint = said("free some space, or set TMPDIR to another folder")
    return DomauditError(
        said("no room for what was found: {reason}", reason=system(error)), where=os.environ.get("TMPDIR", tempfile.tempdir), hint=hint
    )


def _closed(file: IO[bytes]) -> None:
    """Close the file; what a full disk has no room for is not wanted any more."""
    with suppress(OSError):
        file.close()


@cache
def _reducers() -> dict[type, Callable[[Any], Any]]:
    """How each noun of the program is written: by its fields in order, which takes half the time of the general way."""
    table: dict[type, Callable[[Any], Any]] = dict(copyreg.dispatch_table)
    for noun in (getattr(model, name) for name in model.__all__):
        if isinstance(noun, type) and is_dataclass(noun):
            table[noun] = _by_fields(noun)
    return table


def _by_fields(noun: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [one.name for one in fields(noun)]
    read = attrgetter(*names)
    return (lambda one: (noun, read(one))) if len(names) > 1 else (lambda one: (noun, (read(one),)))


class _Pickler(pickle.Pickler):
    """Writes of each shared object its place alone; ``places`` are by the object's ``id``."""

    def __init__(self, out: io.BytesIO, places: Mapping[int, int]) -> None:
        super().__init__(out, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = places

    def persistent_id(self, one: Any) -> int | None:
        return self._places.get(id(one))


class _Unpickler(pickle.Unpickler):
    """Reads nothing but what this very process wrote into its own nameless file."""

    def __init__(self, source: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(source)
        self._shared = shared

    def persistent_load(self, place: Any) -> Any:
        return self._shared[place]
