"""The contract clause: who holds the domain name, who acts for whom, and what comes back at the end, with the notes for the lawyer.

The clause itself is a template (``clause``, ``clause-short``); what it takes from elsewhere stands in ``data/clause.yaml`` with its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domaudit import texts
from domaudit.data import load
from domaudit.letters.blocks import Document, Lang
from domaudit.letters.rendering import render
from domaudit.letters.values import Link

_DATA = "clause.yaml"


def clause(lang: Lang, client: str | None = None, provider: str | None = None, *, short: bool = False) -> Document:
    """The clause with what stands around it: what to do before, and the page for the lawyer. A name that is not given is a blank.

    ``short`` gives two paragraphs instead of ten sections. It is general information, and says that a lawyer should read it.
    """
    days = {name: term["days"] for name, term in load(_DATA)["terms"].items()}
    facts = {"client": _name(client), "provider": _name(provider), "laws": list(_laws(lang)), **days}
    return render("clause-short" if short else "clause", lang, facts)


def _name(given: str | None) -> str | None:
    return given if given and given.strip() else None


def _laws(lang: Lang) -> Iterator[Mapping[str, Any]]:
    """Each law with what a lawyer should look at in it; a note without a source is a question."""
    for law in load(_DATA)["laws"]:
        notes = [{"text": texts.tell(note["text"], lang), "source": Link(note.get("source") or "")} for note in law["notes"]]
        yield {"name": texts.tell(law["name"], lang), "notes": notes}
