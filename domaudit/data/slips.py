"""Slips of the hand in YAML, known by the look of a line: what was left out, and the line as it was meant. Pure, linear in the line.

A parser of YAML complains where it can go on no longer, which is often a line below the slip, and in words about the grammar. A slip is
looked for only where it has complained, or where a text stands in the place of keys: a line that reads well is never doubted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domaudit.errors import Said, quoted, said

_LONGEST: Final = 500
_BACK: Final = 3  # lines above the complaint in which its cause is looked for
_WIDE: Final = re.compile("[\u00a0\u2007\u202f\u3000]")  # look like the space, and are none to YAML
_ITEM: Final = re.compile(r"[ ]*(?:- +)?")
_KEY: Final = r"(?P<key>[^\W\d][\w-]*)"
_GLUED: Final = re.compile(_KEY + r":(?P<value>(?!//)[^\s:].*)")
_EQUALS: Final = re.compile(_KEY + r" *= *(?P<value>[^=].*)")
_BARE: Final = re.compile(r"(?P<key>[a-z][a-z-]*)(?: +(?P<value>[^:]+))?")
_PAIR: Final = re.compile(_KEY + r" *:(?: +(?P<value>.*))?")
_PAIRS: Final = re.compile(r", *[a-z][a-z-]*:(?: |,|$)")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong in a line (``line`` and ``column`` count from 1) and what to write; ``key`` is the word that was meant as a key."""

    line: int
    column: int
    message: Said
    hint: Said
    key: str = ""


def slip_before(text: str, line: int, opened: int | None = None) -> Slip | None:
    """The slip that explains a complaint about a line of a text; ``opened`` is where the parser says that it began (both from 0)."""
    lines = text.split("\n")
    if sum(map(len, lines[max(0, line - 50) : line + 1])) > 100_000:
        return None
    last = min(line, len(lines) - 1)
    for number in _worth_looking(lines, last, opened):
        found = slip_in(lines[number], number + 1)
        while found is not None and number > 0 and (above := slip_in(lines[number - 1], number)) is not None:
            found, number = above, number - 1  # the first of several alike
        if found is not None:
            return found
    return _out_of_line(lines, last)


def slip_in(line: str, number: int = 1) -> Slip | None:
    """The slip in one line, or None; ``number`` is the line's."""
    line = re.split(r"(?:^|\s)#", line.rstrip("\r"), maxsplit=1)[0].rstrip(" ")
    if not line.strip() or len(line) > _LONGEST or line.startswith(("---", "...")):
        return None
    begins = _ITEM.match(line)
    at = begins.end() if begins else 0
    words = line[at:]

    def slip(message: Said, hint: Said, key: str = "", column: int = at) -> Slip:
        return Slip(number, column + 1, message, hint, key)

    if wide := _WIDE.search(line):
        if wide.start() == at or line[wide.start() - 1] in ":-":
            return slip(said("a no-break space, which only looks like a space"), said("type a plain space in its place"), "", wide.start())
        return None
    if words.startswith("-") and words[1:2] not in ("", " ", "-"):
        return slip(said("no space after the '-'"), said("write {line}", line=quoted(f"- {words[1:]}")))
    if found := _GLUED.fullmatch(words):
        key, value = found["key"], found["value"]
        return slip(said("no space after {key}", key=quoted(f"{key}:")), said("write {line}", line=quoted(f"{key}: {value}")), key)
    if found := _EQUALS.fullmatch(words):
        key, value = found["key"], found["value"]
        return slip(said("'=' where a ':' belongs"), said("write {line}", line=quoted(f"{key}: {value}")), key)
    if (found := _BARE.fullmatch(words)) and (found["value"] or not line[:at].strip()):
        key, value = found["key"], (found["value"] or "").strip()
        return slip(said("no ':' after {key}", key=quoted(key)), said("write {line}", line=quoted(f"{key}: {value}".strip())), key)
    pair = _PAIR.fullmatch(words)
    if pair is None:
        return _of_value(words, number, at)
    return _of_value(pair["value"], number, at + pair.start("value")) if pair["value"] else None


def _of_value(value: str, number: int, at: int) -> Slip | None:
    """The slip in what stands behind a key, or behind the '-' of a list."""
    if value.startswith("'"):
        inner = value[1:].removesuffix("'")
        if "'" in inner.replace("''", "") and '"' not in inner:
            hint = said("put it in double quotes: {text}", text=f'"{_short(inner)}"')
            return Slip(number, at + 1, said("the apostrophe ends the text that begins with one"), hint)
    elif value.startswith('"'):
        inner, apart, after = value[1:].partition('"')
        if apart and after.strip() and not inner.endswith("\\"):
            hint = said("leave the quotes out, or put single ones around the whole")
            return Slip(number, at + 1, said("the text goes on behind its closing quote"), hint)
    elif value[:1] in ("&", "*", "!", "%", "@", "`", "|", ">"):
        hint = said("put the value in quotes")
        return Slip(number, at + 1, said("a value cannot start with {character}", character=quoted(value[0])), hint)
    elif value[:1] not in ("[", "{"):
        if _PAIRS.search(value):
            return Slip(number, at + 1, said("several keys on one line"), said("give each a line of its own"))
        if re.search(r":(?: |$)", value):
            hint = (
                said("put it in double quotes: {text}", text=f'"{_short(value)}"') if '"' not in value else said("put the value in quotes")
            )
            return Slip(number, at + 1, said("a ':' within a text"), hint)
    return None


def _short(text: str) -> str:
    return quoted(text).text


def _worth_looking(lines: Sequence[str], last: int, opened: int | None) -> Iterator[int]:
    """The lines in which the cause may be, the likeliest first."""
    written = _written(lines, last, 50)
    yield from written[:_BACK]
    if opened is not None and opened <= last and opened not in written[:_BACK]:
        yield opened


def _written(lines: Sequence[str], last: int, most: int) -> list[int]:
    """The lines from the last one upwards that are neither empty nor a comment."""
    return [number for number in range(last, max(-1, last - most), -1) if lines[number].strip() and lines[number].lstrip()[0] != "#"]


def _out_of_line(lines: Sequence[str], last: int) -> Slip | None:
    """A line that begins elsewhere than those it belongs to."""
    written = _written(lines, last, 1000)
    if len(written) < 2:
        return None
    here, above = lines[written[0]], lines[written[1]]
    mine, theirs = _indent(here), _indent(above)
    deeper = mine > theirs and (pair := _PAIR.fullmatch(above.strip())) is not None and bool(pair["value"]) and _PAIR.match(here.strip())
    further_left = mine < theirs and all(_indent(lines[number]) != mine for number in written[1:])
    if not (deeper or further_left):
        return None
    return Slip(
        written[0] + 1,
        mine + 1,
        said("this line begins in column {n}, the one above in column {other}", n=mine + 1, other=theirs + 1),
        said("lines that belong together begin in the same column"),
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
