"""The options that several commands share, as Typer reads them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domaudit.report.forms import Form

INVENTORY = "inventory.yaml"
"""The inventory that is read where none is named: that of the model, which takes too long to read for ``--help``."""


class Format(StrEnum):
    """The forms of what a command tells, but for the report of ``check``."""

    terminal = "terminal"
    json = "json"


class PaperFormat(StrEnum):
    """The forms of a letter or a clause."""

    md = "md"
    html = "html"
    docx = "docx"
    text = "text"


class LetterKind(StrEnum):
    """The kinds of letters."""

    request = "request"
    reminder = "reminder"
    notice = "notice"
    registrar = "registrar"
    registry = "registry"
    disclosure = "disclosure"
    handover = "handover"


class FailOnOption(StrEnum):
    """What makes the run fail: a finding of at least this severity, or any change."""

    critical = "critical"
    warning = "warning"
    notice = "notice"
    never = "never"
    change = "change"


class Reader(StrEnum):
    """For whom a report is."""

    client = "client"
    provider = "provider"
    ci = "ci"
    prospect = "prospect"


class Language(StrEnum):
    """The languages of reports."""

    en = "en"
    fr = "fr"


class SchemaName(StrEnum):
    """The formats with a JSON Schema."""

    inventory = "inventory"
    report = "report"
    evidence = "evidence"
    registries = "registries"


InventoryArgument = Annotated[
    str | None,
    typer.Argument(metavar="INVENTORY", show_default=INVENTORY, help="The inventory of client sites (YAML), or - for stdin."),
]
InventoriesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INVENTORY",
        show_default=INVENTORY,
        help="The inventory of client sites (YAML), or - for stdin. Several with --validate-only.",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="What stdout carries.")]
ReportFormatOption = Annotated[Form, typer.Option("--format", help="What stdout carries.")]
PaperOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE (.md, .html, .docx, .txt) instead of stdout.")
]
OverOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there and says something else.")]
EvidenceOption = Annotated[
    Path | None, typer.Option("--evidence", metavar="FILE", help="The file of answers (default: one in your cache folder).")
]
MaxAgeOption = Annotated[
    str, typer.Option("--max-age", metavar="AGE", help="How old an answer may be to be used again: 30m, 24h, or rdap=12h,whois=7d,dns=1h.")
]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Ask nobody: use the evidence alone.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Ask again, whatever the evidence holds.")]
RegistriesOption = Annotated[Path | None, typer.Option("--registries", metavar="FILE", help="Who serves a TLD, over what ships.")]
AtOption = Annotated[str | None, typer.Option("--at", metavar="TIME", help="The time of the audit (ISO 8601; default: now).")]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", metavar="DOMAIN", help="This site alone; may be given several times.")]
ShardOption = Annotated[
    str | None,
    typer.Option("--shard", metavar="I/N", help="Audit part I of N alone, at 1/N of every server's pace; auto: as the scheduler says."),
]
LangOption = Annotated[
    Language | None,
    typer.Option(
        "--lang", help="The language of what is told, errors and help too (default: the inventory's, or DOMAUDIT_LANG, or the locale)."
    ),
]
PersonalDataOption = Annotated[
    bool, typer.Option("--show-personal-data", help="Do not mask people's names and mailboxes in a pipe or file.")
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no notices.")]
ClientOption = Annotated[str | None, typer.Option("--client", metavar="NAME", help="The client's name.")]
ProviderOption = Annotated[str | None, typer.Option("--provider", metavar="NAME", help="The provider's name.")]
