"""``domaudit letter``: the letter that a domain's record calls for; a note for the reader goes to stderr, never into the letter."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domaudit.cli import speaking
from domaudit.cli.options import (
    INVENTORY,
    AtOption,
    ClientOption,
    EvidenceOption,
    FreshOption,
    LangOption,
    LetterKind,
    MaxAgeOption,
    OfflineOption,
    OverOption,
    PaperFormat,
    PaperOption,
    ProviderOption,
    QuietOption,
    RegistriesOption,
)
from domaudit.cli.papers import send, way_out
from domaudit.cli.streams import progress, tell, tell_all
from domaudit.errors import UsageError, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domaudit.checking import Loaded
    from domaudit.letters import Document, Format
    from domaudit.letters.correspondence import Letter
    from domaudit.model import Inventory
    from domaudit.options import Options

WIDTH = 88
BULLET = "- "


EPILOG = (
    "Exit codes: 0 written, or there is nothing to ask (and why); 2 usage or inventory wrong; 130 interrupted."
    " Letters are the client's own papers: names and mailboxes stand in them unmasked."
)


def letter(
    domain: Annotated[list[str], typer.Argument(metavar="DOMAIN...", help="The domains to write about, as people write them.")],
    kind: Annotated[
        LetterKind,
        typer.Option(
            "--kind",
            help="request: the kind first letter; reminder; notice: a formal notice; to the registrar or the registry; disclosure: who"
            " is the hidden holder; handover: the provider's goodbye to its client.",
        ),
    ] = LetterKind.request,
    inventory: Annotated[
        str | None,
        typer.Option(
            "--inventory", metavar="FILE", help="The inventory (default: inventory.yaml, unless a party is named here; - for stdin)."
        ),
    ] = None,
    client: ClientOption = None,
    provider: ProviderOption = None,
    format: Annotated[
        PaperFormat | None,
        typer.Option(
            "--format", help="md (default), html ready to print, docx for Word, or text: a few sentences for an e-mail or a chat."
        ),
    ] = None,
    output: PaperOption = None,
    force: OverOption = False,
    record: Annotated[bool, typer.Option("--record", help="Note in the inventory file what is asked, and by when.")] = False,
    evidence: EvidenceOption = None,
    max_age: MaxAgeOption = "24h",
    offline: OfflineOption = False,
    fresh: FreshOption = False,
    registries: RegistriesOption = None,
    at: AtOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> int:
    """Write the letter that the public record calls for: one for each addressee, dated, from the client, with what is asked and by when."""
    from domaudit import checking, letters, texts
    from domaudit.letters.correspondence import correspondence
    from domaudit.options import Options

    options = Options.of(evidence, offline, fresh, max_age, registries, at)
    inventory = _inventory(inventory, client, provider)
    form, target = way_out(format, output, checking.inputs(inventory or "-", options), said("name a file: -o letter.docx"))
    loaded = _loaded(domain, inventory, client, provider, options, record=record)
    language = speaking.language(lang, loaded.inventory.language)
    with progress(len(loaded.inventory.sites), quiet) as advance:
        report, notices = checking.check(loaded, options, advance, advance.watch)
    tell_all([*loaded.inventory.notices, *notices], quiet)
    written, nothing = correspondence(report, kind.value, language)
    for why in nothing:
        tell(_folded(texts.say(why, language)))
    if not written:
        return 0
    for about in (about for one in written for about in one.unheard):
        tell(_folded(texts.tell("letter.unheard", language, domain=about.domain)))
    documents = [one.document(short=form == "text") for one in written]
    on_screen = send(letters.joined(documents), form, target, force=force, read=format is None)
    if target is not None and not quiet:
        tell(texts.tell(f"letter.written.{form}", language, file=str(output)))
    if not quiet:
        _notes(written, documents, loaded.inventory, form, record=record, apart=on_screen)
    if record and inventory is not None:
        _record(written, Path(inventory), loaded, quiet)
    return 0


def _inventory(named: str | None, client: str | None, provider: str | None) -> str | None:
    """The inventory to read: the one that was named, or where no party is, the one that ``check`` reads too."""
    if named is not None and (client or provider):
        hint = said("leave out --client and --provider, or --inventory")
        raise UsageError(said("the inventory names the parties"), where="--inventory", hint=hint)
    if named is not None or client or provider:
        return named
    from domaudit.cli import inventories

    there = inventories.found()
    if there is None:
        near = inventories.perhaps("letter {domain} --inventory {file}")
        hint = near or said("give --inventory FILE, or --client NAME and --provider NAME")
        raise UsageError(said("whose letter, and to whom? there is no {file} here", file=INVENTORY), where="letter", hint=hint)
    return there


def _loaded(
    domains: list[str], inventory: str | None, client: str | None, provider: str | None, options: Options, *, record: bool
) -> Loaded:
    """The domains to write about, from the inventory or, with the parties named here, alone."""
    from domaudit import checking

    if record and (inventory is None or inventory == "-" or _is_a_stream(Path(inventory))):
        raise UsageError(said("there is no inventory file to note it in"), where="--record", hint=said("name it with --inventory FILE"))
    if inventory is None:
        return checking.given(domains, options, client, provider)
    hint = said("add it to the inventory, or give --client and --provider instead")
    return checking.only(checking.load(inventory, options), domains, inventory, hint=hint)


def _is_a_stream(path: Path) -> bool:
    """Whether it can be read but once, as a pipe (``<(…)``): what is there is no file to write in."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _notes(
    written: Sequence[Letter], documents: Sequence[Document], inventory: Inventory, form: Format, *, record: bool, apart: bool
) -> None:
    """The cover note of each letter, and the lines for the inventory; ``apart`` from a letter that stands above it on the screen."""
    from domaudit import texts
    from domaudit.inventory.requests import request_line
    from domaudit.letters import cover
    from domaudit.model import GIVEN

    if apart:
        tell(f"\n{'=' * 60}")
    for letter, document in zip(written, documents, strict=True):
        title, *points = cover.note(letter, document, form)
        tell(_folded(title))
        for point in points:
            tell(_folded(point, BULLET))
        for where, lines in cover.keys(letter, document, inventory.parties) if inventory.file != GIVEN else ():
            tell(_folded(where, BULLET))
            tell("\n".join(f"    {line}" for line in lines))
        if not letter.requests or record:
            continue
        if inventory.file == GIVEN:
            tell(_folded(texts.tell("letter.cover.init", letter.lang), BULLET))
            continue
        tell(_folded(texts.tell("letter.cover.record", letter.lang), BULLET))
        for site, request in letter.requests:
            tell(_entry(site.unicode, request_line(request)))


def _entry(domain: str, request: str) -> str:
    """A site of the inventory with one request."""
    return f"    - domain: {domain}\n      requests:\n        - {request}"


def _folded(paragraph: str, bullet: str = "") -> str:
    """A paragraph in lines; an address of a page stays whole."""
    indent = " " * len(bullet)
    return textwrap.fill(paragraph, WIDTH, initial_indent=bullet, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _record(written: Sequence[Letter], inventory: Path, loaded: Loaded, quiet: bool) -> None:
    from domaudit import texts
    from domaudit.inventory.requests import record

    requests = [(site.domain, request) for letter in written for site, request in letter.requests]
    if not requests:
        return
    changed = record(inventory, requests, loaded.registries.zones)
    if not quiet:
        first = written[0]
        values = {
            "file": str(inventory),
            "today": first.today.isoformat(),
            "reply_by": first.reply_by.isoformat() if first.reply_by else "",
        }
        tell(texts.tell("letter.recorded" if changed else "letter.recorded.already", first.lang, **values))
