"""Strict YAML: bytes in, a frozen tree out, in which every value knows its line and column.

All scalars stay strings, as the person wrote them: ``NO`` is Norway and not false, ``0123`` keeps its zero, ``12:30`` is no number
(YAML 1.1's implicit types, https://yaml.org/type/). What makes a YAML file mean something else than what its reader sees
(anchors, aliases, tags, merge keys, duplicate keys, a second document) is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from domaudit.data.slips import slip_before
from domaudit.errors import DomauditError, Heard, InventoryError, Said, quoted, said
from domaudit.model import Location

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 20

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# C0 and C1 controls, and what reorders or breaks a line unseen: whoever reviews the file would not see what the program reads.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, always text; ``quoted`` where it stood in quotes or in a block (``|``, ``>``)."""

    text: str
    location: Location
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Null:
    """No value: nothing after the colon, ``~`` or an unquoted ``null``."""

    location: Location


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in the file's order."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the file's order; every key is there once."""

    pairs: tuple[tuple[Scalar, Node], ...]
    location: Location

    def get(self, key: str) -> Node | None:
        """The value of a key, or None where the key is not there (``Null`` where it is there with nothing after it)."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node: TypeAlias = Scalar | Null | Sequence | Mapping


def parse(data: bytes, file: str) -> Node:
    """The tree of one YAML document; an empty one is ``Null``.

    Takes the bytes (UTF-8, a byte order mark is accepted) and the file's name as messages show it.
    Raises ``InventoryError`` with every mistake that a reader can go on after, in the order of the file.
    """
    tree, mistakes = read_tree(data, file)
    if mistakes:
        raise InventoryError(mistakes)
    return tree


def read_tree(data: bytes, file: str) -> tuple[Node, list[DomauditError]]:
    """The tree as far as it can be read, and the mistakes met on the way: for readers that go on to report their own mistakes too.

    Where nothing can be read the tree is ``Null``. A shape that is refused (an alias, a merge key) is ``Null`` or left out.
    """
    builder = _Builder(file)
    tree: Node = Null(Location(file, 1, 1))
    try:
        tree = builder.build(_decode(data, file))
    except _Fatal as fatal:
        builder.mistakes.append(fatal.mistake)
    return tree, builder.mistakes


class _Fatal(Exception):
    """Reading cannot go on."""

    def __init__(self, message: Said, where: Location | str, hint: Said | None = None) -> None:
        super().__init__(message)
        self.mistake = DomauditError(message, where=str(where), hint=hint)


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise _Fatal(
            said("the file has {n:,} bytes; at most {most:,} (10 MiB) are read", n=len(data), most=MAX_BYTES),
            file,
            said("split it"),
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Fatal(said("the file is UTF-16, not UTF-8"), file, said("save it as UTF-8"))
    if b"\0" in data:
        raise _Fatal(
            said("a NUL byte: this is not a text file"), _place(data, data.index(0), file), said("give a YAML file saved as UTF-8")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte order mark the codec counts from behind it.
        at = error.start + len(data) - len(error.object)
        raise _Fatal(
            said("byte 0x{byte:02x} is not UTF-8 text", byte=data[at]), _place(data, at, file), said("save the file as UTF-8")
        ) from None
    unseen = _UNSEEN.search(text)
    if unseen is not None:
        line = text.count("\n", 0, unseen.start()) + 1
        column = unseen.start() - text.rfind("\n", 0, unseen.start())
        where = Location(file, line, column)
        raise _Fatal(said("an invisible control character (U+{code:04X})", code=ord(unseen[0])), where, said("remove it"))
    return text


def _place(data: bytes, at: int, file: str) -> Location:
    """Line and column of a byte."""
    start = data.rfind(b"\n", 0, at) + 1
    return Location(file, data.count(b"\n", 0, at) + 1, len(data[start:at].decode("utf-8-sig", "replace")) + 1)


class _Builder:
    """One pass over the parser's events. The depth is checked here, because the C composer crashes on very deep input."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[DomauditError] = []
        self._events: Iterator[Any] = iter(())

    def build(self, text: str) -> Node:
        tree: Node = Null(Location(self.file, 1, 1))
        documents = 0
        try:
            self._events = iter(yaml.parse(text, Loader=_Loader))
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._fault(said("a second document starts here"), event, said("keep one document: remove this '---'"))
                        break
                elif isinstance(event, yaml.NodeEvent):
                    tree = self._node(event, 0)
        except yaml.MarkedYAMLError as error:
            raise _syntax_error(error, text, self.file) from None
        except yaml.YAMLError as error:
            raise _Fatal(said("not readable as YAML"), self.file, said("{reason}", reason=Heard(str(error).partition("\n")[0]))) from None
        return tree

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self._fault(said("the alias '*{anchor}' is not read", anchor=event.anchor), event, said("write the value out"))
            return Null(self._at(event))
        if event.anchor is not None:
            self._fault(
                said("the anchor '&{anchor}' is not read", anchor=event.anchor), event, said("write the value out wherever it is needed")
            )
        if event.tag is not None:
            self._fault(
                said("the tag {tag} is not read", tag=quoted(event.tag)), event, said("remove it; quote a text that starts with '!'")
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth == MAX_DEPTH:
            raise _too_deep(self._at(event))
        return self._sequence(event, depth) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event, depth)

    def _scalar(self, event: Any) -> Node:
        where, in_quotes = self._at(event), bool(event.style)  # plain: None, or '' from the C parser
        if not in_quotes and event.value in _NULLS:
            return Null(where)
        unseen = _UNSEEN.search(event.value) if event.style == '"' else None
        if unseen is not None:
            self._fault(said("an escape for an invisible control character (U+{code:04X})", code=ord(unseen[0])), event, said("remove it"))
        return Scalar(event.value, where, in_quotes)

    def _sequence(self, start: Any, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), self._at(start))

    def _mapping(self, start: Any, depth: int) -> Node:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._node(next(self._events), depth + 1)
            if key is None:
                continue
            if key.text in pairs:
                first = pairs[key.text][0].location.line
                self._fault(
                    said("duplicate key {text}", text=quoted(key.text)),
                    event,
                    said("it is already on line {first}; keep one of the two", first=first),
                )
            else:
                pairs[key.text] = (key, value)
        return Mapping(tuple(pairs.values()), self._at(start))

    def _key(self, event: Any, depth: int) -> Scalar | None:
        if isinstance(event, yaml.ScalarEvent):
            if not event.style and event.value == "<<":
                self._fault(said("the merge key '<<' is not read"), event, said("write the keys out"))
                return None
            if event.value == "":
                self._fault(said("an empty key"), event, said("write a name before the ':'"))
                return None
            key = self._node(event, depth)
            return key if isinstance(key, Scalar) else Scalar(event.value, key.location)  # 'null' is a fine key
        alias = isinstance(event, yaml.AliasEvent)
        self._node(event, depth + 1)
        if not alias:
            self._fault(said("a key must be plain text, not a list or a mapping"), event, said("quote a key that starts with '[' or '{{'"))
        return None

    def _at(self, event: Any) -> Location:
        return Location(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _fault(self, message: Said, event: Any, hint: Said) -> None:
        self.mistakes.append(DomauditError(message, where=str(self._at(event)), hint=hint))


def _too_deep(where: Location | str) -> _Fatal:
    return _Fatal(said("nested deeper than {most} levels", most=MAX_DEPTH), where, said("an inventory needs five"))


def _syntax_error(error: yaml.MarkedYAMLError, text: str, file: str) -> _Fatal:
    """The parser's complaint in plain words, at its place."""
    mark = error.problem_mark or error.context_mark
    where: Location | str = Location(file, mark.line + 1, mark.column + 1) if mark else file
    problem, context = error.problem or "", error.context or ""
    opened = said("line {line}", line=error.context_mark.line + 1) if error.context_mark else said("a line above")
    if "nesting depth" in problem:  # the scanner of PyYAML 6.0.4 reads ahead of its events, and has a limit of its own
        return _too_deep(where)
    if "tab character" in problem or (mark and _character(text, mark.line, mark.column) == "\t"):
        return _Fatal(said("a tab where YAML wants spaces"), where, said("indent with spaces"))
    if "cannot start any token" in problem and mark:
        return _Fatal(
            said("a value cannot start with {character}", character=quoted(_character(text, mark.line, mark.column))),
            where,
            said("put the value in quotes"),
        )
    if "quoted scalar" in context and "end of stream" in problem:
        return _Fatal(said("the quote opened on {opened} is never closed", opened=opened), where, said("close it"))
    if mark and "flow " not in context:
        slip = slip_before(text, mark.line, error.context_mark.line if error.context_mark else None)
        if slip is not None:
            return _Fatal(slip.message, Location(file, slip.line, slip.column), slip.hint)
    if "mapping values are not allowed" in problem:
        return _Fatal(said("a ':' that does not fit here"), where, said("check the indentation; put a text that contains ': ' in quotes"))
    if "flow sequence" in context or "flow mapping" in context:
        bracket = "[" if "sequence" in context else "{"
        return _Fatal(
            said("the '{bracket}' opened on {opened} is not closed before this", bracket=bracket, opened=opened),
            where,
            said("check commas and closing brackets"),
        )
    if "block collection" in context or "block mapping" in context or "expected ':'" in problem:
        return _Fatal(
            said("this does not fit what comes before it"),
            where,
            said("check the indentation, and the space after ':' and '-', from {opened} on", opened=opened),
        )
    return _Fatal(said("not valid YAML: {problem}", problem=Heard(problem)), where, said("check quotes, brackets and indentation"))


def _character(text: str, line: int, column: int) -> str:
    """The character at a mark (both count from 0), or nothing behind the end."""
    lines = text.splitlines()
    return lines[line][column : column + 1] if line < len(lines) else ""
