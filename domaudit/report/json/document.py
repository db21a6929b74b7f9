"""The report as JSON (``domaudit-report/1``): the machine's copy, whole and unmasked; its schema ships as ``report.schema.json``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

from domaudit import __version__
from domaudit.concentration import Concentration, Hand, concentration
from domaudit.model import (
    Inventory,
    Key,
    Report,
    Since,
)
from domaudit.policy import Tally
from domaudit.report.json.site import encode, line, moment, site_of
from domaudit.report.screens import Screen, Style, write_utf8
from domaudit.signing import Signing, signing
from domaudit.texts import Lang, heard, say

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered

SCHEMA = "domaudit-report/1"


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as one JSON document in UTF-8, whatever the locale says."""
    counted = found.tally, found.counting.result(), found.settling.result()
    head = head_of(
        found.inventory,
        found.audited_at,
        *counted,
        lang=style.lang,
        exit_code=style.exit_code,
        reader=style.reader,
        since=found.since,
        part=found.part,
    )
    for part in parts(head, found.lines):
        write_utf8(part, out)


def render(report: Report, *, lang: Lang, exit_code: int, reader: str = "client") -> str:
    """The report as one JSON document; the same report gives the same bytes. ``reader`` is for whom it was made."""
    head = _head(report, lang, exit_code, reader)
    return "".join(parts(head, (line(site, lang) for site in report.sites)))


def parts(head: Mapping[str, Any], lines: Iterable[str]) -> Iterator[str]:
    """A report's document as text, piece by piece: a line for the head and one for each site."""
    yield f'{encode(head)[:-1]}, "sites": [\n'
    between = ""
    for text in lines:
        yield between + text
        between = ",\n"
    yield "\n]}\n"


def document(report: Report, *, lang: Lang, exit_code: int, reader: str = "client") -> dict[str, Any]:
    """The same as plain dicts and lists."""
    head = _head(report, lang, exit_code, reader)
    return {**head, "sites": [site_of(site, lang) for site in report.sites]}


def _head(report: Report, lang: Lang, exit_code: int, reader: str) -> dict[str, Any]:
    counted = Tally.of(report.sites, report.since), concentration(report), signing(report)
    return head_of(report.inventory, report.audited_at, *counted, lang=lang, exit_code=exit_code, reader=reader, since=report.since)


def head_of(
    inventory: Inventory,
    audited_at: datetime,
    tally: Tally,
    hands: Concentration,
    settle: Signing | None,
    *,
    lang: Lang,
    exit_code: int,
    reader: str = "client",
    since: Since | None = None,
    part: str | None = None,
) -> dict[str, Any]:
    """All of the document but its sites; ``part`` is the part of the inventory that it is on."""
    compared = since and {"audited_at": moment(since.audited_at), "gone": list(since.gone)}
    return {
        "schema": SCHEMA,
        "tool": {"name": "domaudit", "version": __version__},
        "audited_at": moment(audited_at),
        "inventory": inventory.file,
        "language": lang,
        "for": reader,
        "masked": False,
        "exit_code": exit_code,
        "summary": {
            "sites": tally.sites,
            "verdicts": {verdict.value: number for verdict, number in sorted(tally.verdicts.items())},
            "findings": {severity.value: number for severity, number in sorted(tally.findings.items())},
            "accepted": tally.accepted,
            **({"changes": tally.changes} if since is not None else {}),
        },
        **({"part": part} if part is not None else {}),
        **({"since": compared} if since is not None else {}),
        "concentration": _concentration(hands),
        "before_signing": settle and _before_signing(settle, lang),
        "notices": [heard(notice, lang) for notice in inventory.notices],
    }


def _concentration(found: Concentration) -> dict[str, Any]:
    def hands(told: Sequence[Hand]) -> list[dict[str, Any]]:
        return [{"name": hand.name, "sites": hand.sites} for hand in told]

    keys = [{"keys": {key.value: hand.keys[key] for key in Key if key in hand.keys}} for hand in found.providers]
    providers = [one | more for one, more in zip(hands(found.providers), keys, strict=True)]
    return {"providers": providers, "registrars": hands(found.registrars), "dns": hands(found.dns), "mail": hands(found.mail)}


def _before_signing(found: Signing, lang: Lang) -> dict[str, Any]:
    return {
        "domains": [{"domain": one.domain, "unicode": one.unicode, "why": list(one.why)} for one in found.domains],
        "lines": [say(line, lang) for line in found.lines],
        "questions": [say(question, lang) for question in found.questions],
    }
