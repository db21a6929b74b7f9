"""One base error: what happened, where, and what to do next."""

from __future__ import annotations


class Said(str):
    """A sentence in English with its values filled in, which still knows its template, so that it can be said in another language."""

    template: str
    values: dict[str, object]


def said(template: str, /, **values: object) -> Said:
    """``said("{text} is no time", text="'x'")``: the English sentence; the catalogues in ``locale`` are found by its template.

    Values are inserted once and never read as templates. Raises ``KeyError`` where a value is missing.
    """
    sentence = Said(template.format_map(values))
    sentence.template, sentence.values = template, values
    return sentence


class DomauditError(Exception):
    """A mistake that a person can mend; it becomes one line on stderr and never a traceback.

    ``message`` says what happened, ``where`` the file (``file:line:column``) or server, ``hint`` what to do next.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class UsageError(DomauditError):
    """An option or argument of the command line that cannot be used."""


class InventoryError(DomauditError):
    """An inventory (or registries file) with mistakes: ``mistakes`` holds all of them, in the order of the file; as text the first 50."""

    MOST_SHOWN = 50

    def __init__(self, mistakes: list[DomauditError]) -> None:
        first = mistakes[0]
        super().__init__(first.message, where=first.where, hint=first.hint)
        self.mistakes = mistakes

    def __str__(self) -> str:
        shown = [str(mistake) for mistake in self.mistakes[: self.MOST_SHOWN]]
        more = len(self.mistakes) - len(shown)
        return "\n".join([*shown, f"and {more:,} more mistakes"] if more else shown)


class EvidenceError(DomauditError):
    """An evidence file that cannot be read or written."""


def quoted(text: str, limit: int = 60) -> str:
    """``'text'`` as a message may show it: on one line, cut at ``limit`` characters, unprintable characters made visible."""
    line = " ".join(text.split())
    cut = line if len(line) <= limit else line[: limit - 1] + "…"
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut) + "'"
