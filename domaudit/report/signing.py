"""The section "before signing" of the report for people: once for all the domains that call for it."""

from __future__ import annotations

from domaudit.report import words
from domaudit.report.telling import Teller
from domaudit.report.terminal.lines import Lines
from domaudit.signing import WHYS, Signing
from domaudit.texts import tell

MOST_NAMED = 6
"""Domains that are named for one reason; ``verbose`` names them all."""


def write(found: Signing | None, screen: Lines, teller: Teller) -> None:
    """Write the section, or nothing where no domain of the report calls for it."""
    if found is None:
        return
    lang, mask = teller.lang, teller.mask_of_all()
    screen.line()
    screen.paragraph(tell("signing.title", lang), style="bold")
    for why in WHYS:
        names = [teller.value(name) for name in found.of(why)]
        if names:
            listed = words.listed(names, len(names) if teller.verbose else MOST_NAMED, lang)
            screen.paragraph(tell(f"signing.{why}", lang, domains=listed), "", 2)
    screen.paragraph(tell("signing.about", lang), "", 2)
    for line in found.lines:
        screen.paragraph(teller.say(line, mask), "- ", 4)
    screen.paragraph(tell("signing.questions", lang), "", 2)
    for number, question in enumerate(found.questions, 1):
        screen.paragraph(teller.say(question, mask), f"{number}. ", 7)
