"""One site of the report in Markdown, folded: who holds which key, what the record says, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domaudit.model import Finding, Holder, Key, SiteReport, Verdict
from domaudit.report import stepping, words
from domaudit.report.markdown import markup
from domaudit.report.masking.masks import Mask
from domaudit.report.telling import Teller
from domaudit.texts import capital, tell

LINES, INDICES = 3, 6
"""Lines of evidence of a finding and indices that are told one by one."""

SHOWN = 100
"""Columns that the words of a key may take."""


def folded(teller: Teller, site: SiteReport, *, several: bool) -> str:
    """One site behind its name and verdict: keys, findings with the lines that they rest on, steps.

    Of several clients or providers its own are named.
    """
    mask, name = teller.mask(site), markup.inside(teller.value(site.site.unicode))
    verdict = markup.inside(teller.verdict(site))
    summary = f"<summary>{words.symbol(site)} <strong>{name}</strong> · {verdict}</summary>"
    blocks = [f"<details>\n{summary}"]
    about = [site.site.domain] if site.site.domain != site.site.unicode else []
    about += [teller.attested(site)] if site.basis == "attested" else []
    about += [tell("report.party", teller.lang, **teller.parties(site))] if several else []
    blocks += map(markup.line, about)
    if site.verdict not in (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN):
        blocks += _keys(teller, site, mask)
    findings = words.counting(site)
    blocks += [_title(teller, "report.record.title")] if findings else []
    for found in findings:
        blocks += _finding(teller, found, site, mask)
    blocks += _indices(teller, site, mask)
    blocks += _steps(teller, site)
    return "\n\n".join((*blocks, "</details>"))


def _title(teller: Teller, id_: str) -> str:
    return markup.bold(tell(id_, teller.lang))


def _keys(teller: Teller, site: SiteReport, mask: Mask) -> Iterator[str]:
    """Who holds which key."""
    keys = [(key, site.keys[key]) for key in Key if key in site.keys]
    shown = [(key, held) for key, held in keys if held.holder is not Holder.UNKNOWN or held.shown]
    unseen = teller.unseen(site)
    yield _title(teller, "report.keys.title")
    if not shown:
        yield markup.line(unseen)
        return
    rows = [
        [
            markup.cell(tell(f"key.{key}", teller.lang)),
            markup.cell(f"{words.key_symbol(key, held)} {tell(words.holder(held), teller.lang)}"),
            markup.cell(teller.shown(key, held, mask, SHOWN)),
        ]
        for key, held in shown
    ]
    header = [markup.escaped(tell(f"markdown.{label}", teller.lang)) for label in ("key", "holder", "shows")]
    yield "\n".join(markup.table(header, rows))
    if unseen:
        yield markup.line(unseen)


def _finding(teller: Teller, found: Finding, site: SiteReport, mask: Mask) -> Iterator[str]:
    """What the record says, with the very lines that it rests on."""
    yield markup.line(teller.say(found.message, mask))
    if teller.aside(site, found):
        return
    items = []
    for line in found.evidence[:LINES]:
        said, *when = teller.evidence(line, site.observed.sources, mask) or [""]
        if said:
            items.append(f"- {markup.line(said)}" + "".join(f" ({_with_hash(one)})" for one in when))
    if len(found.evidence) > LINES:
        items.append(f"- {markup.line(tell('report.more-values', teller.lang, n=str(len(found.evidence) - LINES)))}")
    if items:
        yield "\n".join(items)


def _indices(teller: Teller, site: SiteReport, mask: Mask) -> Iterator[str]:
    """What can still be seen where the holder cannot."""
    if not site.indices:
        return
    yield _title(teller, "report.indices.title")
    said = [teller.say(index.text, mask) for index in site.indices[:INDICES]]
    said = list(map(capital, said))
    if len(site.indices) > INDICES:
        said.append(tell("report.more-values", teller.lang, n=str(len(site.indices) - INDICES)))
    yield "\n".join(f"- {markup.line(one)}" for one in said)


def _steps(teller: Teller, site: SiteReport) -> Iterator[str]:
    """What to do, numbered, each with its day, the command that writes its letter, and where the fact comes from."""
    steps, later = stepping.later(teller, stepping.steps(teller, site))
    if not steps:
        return
    yield _title(teller, "report.todo.title")
    lines = []
    for number, (day, step) in enumerate(steps, 1):
        lead, said = f"{number}. ", stepping.words_of(teller, site, step)
        lines.append(f"{lead}{dated(day, said) if day else markup.line(said)}")
        below = [_last_as(stepping.command(teller, site, step), "domaudit ", markup.code)]
        below += [_last_as(one, "http", markup.address) for one in stepping.addresses(teller, step)]
        lines += [f"{' ' * len(lead)}- {one}" for one in below if one]
    yield "\n".join(lines)
    if later:
        yield markup.line(later)


def dated(day: str, said: str) -> str:
    """A step behind its day."""
    return f"{markup.bold(day)} · {markup.escaped(said)}"


def _last_as(said: str, begins: str, how: Callable[[str], str]) -> str:
    """A sentence whose last part, which begins with a word of ours, is written in a way of its own."""
    before, begin, last = said.partition(begins)
    return f"{markup.line(before.rstrip())} {how(begin + last)}" if begin else markup.line(said)


def _with_hash(when: str) -> str:
    """When an answer came, its hash as it is to be searched for."""
    before, label, figures = when.rpartition("SHA-256\u00a0")
    return f"{markup.escaped(before)} SHA-256 {markup.code(figures)}".lstrip() if label else markup.escaped(when)
