"""What a SARIF log tells beside its results: who gave no answer, what was noted, what changed and is gone, what is masked or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from domaudit.model import SiteReport, Verdict
from domaudit.report import news, plainly
from domaudit.report.sarif.rules import inert
from domaudit.report.telling import Teller
from domaudit.spool import Picked
from domaudit.texts import COLON, count, heard, joined, tell, thousands

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered


def notifications(found: Gathered, teller: Teller, left: int, most: int) -> list[dict[str, Any]]:
    """Every notification of a run; ``left`` results found no place among ``most``."""
    return list(_all(found, teller, left, most))


def _all(found: Gathered, teller: Teller, left: int, most: int) -> Iterator[dict[str, Any]]:
    report, lang = found.report, teller.lang
    for level, sites in zip(("warning", "note"), _open_and_other(report.sites), strict=True):
        yield from (_one("silent-source", level, said) for said in teller.silences(sites))
    for notice in found.inventory.notices:
        yield _one("inventory-notice", "note", teller.free(heard(notice, lang), teller.mask_of_all(), longest=500))
    for site in report.sites if report.since is not None else ():
        lines = news.lines(teller, site)
        if lines:
            yield _one("changed", "note", f"{teller.value(site.site.unicode)}{COLON[lang]}{joined(lines, lang)}")
    if gone := news.gone(teller, report):
        yield _one("changed", "note", plainly.gone(teller, gone))
    if left:
        yield _one("left-out", "warning", count("sarif.cut", left, lang, most=thousands(most, lang)))
    if teller.masked:
        yield _one("masked", "note", tell("report.masked", lang))


def _open_and_other(sites: Sequence[SiteReport]) -> tuple[Sequence[SiteReport], Sequence[SiteReport]]:
    """The sites on which a silence left the verdict open, and the others."""
    open_ = [site.verdict is Verdict.UNDETERMINED for site in sites]
    opened, other = ([place for place, one in enumerate(open_) if one is wanted] for wanted in (True, False))
    return Picked(sites, opened), Picked(sites, other)


def _one(id_: str, level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": id_}, "level": level, "message": {"text": inert(plainly.clean(text))}}
