"""Text from the wire or a file, made harmless once, on entry.

Every string that came from a server passes through `clean` before anything else looks at it. What goes is what could make a
terminal, a spreadsheet or a reader see something else than what was written: control and escape characters, bidirectional
overrides, invisible characters, lone surrogates. What stays is every visible letter of every script.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# ESC [ … final byte (ECMA-48 §5.4) and ESC ] … BEL or ESC \ (OSC). Each class excludes what ends it, so that both are linear;
# an unterminated OSC loses its ESC only, in the second step. The bound keeps many unterminated ones from being quadratic.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]|(?:\x1b[\]P^_X]|[\x9d\x90])[^\x07\x1b\x9c\n]{0,256}(?:\x07|\x1b\\|\x9c)|\x1b[ -/]?[0-~]"
)

_UNWANTED: Final = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u00ad"  # soft hyphen: invisible
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # joiners, Arabic letter mark, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width, bidi embeddings, overrides and isolates
    "\u2028\u2029"  # line and paragraph separators: would forge a line
    "\u3164\uffa0\ufe00-\ufe0f\ufeff\ufff9-\ufffb"  # fillers, variation selectors, BOM, annotations
    "\ud800-\udfff"  # lone surrogates: cannot be written out
    "\U000e0000-\U000e0fff"  # tags: text nobody sees
    "]"
)

_COMMANDS: Final = re.compile(r"^\s*:(?=:[^\W\d_])|#(?=#)")

_UNWANTED_ASCII: Final = bytes(code for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n")


def clean(text: str) -> tuple[str, bool]:
    """Give ``text`` without anything invisible or dangerous, in NFC, and whether something had to be taken out.

    Line ends become ``\\n``; tabs stay. Neither the line ends nor the normal form counts as "taken out": they change no meaning.
    Idempotent, never raises, linear in the length of the text.
    """
    if text.isascii() and text.isprintable():
        return text, False
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    if text.isascii():  # most answers are: the same, many times faster
        bare = _ESCAPES.sub("", text) if "\x1b" in text else text
        kept = bare.encode().translate(None, _UNWANTED_ASCII).decode()
        return kept, kept != text
    kept = _UNWANTED.sub("", _ESCAPES.sub("", text))
    # NFC joins what stood apart, and taking characters out may bring a base and its accent together: so it comes last.
    return unicodedata.normalize("NFC", kept), kept != text


def one_line(text: str, limit: int) -> str:
    """``text`` cleaned, its white space collapsed to single spaces, cut (with ``…``) at ``limit`` characters: words shown beside others."""
    line = " ".join(clean(text[: 4 * limit])[0].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def visible(text: str) -> str:
    """``text`` on one line with U+FFFD for each character that has no shape of its own (escapes, bidi overrides, lone surrogates)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text)


def obeyed_by_none(line: str) -> str:
    """A whole line, with a space within what a CI's log would obey as a command, however it came to stand there.

    GitHub's does ``::error::`` where a line begins with it, spaces aside, and ``##[error]`` anywhere; Azure's ``##vso[``.
    """
    return _COMMANDS.sub(r"\g<0> ", line) if "::" in line or "##" in line else line


def decode(body: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """Turn ``body`` into text: UTF-8 where it is, else ``charset`` (the registry's, from data), else Latin-1.

    Returns the text and a notice for the record, or None where it was UTF-8. Bytes that no charset explains become U+FFFD. Never raises.
    A charset of seven bits with escapes (ISO-2022-JP) is also valid UTF-8, so it is tried first where its escapes are seen.
    """
    if charset and charset.lower().startswith("iso-2022") and b"\x1b$" in body:
        return body.decode(charset, "replace"), f"decoded as {charset}"
    try:
        return body.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(body):
        return body.decode("utf-8-sig", "replace"), "some bytes are not UTF-8 and were replaced"
    if charset:
        try:
            return body.decode(charset), f"decoded as {charset}"
        except UnicodeDecodeError as error:
            if error.start >= len(body) - 4:  # cut off within the last character
                return body[: error.start].decode(charset) + "\ufffd", f"decoded as {charset}"
        except LookupError:
            pass
    return body.decode("latin-1"), "not UTF-8; decoded as latin-1, accents may be wrong"


def _mostly_utf8(body: bytes) -> bool:
    """Tell a UTF-8 text with a torn byte or two (a truncated answer) from a text in another charset."""
    broken = body.decode("utf-8", "replace").count("\ufffd")
    others = sum(1 for c in body.decode("utf-8", "ignore") if c > "\x7f")
    return broken * 5 <= others or (others > 0 and broken == 1)
