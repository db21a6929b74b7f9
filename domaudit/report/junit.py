"""The report as JUnit XML, for the pages on which a CI shows its tests: a test case for each site.

A case is named by its domain and, as its class, by the client: that is whose name it should be, and what one looks for on such a page. It
fails by what makes the run fail (``--fail-on``, ``--strict``), so that there are failures where the exit code is 1 and nowhere else.
Otherwise nothing concluded is an error and never passes: nobody knows. It is no ``skipped`` either, not even where nobody was asked, for
many pages show that as green. Lesser findings, and what was accepted, are in its output. There is one result for a case, as all readers of
the format have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC
from io import StringIO
from typing import TYPE_CHECKING, Literal, TextIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from domaudit import __version__
from domaudit.model import Finding, Severity, SiteReport, Verdict
from domaudit.policy import accepted_as_open, changed, failing
from domaudit.report import news, plainly, words
from domaudit.report.screens import Screen, Style, write_utf8
from domaudit.report.telling import Teller
from domaudit.texts import heard, tell

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered

Result = Literal["failure", "error"]
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write one suite; the sites are counted first, then written one by one, so that no long inventory lies whole in memory."""
    report, teller = found.report, found.teller(style)
    page = _Page(out)
    results = Counter(result(site, style) for site in report.sites)
    gone = news.gone(teller, report) if style.fail_on == "change" else []
    results["failure"] += len(gone)
    counted = {"tests": str(results.total()), "failures": str(results["failure"]), "errors": str(results["error"]), "time": "0"}
    at = report.audited_at.astimezone(UTC)
    page.open("testsuites", name="domaudit", **counted)
    page.end_line()
    page.open("testsuite", name="domaudit", **counted, skipped="0", timestamp=f"{at:%Y-%m-%dT%H:%M:%S}")
    page.end_line()
    page.open("properties")
    facts = {"version": __version__, "language": style.lang, "exit-code": str(style.exit_code), "fail-on": style.fail_on}
    facts["strict"] = "true" if style.strict else "false"
    for name, value in facts.items():
        page.element("property", name=name, value=value)
    page.close("properties")
    for site in report.sites:
        _case(page, site, teller, style)
        page.flush()
    for domain in gone:
        _gone(page, domain, teller)
    page.element("system-out", "\n".join(_ending(found, teller)))
    page.close("testsuite")
    page.close("testsuites")
    page.flush()


def result(site: SiteReport, style: Style) -> Result | None:
    """How a case ended: ``failure``, ``error`` where nothing could be concluded (and nobody has accepted that), or None where it passed."""
    if _failing(site, style) or (style.fail_on == "change" and changed(site)):
        return "failure"
    return "error" if site.verdict is Verdict.UNDETERMINED and not accepted_as_open(site) else None


def _failing(site: SiteReport, style: Style) -> tuple[Finding, ...]:
    return failing(site, fail_on=style.fail_on, strict=style.strict)


def _case(page: _Page, site: SiteReport, teller: Teller, style: Style) -> None:
    where, grave = site.site.location, _failing(site, style)
    named = {"classname": plainly.party(teller, site, "client"), "name": teller.value(site.site.unicode)}
    if where.is_file:
        named |= {"file": where.file, "line": str(where.line)}
    page.open("testcase", **named, time="0")
    ended = result(site, style)
    told = [found for found in words.counting(site) if found in grave or (ended == "error" and found.rule in _OPEN)]
    if ended is not None:
        _told(page, ended, site, told, teller)
    page.element("system-out", "\n".join(_output(site, told, teller)))
    page.close("testcase")


def _gone(page: _Page, domain: str, teller: Teller) -> None:
    """A domain that the inventory has no longer: a case that fails where a change makes the run fail."""
    page.open("testcase", classname="domaudit", name=domain, time="0")
    page.element("failure", type="gone", message=tell("junit.gone", teller.lang, domain=domain))
    page.close("testcase")


_OPEN = ("could-not-conclude", "sources-disagree")
"""The rules that say why nothing could be concluded."""


def _told(page: _Page, ended: Result, site: SiteReport, findings: Sequence[Finding], teller: Teller) -> None:
    """The failure or error: its kind and first sentence for a list, then all that is known and what to do."""
    domain = teller.value(site.site.unicode)
    if ended == "error":
        kind, message = "undetermined", tell("junit.open", teller.lang, domain=domain)
    elif findings:
        title = tell(f"rule.{findings[0].rule}.title", teller.lang)
        kind, message = findings[0].rule, tell("junit.failed", teller.lang, domain=domain, title=title)
    else:
        kind, message = "changed", tell("table.changed", teller.lang, domain=domain)
    text = "\n\n".join("\n".join(plainly.finding(teller, site, found)) for found in findings)
    page.element(ended, text, type=kind, message=message)


def _output(site: SiteReport, told: Sequence[Finding], teller: Teller) -> Iterator[str]:
    """What is known beside: the verdict, lesser findings (with their steps, but for mere remarks), what was accepted, what changed."""
    yield plainly.clean(teller.verdict(site))
    if site.basis == "attested":
        yield plainly.clean(teller.attested(site))
    for found in (*words.counting(site), *(one for one in site.findings if one.accepted is not None)):
        if found.accepted is None and found.severity is not Severity.NOTICE and found not in told:
            yield from plainly.finding(teller, site, found)
        elif found not in told:
            yield plainly.remark(teller, site, found)
    yield from (plainly.clean(line) for line in news.lines(teller, site))


def _ending(found: Gathered, teller: Teller) -> Iterator[str]:
    """What belongs to no single site: the sentence that sums up, silences, notices, what is masked."""
    report, lang = found.report, teller.lang
    yield words.summary(report, lang)
    if report.since is not None:
        yield news.heading(teller, report)
        if gone := news.gone(teller, report):
            yield plainly.gone(teller, gone)
    yield from map(plainly.clean, teller.silences(report.sites))
    mask = teller.mask_of_all()
    yield from (plainly.clean(teller.free(heard(notice, lang), mask, longest=500)) for notice in found.inventory.notices)
    if teller.masked:
        yield tell("report.masked", lang)
    yield tell("report.legal.short", lang)


class _Page:
    """An XML document as it grows; what XML cannot hold becomes U+FFFD."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._text = out, StringIO()
        self._xml = XMLGenerator(self._text, "utf-8", short_empty_elements=True)
        self._xml.startDocument()

    def open(self, tag: str, **attributes: str) -> None:
        """Open an element."""
        self._xml.startElement(tag, AttributesImpl({name: _legal(value) for name, value in attributes.items()}))

    def close(self, tag: str) -> None:
        """Close it, and end the line."""
        self._xml.endElement(tag)
        self.end_line()

    def end_line(self) -> None:
        """End the line between two elements."""
        self._xml.ignorableWhitespace("\n")

    def element(self, tag: str, text: str = "", **attributes: str) -> None:
        """A whole element, on lines of its own."""
        self.open(tag, **attributes)
        self._xml.characters(_legal(text))
        self.close(tag)

    def flush(self) -> None:
        """Write out what has grown so far."""
        write_utf8(self._text.getvalue(), self._out)
        self._text.seek(0)
        self._text.truncate()


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
