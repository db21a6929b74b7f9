"""JSContact (RFC 9553), which some RDAP servers send in the place of jCard -> the same fields of a contact; best effort, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domaudit.lookups.jcard import Card, text_of

_MOST = 50


def read(value: Any) -> Card:
    """The card in a JSContact object, whatever its state; an empty card where it is none. Never raises."""
    if not isinstance(value, dict):
        return Card()
    email = next((text for entry in _entries(value, "emails") if (text := text_of(entry.get("address")))), None)
    phone = next((text for entry in _entries(value, "phones") if (text := text_of(entry.get("number")))), None)
    street = region = country = None
    for address in _entries(value, "addresses"):
        street = street or text_of(address.get("full")) or _components(address)
        country = country or text_of(address.get("countryCode"))
        region = region or next(
            (text for part in _entries(address, "components") if part.get("kind") == "region" and (text := text_of(part.get("value")))),
            None,
        )
    return Card(
        fn=_name(value.get("name")),
        org=next((text for entry in _entries(value, "organizations") if (text := text_of(entry.get("name")))), None),
        email=email.removeprefix("mailto:") if email else None,
        phone=phone.removeprefix("tel:") if phone else None,
        street=street,
        country=country,
        region=region,
        kind=text_of(value.get("kind")),
        contact_uri=next(
            (text for entry in _entries(value, "links") if entry.get("kind") == "contact" and (text := text_of(entry.get("uri")))), None
        ),
    )


def _entries(card: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """The objects in a map of ids (RFC 9553, section 1.4.2); a list of them is taken too."""
    told = card.get(key)
    values = list(told.values()) if isinstance(told, dict) else told if isinstance(told, list) else []
    return (entry for entry in values[:_MOST] if isinstance(entry, dict))


def _name(name: Any) -> str | None:
    """The whole name, or its parts in their order (RFC 9553, section 2.2.1)."""
    if isinstance(name, str):
        return text_of(name)
    return (text_of(name.get("full")) or _components(name)) if isinstance(name, dict) else None


def _components(whole: Mapping[str, Any]) -> str | None:
    parts = [text for part in _entries(whole, "components") if part.get("kind") != "separator" and (text := text_of(part.get("value")))]
    return " ".join(parts) or None
