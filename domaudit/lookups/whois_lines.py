"""WHOIS bytes, cut into lines with their label, value, indent and paragraph.

Nothing here knows what a label means; `whois_labels` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from domaudit.cleaning import clean, decode

MAX_LINES: Final = 20_000
MAX_LENGTH: Final = 2_000
_LABEL_LENGTH: Final = 60
_LABEL_WORDS: Final = 8

# "Name......: x", "Name.......... x", "Nom de domaine#. . . . . x"
_LEADERS: Final = re.compile(r"^([^.:]{2,60})#?(?: ?\.){3,}[ \t]*:?[ \t]*(.*)$")
# "[Registrant] x", "a. [Domain Name] x", "a [Domain Name] x"
_BRACKETS: Final = re.compile(r"^(?:[a-z]\.? ?)?\[([^\[\]]{2,40})\][ \t]*:?[ \t]*(.*)$")
# "address      x": a column without a colon
_COLUMN: Final = re.compile(r"^([^\W\d_](?:[^\W\d_]|[._/-]){1,30}(?: [^\W\d_]{1,20}){0,2})(?:\t+ *| {2,}\t*)(\S.*)$")
# "domain:Registrant-Name;I:x" (RFC 2167: the class, the attribute, its type)
_CLASSED: Final = re.compile(r"^(?:domain|contact|host|network|referral):([A-Za-z][A-Za-z-]{1,40})(?:;[A-Z])?:[ \t]*(.*)$", re.IGNORECASE)
_COMMENT: Final = ("%", "#", ";", ">>>", "//", "<<<")
# "2a. registrant"
_NUMBER: Final = re.compile(r"^\d{1,2}[a-z]?\. ?")
_PARENTHESES: Final = re.compile(r"\([^()]{0,200}\)")


class Line(NamedTuple):
    """One line of the answer.

    ``label`` and ``value`` are set where the line reads as "label: value" (``column`` where only the spacing says so); ``comment`` where
    the server marks it as its own remark; ``gap`` where a blank line stands before; ``torn`` where the text ends inside it.
    """

    text: str
    indent: int
    paragraph: int
    label: str | None = None
    value: str = ""
    column: bool = False
    comment: bool = False
    gap: bool = False
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The whole answer in lines, and what had to be mended on the way."""

    lines: tuple[Line, ...]
    notices: tuple[str, ...]
    text: str


def split(body: bytes, *, charset: str | None = None, truncated: bool = False) -> Lines:
    """Cut ``body`` into cleaned lines; never raises, linear in its length.

    ``charset`` is the registry's, for bytes that are not UTF-8. With ``truncated`` the unfinished last line is dropped; without it, it is
    kept and marked ``torn``, since some servers end without a line end.
    """
    decoded, notice = decode(body, charset)
    text, dirty = clean(decoded.replace("\r\r\n", "\n"))
    notices = [notice] if notice else []
    if dirty:
        notices.append("control, invisible or text-direction characters were removed")
    raw = text.split("\n")
    if truncated:
        raw = raw[:-1]
    if len(raw) > MAX_LINES:
        notices.append(f"only the first {MAX_LINES} lines were read")
        raw = raw[:MAX_LINES]
    if any(len(line) > MAX_LENGTH for line in raw):
        notices.append(f"lines were cut at {MAX_LENGTH} characters")
    return Lines(tuple(_number(_single_spaced(raw))), tuple(notices), text)


def _single_spaced(raw: list[str]) -> list[str]:
    """Undo the double spacing of a text whose every second line is blank: there, a blank line separates nothing."""
    odd, even = raw[1::2], raw[0::2]
    if (
        len(raw) > 9
        and sum(not line.strip() for line in odd) >= 0.95 * len(odd)
        and sum(bool(line.strip()) for line in even) > 0.7 * len(even)
    ):
        return even
    return raw


def _number(raw: list[str]) -> list[Line]:
    lines = []
    paragraph, gap = 0, True
    last = len(raw) - 1
    for number, whole in enumerate(raw):
        text = whole[:MAX_LENGTH].expandtabs(8).rstrip()
        stripped = text.strip()
        if not stripped or not stripped.strip("-=*_+~#%"):
            paragraph, gap = paragraph + (not gap), True
            continue
        lines.append(_line(stripped, whole[:MAX_LENGTH].strip(), len(text) - len(stripped), paragraph, gap, number == last))
        gap = False
    return lines


def _line(text: str, tabbed: str, indent: int, paragraph: int, gap: bool, torn: bool) -> Line:
    if text.startswith(_COMMENT):
        bare = text.lstrip("%#;></ \t*")
        label, value = _labelled(bare)[:2]
        return Line(bare, indent, paragraph, label, value, False, True, gap, torn)
    if text.startswith("**") or (text.startswith("::") and text.endswith("::")):  # ":: Registrant ::"
        text = tabbed = text.strip("*: ")
    if text.startswith("|") and text.endswith("|") and text.count("|") == 3:  # a table of two columns
        label, value = (cell.strip(" :") for cell in text.strip("|").split("|"))
        return Line(text, indent, paragraph, label, value, True, False, gap, torn)
    label, value, column = _labelled(text, tabbed)
    return Line(text, indent, paragraph, label, value, column, False, gap, torn)


def _labelled(text: str, tabbed: str | None = None) -> tuple[str | None, str, bool]:
    """Take "label: value" apart in any of the ways in which registries write it; (None, "", False) for a plain line."""
    brackets = _BRACKETS.match(text) if "[" in text[:4] else None
    if brackets:
        inner, colon, value = brackets[2].partition(":")
        if colon and _plausible(inner):  # "[HOLDER] Name: x"
            return f"{brackets[1]} {inner.strip()}", value.strip(), False
        return brackets[1], brackets[2].strip(), False
    colon = _first_colon(text)
    classed = _CLASSED.match(text) if 4 <= colon <= 8 else None
    if classed:
        return classed[1], classed[2].strip(), False
    leaders = _LEADERS.match(text) if " ." in text[:80] or ".." in text[:80] else None
    if leaders and (colon < 0 or leaders.end(1) < colon):
        return leaders[1].rstrip(" #"), leaders[2].strip(), False
    if colon == 0:
        return "", text[1:].strip(), False
    if colon > 0:
        label = text[:colon]
        if _plausible(label):
            value = text[colon + 1 :].lstrip(":").strip()
            if value.startswith("..."):  # "Domain:.........x"
                value = value.lstrip(". ")
            label = _NUMBER.sub("", label) if label[0].isdigit() else label
            return label.rstrip(" .\t#"), _unquoted(value), False
        return None, "", False
    column = _COLUMN.match(tabbed or text) if "  " in text or "\t" in (tabbed or text) else None
    if column and not column[1].endswith("."):  # two spaces behind a full stop are prose
        return column[1], column[2].strip(), True
    return None, "", False


def _first_colon(text: str) -> int:
    """The colon that ends the label: not one inside brackets, and the wide one of East Asian texts as well."""
    head = text[: _LABEL_LENGTH + 160]
    colon = head.find(":")
    if not head.isascii():
        wide = head.find("\uff1a")
        colon = wide if colon < 0 or 0 <= wide < colon else colon
    opening = head.find("(", 0, colon) if colon > 0 else -1
    if opening >= 0:
        closing = head.find(")", opening)
        if closing > colon:
            colon = head.find(":", closing)
    return colon


@lru_cache(maxsize=4096)  # the labels of one registry come again and again
def _plausible(label: str) -> bool:
    """Whether what stands before a colon is a label and not the beginning of a sentence."""
    label = (_PARENTHESES.sub("", label) if "(" in label else label).strip()
    words = label.split()
    return (
        0 < len(label) <= _LABEL_LENGTH
        and len(words) <= _LABEL_WORDS
        and any(c.isalpha() for c in label)
        and not label.lower().endswith(("http", "https", "mailto"))
        and not any(word.endswith((".", ",", "!", "?")) and len(word) > 6 and not word.endswith("..") for word in words[:-1])
    )


def _unquoted(value: str) -> str:
    if value.startswith(("!", "|-")):  # YAML's tags and block marks
        return ""
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] == '"' else value
