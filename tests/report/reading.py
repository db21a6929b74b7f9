"""Markdown as GitHub reads it: cmark-gfm, which is GitHub's own, and what GitHub then makes of the words of the finished page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from domaudit.report.markdown.markup import BREAK

OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
OTHER = MarkdownIt("commonmark").enable("table").enable("strikethrough")

FOUND_BY_GITHUB = {
    "mention": re.compile(r"(?:^|\W)@[a-z0-9]", re.IGNORECASE),
    "mailbox": re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+\.[a-z0-9]", re.IGNORECASE),
    "issue": re.compile(r"(?:^|[^\w&])#\d|\bGH-\d|[\w.-]+/[\w.-]+#\d", re.IGNORECASE),
    "commit": re.compile(r"\b[0-9a-f]{7,40}\b", re.IGNORECASE),
    "emoji": re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE),
    "address": re.compile(r"://|\bwww\.", re.IGNORECASE),
    "mathematics": re.compile(r"\$.+\$|.\$|\$."),
}
"""What GitHub looks for in the words of the page, rather too much than too little. A dollar sign alone in its element is none."""


@dataclass
class Read(HTMLParser):
    """A page: its tags in order, its addresses, its words; ``texts`` are the words that GitHub looks into (no code, no links)."""

    tags: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._closed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag in ("a", "code"):
            self._closed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "code"):
            self._closed.pop()

    def handle_data(self, data: str) -> None:
        self.words += data.replace(BREAK, "")
        if not self._closed:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    @property
    def skeleton(self) -> list[str]:
        """The tags without the elements in which dollar signs stand."""
        return [tag for tag in self.tags if tag != "span"]

    def made_by_github(self) -> list[str]:
        """What GitHub would make something of."""
        return [f"{what}: {text!r}" for text in self.texts for what, form in FOUND_BY_GITHUB.items() if form.search(text)]


def page(html: str) -> Read:
    read = Read()
    read.feed(html)
    read.close()
    return read


def read(markdown: str) -> Read:
    """A text as GitHub shows it."""
    return page(cmarkgfm.github_flavored_markdown_to_html(markdown, OPTIONS))


def read_twice(markdown: str) -> tuple[Read, Read]:
    """A text as GitHub shows it, and as another reader of CommonMark does."""
    return read(markdown), page(OTHER.render(markdown))
