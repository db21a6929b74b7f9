"""An answer as a registry lays it out, with nothing of what it says: fit to be shown where others read it, to mend how it is read.

Masking hides people whom the reader of an answer has found; where an answer is read wrong, it may have missed them. So here nothing stays
but words of standards and of our own tables, and the labels of a text: they are what a reader has to be taught. A label that nobody knows
may name somebody all the same: ``unknown_labels`` lists those, to be read over. All other letters become ``x``, all figures ``0``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from domaudit.cleaning import clean, decode
from domaudit.data import load
from domaudit.dossier import body_text
from domaudit.model import Answer, Rdap

LABEL = 40
"""Characters that a label may have, before its colon."""

_LABEL = re.compile(r"[^\S\n]*[\[(*%#>]*[^\W\d_][^:\n@\d]*:(?=\s|$|\.)")
_WORD = re.compile(r"[^\W\d_]+")
_TOLD = frozenset({"objectClassName", "rdapConformance", "roles", "status", "eventAction", "rel", "type", "kind", "lang"})
"""Members of RDAP whose values are words of a standard (RFC 9083, section 4 and 10.2)."""

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")

_STANDARDS = "rdap_words.yaml"
_TABLES = {
    "whois_labels.yaml": ("roles", "fields", "domain", "keys", "kinds", "withheld", "fillers", "legal_forms"),
    "whois_replies.yaml": ("refused", "down", "taken", "reserved", "free", "broken"),
    "privacy.yaml": ("redactions", "instructions"),
    "statuses.yaml": ("statuses",),
}
_MEANT = frozenset({"words", "epp", "rdap"})
"""Members of an entry of these tables that are words of records; the others are ours."""


def shape(answer: Answer, domain: str) -> str:
    """The layout of an RDAP or WHOIS answer about a domain (an A-label), which is called ``example`` with its own ending."""
    if isinstance(answer.question, Rdap):
        try:
            return clean(json.dumps(_document(json.loads(decode(answer.body)[0]), domain), ensure_ascii=False, indent=2))[0]
        except (ValueError, RecursionError):  # no document: a page, perhaps
            pass
    return clean("\n".join(_line(line, domain) for line in body_text(answer).split("\n")))[0]


def unknown_labels(answer: Answer) -> tuple[str, ...]:
    """The labels that ``shape`` shows of a text though no word of theirs is in our tables: a name may stand there as well."""
    if isinstance(answer.question, Rdap):
        return ()
    labels = (_label(line).strip(" \t.:[(*%#>") for line in clean(body_text(answer))[0].split("\n"))
    return tuple(label for label in dict.fromkeys(labels) if label and not any(_plain(word) in _known() for word in _WORD.findall(label)))


def _line(line: str, domain: str) -> str:
    label = _label(line)
    return label + _bare(line[len(label) :], domain)


def _label(line: str) -> str:
    found = _LABEL.match(line)
    short = found is not None and len(found.group().strip()) <= LABEL and len(found.group().split()) <= 5
    return found.group() if found is not None and short else ""


def _document(node: Any, domain: str, *, told: bool = False) -> Any:
    """A JSON value with its members' names; a vCard's properties (RFC 7095) keep their name, parameters' names, and type."""
    if isinstance(node, Mapping):
        return {_member(str(key)): _document(value, domain, told=str(key) in _TOLD) for key, value in node.items()}
    if isinstance(node, list):
        if len(node) >= 4 and isinstance(node[0], str) and isinstance(node[1], Mapping) and isinstance(node[2], str):
            return [
                _word_of_ours(node[0]),
                _document(node[1], domain),
                _word_of_ours(node[2]),
                *(_document(one, domain) for one in node[3:]),
            ]
        return [_document(one, domain, told=told) for one in node]
    if isinstance(node, str):
        return node if told and _is_of_a_standard(node) else _bare(node, domain)
    return node if node is None or isinstance(node, bool) else 0


def _word_of_ours(word: str) -> str:
    return word if word in _standard("vcard") else _bare(word, "")


def _is_of_a_standard(text: str) -> bool:
    return _LANGUAGE.fullmatch(text) is not None or " ".join(text.casefold().split()) in load(_STANDARDS)["words"]


def _member(name: str) -> str:
    """A member's name, where a standard has it: others may be anybody's."""
    return name if name in _standard("members") else _bare(name, "")


def _bare(text: str, domain: str) -> str:
    """A text with nothing in it but known words, and where the domain itself stands."""
    ours = f"example.{domain.partition('.')[2]}"
    parts = re.split(rf"(?<![\w.@-]){re.escape(domain)}(?![\w-]|\.\w)", text, flags=re.IGNORECASE) if domain else [text]
    return ours.join(re.sub(r"\d", "0", _WORD.sub(_masked, part)) for part in parts)


def _masked(found: re.Match[str]) -> str:
    word = found.group()
    return word if _plain(word) in _known() else "".join("X" if char.isupper() else "x" for char in word)


def _plain(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char))


@cache
def _standard(which: str) -> frozenset[str]:
    return frozenset(load(_STANDARDS)[which].split())


@cache
def _known() -> frozenset[str]:
    texts = (text for file, keys in _TABLES.items() for key in keys for text in _texts(load(file)[key]))
    return frozenset(_plain(word) for text in texts for word in _WORD.findall(text) if len(word) > 2) | {"vcard"}


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for one in node:
            yield from (_texts([value for key, value in one.items() if key in _MEANT]) if isinstance(one, Mapping) else _texts(one))
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _texts(value)
