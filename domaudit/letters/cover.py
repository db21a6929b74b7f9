"""The note that comes with a letter, for the reader and never inside it: how to send it, what to keep, what is still to fill in. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from domaudit import texts
from domaudit.letters.blocks import Document
from domaudit.letters.correspondence import Letter

_BY_FORM = ("registrar", "registry", "disclosure")


def note(letter: Letter, document: Document) -> list[str]:
    """The sentences of the cover note of a letter, each a paragraph; ``document`` is the letter as it was rendered."""
    client, provider = letter.matters[0].report.site.client.name, letter.matters[0].report.site.provider.name
    values = {
        "to": letter.to.name or letter.to.unnamed,
        "domains": letter.domains,
        "client": client,
        "provider": provider,
        "today": letter.today.isoformat(),
    }
    told = [texts.tell(f"letter.cover.{part}", letter.lang, **values) for part in _parts(letter)]
    if document.blanks:
        told.append(" ".join((texts.tell("letter.cover.blanks", letter.lang), ", ".join(f"[{blank}]" for blank in document.blanks))))
    return told


def _parts(letter: Letter) -> Iterator[str]:
    yield "title"
    if letter.kind == "handover":
        yield from ("sign.provider", "passwords")
        return
    yield "sign.client"
    if letter.to.role == "third":
        yield "third"
    if letter.to.status != "active":
        yield letter.to.status
    if letter.kind in ("reminder", "notice") and not letter.earlier:
        yield "no-first"
    if letter.kind == "notice":
        yield "notice"
    yield "copies"
    if letter.kind in _BY_FORM:
        yield "send.form"
    else:
        yield "send.post" if letter.kind == "notice" or letter.to.status != "active" else "send.request"
    yield "proofs"
    if letter.to.role == "provider":
        yield "invoice"
