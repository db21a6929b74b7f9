"""Every sentence stands in both languages, takes the same values, is typeset, and never accuses."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import texts
from domaudit.model import Confidence, Holder, Key, Outcome, Severity, Text, Verdict

NARROW = "\u202f"
PACKAGE = Path(texts.__file__).parent
ID = re.compile(r"[a-z-]+(\.[a-z-]+)+")
FORBIDDEN = {
    "en": re.compile(r"\b(hostage|hostages|theft|steal|stole|stolen|fraud|fraudulent|refuses|owner|owners)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(otages?|vols?|voler|volé|escroquerie|refuse|refusent|propriétaires?|fraude)\b", re.IGNORECASE),
}
RULES = [
    "no-own-domain",
    "sources-disagree",
    "held-by-provider",
    "in-name-only",
    "held-by-third-party",
    "not-registered",
    "reserved",
    "registrant-hidden",
    "registrant-absent",
    "could-not-conclude",
    "provider-controls-transfer-mail",
    "provider-nameservers",
    "provider-reseller",
    "expires-soon",
    "expired",
    "in-redemption",
    "no-transfer-lock",
    "re-registered",
    "attestation-expired",
    "acceptance-expired",
    "near-party",
]


def both(id_: str) -> tuple[str, str]:
    return texts.template(id_, "en"), texts.template(id_, "fr")


def test_every_text_stands_in_both_languages_with_the_same_values() -> None:
    assert [id_ for id_ in texts.ids() if not all(both(id_))] == []
    assert [id_ for id_ in texts.ids() if texts.placeholders(id_, "en") != texts.placeholders(id_, "fr")] == []


def test_no_text_has_a_brace_that_is_no_placeholder_or_an_unknown_format() -> None:
    def known(found: re.Match[str]) -> str:
        return "" if (found.group(2) or "party") in texts.FORMATS else "{"

    bare = {id_: re.sub(r"\{([a-z_]+)(?::([a-z]+))?\}", known, "".join(both(id_))) for id_ in texts.ids()}
    assert [id_ for id_, text in bare.items() if "{" in text or "}" in text] == []


def test_no_text_accuses() -> None:
    assert [id_ for id_ in texts.ids() if FORBIDDEN["en"].search(both(id_)[0]) or FORBIDDEN["fr"].search(both(id_)[1])] == []


@pytest.mark.parametrize(
    "wrong",
    [r"[ \u00a0][;:!?»]", r"« |«[^\u202f]|[^\u202f]»", r"\w[;!?]", r"\w:(?!\w|//)", r"'", r"  "],
    ids=["wide space", "guillemets", "no space before", "no space before colon", "straight apostrophe", "two spaces"],
)
def test_french_typography(wrong: str) -> None:
    assert [id_ for id_ in texts.ids() if re.search(wrong, re.sub(r"\{[^}]*\}", "x", both(id_)[1]))] == []


def test_english_typography() -> None:
    assert [id_ for id_ in texts.ids() if re.search(r" [;:!?]|[«»']|  ", both(id_)[0])] == []


def test_the_typesetter() -> None:
    assert texts.typeset("C'est « lui » : oui ! Non ? Si ; 12:30", "fr") == "C’est «_lui_»_: oui_! Non_? Si_; 12:30".replace("_", NARROW)
    assert texts.typeset("It's “him”: yes", "en") == "It’s “him”: yes"


def test_french_is_not_english() -> None:
    long = [id_ for id_ in texts.ids() if len(re.sub(r"\{[^}]*\}", "", both(id_)[0]).split()) > 4]
    assert [id_ for id_ in long if len(set(both(id_))) == 1] == []


@pytest.mark.parametrize(
    ("family", "words"),
    [("verdict", Verdict), ("holder", Holder), ("confidence", Confidence), ("severity", Severity), ("outcome", Outcome), ("key", Key)],
)
def test_every_word_of_the_model_is_told(family: str, words: type) -> None:
    for word in words:
        assert texts.has(f"{family}.{word}")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_told(rule: str) -> None:
    assert all(texts.has(f"rule.{rule}.{part}") for part in ("title", "message", "why"))


def test_held_by_provider_states_the_record_and_never_the_motive() -> None:
    values = {"domain": "x.fr", "date": "2026-11-22", "server": "rdap.nic.fr", "value": "STUDIO PIXEL", "field": "registrant.organization"}
    english = texts.say(Text("rule.held-by-provider.message", values), "en")
    french = texts.say(Text("rule.held-by-provider.message", values), "fr")
    assert english.startswith("On 22 Nov 2026, AFNIC (registry of .fr, rdap.nic.fr) names “STUDIO PIXEL” (registrant organisation)")
    assert "This does not say why, nor who has the right to the name" in english
    assert french.startswith(f"Au 22 novembre 2026, l’AFNIC (registre du .fr, rdap.nic.fr) désigne «{NARROW}STUDIO PIXEL{NARROW}»")
    assert "Cela ne dit ni pourquoi, ni qui a droit au nom" in french


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("2027-03-02", "2 Mar 2027", "2 mars 2027"),
        ("2027-03-01", "1 Mar 2027", "1er mars 2027"),
        ("2026-08-31T10:00:00Z", "31 Aug 2026", "31 août 2026"),
        ("soon", "soon", "soon"),
    ],
)
def test_dates_are_written_in_the_language(value: str, english: str, french: str) -> None:
    assert texts.say_date(value, "en") == english
    assert texts.say_date(value, "fr") == french


def test_a_date_may_come_as_a_date() -> None:
    assert texts.say_date(date(2026, 12, 25), "fr") == "25 décembre 2026"


@pytest.mark.parametrize(
    ("days", "english", "french"), [("1", "in 1 day.", "1 jour."), ("0", "in 0 days.", "0 jour."), ("12", "in 12 days.", "12 jours.")]
)
def test_days_are_counted(days: str, english: str, french: str) -> None:
    text = Text("rule.expires-soon.message", {"domain": "x.fr", "expires": "2026-12-01", "days": days})
    assert english in texts.say(text, "en")
    assert french in texts.say(text, "fr")


def test_causes_are_told_in_words() -> None:
    id_ = "rule.could-not-conclude.message"
    values = {"domain": "x.bj", "causes": "whois.nic.bj unreachable, rdap.nic.fr refused, odd thing"}
    assert "whois.nic.bj could not be reached; rdap.nic.fr declined our question for now" in texts.say(Text(id_, values), "en")
    assert "whois.nic.bj n’a pas répondu" in texts.say(Text(id_, values), "fr")
    assert "nothing answered" in texts.say(Text(id_, {"domain": "x", "causes": ""}), "en")


def test_an_empty_aside_leaves_no_brackets() -> None:
    values = {"server": "a.example", "outcome": "unreachable", "error": ""}
    assert texts.say(Text("reason.not-answered", values), "en") == "the server a.example could not be reached"
    assert texts.say(Text("reason.not-answered", {**values, "error": "timed out"}), "en").endswith("could not be reached (timed out)")


def test_why_tells_the_word_it_is_about() -> None:
    values = {
        "field": "organization",
        "value": "PIXEL CONSEIL",
        "party": "Pixel",
        "who": "provider",
        "why": "why.one-word",
        "word": "conseil",
    }
    assert "one word differs, “conseil”. Is it the same?" in texts.say(Text("reason.near", values), "en")
    assert "(le prestataire)" in texts.say(Text("reason.near", values), "fr")


def test_a_reason_has_a_short_form() -> None:
    values = {"domain": "x.fr", "value": "Dupont", "email": "a@b.example", "why": "reason.email-domain"}
    assert "the mailbox is under one of its own domains" in texts.say(Text("rule.in-name-only.message", values), "en")


@pytest.mark.parametrize("hostile", ["{domain}", "{value:word}", "{0.__class__}", "%s", "[red]", "verdict.hidden", "{{", "\\1"])
def test_a_hostile_value_is_never_read(hostile: str) -> None:
    values = {"value": hostile, "domain": "x.fr", "server": hostile, "field": hostile}
    told = texts.say(Text("rule.held-by-third-party.message", values), "en")
    assert told.count(hostile) == 3


def test_what_is_missing_never_stops_a_report() -> None:
    assert texts.say(Text("no.such-id"), "fr") == "no.such-id"
    assert "…" in texts.say(Text("rule.expired.message"), "en")


@given(st.text(), st.text(), st.text())
@settings(max_examples=100, deadline=None)
def test_saying_never_raises(value: str, server: str, outcome: str) -> None:
    values = {"value": value, "server": server, "error": value, "field": value, "days": value, "expires": value}
    values |= {"outcome": outcome, "why": outcome, "causes": outcome}
    for id_ in ("reason.not-answered", "reason.near", "rule.expires-soon.message", "rule.could-not-conclude.message"):
        for lang in ("en", "fr"):
            assert texts.say(Text(id_, values), lang)


def test_a_party_that_was_not_named_is_told_as_a_native_would(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "at.the.start": ("{client} asks. {provider} answers.", "{client} demande. {provider} répond."),
        "joined": ("of {client}, to {provider}", "au nom de {client}, à {provider}, le code {client}"),
        "elided": ("of {client}", "de {client}, que {client}, le code {client}, à {client}"),
    }
    table = {**texts._table(), **said}
    monkeypatch.setattr(texts, "_table", lambda: table)
    nobody = {"client": "", "provider": ""}
    assert texts.tell("at.the.start", "en", **nobody) == "The client asks. The provider answers."
    assert texts.tell("at.the.start", "fr", **nobody) == "Le client demande. Le prestataire répond."
    assert texts.tell("joined", "en", **nobody) == "of the client, to the provider"
    assert texts.tell("joined", "fr", **nobody) == "au nom du client, au prestataire, le code le client"
    named = {"client": "Épicerie Diallo", "provider": "le Studio"}
    assert texts.tell("elided", "fr", **named) == "d’Épicerie Diallo, qu’Épicerie Diallo, le code Épicerie Diallo, à Épicerie Diallo"
    assert texts.tell("elided", "en", **named) == "of Épicerie Diallo"
    assert texts.tell("joined", "fr", **named) == "au nom d’Épicerie Diallo, à le Studio, le code Épicerie Diallo"
    assert texts.tell("elided", "fr", client="Hôtel Faso") == "de Hôtel Faso, que Hôtel Faso, le code Hôtel Faso, à Hôtel Faso"


def test_no_sentence_leaves_two_words_apart_that_french_writes_as_one() -> None:
    for id_ in texts.ids():
        values = {name: "" if name in texts.PARTIES else "2026-11-22" for name in texts.placeholders(id_, "fr")}
        told = texts.tell(id_, "fr", **values)
        assert not re.search(r"\b(de|à) le(s)? (client|prestataire)", told, re.IGNORECASE), (id_, told)


def _spoken() -> tuple[set[str], set[str]]:
    """Every string of the code, the templates and the data beside the texts; and the patterns of the strings that are put together."""
    words: set[str] = set()
    patterns: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                pieces = [piece.value if isinstance(piece, ast.Constant) else None for piece in node.values]
                if re.match(r"[a-z-]+\.", str(pieces[0] or "")):  # an id's family is written out; what is not one says nothing
                    patterns.add("".join(".+" if piece is None else re.escape(str(piece)) for piece in pieces))
    for path in (*PACKAGE.rglob("*.j2"), *(path for path in PACKAGE.rglob("*.yaml") if "texts" not in str(path))):
        words.update(re.findall(r"[\w.-]+", path.read_text("utf-8")))
    return words, patterns


def test_every_text_is_said_by_somebody() -> None:
    words, patterns = _spoken()
    one = re.compile("|".join(patterns))

    def said(id_: str) -> bool:
        stem = re.sub(r"\.(one|other|short|cover|title|more|given)$", "", id_)
        family, _, rest = id_.partition(".")
        by_word = family in texts.VOCABULARY and (rest in words or f"reason.{rest}" in words)  # {…:word} finds the family by itself
        in_template = f"{id_.rpartition('.')[0]}." in words and id_.rpartition(".")[2] in words  # tell("html.mark." ~ kind)
        return id_ in words or stem in words or by_word or in_template or bool(one.fullmatch(id_) or one.fullmatch(stem))

    assert [id_ for id_ in texts.ids() if not said(id_)] == []


def test_every_text_that_the_code_names_is_there() -> None:
    """``say`` shows an unknown id as itself, so that a report always comes out: no report of ours may need that."""
    missing = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            id_ = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if called in ("Text", "tell", "template", "placeholders") and isinstance(id_, str) and ID.fullmatch(id_) and not texts.has(id_):
                missing.append((path.name, node.lineno, id_))
            if called == "count" and isinstance(id_, str) and ID.fullmatch(id_) and not texts.has(f"{id_}.one"):
                missing.append((path.name, node.lineno, id_))
    assert missing == []


def test_what_is_typed_keeps_its_straight_quotes() -> None:
    """Between backticks nothing is typeset, and no sentence holds a quoted argument outside of them: it is a value then."""
    assert texts.typeset("l'extra : `pip install 'a[b]' ; x`", "fr") == "l’extra\u202f: `pip install 'a[b]' ; x`"
    for lang in texts.LANGUAGES:
        said = [texts.template(id_, lang) for id_ in texts.ids()]
        assert [text for text in said if re.search(r"’\S*\[|\]’|--[a-z]+ ’", text)] == []
