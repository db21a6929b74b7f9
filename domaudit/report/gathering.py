"""What a run has found, taken in site by site and kept in the forms that are wanted: a long inventory never lies whole in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import Self

from domaudit.concentration import Counting
from domaudit.model import Inventory, Report, Since, SiteReport
from domaudit.policy import Tally
from domaudit.report.json.site import line
from domaudit.report.known import MOST_MASKS, Known
from domaudit.report.screens import Style
from domaudit.report.telling import Teller
from domaudit.signing import Settling
from domaudit.spool import Spool
from domaudit.texts import Lang

JSON = "json"

IN_MEMORY = MOST_MASKS
"""Sites that are kept as they are, where a form for people is wanted: each goes through them several times. They take some 15 KB each."""


class Gathered:
    """The sites of one report. ``tally`` counts them; ``audited_at`` (UTC) is known at the end of a run.

    ``since`` is the earlier report with which it is compared; ``part`` is the part of the inventory that it is on (None: all of it);
    ``people`` are masked beside those of the inventory. ``whole`` keeps the sites for more than the forms want of them.
    """

    def __init__(
        self,
        inventory: Inventory,
        forms: Iterable[str],
        lang: Lang,
        since: Since | None = None,
        part: str | None = None,
        *,
        whole: bool = False,
    ) -> None:
        wanted = set(forms)
        self.inventory, self.lang, self.audited_at = inventory, lang, datetime.min.replace(tzinfo=UTC)
        self.since, self.part = since, part
        self.people: frozenset[str] = frozenset()
        self.tally, self.counting, self.settling = Tally.of((), since), Counting(), Settling()
        self._lines: Spool[str] | None = Spool() if JSON in wanted else None
        self._sites: Spool[SiteReport] | None = Spool(inventory.sites, IN_MEMORY) if whole or wanted - {JSON} else None

    @classmethod
    def of(cls, report: Report, forms: Iterable[str], lang: Lang, part: str | None = None) -> Self:
        """A report that is whole already, on a ``part`` of an inventory."""
        found = cls(report.inventory, forms, lang, report.since, part)
        found.audited_at, found.people = report.audited_at, report.people
        for site in report.sites:
            found.add(site)
        return found

    def add(self, site: SiteReport) -> None:
        """Take one site in."""
        self.tally.add(site)
        self.counting.add(site)
        self.settling.add(site)
        if self._lines is not None:
            self._lines.append(line(site, self.lang))
        if self._sites is not None:
            self._sites.append(site)

    @property
    def report(self) -> Report:
        """The whole report, its sites read when they are wanted. Only where a form for people was named."""
        return Report(self.inventory, self.audited_at, () if self._sites is None else self._sites, self.since, self.people)

    def teller(self, style: Style, *, personal_data: bool = False) -> Teller:
        """Who tells the report in words, with people masked unless the style or ``personal_data`` shows them.

        All forms of a run share the masks: making one costs more than telling a site.
        """
        today = self.audited_at.astimezone(UTC).date()
        open_ = style.personal_data or personal_data
        return Teller(self.lang, today, open_, style.verbose, known=self._known, again=style.again, apart=style.apart)

    @cached_property
    def _known(self) -> Known:
        return Known(self.report)

    @property
    def lines(self) -> Iterable[str]:
        """The sites as JSON, each on its line. Only where JSON was named."""
        return self._lines or ()
