"""The report as SARIF 2.1.0, for code scanning and editors: a result for each finding, at the line of the inventory that names its site.

What GitHub's code scanning does with such a file is heeded: https://docs.github.com/code-security/reference/code-scanning/sarif-files
(a relative path, at most 25,000 results, of rules descriptions of 1,024 characters). It knows neither ``suppressions`` nor
``baselineState`` and would open an alert for every result: what was found earlier and is gone is therefore told in a notification.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from json import JSONEncoder
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from domaudit import __version__
from domaudit.model import Finding, Inventory, Key, Location, Severity, SiteReport, is_file
from domaudit.policy import Tally
from domaudit.report import news, plainly
from domaudit.report.brief import next_step
from domaudit.report.json.site import moment
from domaudit.report.masking.masks import Mask, mask_of
from domaudit.report.sarif import rules
from domaudit.report.sarif.rules import LEVELS, escaped, inert, linked, literal
from domaudit.report.sarif.telling import notifications
from domaudit.report.screens import Screen, Style, write_utf8
from domaudit.report.telling import Teller
from domaudit.texts import tell

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 25_000
"""Results in one file: with more, code scanning takes none of them."""

FINGERPRINT = "domaudit/v1"
"""Named with a version: another way to compute it is another name."""

ROOT = "%SRCROOT%"

encode = JSONEncoder(ensure_ascii=False).encode


def write(found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
    """Write what was found as one SARIF log with one run; the results a line each, so that no long inventory lies whole in memory."""
    teller = found.teller(style)
    head = encode({"tool": {"driver": _driver(teller)}, **_frame(found.inventory, teller)})
    write_utf8(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [\n{head[:-1]}, "results": [\n', out)
    between, room = "", _Room(found.tally)
    for site in found.report.sites:
        for result in _results(site, teller, room):
            write_utf8(between + encode(result), out)
            between = ",\n"
    tail = {"invocations": [_invocation(found, teller, style, room.left)], "properties": {**_summary(found), "masked": teller.masked}}
    write_utf8(f"\n], {encode(tail)[1:]}\n]}}\n", out)


class _Room:
    """How many results of each severity there is room for, the gravest first, then those that were accepted."""

    def __init__(self, tally: Tally) -> None:
        wanted = {severity: tally.findings[severity] for severity in (Severity.CRITICAL, Severity.WARNING, Severity.NOTICE)}
        self._free: dict[Severity | None, int] = {}
        rest = MOST
        for kind, number in (*wanted.items(), (None, tally.accepted)):
            self._free[kind] = min(number, rest)
            rest -= self._free[kind]
        self.left = 0

    def takes(self, found: Finding) -> bool:
        """Whether this finding has its place; else it is counted as left out."""
        kind = found.severity if found.accepted is None else None
        if self._free[kind] <= 0:
            self.left += 1
            return False
        self._free[kind] -= 1
        return True


# --- the run -----------------------------------------------------------------------------------------------------------


def _driver(teller: Teller) -> dict[str, Any]:
    return {
        "name": "domaudit",
        "version": __version__,
        "language": teller.lang,
        "rules": rules.rules(teller.lang),
        "notifications": rules.notifications(teller.lang),
    }


def _frame(inventory: Inventory, teller: Teller) -> dict[str, Any]:
    frame: dict[str, Any] = {"language": teller.lang, "columnKind": "unicodeCodePoints"}
    if uri_of(inventory.file).get("uriBaseId"):
        frame["originalUriBaseIds"] = {ROOT: {"description": {"text": tell("sarif.root", teller.lang)}}}
    return frame


def _invocation(found: Gathered, teller: Teller, style: Style, left: int) -> dict[str, Any]:
    """That the run did its work, with which exit code; what it could not ask, what was noted, what changed, what is masked."""
    told = notifications(found, teller, left, MOST)
    return {
        "executionSuccessful": True,
        "exitCode": style.exit_code,
        "endTimeUtc": moment(found.audited_at),
        "toolExecutionNotifications": [one for one in told if one["descriptor"]["id"] != "inventory-notice"],
        "toolConfigurationNotifications": [one for one in told if one["descriptor"]["id"] == "inventory-notice"],
    }


def _summary(found: Gathered) -> dict[str, Any]:
    tally = found.tally
    return {
        "sites": tally.sites,
        "verdicts": {verdict.value: number for verdict, number in sorted(tally.verdicts.items())},
        "findings": {severity.value: number for severity, number in sorted(tally.findings.items())},
        "accepted": tally.accepted,
    }


# --- one site ----------------------------------------------------------------------------------------------------------


def _results(site: SiteReport, teller: Teller, room: _Room) -> Iterator[dict[str, Any]]:
    shown = plainly.keys(teller, site)
    about = {
        "verdict": site.verdict.value,
        "basis": site.basis,
        "client": plainly.party(teller, site, "client"),
        "provider": plainly.party(teller, site, "provider"),
        "keys": {key.value: _key(site, key, shown.get(key)) for key in Key if key in site.keys},
        "changed": [plainly.clean(line) for line in news.lines(teller, site)],
    }
    seen: Counter[str] = Counter()
    mask = _closed(site, teller)
    for found in site.findings:
        print_ = fingerprint(site.site.domain, found, mask)
        seen[print_] += 1
        if room.takes(found):
            yield _result(site, found, teller, f"{print_}:{seen[print_]}", about)


def _key(site: SiteReport, key: Key, shown: str | None) -> dict[str, Any]:
    held = site.keys[key]
    return {"holder": held.holder.value, "confidence": held.confidence.value, "shown": shown}


def _result(site: SiteReport, found: Finding, teller: Teller, print_: str, about: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "level": LEVELS[found.severity],
        "message": _message(site, found, teller),
        "locations": [_location(site)],
        "partialFingerprints": {
            FINGERPRINT: print_,
            # the one that code scanning goes by; its own, made of the line and those below it, is lost with any change near by
            "primaryLocationLineHash": print_,
        },
        "suppressions": [],
        "properties": {"confidence": found.confidence.value, **about},
    }
    if found.rule in rules.PLACES:
        result["ruleIndex"] = rules.PLACES[found.rule]
    if found.accepted is not None:
        reason = plainly.clean(teller.free(found.accepted.reason, teller.mask(site)))
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    state = baseline_state(site, found)
    return result if state is None else {**result, "baselineState": state}


def _closed(site: SiteReport, teller: Teller) -> Mask:
    """What hides the people of a site, also in a report that shows them, and whoever stood in an earlier one."""
    if teller.personal_data or site.since is not None:
        return mask_of(replace(site, since=None), teller.people)
    return teller.mask(site)


def fingerprint(domain: str, found: Finding, mask: Mask) -> str:
    """What makes a finding the same in the next run: its domain, its rule and the words of its evidence.

    People are masked in them even where the report shows them: a hash of a name can be guessed by whoever guesses names.
    """
    words = sorted({f"{line.field}\0{mask.line(line.field, line.value)}" for line in found.evidence})
    return sha256("\0\0".join((domain, found.rule, *words)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def baseline_state(site: SiteReport, found: Finding) -> str | None:
    """What became of a finding since the earlier report; None where there is none, or where one of the two saw nothing."""
    since = site.since
    if since is None or since.state == "unseen":
        return None
    if since.state == "added" or any(change.what == "finding" and found.rule in change.new for change in since.changes):
        return "new"
    changed = {value for change in since.changes if change.what != "finding" for value in change.new}
    return "updated" if any(line.value in changed for line in found.evidence) else "unchanged"


def _location(site: SiteReport) -> dict[str, Any]:
    """The place in the inventory that names the site; from stdin there is but the domain itself."""
    where, name = site.site.location, site.site.domain
    place: dict[str, Any] = {"logicalLocations": [{"name": site.site.unicode, "fullyQualifiedName": name, "kind": "resource"}]}
    uri = uri_of(where.file)
    if uri:
        place["physicalLocation"] = {"artifactLocation": uri, "region": _region(where, site.site.written)}
    return place


def _region(where: Location, written: str) -> dict[str, int]:
    line, column = max(where.line, 1), max(where.column, 1)
    return {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + max(len(written), 1)}


def uri_of(file: str) -> dict[str, str]:
    """A file as it was named on the command line, as a URI reference; empty where there is no file."""
    if not is_file(file):
        return {}
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    uri = quote(path.as_posix())
    return {"uri": uri} if ".." in path.parts else {"uri": uri, "uriBaseId": ROOT}  # above the root: that would not be below it


# --- the words of a result ---------------------------------------------------------------------------------------------


def _message(site: SiteReport, found: Finding, teller: Teller) -> dict[str, str]:
    """In plain text what a list of results has room for: the record, its line, the first step. In Markdown all lines and all steps."""
    said, lines = plainly.message(teller, site, found), plainly.evidence(teller, site, found)
    steps, after = plainly.steps(teller, found)
    told = [(day, plainly.step(teller, site, step)) for day, step in steps]
    text = [said, *lines[:1], *_first(teller, site, found)]
    marked = [escaped(said), "", *(f"> {escaped(line)}  " for line in lines)]
    if steps:
        marked += ["", f"**{tell('table.todo', teller.lang)}**", ""]
    for number, ((day, words), (_, step)) in enumerate(zip(told, steps, strict=True), 1):
        marked.append(f"{number}. " + (f"**{escaped(day)}** · " if day else "") + escaped(words))
        marked += [f"   {linked(line)}" for line in plainly.beside(teller, site, step)]
    marked += ["", escaped(after)] if after else []
    return {"text": inert("\n".join(text)), "markdown": literal("\n".join(marked).strip("\n"))}


def _first(teller: Teller, site: SiteReport, found: Finding) -> Iterator[str]:
    """What to do next about a finding, in a line: the same words as in the forms for people."""
    day, step, _ = next_step(teller, site, lambda other: other is found)
    if step:
        yield plainly.clean(" · ".join(part for part in (tell("brief.next", teller.lang), day, step) if part))
