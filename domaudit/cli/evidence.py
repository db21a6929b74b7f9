"""``domaudit evidence``: the file of answers checked, shown, compared, added to, merged, and made to forget."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from domaudit.cleaning import obeyed_by_none, visible
from domaudit.cli import speaking
from domaudit.cli.mistaken import Commands
from domaudit.cli.options import Format, FormatOption, LangOption, PersonalDataOption, RegistriesOption
from domaudit.cli.streams import tell, unread_is_no_failure
from domaudit.errors import counted, quoted

MOST_LABELS = 12
"""Labels that are named as doubtful."""

commands = typer.Typer(
    cls=Commands,
    help="Check, show, compare, add to and merge evidence files, or take a domain out.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@commands.callback()
def everything(lang: LangOption = None) -> None:
    """Check, show, compare, add to and merge evidence files, or take a domain out."""


FileOption = Annotated[
    Path | None, typer.Option("--evidence", metavar="FILE", help="The file of answers (default: the one in your cache folder).")
]


def _meant(domain: str, evidence: Path | None, registries: Path | None) -> tuple[str, Path]:
    """The registrable domain and the evidence file that a command line means."""
    from domaudit import checking, dossier
    from domaudit.lookups.registries import load_registries

    name = dossier.domain_of(domain, load_registries(str(registries) if registries else None).zones)
    return name, evidence or checking.cache_folder() / checking.EVIDENCE


@commands.command()
def verify(file: Annotated[Path, typer.Argument(metavar="FILE", help="An evidence file.")], lang: LangOption = None) -> int:
    """Check every body and chain of a file; the first line that fails is named. Shows that it was not damaged, not when it was made."""
    from domaudit import texts
    from domaudit.evidence.disk import verify as verified

    found = verified(file)
    counts = {"lines": found.lines, "answered": found.answered, "chains": found.chains, "unchained": found.unchained}
    language = speaking.language(lang)
    told = [texts.tell("evidence.verified", language, file=visible(str(file)), **{name: str(number) for name, number in counts.items()})]
    if found.forgotten:
        told.append(texts.count("evidence.verified.forgotten", found.forgotten, language))
    print(*told)
    return 0


@commands.command()
def merge(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Evidence files, of shards or machines.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The new file, or one of the files, to replace it.")],
    lang: LangOption = None,
) -> int:
    """Make one evidence file of several: every valid line once, as it is, in this order."""
    from domaudit import texts
    from domaudit.evidence.merge import merge as merged

    found = merged(files, output)
    for notice in found.notices:
        tell(notice)
    if found.left_out > len(found.notices):
        more = found.left_out - len(found.notices)
        tell(counted("{n:,} more line was left out", "{n:,} more lines were left out", more))
    counts = {"lines": str(found.lines), "repeated": str(found.repeated), "left_out": str(found.left_out)}
    print(texts.tell("evidence.merged", speaking.language(lang), file=visible(str(output)), **counts))
    return 0


@commands.command()
def forget(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The domain, as people write it.")],
    evidence: FileOption = None,
    registries: RegistriesOption = None,
    lang: LangOption = None,
) -> int:
    """Take the answers about a domain out of the file; questions, times and hashes stay, so that the file still verifies."""
    from domaudit import texts
    from domaudit.evidence.forget import forget as forgotten

    name, path = _meant(domain, evidence, registries)
    language = speaking.language(lang)
    found = forgotten(path, name)
    values = {"file": visible(str(path)), "domain": name}
    if found.answers or found.dropped:
        told = [texts.count("evidence.forgotten", found.answers, language, **values)]
    else:
        told = [texts.tell("evidence.forgotten.none", language, **values)]
    if found.dropped:
        told.append(texts.count("evidence.dropped", found.dropped, language))
    print(*told)
    return 0


@commands.command()
def show(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The domain, as people write it.")],
    evidence: FileOption = None,
    registries: RegistriesOption = None,
    masked: Annotated[
        bool,
        typer.Option("--masked", help="Show their layout alone, letters as x, figures as 0: to report one that is read wrong."),
    ] = False,
    lang: LangOption = None,
) -> int:
    """Show the raw answers about a domain, with server, time and hash. They hold personal data as received."""
    from domaudit import dossier, layout, texts
    from domaudit.lookups.walk import server_of

    name, path = _meant(domain, evidence, registries)
    language = speaking.language(lang)
    answers = dossier.answers_about(path, name)
    if not answers:
        tell(texts.tell("evidence.none", language, file=str(path), domain=name))
    with unread_is_no_failure():
        for number, answer in enumerate(answers):
            values = {"host": server_of(answer.question), "kind": type(answer.question).__name__.upper()}
            head = [texts.tell("evidence.answer", language, at=answer.asked_at.astimezone(UTC).isoformat(), **values)]
            head += [texts.tell("evidence.imported", language, who=answer.imported)] if answer.imported and not masked else []
            outcome = texts.tell(f"outcome.{answer.outcome}", language)
            error = f" ({texts.heard(answer.error, language)})" if answer.error else ""
            if not answer.body:
                head += [f"# {outcome}{error}"]
            elif not masked:  # whoever guesses what was masked could see by the hash whether it is right
                head += [f"# SHA-256 {answer.sha256}"]
            told = layout.shape(answer, name) if masked else dossier.body_text(answer)
            doubtful = layout.unknown_labels(answer) if masked and answer.body else ()
            if doubtful:
                tell(texts.tell("evidence.labels", language, labels=", ".join(quoted(label, 40).text for label in doubtful[:MOST_LABELS])))
            body = [f"  {line}" for line in told.splitlines()]  # set in: no line of it passes for ours
            sys.stdout.write("\n" * bool(number) + "".join(f"{obeyed_by_none(line)}\n" for line in (*head, *body)))
    return 0


@commands.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The older evidence file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The newer one.")],
    format: FormatOption = Format.terminal,
    show_personal_data: PersonalDataOption = False,
    registries: RegistriesOption = None,
    lang: LangOption = None,
) -> int:
    """Say what changed between two files, before and after a handover: registrant, registrar, nameservers, expiry, verification records."""
    from domaudit import checking, dossier
    from domaudit.lookups.registries import load_registries
    from domaudit.options import Options
    from domaudit.report import screens
    from domaudit.report.commands import diff as changing

    names = dossier.domains_in((old, new), load_registries(str(registries) if registries else None).zones)
    reports = []
    for path in (old, new):
        options = Options(evidence=path, offline=True, registries=registries)
        reports.append(checking.check(checking.given(names, options), options, lambda domain: None)[0])
    style = screens.Style(speaking.language(lang), 0, personal_data=show_personal_data)
    with unread_is_no_failure():
        changing.write_stream(reports[0], reports[1], format.value, sys.stdout, style)
    return 0


@commands.command("import")
def import_(
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="The domain that the answer is about.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A WHOIS printout or an RDAP document, or - for stdin.")],
    origin: Annotated[str, typer.Option("--from", metavar="WHO", help="Who passed it on, and how; every report says so.")],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When the answer was made (ISO 8601; default: now).")] = None,
    evidence: FileOption = None,
    registries: RegistriesOption = None,
    lang: LangOption = None,
) -> int:
    """Add an answer received otherwise (by mail, say) to the evidence file; `check` counts it, and says from whom it came."""
    from domaudit import checking, dossier, texts
    from domaudit.lookups.registries import load_registries
    from domaudit.lookups.walk import server_of
    from domaudit.options import moment

    known = load_registries(str(registries) if registries else None)
    name = dossier.domain_of(domain, known.zones)
    path = evidence or checking.cache_folder() / checking.EVIDENCE
    if file == "-":
        body = sys.stdin.buffer.read(dossier.MAX_BYTES + 1)
    else:
        with open(file, "rb") as source:
            body = source.read(dossier.MAX_BYTES + 1)
    kept = dossier.import_answer(body, name, origin, moment(at) or datetime.now(UTC), known, path)
    values = {"host": server_of(kept.question), "hash": kept.sha256}
    print(texts.tell("evidence.added", speaking.language(lang), file=visible(str(path)), domain=name, **values))
    return 0
