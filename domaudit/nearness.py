"""What somebody may have meant: the nearest of the words that there are, by its letters or by what people naturally say for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from domaudit.errors import Said, quoted, said

Meanings = Mapping[str, Sequence[str]]
"""A word that there is → what people also call it."""

LONGEST = 80
"""Characters of a word that is compared: nobody misspells more, and comparing takes the square of it."""
_SHORTEST = 3
"""Letters from which on a slip is guessed at: of two, either may be meant, and "de" is no slip for "en"."""
_TOLD = 0.6  # of difflib's ratio, from which on a word is worth naming
_CALLED = 0.85  # the same for what a word is also called: a guess upon a guess has to be close
_AS_NEAR = 0.04  # this much less than the nearest is as near
_ASIDE = str.maketrans("", "", "-_ ")


def nearest(text: str, words: Iterable[str], cutoff: float = _TOLD, meanings: Meanings | None = None) -> str | None:
    """The word that a text is close to, or means; None where there is none. Case, accents, hyphens and spaces count for nothing."""
    found = near(text, words, cutoff, meanings)
    return found[0] if found else None


def near(text: str, words: Iterable[str], cutoff: float = _TOLD, meanings: Meanings | None = None) -> tuple[str, ...]:
    """The words that are nearest to a text, the nearest first: one, or two that are as near."""
    asked = _plain(text)
    if not asked or len(text) > LONGEST:
        return ()
    spelt: dict[str, str] = {}
    for word in words:
        spelt.setdefault(_plain(word), word)
    there, own = set(spelt.values()), set(spelt)
    if asked not in spelt:
        for word, called in (meanings or {}).items():
            if word in there:
                for name in called:
                    spelt.setdefault(_plain(name), word)
    if asked in spelt:
        return (spelt[asked],)
    if len(asked) < _SHORTEST:
        return ()
    close = [(_ratio(asked, one), one) for one in get_close_matches(asked, spelt, n=6, cutoff=cutoff)]
    close = [(ratio, one) for ratio, one in close if one in own or ratio >= _CALLED]
    return tuple(dict.fromkeys(spelt[one] for ratio, one in close if close[0][0] - ratio <= _AS_NEAR))[:2]


def did_you_mean(text: str, words: Iterable[str], cutoff: float = _TOLD, meanings: Meanings | None = None) -> Said | None:
    """``did you mean 'dupont'?`` where one of the words is close to the text, else None."""
    word = nearest(text, words, cutoff, meanings)
    return said("did you mean {word}?", word=quoted(word)) if word is not None else None


def _ratio(asked: str, word: str) -> float:
    return SequenceMatcher(None, word, asked).ratio()


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower().translate(_ASIDE)
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c)).translate(_ASIDE)
