"""Phone numbers by E.164 (ITU-T): one number however it is written."""

from __future__ import annotations

from functools import lru_cache

MAX_LENGTH = 60


@lru_cache(maxsize=4096)
def e164(phone: str, country: str | None = None) -> str | None:
    """A phone number as ``+33612345678``; None for what is no possible number. ``country`` (ISO 3166-1) reads national spellings.

    Fillers such as ``+33.000000000`` are no possible numbers. An extension is left out.
    """
    import phonenumbers  # late: its tables are big, and most inventories name no phone

    text = phone[:MAX_LENGTH].strip().removeprefix("tel:").replace("+1.", "+1 ")
    try:
        number = phonenumbers.parse(text.replace(".", " "), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def same_phone(one: str, other: str, country: str | None = None, other_country: str | None = None) -> bool:
    """Whether two phone fields hold one number; a national spelling is read in its country, else in the other's."""
    known = country or other_country
    number = e164(one, known)
    return number is not None and number == e164(other, other_country or known)
