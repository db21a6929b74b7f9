"""DNS answers -> what a site's records say. Questions are data; nothing here asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domaudit.cleaning import clean
from domaudit.model import Answer, Authority, Dns, DnsObservation, Outcome, Source
from domaudit.proving import record_name

_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(?:(\d{3})|(.))")
_NAMES = {"NS": (0,), "CNAME": (0,), "MX": (1,), "SOA": (0, 1)}  # which words of the record's data are host names


def questions(domain: str, *, challenge: bool = False) -> tuple[Dns, ...]:
    """What is asked about one domain, the delegation first: where the name does not exist, the others need not be asked.

    ``challenge`` asks for the record of ``domaudit prove`` too.
    """
    apex = [Dns(f"{domain}.", kind) for kind in ("NS", "SOA", "MX", "A", "AAAA", "TXT")]
    www = [Dns(f"www.{domain}.", kind) for kind in ("A", "AAAA")]
    proof = [Dns(f"{record_name(domain)}.", "TXT")] if challenge else []
    return (*apex, *www, Dns(f"_dmarc.{domain}.", "TXT"), *proof)


def read(answer: Answer) -> DnsObservation:
    """What one DNS answer says. ``NXDOMAIN`` and "no such record" are answers; ``SERVFAIL`` and ``REFUSED`` are not. Never raises."""
    question = answer.question
    if not isinstance(question, Dns):
        raise TypeError("not an answer to a DNS question")
    name = question.name.rstrip(".").casefold()
    outcome, error = answer.outcome, answer.error
    if outcome is Outcome.ANSWERED and answer.rcode not in ("NOERROR", "NXDOMAIN"):
        outcome, error = (
            Outcome.REFUSED if answer.rcode == "REFUSED" else Outcome.UNREADABLE,
            f"the resolver answered {clean(str(answer.rcode))[0]}",
        )
    source = Source(
        "dns",
        answer.via or "resolver",
        Authority.DNS,
        outcome,
        f"{name} {question.type}",
        answer.asked_at,
        answer.sha256 if answer.outcome is Outcome.ANSWERED else None,
        error,
        answer.imported,
    )
    if outcome is not Outcome.ANSWERED:
        if answer.outcome is Outcome.NOT_ASKED:
            source = Source("dns", "resolver", Authority.DNS, outcome, f"{name} {question.type}")
        return DnsObservation(source, name, question.type)
    records = list(_records(answer.records))
    values = tuple(dict.fromkeys(_value(kind, data) for _, kind, data in records if kind == question.type))
    aliases = tuple(dict.fromkeys(_value(kind, data) for _, kind, data in records if kind == "CNAME" != question.type))
    return DnsObservation(source, name, question.type, values, aliases, answer.rcode == "NOERROR")


def _records(lines: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """``(owner, type, data)`` of each presentation-format line (RFC 1035, section 5.1): owner, TTL, class, type, data."""
    for line in lines[:500]:
        fields = clean(line)[0].split(None, 4)
        if len(fields) == 5 and fields[2].upper() == "IN":
            yield fields[0].rstrip(".").casefold(), fields[3].upper(), fields[4]


def _value(kind: str, data: str) -> str:
    if kind == "TXT":
        strings = _STRINGS.findall(data)
        return "".join(_ESCAPED.sub(_unescape, text) for text in strings) if strings else data
    words = data.split()
    for place in _NAMES.get(kind, ()):
        if place < len(words):
            words[place] = words[place].rstrip(".").casefold() or "."
    return " ".join(words)


def _unescape(found: re.Match[str]) -> str:
    code = found.group(1)
    if code is None:
        return found.group(2)
    return clean(chr(int(code)))[0] if int(code) < 256 else ""
