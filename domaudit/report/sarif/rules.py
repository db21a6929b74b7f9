"""What a SARIF log says of the rules, the same in every run: their names, their help in plain text and Markdown, how grave they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from domaudit.data import load
from domaudit.model import Severity
from domaudit.report import words
from domaudit.report.commands.explain import PARTS
from domaudit.report.commands.explain import rules as known
from domaudit.texts import Lang, tell

LONGEST = 1024
"""Characters of a rule's description that code scanning takes."""

LEVELS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}

PLACES: Mapping[str, int] = {rule: place for place, rule in enumerate(known())}
"""Where each rule stands in the log's list."""

NOTICES = {
    "silent-source": "sarif.silent",
    "inventory-notice": "sarif.notice",
    "changed": "sarif.changed",
    "masked": "sarif.masked",
    "left-out": "sarif.cut",
}
"""The notifications by their ids, each with its text."""

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&@!])")


def escaped(text: str) -> str:
    """A text in which nothing is markup to Markdown, nor made a link or a mention by those who render it."""
    return _MARKS.sub(r"\\\1", text).replace("://", r":\//").replace("www.", r"www\.")


def literal(text: str) -> str:
    """A message in which braces stand for themselves and for no argument (SARIF 2.1.0, section 3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")


def linked(line: str) -> str:
    """A line of ours that ends with an address, which stays a link."""
    lead, space, url = line.rpartition(" ")
    return f"{escaped(lead)}{space}<{url}>" if url.startswith("https://") and not set(url) & set("<>\\") else escaped(line)


def inert(text: str) -> str:
    """A message in plain text in which no value becomes a link or an argument (SARIF 2.1.0, sections 3.11.5 and 3.11.6)."""
    return literal(text).replace("](", "] (")


@cache
def rules(lang: Lang) -> list[dict[str, Any]]:
    """Every rule, whether it fired or not, so that two runs differ in their results alone."""
    return [_rule(rule, lang) for rule in known()]


def notifications(lang: Lang) -> list[dict[str, Any]]:
    """What the notifications of a run are, as code scanning wants every descriptor."""
    told = {id_: {"text": tell(text, lang)} for id_, text in NOTICES.items()}
    return [{"id": id_, "name": _name(id_), "shortDescription": text, "fullDescription": text, "help": text} for id_, text in told.items()]


def _rule(rule: str, lang: Lang) -> dict[str, Any]:
    full = f"{tell(f'explain.{rule}.promise', lang)} {tell(f'rule.{rule}.why', lang)}"
    known_of = load("rules.yaml")[rule]
    severity, security = Severity(known_of["severity"]), known_of.get("security")
    told = [(tell(f"explaining.{part}", lang), tell(f"explain.{rule}.{part}", lang)) for part in PARTS]
    properties = {
        "tags": ["domain", known_of["about"], *(["security"] if security else [])],
        "precision": known_of.get("confidence", "high"),
        "problem.severity": {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}[severity],
        **({"security-severity": security} if security else {}),
    }
    return {
        "id": rule,
        "name": _name(rule),
        "shortDescription": {"text": words.shorten(tell(f"rule.{rule}.title", lang), LONGEST)},
        "fullDescription": {"text": words.shorten(full, LONGEST)},
        "help": {
            "text": "\n\n".join(f"{head}\n{text}" for head, text in told),
            "markdown": "\n\n".join(f"**{head}**\n\n{escaped(text)}" for head, text in told),
        },
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": properties,
    }


def _name(rule: str) -> str:
    """``HeldByProvider``: what validators ask for, in case too another word than the id (``expired``: ``DomainExpired``)."""
    words_ = rule.split("-") if "-" in rule else ["domain", rule]
    return "".join(map(str.capitalize, words_))
