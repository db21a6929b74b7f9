"""Names made comparable: case, accents, ligatures and punctuation folded away, the legal form told from the name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from domaudit.data import load

MAX_LENGTH = 400
"""Characters of a name that are looked at: comparing stays cheap whatever the wire sends. Longer names are never a match."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_DOTTED = re.compile(r"\b(?:(?:\w\.){2,}|(?:\w\.\s){2,})(?:\w\b)?")
_SHARP = re.compile(r"(?<=\b[a-z])#")
_SPACED = re.compile(r"(?:\b\w ){1,}\w\b")
_UNSEEN = re.compile(
    "[™®©℠\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)


@lru_cache(maxsize=8192)
def fold(text: str, *, umlauts: bool = False) -> str:
    """``text`` in lower case without accents and punctuation, its words parted by single spaces; idempotent.

    ``umlauts`` writes ä ö ü as ae oe ue, as German does where it cannot print them.
    """
    text = text[:MAX_LENGTH]
    plain = _SHARP.sub(" sharp ", _and(text.lower())) if text.isascii() else _unaccented(text, umlauts)
    folded = _DOTTED.sub(lambda run: "".join(run.group().replace(".", "").split()) + " ", plain)
    folded = "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in folded)
    return unicodedata.normalize("NFC", " ".join(folded.split()))[:MAX_LENGTH].rstrip()


def _unaccented(text: str, umlauts: bool) -> str:
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    text = _UNSEEN.sub("", text)  # what another character was a form of, such as U+FFA0 of U+1160
    if umlauts:
        text = text.translate(_UMLAUTS)
    letters: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", _SHARP.sub(" sharp ", _and(text))):
        if unicodedata.combining(char):
            if (
                not latin and letters and (letters[-1].isalnum() or unicodedata.combining(letters[-1]))
            ):  # elsewhere it can make another letter
                letters.append(char)
            continue
        latin = char < "\u0370"
        letters.append(char)
    return "".join(letters).translate(_LIGATURES)


def _and(text: str) -> str:
    """``&`` and ``+`` between words as "et"; a plus that hangs on a word is a word of its own ("Bio+")."""
    return text.replace("&", " et ").replace(" + ", " et ").replace("+", " plus ")


@lru_cache(maxsize=8192)
def spell_form(name: str) -> str:
    """A name whose legal form is spelled out where only its very writing tells it (``Officine S.p.A.``, never ``Officine SPA``)."""
    if split_form(fold(name))[1] is not None:
        return name
    pattern, spelt = _exact_forms()
    name = name.strip(" ,")
    found = pattern.search(name)
    rest = f"{name[: found.start()]} {name[found.end() :]}".strip(" ,") if found else ""
    return f"{rest} {spelt[found.group(1) or found.group(2)]}" if found and rest else name


@cache
def _exact_forms() -> tuple[re.Pattern[str], dict[str, str]]:
    told = [(exact, form) for form in load("legal_forms.yaml")["forms"] for exact in form.get("exact", ())]
    ends = _any_of(exact for exact, form in told if form.get("place") != "start")
    leads = _any_of(exact for exact, form in told if form.get("place") != "end")
    return re.compile(rf"(?<=[\s,])({ends})$|^({leads})(?=[\s,])"), {exact: form["written"][0] for exact, form in told}


def _any_of(spellings: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))


@cache
def weak_forms() -> dict[str, tuple[frozenset[str], bool]]:
    """Id of a legal form -> words that are this form only where the other name carries it, and whether they may come before the name."""
    told = load("legal_forms.yaml")["forms"]
    return {form["id"]: (frozenset(form["weak"]), form.get("place") != "end") for form in told if "weak" in form}


@cache
def forms() -> dict[str, tuple[str, bool]]:
    """Folded spelling of a legal form -> its id, and whether it may also come before the name (``SARL Pixel``, never ``AG Conseil``)."""
    table: dict[str, tuple[str, bool]] = {}
    for form in load("legal_forms.yaml")["forms"]:
        for written in form["written"]:
            for spelt in (fold(written), fold(written, umlauts=True)):
                table.setdefault(spelt, (form["id"], form.get("place") != "end"))
    return table


def form_of(name: str) -> str | None:
    """The id of the legal form that a name carries; None for a name without one."""
    return split_form(fold(spell_form(name)))[1]


@lru_cache(maxsize=8192)
def split_form(folded: str) -> tuple[tuple[str, ...], str | None]:
    """The words of a folded name without its legal form, and the id of that form (``None`` without one).

    A form is looked for at the end, then at the beginning; a name that is nothing but a form keeps it as its name, and so does one that
    would be left with a mere word of a trade ("SAS Institute", "Sia Partners") or is led by two letters only ("S. A. Martin").
    """
    table = forms()
    words = folded.split()
    joined = _SPACED.sub(lambda run: run.group().replace(" ", "") if run.group().replace(" ", "") in table else run.group(), folded).split()
    for spelt in (words, joined) if joined != words else (words,):  # "S. A." is "SA"
        for length in range(min(9, len(spelt) - 1), 0, -1):
            form, _ = table.get(" ".join(spelt[-length:]), (None, False))
            if form is not None and not (form == "ei" and _is_generic(spelt[:-length])):
                return tuple(spelt[:-length]), form
            form, leads = table.get(" ".join(spelt[:length]), (None, False))
            if form is not None and leads and not _is_generic(spelt[length:]) and (length > 1 or len(spelt[0]) > 2 or len(spelt) > 2):
                return tuple(spelt[length:]), form
    return tuple(joined), None


def _is_generic(words: Sequence[str]) -> bool:
    return len(words) == 1 and words[0] in trades()


@cache
def trades() -> frozenset[str]:
    """Folded words of a trade or an undertaking."""
    return frozenset(load("names.yaml")["trades"]["words"])
