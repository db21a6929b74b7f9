"""The report in GitHub-flavoured Markdown, for a pull request's comment or a job's summary: what matters in ten seconds, the rest folded.

It never grows beyond what a comment may hold: the worst sites are told in detail, the others in the table, and what is left is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from domaudit.model import Key, Report, SiteReport, Verdict
from domaudit.report import news, screens, words
from domaudit.report.brief import next_step
from domaudit.report.gathering import Gathered
from domaudit.report.markdown import markup
from domaudit.report.markdown.site import dated, folded
from domaudit.report.screens import Screen, Style
from domaudit.report.telling import Teller
from domaudit.texts import COLON, count, joined, tell

MOST = 65_000
"""Characters of the whole. A comment on GitHub may have 65,536 (its API says so), and whoever posts the report may add a line."""

TABLE, NEWS = 0.4, 0.2
"""The parts of the whole that the table of the sites and what changed may take, where there are many."""

CLOSING = 400
"""Characters that are kept for the lines that count what is not told."""

NAMED = 20
"""Sites held by the client that are named; the others are counted."""

UNASKED, ACCEPTED = 5, 6
"""Ways of not answering and accepted findings that are told one by one."""

HINT = 60
"""Columns that the record's own word may take in the table."""

WHOLE = "domaudit check … -o report.html"


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as Markdown in UTF-8."""
    screens.write_utf8(told(found, style), out)


def told(found: Gathered, style: Style, most: int = MOST) -> str:
    """The report as Markdown, of ``most`` characters at most. With little room that is what it comes to, and what could not be shown."""
    return _Page(found.teller(style), found.report, style, most).text()


@dataclass
class _Page:
    """One report; ``room`` is what may still be written."""

    teller: Teller
    report: Report
    style: Style
    most: int

    def __post_init__(self) -> None:
        self.lang, self.room = self.teller.lang, self.most
        self.sites, self.concerned = words.ordered(self.report)

    def text(self) -> str:
        """All of it. What must be said is measured first; of the rest the worst comes first."""
        head, rest = self.head(), self.rest(len(self.concerned))
        self.room -= sum(map(len, (*head, *self.ending(masked=True)))) + 2 * len(rest) + CLOSING
        table = self.table()
        after = self.unasked() + self.accepted()
        changed = self.changed()
        details = self.details()
        return "\n\n".join((*head, *table, *changed, *details, *after, *self.ending(masked=self.teller.masked))) + "\n"

    # --- the frame ---

    def head(self) -> list[str]:
        """What was audited, what it comes to, when."""
        said, when = self.teller.header(self.report)
        ending = tell("report.exit", self.lang, code=str(self.style.exit_code))
        job = [markup.line(tell("brief.job", self.lang))] if self.style.reader == "ci" and self.concerned else []
        return [f"## {markup.escaped(said)}", markup.bold(words.summary(self.report, self.lang)), markup.line(f"{when} · {ending}"), *job]

    def ending(self, *, masked: bool) -> list[str]:
        """What is masked, and what this is not."""
        lines = [tell("report.masked", self.lang)] if masked else []
        return ["---", markup.line(" ".join([*lines, tell("report.legal", self.lang)]))]

    def rest(self, number: int) -> str:
        """How many sites are not told, and where they are."""
        return f"{markup.line(count('markdown.more', number, self.lang))} {markup.code(WHOLE)}" if number > 0 else ""

    def fits(self, block: str, part: float = 0) -> bool:
        """Whether there is room for a block, which then is taken; ``part`` of the whole is as far as its kind may go."""
        if len(block) + 2 > self.room - part:
            return False
        self.room -= len(block) + 2
        return True

    # --- all sites ---

    def table(self) -> list[str]:
        """The sites with something to do, worst first, and the others in a line."""
        if not self.sites:
            return []
        labels = ("domain", *(("client",) if self.teller.several_clients else ()), "verdict", "shows")
        heads = [*(tell(f"markdown.{label}", self.lang) for label in labels), tell("brief.next", self.lang)]
        least, rows = self.room - self.most * TABLE, []
        for site in self.concerned:
            row = self.row(site)
            if not self.fits(markup.row(row), least):
                break
            rows.append(row)
        blocks = []
        if rows:
            blocks.append("\n".join(markup.table(list(map(markup.escaped, heads)), rows)))
        if len(rows) < len(self.concerned):
            blocks.append(self.rest(len(self.concerned) - len(rows)))
        healthy = self.healthy()
        return [*blocks, healthy] if healthy and self.fits(healthy) else blocks

    def row(self, site: SiteReport) -> list[str]:
        """One site: its name, the verdict, the record's own word, what to do next."""
        client = [markup.cell(self.teller.parties(site)["client"])] if self.teller.several_clients else []
        verdict = f"{words.symbol(site)} {tell(f'verdict.{site.verdict}', self.lang)}"
        day, step, _ = next_step(self.teller, site)
        return [
            markup.bold(self.teller.value(site.site.unicode)),
            *client,
            markup.cell(verdict),
            markup.cell(self.shows(site)),
            dated(day, step) if day else markup.cell(step),
        ]

    def shows(self, site: SiteReport) -> str:
        """The record's own word, where a holder is hidden too."""
        held = site.keys.get(Key.REGISTRANT)
        if site.verdict is not Verdict.HIDDEN or site.basis == "attested" or held is None or not held.shown:
            return self.teller.hint(site, HINT)
        return self.teller.quoted(words.shorten(self.teller.short(held.shown, self.teller.mask(site).shown(Key.REGISTRANT, held)), HINT))

    def healthy(self) -> str:
        """The sites that are as they should be, which are the last ones, with how many remarks there are on them."""
        sites = self.sites[len(self.concerned) :]
        if not sites:
            return ""
        names = words.listed([self.teller.value(site.site.unicode) for site in islice(sites, NAMED)], NAMED, self.lang)
        if len(sites) > NAMED:
            names = f"{names} {tell('report.more-values', self.lang, n=str(len(sites) - NAMED))}"
        remarks = sum(len(words.counting(site)) for site in sites)
        said = count("markdown.healthy", len(sites), self.lang, list=names)
        return markup.line(f"✓ {said}" + (f" ({count('report.remarks', remarks, self.lang)})" if remarks else ""))

    def changed(self) -> list[str]:
        """What changed since an earlier report, of the worst sites first; a site that could not be seen is no news."""
        heading = news.heading(self.teller, self.report)
        if not heading or not self.fits(heading + " " * CLOSING):
            return []
        gone = news.gone(self.teller, self.report)
        named = f"- {markup.line(news.gone_line(self.teller, gone, NAMED))}"
        last = [named] if gone and self.fits(named) else []
        lines: list[str] = []
        least, left, unseen = self.room - self.most * NEWS, 0, 0
        for site in self.sites:
            if site.since is not None and site.since.state == "unseen":
                unseen += 1
                continue
            told = markup.escaped(joined(news.lines(self.teller, site), self.lang))
            line = f"- {markup.bold(self.teller.value(site.site.unicode))}{COLON[self.lang]}{told}"
            if told and not left and self.fits(line, least):
                lines.append(line)
            elif told:
                left += 1
        if left:
            lines.append(f"- {markup.line(count('markdown.more-changes', left, self.lang))}")
        if not lines and not last:
            lines.append(f"- {markup.line(tell('markdown.unchanged', self.lang))}")
        if unseen:
            last.append(f"- {markup.line(count('markdown.unseen', unseen, self.lang))}")
        return [f"### {markup.escaped(heading)}", "\n".join(lines + last)]

    def unasked(self) -> list[str]:
        """What could not be asked."""
        lines = self.teller.silences(self.sites)
        most = len(lines) if len(lines) <= UNASKED + 1 else UNASKED
        items = [f"- {markup.line(said)}" for said in lines[:most]]
        if len(lines) > most:
            items.append(f"- {markup.line(count('report.unasked.more', len(lines) - most, self.lang))}")
        return self.section("report.unasked.title", items)

    def accepted(self) -> list[str]:
        """What was accepted, never silent."""
        lines = self.teller.accepted(self.sites)
        if not lines:
            return []
        items = [f"- {markup.line(count('report.accepted', len(lines), self.lang))}"]
        items += [f"  - {markup.line(said)}" for said in (lines if len(lines) <= ACCEPTED else ())]
        return self.section("report.notices.title", items)

    def section(self, title: str, items: Sequence[str]) -> list[str]:
        """A list under its title, where there is something to list and room for it."""
        block = "\n".join((f"**{markup.escaped(tell(title, self.lang))}**", "", *items))
        return [block] if items and self.fits(block) else []

    def details(self) -> list[str]:
        """The sites with something to do, each folded, worst first, as far as there is room."""
        blocks: list[str] = []
        for site in self.concerned:
            block = folded(self.teller, site, several=self.teller.several)
            if not self.fits(block):
                break
            blocks.append(block)
        if not blocks:
            return []
        rest = self.rest(len(self.concerned) - len(blocks))
        return [f"### {markup.escaped(tell('markdown.sites.title', self.lang))}", *blocks, *([rest] if rest else [])]
