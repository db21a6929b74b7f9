"""Who serves a domain: the longest zone that has a registry, and that registry's RDAP and WHOIS servers.

Three layers, per field: the user's file, then IANA's RDAP bootstrap (RFC 9224), then the data that ships. Nothing here opens a socket or
reads a clock; the bytes of a newer bootstrap file are handed in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlsplit

from domaudit import __version__, data
from domaudit.domains import RESERVED
from domaudit.lookups.registries_file import Overlay, OwnServers, parse_rate, parse_seconds, rdap_base, read_overlay, split_server
from domaudit.model import NetworkSettings, Whois

BOOTSTRAP_URL = "https://data.iana.org/rdap/dns.json"
"""IANA's list of RDAP servers by zone (RFC 9224 §4)."""

MAX_BOOTSTRAP_BYTES = 2 * 1024 * 1024
_MAX_ZONES = 20_000
_ZONE = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}")
USER_AGENT = f"domaudit/{__version__} (tells the holders of domains whether they hold them; asks at a bounded pace)"
"""Who asks, for the operators of RDAP servers who read their logs."""
_WHOIS_PORT, _HTTPS_PORT = 43, 443
_LIMITS: Mapping[str, Callable[[str], float]] = {"rate": parse_rate, "burst": int, "concurrency": int, "timeout": parse_seconds}


@dataclass(frozen=True, slots=True)
class Registry:
    """The servers of one zone's registry; None where it has none.

    ``rdap`` is a base URL (https, ends in ``/``), ``whois`` a ``host`` or ``host:port``, ``former`` other hosts of the same registry, which
    are recognised and never asked. ``query`` is what the WHOIS server wants to be sent. ``thin``: it publishes no registrants.
    ``web`` is the look-up page for people, known where there is no server for programs.
    """

    zone: str
    rdap: str | None = None
    whois: str | None = None
    former: tuple[str, ...] = ()
    query: str = "{domain}"
    thin: bool = False
    web: str | None = None

    def rdap_url(self, domain: str) -> str:
        """The URL of a domain's RDAP object (RFC 9082 §3.1.3); the domain is an A-label. Raises ``ValueError`` where there is no RDAP."""
        if self.rdap is None:
            raise ValueError(f"the registry of .{self.zone} has no RDAP server")
        return f"{self.rdap}domain/{domain}"

    def whois_question(self, domain: str) -> Whois | None:
        """The question to put to the registry's WHOIS server about a domain (an A-label), or None where there is no server."""
        if self.whois is None:
            return None
        host, port = split_server(self.whois)
        return Whois(host, self.query.replace("{domain}", domain), port or _WHOIS_PORT)


@dataclass(frozen=True)
class Registries:
    """What is known of who serves which zone, and how fast to ask; made by ``load_registries``.

    ``shipped`` are the program's own entries, ``bootstrap`` maps a zone to an https base URL, ``own`` is the user's file.
    """

    shipped: Mapping[str, Registry]
    bootstrap: Mapping[str, str]
    published: datetime
    settings: NetworkSettings = field(default_factory=NetworkSettings)
    own: Mapping[str, OwnServers] = field(default_factory=dict)

    @cached_property
    def zones(self) -> frozenset[str]:
        """The names of all zones with an entry of any kind, as A-labels: registrations are made one label below them."""
        return frozenset(self.shipped) | frozenset(self.bootstrap) | frozenset(self.own)

    def serving(self, domain: str) -> Registry | None:
        """The registry of the longest zone that a domain (A-label) lies in; None for an ending that nobody is known to serve.

        A zone with its own registry inherits nothing from the zone above it: ``.uk`` does not answer for ``ac.uk``.
        """
        zone = self._zone(domain)
        return None if zone is None else self.registry(zone)

    def registry(self, zone: str) -> Registry:
        """The merged entry of one zone, empty of servers where the zone is unknown."""
        known = self.shipped.get(zone) or Registry(zone)
        own = self.own.get(zone, OwnServers())
        changed = replace(
            known,
            rdap=own.rdap or self.bootstrap.get(zone) or known.rdap,
            thin=known.thin if own.thin is None else own.thin,
            query=own.query or known.query,
        )
        if own.whois is None or own.whois == known.whois:
            return changed
        # A query form belongs to the server that wants it, so it does not pass to another server.
        former = (known.whois, *known.former) if known.whois else known.former
        return replace(changed, whois=own.whois, former=former, query=own.query or "{domain}")

    def is_registry_server(self, host: str, domain: str) -> bool:
        """Whether a ``host`` or ``host:port`` is the RDAP or WHOIS server of the domain's own registry, a former one included.

        A host without port fits any port of that host. ``whois.nic.ZONE`` and ``rdap.nic.ZONE`` of a top-level domain always count
        (ICANN base registry agreement, specification 4, section 1; country registries keep the name ``nic`` to themselves as well).
        """
        zone = self._zone(domain)
        if zone is None:
            return False
        try:
            name, port = split_server(host.strip().lower().removesuffix("."))
        except ValueError:
            return False
        return any(name == known and port in (None, at) for known, at in self._servers(zone))

    def needs_bootstrap(self, domains: Iterable[str]) -> bool:
        """Whether a newer IANA file could say where to ask about one of the domains: the user's file names no RDAP server for its zone."""
        return any(self._may_be_listed(domain) for domain in domains)

    def with_bootstrap(self, body: bytes) -> Registries:
        """The same with a newer IANA file; itself where the bytes are malformed, too large or not newer.

        Zones that the newer file lacks, or lists without an https server, keep what is known of them.
        """
        read = _read_bootstrap(body)
        if read is None or read[0] <= self.published:
            return self
        return replace(self, bootstrap={**self.bootstrap, **read[1]}, published=read[0])

    def _zone(self, domain: str) -> str | None:
        labels = domain.lower().removesuffix(".").split(".")
        return next((zone for i in range(1, len(labels)) if (zone := ".".join(labels[i:])) in self.zones), None)

    def _servers(self, zone: str) -> Iterator[tuple[str, int]]:
        """Every server that is or was the registry's, of all layers: an answer obtained before the user's file existed still counts."""
        known, own = self.shipped.get(zone) or Registry(zone), self.own.get(zone, OwnServers())
        if "." not in zone:
            yield f"whois.nic.{zone}", _WHOIS_PORT
            yield f"rdap.nic.{zone}", _HTTPS_PORT
        for url in (own.rdap, self.bootstrap.get(zone), known.rdap):
            if url is not None:
                parts = urlsplit(url)
                yield parts.hostname or "", parts.port or _HTTPS_PORT
        for server in (own.whois, known.whois, *known.former):
            if server is not None:
                host, port = split_server(server)
                yield host, port or _WHOIS_PORT

    def _may_be_listed(self, domain: str) -> bool:
        if domain.lower().removesuffix(".").rpartition(".")[2] in RESERVED:
            return False
        zone = self._zone(domain)
        if zone is None:
            return True
        own = self.own.get(zone)
        if own is not None and own.rdap is not None:
            return False
        return "." not in zone or zone in self.bootstrap


def load_registries(path: str | None = None) -> Registries:
    """The data that ships, overlaid with the user's registries file where a path is given (format: ``registries.schema.json``).

    Raises ``InventoryError`` with every mistake of the user's file, each with its line and column.
    """
    shipped, limits = _shipped()
    published, bootstrap = _bundled_bootstrap()
    overlay = read_overlay(path) if path is not None else Overlay()
    defaults = overlay.settings.defaults
    servers = {host: replace(defaults, **own) for host, own in limits.items()}
    settings = replace(overlay.settings, servers={**servers, **overlay.settings.servers}, user_agent=USER_AGENT)
    return Registries(shipped, bootstrap, published, settings, overlay.zones)


@cache
def _shipped() -> tuple[dict[str, Registry], dict[str, dict[str, Any]]]:
    """The zones and, by host, what of its limits is its own."""
    content = data.load("registries.yaml")
    zones = {}
    for zone, entry in content["zones"].items():
        if isinstance(entry, str):
            zones[zone] = Registry(zone, whois=entry)
        else:
            zones[zone] = Registry(
                zone,
                rdap=entry.get("rdap"),
                whois=entry.get("whois"),
                former=tuple(entry.get("former", ())),
                query=entry.get("query", "{domain}"),
                thin=entry.get("thin", False),
                web=entry.get("web"),
            )
    limits = {
        host: {name: read(str(entry[name])) for name, read in _LIMITS.items() if name in entry}
        for host, entry in content["servers"].items()
    }
    return zones, limits


@cache
def _bundled_bootstrap() -> tuple[datetime, dict[str, str]]:
    read = _read_bootstrap(data.read("rdap_bootstrap.json"))
    if read is None:
        raise ValueError("the bundled rdap_bootstrap.json is damaged; install the program again")
    return read


def _read_bootstrap(body: bytes) -> tuple[datetime, dict[str, str]] | None:
    """Publication time and https servers of an IANA bootstrap file; None for anything else. The bytes may be hostile."""
    if len(body) > MAX_BOOTSTRAP_BYTES:
        return None
    try:
        content = json.loads(body)
        published = datetime.fromisoformat(content["publication"])
        if published.tzinfo is None:
            return None
        published = published.astimezone(UTC)
        servers = dict(_listed(content["services"]))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError):
        return None
    return (published, servers) if 0 < len(servers) <= _MAX_ZONES else None


def _listed(services: Any) -> Iterator[tuple[str, str]]:
    """Zone and base URL of every service with an https server; the others are left out, because nothing is asked in the clear."""
    if not isinstance(services, list):
        raise TypeError("services is no list")
    for zones, urls in services:
        if not isinstance(zones, list) or not isinstance(urls, list):
            raise TypeError("a service is a list of zones and a list of URLs")
        base = next((url for url in urls if isinstance(url, str) and url[:6].lower() == "https:"), None)
        if base is None:
            continue
        for zone in zones:
            if not isinstance(zone, str) or not _ZONE.fullmatch(zone.lower()):
                raise ValueError("not a zone")
            yield zone.lower(), rdap_base(base)
