"""A check from its options to its report: the inventory and the registries are read, the run is prepared, interrupted, carried through."""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from domaudit import identity, proving
from domaudit.data.positions import MAX_BYTES
from domaudit.errors import InventoryError, Said, UsageError, quoted, said
from domaudit.inventory import load_inventory, parse_inventory
from domaudit.inventory.given import inventory_of
from domaudit.lookups.registries import Registries, load_registries
from domaudit.model import PIPED, Inventory, Outcome, Record, Report, SiteReport, Text, Watch, Whois, nobody
from domaudit.nearness import did_you_mean
from domaudit.options import Options
from domaudit.proofs import with_proofs
from domaudit.proving import Challenge
from domaudit.sharding import Shard

if TYPE_CHECKING:
    from domaudit.planning import Plan
    from domaudit.running import Run
    from domaudit.second_opinion import Opinion

STDIN = Path("/dev/stdin")
"""Where it exists, it leads to the file behind ``< inventory.yaml``."""
EVIDENCE, BOOTSTRAP_CACHE = "evidence.jsonl", "rdap-bootstrap.jsonl"
"""Files of the cache folder."""

T = TypeVar("T")

Take: TypeAlias = Callable[[SiteReport], None]
"""What takes in the report on each site."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An inventory that was read, and who serves its zones."""

    inventory: Inventory
    registries: Registries


def load(path: str, options: Options) -> Loaded:
    """Read the registries, then the inventory (``-``: stdin). Raises ``InventoryError`` with every mistake at once."""
    (loaded,) = load_all([path], options)
    return loaded


def load_all(paths: Sequence[str], options: Options) -> list[Loaded]:
    """Read the registries, then several inventories. Raises ``InventoryError`` with every mistake in any of them."""
    registries = load_registries(str(options.registries) if options.registries else None)
    loaded: list[Loaded] = []
    wrong: list[InventoryError] = []
    for path in paths:
        try:
            loaded.append(Loaded(_inventory(path, registries), registries))
        except InventoryError as error:
            wrong.append(error)
    if wrong:
        language = next((error.language for error in wrong if error.language), None)
        raise InventoryError([mistake for error in wrong for mistake in error.mistakes], language)
    return loaded


def _inventory(path: str, registries: Registries) -> Inventory:
    if path == "-":
        return with_proofs(parse_inventory(sys.stdin.buffer.read(MAX_BYTES + 1), PIPED, zones=registries.zones), _folder(path))
    return with_proofs(load_inventory(path, zones=registries.zones), _folder(path))


def _folder(path: str) -> Path:
    """Where the proofs of an inventory are looked for."""
    return Path(path).parent if path != "-" else Path()


def given(domains: Sequence[str], options: Options, client: str | None = None, provider: str | None = None) -> Loaded:
    """Domains and parties named on the command line, and who serves their zones. Raises ``InventoryError`` for what is no domain."""
    registries = load_registries(str(options.registries) if options.registries else None)
    return Loaded(inventory_of(domains, registries.zones, client or "", provider or ""), registries)


def only(loaded: Loaded, domains: Sequence[str], path: str, *, hint: Said) -> Loaded:
    """The inventory with the sites of these domains alone, in its order; its parties stay.

    Raises ``UsageError`` for a domain that is none of its sites, with the ``hint`` where it is like none of them either.
    """
    wanted: set[str] = set()
    for written in domains:
        known = next(
            (site for site in loaded.inventory.sites if written.strip().lower() in (site.domain, site.unicode, site.written)), None
        )
        name = known.domain if known is not None else inventory_of([written], loaded.registries.zones).sites[0].domain
        if not any(site.domain == name for site in loaded.inventory.sites):
            near = did_you_mean(name, [site.domain for site in loaded.inventory.sites])
            raise UsageError(said("{domain} is no site of this inventory", domain=quoted(written)), where=path, hint=near or hint)
        wanted.add(name)
    sites = tuple(site for site in loaded.inventory.sites if site.domain in wanted)
    return replace(loaded, inventory=replace(loaded.inventory, sites=sites, notices=()))


def prove(domain: str, client: str | None, inventory: str | None, registries: Path | None) -> Challenge:
    """A new challenge for a domain and its client, who is named or stands in the inventory. Raises ``UsageError`` where neither is so."""
    options = Options(registries=registries)
    (site,) = given([domain], options).inventory.sites
    if site.parent is not None:
        raise UsageError(
            said("{domain} is no domain of its own: it lives under {parent}", domain=site.unicode, parent=site.parent),
            where=domain,
            hint=said("name a domain that was registered"),
        )
    found = load(inventory, options).inventory if inventory is not None else None
    if found is not None and inventory is not None:
        known = next((one for one in found.sites if one.domain == site.domain), None)
        if known is None:
            raise UsageError(
                said("{domain} is no site of this inventory", domain=site.unicode),
                where=inventory,
                hint=said("add it, or give --client NAME alone"),
            )
        if client and not identity.compare(client, known.client.name).matches:
            raise UsageError(
                said("the inventory names {name}", name=quoted(known.client.name)),
                where="--client",
                hint=said("leave it out, or correct the inventory"),
            )
        client = known.client.name
    if not client or not client.strip():
        raise UsageError(said("for whom?"), where="--client", hint=said("give --client NAME, or --inventory FILE that names the client"))
    spoken = found.language if found is not None else None
    return Challenge(site, client, proving.token(secrets.token_bytes(16), site.domain, client), spoken)


def read_twice(report: Report, options: Options) -> dict[str, list[tuple[str, Record | None, Opinion]]]:
    """For each domain of a report, its WHOIS answers in the evidence: the server, our record, and what the other parser reads."""
    from domaudit import second_opinion
    from domaudit.evidence import EvidenceFile
    from domaudit.lookups.walk import read, usable

    with EvidenceFile.open(options.evidence or cache_folder() / EVIDENCE, writable=False) as evidence:
        return {
            site.site.domain: [
                (answer.question.server, read(answer, site.site.domain).record, second_opinion.ask(answer.body, site.site.domain))
                for answer in evidence.about(site.site.domain, usable=usable)
                if isinstance(answer.question, Whois) and answer.outcome is Outcome.ANSWERED
            ]
            for site in report.sites
        }


def inputs(path: str, options: Options, baseline: Path | None = None, inventory: Inventory | None = None) -> dict[str, Path]:
    """The files that a run reads or keeps answers in, by what they are: no report may be written over them.

    ``inventory`` is what was read at ``path``: the proofs that it names are among them.
    """
    cache = cache_folder()
    used: dict[str, Path] = {
        said("the inventory"): Path(path) if path != "-" else STDIN,
        said("the evidence file"): options.evidence or cache / EVIDENCE,
    }
    for site in inventory.sites if inventory else ():
        if site.attestation is not None and site.attestation.proof is not None:
            used[said("the proof of {domain}", domain=site.unicode)] = _folder(path) / site.attestation.proof
    if baseline:
        used[said("the baseline")] = baseline
    if options.registries:
        used[said("the registries file")] = options.registries
    return {**used, said("the cached list of servers"): cache / BOOTSTRAP_CACHE}


def check(
    loaded: Loaded, options: Options, advance: Callable[[str], None], watch: Watch = nobody
) -> tuple[Report, tuple[Said | Text, ...]]:
    """The report on a few sites, and the notices of the evidence file; see ``audit``."""
    sites: list[SiteReport] = []
    at, notices = audit(loaded, options, advance, sites.append, watch)
    return Report(loaded.inventory, at, tuple(sites)), notices


def audit(
    loaded: Loaded,
    options: Options,
    advance: Callable[[str], None],
    take: Take,
    watch: Watch = nobody,
) -> tuple[datetime, tuple[Said | Text, ...]]:
    """Hand the report on each site to ``take``; gives the time of the audit and the notices of the evidence file.

    Where one fault of this machine or its network explains every failure, it is the last of the notices. ``advance`` is told each domain
    that was observed, ``watch`` how the servers stand. Raises ``KeyboardInterrupt`` once everything is closed; a second Ctrl-C meanwhile
    changes nothing.
    """
    from domaudit.diagnosis import Signs
    from domaudit.evidence import EvidenceFile
    from domaudit.running import run  # late: an inventory that is wrong asks nobody

    how, registries = _how(loaded, options)
    signs = Signs(datetime.now(UTC).replace(microsecond=0))  # answers are kept to the millisecond

    def taken(site: SiteReport) -> None:
        signs.take(site)
        take(site)

    # Opened out here: a long file takes its time, and a Ctrl-C meanwhile may break into the reading of it.
    with EvidenceFile.open(how.evidence, writable=not how.offline) as evidence:
        try:
            at = asyncio.run(_stoppable(run(loaded.inventory, registries, how, evidence, advance, taken, watch)))
            return at, (*evidence.notices, *filter(None, [signs.told()]))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


def planned(loaded: Loaded, options: Options) -> Plan:
    """What ``audit`` would ask of whom; nobody is asked."""
    from domaudit.running import planned

    how, registries = _how(loaded, options)
    return asyncio.run(planned(loaded.inventory, registries, how))


def _how(loaded: Loaded, options: Options) -> tuple[Run, Registries]:
    """How a run goes, and the registries as its shard may ask them."""
    from domaudit.running import Run

    cache, registries = cache_folder(), loaded.registries
    how = Run(
        options.evidence or cache / EVIDENCE, cache, options.offline, options.fresh, options.max_age, options.at, reader=options.reader
    )
    if options.shard is not None:
        how = replace(how, mine=options.shard.holds)
        registries = replace(registries, settings=options.shard.share(registries.settings))
    return how, registries


async def _stoppable(work: Coroutine[Any, Any, T]) -> T:
    """The work, which the first Ctrl-C cancels; asyncio's own handler would let a second one break into the closing."""
    task, before = asyncio.current_task(), signal.getsignal(signal.SIGINT)
    if task is None or before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        return await work

    def stop(signum: int, frame: FrameType | None) -> None:  # no partial: signal asks for its repr, and that is the whole report's
        _stop(task, signum, frame)

    signal.signal(signal.SIGINT, stop)
    try:
        return await work
    finally:
        if signal.getsignal(signal.SIGINT) is stop:  # else Ctrl-C has come, and is ignored from there on
            signal.signal(signal.SIGINT, before)


def _stop(task: asyncio.Task[Any], signum: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    task.cancel()
    task.get_loop().call_soon_threadsafe(lambda: None)  # wakes a loop that waits for the network


def cache_folder() -> Path:
    """Where domaudit keeps what it may need again."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("domaudit", appauthor=False))


def reported(inventory: Inventory, part: Shard | None) -> Inventory:
    """The inventory as a report has it; what was said while reading it is said once, in the report on the whole."""
    return inventory if part is None else replace(inventory, notices=())


def sites_of(inventory: Inventory, part: Shard | None) -> int:
    """How many sites of an inventory are to be audited."""
    return sum(part is None or part.holds(site.domain) for site in inventory.sites)
