"""Annotations for GitHub: a workflow command for each finding that counts and each change, worst first, on the inventory's own line.

GitHub shows ten of each kind in a step (actions/toolkit, docs/problem-matchers.md); the last notice says what it all comes to, and how many
more there are. A command is one line that begins with ``::``; what could end it or begin another is written as GitHub's toolkit does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TextIO

from domaudit import errors
from domaudit.cleaning import visible
from domaudit.model import Finding, Report, Severity, SiteReport, Verdict
from domaudit.report import news, screens, words
from domaudit.report.brief import cut, next_step
from domaudit.report.gathering import Gathered
from domaudit.report.markdown.markup import BREAK
from domaudit.report.screens import Screen, Style
from domaudit.report.telling import Teller
from domaudit.texts import count, joined, tell

MOST = 10
"""Annotations of one kind that are shown of a step."""

COLUMNS = 220
"""Columns that a sentence may take where a finding rests on no line of a record: all stands beside a line of a file."""

KINDS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}

_WEIGHTY = ("verdict", "registrant", "registrant-email", "registrar", "nameservers", "status")
"""What of a name's keys a change warns of; any other is a notice."""

_NAMING = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY, Verdict.HELD_BY_THIRD_PARTY)
"""The rules that say whose name the record shows."""

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})
_PLACE = re.compile(r"(.+?):(\d+)(?::(\d+))?", re.DOTALL)
"""Where a mistake is: ``inventory.yaml:3:9``."""
_OLD = re.compile(r"#(?=#)")
"""``##[error]``: the older way to write a command, which is heard anywhere in a line; and how a log shows one."""


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write the annotations, nothing beside them, in UTF-8."""
    screens.write_utf8("".join(f"{line}\n" for line in lines(found, style)), out)


def lines(found: Gathered, style: Style) -> Iterator[str]:
    """The commands, one line each: errors, warnings, notices, and last of all a notice of what it comes to."""
    teller, report = found.teller(style), found.report
    shown: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
    more = 0
    for kind, written in _annotations(teller, report):
        if len(shown[kind]) < MOST - (kind == "notice"):  # the last notice has its place
            shown[kind].append(written(kind))
        else:
            more += 1
    for told in shown.values():
        yield from told
    told = [words.summary(report, teller.lang)]
    if style.reader == "ci" and any(shown.values()):
        told.append(tell("brief.job", teller.lang))
    yield _sum(teller, told, more)


def mistakes(error: errors.InventoryError, say: Callable[[str], str]) -> Iterator[str]:
    """An error, with its line end, for each mistake of an inventory, on its own line; ``say`` translates."""
    for mistake in error.mistakes[: MOST - 1] if len(error.mistakes) > MOST else error.mistakes:
        file, line, column = place.groups() if (place := _PLACE.fullmatch(mistake.where or "")) else (mistake.where, None, None)
        where = {name: value for name, value in (("file", file), ("line", line), ("col", column)) if value is not None}
        told = mistake.message
        if mistake.hint:
            told = errors.said("{message}; {hint}", message=mistake.message, hint=mistake.hint)
        yield f"{command('error', say(told), **where, title='domaudit')}\n"
    if (more := len(error.mistakes) - MOST + 1) > 1:
        yield f"{command('error', say(errors.counted('and {n:,} more mistake', 'and {n:,} more mistakes', more)), title='domaudit')}\n"


def command(kind: str, said: str, **properties: str | int) -> str:
    """One workflow command, without its line end."""
    stated = ",".join(f"{name}={_encoded(str(value), _PROPERTY)}" for name, value in properties.items())
    return f"::{kind} {stated}::{_encoded(said, _DATA)}" if stated else f"::{kind}::{_encoded(said, _DATA)}"


def _encoded(text: str, codes: Mapping[int, str]) -> str:
    """``text`` on one line, in which nothing is read as a part of a command."""
    return _OLD.sub(f"#{BREAK}", visible(words.flat(text))).translate(codes)


def _annotations(teller: Teller, report: Report) -> Iterator[tuple[str, Callable[[str], str]]]:
    """The kind of each annotation and what writes it, the worst site first: most of a long inventory's are never written."""
    for site in words.ordered(report)[0]:
        for found in words.counting(site):
            yield KINDS[found.severity], partial(_finding, teller, site, found)
        changes = site.since.changes if site.since is not None else ()
        if changes:
            weighty = any(change.what in _WEIGHTY for change in changes)
            yield "warning" if weighty else "notice", partial(_change, teller, site, news.heading(teller, report))
        elif site.since is not None and site.since.is_news:  # added
            yield "notice", partial(_change, teller, site, news.heading(teller, report))
    gone = news.gone(teller, report)
    if gone:
        said = news.gone_line(teller, gone, MOST)
        yield "notice", partial(command, said=said, title=news.heading(teller, report))


def _finding(teller: Teller, site: SiteReport, found: Finding, kind: str) -> str:
    """One finding: what the record says, and what to do next. A notice is told in its own words, which say that it is a usual thing."""
    lines = _record(teller, site, found) if found.severity is not Severity.NOTICE else ()
    said = next(iter(lines), "") or cut(teller.say(found.message, teller.mask(site)), COLUMNS)
    day, step, _ = next_step(teller, site, lambda other: other is found)
    told = " · ".join(part for part in (said, day, step) if part)
    return _at(site, teller, kind, tell(f"rule.{found.rule}.title", teller.lang), told)


def _record(teller: Teller, site: SiteReport, found: Finding) -> Iterator[str]:
    """The first line that a finding rests on; where it names a holder, with what that does not say."""
    mask, sources = teller.mask(site), site.observed.sources
    for line in found.evidence[:1]:
        if 0 <= line.source < len(sources) and sources[line.source].kind == "dns":  # which resolver was asked matters to nobody
            yield tell("github.dns", teller.lang, field=line.field, value=teller.short(line.value, mask.line(line.field, line.value)))
        for said in teller.evidence(line, sources, mask)[:1]:
            yield f"{said} {tell('github.not-why', teller.lang)}" if found.rule in _NAMING else said


def _change(teller: Teller, site: SiteReport, heading: str, kind: str) -> str:
    """What changed of one site."""
    return _at(site, teller, kind, heading, joined(news.lines(teller, site), teller.lang))


def _at(site: SiteReport, teller: Teller, kind: str, title: str, said: str) -> str:
    """An annotation on the line of the inventory that names the site."""
    place, name = site.site.location, teller.value(site.site.unicode)
    told = said if said.startswith(name) else f"{name} · {said}"
    if not place.is_file:
        return command(kind, told, title=title)
    return command(kind, told, file=place.file, line=place.line, col=place.column, title=title)


def _sum(teller: Teller, told: list[str], more: int) -> str:
    """What it all comes to, how many annotations are not shown, and what is masked."""
    if more:
        told += [count("github.more", more, teller.lang), tell("github.more.how", teller.lang, command="domaudit check … -o report.html")]
    if teller.masked:
        told.append(tell("report.masked", teller.lang))
    return command("notice", " ".join([*told, tell("report.legal.short", teller.lang)]), title="domaudit")
