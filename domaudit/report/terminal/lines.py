"""Lines on a terminal: styled, wrapped, never too wide, in the characters that the place can show.

All data is hostile: it is only ever laid out as plain ``rich.text.Text``, never read as markup. Every line is broken and shortened here:
rich itself would break at the no-break spaces of French.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TextIO

from rich.console import Console
from rich.control import strip_control_codes
from rich.text import Text as Rich

from domaudit.cleaning import obeyed_by_none
from domaudit.report import words
from domaudit.report.hyperlinks import linked
from domaudit.report.screens import Screen

READABLE = 120
"""Columns beyond which only the table grows: longer lines are hard to read."""

COLOURS = {"✗": "bold red", "!": "magenta", "✓": "green"}
"""Of the basic colours those that can be read on white and on black; yellow, cyan and white cannot. Green is for the tick alone."""


def word(sign: str) -> str:
    """The colour of the words beside a sign."""
    return "" if sign == "✓" else COLOURS.get(sign, "")


class Lines:
    """Lines on a terminal: styled, wrapped, never too wide."""

    def __init__(self, out: TextIO, screen: Screen) -> None:
        width = max(screen.width, 40)
        self.wide, self.width, self.unicode, self.links = width, min(width, READABLE), screen.unicode, screen.links
        self.out, self.encoding, self.color = out, out.encoding, screen.color
        self.hear: Callable[[str], None] = _nobody
        """Who listens to every text before it is broken into lines."""
        self.console = Console(
            file=out,
            width=width,
            force_terminal=screen.color,
            color_system="standard" if screen.color else None,
            no_color=not screen.color,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            _environ={},
        )

    def plain(self, text: str) -> str:
        """A text in the characters that this screen has."""
        return text if self.unicode else words.plain(text, self.encoding)

    def line(self, *parts: str | tuple[str, str]) -> None:
        """One line of styled parts, as it is."""
        self.hear("".join(part[0] if isinstance(part, tuple) else part for part in parts))
        self._put(*parts)

    def _put(self, *parts: str | tuple[str, str]) -> None:
        if not self.color:  # then there is nothing to style, and rich takes four times as long
            text = "".join(part[0] if isinstance(part, tuple) else part for part in parts)
            text = text if self.unicode else self.plain(text).replace("\u00a0", " ")
            self.out.write(f"{obeyed_by_none(strip_control_codes(text).rstrip())}\n")
            return
        line = Rich()
        for part in parts:
            text, style = part if isinstance(part, tuple) else (part, "")
            line.append(text if self.unicode else self.plain(text).replace("\u00a0", " "), style)
        line.rstrip()
        if (safe := obeyed_by_none(line.plain)) != line.plain:
            line = Rich(safe)
        self.console.print(line, soft_wrap=True)

    def cut(self, text: str, columns: int) -> str:
        """A text cut to so many columns."""
        return words.shorten(self.plain(text), columns, self.plain("…"))

    def pad(self, text: str, columns: int) -> str:
        """A text cut or filled to exactly so many columns."""
        text = self.cut(text, columns)
        return text + " " * (columns - words.width(text))

    def columns(self, text: str) -> int:
        """How wide a text is on this screen."""
        return words.width(self.plain(text))

    def paragraph(self, text: str, first: str = "", indent: int = 0, style: str = "", first_style: str | None = None) -> None:
        """Wrapped text with an indent; ``first`` stands at the end of the first line's indent."""
        self.hear(text)
        lead = " " * (indent - self.columns(first)) + first
        for place, line in enumerate(words.wrap(self.plain(text), self.width - indent, self.plain("…"))):
            self._put((lead, style if first_style is None else first_style) if place == 0 else " " * indent, (line, style))

    def command(self, text: str, indent: int) -> None:
        """A command on a line of its own, in one piece however long: it is there to be copied, and a terminal joins what it wraps."""
        self.line(" " * indent, text)

    def title(self, text: str, indent: int = 2) -> None:
        """What stands over some lines."""
        self.line()
        self.paragraph(text, "", indent, "bold")

    def address(self, text: str, indent: int) -> None:
        """A text that ends in a web address of ours: whole where it fits, and to be opened where the terminal can."""
        self.hear(text)
        before, space, url = self.plain(text).rpartition(" ")
        link = partial(linked, url=url) if self.links else str
        if self.columns(text) <= self.width - indent:
            self._put(f"{' ' * indent}{before}{space}{link(url)}")
            return
        for line in (*words.wrap(before, self.width - indent), *map(link, words.pieces(url, self.width - indent))):
            self._put(" " * indent + line)


def _nobody(text: str) -> None:
    """Nobody listens."""
