"""Observe, learn, conclude: from an inventory and a way of asking to a report.

The same evidence and inventory give the same report, forever: time comes in as a value, and nothing after ``observe`` asks anyone.
"""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from domaudit.concluding import Failed, conclude, error_words
from domaudit.errors import DomauditError
from domaudit.learning import ALONE, Known, learn, own_sites
from domaudit.lookups.registries import Registries, load_registries
from domaudit.lookups.walk import observe
from domaudit.model import Answer, Ask, Elsewhere, Inventory, Observed, Reader, Report, Site, SiteReport
from domaudit.spool import Spool

AT_ONCE = 2000
"""Sites observed side by side; the door bounds what goes to each server."""


def nothing_elsewhere(domain: str) -> Sequence[Answer]:
    """No answers but those that the walk asks for by itself."""
    return ()


def everything(domain: str) -> bool:
    """Every domain is ours."""
    return True


async def audit(
    inventory: Inventory,
    ask: Ask,
    now: datetime,
    *,
    registries: Registries | None = None,
    elsewhere: Elsewhere = nothing_elsewhere,
    seen: Callable[[Site], None] | None = None,
    reader: Reader = "client",
) -> Report:
    """The report on every site of an inventory, in its order.

    Takes what ``conclusions`` takes, and raises what it raises; here every site's report is kept in memory.
    """
    sites: list[SiteReport] = []
    await conclusions(inventory, ask, now, sites.append, registries=registries, elsewhere=elsewhere, seen=seen, reader=reader)
    return Report(inventory, now, tuple(sites))


async def conclusions(
    inventory: Inventory,
    ask: Ask,
    now: datetime,
    take: Callable[[SiteReport], None],
    *,
    registries: Registries | None = None,
    elsewhere: Elsewhere = nothing_elsewhere,
    seen: Callable[[Site], None] | None = None,
    mine: Callable[[str], bool] = everything,
    at_once: int = AT_ONCE,
    reader: Reader = "client",
) -> None:
    """Hand what follows for each site of an inventory to ``take``, one after the other, in the inventory's order.

    ``ask`` is any ``async (Question) -> Answer``; ``now`` the time of the audit (UTC); ``registries`` who serves which zone (default: the
    data that ships); ``elsewhere`` gives answers that were obtained otherwise; ``seen`` is called after each site was observed, of which
    ``at_once`` are under way together. ``mine`` tells which domains (A-labels) are observed and concluded on, the others being somebody
    else's part of the same inventory; ``reader`` is for whom the steps are. A failed question is data: it marks its own site and spoils no
    other. Beside the sites that are under way, no more than the facts of a thousand are in memory, whatever the size of the inventory; the
    others are on disk (``spool``). Raises ``DomauditError`` where there is no room for them, or where ``ask`` cannot keep an answer.
    """
    served = registries or load_registries()
    wanted = tuple(site for site in inventory.sites if mine(site.domain))
    # Own domains of the whole inventory, so that all parts together ask about each of them once, and about no site a second time.
    sites = (*(site for site in own_sites(inventory.sites, served.zones) if mine(site.domain)), *wanted)
    own = len(sites) - len(wanted)
    observed: Spool[Observed | Failed] = Spool()
    places = array("L", bytes(array("L").itemsize * len(sites)))  # where in the spool each site's facts lie
    queue = iter(_in_turn(sites, served) if len(sites) > at_once else range(len(sites)))

    async def observe_some() -> None:
        for number in queue:
            site = sites[number]
            found = await _observed(site, ask, served, elsewhere, in_turn=at_once == 1)
            places[number] = len(observed)
            observed.append(found)
            if seen is not None and number >= own:
                seen(site)
            await asyncio.sleep(0)  # where nobody waits for an answer, Ctrl-C waits for this

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(sites))):
                group.create_task(observe_some())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    facts = ((site, found) for number, site in enumerate(sites) if isinstance(found := observed[places[number]], Observed))
    known = _learned(wanted, facts)
    for number, site in enumerate(wanted, own):
        take(conclude(site, observed[places[number]], served, now, known, reader))
        await asyncio.sleep(0)


async def _observed(site: Site, ask: Ask, registries: Registries, elsewhere: Elsewhere, *, in_turn: bool) -> Observed | Failed:
    try:
        return await observe(site, ask, registries, elsewhere, in_turn=in_turn)
    except DomauditError:  # the evidence file could not be written: a run must not go on and lose what it learns
        raise
    except Exception as error:
        return Failed(error_words(error))


def _in_turn(sites: Sequence[Site], registries: Registries) -> Iterator[int]:
    """The sites by number, those of each registry in turn: one that is slow and has many holds up no other."""
    groups: dict[str | None, deque[int]] = {}
    for number, site in enumerate(sites):
        registry = registries.serving(site.domain)
        groups.setdefault((registry.rdap or registry.whois) if registry else None, deque()).append(number)
    while groups:
        for server, group in list(groups.items()):
            yield group.popleft()
            if not group:
                del groups[server]


def _learned(sites: Sequence[Site], facts: Iterable[tuple[Site, Observed]]) -> Known:
    """What all of it teaches; where our own work fails, nothing is learned and the sites are judged one by one."""
    try:
        return learn(sites, facts)
    except DomauditError:  # no room on the disk
        raise
    except Exception:  # a mistake of ours must not cost the report
        return ALONE
