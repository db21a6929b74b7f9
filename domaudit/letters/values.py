"""Values on their way into a letter: kept apart from the markup, which holds but a reference to each, so that none can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from domaudit import texts
from domaudit.cleaning import clean
from domaudit.letters.blocks import Lang

REFERENCE = re.compile("\x02(\\d{1,9})\x03")
"""What stands in the markup where a value belongs."""

_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")  # XML cannot hold them, so a .docx could not; no name has any
_ADDRESS = re.compile(r"https?://[\w./?=&%#~+:,;@-]+", re.ASCII)  # nothing that means anything in Markdown's <…> or in HTML but "&"
_PATH = re.compile(r"[A-Za-z0-9][\w-]*(?:[./][\w-]+)*")
_SPACES = re.compile("[ \t\n]+")  # not the no-break spaces of French


class Blank(str):
    """Something that is not known and has to be filled in; the text says what, and is shown in square brackets.

    ``key`` is what fills it in the inventory (``client.phones``); empty where no key does.
    """

    key: str

    def __new__(cls, text: str, key: str = "") -> Self:  # noqa: D102 (the class says it)
        made = super().__new__(cls, text)
        made.key = key
        return made


class Link(str):
    """The address of a page that one of our own facts comes from; never anything that came from elsewhere."""


class Beside(str):
    """Another paper that is written beside this one: its path from here, with ``/``, without the ending of its format."""


class Lines(tuple[str, ...]):
    """A value of several lines, such as an address."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is shown: its lines (one, unless it was ``Lines``), each without control characters and on one line."""

    lines: tuple[str, ...]
    blank: bool = False
    link: bool = False
    key: str = ""


class Values:
    """The values of one rendering, by their references."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._kept: list[Value] = []

    def refer(self, value: object) -> str:
        """Keep a text, whole number, date, ``Blank``, ``Link``, ``Beside`` or ``Lines``, and give the reference to it.

        Raises ``TypeError`` for anything else.
        """
        self._kept.append(self._value(value))
        return f"\x02{len(self._kept) - 1}\x03"

    def __getitem__(self, place: int) -> Value:
        return self._kept[place]

    def _value(self, value: object) -> Value:
        if isinstance(value, Lines):
            return Value(tuple(line for line in map(harmless, value) if line))
        if isinstance(value, Blank):
            return Value((harmless(texts.typeset(value, self._lang)),), blank=True, key=value.key)
        if (isinstance(value, Link) and _ADDRESS.fullmatch(value)) or (isinstance(value, Beside) and _PATH.fullmatch(value)):
            return Value((str(value),), link=True)
        if isinstance(value, date):
            return Value((texts.say_date(value, self._lang),))
        if isinstance(value, (str, int)):
            return Value((harmless(str(value)),))
        raise TypeError(
            f"a letter can show no {type(value).__name__}: {value}"
        )  # an undefined one says its name here, as Jinja's own error


def harmless(text: str) -> str:
    """``text`` on one line, without control, invisible or bidirectional characters."""
    return _SPACES.sub(" ", _NONCHARACTERS.sub("", clean(text)[0])).strip()


def lines(value: str | Iterable[str]) -> Lines:
    """The lines of a text, or of a sequence of them; empty ones are left out."""
    given = value.splitlines() if isinstance(value, str) else value
    return Lines(line for line in given if line.strip())
