"""What a job's log has of the sites (``--for ci``): for each its verdict, and for each finding the record's line and the next step."""

from __future__ import annotations

from collections.abc import Sequence

from domaudit.model import Finding, Severity, SiteReport
from domaudit.report import words
from domaudit.report.brief import next_step
from domaudit.report.telling import Teller
from domaudit.report.terminal.lines import COLOURS, Lines
from domaudit.texts import count, tell

SITES = 50
"""Sites that are told; the rest is counted, and a report in a file has all."""


def sites(concerned: Sequence[SiteReport], screen: Lines, teller: Teller) -> None:
    """The sites that are not healthy, worst first."""
    for site in concerned[:SITES]:
        sign, place = words.symbol(site), site.site.location
        where = f" · {teller.value(place.file)}:{place.line}" if place.is_file else ""
        screen.line()
        screen.paragraph(f"{site.site.unicode} · {teller.verdict(site)}{where}", f"{sign} ", 2, "bold", COLOURS.get(sign, ""))
        for found in words.counting(site):
            _finding(found, site, screen, teller)
    if len(concerned) > SITES:
        screen.line()
        screen.paragraph(count("report.more", len(concerned) - SITES, teller.lang), style="bold")
    if concerned:
        screen.line()
        screen.paragraph(tell("brief.job", teller.lang))


def _finding(found: Finding, site: SiteReport, screen: Lines, teller: Teller) -> None:
    """A finding by its title; but for a mere notice, with the line that it rests on and what to do next."""
    screen.paragraph(tell(f"rule.{found.rule}.title", teller.lang), "- ", 4)
    if found.severity is Severity.NOTICE:
        return
    for line in found.evidence[:1]:
        for said in teller.evidence(line, site.observed.sources, teller.mask(site))[:1]:
            screen.paragraph(said, "> ", 6)
    day, step, _ = next_step(teller, site, lambda other: other is found)
    if step:
        screen.paragraph(" · ".join(part for part in (day, step) if part), "", 6)
