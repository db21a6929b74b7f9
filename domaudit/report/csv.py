"""The report as CSV, one row for each site: the columns of a paid audit of who holds which name, safe to open in a spreadsheet.

UTF-8 (in a file with a byte order mark), CRLF, and the separator that the language's Excel expects (``,``; in French ``;``). A spreadsheet
runs what begins like a formula: an apostrophe is put before it (as OWASP has it), also after a separator or a quote inside a value, because
a file that is opened with the wrong separator is cut there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from domaudit.hosts import blocks
from domaudit.model import Finding, Holder, Key, Reader, SiteReport, Verdict
from domaudit.report import news, plainly, words
from domaudit.report.brief import next_step
from domaudit.report.screens import Screen, Style, write_utf8
from domaudit.report.telling import Teller
from domaudit.texts import Lang, joined, tell

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered

SEPARATORS: Mapping[Lang, str] = {"en": ",", "fr": ";"}
LONGEST = 2000
"""Characters of one cell; a spreadsheet takes 32,767."""

COLUMNS = (
    *("domain", "client", "provider", "verdict", "holder", "match", "confidence", "mailbox", "registrar", "reseller"),
    *("administrative", "technical", "dns", "mail", "expires", "locks", "risk", "findings", "action", "who", "deadline"),
    *("evidence", "limits", "changed", "people"),
)
"""The columns in order, each by the name of its head in the texts."""

_FORMULA = re.compile(
    r"(^|[,;|])"  # where a cell begins, or would with another separator
    r"([\s\"'`“”„«»‘’]*)"
    r"(?=[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])"  # also in their wide, small and mathematical forms
)


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write a head and a row for each site, in the order of the inventory; then one for each domain that is there no longer."""
    page = StringIO(newline="")
    rows = csv.writer(page, delimiter=SEPARATORS[style.lang], lineterminator="\r\n")
    if screen.file:  # without it Excel takes UTF-8 for the system's code page; a program that reads a pipe takes it for a part of the head
        page.write("\ufeff")
    rows.writerow([cell(head(column, style.lang)) for column in COLUMNS])
    report, teller = found.report, found.teller(style)
    for site in report.sites:
        told = row(site, teller, style.reader)
        rows.writerow([cell(told[column]) for column in COLUMNS])
        write_utf8(page.getvalue(), out)
        page.seek(0)
        page.truncate()
    for domain in news.gone(teller, report):
        told = {"domain": domain, "changed": plainly.gone(teller, [domain])}
        rows.writerow([cell(told.get(column, "")) for column in COLUMNS])
    write_utf8(page.getvalue(), out)


def head(column: str, lang: Lang) -> str:
    """The head of a column; what to do next is called the same in every form."""
    return tell("brief.next" if column == "action" else f"csv.{column}", lang)


def cell(text: str) -> str:
    """A text as a cell: on one line, shortened, and no formula for any spreadsheet, whatever its separator is."""
    flat = words.flat(plainly.clean(text))
    short = flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
    return _FORMULA.sub(r"\1\2'", short)


def row(site: SiteReport, teller: Teller, reader: Reader = "client") -> dict[str, str]:
    """What stands in the row of a site, by column."""
    lang, record, mask = teller.lang, site.registration, teller.mask(site)
    teller.masked = False
    told = {
        "domain": teller.value(site.site.unicode),
        **teller.parties(site),
        "verdict": tell(f"verdict.{site.verdict}", lang),
        "match": _match(site, teller),
        "confidence": _confidence(site, lang),
        "expires": record.expires.date().isoformat() if record.expires else "",
        "locks": _locks(site, teller),
        "risk": _risk(site, lang),
        "findings": joined((_finding(found, site, teller) for found in site.findings), lang),
        "evidence": plainly.reference(teller, plainly.deciding(site)),
        "limits": tell("csv.limits.attested" if site.basis == "attested" else f"csv.limits.{site.verdict}", lang),
        "changed": joined(news.lines(teller, site), lang),
        **_next(site, teller, reader),
    }
    for column, value in (("registrar", record.registrar), ("reseller", record.reseller)):
        told[column] = teller.value(value, mask) if value else ""
    shown = plainly.keys(teller, site)
    told["holder"] = shown.get(Key.REGISTRANT, "")
    for column, key in _HELD.items():
        told[column] = _held(key, site, shown.get(key, ""), lang)
    told["people"] = tell("csv.shown" if teller.personal_data else "csv.masked" if teller.masked else "csv.unmasked", lang)
    return told


_HELD = {
    "mailbox": Key.REGISTRANT_EMAIL,
    "administrative": Key.ADMINISTRATIVE,
    "technical": Key.TECHNICAL,
    "dns": Key.NAMESERVERS,
    "mail": Key.MAIL,
}


def _held(key: Key, site: SiteReport, shown: str, lang: Lang) -> str:
    """What the record shows for one key, and whose that is where it is known."""
    held = site.keys.get(key)
    if held is None or held.holder is Holder.UNKNOWN:
        return shown
    return tell("csv.held", lang, shown=shown, holder=f"holder.{held.holder}") if shown else tell(f"holder.{held.holder}", lang)


def _match(site: SiteReport, teller: Teller) -> str:
    """Why the holder is said to be who it is."""
    if site.basis == "attested":
        return teller.attested(site)
    held = site.keys.get(Key.REGISTRANT)
    return joined(teller.reasons(held, teller.mask(site)), teller.lang) if held is not None else ""


def _confidence(site: SiteReport, lang: Lang) -> str:
    """How sure the verdict is, where there is something to be sure of."""
    if site.verdict in (Verdict.UNDETERMINED, Verdict.HIDDEN, Verdict.NO_OWN_DOMAIN):
        return ""
    said = tell(f"confidence.{site.confidence}", lang)
    return f"{said} ({tell('basis.attested', lang)})" if site.basis == "attested" else said


def _locks(site: SiteReport, teller: Teller) -> str:
    """The statuses that stop something; that none is shown where statuses are."""
    statuses = site.registration.statuses
    locks = [teller.status(status, teller.mask(site)) for status in statuses if blocks(status)]
    return ", ".join(locks) or (tell("csv.unlocked", teller.lang) if statuses else "")


def _risk(site: SiteReport, lang: Lang) -> str:
    """The severity of the worst finding that counts; without one only a name in the client's hands is nothing to act on."""
    counting = words.counting(site)
    if counting:
        return tell(f"severity.{counting[0].severity}", lang)
    return tell("csv.calm", lang) if site.verdict is Verdict.HELD_BY_CLIENT else ""


def _finding(found: Finding, site: SiteReport, teller: Teller) -> str:
    title = tell(f"rule.{found.rule}.title", teller.lang)
    if found.accepted is None:
        return title
    return tell("csv.finding.accepted", teller.lang, title=title, reason=teller.free(found.accepted.reason, teller.mask(site)))


def _next(site: SiteReport, teller: Teller, reader: Reader) -> dict[str, str]:
    """What to do next about a site: what, by whom (the reader where the step names nobody), and by when, where that is not today."""
    _, said, step = next_step(teller, site)
    if step is None:
        return {"action": "", "who": "", "deadline": ""}
    who = step.who or ("provider" if reader == "provider" else "client")
    return {
        "action": said,
        "who": teller.parties(site)[who] if who in ("client", "provider") else tell(f"table.who.{who}", teller.lang),
        "deadline": step.deadline.isoformat() if step.deadline is not None and step.deadline > teller.today else "",
    }
