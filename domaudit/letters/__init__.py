"""Letters and other papers: a template and the facts make a ``Document``, which is written as Markdown, HTML, Word or plain text.

``render(name, lang, facts)`` fills ``templates/LANG/NAME.j2``; ``write(document, format)`` gives the bytes of a file. What a value holds
(it may come from the wire, or from the very party that is written to) can become neither markup nor a field code nor a formula: it is
kept out of the markup when a template is filled (``values``), and escaped by each writer. Reads no clock; the same facts give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from domaudit.letters.blocks import Document, joined
from domaudit.letters.rendering import render
from domaudit.letters.values import Blank

__all__ = ["FORMATS", "Blank", "Document", "Format", "joined", "render", "write"]

Format: TypeAlias = Literal["md", "html", "docx", "text"]
FORMATS: tuple[Format, ...] = get_args(Format)


def write(document: Document, format: Format) -> bytes:
    """The file that shows a document: Markdown, a page of HTML ready to print, a Word file, or plain text (all but Word in UTF-8).

    Raises ``UsageError`` for ``docx`` where python-docx is not installed.
    """
    return _writer(format)(document)


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
