"""``domaudit init``: a first inventory, from a few questions or from a list; nothing is written before all is known."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domaudit.cli import speaking
from domaudit.cli.interview import Interrupted, Interview, needed, on_a_terminal, spoken
from domaudit.cli.options import (
    INVENTORY,
    AtOption,
    ClientOption,
    EvidenceOption,
    FreshOption,
    LangOption,
    Language,
    MaxAgeOption,
    OfflineOption,
    ProviderOption,
    QuietOption,
    RegistriesOption,
)
from domaudit.cli.streams import for_people, progress, tell, tell_all, unread_is_no_failure
from domaudit.errors import DomauditError, Said, UsageError, counted, quoted, said

if TYPE_CHECKING:
    from collections.abc import Container

    from domaudit.catalogue import Lang
    from domaudit.checking import Loaded, Options
    from domaudit.report.files import Place
    from domaudit.starting.draft import Draft, Proposal
    from domaudit.starting.listing import Listing, Skipped

MOST_COLUMNS = 12
"""Columns that are named though they are not read."""

MOST_EXAMPLES = 3
"""Skipped words that are shown for each reason."""

EPILOG = "Exit codes: 0 written; 2 usage, or a file that stands in the way; 130 interrupted, and nothing was written."


def init(
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE", help="The domains: a list, a CSV or TSV export, a page or a mail with addresses in it; - for stdin."
        ),
    ] = None,
    client: ClientOption = None,
    provider: ProviderOption = None,
    provider_domain: Annotated[
        list[str] | None,
        typer.Option("--provider-domain", metavar="DOMAIN", help="The provider's own domain; may be given several times."),
    ] = None,
    learn: Annotated[
        bool,
        typer.Option("--learn", help="Look the provider's own domains up, and propose what their record shows of it (names, contacts)."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="The file to write; - for stdout.")] = INVENTORY,
    evidence: EvidenceOption = None,
    max_age: MaxAgeOption = "24h",
    offline: OfflineOption = False,
    fresh: FreshOption = False,
    registries: RegistriesOption = None,
    at: AtOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> int:
    """Write a first inventory with its comments: from a few questions, or from a list of domains. Asks nobody outside but with --learn."""
    from domaudit import checking

    options = checking.Options(evidence, offline, fresh, checking.max_age(max_age), registries, checking.moment(at))
    place = _place(output, source, options, force=force)
    zones = checking.given([], options).registries.zones
    answers = _Answers(client, provider, provider_domain or [], lang, zones)
    listing = _read(source)
    if listing is not None:
        _tell_reading(listing, quiet)
    try:
        answers.complete(listing, quiet=quiet)
    except KeyboardInterrupt:
        print(file=for_people())
        raise Interrupted(said("interrupted: nothing was written")) from None
    draft, skipped = answers.draft()
    _tell_skipped(answers.listing, skipped, quiet)
    _refuse_none(draft, answers.listing)
    if learn:
        draft = _learned(draft, options, answers.language, quiet)
    _write(draft, answers.language, output, place, zones, force=force)
    if not quiet:
        _tell_written(draft, output)
    return 0


class _Answers:
    """What the options and the answers say."""

    listing: Listing

    def __init__(self, client: str | None, provider: str | None, own: Sequence[str], lang: Language | None, zones: Container[str]) -> None:
        from domaudit.starting.draft import own_domain

        self.zones, self.lang = zones, lang
        self.client = needed(client) if client is not None else ""
        self.provider = needed(provider) if provider is not None else ""
        try:
            self.own = [own_domain(name, zones) for name in own]
        except DomauditError as error:
            raise UsageError(error.message, where="--provider-domain", hint=error.hint) from None
        self.language: Lang = speaking.language(lang)
        if self.client and self.provider:
            self._two(self.client, self.provider)

    def complete(self, listing: Listing | None, *, quiet: bool) -> None:
        """Ask for what is missing where somebody is there to be asked. Raises ``UsageError`` where nobody is."""
        sides = self._missing(listing)
        if listing is not None and not sides:
            self.listing = listing
            return
        if not on_a_terminal():
            missing = [f"--{side} {speaking.say(said('NAME'))}" for side in sides]
            missing += [f"--from {speaking.say(said('FILE'))}"] if listing is None else []
            raise UsageError(said("there is no terminal to ask on"), where="init", hint=said("give {options}", options=", ".join(missing)))
        interview = Interview()
        if listing is None:
            listing = interview.domains(
                said("Which domains? Paste them, then press Enter on an empty line; or name a file: a list, a CSV export, a mail.")
            )
            _tell_reading(listing, quiet)
        self.listing = listing
        for side in self._missing(listing):
            if side == "client":
                question = said("Who should hold them? The client's name as on its papers: the record is compared with it.")
                self.client = interview.ask(question, self._client)
            else:
                question = said("Who looks after them? The agency or freelancer: you will be told where its name stands instead.")
                self.provider = interview.ask(question, self._provider)
        if not self.own:
            question = said("The provider's own domain? Its mailboxes and servers are recognised by it. Enter if you do not know it.")
            self.own = interview.ask(question, self._own)
        if self.lang is None:
            question = said("The language of reports and letters, en or fr? Enter for {default}.", default=self.language)
            self.language = speaking.language(Language(interview.ask(question, lambda text: spoken(text, self.language))))
        print(file=for_people())

    def _missing(self, listing: Listing | None) -> list[str]:
        """The sides that neither an option nor every row of the list names."""
        return [
            side
            for side in ("client", "provider")
            if not getattr(self, side) and not (listing and listing.entries and all(getattr(entry, side) for entry in listing.entries))
        ]

    def draft(self) -> tuple[Draft, list[Skipped]]:
        """The draft that all of it makes, and what was left out."""
        from domaudit.starting.draft import drafted

        return drafted(self.listing, self.client, self.provider, self.own, self.zones)

    def _client(self, text: str) -> str:
        name = needed(text)
        if self.provider:
            self._two(name, self.provider)
        return name

    def _provider(self, text: str) -> str:
        name = needed(text)
        if self.client:
            self._two(self.client, name)
        return name

    def _own(self, text: str) -> list[str]:
        from domaudit.starting.draft import own_domain

        return [own_domain(word, self.zones) for word in text.replace(",", " ").split()]

    @staticmethod
    def _two(client: str, provider: str) -> None:
        from domaudit.inventory.parties import same_party
        from domaudit.model import Party

        if same := same_party(Party(client), Party(provider)):
            raise UsageError(same[0], hint=same[1])


# --- reading ----------------------------------------------------------------------------------------------------------


def _read(source: str | None) -> Listing | None:
    from domaudit.data.positions import MAX_BYTES
    from domaudit.starting.listing import read_list

    if source is None:
        return None
    if source == "-":
        return read_list(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin")
    with open(source, "rb") as file:
        return read_list(file.read(MAX_BYTES + 1), source)


def _tell_reading(listing: Listing, quiet: bool) -> None:
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


def _tell_skipped(listing: Listing, more: Sequence[Skipped], quiet: bool) -> None:
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


def _refuse_none(draft: Draft, listing: Listing) -> None:
    if not draft.sites:
        raise UsageError(
            said("no domain was found in it"),
            where=listing.name,
            hint=said("write one a line, such as dupont.example; nothing was written"),
        )


# --- looking the provider up ------------------------------------------------------------------------------------------


def _learned(draft: Draft, options: Options, lang: Lang, quiet: bool) -> Draft:
    """The draft with what the records of the providers' own domains show of them."""
    from domaudit import checking
    from domaudit.starting.proposing import proposals, silent

    own = list(dict.fromkeys(domain for provider in draft.providers for domain in draft.own.get(provider, ())))
    if not own:
        raise UsageError(
            said("which domain is the provider's own?"), where="--learn", hint=said("give --provider-domain DOMAIN; nothing was written")
        )
    loaded: Loaded = checking.given(own, options)
    with progress(len(own), quiet) as advance:
        report, notices = checking.check(loaded, options, advance, advance.watch)
    tell_all(notices, quiet)
    found = {
        provider: proposals(provider, draft.clients, draft.own[provider], report.sites, lang)
        for provider in draft.providers
        if provider in draft.own
    }
    if not quiet:
        _tell_learned(found, dict(silent(own, report.sites)))
    return replace(draft, proposals=found)


def _tell_learned(found: Mapping[str, Sequence[Proposal]], silent: Mapping[str, str]) -> None:
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


# --- writing ----------------------------------------------------------------------------------------------------------


def _place(output: str, source: str | None, options: Options, *, force: bool) -> Place | None:
    """Where to write, or None for stdout; looked at before anybody is asked. Raises ``UsageError``."""
    from domaudit import checking
    from domaudit.report import files

    if output == "-":
        return None
    used = {what: path for what, path in checking.inputs("-", options).items() if what != said("the inventory")}
    if source is not None and source != "-":
        used[said("the list")] = Path(source)
    place = files.place_at(Path(output), used)
    if not force and not place.special and os.path.lexists(output):
        raise _taken(output)
    return place


def _taken(output: str) -> UsageError:
    return UsageError(
        said("this file is there already"), where=output, hint=said("name another with -o FILE, or write over it with --force")
    )


def _write(draft: Draft, lang: Lang, output: str, place: Place | None, zones: Container[str], *, force: bool) -> None:
    """Write the inventory, whole or not at all, once it is seen to read well."""
    from domaudit.data.positions import MAX_BYTES
    from domaudit.inventory import parse_inventory
    from domaudit.report import files, screens
    from domaudit.starting.composing import compose

    content = compose(draft, lang, shlex.quote(output)).encode()
    if len(content) > MAX_BYTES:
        raise UsageError(said("too many domains for one inventory (10 MiB)"), where=output, hint=said("split the list"))
    parse_inventory(content, output, zones=zones)  # what we write must be read: else it is ours to mend, and nothing is written
    if place is None:
        with unread_is_no_failure():
            screens.write_raw(content, sys.stdout)
        return
    if force or place.special:
        files.write_bytes(content, place)
        return
    try:  # the name is taken first, for good: whoever makes such a file meanwhile keeps it
        os.close(os.open(place.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        raise _taken(output) from None
    try:
        files.write_bytes(content, place)
    except BaseException:
        place.path.unlink(missing_ok=True)
        raise


def _tell_written(draft: Draft, output: str) -> None:
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
