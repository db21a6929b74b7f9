"""What all forms of one report share, each made once and when it is wanted: whom to mask on which site, and whose the sites are."""

from __future__ import annotations

from functools import cached_property

from domaudit.model import GIVEN, Report, SiteReport
from domaudit.report.masking.masks import Mask, mask_of, mask_of_all
from domaudit.report.masking.people import declared_people
from domaudit.report.separating import clients

MOST_MASKS = 2500
"""Masks that are kept, as many as sites in memory (``gathering``): making one costs more than telling a site's line."""


class Known:
    """One report's people and parties. On each site the people are masked too whom the inventory declares for another."""

    def __init__(self, report: Report) -> None:
        self._sites, self._inventory = report.sites, report.inventory
        self.inventory = report.inventory.file
        self.people = report.people | declared_people(report.inventory.sites)
        self._masks: dict[str, Mask] = {}

    def mask(self, site: SiteReport) -> Mask:
        """What to hide in the words of one site."""
        if site.site.domain not in self._masks:
            if len(self._masks) >= MOST_MASKS:
                self._masks.popitem()  # the newest: the forms go through the sites in one order, and find the first ones again
            self._masks[site.site.domain] = mask_of(site, self.people)
        return self._masks[site.site.domain]

    @cached_property
    def mask_of_all(self) -> Mask:
        """What to hide in words that belong to no single site."""
        return mask_of_all(map(self.mask, self._sites))

    @cached_property
    def clients(self) -> tuple[str, ...]:
        """The clients of the inventory; one under two of its names is one."""
        return tuple(client.name for client in clients(self._inventory.sites))

    @cached_property
    def providers(self) -> frozenset[str]:
        """The providers of the inventory."""
        return frozenset(site.provider.name for site in self._inventory.sites)

    @cached_property
    def named(self) -> dict[str, str]:
        """The parties that were named on the command line instead of an inventory, by their options; none where a file names them."""
        if self.inventory != GIVEN or not self._inventory.sites:
            return {}
        first = self._inventory.sites[0]  # on the command line, all have the same
        return {f"--{side}": party.name for side, party in (("client", first.client), ("provider", first.provider)) if party.name}

    @property
    def several(self) -> bool:
        """Whether a site's client and provider are to be told beside it: they are not the same for all."""
        return len(self.clients) > 1 or len(self.providers) > 1
