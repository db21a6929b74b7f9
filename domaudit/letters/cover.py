"""The note that comes with a letter, for the reader and never inside it: how to send it, what to keep, what is still to fill in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domaudit import families, texts
from domaudit.letters.blocks import Document
from domaudit.letters.correspondence import Letter
from domaudit.remedies import sources
from domaudit.remedies.policies import days

_BY_FORM = ("registrar", "registry", "disclosure")
_SLOTS: Mapping[str, str] = {"disclosure": "disclose", "notice": "dispute", "registry": "dispute"}
"""Which of an ending's own steps (data/remedies) goes with a kind of letter."""


def note(letter: Letter, document: Document, *, short: bool = False) -> list[str]:
    """The cover note of a letter, each thing a paragraph; ``document`` is the letter as it was rendered, ``short`` or whole."""
    client, provider = letter.matters[0].report.site.client.name, letter.matters[0].report.site.provider.name
    values = {
        "to": letter.to.name or letter.to.unnamed,
        "domains": letter.domains,
        "client": client,
        "provider": provider,
        "today": letter.today.isoformat(),
    }
    told = [texts.tell(f"letter.cover.{part}", letter.lang, **values) for part in _parts(letter, short)]
    told += _of_the_endings(letter, values)
    if document.blanks:
        told.append(" ".join((texts.tell("letter.cover.blanks", letter.lang), ", ".join(f"[{blank}]" for blank in document.blanks))))
    return told


def _of_the_endings(letter: Letter, values: Mapping[str, str]) -> list[str]:
    """What is known for the endings of a letter's domains and helps with its kind, each with where it comes from."""
    told = []
    for about in letter.matters:
        if letter.to.role == "registry" and about.registry.get("contact"):
            told.append(texts.tell("letter.cover.registry", letter.lang, to=letter.to.name, contact=about.registry["contact"]))
        step = families.step(about.zone, _SLOTS.get(letter.kind, ""))
        if step is None:
            continue
        policy = days(step["policy"], letter.today) if "policy" in step else None
        known = {**values, "domain": about.domain, "zone": about.zone, "registrar": about.registrar or "", "policy": str(policy or "")}
        if all(known.get(name) or name in ("client", "provider") for name in texts.placeholders(step["text"], letter.lang)):
            told.append(f"{texts.tell(step['text'], letter.lang, **known)} ({sources.page(step['source'])})")
    return list(dict.fromkeys(told))


def _parts(letter: Letter, short: bool) -> Iterator[str]:
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
    if not short:
        yield from ("shorter", "proofs", *(["proofs.none"] if letter.kind == "request" else []))
    if letter.to.role == "provider":
        yield "invoice"
