"""Pure helpers of the reports for people: what comes first, which symbol, how wide, and the sentence that sums up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from domaudit.model import Attribution, Finding, Holder, Key, Report, Severity, SiteReport, Verdict
from domaudit.spool import Picked
from domaudit.texts import Lang, count, tell

WORST_FIRST = (
    Verdict.HELD_BY_PROVIDER,
    Verdict.IN_NAME_ONLY,
    Verdict.HELD_BY_THIRD_PARTY,
    Verdict.UNDETERMINED,
    Verdict.HIDDEN,
    Verdict.NOT_REGISTERED,
    Verdict.NO_OWN_DOMAIN,
    Verdict.HELD_BY_CLIENT,
)
SYMBOLS = {
    Verdict.HELD_BY_PROVIDER: "✗",
    Verdict.IN_NAME_ONLY: "✗",
    Verdict.HELD_BY_THIRD_PARTY: "!",
    Verdict.UNDETERMINED: "?",
    Verdict.HIDDEN: "?",
    Verdict.NOT_REGISTERED: "○",
    Verdict.NO_OWN_DOMAIN: "–",
    Verdict.HELD_BY_CLIENT: "✓",
}
HOLDER_SYMBOLS = {
    Holder.CLIENT: "✓",
    Holder.PROVIDER: "·",
    Holder.THIRD_PARTY: "!",
    Holder.HIDDEN: "?",
    Holder.ABSENT: "?",
    Holder.UNKNOWN: "?",
}
RENEWAL = ("in-redemption", "expired", "expires-soon")
_GAP = re.compile(r"\s{2,}|[^\S\u202f]")
_COMMAND = re.compile(r"#(?=#)|:(?=:(?![0-9a-f]{1,4}(?![\w-]))[^\W\d_])", re.IGNORECASE)  # two colons inside an IPv6 address are none
_SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.NOTICE)
_PLAIN = dict(
    zip(
        map(ord, "✗✓○–—·─…→€œŒ’‘“”«»\u202f\u00a0"),
        ("x", "*", "o", "-", "-", ".", "-", "...", "->", "EUR", "oe", "OE", "'", "'", '"', '"', '"', '"', "\u00a0", "\u00a0"),
        strict=True,
    )
)


def ordered(report: Report, see: Callable[[SiteReport], None] = lambda site: None) -> tuple[Picked[SiteReport], Picked[SiteReport]]:
    """The sites, worst first: by verdict, then by the worst finding that counts; the inventory's order decides between equals.

    Beside it those of them that are not healthy. ``see`` is shown each site on the way, in the inventory's order.
    """
    keys = []
    for site in report.sites:
        see(site)
        keys.append((WORST_FIRST.index(site.verdict), urgency(site), is_healthy(site)))
    order = sorted(range(len(keys)), key=lambda number: keys[number][:2])
    return Picked(report.sites, order), Picked(report.sites, [number for number in order if not keys[number][2]])


def urgency(site: SiteReport) -> int:
    """0 for a site with a critical finding that counts, 1 for a warning, 2 for a notice, 3 for none."""
    return min((_SEVERITIES.index(found.severity) for found in site.findings if found.accepted is None), default=len(_SEVERITIES))


def is_healthy(site: SiteReport) -> bool:
    """Whether a site is the client's and needs nothing done: remarks (notices) and accepted findings aside."""
    return site.verdict is Verdict.HELD_BY_CLIENT and urgency(site) >= _SEVERITIES.index(Severity.NOTICE)


def counting(site: SiteReport) -> list[Finding]:
    """The findings that count (not accepted), worst first."""
    return sorted((found for found in site.findings if found.accepted is None), key=lambda found: _SEVERITIES.index(found.severity))


def symbol(site: SiteReport) -> str:
    """The sign before a site: a healthy verdict with something urgent is no tick, and an agreed rental no cross."""
    if site.verdict is Verdict.HELD_BY_CLIENT and urgency(site) < _SEVERITIES.index(Severity.NOTICE):
        return "!"
    if is_rental(site):
        return "·"
    return SYMBOLS[site.verdict]


def is_rental(site: SiteReport) -> bool:
    """Whether the provider holds the name by agreement: the rule's own finding is then a mere notice."""
    return site.verdict is Verdict.HELD_BY_PROVIDER and any(
        found.rule == "held-by-provider" and found.severity is Severity.NOTICE for found in site.findings
    )


def key_symbol(key: Key, held: Attribution) -> str:
    """The sign before a key: the provider's hand is a cross only where it decides about the name."""
    if held.holder is Holder.PROVIDER and key in (Key.REGISTRANT, Key.REGISTRANT_EMAIL):
        return "✗"
    if held.holder is Holder.THIRD_PARTY and key in (Key.TECHNICAL, Key.BILLING):  # a registrar or host: it decides nothing
        return "·"
    return HOLDER_SYMBOLS[held.holder]


def holder(held: Attribution) -> str:
    """The id of the words for who holds a key: what is shown has been seen, though it may not be known whose it is."""
    return "holder.unknown.shown" if held.holder is Holder.UNKNOWN and held.shown else f"holder.{held.holder}"


def summary(report: Report, lang: Lang) -> str:
    """The sentence that ends every report: how many are not the client's to move, someone else's, unseen, unregistered."""
    found: Counter[Verdict] = Counter()
    urgent = 0
    for site in report.sites:
        found[site.verdict] += 1
        urgent += needs_renewing(site)
    return summed(found, urgent, lang)


def needs_renewing(site: SiteReport) -> bool:
    """Whether a site's name has expired, or will soon."""
    return any(one.rule in RENEWAL and one.severity is not Severity.NOTICE for one in counting(site))


def summed(found: Counter[Verdict], urgent: int, lang: Lang) -> str:
    """The same sentence of numbers that were counted already."""
    total = sum(found.values())
    if not total:
        return tell("report.header.empty", lang)
    if found[Verdict.HELD_BY_CLIENT] == total and not urgent:
        return count("report.summary.all-well", total, lang)
    if total == 1 and found[Verdict.HELD_BY_CLIENT]:
        return tell("report.summary.urgent.well", lang)
    parts = (
        ("immovable", found[Verdict.HELD_BY_PROVIDER] + found[Verdict.IN_NAME_ONLY] + found[Verdict.NO_OWN_DOMAIN]),
        ("third", found[Verdict.HELD_BY_THIRD_PARTY]),
        ("unseen", found[Verdict.HIDDEN] + found[Verdict.UNDETERMINED]),
        ("free", found[Verdict.NOT_REGISTERED]),
        ("well", found[Verdict.HELD_BY_CLIENT]),
    )
    told = [count(f"report.summary.{part}", number, lang) for part, number in parts if number]
    if total == 1:
        said = [tell(f"report.summary.it.{part}", lang) for part, number in parts if number]
    else:
        said = [tell("report.summary.of", lang, n=str(total), list=", ".join(told))]
    if urgent:  # counted above already, whoever they are
        said.append(tell("report.summary.urgent.it", lang) if total == 1 else count("report.summary.urgent", urgent, lang))
    return " ".join(said)


# --- the width of words ----------------------------------------------------------------------------------------------


def width(text: str) -> int:
    """How many columns a text takes: wide East Asian characters two, combining marks and format characters none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def flat(value: str) -> str:
    """A value on one line; a narrow no-break space that stands alone is our own, beside a French mark.

    A log of GitHub obeys ``::error::`` where a line begins with it, spaces aside, and ``##[error]`` anywhere, Azure's ``##vso[``: where a
    value has such, a space stands within; wherever it has, for any place of a long word may come to begin a line.
    """
    one = _GAP.sub(" ", value).strip()
    return _COMMAND.sub(r"\g<0> ", one) if "::" in one or "##" in one else one


def shorten(text: str, columns: int, ellipsis: str = "…") -> str:
    """A text cut to so many columns, with ``…`` where something is missing; linear in the columns, not in the text."""
    if len(text) <= (columns if text.isascii() else columns // 2):  # no character takes more than two columns
        return text
    room, taken, last = columns - width(ellipsis), 0, 0
    for place, char in enumerate(text):
        taken += _columns(char)
        if taken <= room:
            last = place + 1
        if taken > columns:
            return (text[:last] + ellipsis)[: max(columns, 0)] if room >= 0 else ellipsis[: max(columns, 0)]
    return text


def wrap(text: str, columns: int, ellipsis: str = "…") -> list[str]:
    """The lines of a text, broken at plain spaces only, and not after a number (``2 mars``); a word wider than a line goes on below.

    A long domain, address or command is there to be copied: nothing of it is left out.
    """
    lines: list[str] = []
    line, taken = "", 0
    for whole in _kept_together(text.split(" ")):
        for word in pieces(whole, columns, ellipsis):
            size = width(word)
            if line and taken + 1 + size > columns:
                lines.append(line.replace("\u00a0", " "))
                line, taken = word, size
            else:
                line, taken = (f"{line} {word}", taken + 1 + size) if line else (word, size)
    return [*lines, line.replace("\u00a0", " ")]


def pieces(word: str, columns: int, ellipsis: str = "…") -> Iterator[str]:
    """A word in pieces that fit on a line, each broken after a mark (``-./``) where there is one; no two of them fit on one line."""
    left = width(word)
    while left > columns:
        end, taken = 0, 0
        while taken + _columns(word[end]) <= columns:
            taken += _columns(word[end])
            end += 1
        marked = max(word.rfind(mark, 0, end) for mark in "-./@") + 1
        if marked > end // 2 and width(word[:marked]) * 2 > columns:
            end = marked
        if end == 0:  # a wide letter, and one column
            yield shorten(word, columns, ellipsis)
            return
        yield word[:end]
        left -= width(word[:end])
        word = word[end:]
    yield word


def _kept_together(parts: Sequence[str]) -> Iterator[str]:
    """Words, a short number joined to the word after it by a no-break space."""
    number = ""
    for word in parts:
        if number:
            word, number = f"{number}\u00a0{word}", ""
        if len(word) <= 3 and word.lstrip("(«“\u202f")[:1].isdigit():
            number = word
        else:
            yield word
    if number:
        yield number


def wrap_address(told: str, columns: int) -> list[str]:
    """The lines of a text that ends in a web address, the address in one piece where that fits, else broken like any long word."""
    before, space, address = told.rpartition(" ")
    if not space or width(told) <= columns:
        return [*pieces(told, columns)]
    return [*wrap(before, columns), *pieces(address, columns)]


def plain(text: str, encoding: str | None = None) -> str:
    """A text for a simple terminal: our symbols and quotes in ASCII, and letters that ``encoding`` lacks without their accents."""
    text = text.replace("«\u202f", '"').replace("\u202f»", '"').translate(_PLAIN)
    if encoding is None or text.isascii():
        return text
    try:
        text.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return "".join(_nearest(char, encoding) for char in text)
    return text


def _nearest(char: str, encoding: str) -> str:
    for candidate in (char, unicodedata.normalize("NFKD", char), unicodedata.normalize("NFKD", char)[:1]):
        try:
            candidate.encode(encoding)
        except (LookupError, UnicodeEncodeError):
            continue
        return candidate
    return "?"


def listed(values: Sequence[str], most: int, lang: Lang) -> str:
    """A few values, and how many more there are."""
    told = ", ".join(values[:most])
    return f"{told} {tell('report.more-values', lang, n=str(len(values) - most))}" if len(values) > most else told


def widest(texts: Iterable[str]) -> int:
    """The columns of the widest of some texts."""
    return max(map(width, texts), default=0)
