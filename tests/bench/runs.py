"""One audit of the installed command, measured: the files that it reads, and what it took as a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domaudit.evidence.lines import to_line
from domaudit.lookups.registries import BOOTSTRAP_URL
from domaudit.model import Answer, Outcome, Rdap
from tests.command import COMMAND, environment

UNBOUND = {"rate": "999999/s", "burst": 9999, "concurrency": 64, "timeout": "20s"}
"""Limits that never bind: what is measured then is the program, not its manners."""

_VERDICTS = re.compile(r'"verdicts": (\{[^{}]*\})')


@dataclass(frozen=True)
class Took:
    """How an audit ended: exit code, seconds (wall, CPU), peak memory (MiB), and how many sites have each verdict."""

    code: int
    wall: float
    cpu: float
    peak: float
    verdicts: Mapping[str, int]
    stderr: str

    @property
    def open(self) -> int:
        """Sites about which nothing was concluded: where an audit is fast because it failed, it shows here."""
        return self.verdicts.get("undetermined", 0)


def audit(folder: Path, *options: str) -> Took:
    """``domaudit check`` on ``inventory.yaml`` and ``evidence.jsonl`` in a folder, the report as JSON beside them."""
    line = [*COMMAND, "check", f"{folder}/inventory.yaml", "--evidence", f"{folder}/evidence.jsonl", "--format", "json", "-q", *options]
    with open(folder / "report.json", "wb") as out, open(folder / "stderr.txt", "wb") as err:
        started = time.perf_counter()
        process = subprocess.Popen(line, stdout=out, stderr=err, env=environment(folder))
        _, status, used = os.wait4(process.pid, 0)  # what this one took, and no other child
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Took(
        process.returncode,
        wall,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
        _verdicts(folder / "report.json"),
        (folder / "stderr.txt").read_text(encoding="utf-8", errors="replace"),
    )


def _verdicts(report: Path) -> dict[str, int]:
    with open(report, encoding="utf-8") as lines:
        found = next(filter(None, map(_VERDICTS.search, lines)), None)
    return dict(json.loads(found[1])) if found else {}


def write_inventory(folder: Path, provider: str, sites: Iterable[str], clients: Iterable[str]) -> None:
    """``inventory.yaml``, a line for each site."""
    with open(folder / "inventory.yaml", "w", encoding="utf-8") as out:
        out.write(f"provider: {provider}\nsites:\n")
        out.writelines(f"  - {{domain: {site}, client: {client}}}\n" for site, client in zip(sites, clients, strict=True))


def write_registries(folder: Path, ca_pem: str, resolver: int, tlds: Mapping[str, Mapping[str, str]], **more: Any) -> None:
    """``registries.yaml`` that names the servers of each zone, with ``ca.pem`` beside it; DNS is asked at a port of loopback."""
    (folder / "ca.pem").write_text(ca_pem, encoding="utf-8")
    content = {
        "resolver": [f"127.0.0.1:{resolver}"],
        "ca_file": "ca.pem",
        "allow_private": True,
        "defaults": UNBOUND,
        "dns": {"concurrency": 64, "timeout": "20s"},
        "tlds": tlds,
        **more,
    }
    lines = (f"{key}: {json.dumps(value)}\n" for key, value in content.items())  # JSON is YAML
    (folder / "registries.yaml").write_text("".join(lines), encoding="utf-8")


def write_bootstrap(folder: Path) -> None:
    """IANA's list of RDAP servers, empty and of today, in the cache: nothing outside this machine is asked for it."""
    cache = folder / "domaudit" / "rdap-bootstrap.jsonl"
    cache.parent.mkdir()
    answer = Answer(Rdap(BOOTSTRAP_URL), datetime.now(UTC), Outcome.ANSWERED, body=b"{}", status=200)
    cache.write_text(to_line(answer) + "\n", encoding="utf-8")
