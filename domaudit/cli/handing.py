"""``domaudit clause`` and ``domaudit handover``: what to agree before the work, and the provider's exit kit after it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domaudit.cli import speaking
from domaudit.cli.options import (
    AtOption,
    ClientOption,
    EvidenceOption,
    FreshOption,
    LangOption,
    MaxAgeOption,
    OfflineOption,
    PersonalDataOption,
    ProviderOption,
    QuietOption,
    RegistriesOption,
)
from domaudit.cli.streams import fitting, tell, unread_is_no_failure


class PaperFormat(StrEnum):
    """The forms of a paper."""

    md = "md"
    html = "html"
    docx = "docx"
    text = "text"


def clause(
    client: ClientOption = None,
    provider: ProviderOption = None,
    short: Annotated[bool, typer.Option("--short", help="Two paragraphs instead of ten sections.")] = False,
    format: Annotated[
        PaperFormat | None, typer.Option("--format", help="md (default), html ready to print, docx for Word, or plain text.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE (.md, .html, .docx, .txt) instead of stdout.")
    ] = None,
    lang: LangOption = None,
) -> int:
    """Print the contract clause: the client holds the name, the provider acts for it, all comes back at the end. Have a lawyer read it."""
    from domaudit import letters, texts
    from domaudit.errors import UsageError, said
    from domaudit.letters.clause import clause as made
    from domaudit.report import outputs

    form = letters.form_of(format.value if format else None, output)
    target = outputs.target_at(output, form, {}) if output is not None else None
    if form == "docx" and target is None and sys.stdout.isatty():
        raise UsageError(said("a Word file is no text for a screen"), where="--format docx", hint=said("name a file: -o clause.docx"))
    language = speaking.language(lang)
    document = made(language, client, provider, short=short)
    content = letters.write(document, form)
    if target is not None:
        outputs.write_bytes(content, target)
    else:
        with unread_is_no_failure():
            outputs.write_raw(content, sys.stdout)
    tell(texts.tell("clause.blanks", language, blanks=" ".join(f"[{blank}]" for blank in document.blanks)))
    return 0


def handover(
    inventory: Annotated[
        str, typer.Argument(metavar="INVENTORY", help="The inventory of client sites (YAML), or - for stdin.")
    ] = "inventory.yaml",
    only: Annotated[list[str] | None, typer.Option("--only", metavar="DOMAIN", help="This site alone; may be given several times.")] = None,
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
    from domaudit.cli.app import _progress, _tell
    from domaudit.errors import said
    from domaudit.handover import kits
    from domaudit.handover.folder import Folder

    options = checking.Options(evidence, offline, fresh, checking.max_age(max_age), registries, checking.moment(at), reader="provider")
    loaded = checking.load(inventory, options)
    if only:
        loaded = checking.only(loaded, only, inventory, hint=said("add it"))
    language = speaking.language(lang, loaded.inventory.language)
    folder = Folder(output)
    folder.check(kits.names(loaded.inventory, language))  # before anybody is asked
    with _progress(len(loaded.inventory.sites), quiet) as advance:
        report, notices = checking.check(loaded, options, advance)
    _tell([*loaded.inventory.notices, *notices], quiet)
    folder.write(kits.files_of(report, language, personal_data=show_personal_data))
    begin = visible(str(output / kits.first(language)))
    told = texts.count("handover.written", len(report.sites), language, folder=visible(str(output)), file=begin)
    with unread_is_no_failure():
        print(fitting(told, sys.stdout))
    return 0
