"""``domaudit clause`` and ``domaudit handover``: what to agree before the work, and the provider's exit kit after it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from domaudit.cli import speaking
from domaudit.cli.options import (
    AtOption,
    ClientOption,
    EvidenceOption,
    FreshOption,
    InventoryArgument,
    LangOption,
    MaxAgeOption,
    OfflineOption,
    OnlyOption,
    OverOption,
    PaperFormat,
    PaperOption,
    PersonalDataOption,
    ProviderOption,
    QuietOption,
    RegistriesOption,
)
from domaudit.cli.papers import send, way_out
from domaudit.cli.streams import fitting, progress, tell, tell_all, unread_is_no_failure
from domaudit.errors import said


def clause(
    client: ClientOption = None,
    provider: ProviderOption = None,
    short: Annotated[bool, typer.Option("--short", help="Two paragraphs instead of ten sections.")] = False,
    format: Annotated[
        PaperFormat | None, typer.Option("--format", help="md (default), html ready to print, docx for Word, or plain text.")
    ] = None,
    output: PaperOption = None,
    force: OverOption = False,
    lang: LangOption = None,
) -> int:
    """Print the contract clause: the client holds the name, the provider acts for it, all comes back at the end. Have a lawyer read it."""
    from domaudit import texts
    from domaudit.letters.clause import clause as made

    form, target = way_out(format, output, {}, said("name a file: -o clause.docx"))
    language = speaking.language(lang)
    document = made(language, client, provider, short=short)
    send(document, form, target, force=force, read=format is None)
    tell(texts.tell("clause.blanks", language, blanks=" ".join(f"[{blank}]" for blank in document.blanks)))
    return 0


def handover(
    inventory: InventoryArgument = None,
    only: OnlyOption = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder for the kits.")] = Path("handover"),
    show_personal_data: PersonalDataOption = False,
    evidence: EvidenceOption = None,
    max_age: MaxAgeOption = "24h",
    offline: OfflineOption = False,
    fresh: FreshOption = False,
    registries: RegistriesOption = None,
    at: AtOption = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> int:
    """Write the provider's exit kit, a folder for each site: what is held, the plan, the checklist, the DNS records, the sign-off sheet."""
    from domaudit import checking, texts
    from domaudit.cleaning import visible
    from domaudit.cli import inventories
    from domaudit.handover import kits
    from domaudit.handover.folder import Folder
    from domaudit.options import Options

    options = Options.of(evidence, offline, fresh, max_age, registries, at, reader="provider")
    inventory = inventory or inventories.here("handover", "handover {file}")
    loaded = checking.load(inventory, options)
    if only:
        loaded = checking.only(loaded, only, inventory, hint=said("add it"))
    language = speaking.language(lang, loaded.inventory.language)
    folder = Folder(output)
    folder.check(kits.names(loaded.inventory, language))  # before anybody is asked
    with progress(len(loaded.inventory.sites), quiet) as advance:
        report, notices = checking.check(loaded, options, advance, advance.watch)
    tell_all([*loaded.inventory.notices, *notices], quiet, show_personal_data)
    folder.write(kits.files_of(report, language, personal_data=show_personal_data))
    begin = visible(str(output / kits.first(language)))
    told = texts.count("handover.written", len(report.sites), language, folder=visible(str(output)), file=begin)
    with unread_is_no_failure():
        print(fitting(told, sys.stdout))
    return 0
