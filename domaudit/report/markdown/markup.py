"""Words as GitHub-flavoured Markdown that shows them as they are: no value makes a link, a mention, a tag or a table of itself.

GitHub reads a text twice: as Markdown, and then the words of the finished page, in which it looks for people to notify, issues, commits and
emoji. A backslash or an entity is gone by then (github/cmark-gfm issue 181), so those words are broken by a space of no width. It writes
mathematics between dollar signs, and names the way to write a plain one: in an element of its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from domaudit.cleaning import visible
from domaudit.report import words

BREAK = "\u200b"
"""The space of no width. Nothing that came from the wire or the inventory holds one: they are taken out on entry."""

DOLLAR = "<span>$</span>"

_JOINTS = re.compile(
    r"@(?=\S)"  # a person, a team, a mailbox
    r"|\#(?=[\w#])"  # an issue, here or in another repository
    r"|(?<![^\W_])GH-(?=\d)"
    r"|:(?=//)|www(?=\.)"  # an address
    r"|:(?=[\w+-]{1,60}:)",  # an emoji
    re.IGNORECASE,
)
_HASH = re.compile(r"(?<![^\W_])[0-9a-f]{7,40}(?![^\W_])", re.IGNORECASE)
"""What may name a commit."""

_SHORT = 6
"""Figures of a commit's hash that are too few to name it."""

# What has a meaning anywhere in a line. `<` and `>` become entities, which HTML knows as well; the others take a backslash.
_MARKS = re.compile(r"[\\`*_\[\]|~#^{}]")
_ENTITY = re.compile(r"&(?=#|\w)")  # a lone `&` is itself, and names are easier to read with it
# What has one at the beginning of a paragraph or an item: a list, a rule. The others are escaped anywhere.
_FIRST = re.compile(r"[-+]|\d{1,9}(?=[.)])")
_FORMULA = tuple("=+-@＝＋－＠")


def escaped(text: str) -> str:
    """``text`` on one line, inside of a line of Markdown."""
    told = _MARKS.sub(r"\\\g<0>", _ENTITY.sub("&amp;", _broken(text)))
    return _closed(told)


def line(text: str) -> str:
    """``text`` as a line of its own, a paragraph or an item of a list."""
    told = escaped(text)
    found = _FIRST.match(told)
    if found is None:
        return told
    end = found.end()
    return f"{told[:end]}\\{told[end:]}" if found[0].isdigit() else f"\\{told}"


def inside(text: str) -> str:
    """``text`` inside of an HTML element, where Markdown's own marks mean nothing."""
    return html.escape(_broken(text), quote=True).replace("$", DOLLAR)


def cell(text: str) -> str:
    """``text`` as a cell of a table. A spreadsheet that it is pasted into takes it for text, not for a formula."""
    return escaped(f"'{text}" if text.startswith(_FORMULA) else text)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; its cells are Markdown already."""
    return [row(header), row(["---"] * len(header)), *map(row, rows)]


def row(cells: Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def bold(text: str) -> str:
    """``text`` in bold."""
    told = escaped(text)
    return f"**{told}**" if told else ""


def code(text: str) -> str:
    """``text`` as it is to be typed, for what is ours or a domain: it holds no backtick and no line end."""
    return f"`{visible(words.flat(text)).replace('`', '')}`"


def address(url: str) -> str:
    """An address of ours as a link that can be read; anything else is plain text."""
    return f"<{url}>" if re.fullmatch(r"https?://[^\s<>\\]+", url) else escaped(url)


def _broken(text: str) -> str:
    """``text`` on one line, without what GitHub would find in the finished page."""
    text = _JOINTS.sub(rf"\g<0>{BREAK}", visible(words.flat(text)))
    return _HASH.sub(lambda found: BREAK.join(_pieces(found[0])), text)


def _pieces(text: str) -> Iterable[str]:
    return (text[place : place + _SHORT] for place in range(0, len(text), _SHORT))


def _closed(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("$", DOLLAR)
