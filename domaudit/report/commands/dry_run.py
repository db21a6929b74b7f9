"""What ``check --dry-run`` prints: who would be asked, how many times, and the shortest time that it can take."""

from __future__ import annotations

import json as plain_json
import math
from collections.abc import Iterator
from datetime import UTC
from typing import TextIO

from domaudit.planning import Plan, Planned
from domaudit.questions import RESOLVERS
from domaudit.report import screens, words
from domaudit.report.json.site import moment
from domaudit.texts import COLON, Lang, count, tell, thousands

SCHEMA = "domaudit-plan/1"
READABLE = 100
_LEAST_SERVER = 20
"""Columns that a server's name needs in the table."""
_PER = ((1, "s"), (60, "min"), (3600, "h"), (86400, "d"))


def write_stream(plan: Plan, form: str, out: TextIO, *, lang: Lang) -> None:
    """Write a plan for people, or as JSON."""
    if form == "json":
        screens.write_utf8(plain_json.dumps(_document(plan), ensure_ascii=False) + "\n", out)
    else:
        screen = screens.screen_of(out)
        screens.write_lines(_lines(plan, lang, min(screen.width, READABLE)), out, screen)
    out.flush()


def _document(plan: Plan) -> dict[str, object]:
    servers = [
        {
            "server": one.server,
            "kind": one.kind,
            "questions": one.certain,
            "possible": one.possible,
            "rate_per_s": None if math.isinf(one.limits.rate) else one.limits.rate,
            "concurrency": one.limits.concurrency,
            "seconds": round(one.seconds, 1),
            "left_alone_until": moment(one.left_alone),
        }
        for one in plan.servers
    ]
    return {"schema": SCHEMA, "sites": plan.sites, "at_hand": plan.at_hand, "seconds": round(plan.seconds, 1), "servers": servers}


def _lines(plan: Plan, lang: Lang, width: int) -> Iterator[str]:
    at_hand = thousands(plan.at_hand, lang)
    if not plan.servers:
        yield from words.wrap(tell("planned.none", lang, at_hand=at_hand), width)
        return
    certain, possible = sum(one.certain for one in plan.servers), sum(one.possible for one in plan.servers)
    said = [count("planned.all", certain, lang)]
    said += [tell("planned.possible", lang, n=str(possible))] if possible else []
    said += [tell("planned.at-hand", lang, n=at_hand)] if plan.at_hand else []
    said.append(tell("planned.time", lang, time=_time(plan.seconds)) if plan.seconds >= 1 else tell("planned.no-time", lang))
    yield from words.wrap(" ".join(said), width)
    yield ""
    yield from _table(plan.servers, lang, width)
    yield ""
    for one in plan.servers:
        if one.left_alone is not None:
            until = f"{one.left_alone.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            yield from words.wrap(tell("planned.left-alone", lang, server=_name(one, lang), time=until), width)
    yield from words.wrap(tell("planned.asked-nobody", lang), width)


def _table(servers: tuple[Planned, ...], lang: Lang, width: int) -> Iterator[str]:
    heads = [tell(f"planned.{column}", lang) for column in ("server", "kind", "certain", "perhaps", "pace", "at-least")]
    rows = [
        [_name(one, lang), one.kind.upper(), str(one.certain), str(one.possible or ""), _pace(one, lang), _time(one.seconds)]
        for one in servers
    ]
    sizes = [max(words.width(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    room = width - sum(sizes[1:]) - 2 * len(sizes)
    if sizes[0] > room < _LEAST_SERVER:  # no table, then: each server with all that is said of it below
        for name, *cells in rows:
            yield from (f"  {line}" for line in words.wrap(name, width - 2))
            told = [f"{head}{COLON[lang]}{cell}" for head, cell in zip(heads[1:], cells, strict=True) if cell]
            yield from (f"    {line}" for line in words.wrap(", ".join(told), width - 4))
        return
    sizes[0] = min(sizes[0], room)
    for row in (heads, *rows):
        cells = [words.shorten(row[0], sizes[0]), *row[1:]]
        left = [cell + " " * (size - words.width(cell)) for cell, size in zip(cells[:2], sizes[:2], strict=True)]
        right = [" " * (size - words.width(cell)) + cell for cell, size in zip(cells[2:], sizes[2:], strict=True)]
        yield "  " + "  ".join([*left, *right])


def _name(one: Planned, lang: Lang) -> str:
    return tell("planned.resolver", lang) if one.server == RESOLVERS else one.server.removesuffix(":443").removesuffix(":43")


def _pace(one: Planned, lang: Lang) -> str:
    """``5/s``, ``30/min``, ``50/h``: in the shortest time in which it is a whole number, or nearly."""
    if math.isinf(one.limits.rate):
        return tell("planned.no-limit", lang)
    for seconds, unit in _PER:
        if one.limits.rate * seconds >= 0.999:
            return f"{one.limits.rate * seconds:.3g}/{'j' if unit == 'd' and lang == 'fr' else unit}"
    return f"{one.limits.rate * 86400:.2g}/{'j' if lang == 'fr' else 'd'}"


def _time(seconds: float) -> str:
    """``45 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours} h {minutes} min" if minutes else f"{hours} h") if hours else f"{minutes} min {rest} s" if rest else f"{minutes} min"
