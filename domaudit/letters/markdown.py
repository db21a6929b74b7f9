"""A document as Markdown (CommonMark, with GitHub's tables and boxes): a paragraph is one line, and every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeAlias

from domaudit.letters.blocks import Block, Document, Heading, Items, Lines, NewPage, Paragraph, Run, Runs, Table, guarded

# What has a meaning anywhere in a line. `&`, `<` and `>` become entities, which every dialect knows; the others take a backslash.
_ANYWHERE = re.compile(r"[\\`*_\[\]|~$#^{}]|://|\bwww\.", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# What has one at the beginning of a line: a list, a rule, the underline of a heading; `#`, `>`, `~` and `|` are escaped anywhere.
_FIRST = re.compile(r"([-+=:]|\d{1,9}(?=[.)]))(.?)")
_MARKS: dict[str, Callable[[int], str]] = {"points": lambda _: "- ", "boxes": lambda _: "- [ ] ", "steps": lambda number: f"{number}. "}

Escape: TypeAlias = Callable[[str], str]
"""What makes Markdown of words that shows them as they are."""


def markdown(document: Document) -> bytes:
    """The document as Markdown in UTF-8."""
    return ("\n\n".join(map(told, document.blocks)) + "\n").encode()


def told(block: Block, escape: Escape | None = None) -> str:
    """One block as Markdown; ``escape`` shows words as they are where more than Markdown reads them."""
    escape = escape or escaped
    match block:
        case Heading(runs, level):
            return f"{'#' * level} {_inside(runs, escape)}"
        case Paragraph(runs):
            return _line(runs, escape)
        case Lines(lines):
            return "\\\n".join(_line(runs, escape) for runs in lines)  # a backslash at the end breaks the line
        case Items(items, kind):
            return "\n".join(_MARKS[kind](number) + _line(runs, escape) for number, runs in enumerate(items, 1))
        case Table(header, rows):
            cells = ((_inside(guarded(cell), escape) for cell in row) for row in (header, *rows))
            first, *others = map(_row, cells)
            return "\n".join([first, _row(["---"] * len(header)), *others])
        case NewPage():
            return "---"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(runs: Runs, escape: Escape) -> str:
    """The runs where a line begins."""
    told = _inside(runs, escape)
    found = _FIRST.match(told)
    if found is None:
        return told
    first, after = found.groups()
    begun = f"{first}\\{after}" if first.isdigit() else f"\\{first}{after}"
    return begun + told[found.end() :]


def _inside(runs: Runs, escape: Escape) -> str:
    told, place = [], 0
    for bold, group in groupby(runs, key=lambda run: run.bold):
        part = ""
        for run in group:
            place += 1
            part += _run(run, runs[place].text if place < len(runs) else "", escape)
        core = part.strip()  # CommonMark wants no space inside of the stars
        told.append(part.replace(core, f"**{core}**", 1) if bold and core else part)
    return "".join(told)


def _run(run: Run, after: str, escape: Escape) -> str:
    if run.link:
        return f"<{run.text}>" if "://" in run.text else f"[{escape(run.text)}]({run.text}.md)"
    told = escape(run.text)
    if not run.blank:
        return told
    # Brackets alone mean nothing, but before one of these they could make a link.
    return f"\\[{told}\\]" if after.startswith(("(", "[", ":")) else f"[{told}]"


def escaped(text: str) -> str:
    """``text`` as Markdown that shows it as it is and makes no link of it."""
    return _ANYWHERE.sub(lambda found: _backslash(found.group()), text).translate(_ENTITIES)


def _backslash(found: str) -> str:
    return f"{found[:-1]}\\." if found[-1] == "." else f"\\{found}"
