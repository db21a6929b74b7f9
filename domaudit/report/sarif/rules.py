"""What a SARIF log says of the rules, the same in every run: their names, their help in plain text and Markdown, how grave they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

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

_GRAVE = ("held-by-provider", "in-name-only", "in-redemption", "expired")
_WARNING = (
    *("no-own-domain", "sources-disagree", "held-by-third-party", "one-holder-for-many", "not-registered", "could-not-conclude"),
    *("expires-soon", "re-registered", "provider-controls-transfer-mail", "request-overdue", "attestation-contradicted", "rule-failed"),
)
_UNSURE = {"one-holder-for-many": "medium", "person-for-company": "medium", "old-verification-token": "low"}

# A score only where a stranger may step in. Who is registered is a matter between two parties: there the level speaks, which knows a
# rental as agreed; a score would be shown in its place.
_SECURITY = {"in-redemption": "8.5", "expired": "7.0", "not-registered": "5.0", "old-verification-token": "3.0"}

_EXPIRY = ("in-redemption", "expired", "expires-soon", "re-registered")
_INVENTORY = ("request-overdue", "attestation", "acceptance")
_CONTROL = ("provider-", "dns-", "old-", "no-transfer")
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
    severity = Severity.CRITICAL if rule in _GRAVE else Severity.WARNING if rule in _WARNING else Severity.NOTICE
    told = [(tell(f"explaining.{part}", lang), tell(f"explain.{rule}.{part}", lang)) for part in PARTS]
    properties = {
        "tags": ["domain", _theme(rule), *(["security"] if rule in _SECURITY else [])],
        "precision": _UNSURE.get(rule, "high"),
        "problem.severity": {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}[severity],
        **({"security-severity": _SECURITY[rule]} if rule in _SECURITY else {}),
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


def _theme(rule: str) -> str:
    for theme, beginnings in (("expiry", _EXPIRY), ("inventory", _INVENTORY), ("control", _CONTROL)):
        if rule.startswith(beginnings):
            return theme
    return "ownership"
