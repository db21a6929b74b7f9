"""The installed command run on the sites of ``tests.faults``, and what it left behind."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command import COMMAND, Ran, environment
from tests.faults import INVENTORY, USUAL
from tests.loopback import Internet

WRAPPED = [sys.executable, "-P", str(Path(__file__).with_name("wrapped.py"))]
CHECK = ["check", "i.yaml", "--registries", "registries.yaml", "--evidence", "e.jsonl", "--format", "json"]
LIMITS = {"rate": "1000/s", "burst": 1000, "concurrency": 64, "timeout": "10s"}


@dataclass(frozen=True)
class Audited:
    """A run, how long it took, and what it left."""

    ran: Ran
    seconds: float
    folder: Path

    @property
    def sites(self) -> dict[str, dict[str, Any]]:
        return {site["domain"]: site for site in json.loads(self.ran.out)["sites"]}

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "e.jsonl").read_text(encoding="utf-8").splitlines()]

    @property
    def peak(self) -> int:
        """The most memory that it had, in bytes."""
        return int((self.folder / "peak").read_text()) * 1024


def prepare(folder: Path, net: Internet, zone: Mapping[str, str] | None = None, *, guarded: bool = False, patience: str = "10s") -> None:
    """Write the inventory and the registries file; ``zone`` are the servers of the zone ``test``, ``guarded`` turns the guard on.

    ``patience`` is the deadline of a question to the servers where faults are met.
    """
    served = zone or {name: server.format(**vars(net)) for name, server in USUAL.items()}
    own = {"servers": {f"127.0.0.1:{port}": {**LIMITS, "timeout": patience} for port in (net.other_rdap_port, net.other_whois_port)}}
    dns = {"dns": {**LIMITS, "timeout": "3s"}}
    net.write_registries(folder / "registries.yaml", {"test": served}, defaults=LIMITS, allow_private=not guarded, **own, **dns)
    (folder / "i.yaml").write_text(INVENTORY, encoding="utf-8")


def audit(
    folder: Path,
    net: Internet,
    zone: Mapping[str, str] | None = None,
    wrapped: Mapping[str, Any] | None = None,
    *,
    patience: str = "10s",
) -> Audited:
    """Run ``domaudit check`` on three sites; with ``wrapped``, in a process where something of the machine is not as usual."""
    prepare(folder, net, zone, guarded=bool(wrapped and "public" in wrapped), patience=patience)
    command = [*WRAPPED, json.dumps(wrapped)] if wrapped else COMMAND
    start = time.monotonic()
    done = subprocess.run([*command, *CHECK], cwd=folder, env=environment(folder), capture_output=True, timeout=30, check=False)
    return Audited(Ran(done.returncode, done.stdout.decode(), done.stderr.decode()), time.monotonic() - start, folder)


def timeless(site: Mapping[str, Any]) -> dict[str, Any]:
    """A site of the report without the times at which its sources were asked."""
    sources = [{name: value for name, value in source.items() if name != "asked_at"} for source in site["sources"]]
    return {**site, "sources": sources}
