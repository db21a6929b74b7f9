"""One site of the report in a terminal: its heading, who holds which key, what the record says, what can still be seen, and what to do."""

from __future__ import annotations

from domaudit import texts
from domaudit.model import Attribution, Finding, Holder, Key, SiteReport, Step, Verdict
from domaudit.report import brief, stepping, words
from domaudit.report.masking.masks import Mask
from domaudit.report.telling import Teller
from domaudit.report.terminal.lines import COLOURS, Lines, word
from domaudit.texts import tell

INDICES = 6
"""Indices that are told of one site; ``verbose`` tells them all."""

STEP_WIDTH = 48
"""Columns that a step needs beside its day; with less room the day stands at the head of the step."""

LEAST_SHOWN = 18
"""Columns that the record's word needs beside a key; with less room it stands below."""


class SiteLines:
    """The parts of one site, from top to bottom."""

    def __init__(self, screen: Lines, teller: Teller) -> None:
        self.screen, self.teller, self.lang = screen, teller, teller.lang
        self.meant: set[Verdict] = set()
        """The verdicts whose meaning has been told."""
        self.told: set[str] = set()
        """The steps that have been told in full, by their words."""

    def tell(self, site: SiteReport) -> None:
        """All of it."""
        mask = self.teller.mask(site)
        self.heading(site)
        if site.basis == "attested":
            self.screen.paragraph(self.teller.attested(site), "", 2)
        if self.teller.several:
            self.screen.paragraph(tell("report.party", self.lang, **self.teller.parties(site)), "", 2, "dim")
        self.means(site)
        if site.verdict not in (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN):
            self.keys(site, mask)
        findings = words.counting(site)
        if findings:
            self.screen.title(tell("report.record.title", self.lang))
        for found in findings:
            self.finding(found, site, mask)
        self.indices(site, mask)
        self.steps(site)

    def means(self, site: SiteReport) -> None:
        """What the verdict means for the client, above the first site that has it; of an agreed rental nothing is to be said."""
        id_ = f"verdict.{site.verdict}.means"
        if site.verdict not in self.meant and texts.has(id_) and not words.is_rental(site):
            self.meant.add(site.verdict)
            self.screen.paragraph(tell(id_, self.lang, **self.teller.parties(site)), "", 2)

    def heading(self, site: SiteReport) -> None:
        """The domain with its verdict, in one line where there is room."""
        sign, said = words.symbol(site), self.teller.verdict(site)
        style, name = f"bold {COLOURS.get(sign, '')}".rstrip(), site.site.unicode
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
        self.screen.title(tell("report.keys.title", self.lang))
        unseen = self.teller.unseen(site)
        if not shown:
            self.screen.paragraph(unseen, "", 4)
            return
        label = words.widest(self.screen.plain(tell(f"key.{key}", self.lang)) for key, _ in shown)
        who = words.widest(self.screen.plain(self.holder(held)) for _, held in shown)
        room = self.screen.width - 10 - label - who
        for key, held in shown:
            sign = words.key_symbol(key, held)
            named, holder = tell(f"key.{key}", self.lang), self.holder(held)
            mark = (sign, COLOURS.get(sign, ""))
            if room >= LEAST_SHOWN:
                said = self.screen.cut(self.teller.shown(key, held, mask, room), room)
                start = ("    ", self.screen.pad(named, label), "  ", mark, " ")
                self.screen.line(*start, (self.screen.pad(holder, who), word(sign)), "  ", said)
            else:
                self.screen.paragraph(f"{named}{texts.COLON[self.lang]}{holder}", f"{sign} ", 6, word(sign), mark[1])
                if said := self.teller.shown(key, held, mask, self.screen.width - 8):
                    self.screen.paragraph(said, "", 8)
            for reason in self.teller.reasons(held, mask) if self.teller.verbose else ():
                self.screen.paragraph(reason, "", 8, "dim")
        if unseen:
            self.screen.paragraph(unseen, "", 4, "dim")

    def holder(self, held: Attribution) -> str:
        """Who holds a key, in a narrow column: of what is shown and may be anybody's it is asked whose it is."""
        return tell("holder.unknown.brief" if held.holder is Holder.UNKNOWN and held.shown else words.holder(held), self.lang)

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
        self.screen.title(tell("report.indices.title", self.lang))
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
        self.screen.title(tell("report.todo.title", self.lang))
        column = max(self.screen.columns(day) for day, _ in steps)
        number_width = len(str(len(steps))) + 2
        beside = column > 0 and self.screen.width - 6 - number_width - column >= STEP_WIDTH
        indent = 4 + number_width + (column + 2 if beside else 0)
        for number, (day, step) in enumerate(steps, 1):
            words_id = step.text.id.removesuffix(".expires")  # the same but for a day
            again = words_id in self.told and not self.teller.verbose
            said = self.again(site, step) if again else stepping.words_of(self.teller, site, step)
            self.told.add(words_id)
            lead = f"{number}. ".rjust(number_width)
            if beside:
                self.screen.paragraph(said, f"{lead}{day}{' ' * (column - self.screen.columns(day))}  ", indent, first_style="bold")
            else:
                self.screen.paragraph(f"{day} · {said}" if day else said, lead, indent, first_style="bold")
            if step.letter is not None and self.teller.apart:
                self.screen.paragraph(stepping.command(self.teller, site, step), "", indent)
            elif step.letter is not None:
                self.screen.paragraph(tell("report.step.letter", self.lang, command="").rstrip(), "", indent)
                self.screen.command(stepping.letter(self.teller, site.site.unicode, step), 4 + number_width)
            for told in () if again else stepping.addresses(self.teller, step):
                self.screen.address(told, indent)
        if later:
            self.screen.paragraph(later, "", 4)

    def again(self, site: SiteReport, step: Step) -> str:
        """A step that stands in full with a site before, in a few words."""
        return tell("report.step.again", self.lang, step=brief.again(self.teller, site, step))
