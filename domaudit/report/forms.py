"""The forms of a report, one table. A new one is a module of its name in this room with ``write``, and its lines here."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO, cast

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
