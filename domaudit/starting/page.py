"""What a page says and where its links lead, in one pass. Pure, linear in the page whatever is left open in it.

The standard library's reader of HTML is not: of many tags, comments or values that nobody closes, it looks for the end of each.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

_TAG: Final = re.compile(r"<(?:!--|([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>|[/!?][^<>]*+>)")
_LINK: Final = re.compile(r"(?<![\w-])href\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|(\S++))", re.IGNORECASE)
_UNSEEN: Final = {  # what is not shown, and where it ends
    "": re.compile("-->"),
    "script": re.compile(r"</script", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
}
_LONG_NUMBER: Final = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}+;?")  # no character has one


def words_of(page: str) -> Iterator[tuple[int, str]]:
    """The lines of a page that may name a site, and the targets of its links; not what it loads (styles, scripts, pictures)."""
    at, line, never_closed = 0, 1, set[str]()
    while tag := _TAG.search(page, at):
        yield from _shown(page[at : tag.start()], line)
        line += page.count("\n", at, tag.start())
        begins, at = tag.start(), tag.end()
        if (name := (tag[1] or "").lower()) == "a":
            yield from _target(tag[2], line)
        elif (name in _UNSEEN and (name or tag[0] == "<!--")) and name not in never_closed:
            if end := _UNSEEN[name].search(page, at):
                at = end.start() if name else end.end()
            else:  # then it hides nothing, nor does the next one
                never_closed.add(name)
        line += page.count("\n", begins, at)
    yield from _shown(page[at:], line)


def _shown(text: str, first: int) -> Iterator[tuple[int, str]]:
    for line, words in enumerate(text.split("\n"), first):
        read = _read(words)
        if "." in read or "@" in read:
            yield line, read


def _target(attributes: str, line: int) -> Iterator[tuple[int, str]]:
    if found := _LINK.search(attributes):
        target = _read(next(filter(None, found.groups()), "").strip("\"'"))  # a quote that the tag's own > cut from its fellow
        if "//" in target or target.startswith("mailto:"):
            yield line, target


def _read(text: str) -> str:
    return html.unescape(_LONG_NUMBER.sub(" ", text)) if "&" in text else text
