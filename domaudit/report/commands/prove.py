"""What ``domaudit prove`` prints: the record to publish, the line for the inventory, and what it shows and does not show."""

from __future__ import annotations

import json
from typing import TextIO

from domaudit.proving import Challenge, record_name
from domaudit.report import screens, words
from domaudit.texts import Lang, tell

SCHEMA = "domaudit-challenge/1"
READABLE = 88


def write_stream(made: Challenge, form: str, out: TextIO, *, lang: Lang) -> None:
    """Write one challenge for people, or as JSON."""
    name = record_name(made.site.domain)
    if form == "json":
        told = {"schema": SCHEMA, "domain": made.site.domain, "party": made.party, "name": f"{name}.", "type": "TXT", "value": made.token}
        screens.write_utf8(json.dumps(told, ensure_ascii=False) + "\n", out)
        out.flush()
        return
    screen = screens.screen_of(out)
    width = min(screen.width, READABLE)
    values = {"domain": made.site.unicode, "client": made.party}
    lines = [
        *words.wrap(tell("prove.publish", lang, **values), width),
        "",
        f'  {name}.  IN  TXT  "{made.token}"',
        "",
        *words.wrap(tell("prove.inventory", lang, **values), width),
        "",
        f"  - domain: {made.site.unicode}",
        f"    challenge: {made.token}",
        "",
        *words.wrap(tell("prove.shows", lang, **values), width),
        *words.wrap(tell("prove.shows-not", lang, **values), width),
    ]
    screens.write_lines(lines, out, screen)
    out.flush()
