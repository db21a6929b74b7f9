"""Letters and other papers: a template and the facts make a ``Document``, which is written as Markdown, HTML, Word or plain text.

``render(name, lang, facts)`` fills ``templates/LANG/NAME.j2``; ``write(document, format)`` gives the bytes of a file. What a value holds
(it may come from the wire, or from the very party that is written to) can become neither markup nor a field code nor a formula: it is
kept out of the markup when a template is filled (``values``), and escaped by each writer. Reads no clock; the same facts give the same
bytes. Which letters a report calls for is in ``correspondence``, what goes with each in ``cover``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from domaudit.errors import UsageError, said
from domaudit.letters.blocks import Document, Lang, joined
from domaudit.letters.rendering import render, templates_folder
from domaudit.letters.values import Beside, Blank, Link

__all__ = [
    "ENDINGS",
    "FORMATS",
    "Beside",
    "Blank",
    "Document",
    "Format",
    "Lang",
    "Link",
    "form_of",
    "joined",
    "render",
    "shown",
    "templates_folder",
    "write",
]

Format: TypeAlias = Literal["md", "html", "docx", "text"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[str, Format] = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx", ".txt": "text"}
"""The format that a file's ending asks for."""


def form_of(format: Format | None, path: Path | None) -> Format:
    """The format that was asked for, else the one of a file's ending, else Markdown. Raises ``UsageError`` for an ending of no format."""
    if format is not None or path is None:
        return format or "md"
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        hint = said("use {endings}, or say it with --format", endings=", ".join(ENDINGS))
        if path.suffix.lower() == ".pdf":
            hint = said("write .html, open it in a browser and print it as PDF")
        raise UsageError(said("no form of a letter has this ending"), where=str(path), hint=hint)
    return form


def write(document: Document, format: Format) -> bytes:
    """The file that shows a document: Markdown, a page of HTML ready to print, a Word file, or plain text (all but Word in UTF-8).

    Raises ``UsageError`` for ``docx`` where python-docx is not installed.
    """
    return _writer(format)(document)


def shown(document: Document, width: int) -> bytes:
    """A document as it is read on a terminal of so many columns: plain text, its lines folded (UTF-8)."""
    from domaudit.letters.text import folded

    return folded(document, min(width, 88))


def _writer(format: Format) -> Callable[[Document], bytes]:
    if format == "docx":
        from domaudit.letters.word import word

        return word
    if format == "html":
        from domaudit.letters.page import page

        return page
    if format == "md":
        from domaudit.letters.markdown import markdown

        return markdown
    from domaudit.letters.text import text

    return text
