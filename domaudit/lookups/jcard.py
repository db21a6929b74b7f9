"""jCard (RFC 7095) as RDAP servers really send it -> the fields of a contact; one malformed property costs that property only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domaudit.cleaning import clean

MAX_PROPERTIES = 200
MAX_VALUE = 10_000


class TooLarge(ValueError):
    """A document with more parts than anybody needs: what lies beyond could be what matters, so it is not read at all."""


class Card(NamedTuple):
    """The fields that a contact needs; ``fn`` and ``org`` are both kept and never merged. ``None`` where the card says nothing."""

    fn: str | None = None
    org: str | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    country: str | None = None
    region: str | None = None
    kind: str | None = None
    contact_uri: str | None = None


def read(vcard_array: Any) -> Card:
    """The card in a ``vcardArray`` value, whatever its state. Raises ``TooLarge`` beyond ``MAX_PROPERTIES``, and nothing else."""
    fields: dict[str, str] = {}
    for name, parameters, value in _properties(vcard_array):
        if name in ("adr", "label"):
            for part, words in _address(parameters, value).items():
                fields.setdefault(part, words)
            continue
        text = _first(value) if name == "org" else text_of(value)
        if not text:
            continue
        if name == "tel":
            fields.setdefault("phone", text.removeprefix("tel:"))
        elif name == "email":
            fields.setdefault("email", text.removeprefix("mailto:"))
        elif name in ("fn", "org", "kind", "contact-uri"):
            fields.setdefault(name.replace("-", "_"), text)
    return Card(**fields)


def _properties(vcard_array: Any) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """``(name, parameters, value)`` of each property that has the shape ``[name, {}, type, value…]``, also in arrays of arrays."""
    if not isinstance(vcard_array, list):
        return
    waiting = [part for part in vcard_array if isinstance(part, list)]
    seen = 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > MAX_PROPERTIES:
            raise TooLarge("a contact holds too many properties")
        if len(part) >= 4 and isinstance(part[0], str):
            parameters = part[1] if isinstance(part[1], dict) else {}
            yield part[0].casefold(), parameters, part[3] if len(part) == 4 else part[3:]
        else:
            waiting = [inner for inner in part[: MAX_PROPERTIES + 1] if isinstance(inner, list)] + waiting


def _first(value: Any) -> str | None:
    """The first part that says something: an organisation's name comes first, its units after it (RFC 6350, section 6.6.4)."""
    return next((text for part in (value if isinstance(value, list) else [value]) if (text := text_of(part))), None)


def text_of(value: Any) -> str | None:
    """A value of the wire as one clean line, the parts of a structured value joined; ``None`` where nothing is left."""
    if isinstance(value, str):
        line = " ".join(clean(value[:MAX_VALUE])[0].split())
        return line or None
    if isinstance(value, list):
        parts = [text for part in value[:20] if (text := text_of(part) if isinstance(part, str | int) else None)]
        return ", ".join(parts) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _address(parameters: dict[str, Any], value: Any) -> dict[str, str]:
    """Street, region and country of an ``adr`` property (RFC 6350, section 6.3.1; country code by RFC 8605)."""
    found: dict[str, str] = {}
    if isinstance(value, list) and len(value) >= 3 and (street := text_of(value[2])):
        found["street"] = street
    country = text_of(parameters.get("cc")) or (text_of(value[6]) if isinstance(value, list) and len(value) >= 7 else None)
    if country:
        found["country"] = country
    if isinstance(value, list) and len(value) >= 5 and (region := text_of(value[4])):
        found["region"] = region
    return found
