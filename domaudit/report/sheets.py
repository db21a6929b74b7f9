"""Sheets: what a reader of its own kind gets in place of the report, described once as blocks and written for a terminal, a page, Markdown.

A sheet is a module of this room with ``title`` and ``blocks``; the forms that people do not read (JSON and the like) have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Protocol, TextIO, cast

from domaudit.letters import markdown, page
from domaudit.letters.blocks import Block, Heading, Items, Lines, NewPage, Paragraph, Run, Runs, Table, plain
from domaudit.model import Reader, Report
from domaudit.report import words
from domaudit.report.gathering import Gathered
from domaudit.report.markdown import markup
from domaudit.report.screens import Screen, Style, write_lines, write_utf8
from domaudit.report.telling import Teller

READABLE = 100
"""Columns beyond which a line is hard to read."""

SHEETS: dict[Reader, str] = {"provider": "holdings", "prospect": "facts"}
"""The module of each reader's sheet."""


class Sheet(Protocol):
    """What a sheet says."""

    ON_SCREEN_OPEN: bool
    """Whether a screen shows people as they were read."""

    @staticmethod
    def title(report: Report, teller: Teller) -> str:
        """What a window shows of it."""

    @staticmethod
    def blocks(report: Report, teller: Teller) -> Iterator[Block]:
        """All that it says, in order; the sites are read as they are wanted."""


def serves(reader: Reader, form: str) -> bool:
    """Whether a reader has a sheet in a form."""
    return reader in SHEETS and form in _WRITERS


def write(found: Gathered, form: str, out: TextIO, style: Style, screen: Screen) -> None:
    """Write the sheet of the style's reader."""
    sheet = cast(Sheet, import_module(f"domaudit.report.{SHEETS[style.reader]}"))
    report = found.report
    teller = found.teller(style, personal_data=form == "terminal" and screen.tty and sheet.ON_SCREEN_OPEN)
    _WRITERS[form](sheet.title(report, teller), sheet.blocks(report, teller), teller, out, screen)


# --- the writers -----------------------------------------------------------------------------------------------------


def _page(title: str, blocks: Iterable[Block], teller: Teller, out: TextIO, screen: Screen) -> None:
    write_utf8(page.opening(title, teller.lang, paper=False), out)
    for block in _under_one_title(blocks):
        write_utf8(f"\n{page.told(block)}", out)
    write_utf8(f"\n{page.ENDING}", out)


def _markdown(title: str, blocks: Iterable[Block], teller: Teller, out: TextIO, screen: Screen) -> None:
    between = ""
    for block in _under_one_title(blocks):
        write_utf8(f"{between}{markdown.told(block, _escaped)}", out)
        between = "\n\n"
    write_utf8("\n", out)


def _escaped(said: str) -> str:
    """Words as GitHub shows them, with the spaces around them: a run may begin or end within a sentence."""
    core = said.strip()
    return said.replace(core, markup.escaped(core), 1) if core else said


def _under_one_title(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with one heading of the first level, the others a level below: so a page and a file want it."""
    titles = 0
    for block in blocks:
        if isinstance(block, Heading):
            titles += block.level == 1
            block = replace(block, level=block.level + (titles > 1))
        yield block


def _terminal(title: str, blocks: Iterable[Block], teller: Teller, out: TextIO, screen: Screen) -> None:
    width = min(screen.width, READABLE)
    write_lines((line for number, block in enumerate(blocks) for line in _lines(block, width, first=number == 0)), out, screen)


_WRITERS: dict[str, Callable[[str, Iterable[Block], Teller, TextIO, Screen], None]] = {
    "terminal": _terminal,
    "html": _page,
    "markdown": _markdown,
}


def _lines(block: Block, width: int, *, first: bool) -> Iterator[str]:
    """A block as lines: a chapter and what stands alone begin at the left, a site a little further in, and what is told of it further."""
    match block:
        case Heading(runs, level) if level > 2:
            yield from _indented(words.wrap(plain(runs), width - 4), 4)
        case Heading(runs, level):
            yield from () if first else ("",)
            indent = 2 * (level - 1)
            yield from _indented(words.wrap(plain(runs), width - indent), indent)
        case Paragraph(runs):
            yield from () if first else ("",)
            yield from words.wrap(plain(runs), width)
        case Lines(lines):
            yield from () if first else ("",)
            for runs in lines:
                yield from words.wrap(plain(runs), width)
        case Items(items, kind):
            for number, runs in enumerate(items, 1):
                yield from _item(f"{number}." if kind == "steps" else "-", runs, width)
        case Table() | NewPage():
            raise ValueError("no sheet has one")


def _item(lead: str, runs: Runs, width: int) -> Iterator[str]:
    """An item; each address stands on lines of its own, after the words before it."""
    said, addresses = "", []
    for run, after in zip(runs, (*runs[1:], Run("")), strict=True):
        if after.link:
            addresses.append(f"{run.text}{after.text}".strip())
        elif not run.link:
            said += run.text
    first, *more = words.wrap(said, width - 5 - len(lead))
    yield f"    {lead} {first}"
    yield from _indented(more, 5 + len(lead))
    for address in addresses:
        yield from _indented(words.wrap_address(address, width - 5 - len(lead)), 5 + len(lead))


def _indented(lines: Iterable[str], columns: int) -> Iterator[str]:
    return (f"{' ' * columns}{line}" for line in lines)


# --- what sheets are made of -----------------------------------------------------------------------------------------


def text(said: str) -> Runs:
    """Words alone."""
    return (Run(said),)


def points(said: Iterable[str]) -> Items:
    """A list of points."""
    return Items(tuple(map(text, said)))


def linked(said: str, url: str) -> Runs:
    """Words that end in an address of our own data, which is a link."""
    return (Run(f" {said.removesuffix(url)}".rstrip(" ") + " "), Run(url, link=True))
