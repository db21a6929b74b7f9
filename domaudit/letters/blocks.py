"""A letter as blocks of runs: what every format writes, each in its own way. Nothing here is markup: every text is only text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from domaudit.texts import Lang as Lang


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. ``blank``: something that is not known, for the reader to fill in; its text says what.

    ``link``: the text is the address of a page of our own data, or another paper beside this one (its path without an ending), which a
    format may make a link.
    """

    text: str
    bold: bool = False
    blank: bool = False
    link: bool = False


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is the highest, 3 the lowest."""

    runs: Runs
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``small``: in small print, what must be said and is not the matter."""

    runs: Runs
    small: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that stay lines, such as an address.

    ``right``: where a French letter has its addressee; ``signed``: with room to sign above.
    """

    lines: tuple[Runs, ...]
    right: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list: of points, of numbered steps, or of boxes to tick."""

    items: tuple[Runs, ...]
    kind: Literal["points", "steps", "boxes"] = "points"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a new page, where there are pages."""


Block: TypeAlias = Heading | Paragraph | Lines | Items | Table | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """What ``render`` gives and ``write`` takes.

    ``title`` names it for a window or a file manager and does not stand in the text; ``blanks`` are what is left to fill in, each once.
    """

    title: str
    lang: Lang
    blocks: tuple[Block, ...]
    blanks: tuple[str, ...] = ()


def joined(documents: Iterable[Document]) -> Document:
    """Several documents as one, each on a page of its own; the title and language are the first one's. Raises ``ValueError`` for none."""
    first, *others = documents
    for other in others:
        blanks = dict.fromkeys((*first.blanks, *other.blanks))
        first = replace(first, blocks=(*first.blocks, NewPage(), *other.blocks), blanks=tuple(blanks))
    return first


def plain(runs: Runs) -> str:
    """The text of runs alone; a blank in its square brackets."""
    return "".join(f"[{run.text}]" if run.blank else run.text for run in runs)


def guarded(cell: Runs) -> Runs:
    """A table's cell which a spreadsheet takes for text, not for a formula, when the table is pasted into one."""
    if plain(cell).lstrip()[:1] in tuple("=+-@＝＋－＠"):
        return (Run("'"), *cell)
    return cell
