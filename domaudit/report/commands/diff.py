"""What ``domaudit evidence diff`` prints: for each domain what changed between two evidence files, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from domaudit.changes.comparing import changes
from domaudit.changes.facts import answered
from domaudit.model import Change, Report, SiteReport
from domaudit.report import news, screens, words
from domaudit.report.masking.masks import OPEN, Mask, mask_of, mask_of_all
from domaudit.report.screens import Style
from domaudit.texts import count, tell

SCHEMA = "domaudit-changes/1"
READABLE = 100
_MOST = 6  # values of one field


def write_stream(old: Report, new: Report, form: str, out: TextIO, style: Style) -> None:
    """Write what changed between two reports on the same domains, for people or as JSON."""
    pairs = {before.site.domain: (before, after) for before, after in zip(old.sites, new.sites, strict=True)}
    if form == "json":
        screens.write_utf8(json.dumps(_document(pairs), ensure_ascii=False) + "\n", out)
    else:
        screen = screens.screen_of(out)
        screens.write_lines(_lines(pairs, style, screen, min(screen.width, READABLE)), out, screen)
    out.flush()


def _document(pairs: Mapping[str, tuple[SiteReport, SiteReport]]) -> dict[str, Any]:
    def told(found: Sequence[Change]) -> dict[str, Any]:
        return {change.what: {"old": list(change.old), "new": list(change.new)} for change in found}

    domains = []
    for domain, (old, new) in pairs.items():
        compared = answered(old) and answered(new)
        domains.append({"domain": domain, "compared": compared, "changes": told(changes(old, new) if compared else ())})
    return {"schema": SCHEMA, "domains": domains}


def _lines(pairs: Mapping[str, tuple[SiteReport, SiteReport]], style: Style, screen: screens.Screen, width: int) -> Iterator[str]:
    lang, masked, same = style.lang, False, 0
    for old, new in pairs.values():
        silent = [which for which, site in (("old", old), ("new", new)) if not answered(site)]
        found = () if silent else changes(old, new)
        if not found and not silent:
            same += 1
            continue
        mask = OPEN if style.personal_data or screen.tty else mask_of_all([mask_of(old), mask_of(new)])
        yield old.site.unicode
        for which in silent:
            yield from (f"  {line}" for line in words.wrap(tell(f"changes.no-answer.{which}", lang), width - 2))
        for change in found:
            shown = {which: _shown(change, values, mask, style) for which, values in (("old", change.old), ("new", change.new))}
            masked = masked or any(_masked(change, value, mask) != value for value in (*change.old, *change.new))
            first, *more = words.wrap(tell("changes.line", lang, what=tell(f"changes.{change.what}", lang), **shown), width - 4)
            yield f"  - {first}"
            yield from (f"    {line}" for line in more)
        yield ""
    yield from words.wrap(count("changes.same", same, lang), width)
    if masked:
        yield from words.wrap(tell("report.masked", lang), width)


def _masked(change: Change, value: str, mask: Mask) -> str:
    if change.what == "registrant-email":
        return mask.mailbox(value)
    return mask.status(value) if change.what == "status" else mask(value)


def _shown(change: Change, values: Sequence[str], mask: Mask, style: Style) -> str:
    told = [news.own_word(change, value, style.lang) or words.shorten(words.flat(_masked(change, value, mask)), 80) for value in values]
    return words.listed(told, _MOST, style.lang) if told else tell("changes.none", style.lang)
