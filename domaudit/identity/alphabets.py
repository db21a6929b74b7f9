"""Letters of other alphabets that look like Latin ones (Unicode UTS 39, confusables): told, never matched."""

from __future__ import annotations

import unicodedata

from domaudit.domains import to_unicode


def in_latin(name: str) -> str:
    """A name with every letter of another script that looks like a Latin one (Unicode UTS 39, confusables) replaced by it."""
    if name.isascii():
        return name
    from confusable_homoglyphs import confusables  # type: ignore[import-untyped]  # late: few names need its table

    def plain(char: str) -> str:
        if char.isascii() or not char.isalpha():
            return char
        capital = unicodedata.name(char, "").partition("LATIN LETTER SMALL CAPITAL ")[2]
        if len(capital) == 1:
            return capital
        told = confusables.is_confusable(char, greedy=True, preferred_aliases=["latin"])
        alike = [glyph["c"] for glyph in told[0]["homoglyphs"]] if told else []
        return next((glyph for glyph in sorted(alike, key=lambda glyph: not glyph.islower()) if glyph.isascii() and glyph.isalpha()), char)

    return "".join(map(plain, name))


def looks_like(host: str, domain: str) -> bool:
    """Whether a host name is another than ``domain`` (or one below it) and looks the same to the eye; both may be A-labels."""
    seen, known = to_unicode(host), to_unicode(domain)
    if seen.isascii() or seen == known:
        return False
    plain = in_latin(seen)
    return plain == known or plain.endswith(f".{known}")
