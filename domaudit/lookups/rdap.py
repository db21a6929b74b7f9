"""RDAP answers (RFC 9083) -> a reading: outcome, contacts by role, what is redacted (RFC 9537), links to the registrar.

Best effort on whatever the server sent: one malformed part costs that part only, and an answer about another domain is unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from domaudit.domains import to_ascii
from domaudit.lookups import jcard, jscontact
from domaudit.lookups.dates import parse as parse_date
from domaudit.lookups.jcard import text_of
from domaudit.lookups.whois_record import is_registered
from domaudit.lookups.whois_replies import says_reserved, statement
from domaudit.model import Contact, Outcome, Reading, Record, Role

MAX_ENTITIES = 300
MAX_DEPTH = 6

_ROLES = {
    "registrant": Role.REGISTRANT,
    "administrative": Role.ADMINISTRATIVE,
    "admin": Role.ADMINISTRATIVE,
    "technical": Role.TECHNICAL,
    "tech": Role.TECHNICAL,
    "billing": Role.BILLING,
}
_EVENTS = {"registration": "created", "last changed": "updated", "expiration": "expires", "transfer": "transferred"}
"""Actions of events (RFC 9083, section 10.2.3) that are dates of a record; a transfer goes from one registrar to another (RFC 8056)."""
_REFUSED = {
    401: "not authorised",
    403: "forbidden",
    429: "throttled: too many requests",
    451: "withheld for legal reasons",
    503: "the service is unavailable",
}
_NOT_THE_NAME = (
    "captcha",
    "not authoritative",
    "unsupported",
    "not supported",
    "unavailable",
    "no route",
    "forbidden",
    "maintenance",
    "does not serve",
)
"""Words by which a 404 speaks of the server, or of its way, and not of the name."""
_JSCONTACT = ("jscard", "jscontact_card", "jscard_0")
"""Members in which an entity holds a card as JSContact: the name of the draft's final form, then of earlier ones."""
_OF_A_NAME = ("ldhName", "unicodeName", "handle", "entities", "nameservers", "domain")
_FIELDS = {
    "name": "name",
    "organization": "organization",
    "email": "email",
    "phone": "phone",
    "street": "street",
    "city": "city",
    "country": "country",
}


def read(body: bytes, domain: str, *, status: int | None = 200, truncated: bool = False) -> Reading:
    """What one RDAP answer about ``domain`` (A-label) means. Pure, never raises.

    404 reads as ``not-registered`` whoever said it: the caller knows whether that server is the registry's own.
    """
    document, fault = _document(body)
    code = _error_code(document, status)
    if code == 404:
        return _not_found(document, body, domain, truncated)
    if code in _REFUSED:
        return Reading(Outcome.REFUSED, error=f"{_REFUSED[code]} (status {code})")
    if code != 200:
        return Reading(Outcome.UNREADABLE, error=f"the server answered with status {code}")
    if truncated or fault or document is None:
        return Reading(Outcome.UNREADABLE, error="the answer was cut off" if truncated else fault)
    other = _about(document, domain)
    if other is not None:
        return Reading(Outcome.UNREADABLE, error=other)
    try:
        record = _record(document)
    except jcard.TooLarge as error:
        return Reading(Outcome.UNREADABLE, error=str(error))
    if not is_registered(record) and any(says_reserved(status) for status in record.statuses):
        return Reading(Outcome.NOT_REGISTERED, Record(reserved=True), names_domain=True)
    return Reading(Outcome.ANSWERED, record, names_domain=True)


def _not_found(document: dict[str, Any] | None, body: bytes, domain: str, truncated: bool) -> Reading:
    """A 404 means "not registered" only with an empty body, or an RDAP error that says nothing else (RFC 7480, section 5.3)."""
    if truncated or (document is None and body.strip()):
        return Reading(Outcome.UNREADABLE, error="status 404 with a page that is no RDAP answer")
    reserved = False
    if document:
        told = [
            text for key in ("title", "description", "error", "message") for part in _list(document.get(key)) if (text := text_of(part))
        ]
        kinds = {statement(text, frozenset({domain})) for text in told}
        words = " ".join(told)[:80]
        if "refused" in kinds:
            return Reading(Outcome.REFUSED, error=f"throttled: '{words}' (status 404)")
        if (
            kinds & {"down", "taken"}
            or ("broken" in kinds and "free" not in kinds)
            or any(phrase in text.casefold() for phrase in _NOT_THE_NAME for text in told)
        ):
            return Reading(Outcome.UNREADABLE, error=f"status 404: '{words}'")
        if _number(document.get("errorCode")) != 404 or any(document.get(key) for key in _OF_A_NAME):
            return Reading(Outcome.UNREADABLE, error="status 404 with something else than an RDAP error")
        reserved = "reserved" in kinds
    record = Record(reserved=True) if reserved else None
    return Reading(Outcome.NOT_REGISTERED, record, names_domain=domain.encode() in body.lower())


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _document(body: bytes) -> tuple[dict[str, Any] | None, str | None]:
    try:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:  # one byte of another charset costs an accent, and not the answer
            text = body.decode("latin-1")
        document = json.loads(text, strict=False)  # a raw newline within a text is harmless
    except (ValueError, RecursionError):
        return None, "not JSON" if body.strip() else "an empty answer"
    if not isinstance(document, dict):
        return None, "no RDAP object"
    return document, None


def _error_code(document: dict[str, Any] | None, status: int | None) -> int:
    """The HTTP status, or the error code that the body states instead of a 200 or a 404 (RFC 9083, section 6)."""
    code = 200 if status is None else status
    stated = _number(document.get("errorCode")) if document else None
    if code in (200, 404) and stated is not None and stated >= 400:
        return stated
    return code


def _about(document: dict[str, Any], domain: str) -> str | None:
    """Why this is no answer about ``domain``; ``None`` where it is one."""
    for name in (text for key in ("ldhName", "unicodeName") if (text := text_of(document.get(key)))):
        try:
            same = to_ascii(name.rstrip(".")).casefold() == domain
        except ValueError:  # no name at all: the other one may be
            continue
        return None if same else f"the answer is about another domain: {name[:80]}"
    return "the answer names no domain"


def _record(document: dict[str, Any]) -> Record:
    contacts: dict[Role, list[Contact]] = {}
    registrar = registrar_id = reseller = None
    redacted = _redactions(document)
    for entity, roles in _entities(document):
        try:
            contact = _contact(entity)
        except jcard.TooLarge:
            if "registrant" in roles:
                raise
            continue
        for role in roles:
            if role == "registrar" and registrar is None:
                registrar, registrar_id = contact.organization or contact.name or contact.handle, _public_id(entity)
            elif role == "reseller" and reseller is None:
                reseller = contact.organization or contact.name
            elif role in _ROLES:
                contacts.setdefault(_ROLES[role], []).append(contact)
    dates = _dates(document)
    return Record(
        contacts={role: _withheld(people, role, redacted) for role, people in contacts.items()},
        registrar=registrar,
        registrar_id=registrar_id,
        reseller=reseller,
        created=dates.get("created"),
        updated=dates.get("updated"),
        expires=dates.get("expires"),
        transferred=dates.get("transferred"),
        statuses=tuple(text for status in _list(document.get("status")) if (text := text_of(status))),
        nameservers=_nameservers(document),
        dnssec=_dnssec(document),
        redacted=redacted,
        related=_related(document),
    )


def _list(value: Any) -> list[Any]:
    return value[: MAX_ENTITIES + 1] if isinstance(value, list) else [value] if isinstance(value, dict | str) else []


def _entities(document: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Every entity with its roles in lower case.

    Below the registrar's entity only a registrant is the domain's: technical, abuse or administrative people there are the registrar's own.
    Below anybody else's, nobody is.
    """
    waiting: list[tuple[Any, int, str]] = [(entity, 0, "") for entity in _list(document.get("entities"))]
    count = 0
    while waiting:
        entity, depth, nested = waiting.pop(0)
        count += 1
        if count > MAX_ENTITIES:  # what is left out might be the registrant
            raise jcard.TooLarge("the answer holds too many entities")
        if not isinstance(entity, dict):
            continue
        roles = list(dict.fromkeys(text.casefold() for role in _list(entity.get("roles")) if (text := text_of(role))))
        kept = [role for role in roles if role == "registrant" and nested == "registrar"] if nested else roles
        if kept:
            yield entity, kept
        if depth < MAX_DEPTH:
            below = "registrar" if nested in ("", "registrar") and (not roles or {"registrar", "reseller"} & set(roles)) else "other"
            waiting += [(inner, depth + 1, below) for inner in _list(entity.get("entities"))]


def _contact(entity: Mapping[str, Any]) -> Contact:
    card = jcard.read(entity.get("vcardArray"))
    if card == jcard.Card():
        card = next((read for key in _JSCONTACT if (read := jscontact.read(entity.get(key))) != jcard.Card()), card)
    kinds = {"individual": "individual", "org": "organization", "organization": "organization"}
    kind = kinds.get((card.kind or "").casefold())
    return Contact(
        name=card.fn,
        organization=card.org,
        email=card.email,
        handle=text_of(entity.get("handle")),
        country=card.country,
        region=card.region,
        street=card.street,
        phone=card.phone,
        kind="individual" if kind == "individual" else "organization" if kind else None,
        contact_uri=card.contact_uri,
        redacted=_remarked(entity),
    )


def _remarked(entity: Mapping[str, Any]) -> tuple[str, ...]:
    """Redaction that only a remark tells (RFC 9083, section 10.2.1: "object redacted due to authorization")."""
    for remark in _list(entity.get("remarks")):
        if isinstance(remark, dict):
            words = f"{text_of(remark.get('title')) or ''} {text_of(remark.get('type')) or ''}".casefold()
            if "redacted" in words or "due to authorization" in words:
                return ("remark: " + (text_of(remark.get("title")) or text_of(remark.get("type")) or "redacted"),)
    return ()


def _redactions(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what is withheld (RFC 9537): by registered name, by description, or by path where neither tells."""
    found: list[str] = []
    for entry in _list(document.get("redacted")):
        if not isinstance(entry, dict):
            continue
        name = entry.get("name")
        words = text_of(name.get("type")) or text_of(name.get("description")) if isinstance(name, dict) else text_of(name)
        path = text_of(entry.get("prePath")) or text_of(entry.get("postPath")) or text_of(entry.get("replacementPath"))
        if path and (not words or not any(role in words.casefold() for role in ("registrant", "admin", "tech", "billing"))):
            words = _named_by(path) or words
        if words:
            found.append(words)
    if not found:
        found += _truncated(document)
    return tuple(dict.fromkeys(found))


def _truncated(document: Mapping[str, Any]) -> list[str]:
    """A notice of the whole answer that it leaves something out (RFC 9083, section 10.2.1), where it speaks of the registrant."""
    for notice in (*_list(document.get("notices")), *_list(document.get("remarks"))):
        if isinstance(notice, dict) and "due to authorization" in (text_of(notice.get("type")) or "").casefold():
            told = next(
                (text for line in _list(notice.get("description")) if "registrant" in (text := text_of(line) or "").casefold()), None
            )
            if told:
                return [told[:160]]
    return []


def _named_by(path: str) -> str | None:
    """``Registrant Name`` from a JSONPath such as ``$.entities[?(@.roles[0]=='registrant')].vcardArray[1][?(@[0]=='fn')][3]``."""
    path = path.casefold()
    role = next((role for role in ("registrant", "administrative", "technical", "billing") if role in path), None)
    properties = {"fn": "Name", "org": "Organization", "email": "Email", "tel": "Phone", "adr": "Street"}
    field = next((words for name, words in properties.items() if f"'{name}'" in path or f'"{name}"' in path), None)
    return f"{role.capitalize()} {field or ''}".strip() if role else None


def _withheld(people: list[Contact], role: Role, redacted: tuple[str, ...]) -> tuple[Contact, ...]:
    """The contacts of a role with the fields that RFC 9537 entries name for it."""
    prefix = {Role.REGISTRANT: "registrant", Role.ADMINISTRATIVE: "admin", Role.TECHNICAL: "tech", Role.BILLING: "billing"}[role]
    fields = [
        field for words in redacted if prefix in words.casefold() for name, field in _FIELDS.items() if name in words.casefold().split()
    ]
    return tuple(replace(one, redacted=tuple(dict.fromkeys((*one.redacted, *fields)))) if fields else one for one in people)


def _dates(document: Mapping[str, Any]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for event in _list(document.get("events")):
        if isinstance(event, dict):
            field = _EVENTS.get((text_of(event.get("eventAction")) or "").casefold())
            moment = parse_date(text_of(event.get("eventDate")) or "")
            if field and moment and (field not in found or (field == "transferred" and moment > found[field])):  # the last of several
                found[field] = moment
    return found


def _public_id(entity: Mapping[str, Any]) -> str | None:
    for entry in _list(entity.get("publicIds")):
        if isinstance(entry, dict) and "iana" in (text_of(entry.get("type")) or "").casefold():
            return text_of(entry.get("identifier"))
    return None


def _nameservers(document: Mapping[str, Any]) -> tuple[str, ...]:
    names = (text_of(server.get("ldhName")) for server in _list(document.get("nameservers")) if isinstance(server, dict))
    return tuple(dict.fromkeys(name.rstrip(".").casefold() for name in names if name))


def _dnssec(document: Mapping[str, Any]) -> bool | None:
    secure = document.get("secureDNS")
    signed = secure.get("delegationSigned") if isinstance(secure, dict) else None
    return signed if isinstance(signed, bool) else None


def _related(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The registrar's RDAP addresses: links with ``rel`` related (RFC 9083, section 4.2), https only."""
    found = []
    for link in _list(document.get("links")):
        if not isinstance(link, dict) or (text_of(link.get("rel")) or "").casefold() != "related":
            continue
        href = link.get("href")
        kind = (text_of(link.get("type")) or "application/rdap+json").casefold()
        if isinstance(href, str) and len(href) < 2000 and href.isprintable() and "rdap" in kind and _is_https(href):
            found.append(href)
    return tuple(dict.fromkeys(found))[:4]


def _is_https(href: str) -> bool:
    try:
        parts = urlsplit(href)
        return parts.scheme.casefold() == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # "https://[x" and the like
        return False
