"""Pure text: are two names, e-mails, handles or identifiers the same party's, and why.

Names are folded (case, accents, ligatures, apostrophes, ``&``/et/and, hyphens, leading articles) and their legal form is set aside by the
table ``data/legal_forms.yaml``. Nothing here knows of clients and providers; a near match is told apart and never counts as a match.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache, lru_cache

from domaudit.data import load
from domaudit.domains import to_ascii

MAX_LENGTH = 400
"""Characters of a name that are looked at: comparing stays cheap whatever the wire sends. Longer names are never a match."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_AND = frozenset({"et", "and", "und"})
_ARTICLES = frozenset({"le", "la", "les", "l", "the", "der", "die", "das", "el", "los", "las", "il", "het"})
_SMALL = frozenset({"de", "des", "du", "d", "et", "of", "and", "the", "for", "von", "van", "y", "e", *_ARTICLES})
_SHORT = {
    "ste": "sainte",
    "st": "saint",
    "ets": "etablissements",
    "etab": "etablissements",
    "etabl": "etablissements",
    "cie": "compagnie",
    "co": "company",
}
_DOTTED = re.compile(r"\b(?:\w\.\s?){2,}(?:\w\b)?")
_SPACED = re.compile(r"(?:\b\w ){2,}\w\b")
_DIGITS = re.compile(r"[0-9](?:[ .\-]?[0-9])+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_ANGLES = re.compile(r"<([^<>]*)>")
_UMLAUT = re.compile("[äöü]")
_BRACKETS = re.compile(r"\(([^()]{1,12})\)\s*$")
_LOOKALIKES = str.maketrans(
    "аеорсухіѕјӏкмтвнАВЕКМНОРСТУХІЅЈοανικερτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxisjlkmtbhabekmhopctyxisjoavikeptyxabezhikmnoptyx"
)


class Kind(StrEnum):
    """How alike two names are. Only the first two may ever count as a match."""

    SAME = "same"
    SAME_BUT_FORM = "same-but-form"
    NEAR = "near"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, with the reason: ``why`` is an id of a ``why.*`` text, ``word`` the word it is about."""

    kind: Kind
    why: str = ""
    word: str = ""

    @property
    def matches(self) -> bool:
        """Whether this is a match at all."""
        return self.kind in (Kind.SAME, Kind.SAME_BUT_FORM)


DIFFERENT = Likeness(Kind.DIFFERENT)


@lru_cache(maxsize=8192)
def fold(text: str, *, umlauts: bool = False) -> str:
    """``text`` in lower case without accents and punctuation, its words parted by single spaces; idempotent.

    ``umlauts`` writes ä ö ü as ae oe ue, as German does where it cannot print them.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).casefold()
    if umlauts:
        text = text.translate(_UMLAUTS)
    letters: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", text.replace("&", " et ").replace("+", " et ")):
        if unicodedata.combining(char):
            if not latin:  # in other scripts a mark can make another letter
                letters.append(char)
            continue
        latin = char < "\u0370"
        letters.append(char)
    folded = _DOTTED.sub(lambda run: "".join(run.group().replace(".", "").split()) + " ", "".join(letters).translate(_LIGATURES))
    folded = "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in folded)
    return unicodedata.normalize("NFC", " ".join(folded.split()))


@cache
def _forms() -> dict[str, tuple[str, bool]]:
    """Folded spelling of a legal form -> its id, and whether it may also come before the name (``SARL Pixel``, never ``AG Conseil``)."""
    table: dict[str, tuple[str, bool]] = {}
    for form in load("legal_forms.yaml")["forms"]:
        for written in form["written"]:
            table.setdefault(fold(written), (form["id"], form.get("place") != "end"))
    return table


@lru_cache(maxsize=8192)
def split_form(folded: str) -> tuple[tuple[str, ...], str | None]:
    """The words of a folded name without its legal form, and the id of that form (``None`` without one).

    A form is looked for at the end, then at the beginning; a name that is nothing but a form keeps it as its name.
    """
    table = _forms()
    words = _SPACED.sub(lambda run: run.group().replace(" ", "") if run.group().replace(" ", "") in table else run.group(), folded).split()
    for length in range(min(9, len(words) - 1), 0, -1):
        form, _ = table.get(" ".join(words[-length:]), (None, False))
        if form is not None:
            return tuple(words[:-length]), form
        form, leads = table.get(" ".join(words[:length]), (None, False))
        if form is not None and leads:
            return tuple(words[length:]), form
    return tuple(words), None


def _content(folded: str, person: bool) -> tuple[tuple[str, ...], str | None]:
    words, form = split_form(folded)
    words = tuple("et" if word in _AND else _SHORT.get(word, word) for word in words)
    if not person and len(words) > 2 and words[0] in _ARTICLES:  # "Le Roy" is not "Roy"
        words = words[1:]
    return words, form


def compare(one: str, other: str, *, person: bool = False) -> Likeness:
    """How alike two names are; symmetric. ``person`` lets the order of the words change (``DUPONT Marie``).

    A match needs the same content words; two different legal forms, or one content word more or less, are ``near``.
    """
    if not one.strip() or not other.strip() or max(len(one), len(other)) > MAX_LENGTH:
        return DIFFERENT
    found = _compare(fold(one), fold(other), person)
    if not found.matches:  # "StudioPixel" is "Studio Pixel"
        found = _surer(found, _compare(fold(_CAMEL.sub(" ", one)), fold(_CAMEL.sub(" ", other)), person))
    if not found.matches and _UMLAUT.search((one + other).casefold()):
        found = _surer(found, _compare(fold(one, umlauts=True), fold(other, umlauts=True), person))
    return found if found.matches else _looked_alike(one, other, found)


def _surer(found: Likeness, respelt: Likeness) -> Likeness:
    return respelt if respelt.matches else found


def _looked_alike(one: str, other: str, found: Likeness) -> Likeness:
    """A name written with another script's letters that look the same is near, never a match."""
    if found.kind is Kind.DIFFERENT and not (one.isascii() and other.isascii()):
        plain = fold(one.translate(_LOOKALIKES)), fold(other.translate(_LOOKALIKES))
        if plain[0] == plain[1]:
            return Likeness(Kind.NEAR, "why.look-alike")
    return found


@lru_cache(maxsize=8192)
def _compare(one: str, other: str, person: bool) -> Likeness:
    if not one or not other:
        return DIFFERENT
    if one == other:
        return Likeness(Kind.SAME)
    (words, form), (other_words, other_form) = _content(one, person), _content(other, person)
    if words == other_words or (person and sorted(words) == sorted(other_words)):
        if form == other_form:
            return Likeness(Kind.SAME)
        if form is None or other_form is None:
            return Likeness(Kind.SAME_BUT_FORM, "why.form-aside", form or other_form or "")
        return Likeness(Kind.NEAR, "why.other-form", " / ".join(sorted((form, other_form))))
    return _near(words, other_words)


def _near(words: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    more, less = Counter(words) - Counter(other), Counter(other) - Counter(words)
    shared = sum((Counter(words) & Counter(other)).values())
    if shared and more.total() + less.total() == 1:
        return Likeness(Kind.NEAR, "why.one-word", next(iter(more or less)))
    if shared and not more and not less:
        return Likeness(Kind.NEAR, "why.order")
    if "".join(words) == "".join(other):  # "Car Go" is not "Cargo", with a hyphen or without
        return Likeness(Kind.NEAR, "why.spelling")
    joined, other_joined = sorted((" ".join(words), " ".join(other)))
    if min(len(joined), len(other_joined)) >= 5 and SequenceMatcher(None, joined, other_joined, autojunk=False).ratio() >= 0.86:
        return Likeness(Kind.NEAR, "why.spelling")
    return DIFFERENT


def acronym_aside(name: str) -> str:
    """A name without its own initials in brackets at its end (``Société des Bains (SB)``); any other brackets are words of the name."""
    found = _BRACKETS.search(name[:MAX_LENGTH])
    if found is None:
        return name
    before = name[: found.start()].strip()
    words = split_form(fold(before))[0]
    initials = {"".join(word[0] for word in kept) for kept in (words, tuple(word for word in words if word not in _SMALL))}
    return before if len(words) > 1 and fold(found.group(1)) in initials else name


def scripts_of(name: str) -> tuple[str, ...]:
    """The two halves of "株式会社架空 / Kakuu Inc.": one name in the country's script and in Latin; none where it is not written so."""
    halves = tuple(half.strip() for half in name.split(" / "))
    told = [any(c.isalpha() and unicodedata.name(c, "").startswith("LATIN") for c in half) for half in halves]
    return halves if len(halves) == 2 and all(halves) and told[0] != told[1] else ()


def is_function(name: str) -> bool:
    """Whether a text is the name of a function and of nobody ("Domain Department", "DNS Admin")."""
    words, fillers = _functions()
    told = set(fold(name).split())
    return bool(told & words) and told <= words | fillers


def has_function_word(name: str) -> bool:
    """Whether a word that speaks of a function stands in a text ("DNS Admin of Dupont")."""
    return not _functions()[0].isdisjoint(fold(name).split())


@cache
def _functions() -> tuple[frozenset[str], frozenset[str]]:
    known = load("functions.yaml")
    return frozenset(known["words"]), frozenset(known["fillers"])


def addresses(email: str) -> set[str]:
    """Every address in the value of an e-mail field, in one spelling: lower case, domain as A-labels, no ``<>``, no ``+tag``."""
    found = set()
    text = unicodedata.normalize("NFKC", email[:MAX_LENGTH])
    bracketed = [part for part in _ANGLES.findall(text) if "@" in part]  # what stands beside it is only a name
    for word in re.split(r"[\s,;<>()\[\]\"]+", " ".join(bracketed) or text):
        local, at, domain = word.casefold().removeprefix("mailto:").rpartition("@")
        if at and local and domain:
            found.add(f"{local.partition('+')[0] or local}@{_a_labels(domain)}")
    return found


def _a_labels(domain: str) -> str:
    domain = domain.strip(".")
    try:
        return to_ascii(domain)
    except ValueError:
        return domain


def same_email(one: str, other: str) -> bool:
    """Whether two e-mail fields hold the same address."""
    return not addresses(one).isdisjoint(addresses(other))


def email_domains(email: str) -> set[str]:
    """The domains of the addresses in an e-mail field, as A-labels in lower case without final dot."""
    return {address.rpartition("@")[2] for address in addresses(email)}


def under(name: str, domain: str) -> bool:
    """Whether a host name is ``domain`` or lies below it (both without regard to case and final dots)."""
    name, domain = name.strip().rstrip(".").casefold(), domain.strip().rstrip(".").casefold()
    return bool(domain) and (name == domain or name.endswith("." + domain))


def bare_identifier(text: str) -> str:
    """The digits (and check letters) of an identifier without its kind, spaces and dots: ``SIREN 123 456 782`` -> ``123456782``.

    Empty where fewer than eight characters of it are digits: too short to decide anything.
    """
    bare = re.sub(r"[^0-9A-Z]", "", re.sub(r"^[A-Za-zÀ-ÿ.°º]+[\s:]+", "", text.strip()).upper())
    return bare if sum(char.isdigit() for char in bare) >= 8 else ""


def identifiers_in(text: str) -> set[str]:
    """Every bare identifier that may stand in a text: the whole of it, its words, and its runs of digits with spaces between."""
    text = text[:MAX_LENGTH]
    runs = (re.sub(r"[^0-9]", "", run) for run in _DIGITS.findall(text))
    return {bare for part in (text, *text.split(), *runs) if (bare := bare_identifier(part))}
