"""The commands, as Typer reads them. What a command needs is imported inside it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from domaudit.cli import speaking
from domaudit.cli.helping import HELP_NAMES
from domaudit.cli.mistaken import Commands
from domaudit.cli.options import (
    AtOption,
    ClientOption,
    EvidenceOption,
    FailOnOption,
    Format,
    FormatOption,
    FreshOption,
    InventoriesArgument,
    LangOption,
    MaxAgeOption,
    OfflineOption,
    OnlyOption,
    PersonalDataOption,
    ProviderOption,
    QuietOption,
    Reader,
    RegistriesOption,
    ReportFormatOption,
    ShardOption,
)
from domaudit.cli.shells import Shell
from domaudit.cli.streams import progress, tell_all, unread_is_no_failure
from domaudit.errors import UsageError, said
from domaudit.report.forms import Form

app = typer.Typer(
    cls=Commands,
    context_settings={"help_option_names": HELP_NAMES},
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tells a business whether it really holds its own domain name, and how to get it back.",
    epilog="Exit codes: 0 nothing to act on; 1 findings; 2 usage or inventory wrong; 3 something could not be concluded; 130 interrupted."
    "\n\nTo read more: 'domaudit COMMAND --help' says all that a command can do, 'domaudit explain WORD' what a word of the report means;"
    " the README tells the rest.",
)


def _version(asked: bool) -> None:
    if asked:
        from domaudit import __version__

        print(f"domaudit {__version__}")
        raise typer.Exit(0)


def _install(shell: Shell | None) -> None:
    if shell is not None:
        from domaudit.cli import shells

        print(speaking.say(shells.install(shell)))
        raise typer.Exit(0)


def _show(shell: Shell | None) -> None:
    if shell is not None:
        from domaudit.cli import shells

        print(shells.script(shell), end="")
        raise typer.Exit(0)


@app.callback()
def everything(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole trace of an error inside domaudit.")] = False,
    lang: LangOption = None,
    install_completion: Annotated[
        Shell | None,
        typer.Option(
            "--install-completion",
            metavar="[SHELL]",
            is_eager=True,
            callback=_install,
            help="Have bash, zsh or fish complete commands, options and your domains at the Tab key (default: the shell you are in).",
        ),
    ] = None,
    show_completion: Annotated[
        Shell | None,
        typer.Option(
            "--show-completion",
            metavar="[SHELL]",
            is_eager=True,
            callback=_show,
            help="Print that script instead; powershell has one too.",
        ),
    ] = None,
) -> None:
    """Tells a business whether it really holds its own domain name, and how to get it back."""


@app.command()
def check(
    inventories: InventoriesArgument = None,
    format: ReportFormatOption = Form.terminal,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Also write a report, in the form of FILE's ending (.html .json …), or FORM:FILE."
        ),
    ] = None,
    per_client: Annotated[
        list[str] | None,
        typer.Option(
            "--per-client",
            metavar="DIR",
            help="Also write one report for each client into DIR, as HTML (or json:DIR …), with its own sites alone; no other is named.",
        ),
    ] = None,
    fail_on: Annotated[
        FailOnOption,
        typer.Option("--fail-on", help="What gives exit code 1: a finding of this severity at least, or (change) whatever has changed."),
    ] = FailOnOption.critical,
    strict: Annotated[bool, typer.Option("--strict", help="Hidden and undetermined sites give exit code 1 too.")] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="REPORT.json", help="An earlier report: what it found counts as accepted.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="REPORT.json", help="An earlier report: say what has changed; -o may renew it.")
    ] = None,
    only: OnlyOption = None,
    reader: Annotated[
        Reader,
        typer.Option(
            "--for",
            help="For whom: provider shows what it holds and should hand over; ci is for a job's log; prospect is the record line by line,"
            " without verdict or advice. The forms for machines (json …) and the exit code are the same for all.",
        ),
    ] = Reader.client,
    show_personal_data: PersonalDataOption = False,
    validate_only: Annotated[bool, typer.Option("--validate-only", help="Read the inventory, ask nobody.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say who would be asked, how many times, and how long it takes at least; ask nobody.")
    ] = False,
    shard: ShardOption = None,
    evidence: EvidenceOption = None,
    max_age: MaxAgeOption = "24h",
    offline: OfflineOption = False,
    fresh: FreshOption = False,
    registries: RegistriesOption = None,
    at: AtOption = None,
    lang: LangOption = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show healthy sites and every source too.")] = False,
    quiet: QuietOption = False,
) -> int:
    """Audit the domains of an inventory: who holds each, and what to do."""
    from domaudit.cli import inventories as files
    from domaudit.cli.auditing import Asked, Check, annotated
    from domaudit.options import Options

    options = Options.of(evidence, offline, fresh, max_age, registries, at, shard, reader.value)
    asked = Asked(
        inventories=[*map(files.named, inventories or [])] or [files.here("check", "check {file}")],
        format=format,
        output=output or [],
        per_client=per_client or [],
        only=only or [],
        fail_on=fail_on,
        strict=strict,
        baseline=baseline,
        since=since,
        lang=lang,
        verbose=verbose,
        personal_data=show_personal_data,
        quiet=quiet,
    )
    with annotated(format):
        check = Check.of(asked, options, validate_only=validate_only)
    if validate_only:
        return check.validate()
    return check.plan() if dry_run else check.audit()


@app.command()
def inspect(
    domain: Annotated[list[str] | None, typer.Argument(metavar="DOMAIN...", help="Domains, as people write them.")] = None,
    client: ClientOption = None,
    provider: ProviderOption = None,
    format: FormatOption = Format.terminal,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Show beside it what python-whois reads in the same WHOIS answers.")
    ] = False,
    show_personal_data: PersonalDataOption = False,
    evidence: EvidenceOption = None,
    max_age: MaxAgeOption = "24h",
    offline: OfflineOption = False,
    fresh: FreshOption = False,
    registries: RegistriesOption = None,
    at: AtOption = None,
    lang: LangOption = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every contact, server, status and date.")] = False,
    quiet: QuietOption = False,
) -> int:
    """Say who holds a domain, as the public record has it; with --client or --provider, judge it as `check` does."""
    from domaudit import checking, policy
    from domaudit.options import Options
    from domaudit.report import outputs, screens
    from domaudit.report.commands import inspect as card
    from domaudit.report.commands.card import remarks
    from domaudit.report.gathering import Gathered

    if not domain:
        raise UsageError(said("no domain was named"), where="inspect", hint=said("write for example: domaudit inspect dupont.fr"))
    if second_opinion and format is Format.json and (client or provider):
        raise UsageError(
            said("gives a document of its own"), where="--second-opinion", hint=said("leave out --client and --provider, or --format json")
        )
    options = Options.of(evidence, offline, fresh, max_age, registries, at)
    loaded = checking.given(domain, options, client, provider)
    with progress(len(loaded.inventory.sites), quiet) as advance:
        report, notices = checking.check(loaded, options, advance, advance.watch)
    judged = bool(client or provider)
    tell_all([*loaded.inventory.notices, *remarks(report, judged=judged), *notices], quiet, show_personal_data)
    code = policy.exit_code(report, fail_on=FailOnOption.critical.value, strict=False)
    readings = card.readings(checking.read_twice(report, options)) if second_opinion else None
    style = screens.Style(speaking.language(lang), code, verbose, personal_data=show_personal_data, again=options.again)
    with unread_is_no_failure():
        if judged:
            outputs.write_stream(Gathered.of(report, [format.value], style.lang), Form(format.value), sys.stdout, style)
        if second_opinion or not judged:
            card.write_stream(report, readings, format.value, sys.stdout, style)
    return code
