"""The report as people read it in a terminal: the worst first, words before symbols, symbols before colour, the summary last.

What a line is lies in ``terminal_lines``, what is told of one site in ``terminal_site``. A long report lies on disk, and going through it
is dear: what can be counted on the way is counted once.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO, TextIOWrapper
from typing import TextIO

from domaudit import texts
from domaudit.model import Report, SiteReport, Verdict
from domaudit.report import glossary, news, signing, words
from domaudit.report.gathering import Gathered
from domaudit.report.masking.masks import OPEN
from domaudit.report.screens import Screen, Style
from domaudit.report.telling import Teller, silent
from domaudit.report.terminal import joblog
from domaudit.report.terminal.lines import COLOURS, Lines, word
from domaudit.report.terminal.site import SiteLines
from domaudit.spool import Picked
from domaudit.texts import count, heard, tell

DETAILED = 10
"""Sites told in detail; ``verbose`` tells them all."""

CHANGED = 20
"""Sites whose changes are told; ``verbose`` tells them all."""

REMARKS = 3
"""Remarks on healthy sites that are named; ``verbose`` tells them all."""

ACCEPTED = 6
"""Accepted findings that are told one by one; ``verbose`` tells them all."""

LEAST_HINT = 12
"""Columns from which on the record's own word can stand beside a verdict."""


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as a terminal shows it. A screen shows people as they were read."""
    teller = found.teller(style, personal_data=screen.tty)
    page = TextIOWrapper(BytesIO(), encoding=out.encoding or "utf-8")  # rich would end the process where the reader has gone
    brief = style.reader == "ci" and not style.verbose
    tell_report(found, teller, page, screen, style.exit_code, kept=style.kept, brief=brief)
    page.seek(0)
    out.write(page.read())


def tell_report(
    found: Gathered, teller: Teller, out: TextIO, screen: Screen, exit_code: int, *, kept: bool = False, brief: bool = False
) -> None:
    """Write the report to ``out``, no line wider than the screen (at least 40 columns); the words are the same without colour.

    A verbose ``teller`` lists the healthy sites, all details, every silence; ``brief`` is for a job's log. ``exit_code`` is only shown; how
    to keep the report is told on a screen, where it is not ``kept`` in a file.
    """
    page, report = _Page(Lines(out, screen), teller), found.report
    heard = glossary.Heard(teller.lang)
    if teller.verbose:
        page.screen.hear = heard.hear
    seen = _Seen(page.screen, teller)
    sites, concerned = words.ordered(report, seen.add)
    page.header(report)
    if sites and not brief:
        page.table(sites, concerned, seen)
    page.news(report, sites)
    if brief:
        joblog.sites(concerned, page.screen, teller)
        page.silences(sites.kept(seen.silent))
        page.notes(report, seen)
    elif sites:
        page.details(sites, concerned)
        signing.write(found.settling.result(), page.screen, teller)
        page.silences(sites.kept(seen.silent))
        page.concentration(found)
        page.notes(report, seen)
        glossary.write(heard, page.screen)
    page.ending(found, seen, exit_code, saving=screen.tty and not kept)


class _Seen:
    """What is counted on the way through the sites; places are those of the report."""

    def __init__(self, screen: Lines, teller: Teller) -> None:
        self._screen, self._teller, self._number = screen, teller, 0
        self.silent, self.accepted, self.noted = array("L"), array("L"), array("L")
        self.urgent = self.healthy = self.remarks = 0
        self.remarked: list[tuple[str, str]] = []
        """Healthy sites, and the rule of a remark on each: the first of them."""
        self.sizes: Counter[int] = Counter()
        """The columns of the names in the table."""
        self.verdicts: set[Verdict] = set()
        """The verdicts in the table."""

    def add(self, site: SiteReport) -> None:
        """Take one site in."""
        self.urgent += words.needs_renewing(site)
        if next(silent(site.observed.sources), None) is not None:
            self.silent.append(self._number)
        if any(found.accepted for found in site.findings):
            self.accepted.append(self._number)
        if site.registration.notices:
            self.noted.append(self._number)
        self._number += 1
        if healthy := words.is_healthy(site):
            self.healthy += 1
            remarks = words.counting(site)
            self.remarks += len(remarks)
            self.remarked += [(site.site.unicode, found.rule) for found in remarks[: REMARKS - len(self.remarked)]]
        if self._teller.verbose or not healthy:
            self.sizes[self._screen.columns(site.site.unicode)] += 1
            self.verdicts.add(site.verdict)


class _Page:
    """The stations of the report, from top to bottom."""

    def __init__(self, screen: Lines, teller: Teller) -> None:
        self.screen, self.teller, self.lang = screen, teller, teller.lang

    # --- all sites ---

    def header(self, report: Report) -> None:
        said, when = self.teller.header(report)
        room = self.screen.width - self.screen.columns(said) - self.screen.columns(when)
        if room >= 3:
            self.screen.line((said, "bold"), " " * room, (when, "dim"))
        else:
            self.screen.paragraph(said, style="bold")
            self.screen.paragraph(when, style="dim")

    def table(self, sites: Sequence[SiteReport], concerned: Sequence[SiteReport], seen: _Seen) -> None:
        """One line per site, worst first; the healthy ones in one line unless verbose."""
        shown, sizes = (sites if self.teller.verbose else concerned), seen.sizes
        label = max((self.screen.columns(tell(f"verdict.{verdict}", self.lang)) for verdict in seen.verdicts), default=0)
        room = self.screen.wide - 6 - label
        domain = max((size for size in sizes if size <= room), default=0)
        if sum(number for size, number in sizes.items() if size > room) * 4 > sizes.total():  # two lines each, then, and all alike
            domain = 0
        self.screen.line()
        for site in shown:
            self.row(site, domain, label)
        if len(shown) < len(sites):
            self.screen.paragraph(self.teller.healthy(seen.healthy, seen.remarks, seen.remarked), "✓ ", 4, first_style="green")

    def row(self, site: SiteReport, domain: int, label: int) -> None:
        """One site: the domain whole, its verdict, and what the record says where there is room; a long domain has a line of its own."""
        sign, said, width = words.symbol(site), tell(f"verdict.{site.verdict}", self.lang), self.screen.wide
        style, name = COLOURS.get(sign, ""), site.site.unicode
        start: list[str | tuple[str, str]] = ["  ", (sign, style), " "]
        if self.screen.columns(name) > domain:
            self.screen.line(*start, self.screen.cut(name, width - 4))
            start, taken, label = ["      "], 6, self.screen.wide
        else:
            start, taken = [*start, self.screen.pad(name, domain), "  "], 6 + domain
        between = "  "
        if width - taken - label - 2 < LEAST_HINT:  # rather no column than no room for the record's own word
            label, between = 0, texts.COLON[self.lang]
        said = self.screen.pad(said, max(label, min(self.screen.columns(said), width - taken)))
        room = width - taken - words.width(said) - self.screen.columns(between)
        hint = self.teller.hint(site, room) if room >= LEAST_HINT else ""
        if (beyond := self.screen.columns(hint) - room) > 0:  # cut, and its "…" is "..." here
            hint = self.screen.cut(self.teller.hint(site, room - beyond), room)
        self.screen.line(*start, (said, word(sign)), *([between, hint] if hint else []))

    def news(self, report: Report, sites: Sequence[SiteReport]) -> None:
        """What changed since an earlier report, where there is one to compare with."""
        if report.since is None:
            return
        self.screen.line()
        self.screen.paragraph(news.heading(self.teller, report), style="bold")
        more = 0
        for number, (site, lines) in enumerate(news.of_sites(self.teller, sites)):
            if number >= CHANGED and not self.teller.verbose:
                more += 1
                continue
            self.screen.line("  ", self.screen.cut(site.site.unicode, self.screen.width - 2))
            for said in lines:
                self.screen.paragraph(said, "- ", 6)
        if more:
            self.screen.paragraph(count("news.more", more, self.lang), "", 2)
        for said in news.of_all(self.teller, report):
            self.screen.paragraph(said, "", 2)

    def details(self, sites: Sequence[SiteReport], concerned: Sequence[SiteReport]) -> None:
        """The sites with something to do, one after the other."""
        told: Iterable[SiteReport] = concerned[:DETAILED]
        if self.teller.verbose:
            told = (site for site in sites if not words.is_healthy(site) or site.findings)
        told_of = SiteLines(self.screen, self.teller)
        for site in told:
            told_of.tell(site)
        if len(concerned) > DETAILED and not self.teller.verbose:
            self.screen.line()
            self.screen.paragraph(count("report.more", len(concerned) - DETAILED, self.lang), style="bold")

    def silences(self, sites: Sequence[SiteReport]) -> None:
        """What could not be asked; nothing is silent, but only what matters is long."""
        lines = self.teller.silences(sites)
        if not lines:
            return
        self.screen.title(tell("report.unasked.title", self.lang), 0)
        most = len(lines) if self.teller.verbose or len(lines) <= 6 else 5
        for said in lines[:most]:
            self.screen.paragraph(said, "- ", 4)
        if len(lines) > most:
            self.screen.paragraph(count("report.unasked.more", len(lines) - most, self.lang), "- ", 4)

    def concentration(self, found: Gathered) -> None:
        """Who holds how many of the domains, where there are several."""
        lines = self.teller.concentration(found.counting.result(), found.tally.sites)
        if lines:
            self.screen.title(tell("concentration.title", self.lang), 0)
        for said in lines:
            self.screen.paragraph(said, "- ", 4)

    def notes(self, report: Report, seen: _Seen) -> None:
        """What was said while reading the inventory, and what was accepted."""
        mask = self.teller.mask_of_all() if report.inventory.notices else OPEN
        notices = [self.teller.free(heard(notice, self.lang), mask, longest=500) for notice in report.inventory.notices]
        if self.teller.verbose:
            notices += [
                f"{site.site.unicode}: {self.teller.free(heard(notice, self.lang), self.teller.mask(site))}"
                for site in Picked(report.sites, seen.noted)
                for notice in site.registration.notices
            ]
        accepted = self.teller.accepted(Picked(report.sites, seen.accepted))
        if not notices and not accepted:
            return
        self.screen.title(tell("report.notices.title", self.lang), 0)
        most = len(notices) if self.teller.verbose or len(notices) <= 6 else 5
        for said in notices[:most]:
            self.screen.paragraph(said, "- ", 4)
        if len(notices) > most:
            self.screen.paragraph(tell("report.more-values", self.lang, n=str(len(notices) - most)), "- ", 4)
        if accepted:
            self.screen.paragraph(count("report.accepted", len(accepted), self.lang), "- ", 4)
        for said in accepted if self.teller.verbose or len(accepted) <= ACCEPTED else ():
            self.screen.paragraph(said, "- ", 6, "dim")

    def ending(self, found: Gathered, seen: _Seen, exit_code: int, *, saving: bool) -> None:
        """What to know of all this, then the summary with the exit code as the last line."""
        self.screen.line()
        if self.teller.masked:
            self.screen.paragraph(tell("report.masked", self.lang), style="dim")
        self.screen.paragraph(tell("report.legal", self.lang), style="dim")
        if not self.teller.verbose:
            self.screen.paragraph(tell("report.words.more", self.lang), style="dim")
        if saving:
            self.screen.paragraph(tell("report.save", self.lang), style="dim")
        self.screen.line()
        if since := news.summary(self.teller, found.since, found.tally.changes):
            self.screen.paragraph(since, style="bold")
        ending = tell("report.exit", self.lang, code=str(exit_code))
        summary = self.screen.plain(words.summed(found.tally.verdicts, seen.urgent, self.lang))
        lines = words.wrap(summary, self.screen.width - self.screen.columns(ending) - 3)
        for said in lines[:-1]:
            self.screen.line((said, "bold"))
        room = self.screen.width - self.screen.columns(lines[-1]) - self.screen.columns(ending)
        self.screen.line((lines[-1], "bold"), " " * room, (ending, "dim"))
