"""What ``domaudit explain`` prints: a rule in its own words, a word of the report, a registrar's guide, or the list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, TextIO

from domaudit import hosts
from domaudit.errors import UsageError, quoted, said
from domaudit.guides import Fact, Guide, guide, guides
from domaudit.nearness import nearest
from domaudit.report import glossary as meanings
from domaudit.report import screens, words
from domaudit.report.glossary import glossary, plain
from domaudit.texts import LANGUAGES, Lang, ids, say, tell, typeset

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
    found = None if word is None else find(word, lang)
    if form == "json":
        entries = [found] if found else [*rules(), *(one for one in glossary() if one not in rules()), *_guides()]
        screens.write_utf8(
            json.dumps({"schema": SCHEMA, "language": lang, "entries": [_document(one, lang) for one in entries]}, ensure_ascii=False)
            + "\n",
            out,
        )
    else:
        screen = screens.screen_of(out)
        width = min(screen.width, READABLE)
        if found is None:
            lines = _listed(lang, width)
        elif found in _guides():
            lines = _guided(_guides()[found], lang, width)
        elif found not in (*glossary(), *rules()):
            lines = _status(found, lang, width)
        else:
            lines = _explained(found, lang, width)
        screens.write_lines(lines, out, screen)
    out.flush()


def find(word: str, lang: Lang = "en") -> str:
    """The id of a rule, word or registrar's guide, by its id, its name in either language or another name; case, accents, plural aside.

    A status of EPP or RDAP that is no such word is its own id. Raises ``UsageError`` for a word that nobody has explained; its hint is the
    nearest one, in the language of the run.
    """
    known = _known()
    asked = plain(word)
    for same in (asked, asked.removesuffix("s"), f"{asked}s", asked.replace(" ", "")):  # one or several of it; a status as RDAP spells it
        if same in known:
            return known[same][0]
    named = guide(word)  # as a record spells it: GANDI SAS
    if named is not None:
        return named.id
    if hosts.plain(word) is not None:
        return hosts.spelling(word)
    near = nearest(word, (spelling for _, spelling in known.values()), 0.75)
    hint = said("'domaudit explain' lists what there is")
    if near is not None:
        hint = said("did you mean {word}?", word=quoted(_spelt(*known[plain(near)], lang)))
    raise UsageError(said("nothing is explained under {word}", word=quoted(word)), where="explain", hint=hint)


def _spelt(id_: str, spelling: str, lang: Lang) -> str:
    """A spelling that is of the language, or of none; else the name in that language."""
    if (id_ in rules() and id_ not in glossary()) or id_ in _guides() or spelling == id_:
        return spelling
    mine = (meanings.name(id_, lang), *meanings.also(id_, lang))
    return spelling if plain(spelling) in map(plain, mine) else _alone(mine[0])


def _alone(name: str) -> str:
    """A name without what it adds in brackets."""
    return name.partition(" (")[0]


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Every spelling, to be compared → the id that it finds, and the spelling itself. Ids come first: a verdict and its rule are one."""
    known = {plain(one): (one, one) for one in (*glossary(), *rules())}
    for one in glossary():
        for spelling in meanings.spellings(one):
            known.setdefault(plain(spelling), (one, spelling))
    for one in rules():
        for lang in LANGUAGES:
            known.setdefault(plain(_title(one, lang)), (one, _title(one, lang)))
    for one, about in _guides().items():
        known.setdefault(plain(one), (one, one))
        known.setdefault(plain(about.name), (one, about.name))
    return known


@cache
def _guides() -> dict[str, Guide]:
    return {one.id: one for one in guides()}


def _title(one: str, lang: Lang) -> str:
    if one in _guides():
        return _guides()[one].name
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
            yield from (f"  {line}" for line in words.wrap(tell(f"explaining.{part}", lang), width - 2))
            yield from (f"    {line}" for line in words.wrap(tell(f"explain.{one}.{part}", lang), width - 4))


def _status(one: str, lang: Lang, width: int) -> Iterator[str]:
    yield from words.wrap(tell("explaining.status", lang, status=one), width)
    yield ""
    yield from (f"  {line}" for line in words.wrap(typeset(hosts.plain(one, lang) or "", lang), width - 2))


def _guided(about: Guide, lang: Lang, width: int) -> Iterator[str]:
    """A registrar's guide: each fact with the page that it comes from, then what is not known, told as such."""
    yield from words.wrap(f"{about.name}, {tell(f'guides.kind.{about.kind}', lang)}", width)
    for name, fact in about.facts():
        if fact is None:
            continue
        yield ""
        yield from (f"  {line}" for line in words.wrap(tell(f"guides.{name}", lang), width - 2))
        yield from (f"    {line}" for line in words.wrap(say(fact.text, lang), width - 4))
        page = tell(f"guides.source.{fact.confidence}", lang, read=fact.read.isoformat())
        yield from (f"      {line}" for line in words.wrap(page, width - 6))
        yield from (f"      {line}" for line in words.wrap_address(fact.source, width - 6))
    unknown = [name for name, fact in about.facts() if fact is None]
    if unknown:
        yield ""
        for name in unknown:
            yield from (f"  {line}" for line in words.wrap(tell(f"guides.{name}", lang), width - 2))
        yield from (f"    {line}" for line in words.wrap(tell("guides.not-known", lang, company=about.name), width - 4))


def _listed(lang: Lang, width: int) -> Iterator[str]:
    yield from words.wrap(tell("explaining.rules", lang), width)
    column = max(map(len, rules())) + 2
    for one in rules():
        first, *more = words.wrap(_title(one, lang), width - column - 2)
        yield f"  {one.ljust(column)}{first}"
        yield from (" " * (column + 2) + line for line in more)
    yield ""
    yield from words.wrap(tell("explaining.words", lang), width)
    named = [meanings.name(one, lang) for one in meanings.in_order(set(glossary()) - set(rules()), lang)]
    yield from (f"  {line}" for line in words.wrap(", ".join(named), width - 2))
    yield ""
    yield from words.wrap(tell("explaining.guides", lang), width)
    yield from (f"  {line}" for line in words.wrap(", ".join(sorted((one.name for one in guides()), key=plain)), width - 2))
    yield ""
    yield from words.wrap(tell("explaining.more", lang), width)


def _document(one: str, lang: Lang) -> dict[str, Any]:
    if (about_status := hosts.plain(one, lang)) is not None and one not in (*glossary(), *rules()):
        return {"id": one, "kind": "status", "title": one, "about": typeset(about_status, lang), "also": [], "source": None}
    if one in _guides():
        about = _guides()[one]
        return {"id": one, "kind": "guide", "title": about.name, "facts": {name: _fact(fact, lang) for name, fact in about.facts()}}
    told: dict[str, Any] = {"id": one, "kind": "rule" if one in rules() else "word", "title": _title(one, lang)}
    if one in glossary():
        told |= {"about": meanings.about(one, lang), "also": meanings.also(one, lang), "source": meanings.source(one)}
    if one in rules():
        told |= {"promise": tell(f"explain.{one}.promise", lang), **{part: tell(f"explain.{one}.{part}", lang) for part in PARTS}}
    return told


def _fact(fact: Fact | None, lang: Lang) -> dict[str, str] | None:
    if fact is None:
        return None
    return {"text": say(fact.text, lang), "source": fact.source, "read": fact.read.isoformat(), "confidence": fact.confidence.value}
