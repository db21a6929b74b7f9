"""Every rule and word can be explained, in both languages; the English is the rule's own text."""

from __future__ import annotations

import inspect
import json
import re
from io import StringIO

import pytest

from domaudit.errors import UsageError
from domaudit.guides import guides
from domaudit.report.commands.explain import PARTS, find, glossary, rules, write_stream
from domaudit.rules import RULES, _applied, agreements
from domaudit.texts import Lang, tell

HEADINGS = dict(zip(("What it sees", "Why it matters", "What it cannot see", "What to do"), PARTS, strict=True))
ALL = {rule.__name__.replace("_", "-"): rule for rule in RULES} | {"acceptance-unused": agreements.unused, "rule-failed": _applied}


def test_every_rule_is_explained() -> None:
    assert list(rules()) == list(ALL)


@pytest.mark.parametrize("name", ALL)
def test_the_english_is_the_rules_own_text(name: str) -> None:
    first, _, rest = (inspect.getdoc(ALL[name]) or "").partition("\n\n")
    told = dict(re.findall(r"^(What it sees|Why it matters|What it cannot see|What to do): (.*?)(?=^What|^Why|\Z)", rest, re.S | re.M))
    assert tell(f"explain.{name}.promise", "en") == " ".join(first.split()).replace("'", "’")
    for heading, part in HEADINGS.items():
        text = " ".join(told[heading].split()).replace("'", "’")
        assert tell(f"explain.{name}.{part}", "en") == text[0].upper() + text[1:]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_everything_can_be_shown(lang: Lang) -> None:
    for word in (None, *rules(), *glossary(), *(one.id for one in guides())):
        out = StringIO()
        write_stream(word, "terminal", out, lang=lang)
        assert out.getvalue().strip()
        assert max(map(len, out.getvalue().splitlines())) <= 88


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("held-by-provider", "held-by-provider"),
        ("Held by provider", "held-by-provider"),
        ("Registrant", "registrant"),
        ("titulaire", "registrant"),
        ("ovh", "ovh"),
        ("OVHcloud", "ovh"),
        ("GANDI SAS", "gandi"),
        ("Registrar", "registrar"),
    ],
)
def test_a_word_is_found_as_people_type_it(asked: str, found: str) -> None:
    assert find(asked) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("client transfer prohibited", "transfer-lock"),
        ("client hold", "clientHold"),
        ("auto renew period", "autoRenewPeriod"),
        ("active", "ok"),
        ("not seen", "not-seen"),
        ("sure", "confidence"),
        ("compte", "registrar-account"),
        ("SIRET", "siren"),
        ("SARL", "legal-form"),
        ("fiche", "record"),
        ("relance", "reminder"),
    ],
)
def test_what_people_read_and_type_is_found(asked: str, found: str) -> None:
    assert find(asked) == found


def test_a_status_is_explained_in_the_language_of_the_run() -> None:
    out = StringIO()
    write_stream("server hold", "terminal", out, lang="fr")
    assert out.getvalue().startswith("serverHold, un statut de la fiche\n\n  Le registre a retiré le domaine du DNS")


def test_an_unknown_word_has_a_hint() -> None:
    with pytest.raises(UsageError) as failed:
        find("held-by-provder")
    assert "did you mean 'held-by-provider'" in str(failed.value)
    with pytest.raises(UsageError):
        find("zzzzzzzzzzz")
    with pytest.raises(UsageError) as failed:
        find("Gandini")
    assert "did you mean 'gandi'" in str(failed.value)


def test_no_guide_is_named_as_a_word_or_a_rule() -> None:
    for one in guides():
        assert find(one.id) == find(one.name) == one.id


@pytest.mark.parametrize(
    ("lang", "known", "unknown"),
    [
        ("en", "Its own page, read on", "We found no page of Shopify on this"),
        ("fr", "Page officielle, lue le", "pas trouvé de page de Shopify"),
    ],
)
def test_a_guide_shows_where_each_fact_comes_from_and_what_is_not_known(lang: Lang, known: str, unknown: str) -> None:
    out = StringIO()
    write_stream("Shopify", "terminal", out, lang=lang)
    told = " ".join(out.getvalue().split())
    assert known in told
    assert unknown in told
    assert "https://help.shopify.com/" in told


def test_a_guide_as_json_has_null_for_what_is_not_known() -> None:
    out = StringIO()
    write_stream("shopify", "json", out, lang="en")
    (entry,) = json.loads(out.getvalue())["entries"]
    assert entry["kind"] == "guide"
    assert entry["facts"]["code"] is None
    assert entry["facts"]["push"].keys() == {"text", "source", "read", "confidence"}


def test_json() -> None:
    out = StringIO()
    write_stream(None, "json", out, lang="fr")
    told = json.loads(out.getvalue())
    assert told["schema"] == "domaudit-explain/1"
    assert {entry["id"] for entry in told["entries"]} == {*rules(), *glossary(), *(one.id for one in guides())}
