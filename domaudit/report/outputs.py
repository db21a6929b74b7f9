"""Where reports go: stdout and files, each in its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from domaudit.errors import UsageError, said
from domaudit.report import sheets
from domaudit.report.files import Place, place_at, same, written
from domaudit.report.forms import ENDINGS, Form, form_and_path
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style, screen_of


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and its form."""

    place: Place
    form: Form


def targets(asked: Sequence[str], inputs: Mapping[str, Path] | None = None, renewed: Path | None = None) -> list[Target]:
    """The files named by ``-o`` (``report.json``, ``json:report``, ``-`` for nothing more than stdout).

    ``inputs`` are the files that the run itself uses, by what they are (``the inventory``); ``renewed`` is an earlier report, which may be
    replaced by the new one and by nothing else: it is read before, and written whole or not at all. Raises ``UsageError`` for a form that
    does not exist, a place that cannot be written, one of the inputs, where stdout goes, or a file named twice: before anybody is asked
    anything.
    """
    kept: dict[str, Path] = {**(inputs or {}), **({said("the earlier report"): renewed} if renewed is not None else {})}
    found: list[Target] = []
    for text in asked:
        if text == "-":
            continue
        named, rest = form_and_path(text, said("FILE"))
        path = Path(rest)
        form = named or ENDINGS.get(path.suffix.lower())
        if form is None:
            forms = ", ".join(form.value for form in Form)
            hint = said("use {endings}, or FORM:FILE with {forms}", endings=", ".join(ENDINGS), forms=forms)
            if path.suffix.lower() == ".pdf":
                hint = said("write .html, open it in a browser and print it as PDF")
            raise UsageError(said("no form of report has this ending"), where=text, hint=hint)
        place = place_at(path, (inputs or {}) if form is Form.json else kept)
        if any(same(place.path, other.place.path) for other in found):
            raise UsageError(said("named twice"), where=str(path), hint=said("give each report a file of its own"))
        found.append(Target(place, form))
    return found


def write_stream(found: Gathered, form: Form, out: TextIO, style: Style) -> None:
    """Write the report to an open stream in one form."""
    write(found, form, out, style, screen_of(out))
    out.flush()


def write_files(found: Gathered, wanted: Sequence[Target], style: Style) -> OSError | None:
    """Write every file; one that cannot be written spoils no other. Returns the first failure."""
    failed = None
    for target in wanted:
        try:
            write_file(found, target, style)
        except OSError as error:
            failed = failed or OSError(error.errno, error.strerror, str(target.place.path))
    return failed


def write_file(found: Gathered, target: Target, style: Style) -> None:
    """Write the report to a file; the JSON, in which nobody is masked, is for its owner alone, as the evidence is."""
    with written(target.place, private=target.form is Form.json) as out:
        write(found, target.form, out, style, Screen(file=True))


def write(found: Gathered, form: Form, out: TextIO, style: Style, screen: Screen) -> None:
    """Write one form to an open stream: the reader's own sheet where there is one, else the report."""
    if sheets.serves(style.reader, form):
        sheets.write(found, form, out, style, screen)
    else:
        form.write(found, out, style, screen)
