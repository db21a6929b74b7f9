"""The templates' own markup, read into blocks.

It goes line by line, and inside a line there is nothing but ``**bold**``:

- ``! title`` names the document and does not stand in its text;
- ``# heading``, ``## heading``, ``### heading``;
- ``- point``, ``1. step`` (they are counted afresh), ``[ ] box to tick``; a line that begins with a space goes on with it;
- ``| a | b |`` a row of a table, whose first one is its header;
- ``> line`` a line that stays a line, ``>> line`` the same on the right, ``>_ line`` the same with room to sign above;
- ``~ text`` a paragraph in small print;
- ``---`` a new page;
- anything else is a paragraph, up to an empty line or another block.

Two blocks of the same kind are held apart by an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from domaudit import texts
from domaudit.letters.blocks import Block, Document, Heading, Items, Lang, Lines, NewPage, Paragraph, Run, Runs, Table
from domaudit.letters.values import REFERENCE, Blank, Values

_START = re.compile(r"(?P<mark>!|#{1,3}|-|1\.|\[ \]|>[>_]?|~)(?: +|$)|(?P<row>\|)|(?P<page>---$)")
_KINDS: dict[str, Literal["points", "steps", "boxes"]] = {"-": "points", "1.": "steps", "[ ]": "boxes"}
_ALONE = ("!", "#", "##", "###", "---")


def document(markup: str, values: Values, lang: Lang) -> Document:
    """The document that a rendered template says. Raises ``ValueError`` where a table's rows differ in length."""
    reading = _Reading(values, lang)
    title, blocks = "", []
    for mark, lines in _stretches(markup):
        if mark == "!":
            title = "".join(run.text for run in reading.runs(lines[0]))
        else:
            blocks.append(reading.block(mark, lines))
    return Document(title, lang, tuple(blocks), tuple(reading.blanks))


def _stretches(markup: str) -> Iterable[tuple[str, list[str]]]:
    """The marks of the blocks, each with its lines; what goes on with a line is joined to it."""
    told: list[tuple[str, list[str]]] = []
    before = None  # the mark of the block that the next line may go on with
    for line in markup.split("\n"):
        found = None if line.startswith(" ") else _START.match(line)
        text = line[found.end("mark") if found and found.group("mark") else 0 :].strip()
        mark = (found.group("mark") or found.group("row") or "---") if found else ""
        if not line.strip():
            before = None
        elif before is None or mark in _ALONE or (mark and mark != before) or (not mark and before in ("|", *_ALONE)):
            told.append((mark, [text]))
            before = mark
        elif mark:
            told[-1][1].append(text)
        else:
            told[-1][1][-1] += f" {text}"
    return told


class _Reading:
    """The reading of one document; ``blanks`` grows in the order in which they stand."""

    def __init__(self, values: Values, lang: Lang) -> None:
        self._values, self._lang = values, lang
        self.blanks: dict[Blank, None] = {}

    def block(self, mark: str, lines: Sequence[str]) -> Block:
        if mark == "---":
            return NewPage()
        if mark.startswith("#"):
            return Heading(self.runs(lines[0]), len(mark))
        if mark in _KINDS:
            return Items(tuple(map(self.runs, lines)), _KINDS[mark])
        if mark.startswith(">"):
            return Lines(tuple(line for text in lines for line in self._kept_lines(text)), mark == ">>", mark == ">_")
        if mark == "|":
            return self._table(lines)
        return Paragraph(self.runs(lines[0]), small=mark == "~")

    def _table(self, lines: Sequence[str]) -> Table:
        header, *rows = (tuple(map(self.runs, line.strip("|").split("|"))) for line in lines)
        if any(len(row) != len(header) for row in rows):
            raise ValueError(f"a row is not as long as the header: {lines[0]}")
        return Table(header, tuple(rows))

    def _kept_lines(self, text: str) -> Iterable[Runs]:
        """One line, or where a value of several lines stands alone, each of them."""
        alone = REFERENCE.fullmatch(text)
        value = self._values[int(alone.group(1))] if alone else None
        if value is None or value.blank:
            return (self.runs(text),)
        return tuple((Run(line),) for line in value.lines)

    def runs(self, text: str) -> Runs:
        """A line's runs: what is between ``**`` is bold, and a value in place of its reference."""
        found: list[Run] = []
        for count, part in enumerate(text.strip().split("**")):
            for place, piece in enumerate(REFERENCE.split(part)):
                bold = count % 2 == 1
                if place % 2 == 0:
                    found.append(Run(texts.typeset(piece, self._lang), bold))
                    continue
                value = self._values[int(piece)]
                if value.blank:
                    self.blanks.setdefault(Blank(value.lines[0], value.key))
                found.append(Run(", ".join(value.lines), bold, value.blank, value.link))
        return _merged(run for run in found if run.text)


def _merged(runs: Iterable[Run]) -> Runs:
    """Neighbours of one style as one run; each blank and each link stays by itself."""
    told: list[Run] = []
    for run in runs:
        before = told[-1] if told else None
        alone = before is None or run.blank or before.blank or run.link or before.link
        if before is None or alone or run.bold is not before.bold:
            told.append(run)
        else:
            told[-1] = Run(before.text + run.text, run.bold)
    return tuple(told)
