"""One answer as one line of the evidence file and back: the pure half of the evidence, without files, clock or network.

A line is a JSON object in UTF-8 (RFC 8259). It may come from anyone: every field is checked before it becomes an ``Answer``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from domaudit.cleaning import one_line
from domaudit.errors import EvidenceError, said
from domaudit.evidence.fields import (
    MAX_LINE,
    SURROGATES,
    Object,
    body_of,
    fields_of,
    integer,
    outcome_of,
    question_of,
    records_of,
    sha256_of,
    shown,
    shown_text,
    text_of,
    time_of,
    wrong,
)
from domaudit.model import Answer, Dns, Outcome, Question, Rdap, Whois

VERSION: Final = 1
START: Final = b'{"v":1,'
"""How each line that this program writes begins; tells a torn first line from somebody else's file."""

_PAYLOAD: Final = ("body", "body_base64", "records")
_KEPT: Final = (
    *("v", "asked_at", "duration_ms", "question", "outcome", "status", "media_type", "retry_after", "rcode", "error", "imported", "via"),
    *("truncated", "backoff_s", "sha256", "chain", "seq", "prev"),
)
"""What stays of a line whose answer is forgotten. Keys that are not known here may hold anything, so they go."""

# DEL, C1 controls, line separators and bidi controls: legal in JSON, yet `cat evidence.jsonl` would let the party under audit
# steer the reader's terminal, and other programs would split lines there. Written as \uXXXX they are the same text.
_UNSAFE: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_PLAIN: Final = json.JSONDecoder()
_TEXTS: Final = {"media_type": 100, "retry_after": 100, "rcode": 100, "error": 300, "imported": 200, "via": 100}
"""The texts beside the body, and how many characters of each are read: reports show them, so they are cleaned on entry."""


@dataclass(frozen=True, slots=True)
class Line:
    """A checked line: its answer, and its place in the chain of the run that wrote it (None for a line without one).

    ``forgotten`` is the digest of the line before its answer was taken out: what ``answer`` holds then is no answer any more.
    """

    answer: Answer
    chain: str | None = None
    seq: int | None = None
    prev: str | None = None
    forgotten: str | None = None


def digest(line: bytes) -> str:
    """Hexadecimal SHA-256 of a line without its newline: what the chain's next line carries as ``prev``."""
    return hashlib.sha256(line).hexdigest()


# --- writing ---------------------------------------------------------------------------------------------------------


def to_line(answer: Answer, *, chain: str | None = None, seq: int | None = None, prev: str | None = None) -> str:
    """One JSON line without newline that ``from_line`` reads back as the same answer, the texts beside its body cleaned.

    Times are kept to the millisecond. Lone surrogates (bytes of a header that are no UTF-8) become U+FFFD outside the body: JSON has
    no safe way to carry them (RFC 8259, section 8.2). Raises EvidenceError for an answer that was never asked, has a time without zone,
    or makes a line over ``MAX_LINE``.
    """
    if answer.outcome not in (Outcome.ANSWERED, Outcome.UNREACHABLE):
        raise EvidenceError(said("an answer that is {outcome} is no evidence", outcome=answer.outcome.value))
    if answer.asked_at.utcoffset() is None:
        raise EvidenceError(said("the time of an answer must be in UTC"))
    fields: Object = {
        "v": VERSION,
        "asked_at": answer.asked_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "duration_ms": answer.duration_ms,
        "question": question_fields(answer.question),
        "outcome": answer.outcome.value,
    }
    if answer.status is not None:
        fields["status"] = answer.status
    for name in _TEXTS:
        value = getattr(answer, name)
        if value is not None:
            fields[name] = _whole(value)
    if answer.truncated:
        fields["truncated"] = True
    if answer.backoff is not None:
        fields["backoff_s"] = answer.backoff
    fields |= _payload(answer)
    fields |= {name: value for name, value in (("chain", chain), ("seq", seq), ("prev", prev)) if value is not None}
    line = _dumped(fields)
    if len(line.encode()) > MAX_LINE:
        raise EvidenceError(said("the answer is too long to keep: over {size} MiB as one line", size=MAX_LINE // 1024 // 1024))
    return line


def without_answer(line: bytes) -> bytes | None:
    """The line (without its newline) as it stands once its answer is forgotten; None where it has none, or has been forgotten already.

    Question, times, hashes and its place in the chain stay; ``forgotten`` is the digest of the line as it was. Raises EvidenceError for a
    line that is not valid.
    """
    parsed, fields = parse(line), fields_of(line)
    if parsed.forgotten is not None or all(fields.get(name) is None for name in _PAYLOAD):
        return None
    kept = {name: fields[name] for name in _KEPT if fields.get(name) is not None}
    return _dumped({**kept, "question": question_fields(parsed.answer.question), "forgotten": digest(line)}).encode()


def question_fields(question: Question) -> dict[str, object]:
    """The question as the JSON object of FORMATS section 2."""
    match question:
        case Rdap():
            return {"kind": "rdap", "url": _whole(question.url)}
        case Whois():
            return {"kind": "whois", "server": _whole(question.server), "port": question.port, "query": _whole(question.query)}
        case Dns():
            return {"kind": "dns", "name": _whole(question.name), "type": _whole(question.type)}


def _payload(answer: Answer) -> Object:
    """What came back, and its hash; nothing where nothing came back."""
    if isinstance(answer.question, Dns):
        records = tuple(map(_whole, answer.records))
        if not records and answer.outcome is not Outcome.ANSWERED:
            return {}
        return {"records": list(records), "sha256": replace(answer, records=records).sha256}
    if not answer.body and answer.outcome is not Outcome.ANSWERED:
        return {}
    try:
        body = {"body": answer.body.decode("utf-8")}
    except UnicodeDecodeError:
        body = {"body_base64": base64.b64encode(answer.body).decode("ascii")}
    return {**body, "sha256": answer.sha256}


def _dumped(fields: Object) -> str:
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(fields, ensure_ascii=False, separators=(",", ":")))


def _whole(text: str) -> str:
    return text if text.isascii() else SURROGATES.sub("\ufffd", text)


# --- reading ---------------------------------------------------------------------------------------------------------


def from_line(line: bytes) -> Answer:
    """The answer of one line (with or without its newline), every field checked and the body held against its SHA-256.

    Raises EvidenceError with the reason, also for a line whose answer was forgotten. Keys that this version does not know are allowed.
    """
    parsed = parse(line)
    if parsed.forgotten is not None:
        raise EvidenceError(said("its answer was forgotten"))
    return parsed.answer


def parse(line: bytes) -> Line:
    """The answer of one line with its place in its chain; raises EvidenceError with the reason."""
    fields = fields_of(line)
    version = fields.get("v")
    if type(version) is not int or version != VERSION:
        raise EvidenceError(
            said("it says no format version")
            if version is None
            else said("format version {version} is not {known}", version=shown(version), known=VERSION)
        )
    question = question_of(fields.get("question"))
    answered = outcome_of(fields) is Outcome.ANSWERED
    foreign = ("body", "body_base64") if isinstance(question, Dns) else ("records",)
    if any(fields.get(name) is not None for name in foreign):
        raise EvidenceError(said("DNS answers have 'records', the others a 'body'"))
    forgotten = sha256_of(fields, "forgotten")
    if forgotten is not None and any(fields.get(name) is not None for name in _PAYLOAD):
        raise EvidenceError(said("it is forgotten, but still has what came back"))  # else any change would pass for forgetting
    truncated = fields.get("truncated", False)
    if not isinstance(truncated, bool):
        wrong("truncated", said("true or false"), truncated)
    answer = Answer(
        question=question,
        asked_at=time_of(fields),
        outcome=Outcome.ANSWERED if answered else Outcome.UNREACHABLE,
        duration_ms=integer(fields, "duration_ms", 0, 2**53) or 0,
        body=b"" if isinstance(question, Dns) else body_of(fields, required=answered and forgotten is None),
        status=integer(fields, "status", 100, 999),
        records=records_of(fields, required=answered and forgotten is None) if isinstance(question, Dns) else (),
        truncated=truncated,
        backoff=integer(fields, "backoff_s", 0, 2**31),
        **{name: shown_text(fields, name, limit) for name, limit in _TEXTS.items() if name in fields},
    )
    stated = fields.get("sha256") if forgotten is None else sha256_of(fields, "sha256")
    if forgotten is None and stated is not None and stated != answer.sha256:
        raise EvidenceError(said("what came back does not have the SHA-256 that the line states: it was damaged or changed"))
    return Line(answer, text_of(fields, "chain"), integer(fields, "seq", 1, 2**53), sha256_of(fields, "prev"), forgotten)


def reread(line: bytes) -> Answer:
    """The answer of a line that has been parsed before and is the same still (see ``Index``): its fields are not checked a second time."""
    fields: dict[str, Any] = _PLAIN.decode(line.decode())
    asked = fields["question"]
    question: Question
    match asked["kind"]:
        case "rdap":
            question = Rdap(asked["url"])
        case "whois":
            question = Whois(asked["server"], asked["query"], asked.get("port") or 43)
        case _:
            question = Dns(asked["name"], asked["type"])
    body = fields.get("body")
    encoded = fields.get("body_base64")
    return Answer(
        question=question,
        asked_at=datetime.fromisoformat(fields["asked_at"]),
        outcome=Outcome(fields["outcome"]),
        duration_ms=fields.get("duration_ms") or 0,
        body=body.encode() if body is not None else base64.b64decode(encoded) if encoded is not None else b"",
        status=fields.get("status"),
        records=tuple(fields.get("records") or ()),
        truncated=fields.get("truncated", False),
        backoff=fields.get("backoff_s"),
        **{name: one_line(fields[name], limit) for name, limit in _TEXTS.items() if fields.get(name) is not None},
    )


def kept(answer: Answer) -> Answer:
    """The answer as ``from_line`` gives it back from the line that ``to_line`` makes of it."""
    texts: dict[str, Any] = {
        name: one_line(_whole(value), limit) for name, limit in _TEXTS.items() if (value := getattr(answer, name)) is not None
    }
    at = answer.asked_at.astimezone(UTC)
    dns = isinstance(answer.question, Dns)
    return replace(
        answer,
        asked_at=at.replace(microsecond=at.microsecond // 1000 * 1000),
        question=_whole_question(answer.question),
        body=b"" if dns else answer.body,
        records=tuple(map(_whole, answer.records)) if dns else (),
        **texts,
    )


def _whole_question(question: Question) -> Question:
    match question:
        case Rdap():
            return Rdap(_whole(question.url))
        case Whois():
            return Whois(_whole(question.server), _whole(question.query), question.port)
        case Dns():
            return Dns(_whole(question.name), _whole(question.type))
