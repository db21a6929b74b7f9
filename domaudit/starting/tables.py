"""A table in a text: what stands between its columns, in which line its header is, and which column is the domain's, client's, provider's.

Columns are known by their names, in English and French, whatever the case, the accents and what joins the words. A table without a header
is known by a column of nothing but domains. Pure.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from domaudit.starting.mentions import mentions

Column: TypeAlias = Literal["domain", "client", "provider"]

SEPARATORS: Final = ("\t", ";", ",", "|")
_FIRST: Final = 20  # lines in which a header, or the shape of a table without one, is looked for
_MOST_LINES: Final = 20  # of one quoted cell; more is a quote that nobody closed
_MOST_OPEN: Final = 20  # of those in a text, each of which is looked for through so many lines; then a quote is only a character

# The first that a header has is the column; those of the second rank are words that may mean something else beside them.
_NAMES: Final[dict[Column, tuple[tuple[str, ...], ...]]] = {
    "domain": (
        (
            *("domain", "domains", "domain name", "domainname", "domaine", "domaines", "nom de domaine", "noms de domaine"),
            *("nom du domaine", "nom domaine", "ndd", "fqdn"),
        ),
        (
            *("site", "sites", "site web", "site internet", "website", "web site", "site url", "siteurl", "url", "url du site"),
            *("adresse web", "adresse du site", "adresse internet", "web address", "home", "home url", "host", "hostname", "lien", "link"),
        ),
    ),
    "client": (
        (
            *("client", "clients", "customer", "customer name", "client name", "nom du client", "nom client", "compte client"),
            *("titulaire prevu", "futur titulaire", "titulaire voulu", "intended holder", "expected holder", "should be held by"),
        ),
        ("societe", "entreprise", "company", "company name", "raison sociale", "beneficiaire"),
    ),
    "provider": (
        (
            *("provider", "prestataire", "agence", "agency", "web agency", "agence web", "freelance", "freelancer", "webmaster"),
            *("prestataire web", "looked after by", "managed by", "maintained by", "gere par", "suivi par", "maintenu par"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, by column; ``line`` is where it begins."""

    line: int
    domain: str
    client: str
    provider: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was recognised. ``header`` is its header's line, or None; ``names`` the header's own words for what is read of it.

    ``others`` are the columns that say something else: they are not read. ``again`` are those that are read where the domain's is empty.
    """

    separator: str
    header: int | None
    columns: dict[Column, int]
    names: dict[Column, str]
    again: tuple[int, ...] = ()
    again_names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def rows(self, text: str) -> Iterator[Row]:
        """The rows below the header that are not empty."""
        for line, cells in cells_of(text, self.separator):
            if (self.header is not None and line <= self.header) or not any(cells) or _is_rule(cells):
                continue
            domain = next((found for at in (self.columns["domain"], *self.again) if (found := _cell(cells, at))), "")
            client, provider = (_cell(cells, self.columns.get(column)) for column in ("client", "provider"))
            yield Row(line, domain, client, provider)


def table_in(text: str) -> Table | None:
    """The table that a text is; None where it is none."""
    found = [table for separator in SEPARATORS if separator in text for table in _with_header(text, separator)]
    if not found:
        found = [*_with_header(text, "\n")]  # one column under its name
    if found:
        return max(found, key=lambda table: (len(table.columns), len(table.others)))
    return next((table for separator in SEPARATORS if separator in text and (table := _without_header(text, separator))), None)


def cells_of(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text cut at a separator, each with the line in which it begins; a quote that nobody closes is only a character."""
    lines = text.split("\n")
    if separator == "\n":
        yield from ((number, [line.strip()]) for number, line in enumerate(lines, 1))
        return
    at = left_open = 0
    while at < len(lines):
        if '"' not in lines[at] or left_open >= _MOST_OPEN:  # most lines
            yield at + 1, [cell.strip() for cell in lines[at].split(separator)]
            at += 1
            continue
        cells, used, read = _quoted(lines[at : at + _MOST_LINES], separator)
        left_open += read > used
        yield at + 1, cells
        at += used


def _quoted(lines: Sequence[str], separator: str) -> tuple[list[str], int, int]:
    """One row with quotes in it, how many lines it takes, and how many were read for it: more where a quote was never closed."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        cells = next(reader)
        used = max(1, reader.line_num)
        return [" ".join(cell.split()) for cell in cells], used, used
    except (csv.Error, StopIteration):
        return [cell.strip() for cell in lines[0].split(separator)], 1, reader.line_num


def folded(name: str) -> str:
    """A column's name without case, accents, brackets and what joins its words: ``Nom_de_Domaine (IDN)`` → ``nom de domaine``."""
    plain = unicodedata.normalize("NFKD", name[:200].casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"\([^()]*\)", " ", bare)).split())


def _with_header(text: str, separator: str) -> Iterator[Table]:
    for line, cells in cells_of("\n".join(text.split("\n", _FIRST)[:_FIRST]), separator):
        known = [folded(cell) for cell in cells]
        by_rank = {
            column: [at for rank in ranks for name in rank for at, word in enumerate(known) if word == name]
            for column, ranks in _NAMES.items()
        }
        if not by_rank["domain"] or (separator != "\n" and sum(map(bool, cells)) < 2):
            continue
        columns = {column: places[0] for column, places in by_rank.items() if places}
        again = tuple(dict.fromkeys(at for at in by_rank["domain"] if at != columns["domain"]))
        read = {*columns.values(), *again}
        others = tuple(cell for at, cell in enumerate(cells) if cell and at not in read)
        yield Table(
            separator, line, columns, {column: cells[at] for column, at in columns.items()}, again, tuple(cells[at] for at in again), others
        )
        return


def _without_header(text: str, separator: str) -> Table | None:
    """A table whose first rows all have as many cells, a single one of which is a domain in each row."""
    rows = [cells for _, cells in cells_of("\n".join(text.split("\n", _FIRST)[:_FIRST]), separator) if any(cells)]
    if len(rows) < 2 or len({len(cells) for cells in rows}) != 1 or len(rows[0]) < 2:
        return None
    domains = [at for at in range(len(rows[0])) if all(_is_domain(cells[at]) for cells in rows)]
    if len(domains) != 1:
        return None
    others = tuple(cell for at, cell in enumerate(rows[0]) if cell and at != domains[0])
    return Table(separator, None, {"domain": domains[0]}, {"domain": rows[0][domains[0]]}, others=others)


def _is_domain(cell: str) -> bool:
    found = [*mentions(cell)]
    return len(found) == 1 and found[0].kind == "site" and " " not in cell


def _is_rule(cells: Sequence[str]) -> bool:
    """The line under a header in Markdown."""
    return all(not cell.strip("-:= ") for cell in cells)


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""
