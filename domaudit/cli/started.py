"""What ``domaudit init`` says beside the file that it writes: how a list was read, what was left out, what was learned, what comes next."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from domaudit.cli import speaking
from domaudit.cli.options import INVENTORY
from domaudit.cli.streams import tell, tell_all
from domaudit.errors import Said, counted, quoted, said

if TYPE_CHECKING:
    from domaudit.starting.draft import Draft, Proposal
    from domaudit.starting.listing import Listing, Skipped

MOST_COLUMNS = 12
"""Columns that are named though they are not read."""

MOST_EXAMPLES = 3
"""Skipped words that are shown for each reason."""


def tell_reading(listing: Listing, quiet: bool) -> None:
    """Say how a table's columns were read: whoever sent it must see a wrong guess at once."""
    table = listing.table
    if table is None or quiet:
        return
    separators = {
        "\t": said("columns apart by tabs"),
        ";": said("columns apart by semicolons"),
        ",": said("columns apart by commas"),
        "|": said("columns apart by bars"),
        "\n": said("one column"),
    }
    shape = {"where": listing.name, "encoding": listing.encoding, "columns": separators[table.separator]}
    if table.header is None:
        tell(said("{where}: a table without a header ({columns}, {encoding})", **shape))
        _tell_below(said("column {n} is the domain; the others are not read", n=table.columns["domain"] + 1))
        return
    tell(said("{where}: a table, its header in line {n} ({columns}, {encoding})", **shape, n=table.header))
    words = {"domain": said("the domain"), "client": said("the client"), "provider": said("the provider")}
    for column, name in table.names.items():
        _tell_below(said("{name} is read as {what}", name=quoted(name), what=words[column]))
    for name in table.again_names:
        _tell_below(said("{name} is read where {first} is empty", name=quoted(name), first=quoted(table.names["domain"])))
    if table.others:
        names = [quoted(name, 30).text for name in table.others[:MOST_COLUMNS]] + (["…"] if len(table.others) > MOST_COLUMNS else [])
        _tell_below(said("not read: {names}", names=", ".join(names)))


def _tell_below(told: Said) -> None:
    """Say something that belongs to the line before."""
    tell(f"  {speaking.say(told)}")


def tell_skipped(listing: Listing, more: Sequence[Skipped], quiet: bool) -> None:
    """Say what was left out, by reason, with a few examples of each."""
    by_reason: dict[str, list[Skipped]] = {}
    for one in sorted((*listing.skipped, *more), key=lambda one: one.line):
        template = one.reason.template if one.reason.values else str(one.reason)
        by_reason.setdefault(template, []).append(one)
    told: list[Said] = []
    for ones in by_reason.values():
        examples = [said("line {n} {words}", n=str(one.line), words=quoted(one.words)) for one in ones[:MOST_EXAMPLES]]
        reason = ones[0].reason
        shown = ", ".join(map(speaking.say, examples))
        if len(ones) > MOST_EXAMPLES:
            rest = counted("and {n:,} more", "and {n:,} more", len(ones) - MOST_EXAMPLES)
            told.append(said("left out, {reason}: {examples}, {rest}", reason=reason, examples=shown, rest=rest))
        else:
            told.append(said("left out, {reason}: {examples}", reason=reason, examples=shown))
    tell_all(told, quiet)


def tell_learned(found: Mapping[str, Sequence[Proposal]], silent: Mapping[str, str]) -> None:
    """Say what the records of the providers' own domains gave; ``silent`` are those that gave nothing, and why."""
    for domain, why in silent.items():
        told = {
            "nobody": said("{domain}: nobody could say what its record shows", domain=domain),
            "free": said("{domain} is not registered; is it spelled so?", domain=domain),
            "nothing": said("{domain}: its record shows nobody's name, so nothing in it is surely the provider's", domain=domain),
        }
        tell(told[why])
    for provider, ones in found.items():
        sure = sum(one.sure for one in ones)
        if ones:
            values = counted("{n} value from its own record", "{n} values from its own record", sure)
            likely = counted("{n} to be looked at, behind #", "{n} to be looked at, behind #", len(ones) - sure)
            tell(said("{provider}: {values}, {likely}", provider=provider, values=values, likely=likely))
        elif not silent:
            tell(said("{provider}: its own record adds nothing to the file", provider=provider))


def tell_written(draft: Draft, output: str) -> None:
    """Say what was written, and what to type next."""
    sites = counted("{n:,} domain", "{n:,} domains", len(draft.sites))
    clients = counted("{n:,} client", "{n:,} clients", len(draft.clients))
    where = said("stdout") if output == "-" else output
    tell(
        said(
            "{where}: {sites} of {clients}. It is yours to complete: its comments say what may be added.",
            where=where,
            sites=sites,
            clients=clients,
        )
    )
    if output != "-":
        command = "domaudit check" if output == INVENTORY else f"domaudit check {shlex.quote(output)}"
        tell(said("Next, see who holds them: {command}", command=command))
