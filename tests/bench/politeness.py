"""Politeness: how near an audit comes to the time that the servers' own limits allow, where a server bans whoever exceeds its limit.

python -m tests.bench.politeness [sorted]

1,000 invented sites over twelve servers, RDAP and WHOIS, each with a limit of its own (named in the registries file) and 50 to 300 ms
before each answer; one server answers for six zones, as a family of registries does, and one zone is thin: its RDAP server and its WHOIS
server are both asked. The sites come in a random order, always the same; with ``sorted`` zone after zone, the slowest first, as in a
list that somebody has sorted.

No run can be faster than the bound: the longest of the servers' own times, (questions - burst) / rate.
"""

from __future__ import annotations

import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.answers import PROVIDER, client
from tests.bench.runs import audit, write_bootstrap, write_inventory, write_registries
from tests.bench.servers import Internet, Server

RATIO = 1.10
"""The target: wall time over the bound, at most; with no ban, and nothing turned away after a server's first second."""


@dataclass(frozen=True)
class Load:
    """A server and the sites it is asked about, spread over so many zones; ``beside`` is the WHOIS server of a thin zone."""

    server: Server
    sites: int
    zones: int = 1
    beside: str | None = None


LOADS = (
    Load(Server("slow", "rdap", 250, rate=1, burst=5), 30),
    Load(Server("old", "whois", 200, rate=1, burst=3), 30),
    Load(Server("far", "rdap", 300, rate=2, burst=5), 60),
    Load(Server("few", "rdap", 80, rate=2, burst=4), 50),
    Load(Server("text", "whois", 300, rate=2, burst=5), 60),
    Load(Server("lines", "whois", 120, rate=3, burst=5), 80),
    Load(Server("calm", "rdap", 200, rate=3, burst=5), 80),
    Load(Server("even", "rdap", 150, rate=4, burst=5), 100),
    Load(Server("thin", "rdap", 60, rate=4, burst=10, thin=True), 90, beside="behind"),
    Load(Server("behind", "whois", 90, rate=4, burst=10), 0),
    Load(Server("wide", "rdap", 100, rate=5, burst=10), 140),
    Load(Server("family", "rdap", 50, rate=10, burst=20), 280, zones=6),
)


def zones(load: Load) -> list[str]:
    """The zones that a server answers for."""
    return [f"{load.server.name}{number}" for number in range(load.zones)]


def domains(order: str) -> list[str]:
    """The sites, in the order of the inventory."""
    each = [zones(load)[place % load.zones] for load in LOADS for place in range(load.sites)]
    if order != "sorted":
        random.Random(20261122).shuffle(each)
    return [f"site-{number:04}.{zone}" for number, zone in enumerate(each)]


def bound(server: Server, questions: int) -> float:
    """The seconds in which a server can be asked so many questions within its limit."""
    return max(0.0, (questions - server.burst) / server.rate)


def measure(order: str) -> None:
    """Print each server's figures, and those of the whole beside their targets."""
    sites = domains(order)
    with tempfile.TemporaryDirectory() as place, Internet([*(load.server for load in LOADS), Server("resolver", "dns", 50)]) as net:
        folder = Path(place)
        write_inventory(folder, PROVIDER, sites, map(client, range(len(sites))))
        write_registries(folder, net.ca_pem, net.ports["resolver"], served(net), servers=limits(net))
        write_bootstrap(folder)
        took = audit(folder, "--registries", f"{folder}/registries.yaml")
        figures = net.report()
    print(f"{len(sites)} sites, {order}, over {len(LOADS)} servers")
    for load in LOADS:
        print(_line(load.server, figures[load.server.name]))
    least = max(bound(load.server, figures[load.server.name]["questions"]) for load in LOADS)
    turned = [at for load in LOADS for at in figures[load.server.name]["throttled"]]
    bans = sum(figures[load.server.name]["bans"] for load in LOADS)
    print(f"  wall {took.wall:.2f} s   bound {least:.2f} s   ratio {took.wall / least:.3f} (target: at most {RATIO:.2f})")
    print(f"  bans {bans} (target: 0)   turned away {len(turned)}, after the first second {sum(at > 1 for at in turned)} (target: 0)")
    print(f"  {took.open} sites open   CPU {took.cpu:.2f} s   exit {took.code}")
    if took.code > 1:
        print(took.stderr)


def served(net: Internet) -> dict[str, dict[str, str]]:
    """The servers of each zone, as a registries file names them."""
    tlds: dict[str, dict[str, str]] = {}
    for load in LOADS:
        for zone in zones(load) if load.sites else ():
            if load.server.kind == "rdap":
                tlds[zone] = {"rdap": f"{net.url(load.server.name)}{zone}/"}
            whois = load.server.name if load.server.kind == "whois" else load.beside
            if whois is not None:
                tlds.setdefault(zone, {})["whois"] = f"127.0.0.1:{net.ports[whois]}"
    return tlds


def limits(net: Internet) -> dict[str, dict[str, Any]]:
    """The limit of each server, as a registries file names it."""
    return {
        f"127.0.0.1:{net.ports[load.server.name]}": {"rate": f"{load.server.rate:g}/s", "burst": load.server.burst, "timeout": "20s"}
        for load in LOADS
    }


def _line(server: Server, figures: dict[str, Any]) -> str:
    late = sum(at > 1 for at in figures["throttled"])
    return (
        f"  {server.name:7} {server.kind:5} {server.latency:3.0f} ms {server.rate:3.0f}/s after {server.burst:2}"
        f"{figures['questions']:5} questions   bound {bound(server, figures['questions']):6.2f} s   at once {figures['peak']:2}"
        f"   connections {figures['connections']:3}   turned away {len(figures['throttled']):2} (late {late:2})   bans {figures['bans']}"
        f"   refused {figures['refused']}"
    )


if __name__ == "__main__":
    measure("sorted" if "sorted" in sys.argv[1:] else "shuffled")
