"""What ``check`` does once its words are read: everything is looked at first, then it validates, plans, or audits and reports."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domaudit import checking, policy, texts
from domaudit.changes.baseline import Baseline, accepting, load_baseline
from domaudit.changes.since import ONLY, Earlier
from domaudit.cli import comparing, speaking, summaries
from domaudit.cli.options import FailOnOption, Language
from domaudit.cli.streams import progress, shows_people, tell, tell_all, unread_is_no_failure
from domaudit.errors import InventoryError, Said, UsageError, counted, said
from domaudit.report import apart, outputs, screens, separating, sheets
from domaudit.report.commands import dry_run as asking
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.masking.people import declared_people

if TYPE_CHECKING:
    from domaudit.checking import Loaded
    from domaudit.model import SiteReport, Text
    from domaudit.options import Options
    from domaudit.sharding import Shard


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of a check, beside the ``Options`` of looking domains up."""

    inventories: Sequence[str]
    format: Form
    output: Sequence[str]
    per_client: Sequence[str]
    only: Sequence[str]
    fail_on: FailOnOption
    strict: bool
    baseline: Path | None
    since: Path | None
    lang: Language | None
    verbose: bool
    personal_data: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A check whose every file was read and every place to write was looked at: nobody has been asked yet.

    ``whole`` is the inventory as it was read, ``loaded`` it with the sites that ``--only`` names, ``others`` more of them to validate.
    """

    asked: Asked
    options: Options
    whole: Loaded
    loaded: Loaded
    others: Sequence[Loaded]
    wanted: Sequence[outputs.Target]
    known: Baseline | None
    before: Earlier | None

    @classmethod
    def of(cls, asked: Asked, options: Options, *, validate_only: bool) -> Check:
        """The check that was asked for. Raises ``UsageError`` and ``InventoryError`` for what is wrong with it."""
        if validate_only and asked.format not in (Form.terminal, Form.github):
            hint = said("leave --format out; with github, mistakes are annotations")
            raise UsageError(said("--validate-only makes no report"), where="--format", hint=hint)
        inventory, *more = asked.inventories
        if more and not validate_only:
            hint = said("one report is about one inventory: run it once for each")
            raise UsageError(said("several inventories are read with --validate-only alone"), where=more[0], hint=hint)
        whole, *others = checking.load_all(asked.inventories, options)
        wanted = outputs.targets(asked.output, checking.inputs(inventory, options, asked.baseline, whole.inventory), asked.since)
        loaded = checking.only(whole, asked.only, inventory, hint=said("add it to the inventory")) if asked.only else whole
        speaking.language(asked.lang, loaded.inventory.language)  # from here on errors are said in the inventory's
        known = load_baseline(asked.baseline) if asked.baseline else None
        before = comparing.earlier(asked.since, asked.fail_on, wanted, _part(asked, options), quiet=asked.quiet)
        return cls(asked, options, whole, loaded, others, wanted, known, before)

    def validate(self) -> int:
        """Say that the inventories are in order; what they are was read already."""
        for one in (self.whole, *self.others):
            self._tell_all(one.inventory.notices)
            sites = counted("{n:,} site, no mistake found", "{n:,} sites, no mistake found", len(one.inventory.sites))
            tell(said("{where}: {told}", where=one.inventory.file, told=sites))
        return policy.OK

    def plan(self) -> int:
        """Say who would be asked."""
        self._tell_all(self.loaded.inventory.notices)
        with unread_is_no_failure():
            asking.write_stream(checking.planned(self.loaded, self.options), self.asked.format, sys.stdout, lang=self._language)
        return policy.OK

    def audit(self) -> int:
        """Audit the sites and write every report; gives the exit code. Raises the first failure to write once all has come out."""
        asked, part = self.asked, self.options.shard
        clients, files = self._apart()
        found = self._gathered()
        mine = checking.sites_of(self.loaded.inventory, part)
        with progress(mine, asked.quiet) as advance:
            found.audited_at, notices = checking.audit(self.loaded, self.options, advance, self._taking(found), advance.watch)
        self._tell_all([*notices, *self._partly(part, mine), *self._for_nobody_else()])
        if asked.format is not Form.terminal:  # the terminal report says them itself
            self._tell_all(self.loaded.inventory.notices)
        code = self._code(found)
        kept = bool(self.wanted or files)
        style = screens.Style(
            self._language,
            code,
            asked.verbose,
            asked.personal_data,
            self.options.reader,
            asked.fail_on.value,
            asked.strict,
            self.options.again,
            kept,
        )
        failed = outputs.write_files(found, self.wanted, style)
        if asked.format is Form.github:
            summaries.append(found, style)
        written, failed_apart = apart.write(found, clients, files, style, self._code)
        self._tell_all(apart.told(written, named=shows_people(asked.personal_data)))
        with unread_is_no_failure():
            outputs.write_stream(found, asked.format, sys.stdout, style)
        if (failed := failed or failed_apart) is not None:  # the report has come out all the same
            raise failed
        return code

    def _tell_all(self, notices: Iterable[Said | Text]) -> None:
        tell_all(notices, self.asked.quiet, self.asked.personal_data)

    @property
    def _language(self) -> texts.Lang:
        return speaking.language(self.asked.lang, self.loaded.inventory.language)

    def _code(self, found: Gathered) -> int:
        return found.tally.exit_code(fail_on=self.asked.fail_on.value, strict=self.asked.strict)

    def _apart(self) -> tuple[Sequence[separating.Client], apart.Apart]:
        """The clients that get a report of their own, and the files of each."""
        asked = self.asked
        if not asked.per_client:
            return (), {}
        used = checking.inputs(asked.inventories[0], self.options, asked.baseline, self.whole.inventory)
        if asked.since is not None:
            used[said("the earlier report")] = asked.since
        clients = separating.clients(self.whole.inventory.sites)  # with --only too: none may be named to another
        return clients, apart.targets(asked.per_client, clients, used, self.wanted)

    def _gathered(self) -> Gathered:
        part = _part(self.asked, self.options)
        since = self.before.since([site.domain for site in self.whole.inventory.sites], part) if self.before else None
        forms = {self.asked.format, *(target.form for target in self.wanted)}
        inventory = checking.reported(self.loaded.inventory, self.options.shard)
        found = Gathered(inventory, forms, self._language, since, part, whole=bool(self.asked.per_client))
        if self.asked.only:
            found.people = declared_people(self.whole.inventory.sites)  # who is declared for another site is masked all the same
        return found

    def _taking(self, found: Gathered) -> checking.Take:
        known, before = self.known, self.before
        reason = texts.tell("acceptance.baseline", self._language, date=known.audited_at) if known else ""

        def take(site: SiteReport) -> None:
            site = accepting(site, known, reason) if known else site
            found.add(before.compared(site) if before else site)

        return take

    def _partly(self, part: Shard | None, mine: int) -> list[Said]:
        """What the report on a part of the inventory cannot tell."""
        if part is not None:
            return [_of_a_part(part, mine, len(self.loaded.inventory.sites), self.asked.inventories[0])]
        sites = len(self.whole.inventory.sites)
        return [_of_some(mine, sites)] if mine < sites else []

    def _for_nobody_else(self) -> list[Said]:
        """Which reports are not to be shown to a prospect, though the run is for one: the forms that are the same for every reader."""
        if self.options.reader != "prospect":
            return []
        forms = [(self.asked.format, "stdout"), *((target.form, str(target.place.path)) for target in self.wanted)]
        forms += [(apart.form_and_folder(text)[0], text) for text in self.asked.per_client]
        return [
            said("{where} is the same for every reader: it holds verdicts and advice, so do not show it to a prospect", where=where)
            for form, where in forms
            if not sheets.serves("prospect", form)
        ]


@contextmanager
def annotated(form: Form) -> Iterator[None]:
    """Mistakes of an inventory are annotations on stdout too where annotations were asked for; they are raised all the same."""
    try:
        yield
    except InventoryError as error:
        if form is Form.github:
            from domaudit.report.github import mistakes

            speaking.language(stated=error.language)
            with unread_is_no_failure():
                screens.write_utf8("".join(mistakes(error, speaking.say)), sys.stdout)
        raise


def _part(asked: Asked, options: Options) -> str | None:
    """The part of the inventory that the report is on (None: all of it)."""
    if asked.only:
        return ONLY
    return str(options.shard) if options.shard is not None else None


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
