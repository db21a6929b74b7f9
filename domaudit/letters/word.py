"""A document as a Word file (Office Open XML), for those who want to change a word before they send it.

python-docx writes texts as texts: there is no field, no link and no macro in the file, and nothing that it fetches from elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from domaudit.errors import UsageError, said
from domaudit.letters.blocks import Block, Document, Heading, Items, Lines, NewPage, Paragraph, Runs, Table, guarded

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.shared import Pt
    from docx.text.paragraph import Paragraph as WordParagraph

_ITS_DAY = datetime(2000, 1, 1)  # no clock: the same document is the same file
_LOCALE = {"en": "en-GB", "fr": "fr-FR"}


def word(document: Document) -> bytes:
    """The document as a .docx on A4; blanks are highlighted. Raises ``UsageError`` where python-docx is not installed."""
    try:
        from docx import Document as new
    except ImportError:
        raise UsageError(
            said("a Word file needs python-docx, which is not installed"),
            where="--format docx",
            hint=said("install python-docx beside domaudit; or choose html, which Word opens too"),
        ) from None
    made = new()
    _set_up(made, document)
    for block in document.blocks:
        _add(made, block)
    kept = io.BytesIO()
    made.save(kept)
    return _undated(kept.getvalue())


def _set_up(made: WordDocument, document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(25), Mm(22), Mm(22), Mm(20)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    for level, size in ((1, 15), (2, 13), (3, 11)):  # the template's headings are blue, in a font of its theme's own
        heading = made.styles[f"Heading {level}"]
        heading.font.name, heading.font.size, heading.font.color.rgb = "Georgia", Pt(size), RGBColor(0x11, 0x11, 0x11)
        fonts = heading.element.rPr.rFonts
        for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[attribute]
    made.styles.element.find(".//" + qn("w:lang")).set(qn("w:val"), _LOCALE[document.lang])
    about = made.core_properties
    about.title, about.author, about.comments, about.language = document.title[:255], "", "", _LOCALE[document.lang]
    about.created = about.modified = _ITS_DAY


def _add(made: WordDocument, block: Block) -> None:
    from docx.enum.text import WD_BREAK
    from docx.shared import Mm, Pt

    match block:
        case Heading(runs, level):
            heading = made.add_paragraph(style=f"Heading {level}")
            _write(heading, runs)
        case Paragraph(runs, small):
            _write(made.add_paragraph(), runs, size=Pt(9) if small else None)
        case Lines(lines, right, signed):
            paragraph = made.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(48) if signed else None
            paragraph.paragraph_format.left_indent = Mm(90) if right else None
            for number, runs in enumerate(lines):
                if number:
                    paragraph.add_run().add_break()
                _write(paragraph, runs)
        case Items(items, kind):
            for number, runs in enumerate(items, 1):
                point = made.add_paragraph(style="List Bullet" if kind == "points" else None)
                point.paragraph_format.space_after = Pt(3)
                if kind != "points":  # Word's own numbers would go on from the list before
                    point.paragraph_format.left_indent, point.paragraph_format.first_line_indent = Mm(8), Mm(-8)
                    point.add_run(f"{number}.\t" if kind == "steps" else "☐\t")
                _write(point, runs)
        case Table(header, rows):
            table = made.add_table(rows=0, cols=len(header), style="Table Grid")
            for count, row in enumerate((header, *rows)):
                for cell, runs in zip(table.add_row().cells, row, strict=True):
                    cell.paragraphs[0].paragraph_format.space_after = Pt(2)
                    _write(cell.paragraphs[0], guarded(runs), bold=count == 0)
            made.add_paragraph().paragraph_format.space_after = Pt(0)
        case NewPage():
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write(paragraph: WordParagraph, runs: Runs, *, bold: bool = False, size: Pt | None = None) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    for run in runs:
        written = paragraph.add_run(f"[{run.text}]" if run.blank else run.text)
        written.bold, written.font.size = run.bold or bold or None, size
        if run.blank:
            written.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _undated(file: bytes) -> bytes:
    """The same archive with every part dated alike: python-docx stamps them with the time of writing."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as given, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            archive.writestr(zipfile.ZipInfo(name), given.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
