"""A command line that cannot be read: what is wrong with it, and what was probably meant, in one line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from domaudit.cli.examples import EXAMPLES
from domaudit.errors import DomauditError, Heard, Said, UsageError, quoted, said
from domaudit.nearness import near, nearest

_NO_CHOICE = re.compile(r"(?:Value error, )?(?P<value>'.*?'|\".*?\") is not one of (?P<choices>'.*')", re.DOTALL)
"""What Typer says of a value that is none of a few; it hands neither over."""
_CHOICE = re.compile("'([^']*)'")
_MISSING = "Missing argument"
_OUTPUT = ("-o", "--output")
_INVENTORIES, _EVIDENCE = (".yaml", ".yml"), ".jsonl"
_MOST_NAMED = 3
_WHOSE = "whose_it_is"
_LONGEST = 1000
"""Characters of what is proposed: a command that is cut cannot be pasted."""


class Commands(TyperGroup):
    """A group of commands that says what a word which is no command may have meant, and takes ``help`` before a command for ``--help``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the words name. Raises ``UsageError`` for one that there is not."""
        word, *after = args
        if word in self.commands or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        if word == "help":
            named = [one for one in after if not one.startswith("-")]
            if named:
                return self.resolve_command(ctx, [*after, "--help"])
            print(ctx.get_help())
            ctx.exit()
        raise _no_command(ctx, word, after)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the words name; an error that knows no command (of an option without its value) is told whose it is."""
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            if getattr(error, "ctx", ctx) is None and ctx.invoked_subcommand and not hasattr(error, _WHOSE):
                setattr(error, _WHOSE, f"{ctx.command_path} {ctx.invoked_subcommand}")
            raise


def mistaken(error: typer.TyperException) -> DomauditError:
    """What Typer could not read, as an error of ours."""
    context, option = getattr(error, "ctx", None), getattr(error, "option_name", None)
    if context is not None and option is not None and hasattr(error, "possibilities"):
        return _no_option(context, option)
    reason = Heard(" ".join(error.format_message().split()).removesuffix(".").replace("Value error, ", "", 1))
    if found := _NO_CHOICE.match(error.message):
        value, choices = found["value"][1:-1], _CHOICE.findall(found["choices"])
        if meant := nearest(value, choices, 0.5, _meanings("words")):
            return UsageError(_heard(_shortened(reason, found["value"], value)), where="domaudit", hint=_perhaps(meant))
        reason = _shortened(reason, found["value"], value)
    path = context.command_path if context is not None else getattr(error, _WHOSE, "domaudit")
    examples = EXAMPLES.get(path.partition(" ")[2], ()) if isinstance(error, typer.BadParameter) and reason.startswith(_MISSING) else ()
    for line, _ in examples[:1]:
        return UsageError(_heard(reason), where=path, hint=said("write for example: {command}", command=line))
    return UsageError(_heard(reason), where="domaudit", hint=said("'{command} --help' lists what there is", command=path))


def _heard(reason: Heard) -> Said:
    return said("{reason}", reason=reason)


def _shortened(reason: Heard, shown: str, value: str) -> Heard:
    """The reason with a value as our messages show one: on one line, cut, with nothing in it that has no shape."""
    return Heard(reason.replace(" ".join(shown.split()), quoted(value)))


def _no_command(context: Any, word: str, after: Sequence[str]) -> UsageError:
    path, group = context.command_path, context.command
    there = dict(_commands(context.find_root().command))
    below = {name: f"{path} {name}" for name in group.commands}
    elsewhere = {name.rpartition(" ")[2]: f"domaudit {name}" for name in reversed(there)}
    meant: tuple[str, ...] = ()
    if filed := _filed(word):
        meant = (filed,)
    elif word in elsewhere:
        meant = (elsewhere[word],)
    elif found := near(word, [*below, "--help", "--version"], 0.6, _meanings("commands")):
        meant = tuple(f"{path} {one}" for one in found)
    elif (found := near(word, elsewhere, 0.7, _meanings("commands"))) and context.parent is not None:
        meant = tuple(elsewhere[one] for one in found)
    hint = _perhaps(*meant) if meant else said("'{command} --help' lists what there is", command=path)
    return UsageError(said("there is no command {name}", name=quoted(word)), where=path, hint=hint)


def _filed(word: str) -> str | None:
    """The command for a file, or a domain, that stands where a command belongs."""
    typed = shlex.quote(word)
    path = word.casefold()
    if path.endswith(_EVIDENCE):
        return f"domaudit evidence verify {typed}"
    if path.endswith(_INVENTORIES) or (not word.startswith("-") and "." not in word and _is_file(word)):
        return f"domaudit check {typed}"
    if "." not in word:
        return None
    from domaudit.domains import DomainError, hostname, to_unicode
    from domaudit.inventory.given import without_mailbox

    try:
        host = hostname(without_mailbox(word))
    except DomainError:
        return f"domaudit check {typed}" if _is_file(word) else None
    return f"domaudit inspect {shlex.quote(to_unicode(host).removeprefix('www.'))}" if "." in host else None


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        return False


def _no_option(context: Any, option: str) -> UsageError:
    path, command = context.command_path, context.command
    mine = set(_options(command, context))
    owners = {f"domaudit {name}".strip(): set(_options(one, context)) for name, one in _commands(context.find_root().command)}
    told = said("there is no option {option}", option=quoted(option))
    having = [name for name, options in owners.items() if option in options]
    if option == "--inventory" and (argument := next((one for one in command.params if one.metavar == "INVENTORY"), None)) is not None:
        return UsageError(told, where=path, hint=said("name the file alone: '{command} FILE'", command=path, file=argument.name))
    if option in _OUTPUT and command.name == "inspect":
        hint = said("to keep what it prints: '{command} … > FILE'; 'domaudit check' writes reports with -o", command=path)
        return UsageError(told, where=path, hint=hint)
    if having:
        hint = said("it belongs to: {commands}", commands=_listed(having))
        return UsageError(told, where=path, hint=hint)
    found = near(option, (one for one in mine if one.startswith("--")), 0.6, _meanings("options"))
    hint = _perhaps(*found) if found else said("'{command} --help' lists what there is", command=path)
    return UsageError(told, where=path, hint=hint)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + "…" * (len(names) > _MOST_NAMED)


def _perhaps(*meant: str) -> Said:
    first, *more = (quoted(one, _LONGEST) for one in meant)
    return said("did you mean {word} or {other}?", word=first, other=more[0]) if more else said("did you mean {word}?", word=first)


def _commands(command: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Every command and group, by the words that lead to it."""
    if path:
        yield " ".join(path), command
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, *path, name)


def _options(command: Any, context: Any) -> Iterator[str]:
    for param in command.get_params(context):
        if param.param_type_name == "option":
            yield from param.opts


def _meanings(kind: str) -> Mapping[str, Sequence[str]]:
    from domaudit.data import load

    found: Mapping[str, Sequence[str]] = load("meant.yaml")[kind]
    return found
