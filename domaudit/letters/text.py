"""A document as plain text, for an e-mail or a chat. Nothing is folded: the program that shows it does that."""

from __future__ import annotations

from domaudit.letters.blocks import Block, Document, Heading, Items, Lang, Lines, NewPage, Paragraph, Runs, Table, guarded, plain
from domaudit.texts import COLON

_MARKS = {"points": "- ", "boxes": "[ ] "}
_PAGE = "-" * 40


def text(document: Document) -> bytes:
    """The document as plain text in UTF-8, its blocks an empty line apart; a table as its rows, each cell after its column's name."""
    return ("\n\n".join(_told(block, document.lang) for block in document.blocks) + "\n").encode()


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
