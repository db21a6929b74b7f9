"""What ``--help`` shows, in the language of the run: the words of our commands and those that Typer adds."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import typer

from domaudit.catalogue import Lang, words
from domaudit.cli.streams import fitting

USAGE, DEFAULT, REQUIRED = "Usage: ", "[default: ", "[required]"
"""What Typer writes around our words."""
_TYPE = re.compile(r" <(?:str|list\[str\]|path)>$")  # a word of Python's, where the name says it already
HEADINGS = {"argument": "Arguments", "option": "Options", "command": "Commands"}


def in_language(command: Any, lang: Lang) -> None:
    """Turn a command that Typer has made, and those below it, into one that shows its help in this language."""
    for name in ("help", "epilog", "options_metavar", "subcommand_metavar"):
        if text := getattr(command, name, None):
            setattr(command, name, words(text, lang))
    for param in command.get_params(typer.Context(command)):  # the help option among them
        param.help = words(param.help or "", lang)
        if param.metavar:
            param.metavar = words(param.metavar, lang)
    command.format_usage = partial(_usage, command, lang)
    command.format_options = partial(_options, command, lang)
    command.get_help = partial(_help, command.get_help)
    for below in getattr(command, "commands", {}).values():
        in_language(below, lang)


def texts_of(command: Any) -> Iterator[str]:
    """Every text of ours and of Typer's that the help of a command, and of those below it, may show: for the catalogue."""
    for name in ("help", "epilog", "options_metavar", "subcommand_metavar"):
        yield getattr(command, name, None) or ""
    for param in command.get_params(typer.Context(command)):
        yield from (param.help or "", param.metavar or "")
    for below in getattr(command, "commands", {}).values():
        yield from texts_of(below)


def _usage(command: Any, lang: Lang, context: Any, formatter: Any) -> None:
    formatter.write_usage(context.command_path, " ".join(command.collect_usage_pieces(context)), prefix=words(USAGE, lang))


def _options(command: Any, lang: Lang, context: Any, formatter: Any) -> None:
    """Arguments, options and commands; a command's own sentence is shown whole, where Typer cuts it."""
    rows: dict[str, list[tuple[str, str]]] = {kind: [] for kind in HEADINGS}
    for param in command.get_params(context):
        if record := param.get_help_record(context):
            name, told = record
            name = _TYPE.sub("", name)
            rows[param.param_type_name].append((name, told.replace(DEFAULT, words(DEFAULT, lang)).replace(REQUIRED, words(REQUIRED, lang))))
    rows["command"] = [(name, below.help) for name, below in getattr(command, "commands", {}).items() if not below.hidden]
    for kind, heading in HEADINGS.items():
        if rows[kind]:
            with formatter.section(words(f"{heading}:", lang).removesuffix(":")):  # it adds the colon
                formatter.write_dl(rows[kind])


def _help(made: Any, context: Any) -> str:
    return fitting(made(context), sys.stdout)
