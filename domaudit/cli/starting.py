"""``domaudit init``: a first inventory, from a few questions or from a list; nothing is written before all is known."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domaudit.beside import meant_beside
from domaudit.cli.answers import Answers
from domaudit.cli.interview import Interrupted
from domaudit.cli.options import (
    INVENTORY,
    AtOption,
    ClientOption,
    EvidenceOption,
    FreshOption,
    LangOption,
    MaxAgeOption,
    OfflineOption,
    ProviderOption,
    QuietOption,
    RegistriesOption,
)
from domaudit.cli.started import tell_learned, tell_read, tell_skipped, tell_written
from domaudit.cli.streams import for_people, progress, tell, tell_all, unread_is_no_failure
from domaudit.errors import UsageError, said

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from domaudit.catalogue import Lang
    from domaudit.checking import Loaded
    from domaudit.options import Options
    from domaudit.report.files import Place
    from domaudit.starting.draft import Draft
    from domaudit.starting.listing import Listing

EPILOG = "Exit codes: 0 written; 2 usage, or a file that stands in the way; 130 interrupted, and nothing was written."


def init(
    lists: Annotated[list[str] | None, typer.Argument(metavar="FILE", help="The same as --from.", show_default=False)] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="The domains: a list, a CSV or TSV export, a page or a mail with addresses in it; - for stdin; "
            "may be given several times.",
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
    from domaudit.options import Options

    options = Options.of(evidence, offline, fresh, max_age, registries, at)
    sources = [*(lists or ()), *(source or ())]
    place = _place(output, sources, options, force=force)
    zones = checking.given([], options).registries.zones
    answers = Answers(client, provider, provider_domain or [], lang, zones)
    with _nothing_written():
        listing = _read(sources, quiet)
        try:
            answers.complete(listing, quiet=quiet)
        except KeyboardInterrupt:
            print(file=for_people())
            raise
        draft, skipped = answers.draft()
    tell_skipped(skipped, quiet)
    _refuse_none(draft, answers.listing)
    if learn:
        draft = _learned(draft, options, answers.language, quiet)
    with _nothing_written():
        content = _composed(draft, answers.language, output, zones)
    _write(content, output, place, force=force)
    if not quiet:
        tell_written(draft, output)
    return 0


@contextmanager
def _nothing_written() -> Iterator[None]:
    """What Ctrl-C ends here has asked nobody outside, and left nothing."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(said("interrupted: nothing was written")) from None


def _read(sources: Sequence[str], quiet: bool) -> Listing | None:
    """What the lists name, all together; how each was read is told, and where one names nothing."""
    from domaudit.starting.listing import joined, one_of_several

    listings = [_read_one(source) for source in sources]
    if len(listings) > 1:
        listings = [one_of_several(listing) for listing in listings]
    for listing in listings:
        tell_read(listing, quiet)
        if not listing.entries and len(listings) > 1:
            tell(said("{where}: {told}", where=listing.name, told=said("no domain was found in it")))
    return joined(listings) if listings else None


def _read_one(source: str) -> Listing:
    from domaudit.data.positions import MAX_BYTES
    from domaudit.starting.listing import read_list

    if source == "-":
        return read_list(sys.stdin.buffer.read(MAX_BYTES + 1), "stdin")
    try:
        with open(source, "rb") as file:
            return read_list(file.read(MAX_BYTES + 1), source)
    except FileNotFoundError:
        hint = meant_beside(source) or said("give a file with the domains in it; '{command}' alone asks for them", command="domaudit init")
        raise UsageError(said("there is no such file"), where=source, hint=hint) from None


def _refuse_none(draft: Draft, listing: Listing) -> None:
    if not draft.sites:
        raise UsageError(
            said("no domain was found in it"),
            where=listing.name,
            hint=said("write one a line, such as dupont.example; nothing was written"),
        )


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
    unsaid = dict(silent(own, report.sites))
    if quiet:  # what the file lacks because nobody answered is told all the same
        tell_learned({}, {domain: why for domain, why in unsaid.items() if why == "nobody"})
    else:
        tell_learned(found, unsaid)
    return replace(draft, proposals=found)


def _place(output: str, sources: Sequence[str], options: Options, *, force: bool) -> Place | None:
    """Where to write, or None for stdout; looked at before anybody is asked. Raises ``UsageError``."""
    from domaudit import checking
    from domaudit.report import files

    if output == "-":
        return None
    used = {what: path for what, path in checking.inputs("-", options).items() if what != said("the inventory")}
    for source in sources:
        if source != "-":
            used[said("the list {name}", name=source) if len(sources) > 1 else said("the list")] = Path(source)
    place = files.place_at(Path(output), used)
    if not force and not place.special and os.path.lexists(output):
        raise _taken(output)
    return place


def _taken(output: str) -> UsageError:
    return UsageError(
        said("this file is there already"), where=output, hint=said("name another with -o FILE, or write over it with --force")
    )


def _composed(draft: Draft, lang: Lang, output: str, zones: Container[str]) -> bytes:
    """The inventory's bytes, seen to read well."""
    from domaudit.data.positions import MAX_BYTES
    from domaudit.inventory import parse_inventory
    from domaudit.starting.composing import compose

    content = compose(draft, lang, shlex.quote(output)).encode()
    if len(content) > MAX_BYTES:
        raise UsageError(said("too many domains for one inventory (10 MiB)"), where=output, hint=said("split the list"))
    parse_inventory(content, output, zones=zones)  # what we write must be read: else it is ours to mend, and nothing is written
    return content


def _write(content: bytes, output: str, place: Place | None, *, force: bool) -> None:
    """Write the inventory, whole or not at all."""
    from domaudit.report import files, screens

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
