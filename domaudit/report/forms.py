"""The forms of a report, one table. A new one is a module of its name in this room with ``write``, and its lines here."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from domaudit.errors import Said, UsageError, quoted, said
from domaudit.nearness import did_you_mean

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered
    from domaudit.report.screens import Screen, Style


class Writer(Protocol):
    """What writes a form."""

    def __call__(self, found: Gathered, out: TextIO, style: Style, screen: Screen) -> None:
        """Write what was found to an open text stream."""


class Form(StrEnum):
    """The forms, each by the name of its module."""

    terminal = "terminal"
    json = "json"
    html = "html"
    markdown = "markdown"
    github = "github"
    sarif = "sarif"
    junit = "junit"
    csv = "csv"
    ics = "ics"

    @property
    def write(self) -> Writer:
        """What writes the form. Its module is read when it is wanted: most runs want one."""
        return cast(Writer, import_module(f"domaudit.report.{self.value}").write)


ENDINGS = {
    ".txt": Form.terminal,
    ".json": Form.json,
    ".html": Form.html,
    ".md": Form.markdown,
    ".sarif": Form.sarif,
    ".xml": Form.junit,
    ".csv": Form.csv,
    ".ics": Form.ics,
}
"""What a file's name ends in → the form that is meant."""

_SEPARATORS = set("/\\")

_CALLED = {"ics": ("calendar", "cal", "ical"), "html": ("page", "web"), "terminal": ("text", "screen"), "csv": ("table", "excel")}
"""What people say for a form."""


def form_and_path(text: str, what: Said) -> tuple[Form | None, str]:
    """``json:report`` → its form and the path; no form where none is named: in a mere path, and after a drive of Windows (``C:``).

    A form goes by its own name or by an ending of its files, in capitals too; ``what`` a path is called (``FILE``). Raises ``UsageError``
    for another word before a colon: a slip would else become a part of the path.
    """
    word, colon, rest = text.partition(":")
    if not colon or len(word) < 2 or _SEPARATORS & set(word):
        return None, text
    name = word.lower()
    if name in set(Form):
        return Form(name), rest
    if f".{name}" in ENDINGS:
        return ENDINGS[f".{name}"], rest
    forms = ", ".join(form.value for form in Form)
    hint = did_you_mean(name, Form, meanings=_CALLED)
    hint = hint or said("use {what}, or FORM:{what} with {forms}; a path of this name begins with ./", what=what, forms=forms)
    raise UsageError(said("there is no form of report {name}", name=quoted(word)), where=text, hint=hint)
