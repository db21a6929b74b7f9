"""Names made comparable: case, accents, ligatures and punctuation folded away, the legal form told from the name."""

from __future__ import annotations

import re
import unicodedata
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
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text[:MAX_LENGTH])).casefold()
    if umlauts:
        text = text.translate(_UMLAUTS)
    letters: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", _SHARP.sub(" sharp ", text.replace("&", " et ").replace("+", " et "))):
        if unicodedata.combining(char):
            if not latin:  # in other scripts a mark can make another letter
                letters.append(char)
            continue
        latin = char < "\u0370"
        letters.append(char)
    folded = _DOTTED.sub(lambda run: "".join(run.group().replace(".", "").split()) + " ", "".join(letters).translate(_LIGATURES))
    folded = "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in folded)
    return unicodedata.normalize("NFC", " ".join(folded.split()))


@lru_cache(maxsize=8192)
def spell_form(name: str) -> str:
    """A name whose legal form is spelled out where only its very writing tells it (``Officine S.p.A.``, never ``Officine SPA``)."""
    pattern, spelt = _exact_forms()
    name = name.strip(" ,")
    found = pattern.search(name)
    rest = f"{name[: found.start()]} {name[found.end() :]}".strip(" ,") if found else ""
    return f"{rest} {spelt[found.group(1) or found.group(2)]}" if found and rest else name


@cache
def _exact_forms() -> tuple[re.Pattern[str], dict[str, str]]:
    spelt = {exact: form["written"][0] for form in load("legal_forms.yaml")["forms"] for exact in form.get("exact", ())}
    written = "|".join(map(re.escape, sorted(spelt, key=len, reverse=True)))
    return re.compile(rf"(?<=[\s,])({written})$|^({written})(?=[\s,])"), spelt


@cache
def weak_forms() -> dict[str, frozenset[str]]:
    """Id of a legal form -> words that are this form only where the other name carries it."""
    return {form["id"]: frozenset(form["weak"]) for form in load("legal_forms.yaml")["forms"] if "weak" in form}


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

    A form is looked for at the end, then at the beginning; a name that is nothing but a form keeps it as its name.
    """
    table = forms()
    words = folded.split()
    joined = _SPACED.sub(lambda run: run.group().replace(" ", "") if run.group().replace(" ", "") in table else run.group(), folded).split()
    for spelt in (words, joined) if joined != words else (words,):  # "S. A." is "SA"
        for length in range(min(9, len(spelt) - 1), 0, -1):
            form, _ = table.get(" ".join(spelt[-length:]), (None, False))
            if form is not None:
                return tuple(spelt[:-length]), form
            form, leads = table.get(" ".join(spelt[:length]), (None, False))
            if form is not None and leads:
                return tuple(spelt[length:]), form
    return tuple(joined), None
