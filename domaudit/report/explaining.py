"""What ``domaudit explain`` prints: a rule in its own words, a word of the report, or the list of both."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, TextIO

from domaudit.errors import UsageError, quoted, said
from domaudit.report import glossary as meanings
from domaudit.report import outputs, words
from domaudit.report.glossary import glossary, plain
from domaudit.texts import Lang, ids, tell

SCHEMA = "domaudit-explain/1"
PARTS = ("sees", "matters", "cannot-see", "to-do")
"""The headings of a rule's own text, in order."""

READABLE = 88


@cache
def rules() -> tuple[str, ...]:
    """The id of every rule, in the order in which they are applied."""
    return tuple(id_.split(".")[1] for id_ in ids() if id_.startswith("explain.") and id_.endswith(".promise"))


def write_stream(word: str | None, form: str, out: TextIO, *, lang: Lang) -> None:
    """Write one explanation, or the list without a word. Raises ``UsageError`` for a word that nobody has explained."""
    found = None if word is None else find(word)
    if form == "json":
        entries = [found] if found else [*rules(), *(one for one in glossary() if one not in rules())]
        outputs.write_utf8(
            json.dumps({"schema": SCHEMA, "language": lang, "entries": [_document(one, lang) for one in entries]}, ensure_ascii=False)
            + "\n",
            out,
        )
    else:
        screen = outputs.screen_of(out)
        lines = _listed(lang, min(screen.width, READABLE)) if found is None else _explained(found, lang, min(screen.width, READABLE))
        outputs.write_lines(lines, out, screen)
    out.flush()


def find(word: str) -> str:
    """The id of a rule or word, by its id, its name in either language or another name for it; case, accents and plural aside.

    Raises ``UsageError`` for a word that nobody has explained; its hint is the nearest one, spelt as it would be found.
    """
    known = _known()
    asked = plain(word)
    for same in (asked, asked.removesuffix("s"), f"{asked}s"):  # one or several of it
        if same in known:
            return known[same][0]
    close = difflib.get_close_matches(asked, known, n=1, cutoff=0.75)
    hint = said("did you mean {word}?", word=quoted(known[close[0]][1])) if close else said("'domaudit explain' lists what there is")
    raise UsageError(said("nothing is explained under {word}", word=quoted(word)), where="explain", hint=hint)


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Every spelling, to be compared → the id that it finds, and the spelling itself. Ids come first: a verdict and its rule are one."""
    known = {plain(one): (one, one) for one in (*glossary(), *rules())}
    for one in glossary():
        for spelling in meanings.spellings(one):
            known.setdefault(plain(spelling), (one, spelling))
    for one in rules():
        for lang in meanings.LANGUAGES:
            known.setdefault(plain(_title(one, lang)), (one, _title(one, lang)))
    return known


def _title(one: str, lang: Lang) -> str:
    return tell(f"rule.{one}.title", lang) if one in rules() else meanings.name(one, lang)


def _explained(one: str, lang: Lang, width: int) -> Iterator[str]:
    yield from words.wrap(f"{_title(one, lang)} ({one})" if one in rules() else _title(one, lang), width)
    if one in glossary():
        yield ""
        yield from (f"  {line}" for line in words.wrap(meanings.about(one, lang), width - 2))
        source = meanings.source(one)
        yield from (f"  {line}" for line in (words.wrap_address(source, width - 2) if source else ()))
        if names := meanings.also(one, lang):
            yield ""
            yield from (f"  {line}" for line in words.wrap(tell("explaining.also", lang, names=", ".join(names)), width - 2))
    if one in rules():
        if one not in glossary():  # a verdict's entry has said it
            yield ""
            yield from (f"  {line}" for line in words.wrap(tell(f"explain.{one}.promise", lang), width - 2))
        for part in PARTS:
            yield ""
            yield f"  {tell(f'explaining.{part}', lang)}"
            yield from (f"    {line}" for line in words.wrap(tell(f"explain.{one}.{part}", lang), width - 4))


def _listed(lang: Lang, width: int) -> Iterator[str]:
    yield tell("explaining.rules", lang)
    column = max(map(len, rules())) + 2
    for one in rules():
        first, *more = words.wrap(_title(one, lang), width - column - 2)
        yield f"  {one.ljust(column)}{first}"
        yield from (" " * (column + 2) + line for line in more)
    yield ""
    yield tell("explaining.words", lang)
    named = [meanings.name(one, lang) for one in meanings.in_order(set(glossary()) - set(rules()), lang)]
    yield from (f"  {line}" for line in words.wrap(", ".join(named), width - 2))
    yield ""
    yield from words.wrap(tell("explaining.more", lang), width)


def _document(one: str, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one, "kind": "rule" if one in rules() else "word", "title": _title(one, lang)}
    if one in glossary():
        told |= {"about": meanings.about(one, lang), "also": meanings.also(one, lang), "source": meanings.source(one)}
    if one in rules():
        told |= {"promise": tell(f"explain.{one}.promise", lang), **{part: tell(f"explain.{one}.{part}", lang) for part in PARTS}}
    return told
