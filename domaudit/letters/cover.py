"""The note that comes with a letter, for the reader and never inside it: how to send it, what to keep, what is still to fill in. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from domaudit import families, texts
from domaudit.letters import Format
from domaudit.letters.blocks import Document
from domaudit.letters.correspondence import Letter
from domaudit.model import Party
from domaudit.remedies import sources
from domaudit.remedies.policies import days

_BY_FORM = ("registrar", "registry", "disclosure")
_CHANGE = ("request", "reminder", "notice")
"""Letters that ask for a change of holder."""

_SLOTS: Mapping[str, str] = {"disclosure": "disclose", "notice": "dispute", "registry": "dispute"}
"""Which of an ending's own steps (data/remedies) goes with a kind of letter."""

_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "name": ("Dupont Bakery Ltd", "Boulangerie Dupont SARL"),
    "contact": ("Marie Dupont", "Marie Dupont"),
    "address": ('["1 Oven Street", "Anytown"]', '["1 rue du Four", "99999 Trifouillis"]'),
    "emails": ("[marie@mailbox.example]", "[marie@messagerie.example]"),
    "phones": ('["+44 20 7946 0000"]', '["+33 1 99 00 00 00"]'),
    "identifiers": ('["00000000"]', '["000 000 000"]'),
}
"""What belongs under each key of a party that a letter asks for: invented, in English and French."""


def note(letter: Letter, document: Document, form: Format = "md") -> list[str]:
    """The cover note of a letter, each thing a paragraph; ``document`` is the letter as it was rendered for a ``form``."""
    client, provider = letter.matters[0].report.site.client.name, letter.matters[0].report.site.provider.name
    values = {
        "to": letter.to.name or letter.to.unnamed,
        "domains": letter.domains,
        "client": client,
        "provider": provider,
        "today": letter.today.isoformat(),
        "due": letter.due.isoformat() if letter.due else "",
        "replied": letter.replied.isoformat() if letter.replied else "",
    }
    told = [texts.tell(f"letter.cover.{part}", letter.lang, **values) for part in _parts(letter, form)]
    for zone in dict.fromkeys(about.zone for about in letter.matters if about.state in ("provider", "third")):
        home = letter.matters[0].report.site.client.country
        if letter.kind in _CHANGE and families.abroad(zone, home):
            told.insert(2, texts.tell("letter.cover.abroad", letter.lang, **values, zone=zone, home=home or ""))
    told += _of_the_endings(letter, values)
    if document.blanks:
        told.append(" ".join((texts.tell("letter.cover.blanks", letter.lang), ", ".join(f"[{blank}]" for blank in document.blanks))))
    return told


def keys(letter: Letter, document: Document, parties: Mapping[str, Party]) -> list[tuple[str, list[str]]]:
    """What fills a letter's blanks in the inventory: for each party where to put them, in words, and the lines; none where no key does.

    ``parties`` are those of the inventory by their keys: a party that stands there gets lines more, any other is written anew.
    """
    sides = {"client": "provider", "provider": "client"}
    mine = "provider" if letter.kind == "handover" else "client"
    yours = sides[mine] if letter.to.role in sides else ""
    wanted: dict[str, dict[str, str]] = {mine: {}, yours: {}}
    for blank in document.blanks:
        of, _, key = getattr(blank, "key", "").partition(".")
        side = {"me": mine, "you": yours}.get(of, "")
        if side:
            wanted[side].setdefault(key, blank)
    told = []
    for side, named in wanted.items():
        if not named:
            continue
        site = letter.matters[0].report.site
        party = site.provider if side == "provider" else site.client
        known = next((name for name, one in parties.items() if one == party), None)
        lines = [f"{key}: {_EXAMPLES[key][letter.lang == 'fr']}  # {blank}" for key, blank in named.items()]
        if known is None:
            name = [f"name: {json.dumps(party.name, ensure_ascii=False)}"] if party.name else []
            told.append((texts.tell("letter.cover.keys", letter.lang, side=side), [f"{side}:", *(f"  {line}" for line in (*name, *lines))]))
        else:
            told.append((texts.tell("letter.cover.keys.known", letter.lang, party=known), [f"    {line}" for line in lines]))
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


def _parts(letter: Letter, form: Format) -> Iterator[str]:
    yield "title"
    if letter.due is not None:
        yield "early"
    if letter.replied is not None:
        yield "replied"
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
    if letter.kind != "reminder" or not letter.earlier:  # the first letter's note has said it
        yield "copies"
    if letter.kind in _BY_FORM:
        yield "send.form"
    else:
        yield "send.post" if letter.kind == "notice" or letter.to.status != "active" else "send.request"
    if form == "html":
        yield "print"
    if form != "text":
        if letter.kind not in ("reminder", "notice"):
            yield "shorter" if form == "md" else f"shorter.{form}"
        yield (
            "proofs.asked"
            if letter.kind == "request" and letter.to.status == "active"
            else "proofs.first"
            if letter.kind == "reminder"
            else "proofs"
        )
    if letter.to.role == "provider":
        yield "invoice"
