"""All the kits of one run as files: their names, known before anybody is asked, and what is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from domaudit import letters
from domaudit.handover.folder import name_of
from domaudit.handover.kit import FILES, PAGES, Entry, index, pages
from domaudit.letters import Format
from domaudit.model import Inventory, Report
from domaudit.report.telling import Teller
from domaudit.texts import Lang

FORMATS: tuple[Format, ...] = ("html", "md")
"""The forms in which every page is written: to read and print, and to edit."""


def first(lang: Lang) -> str:
    """The file to begin with."""
    return f"{FILES[lang]['index']}.html"


def names(inventory: Inventory, lang: Lang) -> Iterator[str]:
    """The files of the kits of an inventory."""
    stems = [FILES[lang]["index"]]
    stems += [f"{name_of(site.domain)}/{FILES[lang][page]}" for site in inventory.sites for page in PAGES]
    return (f"{stem}.{form}" for stem in stems for form in FORMATS)


def files_of(report: Report, lang: Lang, *, personal_data: bool = False) -> dict[str, bytes]:
    """The files of the kits of a report, by their names in the folder."""
    teller = Teller(lang, report.audited_at.astimezone(UTC).date(), personal_data).knowing(report)
    entries = [Entry(site, name_of(site.site.domain)) for site in report.sites]
    documents = {FILES[lang]["index"]: index(entries, teller)}
    for entry in entries:
        documents |= {f"{entry.folder}/{name}": page for name, page in pages(entry.site, teller).items()}
    return {f"{name}.{form}": letters.write(document, form) for name, document in documents.items() for form in FORMATS}
