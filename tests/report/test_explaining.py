"""Every rule and word can be explained, in both languages; the English is the rule's own text."""

from __future__ import annotations

import inspect
import json
import re
from io import StringIO

import pytest

from domaudit.errors import UsageError
from domaudit.report.explaining import PARTS, find, glossary, rules, write_stream
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
    for word in (None, *rules(), *glossary()):
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
    ],
)
def test_a_word_is_found_as_people_type_it(asked: str, found: str) -> None:
    assert find(asked) == found


def test_an_unknown_word_has_a_hint() -> None:
    with pytest.raises(UsageError) as failed:
        find("held-by-provder")
    assert "did you mean 'held-by-provider'" in str(failed.value)
    with pytest.raises(UsageError):
        find("zzzzzzzzzzz")


def test_json() -> None:
    out = StringIO()
    write_stream(None, "json", out, lang="fr")
    told = json.loads(out.getvalue())
    assert told["schema"] == "domaudit-explain/1"
    assert {entry["id"] for entry in told["entries"]} == {*rules(), *glossary()}
