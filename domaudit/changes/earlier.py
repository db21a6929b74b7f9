"""An earlier report, read from its JSON (``domaudit-report/1``): its head, and its sites one after the other.

Our own reports have each site on a line of its own and are read line by line, so that a long one never lies whole in memory; one that was
laid out anew is read as a whole. The file may be anything: what has not the shape of a report is refused, of a site passed over.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias

from domaudit.errors import UsageError, said, system

MAX_BYTES, MAX_LINE, MAX_WHOLE = 4 * 1024**3, 8 * 1024**2, 40 * 1024**2
"""Bytes of a report whose sites stand on lines of their own, of one such line, and of any other: read, JSON takes thirty times its size."""

Object: TypeAlias = Mapping[str, Any]
Take: TypeAlias = Callable[[str, Object, Object], None]
"""What is done with a site: its domain, the site, and the report's head."""

_HINT = said("give the JSON report of an earlier run: domaudit check … -o report.json")
_SITES = b'"sites": ['
_END = b"]}"


def read(path: Path, take: Take) -> Object:
    """Hand each site of a report to ``take``; gives the report's head. Raises ``UsageError`` for what is none."""
    try:
        with open(path, "rb") as file:
            found = _read(path, file if file.seekable() else io.BytesIO(file.read(MAX_WHOLE + 1)), take)
    except OSError as error:
        raise UsageError(said("cannot be read: {reason}", reason=system(error)), where=str(path), hint=_HINT) from None
    except (ValueError, RecursionError):
        raise UsageError(said("is no JSON"), where=str(path), hint=_HINT) from None
    return found


def _read(path: Path, file: IO[bytes], take: Take) -> Object:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not size:
        hint = said("a shell empties the file that > names before it is read: write the report with -o instead")
        raise UsageError(said("is empty"), where=str(path), hint=hint)
    first = file.readline(MAX_WHOLE).rstrip()
    by_line = first.endswith(_SITES)
    if size > (MAX_BYTES if by_line else MAX_WHOLE):
        raise UsageError(said("is too big for a report"), where=str(path), hint=_HINT)
    if not by_line:
        file.seek(0)
        head = _head(path, json.loads(file.read(MAX_WHOLE)))
        sites = head.get("sites")
        for site in sites if isinstance(sites, list) else ():
            _hand(site, head, take)
        return head
    head = _head(path, json.loads(first + _END))
    ended = False
    for line in iter(lambda: file.readline(MAX_LINE + 1), b""):
        if len(line) > MAX_LINE:
            raise UsageError(said("is too big for a report"), where=str(path), hint=_HINT)
        if not (text := line.strip()):
            continue
        if ended:
            raise ValueError("more than a report")
        if text == _END:
            ended = True
        else:
            _hand(json.loads(text.removesuffix(b",")), head, take)
    if not ended:
        raise ValueError("torn")
    return head


def _head(path: Path, document: Any) -> Object:
    if not isinstance(document, dict) or not str(document.get("schema", "")).startswith("domaudit-report/"):
        raise UsageError(said("is no report of domaudit"), where=str(path), hint=_HINT)
    return document


def _hand(site: Any, head: Object, take: Take) -> None:
    if isinstance(site, dict) and isinstance(domain := site.get("domain"), str):
        take(domain, site, head)


def objects(value: Any) -> list[Object]:
    """The objects of what should be a list of them."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
