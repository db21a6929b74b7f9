"""The engine: sites audited a second, cold and warm, beside a plain loop over whoisit and dnspython on the same sites, in the same run.

python -m tests.bench.engine [SITES]        # pip install -e .[bench] for the loop; without whoisit that half is left out

1,000 invented sites under 40 zones: 24 with an RDAP server, four of them thin with WHOIS beside it, the others with WHOIS alone; four
zones share a server, as with real registries. The limits in the registries file never bind; the servers answer at once, then after 50 ms.

The loop is what one would script today: for each domain ``whoisit.domain``, then the nine DNS questions that domaudit asks too, one
after another, nothing kept, nothing judged. whoisit is pointed at the loopback servers by its own means (``load_bootstrap_data``, and its
``requests`` session told whom to trust). It asks 20 sites that have RDAP, the only ones it can ask about, and is scaled per site.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import dns.exception
import dns.resolver

from domaudit.lookups.dns import questions
from tests.bench.answers import PROVIDER, client
from tests.bench.runs import audit, write_bootstrap, write_inventory, write_registries
from tests.bench.servers import Internet, Server

SITES, LOOPED = 1000, 20
ZONES = [f"tld{number:02}" for number in range(40)]
RDAP, THIN, WHOIS = ZONES[:24], ZONES[20:24], ZONES[20:]
"""Zones with an RDAP server, those of them that publish no registrant there, and zones with a WHOIS server."""
LATENCIES = (0, 50)
FAST, RATIO = 150, 20
"""The targets: sites a second on two cores, cold and at 0 ms; times as fast as the loop at 50 ms."""


def internet(latency: float) -> Internet:
    """A server for four zones each, and the resolver; ``latency`` in milliseconds."""
    rdap = [Server(zone, "rdap", latency, thin=zone in THIN) for zone in RDAP[::4]]
    whois = [Server(f"whois.{zone}", "whois", latency) for zone in WHOIS[::4]]
    return Internet([*rdap, *whois, Server("resolver", "dns", latency)])


def served(net: Internet) -> dict[str, dict[str, str]]:
    """The servers of each zone, as a registries file names them."""
    tlds: dict[str, dict[str, str]] = {zone: {} for zone in ZONES}
    for number, zone in enumerate(ZONES):
        first = ZONES[number - number % 4]
        if zone in RDAP:
            tlds[zone]["rdap"] = f"{net.url(first)}{zone}/"
        if zone in WHOIS:
            tlds[zone]["whois"] = f"127.0.0.1:{net.ports[f'whois.{first}']}"
    return tlds


def measure(sites: int, latency: float) -> None:
    """Print the figures of a cold run, of a warm one and of the loop, each beside its target."""
    with tempfile.TemporaryDirectory() as place, internet(latency) as net:
        folder = Path(place)
        names = [f"site-{number:04}.{ZONES[number % len(ZONES)]}" for number in range(sites)]
        write_inventory(folder, PROVIDER, names, map(client, range(sites)))
        write_registries(folder, net.ca_pem, net.ports["resolver"], served(net))
        write_bootstrap(folder)
        print(f"{sites} sites, {latency:g} ms before each answer")
        cold, _ = (_run(name, folder, sites, net) for name in ("cold", "warm"))
        if not latency:
            print(f"  cold: {sites / cold:.0f} sites/s (target: at least {FAST} on two cores)")
        if importlib.util.find_spec("whoisit") is None:
            print("  whoisit is not installed (pip install -e .[bench]): not compared")
            return
        looped = [name for name in names if name.rpartition(".")[2] in RDAP[: -len(THIN)]][:LOOPED]
        each, cpu = (seconds / len(looped) for seconds in loop(net, looped))
        asked = sum(figures["questions"] for figures in net.report().values()) / len(looped)
        speed = f"{1 / each:8.1f} sites/s   {each * sites:6.2f} s   CPU {cpu * 1e3:5.2f} ms/site"
        print(f"  loop {speed}{asked:7.1f} questions/site   (measured on {len(looped)} sites)")
        target = f" (target: at least {RATIO})" if latency else ""
        print(f"  cold, beside the loop: {each * sites / cold:.1f} times as fast{target}")


def _run(name: str, folder: Path, sites: int, net: Internet) -> float:
    """Print one run; its seconds."""
    took = audit(folder, "--registries", f"{folder}/registries.yaml")
    figures = net.report().values()
    asked = sum(figure["questions"] for figure in figures)
    opened = sum(figure["connections"] for figure in figures)
    print(
        f"  {name} {sites / took.wall:8.1f} sites/s   {took.wall:6.2f} s   CPU {took.cpu / sites * 1e3:5.2f} ms/site"
        f"{asked / sites:7.1f} questions/site   {opened:4} connections   peak {took.peak:3.0f} MiB   {took.open} open   exit {took.code}"
    )
    if took.code > 1:
        print(took.stderr)
    return took.wall


def loop(net: Internet, names: list[str]) -> tuple[float, float]:
    """Seconds that the plain loop takes for these domains, and its CPU seconds; starting Python and importing are not counted."""
    whoisit = importlib.import_module("whoisit")
    whoisit.clear_bootstrapping()
    whoisit.load_bootstrap_data(_bootstrap(net), from_json=False)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as trusted:
        trusted.write(net.ca_pem)
        trusted.flush()
        whoisit.clear_session()
        session = whoisit.get_session()
        session.verify, session.trust_env = trusted.name, False
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], net.ports["resolver"]
        started, before = time.perf_counter(), time.process_time()
        for name in names:
            found = whoisit.domain(name)
            assert found["name"].lower() == name
            for question in questions(name):
                try:
                    list(resolver.resolve(question.name, question.type))
                except dns.exception.DNSException:
                    continue  # no such record
        return time.perf_counter() - started, time.process_time() - before


def _bootstrap(net: Internet) -> dict[str, Any]:
    """IANA's files as whoisit keeps them: our zones, and something of each other kind, without which it refuses the whole."""
    nowhere = "https://rdap.invalid/"
    return {
        "timestamp": int(time.time()),
        "dns": {"services": [[[zone], [servers["rdap"]]] for zone, servers in served(net).items() if "rdap" in servers]},
        "asn": {"services": [[["64496-64511"], [nowhere]]]},
        "ipv4": {"services": [[["192.0.2.0/24"], [nowhere]]]},
        "ipv6": {"services": [[["2001:db8::/32"], [nowhere]]]},
        "object": {"services": [[[""], ["XX"], [nowhere]]]},
    }


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SITES
    for milliseconds in LATENCIES:
        measure(count, milliseconds)
