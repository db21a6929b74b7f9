"""What ``--help`` shows, in the language of the run: the words of our commands and those that Typer adds."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import typer

from domaudit.catalogue import Lang, words
from domaudit.cli import examples
from domaudit.cli.streams import fitting

USAGE, DEFAULT, REQUIRED = "Usage: ", "[default: ", "[required]"
"""What Typer writes around our words."""
_TYPE = re.compile(r" <(?:str|list\[str\]|path)>$")  # a word of Python's, where the name says it already
ARGUMENTS, OPTIONS, COMMANDS, MORE, EXAMPLES, SEE_ALSO = "Arguments:", "Options:", "Commands:", "More:", "Examples:", "See also: "
HELP_NAMES = ["-h", "--help"]

PANELS = {
    "What to look at:": ("only", "shard", "client", "provider", "inventory"),
    "What is written:": ("kind", "format", "output", "per_client", "reader", "record", "show_personal_data", "verbose", "quiet"),
    "What counts:": ("fail_on", "strict", "baseline", "since"),
    "Looking up:": ("evidence", "max_age", "offline", "fresh", "registries", "at", "dry_run", "validate_only"),
}
"""The headings under which the options of a command that has many stand, by the names of their parameters; the others come last."""
_FEW = 8  # options that need no headings

GROUPS = {
    "First steps:": ("init", "inspect", "check", "doctor"),
    "Papers:": ("letter", "clause", "handover", "prove"),
    "To know more:": ("explain", "tlds"),
}
"""The headings of the commands; those that stand under none come last, under ``MORE``."""


def in_language(command: Any, lang: Lang) -> None:
    """Turn a command that Typer has made, and those below it, into one that shows its help in this language."""
    for name in ("help", "epilog", "options_metavar", "subcommand_metavar"):
        if text := getattr(command, name, None):
            setattr(command, name, words(text, lang))
    for param in command.get_params(_context(command)):  # the help option among them
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
    for param in command.get_params(_context(command)):
        yield from (param.help or "", param.metavar or "")
    for below in getattr(command, "commands", {}).values():
        yield from texts_of(below)


def _usage(command: Any, lang: Lang, context: Any, formatter: Any) -> None:
    formatter.write_usage(context.command_path, " ".join(command.collect_usage_pieces(context)), prefix=words(USAGE, lang))


def _options(command: Any, lang: Lang, context: Any, formatter: Any) -> None:
    """Commands, arguments, options and examples; a command's own sentence is shown whole, where Typer cuts it."""
    rows = {heading: [] for heading in headings()}  # type: dict[str, list[tuple[str, str]]]
    for name, below in sorted(getattr(command, "commands", {}).items(), key=lambda item: _place(item[0])):
        if not below.hidden:
            rows[COMMANDS if context.parent else _heading(name, GROUPS, MORE)].append((name, below.help))
    params = command.get_params(context)
    many = sum(param.param_type_name == "option" for param in params) > _FEW
    for param in params:
        if record := param.get_help_record(context):
            name, told = record
            name = _TYPE.sub("", name)
            heading = ARGUMENTS if param.param_type_name == "argument" else _heading(param.name, PANELS if many else {}, OPTIONS)
            rows[heading].append((name, told.replace(DEFAULT, words(DEFAULT, lang)).replace(REQUIRED, words(REQUIRED, lang))))
    for heading, found in rows.items():
        if found:
            with _section(formatter, heading, lang):
                formatter.write_dl(found)
    _examples(context, lang, formatter)


def headings() -> tuple[str, ...]:
    """Every heading of a help page, in order, but that of the examples."""
    return (*GROUPS, MORE, COMMANDS, ARGUMENTS, *PANELS, OPTIONS)


def _heading(name: str, among: Mapping[str, Sequence[str]], last: str) -> str:
    return next((heading for heading, names in among.items() if name in names), last)


def _place(name: str) -> int:
    """Where a command stands under its heading."""
    return next((names.index(name) for names in GROUPS.values() if name in names), 0)


def _section(formatter: Any, heading: str, lang: Lang) -> AbstractContextManager[None]:
    section: AbstractContextManager[None] = formatter.section(words(heading, lang).removesuffix(":"))  # it adds the colon
    return section


def _examples(context: Any, lang: Lang, formatter: Any) -> None:
    """What one may type, each with what it is for, and the commands that belong to it: lines to be copied are never folded."""
    name = context.command_path.partition(" ")[2]
    if name in examples.EXAMPLES:
        with _section(formatter, EXAMPLES, lang):
            for number, (line, told) in enumerate(examples.EXAMPLES[name]):
                formatter.write(("\n" if number else "") + " " * formatter.current_indent + line + "\n")
                formatter.indent()
                formatter.write_text(words(told, lang))
                formatter.dedent()
    if name in examples.SEE_ALSO:
        formatter.write_paragraph()
        formatter.write_text(words(SEE_ALSO, lang) + ", ".join(f"domaudit {one}" for one in examples.SEE_ALSO[name]))


def _context(command: Any) -> typer.Context:
    return typer.Context(command, help_option_names=HELP_NAMES)


def _help(made: Any, context: Any) -> str:
    return fitting(made(context), sys.stdout)
