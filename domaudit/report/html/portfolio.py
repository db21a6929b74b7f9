"""The picture of the portfolio: a line for each site, a cell for each key, and behind each cell who holds it and where that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domaudit.model import Attribution, Holder, Key, SiteReport
from domaudit.report import words
from domaudit.report.telling import Teller
from domaudit.texts import COLON, Lang, tell

TIP = 60
"""Characters of a value that is told behind a cell; the card has it whole."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One key of one site: how it is coloured, its sign and letter, and who holds it by which source."""

    look: str
    sign: str
    letter: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One site: ``anchor`` is where its card stands, ``party`` who it is for, ``provider`` the number of its provider."""

    anchor: str
    name: str
    sign: str
    look: str
    kind: str
    verdict: str
    party: str
    provider: int
    cells: tuple[Cell, ...]


def look(key: Key, held: Attribution) -> str:
    """The colour of a key, by name: a provider's hand has that of warning only where it decides about the name."""
    if held.holder is Holder.PROVIDER:
        return "provider" if key in (Key.REGISTRANT, Key.REGISTRANT_EMAIL) else "normal"
    if held.holder is Holder.THIRD_PARTY and key in (Key.TECHNICAL, Key.BILLING):
        return "normal"
    return held.holder.value


def verdict_look(site: SiteReport) -> str:
    """The colour of a verdict, by name: what is urgent has that of warning though the client holds it, an agreed rental has none."""
    sign = words.symbol(site)
    return {"✗": "bad", "!": "warn", "?": "open", "○": "free", "–": "free", "·": "free", "✓": "good"}[sign]


def row(teller: Teller, site: SiteReport, keys: Sequence[Key], provider: int, *, several: bool) -> Row:
    """The line of one site; ``several``: its client is told too."""
    return Row(
        site.site.domain,
        site.site.unicode,
        words.symbol(site),
        verdict_look(site),
        site.verdict.value,
        tell(f"verdict.{site.verdict}", teller.lang),
        teller.parties(site)["client"] if several else "",
        provider,
        tuple(_cell(teller, site, key) for key in keys),
    )


def _cell(teller: Teller, site: SiteReport, key: Key) -> Cell:
    held = site.keys.get(key, Attribution(Holder.UNKNOWN))
    letter = tell(f"html.letter.{held.holder}", teller.lang)
    if not held.shown:
        return Cell(held.holder.value, "", letter, tell(f"holder.{held.holder}", teller.lang))
    shown = teller.short(held.shown, teller.mask(site).shown(key, held), TIP)
    told = f"{tell(f'holder.{held.holder}', teller.lang)}{COLON[teller.lang]}{shown}"
    if where := server(teller, site, held):
        told += f" ({where})"
    return Cell(look(key, held), "" if held.holder is Holder.UNKNOWN else words.key_symbol(key, held), letter, told)


def server(teller: Teller, site: SiteReport, held: Attribution) -> str:
    """Who says who holds a key: the server of the first line that it rests on."""
    sources = site.observed.sources
    place = held.evidence[0].source if held.evidence else -1
    return teller.value(sources[place].server) if 0 <= place < len(sources) else ""


def columns(sites: Sequence[SiteReport]) -> tuple[Key, ...]:
    """The keys of which something is seen on any of the sites."""
    seen: set[Key] = set()
    for site in sites:
        seen.update(key for key, held in site.keys.items() if held.shown or held.holder is not Holder.UNKNOWN)
        if len(seen) == len(Key):
            break
    return tuple(key for key in Key if key in seen)


def legend(lang: Lang) -> list[tuple[str, str, str]]:
    """What each letter stands for: its colour, the letter, the words."""
    told = [(holder.value, tell(f"html.letter.{holder}", lang), tell(f"html.legend.{holder}", lang)) for holder in Holder]
    told.insert(2, ("normal", tell("html.letter.provider", lang), tell("html.legend.normal", lang)))
    return told
