"""Dates as registries write them, read as UTC, and never guessed.

A date that can be read two ways (``03/02/2015``) is read only where the caller knows the order, by the registry's data or by the answer's
other dates; else it is None, and the record simply does not say. With full stops the day comes first: CLDR knows no language that writes
the month first there (https://cldr.unicode.org, availableFormats yMd).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
"""In which order a registry writes day, month and year in digits."""

_LONGEST: Final = 80  # no registry writes a longer date; a cap keeps every pattern here harmless

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar jaenner januari enero ene gennaio gen janeiro ocak stycznia ianuarie leden ledna tammikuu",
            "february feb febr fevrier fevr fev februar februari febrero febbraio fevereiro subat lutego februarie unora helmikuu",
            "march mar mars marz maerz maart marzo marco mart marca martie brezna maaliskuu",
            "april apr avril avr abril abr aprile nisan kwietnia aprilie dubna huhtikuu",
            "may mai mei mayo maggio mag maio mayis maja kvetna toukokuu",
            "june jun juin juni junio giugno giu junho haziran czerwca iunie cervna kesakuu",
            "july jul juillet juil juli julio luglio lug julho temmuz lipca iulie cervence heinakuu",
            "august aug aout augustus agosto ago agustos sierpnia srpna elokuu",
            "september sep sept septembre septiembre settembre set setembro eylul wrzesnia septembrie zari syyskuu",
            "october oct octobre oktober okt octubre ottobre ott outubro out ekim pazdziernika octombrie rijna lokakuu",
            "november nov novembre noviembre novembro kasim listopada noiembrie listopadu marraskuu",
            "december dec decembre dezember dez diciembre dic dicembre dezembro aralik grudnia decembrie prosince joulukuu",
        ),
        start=1,
    )
    for name in names.split()
}

# Hours east of Greenwich, the letters that stand for one place only (IST, CST and the like are left out: the day may then be off by one).
_ZONES: Final = {
    name: hours
    for hours, names in {
        0: "z utc gmt ut wet",
        1: "west cet mez",
        2: "cest mesz eet",
        3: "eest msk trt",
        8: "hkt sgt",
        9: "jst kst",
        12: "nzst",
        13: "nzdt",
        -3: "brt clst",
        -4: "edt clt",
        -5: "est",
        -7: "pdt",
        -8: "pst",
    }.items()
    for name in names.split()
}

_WEEKDAY: Final = re.compile(r"^[^\W\d_]{2,9}[,.]? +(?=[^\W\d_]{3,12} |\d)")
_TIME: Final = re.compile(r"(?<!\d)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?: ?([ap])\.?m\b\.?)?")
_OFFSET: Final = re.compile(r"^[ (]*(?:utc|gmt)? ?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_ZONE_WORD: Final = re.compile(r"[\[(]?\b([a-z]{1,4})\b[\])]?$")
_YEAR_FIRST: Final = re.compile(r"^(\d{4})([-/. ]) ?(\d{1,2})\2 ?(\d{1,2})\.?$")
_YEAR_LAST: Final = re.compile(r"^(\d{1,2})([-/. ]) ?(\d{1,2})\2 ?(\d{4})\.?$")
_DAY_AND_MONTH: Final = re.compile(r"(\d{1,2})([-/. ]) ?(\d{1,2})\2 ?\d{4}\b")
_COMPACT: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?$")
_EAST_ASIAN: Final = re.compile(r"^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]$")
# How answers name their own format: day is d, j (jour) or t (Tag); year is y or a (annee, ano).
_FORMAT: Final = re.compile(r"\b(dd|jj|tt|mm|yyyy|aaaa)[-/. ](mm|dd)[-/. ](dd|jj|tt|yyyy|aaaa)\b")
_LETTERS: Final = str.maketrans("jta", "ddy")
_ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy", "ymd")
_NAMED_PARTS: Final = re.compile(r"[a-z]+|\d+")


def parse(text: str, *, order: Order | None = None) -> datetime | None:
    """Give the moment that ``text`` states, in UTC, or None where it states none, or states it ambiguously.

    ``order`` is how this registry writes dates in digits, where that is known: ``2/3/2015`` is read with it only; ``13/2/2015`` can be read
    one way alone, and is. A text without a time is midnight; without a zone, UTC. Trailing remarks in brackets and after
    ``;`` are ignored. Never raises, and reads at most 80 characters.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _parse(_fold(text), order)
    except (ValueError, OverflowError):
        return None


def order_of(values: Iterable[str]) -> Order | None:
    """Give the order of day and month that the dates of one answer show together: ``13/2/2015`` beside ``2/3/2015``; else None."""
    found: set[Order] = set()
    for value in values:
        match = _DAY_AND_MONTH.match(value.strip())
        if match and (int(match[1]) > 12) != (int(match[3]) > 12):
            found.add("dmy" if int(match[1]) > 12 else "mdy")
    return found.pop() if len(found) == 1 else None


def stated_order(lines: Iterable[str]) -> Order | None:
    """Give the order of dates in digits that an answer states itself ("(dd/mm/yyyy)", "JJ/MM/AAAA"); None where it states none, or two."""
    found = set()
    for line in lines:
        folded = line[:200].lower()
        if "yyyy" not in folded and "aaaa" not in folded:
            continue
        for match in _FORMAT.finditer(folded):
            letters = "".join(word[0] for word in match.groups())
            found.add(letters.translate(_LETTERS))
    return next((order for order in _ORDERS if found == {order}), None)


def _fold(text: str) -> str:
    """Lower case without accents; every run of blanks is one space. Turkish dotless i is an i."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("ı", "i").replace("ł", "l"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", plain).split())


@lru_cache(maxsize=1024)  # the days of registration of one provider's domains repeat themselves
def _parse(text: str, order: Order | None) -> datetime | None:
    text = _WEEKDAY.sub("", text, count=1) if _starts_with_weekday(text) else text
    compact = _COMPACT.match(text.removesuffix("z").split("#", 1)[0].strip())
    if compact:
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        return _moment((year, month, day), (hour, minute, second), 0)
    clock, offset, day_text = _split_time(text)
    date = _date(day_text, order)
    return _moment(date, clock, offset) if date else None


def _starts_with_weekday(text: str) -> bool:
    first = text.split(" ", 1)[0].rstrip(",.")
    return (
        first.isalpha()
        and first not in _MONTHS
        and first[:2] in {"mo", "tu", "we", "th", "fr", "sa", "su", "lu", "ma", "me", "je", "ve", "di", "do"}
    )


def _split_time(text: str) -> tuple[tuple[int, int, int], int, str]:
    """Take the clock and the zone out of ``text``; what is left is the day."""
    found = _TIME.search(text)
    if not found:
        # A day with a zone ("2015/03/02 (JST)") is that day, not the moment at which it began in Greenwich.
        zone = _ZONE_WORD.search(text)
        if zone and zone[1] in _ZONES and text[: zone.start()].strip():
            text = text[: zone.start()]
        return (0, 0, 0), 0, _bare(text)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    before, after = text[: found.start()].removesuffix(" at "), text[found.end() :].strip()
    offset = 0
    numeric = _OFFSET.match(after)
    if numeric:
        offset = (int(numeric[2]) * 60 + int(numeric[3] or 0)) * (1 if numeric[1] == "+" else -1)
        after = ""
    else:
        words = [word.strip("()[].,;") for word in after.split()]
        offset = next((_ZONES[word] * 60 for word in words if word in _ZONES), 0)
        # "Mon Jan 5 10:00:00 UTC 2015": the year stands behind the clock and the zone.
        after = " ".join(word for word in words if word.isdigit() and len(word) == 4)
    before = before.rstrip(" t,-") if before.endswith(("t", ",", "-", " ")) else before
    return (hour, minute, second), offset, _bare(f"{before} {after}".strip() if before else _without_zone(text[found.end() :]))


def _without_zone(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _ZONES)


def _bare(text: str) -> str:
    """The day alone: remarks in brackets, behind ``;`` or ``#``, and loose punctuation go."""
    for mark in ("(", "[", ";", "#"):
        head = text.split(mark, 1)[0].strip()
        text = head or text
    return text.strip(" ,.;-").replace("+", " ")


def _date(text: str, order: Order | None) -> tuple[int, int, int] | None:
    text = text.strip()
    if len(text) == 8 and text.isdecimal():  # "20150302 10:11:12"
        return int(text[:4]), int(text[4:6]), int(text[6:])
    found = _YEAR_FIRST.match(text) or _EAST_ASIAN.match(text)
    if found:
        parts = [int(part) for part in found.groups() if part.isdigit()]
        return parts[0], parts[1], parts[2]
    found = _YEAR_LAST.match(text)
    if found:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if second > 12 >= first:
            return year, first, second
        if order == "dmy" or first == second or first > 12 or found[2] == ".":
            return year, second, first
        return (year, first, second) if order == "mdy" else None
    return _with_month_name(text)


def _with_month_name(text: str) -> tuple[int, int, int] | None:
    """``02-mar-2015``, ``2 march 2015``, ``march 2, 2015``, ``2015-mar-02``; nothing with other words, such as ``before aug-1996``."""
    words = [word for word in _NAMED_PARTS.findall(text) if word not in {"st", "nd", "rd", "th", "de", "of"}]
    if len(words) != 3:
        return None
    names = [index for index, word in enumerate(words) if word in _MONTHS]
    if len(names) != 1:
        return None
    month = _MONTHS[words.pop(names[0])]
    if not all(word.isdigit() for word in words):
        return None
    years = [word for word in words if len(word) == 4]
    days = [word for word in words if len(word) <= 2]
    return (int(years[0]), month, int(days[0])) if len(years) == len(days) == 1 else None


def _moment(date: tuple[int, int, int], clock: tuple[int, int, int], offset_minutes: int) -> datetime | None:
    year, month, day = date
    if not 1970 <= year <= 9999:  # "0000-00-00" and "0001-01-01" are how a database says nothing
        return None
    hour, minute, second = clock
    extra = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
    zone = timezone(timedelta(minutes=offset_minutes))
    return (datetime(year, month, day, 0 if extra else hour, minute, min(second, 59), tzinfo=zone) + extra).astimezone(UTC)
