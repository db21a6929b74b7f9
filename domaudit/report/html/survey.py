"""One way through the sites, for all that the page tells before their cards: what it counts, names, draws, and must explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domaudit.model import Key, Report, SiteReport, Verdict
from domaudit.report import news, stepping, words
from domaudit.report.html import plans, portfolio
from domaudit.report.html.dates import Dates
from domaudit.report.html.plans import Plan, Plans
from domaudit.report.telling import Teller, silent
from domaudit.texts import tell

_OPEN = (Verdict.HIDDEN, Verdict.UNDETERMINED)


class Survey:
    """What was seen on the way. ``whole``: every card tells its own steps, and none are told for several sites together."""

    def __init__(self, teller: Teller, report: Report, sites: Sequence[SiteReport], *, whole: bool) -> None:
        self._teller, self._whole = teller, whole
        self.first: SiteReport | None = None
        """The worst site."""
        self.urgent = self.to_renew = 0
        """Sites that are to be renewed, and those of them that the client holds."""
        self.seen: set[Key] = set()
        """The keys of which something is seen."""
        self.used: dict[str, None] = {}
        """The ids of the sentences that the report says of its sites: their words may need explaining."""
        self.changed: list[tuple[str, str, list[str]]] = []
        """The sites with news: anchor, name, what changed."""
        self.open: list[tuple[str, str, str]] = []
        """The sites on which nothing could be concluded: anchor, name, verdict. Their cards say how to find out."""
        self.silent: list[int] = []
        self.accepted: list[int] = []
        """The places of the sites of which somebody gave no answer, and of those with accepted findings."""
        self.providers = {name: number for number, name in enumerate({site.provider.name: None for site in report.inventory.sites})}
        self.held = [0] * len(self.providers)
        """The providers by name, and how many sites each has."""
        self.dates, self.plans = Dates(teller, report.day), Plans()
        self.planned: list[Plan | None] = []
        """The plan of each site that shares one."""
        self._looks: dict[Key, set[str]] = {key: set() for key in Key}
        for number, site in enumerate(sites):
            self._take(number, site)

    def _take(self, number: int, site: SiteReport) -> None:
        self.first = self.first or site
        self.seen |= portfolio.seen(site)
        for key, looks in self._looks.items():
            looks.add(portfolio.look_of(site, key))
        if words.needs_renewing(site):
            self.urgent += 1
            self.to_renew += site.verdict is Verdict.HELD_BY_CLIENT
        if next(silent(site.observed.sources), None) is not None:
            self.silent.append(number)
        if any(found.accepted for found in site.findings):
            self.accepted.append(number)
        if site.verdict in _OPEN and len(self.open) < plans.WHOLE:
            self.open.append((site.site.domain, site.site.unicode, tell(f"verdict.{site.verdict}", self._teller.lang)))
        steps = stepping.steps(self._teller, site)
        self.dates.add(site, steps)
        self.held[self.provider(site)] += 1
        self.used.update(dict.fromkeys((f"verdict.{site.verdict}", *(found.message.id for found in site.findings))))
        self.used.update(dict.fromkeys(step.text.id for _, step in steps))
        self.planned.append(None if self._whole else self.plans.of(site, steps))
        if lines := news.lines(self._teller, site):
            self.changed.append((site.site.domain, site.site.unicode, lines))

    def provider(self, site: SiteReport) -> int:
        """The number of a site's provider."""
        return self.providers.get(site.site.provider.name, 0)

    def looks(self, keys: Iterable[Key]) -> set[str]:
        """How the cells of some keys look, all sites together."""
        return set().union(*(self._looks[key] for key in keys))
