"""The questions of ``domaudit init``, put on a terminal: each with a word of why, asked again where the answer cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from domaudit.cli.speaking import say
from domaudit.cli.streams import for_people, tell, tell_wrapped
from domaudit.errors import DomauditError, Said, UsageError, said

if TYPE_CHECKING:
    from domaudit.starting.listing import Listing

T = TypeVar("T")


class Interrupted(DomauditError):
    """Ctrl-C at a question: nothing was written."""

    exit_code = 130


def on_a_terminal() -> bool:
    """Whether somebody is there who can be asked, and can read the question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Interview:
    """Questions one after the other, numbered; what is asked goes to stderr."""

    def __init__(self) -> None:
        self._number = 0
        tell(said("Five short questions at most; Ctrl-C leaves all as it is."))

    def ask(self, question: Said, read: Callable[[str], T]) -> T:
        """What ``read`` makes of the first answer that it can use: where it raises a ``DomauditError``, that is told, and asked again."""
        self._put(question)
        while True:
            answer = self._line("> ")
            try:
                return read(answer)
            except DomauditError as error:
                tell_wrapped(error)

    def domains(self, question: Said) -> Listing:
        """The list that is pasted, up to an empty line, or that stands in the file which is named."""
        from domaudit.starting.listing import read_list

        self._put(question)
        while True:
            lines = [self._line("> ").strip()]
            try:
                if lines[0] and _is_a_file(lines[0]):
                    found = read_list(Path(lines[0]).read_bytes(), lines[0])
                else:
                    while lines[-1]:
                        lines.append(self._line("  ").strip())
                    found = read_list("\n".join(lines).encode("utf-8", "replace"), say(said("your answer")))
                if found.entries:
                    return found
                raise UsageError(said("no domain was found in it"), hint=said("write it such as dupont.example, or name a file"))
            except OSError as error:
                from domaudit.errors import system

                tell_wrapped(said("{where}: {reason}", where=lines[0], reason=system(error)))
            except DomauditError as error:
                tell_wrapped(error)

    def _put(self, question: Said) -> None:
        self._number += 1
        print(file=for_people())
        tell_wrapped(f"{self._number}. {say(question)}")

    def _line(self, prompt: str) -> str:
        """One line that was typed, without its end."""
        print(prompt, end="", file=for_people(), flush=True)
        line = sys.stdin.readline()
        if not line:
            print(file=for_people())
            raise UsageError(said("the answers ended too early"), where="init", hint=said("nothing was written; run it again"))
        return line.rstrip("\r\n")


def _is_a_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # a name too long, a NUL in it
        return False


def spoken(lang: str, default: str) -> str:
    """The language that was answered, or the default where nothing was. Raises ``UsageError``."""
    from domaudit.cli import speaking

    if not lang.strip():
        return default
    known = speaking.of_environment({"DOMAUDIT_LANG": lang.strip()})
    if known is None:
        raise UsageError(said("please answer en or fr"))
    return known


def needed(text: str) -> str:
    """A name that was answered. Raises ``UsageError`` where there is none."""
    from domaudit.starting.listing import name_of

    if not any(map(str.isalnum, name := name_of(text))):
        raise UsageError(said("a name is needed here"))
    return name
