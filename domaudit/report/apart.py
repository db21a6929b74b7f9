"""One report per client (``--per-client``): which file is whose, and the writing of them; ``separating`` decides what each may say."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from domaudit.changes.since import ONLY
from domaudit.errors import Said, UsageError, counted, said
from domaudit.identity import fold
from domaudit.report.files import place_at
from domaudit.report.forms import ENDINGS, Form, form_and_path
from domaudit.report.gathering import Gathered
from domaudit.report.outputs import Target, write_files
from domaudit.report.screens import Style
from domaudit.report.separating import Client, separated

USUAL = Form.html
"""The form of the reports where none is named: the one to be handed to a client."""

LONGEST, HASH = 60, 12
"""Characters of a file's name that tell the client, and of what tells it from another of nearly the same name."""

NAMED = 6
"""Files of a folder that are named on stderr."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)\d)")  # devices of Windows, whatever the ending
_LETTERS = re.compile(r"[^a-z0-9]+")

Apart: TypeAlias = Mapping[str, Sequence[Target]]
"""The files of each client, by its name."""


def file_names(names: Sequence[str]) -> list[str]:
    """A readable name for a file of each client, without an ending: small letters, digits and hyphens, on every system and each once.

    It depends on the client's name alone, and on no order, so that tomorrow's report of one never stands where today's of another did:
    where two would have the same, both carry a hash of what tells them apart.
    """
    slugs = [_slug(name) for name in names]
    often = Counter(slugs)
    return [slug if often[slug] == 1 and slug else f"{slug or 'client'}-{_hash(name)}" for slug, name in zip(slugs, names, strict=True)]


def _slug(name: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(char))
    slug = _LETTERS.sub("-", plain).strip("-")[:LONGEST].strip("-")
    return f"client-{slug}" if _RESERVED.fullmatch(slug) else slug


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:HASH]


def targets(asked: Sequence[str], clients: Iterable[Client], inputs: Mapping[str, Path], others: Sequence[Target] = ()) -> Apart:
    """The files of each client in the folders of ``--per-client`` (``reports``, ``json:reports``), which are made where they are missing.

    ``others`` are the files that the run writes besides. Raises ``UsageError`` for a folder that cannot be made, a place that cannot be
    written, one of the run's own files, or a file named twice: before anybody is asked anything.
    """
    names = [client.name for client in clients]
    found: dict[str, list[Target]] = {name: [] for name in names}
    taken = {target.place.path for target in others}
    wanted = [(text, *form_and_folder(text)) for text in asked]
    for number, (text, *this) in enumerate(wanted):
        if this in [those for _, *those in wanted[:number]]:  # before a folder is made for nothing
            raise UsageError(said("named twice"), where=text, hint=said("without a form it is html: name each folder and form once"))
    for text, form, folder in wanted:
        _make(folder, text)
        ending = next((ending for ending, its in ENDINGS.items() if its is form), f".{form.value}")
        for name, file in zip(names, file_names(names), strict=True):
            place = place_at(folder / f"{file}{ending}", inputs)
            if place.path in taken:
                raise UsageError(
                    said("named twice"), where=str(folder / f"{file}{ending}"), hint=said("give each report a file of its own")
                )
            taken.add(place.path)
            found[name].append(Target(place, form))
    return found


def form_and_folder(text: str) -> tuple[Form, Path]:
    """``reports``, ``json:reports``, ``C:\\reports``. Raises ``UsageError`` where neither a form nor a drive stands before a colon."""
    form, folder = form_and_path(text, said("DIR"))
    return form or USUAL, Path(folder)


def _make(folder: Path, text: str) -> None:
    try:
        if not text.rpartition(":")[2]:
            raise ValueError
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):  # a file of that name, nobody's to write, a NUL in it
        if _is_file(folder):
            hint = said("name a folder; -o writes one report into a file")
            raise UsageError(said("a file has this name already"), where=text, hint=hint) from None
        raise UsageError(said("no such folder can be made"), where=text, hint=said("name a folder that is yours to write")) from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def told(written: Sequence[Path], *, named: bool) -> Iterator[Said]:
    """What is said of the files that were written: how many in each folder, and the names of the first.

    A file is called after its client, who may be a person: in a log that others read none is ``named``.
    """
    folders: dict[Path, list[str]] = {}
    for path in written:
        folders.setdefault(path.parent, []).append(path.name)
    for folder, files in folders.items():
        if not named:
            yield counted(
                "{n:,} report for one client in {folder}",
                "{n:,} reports, each for one client, in {folder}",
                len(files),
                folder=str(folder),
            )
            continue
        names = ", ".join(files[:NAMED]) + (", …" if len(files) > NAMED else "")
        yield counted(
            "{n:,} report for one client in {folder}: {files}",
            "{n:,} reports, each for one client, in {folder}: {files}",
            len(files),
            folder=str(folder),
            files=names,
        )


def write(
    found: Gathered, clients: Sequence[Client], files: Apart, style: Style, code_of: Callable[[Gathered], int]
) -> tuple[list[Path], OSError | None]:
    """Write each client's report, with the exit code of its own sites; gives the files, and the first failure.

    One client's sites are in memory at a time (those of a long one on disk); a file that cannot be written spoils no other.
    """
    written: list[Path] = []
    failed: OSError | None = None
    if not files:
        return written, failed
    for client, report in separated(found.report, clients):
        part = found.part if len(clients) == 1 else ONLY  # else a later run would take the others' sites for new ones
        mine = Gathered.of(report, {target.form for target in files[client.name]}, found.lang, part)
        for target in files[client.name]:
            error = write_files(mine, [target], replace(style, exit_code=code_of(mine), apart=True))
            failed = failed or error
            written += [target.place.path] if error is None else []
    return written, failed
