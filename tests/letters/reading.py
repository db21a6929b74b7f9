"""Letters read back by the readers of their formats: what is markup in them, and what is text."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser

import docx
from markdown_it import MarkdownIt

HOSTILE = [
    "<script>alert(1)</script>",
    "</p></body><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "**bold** _em_ `code` ~~gone~~ [a](http://evil.example) ![i](x) <http://evil.example>",
    "http://evil.example/ www.evil.example",
    "# heading",
    "1. one\n- two\n| a | b |\n| --- | --- |",
    "[x]: http://evil.example",
    "===",
    "---",
    "> quote",
    "+ plus",
    "a\\",
    "\\*a\\*",
    "$x^2$ {{ 7*7 }} {% raw %} ${x}",
    '=HYPERLINK("http://evil.example")',
    "+33 1 99 00 12 34",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "＝cmd",
    '{ INCLUDETEXT "http://evil.example" }',
    "a\x00\x02" + "0\x03\x1b[31mred\x07\u202eevil\u2028x",
    "\ufffe\uffff\ud800x",
    "    four spaces\ttab",
    ":smile: :::note",
    "日本語 العربية é",
]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", ()))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def html_tags(page: bytes) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """Every tag of a page, in order, with its attributes."""
    parser = _Tags()
    parser.feed(page.decode())
    return parser.tags


def html_text(page: bytes) -> str:
    """What a page shows in its body."""
    parser = _Tags()
    parser.feed(page.decode().partition("<body>")[2])
    return "".join(parser.texts)


def markdown_marks(text: bytes) -> list[str]:
    """Every token but text that a Markdown reader sees, tables and bare links included."""
    reader = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    seen = []
    for token in reader.parse(text.decode()):
        seen.append(token.type)
        seen += [child.type for child in token.children or () if child.type not in ("text", "text_special")]
    return seen


def markdown_text(text: bytes) -> str:
    """What a Markdown reader shows, a line for each block."""
    reader = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    lines = []
    for token in reader.parse(text.decode()):
        if token.type == "inline":
            lines.append("".join("\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()))
    return "\n".join(lines)


def word_text(file: bytes) -> str:
    """What a Word file shows, in its paragraphs and tables."""
    opened = docx.Document(io.BytesIO(file))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def word_parts(file: bytes) -> dict[str, str]:
    """The XML of a Word file's parts, by name."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
