"""The fields of one line of evidence, each checked, for it may come from anyone; all raise EvidenceError, with what is wrong."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from datetime import datetime
from typing import Final, NoReturn, TypeAlias

from domaudit.cleaning import one_line
from domaudit.errors import EvidenceError, Said, said
from domaudit.model import Dns, Outcome, Question, Rdap, Whois

MAX_LINE: Final = 16 * 1024 * 1024
"""Longest line in bytes: a body of 1 MiB, the network's cap, is 6 MiB when JSON escapes its every byte."""

Object: TypeAlias = dict[str, object]

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
SURROGATES: Final = re.compile("[\ud800-\udfff]")
_HOST: Final = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")


def fields_of(line: bytes) -> Object:
    """The fields of a line, where it is a JSON object (RFC 8259) in UTF-8, each key in it once."""
    if len(line) > MAX_LINE:
        raise EvidenceError(said("longer than {size} MiB", size=MAX_LINE // 1024 // 1024))
    try:
        # Decoded here: json.loads(bytes) would let encoded surrogates pass.
        fields = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise EvidenceError(said("not UTF-8")) from None
    except RecursionError:
        raise EvidenceError(said("nested too deep")) from None
    except ValueError:
        raise EvidenceError(said("not valid JSON")) from None
    if not isinstance(fields, dict):
        raise EvidenceError(said("not a JSON object"))
    return fields


def _unique(pairs: list[tuple[str, object]]) -> Object:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        # Readers disagree on which of two equal keys counts (RFC 8259, section 4): evidence must read the same to all.
        raise EvidenceError(said("it has the same key twice"))
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def question_of(value: object) -> Question:
    """The question of a line: what was asked of whom."""
    if not isinstance(value, dict):
        raise EvidenceError(said("it has no question"))
    match value.get("kind"):
        case "rdap":
            return Rdap(_url(_required(value, "url")))
        case "whois":
            return Whois(_host(_required(value, "server")), _required(value, "query"), integer(value, "port", 1, 65535) or 43)
        case "dns":
            return Dns(_required(value, "name"), _required(value, "type"))
        case kind:
            return wrong("question.kind", said("rdap, whois or dns"), kind)


def _host(text: str) -> str:
    """A host name or an address: reports name it as the source."""
    if len(text) > 254 or not (_HOST.fullmatch(text) or _is_address(text)):
        wrong("question.server", said("a host name or an address"), text)
    return text


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text  # anything may stand in a scope


def _url(text: str) -> str:
    if not text.isprintable():
        wrong("question.url", said("a URL without control characters"), text)
    return text


def outcome_of(fields: Object) -> Outcome:
    """``answered`` or ``unreachable``: what the bytes mean is not decided here."""
    match fields.get("outcome"):
        case "answered":
            return Outcome.ANSWERED
        case "unreachable":
            return Outcome.UNREACHABLE
        case other:
            return wrong("outcome", said("answered or unreachable"), other)


def body_of(fields: Object, *, required: bool) -> bytes:
    """The bytes that came back; empty where there are none and none are ``required``."""
    body, encoded = text_of(fields, "body"), text_of(fields, "body_base64")
    if body is not None and encoded is not None:
        raise EvidenceError(said("it has both 'body' and 'body_base64'"))
    if body is not None:
        return body.encode()
    if encoded is not None:
        try:
            return base64.b64decode(encoded, validate=True)
        except ValueError:
            raise EvidenceError(said("'body_base64' is not base64")) from None
    if required:
        raise EvidenceError(said("it is answered, but has no body"))
    return b""


def records_of(fields: Object, *, required: bool) -> tuple[str, ...]:
    """The records of a DNS answer; none where there are none and none are ``required``."""
    records = fields.get("records")
    if records is None and not required:
        return ()
    if not isinstance(records, list):
        wrong("records", said("a list of texts"), records)
    return tuple(_checked("records", record) for record in records)


def time_of(fields: Object) -> datetime:
    """When the question was asked (UTC)."""
    text = _required(fields, "asked_at")
    try:
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:  # a 30th of February
        pass
    return wrong("asked_at", said("a time such as 2026-11-22T09:15:02.113Z"), text)


def _required(fields: Object, name: str) -> str:
    return _checked(name, fields.get(name))


def text_of(fields: Object, name: str) -> str | None:
    """A text, or None where the field is absent or null."""
    value = fields.get(name)
    return None if value is None else _checked(name, value)


def shown_text(fields: Object, name: str, limit: int) -> str | None:
    """A text as reports show it: cleaned, on one line, at most ``limit`` characters."""
    text = text_of(fields, name)
    return None if text is None else one_line(text, limit)


def sha256_of(fields: Object, name: str) -> str | None:
    """A SHA-256 in lower-case hexadecimal, or None."""
    text = text_of(fields, name)
    if text is not None and not _SHA256.fullmatch(text):
        wrong(name, said("a SHA-256 in lower-case hexadecimal"), text)
    return text


def _checked(name: str, value: object) -> str:
    if not isinstance(value, str):
        return wrong(name, said("a text"), value)
    if not value.isascii() and SURROGATES.search(value):
        return wrong(name, said("a text without lone surrogates"), value)
    return value


def integer(fields: Object, name: str, least: int, most: int) -> int | None:
    """A whole number between two bounds, or None."""
    value = fields.get(name)
    if value is None:
        return None
    if type(value) is not int or not least <= value <= most:  # type(): True is an int to isinstance
        return wrong(name, said("a whole number from {least} to {most}", least=least, most=most), value)
    return value


def wrong(name: str, wanted: Said, value: object) -> NoReturn:
    """Raise EvidenceError for a field that is not what is wanted."""
    raise EvidenceError(
        said("'{name}' is missing", name=name)
        if value is None
        else said("'{name}' must be {wanted}, not {value}", name=name, wanted=wanted, value=shown(value))
    )


def shown(value: object) -> str:
    """A short ASCII glimpse of a hostile value; containers and huge numbers by their kind only, which costs nothing."""
    if isinstance(value, str):
        return ascii(value[:40])
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**64):
        return ascii(value)
    return said("a list") if isinstance(value, list) else said("an object") if isinstance(value, dict) else said("a very long number")
