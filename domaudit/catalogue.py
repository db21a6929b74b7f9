"""What the code itself says (errors, notices, help), in the language of a run: the catalogues in ``locale``, by gettext's rules.

A sentence is found by its English template (``errors.said``). What others have said in English (the system, a library, an evidence file of
long ago) comes as a text, and is known again by the templates of the context ``heard``. What no catalogue knows stays English.
"""

from __future__ import annotations

import gettext
import re
import struct
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import get_args

from domaudit.errors import Counted, Heard, Quoted, Said
from domaudit.errors import Lang as Lang

LANGUAGES: tuple[Lang, ...] = get_args(Lang)

LOCALE = Path(__file__).with_name("locale")
HEARD = "heard"
"""The context of sentences that others make."""

_MONTHS: dict[Lang, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}
_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_NARROW = "\u202f"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_QUOTED, _ALL_QUOTED = re.compile("'([^']*)'"), re.compile("'[^']*'(, '[^']*')*")
_LONGEST = 1000  # of what is heard


def say(text: str, lang: Lang) -> str:
    """A sentence of ours, or one that was heard, in a language; any other text as it is."""
    if lang == "en" or not isinstance(text, Said | Heard):
        return str(text)
    if isinstance(text, Heard):
        return _say_heard(text, lang)
    found = _sentences(lang)
    template = found.ngettext(text.template, text.plural, text.n) if isinstance(text, Counted) else found.gettext(text.template)
    if not template:
        return str(text)
    try:
        return template.format_map({name: _value(value, lang) for name, value in text.values.items()})
    except (LookupError, ValueError, AttributeError):  # not our placeholders: the file is damaged
        return str(text)


def words(text: str, lang: Lang) -> str:
    """A text of ours that has no values, such as the help of an option."""
    return (text and lang != "en" and _sentences(lang).gettext(text)) or text


def knows(text: str, lang: Lang) -> bool:
    """Whether a sentence that was heard is known in a language."""
    return _hear(text, lang) is not None


@lru_cache(maxsize=4096)  # a long report says few days, many times
def say_date(value: date | str, lang: Lang, *, short: bool = False) -> str:
    """A date in words; anything that does not begin with an ISO date is returned as it is."""
    try:
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    months = _SHORT if short and lang == "fr" else _MONTHS[lang]
    return f"{number} {months[day.month - 1]} {day.year}"


class _Number(int):
    """A whole number whose thousands are set apart as in French."""

    def __format__(self, how: str) -> str:
        return super().__format__(how).replace(",", _NARROW)


def _value(value: object, lang: Lang) -> object:
    if isinstance(value, Said | Heard):
        return say(value, lang)
    if isinstance(value, Quoted):
        return f"«{_NARROW}{value.text}{_NARROW}»"
    if isinstance(value, date):
        return say_date(value, lang)
    return _Number(value) if isinstance(value, int) else value


@cache
def _sentences(lang: Lang) -> gettext.NullTranslations:
    try:
        found = gettext.translation("domaudit", LOCALE, [lang], fallback=True)  # without its file, all stays English
    except (OSError, ValueError, LookupError, struct.error):  # and with one that is damaged: an error must be told all the same
        found = gettext.NullTranslations()
    found.add_fallback(_Unknown())
    return found


class _Unknown(gettext.NullTranslations):
    """What stands behind a catalogue: an empty text for every sentence."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""


@cache
def _patterns(lang: Lang) -> tuple[tuple[re.Pattern[str], str], ...]:
    """For each template of the context: what is said after it, and the same in the other language; the longest first."""
    known: dict[object, str] = getattr(_sentences(lang), "_catalog", {})
    prefix = f"{HEARD}\x04"
    heard = {key.removeprefix(prefix): told for key, told in known.items() if isinstance(key, str) and key.startswith(prefix)}
    return tuple((pattern(template), heard[template]) for template in sorted(heard, key=len, reverse=True))


def pattern(template: str) -> re.Pattern[str]:
    """What is said after a template."""
    pieces = _PLACEHOLDER.split(template)  # literal, name, literal, name, …
    return re.compile("".join(f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)), re.DOTALL)


@lru_cache(maxsize=1024)
def _hear(text: str, lang: Lang) -> str | None:
    if len(text) <= _LONGEST:
        for known, told in _patterns(lang):
            if found := known.fullmatch(text):
                return told.format_map({name: _heard_value(name, value, lang) for name, value in found.groupdict().items()})
    return None


def _heard_value(name: str, value: str, lang: Lang) -> str:
    """A value in a sentence that was heard: only a reason is itself a sentence, the others may be anybody's."""
    if name == "reason":
        return _say_heard(value, lang)
    if name == "time":  # 2026-11-22 09:15
        return f"{say_date(value, lang)} à {value[11:]}"
    return _QUOTED.sub(f"«{_NARROW}\\1{_NARROW}»", value) if _ALL_QUOTED.fullmatch(value) else value


def _say_heard(text: str, lang: Lang) -> str:
    found = _hear(text, lang)
    return str(text) if found is None else found
