"""Every sentence the program says, in English and French, from one table: ``data/texts``, ``data/remedies``, ``data/guides``.

A sentence is a template with plain names in braces. The templates are ours; the *values* come from the wire or from a file and are
hostile: they are inserted once and never read as templates, ids or markup.

``{value}`` stands for the value as it is; a format after a colon changes how it is written:

- ``{expires:date}``: an ISO date (or date and time) in words, ``2 Mar 2027``, ``2 mars 2027``, ``1er mars 2027``;
- ``{d:day}``: the same, with a short month in French too: ``6 déc. 2026``;
- ``{outcome:word}``: the word of our own vocabulary (``outcome.``, ``holder.``, ``why.``, ``word.`` …), or the value where there is none;
- ``{field:field}``: the record's field in plain words (``registrant.organization``);
- ``{server:server}``: a server by the name that people know its operator by;
- ``{days:days}``: a number of days, singular or plural;
- ``{causes:causes}``: ``server outcome, server outcome`` with each outcome in words;
- ``{error:aside}``: in brackets after a space, or nothing where the value is empty;
- ``{who:party}``: a party's name as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from domaudit import catalogue
from domaudit.catalogue import LANGUAGES as LANGUAGES
from domaudit.catalogue import Lang as Lang
from domaudit.catalogue import say_date as say_date
from domaudit.data import load
from domaudit.errors import Heard, Said
from domaudit.model import Text

FILES = (
    "texts/verdicts.yaml",
    "texts/keys.yaml",
    "texts/reasons.yaml",
    "texts/rules.yaml",
    "texts/indices.yaml",
    "texts/holdings.yaml",
    "texts/clause.yaml",
    "texts/handover.yaml",
    "texts/signing.yaml",
    "texts/planned.yaml",
    "texts/explaining.yaml",
    "texts/evidence.yaml",
    "texts/explain.yaml",
    "texts/glossary.yaml",
    "texts/news.yaml",
    "texts/markdown.yaml",
    "texts/parties.yaml",
    "texts/report.yaml",
    "texts/tables.yaml",
    "texts/html.yaml",
    "texts/tlds.yaml",
    "texts/inspect.yaml",
    "texts/diagnosis.yaml",
    "texts/doctor.yaml",
    "texts/starting.yaml",
    "texts/letters.yaml",
    "texts/guides.yaml",
    "remedies/texts.yaml",
    "remedies/zones.yaml",
    "guides/texts.yaml",
)
"""The files of the table, under ``domaudit/data``; an id stands in one of them only."""

FORMATS = frozenset({"date", "day", "aside", "word", "field", "server", "days", "causes", "party"})
VOCABULARY = ("word", "why", "outcome", "holder", "verdict", "confidence", "severity", "key", "basis", "rung", "diagnosis")
"""The families of ids that ``{…:word}`` may name; a value can reach nothing else."""

PARTIES = ("client", "provider")
"""The parties that may be unnamed: ``the client``, ``le client`` stands for an empty value."""

_CONTRACTED = {"de": "du", "De": "Du", "à": "au", "À": "Au"}
_BEFORE_LE = re.compile(r"\b([Dd]e|[Àà]) $")
_ELIDED = re.compile(r"\b([Dd]|[Qq]u)e $")  # "de Atelier", "que Atelier"
_VOWELS = frozenset("aeiouàâäéèêëîïôöùûüœæ")

COLON: Mapping[Lang, str] = {"en": ": ", "fr": "\u202f: "}
"""What stands between a name and what is told of it."""

SEMICOLON: Mapping[Lang, str] = {"en": "; ", "fr": "\u202f; "}
"""What stands between several things told in one line."""

_PLACEHOLDER = re.compile(r"\{([a-z_]{1,40})(?::([a-z]{1,20}))?\}")
_NARROW = "\u202f"
_TYPED = re.compile(r"(`[^`]*`)")


@cache
def _table() -> dict[str, tuple[str, str]]:
    """Id → (English, French), as they are typed: few of them are said in one run, and only those are typeset."""
    table: dict[str, tuple[str, str]] = {}
    for name in FILES:
        for id_, entry in load(name).items():
            if id_ in table:
                raise ValueError(f"{name}: the id {id_} stands twice")
            table[id_] = (entry["en"], entry["fr"])
    return table


@cache  # the table's own sentences, each once: it cannot grow beyond them
def _ours(sentence: tuple[str, str], lang: Lang) -> str:
    """A sentence of the table in one language, typeset."""
    return typeset(sentence[LANGUAGES.index(lang)], lang)


def ids() -> tuple[str, ...]:
    """Every id of the table, in its order."""
    return tuple(_table())


def has(id_: str) -> bool:
    """Whether the table has this id."""
    return id_ in _table()


def template(id_: str, lang: Lang) -> str:
    """The sentence with its placeholders, typeset. Raises ``KeyError`` for an id that does not exist."""
    return _ours(_table()[id_], lang)


@cache
def placeholders(id_: str, lang: Lang) -> frozenset[str]:
    """The names that a sentence must be given."""
    return frozenset(found.group(1) for found in _PLACEHOLDER.finditer(template(id_, lang)))


def say(text: Text, lang: Lang) -> str:
    """The sentence in one language, its values filled in.

    It never raises for what the values hold: a missing value becomes ``…`` and an unknown id is shown as itself, so that a report
    always comes out; the tests make sure that neither happens for what ships.
    """
    found = _table().get(text.id)
    if found is None:
        return text.id
    return _fill(_ours(found, lang), text.values, lang)


def tell(id_: str, lang: Lang, **values: str) -> str:
    """``say`` for words that the report itself needs."""
    return say(Text(id_, values), lang)


def count(id_: str, number: int, lang: Lang, **values: str) -> str:
    """The sentence ``id_.one`` or ``id_.other`` with ``{n}``; zero is plural in English and singular in French."""
    singular = number == 1 or (lang == "fr" and number == 0)
    return tell(f"{id_}.{'one' if singular else 'other'}", lang, n=str(number), **values)


def joined(told: Iterable[str], lang: Lang) -> str:
    """Several things in one line, as the language sets them apart."""
    return SEMICOLON[lang].join(told)


def thousands(number: int, lang: Lang) -> str:
    """A number as the language groups its figures: ``25,000``, ``25 000``."""
    return f"{number:,}".replace(",", _NARROW if lang == "fr" else ",")


def capital(text: str) -> str:
    """Words as they begin a sentence."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Words as they stand within a sentence."""
    return text[:1].lower() + text[1:]


def heard(text: str, lang: Lang) -> str:
    """What stands in no table: a sentence of the code, or one in English of a server's failure, as far as the catalogue knows it."""
    return catalogue.say(text if isinstance(text, Said) else Heard(text), lang)


def say_field(field: str, lang: Lang) -> str:
    """A record's field in plain words, or its own name where we have none."""
    id_ = f"field.{field}"
    return _ours(_table()[id_], lang) if id_ in _table() else field


def say_server(host: str, lang: Lang) -> str:
    """A server by the name of its operator, or just as a server."""
    id_ = f"server.{host.lower()}"
    known = _table().get(id_) if id_ != "server.other" else None
    return _fill(_ours(known or _table()["server.other"], lang), {"host": host}, lang)


def typeset(template: str, lang: Lang) -> str:
    """Sets what is awkward to type: curly apostrophes, and in French narrow no-break spaces beside ``; : ! ? « »``.

    What stands between backticks is typed by people as it is, and stays so; a command that is built is a value, and never comes here.
    """
    return "".join(part if part.startswith("`") else _typeset(part, lang) for part in _TYPED.split(template))


def _typeset(template: str, lang: Lang) -> str:
    template = template.replace("'", "’")
    if lang == "fr":
        for mark in ";:!?»":
            template = template.replace(f" {mark}", f"{_NARROW}{mark}")
        template = template.replace("« ", f"«{_NARROW}")
    return template


def _fill(template: str, values: Mapping[str, str], lang: Lang, *, inner: bool = False) -> str:
    told = []
    for literal, name, how in _pieces(template):
        told.append(literal)
        if not name:
            continue
        value = values.get(name)
        if value is None:
            told.append("…")
        elif name in PARTIES:
            told.append(_met(told, value, lang) if value else _unnamed(told, name, lang))
        elif how == "word":
            told.append(value if inner else _word(value, values, lang))
        else:
            told.append(_WRITERS[how](value, lang) if how in _WRITERS else value)
    return "".join(told)


def begins_with_vowel(name: str | None) -> bool:
    """Whether French elides ``de`` and ``que`` before a name; before an h or a y, which may be spoken either way, it need not."""
    return bool(name) and str(name)[0].lower() in _VOWELS


def _unnamed(told: list[str], name: str, lang: Lang) -> str:
    """The words for a party that was not named: a capital where they begin a sentence, and in French ``du client``, ``au client``."""
    word, before = _ours(_table()[f"word.{name}"], lang), told[-1]
    if not "".join(told) or before.endswith((". ", "! ", "? ")):
        return capital(word)
    if lang == "fr" and _BEFORE_LE.search(before):
        told[-1] = _BEFORE_LE.sub(lambda found: _CONTRACTED[found.group(1)] + " ", before)
        return word.removeprefix("le ")
    return word


def _met(told: list[str], name: str, lang: Lang) -> str:
    """A party's name; in French the word before it is elided as the name's first letter asks: ``d’Atelier``, ``qu’Atelier``."""
    if lang == "fr" and begins_with_vowel(name):
        told[-1] = _ELIDED.sub(r"\1’", told[-1])
    return name


@cache
def _pieces(template: str) -> tuple[tuple[str, str, str], ...]:
    """A template cut at its placeholders: what stands before each, its name, and how it is written; the last piece has no name."""
    pieces, end = [], 0
    for found in _PLACEHOLDER.finditer(template):
        pieces.append((template[end : found.start()], found.group(1), found.group(2) or ""))
        end = found.end()
    return (*pieces, (template[end:], "", ""))


def _word(value: str, values: Mapping[str, str], lang: Lang) -> str:
    value = value.removeprefix("reason.")  # a reason's short form is the why.* of the same name
    candidates = [value] if value.split(".", 1)[0] in VOCABULARY else [f"{family}.{value}" for family in VOCABULARY]
    for id_ in candidates:
        if id_ in _table():
            return _fill(_ours(_table()[id_], lang), values, lang, inner=True)
    return value


def _days(value: str, lang: Lang) -> str:
    return count("report.days", int(value), lang) if re.fullmatch(r"\d{1,6}", value) else value


_NOT = ("unreachable", "no-source", "not-asked", "thin")
"""Outcomes that are told as something that a server does not do, or that was not done: French then says "non plus"."""


def _causes(value: str, lang: Lang) -> str:
    if not value:
        return tell("report.nothing", lang)
    told, before = [], ""
    for cause in value.split(", "):
        subject, space, outcome = cause.rpartition(" ")
        if outcome == before:
            told.append(tell("report.likewise.not" if outcome in _NOT else "report.likewise", lang, subject=subject))
        else:
            told.append(f"{subject}{space}{tell(f'outcome.{outcome}', lang)}" if has(f"outcome.{outcome}") else cause)
        before = outcome
    return joined(told, lang)


def _aside(value: str, lang: Lang) -> str:
    return f" ({heard(value, lang)})" if value else ""


def _day(value: str, lang: Lang) -> str:
    return say_date(value, lang, short=True)


def _date(value: str, lang: Lang) -> str:
    return say_date(value, lang) if value else tell("report.unknown-date", lang)


_WRITERS: dict[str, Callable[[str, Lang], str]] = {
    "date": _date,
    "day": _day,
    "aside": _aside,
    "days": _days,
    "field": say_field,
    "server": say_server,
    "causes": _causes,
}
