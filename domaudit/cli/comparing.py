"""The earlier report that ``check`` compares with: the one that is named, or none on the first run of a nightly job."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from domaudit.cli.options import FailOnOption
from domaudit.cli.streams import tell_all
from domaudit.errors import UsageError, said
from domaudit.report.files import same
from domaudit.report.forms import Form

if TYPE_CHECKING:
    from domaudit.changes.since import Earlier
    from domaudit.report.outputs import Target


def earlier(path: Path | None, fail_on: FailOnOption, wanted: Sequence[Target], part: str | None, *, quiet: bool) -> Earlier | None:
    """What ``--since`` names; None without it, or on the first run of a job that writes the very file that it compares with.

    Any other file that is not there is a mistake, since a job with a misspelt name would compare nothing, night after night. Raises
    ``UsageError`` for it, for what is no report, and where a report on a ``part`` would replace one on more.
    """
    from domaudit.changes.since import load_earlier

    if path is None:
        if fail_on is FailOnOption.change:
            hint = said("name an earlier report: --since report.json")
            raise UsageError(said("there is nothing to compare with"), where="--fail-on change", hint=hint)
        return None
    renewed = any(target.form is Form.json and same(target.place.path, path) for target in wanted)
    if not os.path.exists(path):
        if not renewed:
            hint = said("on the first run leave --since out, or let each run renew the file: --since {path} -o {path}", path=path)
            raise UsageError(said("there is no such report"), where=str(path), hint=hint)
        tell_all([said("{path}: no earlier report yet; this run writes it, and the next one compares with it", path=path)], quiet)
        return None
    found = load_earlier(path)
    if renewed and found.part != part:
        hint = said("write this one to another file")
        raise UsageError(said("a report on other sites would take its place"), where=str(path), hint=hint)
    return found
