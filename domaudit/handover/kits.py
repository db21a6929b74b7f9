"""All the kits of one run as files: their names, known before anybody is asked, and what is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domaudit import letters
from domaudit.handover.folder import name_of
from domaudit.handover.kit import FILES, PAGES, Entry, index, pages
from domaudit.letters import Document, Format
from domaudit.letters.correspondence import correspondence
from domaudit.model import Inventory, Report, SiteReport
from domaudit.report.telling import Teller
from domaudit.texts import Lang

FORMATS: tuple[Format, ...] = ("html", "md")
"""The forms in which every page is written: to read and print, and to edit."""


def first(lang: Lang) -> str:
    """The file to begin with."""
    return f"{FILES[lang]['index']}.html"


def names(inventory: Inventory, lang: Lang) -> Iterator[str]:
    """The files that the kits of an inventory may have; a name that is not registered yet has no letter."""
    stems = [FILES[lang]["index"]]
    stems += [f"{name_of(site.domain)}/{FILES[lang][page]}" for site in inventory.sites for page in (*PAGES, "letter")]
    return (f"{stem}.{form}" for stem in stems for form in FORMATS)


def files_of(report: Report, lang: Lang, *, personal_data: bool = False) -> dict[str, bytes]:
    """The files of the kits of a report, by their names in the folder."""
    teller = Teller(lang, report.day, personal_data).knowing(report)
    entries = [Entry(site, name_of(site.site.domain)) for site in report.sites]
    documents = {FILES[lang]["index"]: index(entries, teller)}
    for entry in entries:
        made = pages(entry.site, teller, _letter(report, entry.site, lang))
        documents |= {f"{entry.folder}/{name}": page for name, page in made.items()}
    return {f"{name}.{form}": letters.write(document, form) for name, document in documents.items() for form in FORMATS}


def _letter(report: Report, site: SiteReport, lang: Lang) -> Document | None:
    """The provider's goodbye about one site, as `domaudit letter --kind handover` writes it; None where there is nothing to write."""
    written, _ = correspondence(replace(report, sites=(site,)), "handover", lang)
    return written[0].document() if written else None
