"""A document as plain text, for an e-mail or a chat. Nothing is folded: the program that shows it does that."""

from __future__ import annotations

import re
import textwrap

from domaudit.letters.blocks import Block, Document, Heading, Items, Lang, Lines, NewPage, Paragraph, Runs, Table, guarded, plain
from domaudit.texts import COLON

_MARKS = {"points": "- ", "boxes": "[ ] "}
_PAGE = "-" * 40
_BEFORE = re.compile(r"(?:- |\[ \] |[0-9]{1,3}\. )")


def text(document: Document) -> bytes:
    """The document as plain text in UTF-8, its blocks an empty line apart; a table as its rows, each cell after its column's name."""
    return ("\n\n".join(_told(block, document.lang) for block in document.blocks) + "\n").encode()


def folded(document: Document, width: int) -> bytes:
    """The same for a terminal, which folds nothing between words: no line is wider than ``width``, and headings are underlined."""
    told = []
    for block in document.blocks:
        lines = [part for line in _told(block, document.lang).split("\n") for part in _fold(line, width)]
        if isinstance(block, Heading):
            lines.append(("=" if block.level == 1 else "-") * max(map(len, lines)))
        told.append("\n".join(lines))
    return ("\n\n".join(told) + "\n").encode()


def _fold(line: str, width: int) -> list[str]:
    indent = " " * (len(found.group()) if (found := _BEFORE.match(line)) else 0)
    folded = textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return folded or [""]


def _told(block: Block, lang: Lang) -> str:
    match block:
        case Heading(runs) | Paragraph(runs):
            return plain(runs)
        case Lines(lines):
            return "\n".join(map(plain, lines))
        case Items(items, kind):
            return "\n".join(_MARKS.get(kind, f"{number}. ") + plain(runs) for number, runs in enumerate(items, 1))
        case Table(header, rows):
            return "\n\n".join("\n".join(_cell(*both, lang) for both in zip(header, row, strict=True)) for row in rows)
        case NewPage():
            return _PAGE


def _cell(column: Runs, cell: Runs, lang: Lang) -> str:
    named = plain(column)
    return f"{named}{COLON[lang]}{plain(cell)}" if named else plain(guarded(cell))
