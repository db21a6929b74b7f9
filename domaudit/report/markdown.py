"""The report in GitHub-flavoured Markdown, for a pull request's comment or a job's summary: what matters in ten seconds, the rest folded.

It never grows beyond what a comment may hold: the worst sites are told in detail, the others in the table, and what is left is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from domaudit.model import Finding, Holder, Key, Report, SiteReport, Verdict
from domaudit.report import markup, news, screens, stepping, words
from domaudit.report.brief import next_step
from domaudit.report.gathering import Gathered
from domaudit.report.masking import Mask
from domaudit.report.screens import Screen, Style
from domaudit.report.telling import Teller
from domaudit.texts import count, tell

MOST = 65_000
"""Characters of the whole. A comment on GitHub may have 65,536 (its API says so), and whoever posts the report may add a line."""

TABLE, NEWS = 0.4, 0.2
"""The parts of the whole that the table of the sites and what changed may take, where there are many."""

NAMED = 20
"""Sites held by the client that are named; the others are counted."""

LINES, UNASKED, INDICES, ACCEPTED = 3, 5, 6, 6
"""Lines of evidence of a finding, ways of not answering, indices, accepted findings that are told one by one."""

HINT, SHOWN = 60, 100
"""Columns that the record's own word may take in a table."""

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
        self.several = len({(site.client.name, site.provider.name) for site in self.report.inventory.sites}) > 1
        self.clients = len({site.client.name for site in self.report.inventory.sites}) > 1

    def text(self) -> str:
        """All of it. What must be said is measured first; of the rest the worst comes first."""
        head, rest = self.head(), self.rest(len(self.concerned))
        self.room -= sum(map(len, (*head, *self.ending(masked=True)))) + 2 * len(rest) + 100
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
        return [f"## {markup.escaped(said)}", markup.bold(words.summary(self.report, self.lang)), markup.line(f"{when} · {ending}")]

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
        labels = ("domain", *(("client",) if self.clients else ()), "verdict", "shows", "next")
        least, rows = self.room - self.most * TABLE, []
        for site in self.concerned:
            row = self.row(site)
            if not self.fits(markup.row(row), least):
                break
            rows.append(row)
        blocks = []
        if rows:
            blocks.append("\n".join(markup.table([markup.escaped(tell(f"markdown.{label}", self.lang)) for label in labels], rows)))
        if len(rows) < len(self.concerned):
            blocks.append(self.rest(len(self.concerned) - len(rows)))
        healthy = self.healthy()
        return [*blocks, healthy] if healthy and self.fits(healthy) else blocks

    def row(self, site: SiteReport) -> list[str]:
        """One site: its name, the verdict, the record's own word, what to do next."""
        client = [markup.cell(self.teller.parties(site)["client"])] if self.clients else []
        verdict = f"{words.symbol(site)} {tell(f'verdict.{site.verdict}', self.lang)}"
        day, step = next_step(self.teller, site)
        return [
            markup.bold(self.teller.value(site.site.unicode)),
            *client,
            markup.cell(verdict),
            markup.cell(self.teller.hint(site, HINT)),
            _dated(day, step) if day else markup.cell(step),
        ]

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
        if not heading or not self.fits(heading, -100):
            return []
        lines: list[str] = []
        left = unseen = 0
        least = self.room - self.most * NEWS
        for site in self.sites:
            if site.since is None or site.since.state == "unseen":
                unseen += site.since is not None
                continue
            told = [markup.escaped(said) for said in news.lines(self.teller, site)]
            if not told:
                continue
            block = f"- {markup.bold(self.teller.value(site.site.unicode))}: {'; '.join(told)}"
            if not left and self.fits(block, least):
                lines.append(block)
            else:
                left += 1
        if left:
            lines.append(f"- {markup.line(count('markdown.more-changes', left, self.lang))}")
        gone = news.gone(self.teller, self.report)
        if gone:
            lines.append(f"- {markup.line(tell('markdown.gone', self.lang, list=words.listed(gone, NAMED, self.lang)))}")
        if not lines:
            lines.append(f"- {markup.line(tell('markdown.unchanged', self.lang))}")
        if unseen:
            lines.append(f"- {markup.line(count('markdown.unseen', unseen, self.lang))}")
        self.room -= sum(map(len, lines[-3:]))
        return [f"### {markup.escaped(heading)}", "\n".join(lines)]

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

    # --- one site ---

    def details(self) -> list[str]:
        """The sites with something to do, each folded, worst first, as far as there is room."""
        blocks: list[str] = []
        for site in self.concerned:
            block = self.site(site)
            if not self.fits(block):
                break
            blocks.append(block)
        if not blocks:
            return []
        rest = self.rest(len(self.concerned) - len(blocks))
        return [f"### {markup.escaped(tell('markdown.sites.title', self.lang))}", *blocks, *([rest] if rest else [])]

    def site(self, site: SiteReport) -> str:
        """One site: keys, findings with the lines that they rest on, steps."""
        mask, name = self.teller.mask(site), markup.inside(self.teller.value(site.site.unicode))
        verdict = markup.inside(self.teller.verdict(site))
        summary = f"<summary>{words.symbol(site)} <strong>{name}</strong> · {verdict}</summary>"
        blocks = ["\n".join(("<details>", summary))]
        about = [site.site.domain] if site.site.domain != site.site.unicode else []
        about += [self.teller.attested(site)] if site.basis == "attested" else []
        about += [tell("report.party", self.lang, **self.teller.parties(site))] if self.several else []
        blocks += map(markup.line, about)
        if site.verdict not in (Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN):
            blocks += self.keys(site, mask)
        findings = words.counting(site)
        blocks += [self.title("report.record.title")] if findings else []
        for found in findings:
            blocks += self.finding(found, site, mask)
        blocks += self.indices(site, mask)
        blocks += self.steps(site)
        return "\n\n".join((*blocks, "</details>"))

    def title(self, id_: str) -> str:
        return markup.bold(tell(id_, self.lang))

    def keys(self, site: SiteReport, mask: Mask) -> Iterator[str]:
        """Who holds which key."""
        shown = {key: site.keys[key] for key in Key if key in site.keys}
        unseen = [key for key, held in shown.items() if held.holder is Holder.UNKNOWN and not held.shown]
        yield self.title("report.keys.title")
        if len(unseen) == len(shown):
            yield markup.line(tell("report.keys.none", self.lang))
            return
        rows = [
            [
                markup.cell(tell(f"key.{key}", self.lang)),
                markup.cell(f"{words.key_symbol(key, held)} {tell(f'holder.{held.holder}', self.lang)}"),
                markup.cell(self.teller.shown(key, held, mask, SHOWN)),
            ]
            for key, held in shown.items()
            if key not in unseen
        ]
        header = [markup.escaped(tell(f"markdown.{label}", self.lang)) for label in ("key", "holder", "shows")]
        yield "\n".join(markup.table(header, rows))
        labels = [tell(f"key.{key}", self.lang) for key in unseen if key not in (Key.TECHNICAL, Key.BILLING)]
        if labels:
            names = ", ".join(said[:1].lower() + said[1:] for said in labels)
            yield markup.line(tell("report.keys.unseen", self.lang, keys=names))

    def finding(self, found: Finding, site: SiteReport, mask: Mask) -> Iterator[str]:
        """What the record says, with the very lines that it rests on."""
        yield markup.line(self.teller.say(found.message, mask))
        if self.teller.aside(site, found):
            return
        items = []
        for line in found.evidence[:LINES]:
            said, *when = self.teller.evidence(line, site.observed.sources, mask) or [""]
            if said:
                items.append(f"- {markup.line(said)}" + "".join(f" ({_with_hash(one)})" for one in when))
        if len(found.evidence) > LINES:
            items.append(f"- {markup.line(tell('report.more-values', self.lang, n=str(len(found.evidence) - LINES)))}")
        if items:
            yield "\n".join(items)

    def indices(self, site: SiteReport, mask: Mask) -> Iterator[str]:
        """What can still be seen where the holder cannot."""
        if not site.indices:
            return
        yield self.title("report.indices.title")
        said = [self.teller.say(index.text, mask) for index in site.indices[:INDICES]]
        if len(site.indices) > INDICES:
            said.append(tell("report.more-values", self.lang, n=str(len(site.indices) - INDICES)))
        yield "\n".join(f"- {markup.line(one[:1].upper() + one[1:])}" for one in said)

    def steps(self, site: SiteReport) -> Iterator[str]:
        """What to do, numbered, each with its day, the command that writes its letter, and where the fact comes from."""
        steps, later = stepping.later(self.teller, stepping.steps(self.teller, site))
        if not steps:
            return
        yield self.title("report.todo.title")
        lines = []
        for number, (day, step) in enumerate(steps, 1):
            lead, said = f"{number}. ", stepping.words_of(self.teller, site, step)
            lines.append(f"{lead}{_dated(day, said) if day else markup.line(said)}")
            below = [_last_as(stepping.command(self.teller, site, step), "domaudit ", markup.code)]
            below += [_last_as(one, "http", markup.address) for one in stepping.addresses(self.teller, step)]
            lines += [f"{' ' * len(lead)}- {one}" for one in below if one]
        yield "\n".join(lines)
        if later:
            yield markup.line(later)


def _dated(day: str, said: str) -> str:
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
