"""The commands that audit nobody: what an ending tells, what a rule or a word means, a challenge, the schemas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from domaudit.cli import doctoring, evidence, handing, letters, speaking, starting
from domaudit.cli.app import app
from domaudit.cli.options import ClientOption, Format, FormatOption, LangOption, RegistriesOption, SchemaName
from domaudit.cli.streams import unread_is_no_failure

__all__ = ["app"]  # with every command registered

app.add_typer(evidence.commands, name="evidence")
app.command(epilog=starting.EPILOG)(starting.init)
app.command(epilog=letters.EPILOG)(letters.letter)
app.command()(handing.clause)
app.command()(handing.handover)
app.command(epilog=doctoring.EPILOG)(doctoring.doctor)


@app.command()
def tlds(
    tld: Annotated[
        list[str] | None, typer.Argument(metavar="[TLD]...", help="Endings such as fr, .co.uk or рф; without any: a list.")
    ] = None,
    format: FormatOption = Format.terminal,
    registries: RegistriesOption = None,
    lang: LangOption = None,
) -> int:
    """Say who is asked about an ending, and whether the public can know the holder there at all. Asks nobody."""
    from domaudit.lookups.holders import holdings
    from domaudit.lookups.registries import load_registries
    from domaudit.report.commands import tlds as report

    found = holdings(tld or [], load_registries(str(registries) if registries else None))
    language = speaking.language(lang)
    report.write_stream(found, format.value, sys.stdout, lang=language, details=bool(tld))
    return 0


@app.command()
def schema(
    name: Annotated[SchemaName, typer.Argument(metavar="FORMAT", help="Which format.")],
    # PowerShell 5 makes UTF-16 of what is redirected by '>', which no editor reads as a schema.
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE instead of stdout.")] = None,
    lang: LangOption = None,
) -> int:
    """Print the JSON Schema of a format, for editors and other programs."""
    from domaudit.data import read
    from domaudit.report import files, screens

    content = read(f"{name.value}.schema.json")
    if output not in (None, Path("-")):
        files.write_bytes(content, files.place_at(output, {}))
        return 0
    with unread_is_no_failure():
        screens.write_raw(content, sys.stdout)
    return 0


@app.command()
def explain(
    word: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RULE|WORD|REGISTRAR]", help="A rule, a verdict, a word of the report or a registrar; without one: a list."
        ),
    ] = None,
    format: FormatOption = Format.terminal,
    lang: LangOption = None,
) -> int:
    """Explain a rule (what it sees, why it matters, what it cannot see, what to do), a word, or where things are at a registrar."""
    from domaudit.report.commands import explain as explaining

    language = speaking.language(lang)
    with unread_is_no_failure():
        explaining.write_stream(" ".join(word) if word else None, format.value, sys.stdout, lang=language)
    return 0


@app.command()
def prove(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The domain, as people write it.")],
    client: ClientOption = None,
    inventory: Annotated[
        str | None,
        typer.Option(
            "--inventory",
            metavar="FILE",
            help="The inventory that names the domain's client (default: inventory.yaml, unless --client is given).",
        ),
    ] = None,
    format: FormatOption = Format.terminal,
    registries: RegistriesOption = None,
    lang: LangOption = None,
) -> int:
    """Make the TXT record that shows who controls a domain's DNS; `check` looks for it. It does not show who is the registrant."""
    from domaudit import checking
    from domaudit.cli import inventories
    from domaudit.report.commands import prove as challenge

    if inventory is None and client is None:
        inventory = inventories.found()
    made = checking.prove(domain, client, inventory, registries)
    language = speaking.language(lang, made.language)
    with unread_is_no_failure():
        challenge.write_stream(made, format.value, sys.stdout, lang=language)
    return 0
