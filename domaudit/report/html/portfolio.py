"""The picture of the portfolio: a line for each site, a cell for each key, and behind each cell who holds it and where that is said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domaudit.model import Attribution, Holder, Key, SiteReport, Source, Verdict
from domaudit.report import words
from domaudit.report.html.markup import word
from domaudit.report.telling import Teller
from domaudit.texts import COLON, Lang, tell

TIP = 60
"""Characters of a value that is told behind a cell; the card has it whole."""

KEYLESS = (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN)
"""Verdicts where there is no registration that could have keys."""


LOOKS = {
    Holder.CLIENT: "c",
    Holder.PROVIDER: "p",
    Holder.THIRD_PARTY: "t",
    Holder.HIDDEN: "h",
    Holder.ABSENT: "a",
    Holder.UNKNOWN: "u",
}
"""What the style knows each holder by, for its colour, sign and letter; one character, since a long report has many thousand cells."""

PROVIDER_NORMAL, OTHER_NORMAL, NOTHING = "n", "m", "x"
"""The same where a provider's, or somebody else's, hand is normal, and where there is no key at all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One key of one site: how it looks, and who holds it by which source."""

    look: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One site: ``anchor`` is where its card stands, ``kind`` its verdict, ``party`` who it is for, ``provider`` its provider's number."""

    anchor: str
    name: str
    sign: str
    look: str
    kind: Verdict
    verdict: str
    party: str
    provider: int
    cells: list[Cell]


def look(key: Key, held: Attribution) -> str:
    """How a key looks: a provider's hand has the colour of warning only where it decides about the name."""
    if held.holder is Holder.PROVIDER and key not in (Key.REGISTRANT, Key.REGISTRANT_EMAIL):
        return PROVIDER_NORMAL
    if held.holder is Holder.THIRD_PARTY and key in (Key.TECHNICAL, Key.BILLING):
        return OTHER_NORMAL
    return LOOKS[held.holder]


def look_of(site: SiteReport, key: Key) -> str:
    """How the cell of a site's key looks."""
    if site.verdict in KEYLESS:
        return NOTHING
    held = site.keys.get(key)
    return LOOKS[Holder.UNKNOWN] if held is None else look(key, held)


def verdict_look(site: SiteReport) -> str:
    """The colour of a verdict, by name: what is urgent has that of warning though the client holds it, an agreed rental has none."""
    sign = words.symbol(site)
    return {"✗": "bad", "!": "warn", "?": "open", "○": "free", "–": "free", "·": "free", "✓": "good"}[sign]


def row(teller: Teller, site: SiteReport, keys: Sequence[Key], provider: int, *, several: bool) -> Row:
    """The line of one site; ``several``: its client is told too."""
    sources = site.observed.sources
    return Row(
        site.site.domain,
        site.site.unicode,
        words.symbol(site),
        verdict_look(site),
        site.verdict,
        word(f"verdict.{site.verdict}", teller.lang),
        teller.parties(site)["client"] if several else "",
        provider,
        [_cell(teller, site, key, sources) for key in keys],
    )


def _cell(teller: Teller, site: SiteReport, key: Key, sources: Sequence[Source]) -> Cell:
    found, held = look_of(site, key), site.keys.get(key)
    if found == NOTHING or held is None:
        return Cell(found, word(f"verdict.{site.verdict}" if found == NOTHING else "holder.unknown", teller.lang))
    told = word(words.holder(held), teller.lang)
    if held.shown:
        told += f"{COLON[teller.lang]}{teller.short(held.shown, teller.mask(site).shown(key, held), TIP)}"
    if where := server(teller, held, sources):
        told += f" ({where})"
    return Cell(found, told)


def server(teller: Teller, held: Attribution, sources: Sequence[Source]) -> str:
    """Who says who holds a key: the server of the first line that it rests on."""
    place = held.evidence[0].source if held.evidence else -1
    if not 0 <= place < len(sources):
        return ""
    return "DNS" if sources[place].kind == "dns" else teller.value(sources[place].server)


def seen(site: SiteReport) -> set[Key]:
    """The keys of a site of which something is seen."""
    return {key for key, held in site.keys.items() if held.shown or held.holder is not Holder.UNKNOWN}


def legend(looks: Collection[str], lang: Lang) -> list[tuple[str, str]]:
    """What each of some signs and letters stands for: how it looks, and the words."""
    every = [(LOOKS[holder], f"html.legend.{holder}") for holder in Holder]
    every.insert(2, (PROVIDER_NORMAL, "html.legend.normal"))
    every.insert(4, (OTHER_NORMAL, "html.legend.other"))
    every.append((NOTHING, "html.legend.nothing"))
    return [(look, tell(id_, lang)) for look, id_ in every if look in looks]
