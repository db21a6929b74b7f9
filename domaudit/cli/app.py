"""The commands, as Typer reads them. What a command needs is imported inside it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domaudit.cli import speaking, summaries
from domaudit.cli.options import (
    INVENTORY,
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
from domaudit.cli.streams import progress, tell, tell_all, unread_is_no_failure
from domaudit.errors import Said, UsageError, counted, said
from domaudit.report.forms import Form

if TYPE_CHECKING:
    from domaudit.model import SiteReport
    from domaudit.sharding import Shard

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tells a business whether it really holds its own domain name, and how to get it back.",
    epilog="Exit codes: 0 nothing to act on; 1 findings; 2 usage or inventory wrong; 3 something could not be concluded; 130 interrupted.",
)


@app.callback()
def everything(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole trace of an error inside domaudit.")] = False,
    lang: LangOption = None,
) -> None:
    """Tells a business whether it really holds its own domain name, and how to get it back."""
    if version:
        from domaudit import __version__

        print(f"domaudit {__version__}")
        raise typer.Exit(0)


@app.command()
def check(
    inventories: InventoriesArgument = None,
    format: ReportFormatOption = Form.terminal,
    output: Annotated[
        list[str] | None,
        typer.Option("-o", "--output", metavar="FILE", help="Also write a report to FILE (.json, .txt; or json:FILE)."),
    ] = None,
    per_client: Annotated[
        list[str] | None,
        typer.Option(
            "--per-client",
            metavar="DIR",
            help="Also write one report for each client into DIR (or json:DIR), with that client's sites alone; it names no other client.",
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
            " without verdict or advice. The forms for machines (json …) are the same for all.",
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
    from domaudit import checking, policy, texts
    from domaudit.baseline import accepting, load_baseline
    from domaudit.cli import comparing
    from domaudit.report import apart, asking, outputs, screens, separating
    from domaudit.report.gathering import Gathered
    from domaudit.since import ONLY

    part = checking.shard(shard)
    options = checking.Options(evidence, offline, fresh, checking.max_age(max_age), registries, checking.moment(at), part, reader.value)
    inventory, *more = inventories or [INVENTORY]
    if more and not validate_only:
        hint = said("one report is about one inventory: run it once for each")
        raise UsageError(said("several inventories are read with --validate-only alone"), where=more[0], hint=hint)
    used = checking.inputs(inventory, options, baseline)
    wanted = outputs.targets(output or [], used, since)
    whole, *others = checking.load_all([inventory, *more], options)
    loaded = checking.only(whole, only, inventory, hint=said("add it to the inventory")) if only else whole
    language = speaking.language(lang, loaded.inventory.language)
    known = load_baseline(baseline) if baseline else None
    on = ONLY if only else str(part) if part is not None else None
    before = comparing.earlier(since, fail_on, wanted, on, quiet=quiet)
    if validate_only:
        for one in (whole, *others):
            tell_all(one.inventory.notices, quiet)
            sites = counted("{n:,} site, no mistake found", "{n:,} sites, no mistake found", len(one.inventory.sites))
            tell(said("{where}: {told}", where=one.inventory.file, told=sites))
        return policy.OK
    if dry_run:
        tell_all(loaded.inventory.notices, quiet)
        with unread_is_no_failure():
            asking.write_stream(checking.planned(loaded, options), format, sys.stdout, lang=language)
        return policy.OK
    compared = before.since([site.domain for site in whole.inventory.sites], on) if before else None
    clients = separating.clients(loaded.inventory.sites) if per_client else ()
    apart_files = apart.targets(per_client or [], clients, {**used, **({said("the earlier report"): since} if since else {})}, wanted)
    forms = {format, *(target.form for target in wanted)}
    found = Gathered(checking.reported(loaded.inventory, part), forms, language, compared, on, whole=bool(per_client))
    reason = texts.tell("acceptance.baseline", language, date=known.audited_at) if known else ""

    def take(site: SiteReport) -> None:
        site = accepting(site, known, reason) if known else site
        found.add(before.compared(site) if before else site)

    mine = checking.sites_of(loaded.inventory, part)
    with progress(mine, quiet) as advance:
        found.audited_at, notices = checking.audit(loaded, options, advance, take, advance.watch)
    if part is not None:
        notices = (*notices, _of_a_part(part, mine, len(loaded.inventory.sites), inventory))
    elif mine < len(whole.inventory.sites):
        notices = (*notices, _of_some(mine, len(whole.inventory.sites)))

    def code_of(gathered: Gathered) -> int:
        return gathered.tally.exit_code(fail_on=fail_on.value, strict=strict)

    code = code_of(found)
    tell_all(notices, quiet)
    if format is not Form.terminal:  # the terminal report says them itself
        tell_all(loaded.inventory.notices, quiet)
    style = screens.Style(language, code, verbose, show_personal_data, reader.value, fail_on.value, strict)
    failed = outputs.write_files(found, wanted, style)
    if format is Form.github:
        summaries.append(found, style)
    written, failed_apart = apart.write(found, clients, apart_files, style, code_of)
    tell_all(apart.told(written), quiet)
    with unread_is_no_failure():
        outputs.write_stream(found, format, sys.stdout, style)
    if (failed := failed or failed_apart) is not None:  # the report has come out all the same
        raise failed
    return code


@app.command()
def inspect(
    domain: Annotated[list[str], typer.Argument(metavar="DOMAIN...", help="Domains, as people write them.")],
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
    quiet: QuietOption = False,
) -> int:
    """Show what the public record says of a domain; with --client or --provider, judge it as `check` does."""
    from domaudit import checking, policy
    from domaudit.report import card, outputs, screens
    from domaudit.report.gathering import Gathered

    if second_opinion and format is Format.json and (client or provider):
        raise UsageError(
            said("gives a document of its own"), where="--second-opinion", hint=said("leave out --client and --provider, or --format json")
        )
    options = checking.Options(evidence, offline, fresh, checking.max_age(max_age), registries, checking.moment(at))
    loaded = checking.given(domain, options, client, provider)
    with progress(len(loaded.inventory.sites), quiet) as advance:
        report, notices = checking.check(loaded, options, advance, advance.watch)
    tell_all([*loaded.inventory.notices, *notices], quiet)
    code = policy.exit_code(report, fail_on=FailOnOption.critical.value, strict=False)
    readings = card.readings(checking.read_twice(report, options)) if second_opinion else None
    style = screens.Style(speaking.language(lang), code, personal_data=show_personal_data)
    with unread_is_no_failure():
        if client or provider:
            outputs.write_stream(Gathered.of(report, [format.value], style.lang), Form(format.value), sys.stdout, style)
        if second_opinion or not (client or provider):
            card.write_stream(report, readings, format.value, sys.stdout, style)
    return code


def _of_some(mine: int, sites: int) -> Said:
    """What a report on the sites that were named cannot tell."""
    return said(
        "{part}; the others were not asked about, and what sites teach about each other (one hand on many clients' domains) is not seen",
        part=counted("--only: {mine:,} of {n:,} site", "--only: {mine:,} of {n:,} sites", sites, mine=mine),
    )


def _of_a_part(part: Shard, mine: int, sites: int, inventory: str) -> Said:
    """What a shard's own report cannot tell, and how the one report is made."""
    return said(
        "{part}; what sites teach about each other (a provider's own domain, one hand on many clients' domains) is seen in the one report"
        " alone: cat the shards' evidence files into all.jsonl, then domaudit check {inventory} --offline --evidence all.jsonl",
        part=counted("shard {shard}: {mine:,} of {n:,} site", "shard {shard}: {mine:,} of {n:,} sites", sites, shard=str(part), mine=mine),
        inventory=inventory,
    )
