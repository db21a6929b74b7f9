"""One base error: what happened, where, and what to do next; and sentences that can be said in another language than English."""

from __future__ import annotations

import re
from typing import Literal, Self, TypeAlias

_POSITION = re.compile(r":\d+\Z")

Lang: TypeAlias = Literal["en", "fr"]
"""The languages that domaudit speaks; here, because all may import this and it imports nothing."""


class Said(str):
    """A sentence in English with its values filled in, which still knows its template, so that it can be said in another language."""

    template: str
    values: dict[str, object]

    @classmethod
    def of(cls, template: str, english: str, values: dict[str, object]) -> Self:
        """The sentence that ``english`` makes of the values; ``template`` is what the catalogue knows it by."""
        sentence = cls(english.format_map(values))
        sentence.template, sentence.values = template, values
        return sentence


class Counted(Said):
    """A sentence that tells a number, ``n``: ``template`` is for one, ``plural`` for several."""

    plural: str
    n: int


class Quoted(str):
    """A text as a message shows it, in quotes; ``text`` is what stands between them. It is never taken for a sentence of ours."""

    text: str


class Heard(str):
    """A sentence in English that others have made (the system, a library): said in another language where the catalogue knows its like."""


def said(template: str, /, **values: object) -> Said:
    """``said("{text} is no time", text="'x'")``: the English sentence; the catalogues in ``locale`` are found by its template.

    Values are inserted once and never read as templates; those that are sentences themselves are said in the other language too. Raises
    ``KeyError`` where a value is missing.
    """
    return Said.of(template, template, values)


def counted(one: str, many: str, n: int, /, **values: object) -> Counted:
    """``counted("{n:,} mistake", "{n:,} mistakes", 2)``: as ``said``, for a number; ``n`` need not be among the values."""
    values = {"n": n, **values}
    sentence = Counted.of(one, one if n == 1 else many, values)
    sentence.plural, sentence.n = many, n
    return sentence


class DomauditError(Exception):
    """A mistake that a person can mend; it becomes one line on stderr and never a traceback.

    ``message`` says what happened, ``where`` the file (``file:line:column``) or server, ``hint`` what to do next. The type of message and
    hint sees to it that each can be said in another language.
    """

    exit_code = 2

    def __init__(self, message: Said, *, where: str | None = None, hint: Said | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def lines(self) -> list[Said]:
        """What is to be told, a line each."""
        told = self.message
        if self.hint:
            parts = {"message": self.message, "hint": self.hint}
            told = said("{message} {hint}", **parts) if self.message.endswith("?") else said("{message}; {hint}", **parts)
        if not self.where:
            return [told]
        if _POSITION.search(self.where):  # file:line:column, as compilers have it, in every language
            return [said("{position}: {told}", position=self.where, told=told)]
        return [said("{where}: {told}", where=self.where, told=told)]

    def __str__(self) -> str:
        return "\n".join(self.lines())


class UsageError(DomauditError):
    """An option or argument of the command line that cannot be used."""


class InventoryError(DomauditError):
    """An inventory (or registries file) with mistakes: ``mistakes`` holds all of them, in the order of the file; as text the first 50.

    ``language`` is the one that the file states, where it could be read that far.
    """

    MOST_SHOWN = 50

    def __init__(self, mistakes: list[DomauditError], language: Lang | None = None) -> None:
        first = mistakes[0]
        super().__init__(first.message, where=first.where, hint=first.hint)
        self.mistakes = mistakes
        self.language = language

    def lines(self) -> list[Said]:
        """What is to be told, a line for each mistake."""
        shown = [line for mistake in self.mistakes[: self.MOST_SHOWN] for line in mistake.lines()]
        more = len(self.mistakes) - self.MOST_SHOWN
        return [*shown, counted("and {n:,} more mistake", "and {n:,} more mistakes", more)] if more > 0 else shown


class EvidenceError(DomauditError):
    """An evidence file that cannot be read or written."""


def quoted(text: str, limit: int = 60) -> Quoted:
    """``'text'`` as a message may show it: on one line, cut at ``limit`` characters, unprintable characters made visible."""
    line = " ".join(text.split())
    cut = line if len(line) <= limit else line[: limit - 1] + "…"
    inner = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)
    shown = Quoted(f"'{inner}'")
    shown.text = inner
    return shown


def system(error: OSError | ValueError) -> Heard:
    """Why the system could not: its own words, without what it did it to."""
    return Heard(getattr(error, "strerror", None) or error)
