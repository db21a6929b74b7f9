"""What changed since an earlier report (``--since``), in words: of one site, and of the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from domaudit import texts
from domaudit.model import Change, Report, SiteReport
from domaudit.report import words
from domaudit.report.masking import Mask
from domaudit.report.telling import Teller
from domaudit.texts import tell

MOST = 6
"""Values that are told of one change."""


def heading(teller: Teller, report: Report) -> str:
    """``What changed since 15 Nov 2026``; nothing where there is no earlier report."""
    if report.since is None:
        return ""
    return tell("news.title", teller.lang, d=report.since.audited_at.astimezone(UTC).date().isoformat())


def lines(teller: Teller, site: SiteReport, of: Callable[[Change], bool] = lambda change: True) -> list[str]:
    """What changed of one site, a sentence each; none where nothing did (``of`` it), or where there is no earlier report."""
    if site.since is None:
        return []
    if site.since.state != "compared":
        return [tell(f"news.{site.since.state}", teller.lang)]
    return [_line(teller, change, teller.mask(site)) for change in site.since.changes if of(change)]


def gone(teller: Teller, report: Report) -> list[str]:
    """The domains of the earlier report that this inventory has no longer."""
    return [] if report.since is None else [teller.value(domain) for domain in report.since.gone]


def _line(teller: Teller, change: Change, mask: Mask) -> str:
    what = tell(f"changes.{change.what}", teller.lang)
    old, new = (_shown(teller, change, values, mask) for values in (change.old, change.new))
    return tell("changes.line", teller.lang, what=what[:1].upper() + what[1:], old=old, new=new)


def _shown(teller: Teller, change: Change, values: tuple[str, ...], mask: Mask) -> str:
    if not values:
        return tell("changes.none", teller.lang)
    if change.what == "verdict":
        told = [tell(f"verdict.{value}", teller.lang) for value in values]
    elif change.what == "finding":
        told = [tell(f"rule.{value}.title", teller.lang) for value in values]
    elif change.what == "expires":
        told = [texts.say_date(value, teller.lang) for value in values]
    elif change.what == "registrant-email":
        told = [teller.short(value, mask.mailbox(value)) for value in values]
    else:
        told = [teller.value(value, mask) for value in values]
    return words.listed(told, MOST, teller.lang)
