"""What ``domaudit tlds`` prints: a line for each ending, all that is known of a few, or the same as JSON (``domaudit-tlds/1``)."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import urlsplit

from domaudit.report import screens, words
from domaudit.texts import Lang, has, say, tell

if TYPE_CHECKING:
    from domaudit.lookups.holders import Holding

SCHEMA = "domaudit-tlds/1"
_LEAST_SERVER = 16
"""Columns that a server's name keeps in the list; on a narrower screen it stands on a line of its own."""


def write_stream(holdings: Sequence[Holding], form: str, out: TextIO, *, lang: Lang, details: bool) -> None:
    """Write what is known of endings to an open stream, as ``terminal`` (``details``: a paragraph each, else a line each) or ``json``."""
    if form == "json":
        screens.write_utf8(render(holdings, lang=lang), out)
    else:
        screen = screens.screen_of(out)
        text = paragraphs(holdings, lang=lang, width=screen.width) if details else table(holdings, lang=lang, width=screen.width)
        out.write(text if screen.unicode else words.plain(text, out.encoding))
    out.flush()


def render(holdings: Iterable[Holding], *, lang: Lang) -> str:
    """One JSON document, a line for the head and one for each ending."""
    lines = ",\n".join(json.dumps(_document(found, lang), ensure_ascii=False) for found in holdings)
    return f'{{"schema": "{SCHEMA}", "language": "{lang}", "tlds": [\n{lines}\n]}}\n'


def table(holdings: Sequence[Holding], *, lang: Lang, width: int) -> str:
    """A line for each ending: protocols, the server asked first, whether the holder can be known. ``*``: by the user's registries file."""
    rows = [(tell("tlds.ending", lang), "", tell("tlds.server", lang), tell("tlds.title.holder", lang))]
    for found in holdings:
        kinds, hosts = zip(*_servers(found), strict=True) if _servers(found) else ((), ())
        mark = "*" if found.own else ""
        rows.append((f".{found.zone}{mark}", "+".join(kinds) or "–", hosts[0] if hosts else "", tell(f"tlds.holder.{found.shows}", lang)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    room = width - widths[0] - widths[1] - widths[3] - 6
    if widths[2] > room < _LEAST_SERVER:
        lines = [line for row in rows for line in _in_two(row, widths[0], width)]
    else:
        widths[2] = min(widths[2], room)
        lines = ["  ".join(_cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]
    if any(found.own for found in holdings):
        lines += ["", tell("tlds.mark-own", lang)]
    return "\n".join([*lines, "", *textwrap.wrap(tell("tlds.more", lang), width), ""])


def paragraphs(holdings: Iterable[Holding], *, lang: Lang, width: int) -> str:
    """All that is known of each ending, with source and date."""
    return "\n".join(_paragraph(found, lang, width) for found in holdings)


def _document(found: Holding, lang: Lang) -> dict[str, Any]:
    registry = found.registry
    return {
        "zone": found.zone,
        "unicode": found.unicode,
        "registry": registry.zone if registry else None,
        "rdap": registry.rdap if registry else None,
        "whois": registry.whois if registry else None,
        "web": found.web,
        "own": found.own,
        "holder": found.shows.value,
        "note": _note(found, lang),
        "otherwise": say(found.otherwise, lang),
        "source": _source(found.source, lang),
        "otherwise_source": _source(found.otherwise_source, lang),
        "checked": found.checked.isoformat() if found.checked else None,
        "confidence": found.confidence.value if found.confidence else None,
    }


def _paragraph(found: Holding, lang: Lang, width: int) -> str:
    title = f".{found.unicode}" + (f" ({found.zone})" if found.unicode != found.zone else "")
    if found.registry and found.registry.zone != found.zone:
        title += f", {tell('tlds.under', lang, registry=found.registry.zone)}"
    parts = list(_parts(found, lang))
    indent = max(len(head) for head, _ in parts) + 4
    lines = textwrap.wrap(title, width, break_long_words=False)
    for head, text in parts:
        start, rest = f"  {head}".ljust(indent), " " * indent
        # A web address is never broken in two: it is there to be opened.
        lines += textwrap.wrap(text, width, initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def _parts(found: Holding, lang: Lang) -> Iterator[tuple[str, str]]:
    """The lines of a paragraph: what it is about (empty: goes on with the one above), and the text."""
    if found.registry is not None:
        by = [tell("tlds.server.by", lang, host=host, kind=kind) for kind, host in _servers(found)]
        own = f"; {tell('tlds.own', lang)}" if found.own else ""
        yield tell("tlds.title.asked", lang), (", ".join(by) or tell("tlds.server.none", lang)) + own
    if found.web:
        yield tell("tlds.title.web", lang), found.web
    yield tell("tlds.title.holder", lang), tell(f"tlds.holder.{found.shows}", lang)
    yield "", _note(found, lang)
    yield tell("tlds.title.otherwise", lang), say(found.otherwise, lang)
    sources = dict.fromkeys(filter(None, (_source(found.source, lang), _source(found.otherwise_source, lang))))
    for number, source in enumerate(sources):
        yield "" if number else tell("tlds.title.source", lang), source
    if found.checked and found.confidence:
        id_ = "tlds.searched" if found.source == "tlds.source.none" else "tlds.checked"
        yield "", tell(id_, lang, date=found.checked.isoformat(), confidence=f"confidence.{found.confidence}")


def _servers(found: Holding) -> list[tuple[str, str]]:
    """Protocol and host of each server, in the order in which they are asked."""
    if found.registry is None:
        return []
    rdap = urlsplit(found.registry.rdap).netloc if found.registry.rdap else None
    return [(kind, host) for kind, host in (("RDAP", rdap), ("WHOIS", found.registry.whois)) if host]


def _note(found: Holding, lang: Lang) -> str:
    return " ".join(say(text, lang) for text in found.note)


def _source(source: str | None, lang: Lang) -> str | None:
    """A web address as it is, a text in the language."""
    return tell(source, lang) if source is not None and has(source) else source


def _in_two(row: tuple[str, str, str, str], ending: int, width: int) -> list[str]:
    """A row of the list on a narrow screen: the server below."""
    name, kinds, host, holder = row
    below = " ".join(part for part in (host, kinds) if part)
    return [f"{name.ljust(ending)}  {_cut(holder, width - ending - 2)}", *([f"  {_cut(below, width - 2)}"] if below else [])]


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"
