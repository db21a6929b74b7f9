"""Reading single fields of the inventory: a node in, a value out, and every mistake noted with its place and what to write instead.

A method that finds a mistake notes it and returns None (or what could be read): reading always goes on, so that a person sees all
mistakes at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from domaudit.data import load
from domaudit.data.positions import Mapping as MappingNode
from domaudit.data.positions import Node, Null, Scalar, Sequence
from domaudit.data.slips import slip_in
from domaudit.domains import DomainError, hostname, to_ascii
from domaudit.errors import DomauditError, Said, quoted, said
from domaudit.model import Location
from domaudit.nearness import did_you_mean, nearest

T = TypeVar("T")
S = TypeVar("S", bound=str)

MAX_TEXT = 500
_ECHOED = ("client", "provider", "sites", "domain", "name")  # keys whose lack is a mistake of its own
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Fields:
    """The readers of single fields, and the mistakes they met (``mistakes``, each with ``file:line:column``).

    ``top`` are the keys at the top of the file: one of them further in has slipped there.
    """

    top: tuple[str, ...] = ()

    def __init__(self, mistakes: list[DomauditError]) -> None:
        self.mistakes = mistakes

    def fault(self, where: Node | Location, message: Said, hint: Said | None = None) -> None:
        """Note one mistake."""
        place = where if isinstance(where, Location) else where.location
        self.mistakes.append(DomauditError(message, where=str(place), hint=hint))

    def mapping(self, node: Node, what: Said, known: tuple[str, ...], required: tuple[str, ...] = ()) -> dict[str, Node]:
        """The known keys of a mapping (``what``: ``a party``); unknown keys, missing ones and anything else are mistakes."""
        if not isinstance(node, MappingNode):
            if self.slipped(node, known):
                return {}
            self.fault(
                node,
                said("{what} is written as keys and values, not as {shape}", what=what, shape=_shape(node)),
                said("its keys: {known}", known=", ".join(known)),
            )
            return {}
        fields: dict[str, Node] = {}
        for key, value in node.pairs:
            if key.text in known:
                fields[key.text] = value
            else:
                meant = nearest(key.text, known, meanings=load("meant.yaml")["keys"]) if key.text not in self.top else None
                self.fault(key, said("unknown key {text}", text=quoted(key.text)), self._instead(key.text, meant, known))
                if meant in _ECHOED:  # else it would be missed below, a second time
                    fields.setdefault(meant, value)
        for name in required:
            if name not in fields:
                self.fault(node, said("{what} lacks '{name}'", what=what, name=name), said("add '{name}: …'", name=name))
        return fields

    def slipped(self, node: Node, known: tuple[str, ...]) -> bool:
        """Whether a text is keys and values with a slip in them (``name:Studio Pixel``); noted as a mistake."""
        slip = slip_in(node.text) if isinstance(node, Scalar) and not node.quoted else None
        if slip is None or not slip.key:
            return False
        if slip.key not in known and nearest(slip.key, known) is None:
            return False
        self.fault(node, slip.message, said("write {line}", line=quoted(f"{slip.key}: …")))
        return True

    def _instead(self, key: str, meant: str | None, known: tuple[str, ...]) -> Said:
        if key in self.top:
            return said("it belongs at the top of the file: begin its line without spaces")
        if meant is not None:
            return said("did you mean {word}?", word=quoted(meant))
        return said("known here: {known}", known=", ".join(known))

    def text(self, node: Node | None, key: str) -> str | None:
        """A text on one line, its white space collapsed; None where the key is absent."""
        if node is None:
            return None
        if isinstance(node, Null) or (isinstance(node, Scalar) and not node.text.strip()):
            self.fault(node, said("'{key}' is empty", key=key), said("write a value after '{key}:' or remove the line", key=key))
        elif not isinstance(node, Scalar):
            self.fault(
                node, said("'{key}' is {shape}, where one text is expected", key=key, shape=_shape(node)), said("write '{key}: …'", key=key)
            )
        elif len(text := " ".join(node.text.split())) > MAX_TEXT:
            self.fault(
                node,
                said("'{key}' has {n:,} characters; at most {most} are read", key=key, n=len(text), most=MAX_TEXT),
                said("shorten it"),
            )
        else:
            return text
        return None

    def lines(self, node: Node | None, key: str) -> tuple[str, ...]:
        """A text of several lines, or a list of them; each line's white space is collapsed, and empty ones are left out."""
        if isinstance(node, Sequence):
            read = (self.text(item, key) for item in node.items)
        elif isinstance(node, Scalar) and node.text.strip():
            read = (self.text(Scalar(line, node.location), key) for line in node.text.splitlines() if line.strip())
        else:
            read = (text for text in (self.text(node, key),))
        return tuple(line for line in read if line)

    def one_of(self, node: Node | None, key: str, allowed: tuple[S, ...]) -> S | None:
        """One of the allowed words."""
        text = self.text(node, key)
        if text is None or node is None:
            return None
        for word in allowed:
            if word == text:
                return word
        near, hint = did_you_mean(text, allowed, meanings=load("meant.yaml")["words"]), said("allowed: {known}", known=", ".join(allowed))
        self.fault(
            node, said("{text} is no '{key}'", text=quoted(text), key=key), said("{near} {hint}", near=near, hint=hint) if near else hint
        )
        return None

    def day(self, node: Node | None, key: str) -> date | None:
        """A calendar day, ``YYYY-MM-DD`` (ISO 8601)."""
        text = self.text(node, key)
        if text is None or node is None:
            return None
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.fault(node, said("{text} is not a day of the calendar", text=quoted(text)), said("check year, month and day"))
                return None
        self.fault(
            node, said("{text} is no date for '{key}'", text=quoted(text), key=key), said("write it as YYYY-MM-DD, such as 2026-11-22")
        )
        return None

    def in_order(self, fields: Mapping[str, Node], first: str, first_day: date | None, last: str, last_day: date | None) -> None:
        """A mistake where the last day lies before the first."""
        if first_day and last_day and last_day < first_day:
            self.fault(
                fields[last],
                said(
                    "'{last}' ({last_day}) is before '{first}' ({first_day})",
                    last=last,
                    last_day=str(last_day),
                    first=first,
                    first_day=str(first_day),
                ),
                said("swap or mend the two dates"),
            )

    def kebab(self, node: Node | None, key: str, example: str) -> str | None:
        """A word in kebab-case (``transfer-code``), as ids of rules and requests are."""
        text = self.text(node, key)
        if text is None or node is None or _KEBAB.fullmatch(text):
            return text
        self.fault(
            node,
            said("{text} is no word for '{key}'", text=quoted(text), key=key),
            said("small letters, digits and hyphens, such as {example}", example=example),
        )
        return None

    def each(self, node: Node | None, key: str, read: Callable[[Node, str], T | None]) -> tuple[T, ...]:
        """A list, every entry read by ``read(entry, key)``; entries that cannot be read are left out, the same value twice is kept once."""
        if node is None:
            return ()
        if isinstance(node, Null):
            self.fault(node, said("'{key}' is empty", key=key), said("write a list after it or remove the line"))
            return ()
        if not isinstance(node, Sequence):
            self.fault(
                node,
                said("'{key}' is a list, not {shape}", key=key, shape=_shape(node)),
                said("put it in brackets: '{key}: [ … ]', or on a line of its own after '- '", key=key),
            )
            return ()
        values = (read(item, key) for item in node.items)
        return tuple(dict.fromkeys(value for value in values if value is not None))

    def email(self, node: Node, key: str) -> str | None:
        """An e-mail address in lower case, its domain as A-labels."""
        text = self.text(node, key)
        if text is None:
            return None
        local, at, domain = text.rpartition("@")
        # RFC 5321 §4.5.3.1.1: 64 octets; quoted local parts with spaces or '@' exist on paper only.
        if not at or not local or len(local) > 64 or any(c.isspace() or c in '@<>(),;:\\"[]' for c in local):
            self.fault(node, said("{text} is no e-mail address", text=quoted(text)), said("write it such as name@dupont.example"))
            return None
        try:
            host = to_ascii(domain)
            if "." not in host:
                raise DomainError(said("{domain} is not a whole domain name", domain=quoted(domain)))
        except DomainError as error:
            self.fault(
                node,
                said("{text} is no e-mail address: {reason}", text=quoted(text), reason=error.message),
                said("write it such as name@dupont.example"),
            )
            return None
        return f"{local.lower()}@{host}"

    def host(self, node: Node, key: str) -> str | None:
        """A host name as A-labels; a URL is read as its host."""
        text = self.text(node, key)
        if text is None:
            return None
        try:
            return hostname(text)
        except DomainError as error:
            self.fault(node, error.message, error.hint)
            return None


def _shape(node: Node) -> Said:
    if isinstance(node, Scalar):
        return said("the text {text}", text=quoted(node.text))
    if isinstance(node, Sequence):
        return said("a list")
    return said("nothing") if isinstance(node, Null) else said("keys and values")
