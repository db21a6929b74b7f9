"""What a shell offers at its Tab key. Each shell's script (``cli/shells.py``) hands over the words typed so far, and gets lines back.

The first line says what fits besides: ``words`` (nothing else), ``files`` or ``folders``. Each line after it is a word and, after a tab,
what it means. Nobody is asked, nothing is written, and nothing that fails is told: no answer is better than a message between two keys.
"""

from __future__ import annotations

import re
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domaudit.cli.shells import NOT_BEGUN

if TYPE_CHECKING:
    from domaudit.data.positions import Node

WORDS, FILES, FOLDERS = "words", "files", "folders"
_UNSAFE = frozenset('$`"\\!“”„‘’‚‛')
"""What a shell may take for more than a letter even in quotes (PowerShell the curved ones too): a word that holds one is not offered."""
_LONGEST, _MOST = 100, 500  # characters of a word, words: nobody reads more
_MOST_BYTES = 512 * 1024  # of an inventory: more is not read within two keys


def answer(shell: str, words: Sequence[str]) -> None:
    """Write the lines for a command line: ``words`` are those after ``domaudit``, the last one being typed. Never raises."""
    try:
        lines = "\n".join(offered(shell, words)) + "\n"
    except Exception:
        lines = f"{FILES}\n"
    sys.stdout.buffer.write(lines.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def offered(shell: str, words: Sequence[str]) -> Iterator[str]:
    """The lines themselves."""
    import typer

    from domaudit.cli.more import app

    *before, now = _as_typed(shell, words)
    line = _Line(typer.main.get_command(app))
    for word in before:
        line.take(word)
    option, equals, value = now.partition("=")
    head = ""
    if equals and option.startswith("--") and line.wants is None:
        line.take(option)
        now = value
        head = f"{option}=" if shell in ("fish", "powershell") else ""  # the others replace the value alone
    kind, found = line.fitting(now)
    yield kind
    for word, told in found:
        if word.startswith(now):
            yield f"{head}{word}\t{told}" if told else f"{head}{word}"


def _as_typed(shell: str, words: Sequence[str]) -> list[str]:
    """The words without the quotes of their shell: bash leaves all to us, and has taken ``--format=json`` apart; others the last word."""
    *before, now = words or [""]
    if shell == "bash":
        found = [_unquoted(word) for word in (*before, now)]
        joined: list[str] = []
        for number, word in enumerate(found):
            if joined and (word == "=" or (number > 1 and found[number - 1] == "=")):
                joined[-1] += word
            else:
                joined.append(word)
        return joined
    if now == NOT_BEGUN:
        now = ""
    return [*before, _unquoted(now) if shell == "fish" else now.lstrip("\"'")]


def _unquoted(word: str) -> str:
    """A word as its command will get it; one whose quote is not closed yet, without that quote."""
    try:
        return "".join(shlex.split(word))
    except ValueError:
        return word.lstrip("\"'").replace("\\", "")


class _Line:
    """A command line as far as it is typed: the command, the option that waits for its value, and the arguments there are."""

    def __init__(self, root: Any) -> None:
        self.command = root
        self.wants: Any = None
        self.given: list[str] = []
        self.values: dict[str, str] = {}
        self.plain = False  # after --

    def take(self, word: str) -> None:
        """A whole word."""
        if self.wants is not None:
            self.values[self.wants.name] = word
            self.wants = None
        elif not self.plain and word == "--":
            self.plain = True
        elif not self.plain and word.startswith("-") and word != "-":
            name, equals, value = word.partition("=")
            option = next((one for one in self._params("option") if name in one.opts), None)
            if option is not None and equals:
                self.values[option.name] = value
            elif option is not None and not option.is_flag:
                self.wants = option
        elif (below := getattr(self.command, "commands", {}).get(word)) is not None:
            self.command = below
        elif word != "help" or not hasattr(self.command, "commands"):
            self.given.append(word)

    def fitting(self, now: str) -> tuple[str, Iterable[tuple[str, str]]]:
        """What may stand where the next word is being typed."""
        if self.wants is not None:
            return self._values(self.wants)
        if now.startswith("-") and not self.plain:
            return WORDS, [(name, _told(one)) for one in self._params("option") for name in one.opts if name.startswith("--")]
        if hasattr(self.command, "commands"):
            return WORDS, [(name, _told(below)) for name, below in self.command.commands.items() if not below.hidden]
        arguments = list(self._params("argument"))
        if not arguments:
            return WORDS, []
        argument = arguments[min(len(self.given), len(arguments) - 1)]
        if len(self.given) >= len(arguments) and argument.nargs == 1:
            return WORDS, []
        kind, found = self._values(argument)
        return kind, [(word, told) for word, told in found if word not in self.given]

    def _params(self, kind: str) -> Iterator[Any]:
        import typer

        from domaudit.cli.helping import HELP_NAMES

        context = typer.Context(self.command, help_option_names=HELP_NAMES)
        return (one for one in self.command.get_params(context) if one.param_type_name == kind)

    def _values(self, param: Any) -> tuple[str, Iterable[tuple[str, str]]]:
        import typer

        if choices := [str(item.value) for item in param.shell_complete(typer.Context(self.command), "") if item.type == "plain"]:
            return WORDS, [(choice, "") for choice in choices]
        if param.name in _KNOWN:
            return WORDS, sorted({word: told for word, told in _KNOWN[param.name](self) if _fits(word)}.items())[:_MOST]
        metavar = (param.metavar or "").rstrip(".")
        if metavar == "DIR":
            return FOLDERS, []
        return (FILES if metavar in _FILES else WORDS), []

    def inventory(self) -> Node | None:
        """The inventory of this command line, as far as it can be read; None where there is none."""
        from domaudit.cli import inventories
        from domaudit.data.positions import read_tree

        named = self.values.get("inventory")
        if named is None and any(one.name in ("inventory", "inventories") for one in self._params("argument")):
            named = next(iter(self.given), None)
        name = named or inventories.found()
        path = Path(name).expanduser() if name and name != "-" else None
        if path is None or not path.is_file():  # a pipe would be drunk up
            return None
        with open(path, "rb") as source:
            content = source.read(_MOST_BYTES + 1)
        return read_tree(content, str(path))[0] if len(content) <= _MOST_BYTES else None


# Our own files are read by their lines: as YAML they take longer than all the rest, and a key waits for it.
_ENTRY = re.compile(r"^  ([^\s:#]+):", re.MULTILINE)
_WORD = re.compile(r"^(?:explain|glossary)\.([a-z0-9-]+)\.(?:promise|name):", re.MULTILINE)
_FILES = {"FILE", "REPORT.json", "INVENTORY", "OLD", "NEW", "OUT"}


def _told(param: Any) -> str:
    """The first sentence of a help text, in the language of the run."""
    from domaudit.catalogue import words
    from domaudit.cli.speaking import language

    told = words(param.help or "", language())
    return textwrap.shorten(told.split(". ")[0].split(": ")[0].removesuffix("."), _LONGEST, placeholder=" …")


def _fits(word: str) -> bool:
    return 0 < len(word) <= _LONGEST and word.isprintable() and not word.startswith("-") and _UNSAFE.isdisjoint(word)


def _domains(line: _Line) -> Iterator[tuple[str, str]]:
    from domaudit.data.positions import Mapping, Scalar, Sequence

    tree = line.inventory()
    sites = tree.get("sites") if isinstance(tree, Mapping) else None
    for site in sites.items if isinstance(sites, Sequence) else ():
        named = site.get("domain") if isinstance(site, Mapping) else site
        if isinstance(named, Scalar) and " " not in named.text:
            yield named.text, ""


def _parties(line: _Line) -> Iterator[tuple[str, str]]:
    from domaudit.data.positions import Mapping, Scalar, Sequence

    tree = line.inventory()
    if not isinstance(tree, Mapping):
        return
    parties, sites = tree.get("parties"), tree.get("sites")
    keys = {key.text for key, _ in parties.pairs} if isinstance(parties, Mapping) else set()
    for _, party in parties.pairs if isinstance(parties, Mapping) else ():
        if isinstance(party, Mapping) and isinstance(name := party.get("name"), Scalar):
            yield name.text, ""
    for holder in (tree, *(sites.items if isinstance(sites, Sequence) else ())):
        for side in ("client", "provider"):
            given = holder.get(side) if isinstance(holder, Mapping) else None
            named = given.get("name") if isinstance(given, Mapping) else given
            if isinstance(named, Scalar) and named.text not in keys:
                yield named.text, ""


def _explained(line: _Line) -> Iterator[tuple[str, str]]:
    from domaudit.data import read

    texts = "\n".join(read(f"texts/{name}.yaml").decode() for name in ("explain", "glossary"))
    guides = read("guides/guides.yaml").decode().partition("\nguides:\n")[2]
    return ((name, "") for name in (*_WORD.findall(texts), *_ENTRY.findall(guides)))


def _endings(line: _Line) -> Iterator[tuple[str, str]]:
    from domaudit.data import read

    zones = read("registries.yaml").decode().partition("\nzones:\n")[2]
    return ((name, "") for name in _ENTRY.findall(zones))


_KNOWN: dict[str, Callable[[_Line], Iterator[tuple[str, str]]]] = {
    "only": _domains,
    "domain": _domains,
    "client": _parties,
    "provider": _parties,
    "word": _explained,
    "tld": _endings,
}
"""What fits a parameter, by its name."""
