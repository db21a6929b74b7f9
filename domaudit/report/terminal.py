"""The report as people read it in a terminal: the worst first, words before symbols, symbols before colour, the summary last.

What a line is lies in ``terminal_lines``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO, TextIOWrapper
from typing import TextIO

from domaudit import texts
from domaudit.model import Finding, Holder, Key, Report, SiteReport, Verdict
from domaudit.report import glossary, news, signing, stepping, words
from domaudit.report.gathering import Gathered
from domaudit.report.masking import OPEN, Mask
from domaudit.report.screens import Screen, Style
from domaudit.report.telling import Teller
from domaudit.report.terminal_lines import Lines
from domaudit.texts import count, heard, tell

DETAILED = 10
"""Sites told in detail; ``verbose`` tells them all."""

CHANGED = 20
"""Sites whose changes are told; ``verbose`` tells them all."""

INDICES = 6
"""Indices that are told of one site; ``verbose`` tells them all."""

ACCEPTED = 6
"""Accepted findings that are told one by one; ``verbose`` tells them all."""

LEAST_HINT = 12
"""Columns from which on the record's own word can stand beside a verdict."""

STEP_WIDTH = 48
"""Columns that a step needs beside its day; with less room the day stands at the head of the step."""

LEAST_SHOWN = 18
"""Columns that the record's word needs beside a key; with less room it stands below."""

_COLOURS = {"✗": "bold red", "!": "magenta", "✓": "green"}
"""Of the basic colours those that can be read on white and on black; yellow, cyan and white cannot. Green is for the tick alone."""


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as a terminal shows it. A screen shows people as they were read."""
    teller = found.teller(style, personal_data=screen.tty)
    page = TextIOWrapper(BytesIO(), encoding=out.encoding or "utf-8")  # rich would end the process where the reader has gone
    tell_report(found.report, teller, page, screen, style.exit_code)
    page.seek(0)
    out.write(page.read())


def tell_report(report: Report, teller: Teller, out: TextIO, screen: Screen, exit_code: int) -> None:
    """Write the report to ``out``, no line wider than the screen (at least 40 columns); the words are the same without colour.

    A verbose ``teller`` lists the healthy sites, all details, every silence. ``exit_code`` is only shown.
    """
    page = _Page(Lines(out, screen), teller, report)
    heard = glossary.Heard(teller.lang)
    if teller.verbose:
        page.screen.hear = heard.hear
    sites, concerned = words.ordered(report)
    page.header(report)
    if sites:
        page.table(sites, concerned)
    page.news(report, sites)
    if sites:
        page.details(sites, concerned)
        signing.write(report, page.screen, teller)
        page.silences(sites)
        page.concentration(report)
        page.notes(report)
        glossary.write(heard, page.screen)
    page.ending(report, exit_code)


def _word(sign: str) -> str:
    """The colour of the words beside a sign."""
    return "" if sign == "✓" else _COLOURS.get(sign, "")


class _Page:
    """The stations of the report, from top to bottom."""

    def __init__(self, screen: Lines, teller: Teller, report: Report) -> None:
        self.screen, self.teller, self.lang = screen, teller, teller.lang
        self.several = len({(site.client.name, site.provider.name) for site in report.inventory.sites}) > 1

    def title(self, id_: str, indent: int = 2) -> None:
        self.screen.line()
        self.screen.paragraph(tell(id_, self.lang), "", indent, "bold")

    # --- all sites ---

    def header(self, report: Report) -> None:
        said, when = self.teller.header(report)
        room = self.screen.width - self.screen.columns(said) - self.screen.columns(when)
        if room >= 3:
            self.screen.line((said, "bold"), " " * room, (when, "dim"))
        else:
            self.screen.paragraph(said, style="bold")
            self.screen.paragraph(when, style="dim")

    def table(self, sites: Sequence[SiteReport], concerned: Sequence[SiteReport]) -> None:
        """One line per site, worst first; the healthy ones in one line unless verbose."""
        shown = sites if self.teller.verbose else concerned
        sizes: Counter[int] = Counter()
        label = 0
        for site in shown:
            label = max(label, self.screen.columns(tell(f"verdict.{site.verdict}", self.lang)))
            sizes[self.screen.columns(site.site.unicode)] += 1
        room = self.screen.wide - 6 - label
        domain = max((size for size in sizes if size <= room), default=0)
        if sum(number for size, number in sizes.items() if size > room) * 4 > sizes.total():  # two lines each, then, and all alike
            domain = 0
        self.screen.line()
        for site in shown:
            self.row(site, domain, label)
        if len(shown) < len(sites):
            self.screen.paragraph(self.teller.healthy(filter(words.is_healthy, sites)), "✓ ", 4, first_style="green")

    def row(self, site: SiteReport, domain: int, label: int) -> None:
        """One site: the domain whole, its verdict, and what the record says where there is room; a long domain has a line of its own."""
        sign, said, width = words.symbol(site), tell(f"verdict.{site.verdict}", self.lang), self.screen.wide
        style, name = _COLOURS.get(sign, ""), site.site.unicode
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
        spare = 0 if self.screen.unicode else 4  # for two "…" that become "..."
        hint = self.screen.cut(self.teller.hint(site, room - spare), room) if room >= LEAST_HINT else ""
        self.screen.line(*start, (said, _word(sign)), *([between, hint] if hint else []))

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
        for site in told:
            self.site(site)
        if len(concerned) > DETAILED and not self.teller.verbose:
            self.screen.line()
            self.screen.paragraph(count("report.more", len(concerned) - DETAILED, self.lang), style="bold")

    def silences(self, sites: Sequence[SiteReport]) -> None:
        """What could not be asked; nothing is silent, but only what matters is long."""
        lines = self.teller.silences(sites)
        if not lines:
            return
        self.title("report.unasked.title", 0)
        most = len(lines) if self.teller.verbose or len(lines) <= 6 else 5
        for said in lines[:most]:
            self.screen.paragraph(said, "- ", 4)
        if len(lines) > most:
            self.screen.paragraph(count("report.unasked.more", len(lines) - most, self.lang), "- ", 4)

    def concentration(self, report: Report) -> None:
        """Who holds how many of the domains, where there are several."""
        lines = self.teller.concentration(report)
        if lines:
            self.title("concentration.title", 0)
        for said in lines:
            self.screen.paragraph(said, "- ", 4)

    def notes(self, report: Report) -> None:
        """What was said while reading the inventory, and what was accepted."""
        mask = self.teller.mask_of_all(report.sites) if report.inventory.notices else OPEN
        notices = [self.teller.value(heard(notice, self.lang), mask, longest=500) for notice in report.inventory.notices]
        if self.teller.verbose:
            notices += [
                f"{site.site.unicode}: {self.teller.value(heard(notice, self.lang), self.teller.mask(site))}"
                for site in report.sites
                for notice in site.registration.notices
            ]
        accepted = self.teller.accepted(report.sites)
        if not notices and not accepted:
            return
        self.title("report.notices.title", 0)
        most = len(notices) if self.teller.verbose or len(notices) <= 6 else 5
        for said in notices[:most]:
            self.screen.paragraph(said, "- ", 4)
        if len(notices) > most:
            self.screen.paragraph(tell("report.more-values", self.lang, n=str(len(notices) - most)), "- ", 4)
        if accepted:
            self.screen.paragraph(count("report.accepted", len(accepted), self.lang), "- ", 4)
        for said in accepted if self.teller.verbose or len(accepted) <= ACCEPTED else ():
            self.screen.paragraph(said, "- ", 6, "dim")

    def ending(self, report: Report, exit_code: int) -> None:
        """What to know of all this, then the summary with the exit code as the last line."""
        self.screen.line()
        if self.teller.masked:
            self.screen.paragraph(tell("report.masked", self.lang), style="dim")
        self.screen.paragraph(tell("report.legal", self.lang), style="dim")
        if not self.teller.verbose:
            self.screen.paragraph(tell("report.words.more", self.lang), style="dim")
        self.screen.line()
        if since := news.summary(self.teller, report):
            self.screen.paragraph(since, style="bold")
        ending = tell("report.exit", self.lang, code=str(exit_code))
        lines = words.wrap(self.screen.plain(words.summary(report, self.lang)), self.screen.width - self.screen.columns(ending) - 3)
        for said in lines[:-1]:
            self.screen.line((said, "bold"))
        room = self.screen.width - self.screen.columns(lines[-1]) - self.screen.columns(ending)
        self.screen.line((lines[-1], "bold"), " " * room, (ending, "dim"))

    # --- one site ---

    def site(self, site: SiteReport) -> None:
        mask = self.teller.mask(site)
        self.heading(site)
        if site.basis == "attested":
            self.screen.paragraph(self.teller.attested(site), "", 2)
        if self.several:
            self.screen.paragraph(tell("report.party", self.lang, **self.teller.parties(site)), "", 2, "dim")
        if site.verdict not in (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN):
            self.keys(site, mask)
        findings = words.counting(site)
        if findings:
            self.title("report.record.title")
        for found in findings:
            self.finding(found, site, mask)
        self.indices(site, mask)
        self.steps(site)

    def heading(self, site: SiteReport) -> None:
        sign, said = words.symbol(site), self.teller.verdict(site)
        style, name = f"bold {_COLOURS.get(sign, '')}".rstrip(), site.site.unicode
        rest = self.screen.width - 4 - self.screen.columns(name) - self.screen.columns(said)
        self.screen.line()
        if rest >= 3:
            self.screen.line((f"{sign} {name} ", style), ("─" * rest, "dim"), (f" {said}", style))
        else:
            self.screen.paragraph(name, f"{sign} ", 2, style)
            self.screen.paragraph(said, "", 2, style)
        if site.site.domain != name:
            self.screen.paragraph(site.site.domain, "", 2)

    def keys(self, site: SiteReport, mask: Mask) -> None:
        """The control matrix: the key, who holds it, what was shown."""
        blank = [key for key, held in site.keys.items() if held.holder is Holder.UNKNOWN and not held.shown]
        shown = [(key, site.keys[key]) for key in Key if key in site.keys and key not in blank]
        self.title("report.keys.title")
        unseen = self.teller.unseen(site)
        if not shown:
            self.screen.paragraph(unseen, "", 4)
            return
        label = words.widest(self.screen.plain(tell(f"key.{key}", self.lang)) for key, _ in shown)
        who = words.widest(self.screen.plain(tell(f"holder.{held.holder}", self.lang)) for _, held in shown)
        room = self.screen.width - 10 - label - who
        for key, held in shown:
            sign = words.key_symbol(key, held)
            named, holder = tell(f"key.{key}", self.lang), tell(f"holder.{held.holder}", self.lang)
            mark = (sign, _COLOURS.get(sign, ""))
            if room >= LEAST_SHOWN:
                said = self.screen.cut(self.teller.shown(key, held, mask, room), room)
                start = ("    ", self.screen.pad(named, label), "  ", mark, " ")
                self.screen.line(*start, (self.screen.pad(holder, who), _word(sign)), "  ", said)
            else:
                self.screen.paragraph(f"{named}{texts.COLON[self.lang]}{holder}", f"{sign} ", 6, _word(sign), mark[1])
                if said := self.teller.shown(key, held, mask, self.screen.width - 8):
                    self.screen.paragraph(said, "", 8)
            for reason in self.teller.reasons(held, mask) if self.teller.verbose else ():
                self.screen.paragraph(reason, "", 8, "dim")
        if unseen:
            self.screen.paragraph(unseen, "", 4, "dim")

    def finding(self, found: Finding, site: SiteReport, mask: Mask) -> None:
        """What the record says, with the very lines that it rests on."""
        self.screen.paragraph(self.teller.say(found.message, mask), "", 4)
        if self.teller.aside(site, found):
            return
        lines = found.evidence[:3]
        for number, line in enumerate(lines, 1):
            told = self.teller.evidence(line, site.observed.sources, mask)
            if (
                number < len(lines) and lines[number].source == line.source
            ):  # the same answer goes on: when it came is said once, at its end
                told = told[:1]
            for place, said in enumerate(told):
                self.screen.paragraph(said, "> " if place == 0 else "", 8)
        if len(found.evidence) > 3:
            self.screen.paragraph(tell("report.more-values", self.lang, n=str(len(found.evidence) - 3)), "", 8, "dim")

    def indices(self, site: SiteReport, mask: Mask) -> None:
        """What can still be seen where the holder cannot."""
        if not site.indices:
            return
        self.title("report.indices.title")
        most = len(site.indices) if self.teller.verbose else INDICES
        for index in site.indices[:most]:
            said = self.teller.say(index.text, mask)
            self.screen.paragraph(said[:1].upper() + said[1:], "- ", 6)
        if len(site.indices) > most:
            self.screen.paragraph(tell("report.more-values", self.lang, n=str(len(site.indices) - most)), "", 6, "dim")

    def steps(self, site: SiteReport) -> None:
        """What to do, numbered, each with its day and where the fact comes from."""
        steps, later = stepping.later(self.teller, stepping.steps(self.teller, site))
        if not steps:
            return
        self.title("report.todo.title")
        column = max(self.screen.columns(day) for day, _ in steps)
        number_width = len(str(len(steps))) + 2
        beside = column > 0 and self.screen.width - 6 - number_width - column >= STEP_WIDTH
        indent = 4 + number_width + (column + 2 if beside else 0)
        for number, (day, step) in enumerate(steps, 1):
            said = stepping.words_of(self.teller, site, step)
            lead = f"{number}. ".rjust(number_width)
            if beside:
                self.screen.paragraph(said, f"{lead}{day}{' ' * (column - self.screen.columns(day))}  ", indent, first_style="bold")
            else:
                self.screen.paragraph(f"{day} · {said}" if day else said, lead, indent, first_style="bold")
            if command := stepping.command(self.teller, site, step):
                self.screen.paragraph(command, "", indent)
            for told in stepping.addresses(self.teller, step):
                self.screen.address(told, indent)
        if later:
            self.screen.paragraph(later, "", 4)
