"""The summary of a job on GitHub: the report in Markdown at the end of the file that ``GITHUB_STEP_SUMMARY`` names."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from domaudit.cli.streams import tell
from domaudit.errors import said, system

if TYPE_CHECKING:
    from domaudit.report.gathering import Gathered
    from domaudit.report.screens import Style

VARIABLE = "GITHUB_STEP_SUMMARY"

MOST = 1024 * 1024
"""Bytes of the summary of one step; GitHub shows nothing at all of a longer one (the runner says so: ``supports content up to 1024k``)."""


def append(found: Gathered, style: Style) -> None:
    """Add the report to the job's summary, where there is one: whole, or what it comes to where others left little room.

    A summary that cannot be written changes no exit code; it is said on stderr.
    """
    name = os.environ.get(VARIABLE)
    if not name:
        return
    try:
        _append(Path(name), found, style)
    except OSError as error:
        tell(said("{where}: the job's summary cannot be written: {reason}", where=name, reason=system(error)))


def _append(path: Path, found: Gathered, style: Style) -> None:
    from domaudit.report.markdown import page

    if path.exists() and not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for its reader
        tell(said("{where}: the job's summary cannot be written: not a file", where=str(path)))
        return
    with open(path, "ab", buffering=0) as out:
        before = out.seek(0, os.SEEK_END)
        room = MOST - before - 2
        for most in (page.MOST, 0):
            content = page.told(found, style, most).encode()
            if len(content) <= room:
                break
        else:
            tell(said("{where}: the job's summary is full, and the report is not in it", where=str(path)))
            return
        try:
            _write(b"\n\n" + content if before else content, out.fileno())
        except OSError:  # half a report would swallow what comes after it
            out.truncate(before)
            raise


def _write(content: bytes, descriptor: int) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
