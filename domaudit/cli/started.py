"""What ``domaudit init`` says beside the file that it writes: how a list was read, what was left out, what was learned, what comes next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from domaudit.cli import speaking
from domaudit.cli.options import INVENTORY
from domaudit.cli.streams import tell_all, tell_wrapped
from domaudit.errors import Said, counted, quoted, said

if TYPE_CHECKING:
    from domaudit.starting.draft import Draft, Proposal
    from domaudit.starting.listing import Listing, Skipped

MOST_COLUMNS = 12
"""Columns that are named though they are not read."""

MOST_EXAMPLES = 3
"""Skipped words that are shown for each reason."""


def tell_read(listing: Listing, quiet: bool) -> None:
    """Say how a list was read, and what was left out of it: whoever sent it must see a wrong guess at once."""
    _tell_columns(listing, quiet)
    sites = {entry.written.lower().removeprefix("www.") for entry in listing.entries}
    tell_skipped(listing.skipped, quiet, sites)


def _tell_columns(listing: Listing, quiet: bool) -> None:
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
        tell_wrapped(said("{where}: a table without a header ({columns}, {encoding})", **shape))
        _tell_below(said("column {n} is the domain; the others are not read", n=table.columns["domain"] + 1))
        return
    tell_wrapped(said("{where}: a table, its header in line {n} ({columns}, {encoding})", **shape, n=table.header))
    words = {"domain": said("the domain"), "client": said("the client"), "provider": said("the provider")}
    for column, name in table.names.items():
        _tell_below(said("{name} is read as {what}", name=quoted(name), what=words[column]))
    for name in table.again_names:
        _tell_below(said("{name} is read where {first} is empty", name=quoted(name), first=quoted(table.names["domain"])))
    if table.others:
        names = [quoted(name, 30).text for name in table.others[:MOST_COLUMNS]] + (["…"] if len(table.others) > MOST_COLUMNS else [])
        _tell_below(said("not read: {names}", names=", ".join(names)))


def _tell_below(told: Said) -> None:
    tell_wrapped(_below(told))


def _below(told: Said) -> str:
    """What belongs to the line before."""
    return f"  {speaking.say(told)}"


def tell_skipped(skipped: Sequence[Skipped], quiet: bool, sites: Container[str] = ()) -> None:
    """Say what was left out, by reason, with a few examples of each; ``sites`` are there already, and not offered."""
    by_reason: dict[str, list[Skipped]] = {}
    for one in skipped:
        template = one.reason.template if one.reason.values else str(one.reason)
        by_reason.setdefault(template, []).append(one)
    told: list[str] = []
    for ones in by_reason.values():
        examples = map(_example, ones[:MOST_EXAMPLES])
        reason = ones[0].reason
        shown = ", ".join(map(speaking.say, examples))
        if len(ones) > MOST_EXAMPLES:
            rest = counted("and {n:,} more", "and {n:,} more", len(ones) - MOST_EXAMPLES)
            told.append(said("left out, {reason}: {examples}, {rest}", reason=reason, examples=shown, rest=rest))
        else:
            told.append(said("left out, {reason}: {examples}", reason=reason, examples=shown))
        domains = dict.fromkeys(one.domain.lower() for one in ones if one.domain and one.domain.lower() not in sites)
        if domains:
            names = [*islice(domains, MOST_EXAMPLES), *(["…"] if len(domains) > MOST_EXAMPLES else [])]
            told.append(_below(said("if a site was meant, its domain would be: {domains}", domains=", ".join(names))))
    tell_all(told, quiet, wrap=True)


def _example(one: Skipped) -> Said:
    """``line 6 'info@cafe.example' (Café des Halles)``."""
    line = said("line {n} {words}", n=str(one.line), words=quoted(one.words))
    placed = said("{file}, {line}", file=one.file, line=line) if one.file else line
    return said("{example} ({name})", example=placed, name=quoted(one.whose).text) if one.whose else placed


def tell_learned(found: Mapping[str, Sequence[Proposal]], silent: Mapping[str, str]) -> None:
    """Say what the records of the providers' own domains gave; ``silent`` are those that gave nothing, and why."""
    for domain, why in silent.items():
        told = {
            "nobody": said("{domain}: nobody could say what its record shows", domain=domain),
            "free": said("{domain} is not registered; is it spelled so?", domain=domain),
            "nothing": said("{domain}: its record shows nobody's name, so nothing in it is surely the provider's", domain=domain),
        }
        tell_wrapped(told[why])
    for provider, ones in found.items():
        sure, likely = ([one for one in ones if one.sure is how] for how in (True, False))
        if sure:
            tell_wrapped(said("{provider}: added from its own record: {what}", provider=provider, what=_kinds(sure)))
        if likely:
            tell_wrapped(said("{provider}: noted behind #, for you to look at: {what}", provider=provider, what=_kinds(likely)))
        if not ones and not silent:
            tell_wrapped(said("{provider}: its own record adds nothing to the file", provider=provider))


def _kinds(ones: Sequence[Proposal]) -> str:
    """``1 name, 2 mailboxes``."""
    number = Counter[str](one.key for one in ones)
    told = {
        "aliases": counted("{n} name", "{n} names", number["aliases"]),
        "emails": counted("{n} mailbox", "{n} mailboxes", number["emails"]),
        "handles": counted("{n} contact id", "{n} contact ids", number["handles"]),
        "nameservers": counted("{n} nameserver", "{n} nameservers", number["nameservers"]),
    }
    return ", ".join(speaking.say(what) for key, what in told.items() if number[key])


def tell_written(draft: Draft, output: str) -> None:
    """Say what was written, and what to type next."""
    sites = counted("{n:,} domain", "{n:,} domains", len(draft.sites))
    clients = counted("{n:,} client", "{n:,} clients", len(draft.clients))
    where = said("stdout") if output == "-" else output
    tell_wrapped(
        said(
            "{where}: {sites} of {clients}. It is yours to complete: its comments say what may be added.",
            where=where,
            sites=sites,
            clients=clients,
        )
    )
    if output != "-":
        command = "domaudit check" if output == INVENTORY else f"domaudit check {shlex.quote(output)}"
        tell_wrapped(said("Next, see who holds them: {command}", command=command))
