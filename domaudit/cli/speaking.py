"""The language of a command, decided here alone: ``--lang``, then the inventory's, then ``DOMAUDIT_LANG``, then the locale, else English.

What comes before the inventory is read (a wrong option, the help) goes without it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from domaudit import catalogue
from domaudit.catalogue import Lang

if TYPE_CHECKING:
    from domaudit.cli.options import Language
    from domaudit.model import Text

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables of the locale: the first that is set counts (POSIX, Base Definitions, section 8.2)."""

_asked: Lang | None = None
_now: Lang = "en"


def begin(arguments: Sequence[str]) -> Lang:
    """Take up a new command line; gives the language until ``language`` knows better."""
    global _asked
    _asked = _named_in(arguments)
    return language()


def language(lang: Language | None = None, stated: Lang | None = None) -> Lang:
    """The language from here on: ``lang`` is the command's own option, ``stated`` what its inventory says."""
    global _now
    asked: Lang | None = _known(lang.value) if lang else _asked
    _now = asked or stated or of_environment(os.environ) or "en"
    return _now


def variable(variables: Mapping[str, str], lang: Language | None) -> str:
    """What the language comes from: ``--lang``, a variable of the environment, or nothing at all."""
    if lang is not None or _asked is not None:
        return "--lang"
    if _known(variables.get("DOMAUDIT_LANG", "")):
        return "DOMAUDIT_LANG"
    return next((name for name in LOCALE if name in variables), "") if of_environment(variables) else ""


def say(told: str | Text) -> str:
    """A sentence of ours in the language of the command."""
    if isinstance(told, str):
        return catalogue.say(told, _now)
    from domaudit import texts

    return texts.say(told, _now)


def of_environment(variables: Mapping[str, str]) -> Lang | None:
    """The language that ``DOMAUDIT_LANG`` names, else the locale; None where neither names one that domaudit speaks."""
    own = _known(variables.get("DOMAUDIT_LANG", ""))
    return own or _known(next((value for name in LOCALE if (value := variables.get(name))), ""))


def _known(name: str) -> Lang | None:
    """``fr`` of ``fr``, ``fr_CA.UTF-8`` or ``FR``."""
    spoken = name.replace("-", "_").partition("_")[0].partition(".")[0].partition("@")[0].lower()
    return "fr" if spoken == "fr" else "en" if spoken == "en" else None


def _named_in(arguments: Sequence[str]) -> Lang | None:
    """What ``--lang`` says, wherever it stands: Typer reads it too late for its own complaints, and never beside ``--help``."""
    found = None
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang":
            found = _known("".join(arguments[number + 1 : number + 2])) or found
        elif argument.startswith("--lang="):
            found = _known(argument.removeprefix("--lang=")) or found
    return found
