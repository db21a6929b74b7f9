"""Real DNS servers on loopback: zones served by Knot DNS (or NSD), asked through Unbound, as a resolver of the field asks.

The programs are those of the system; they are started here, in a folder of their own and on free ports, whatever services there are.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import dns.exception
import dns.message
import dns.query

HERE = "127.0.0.1"
PATIENCE = 15.0
"""Seconds for a server to answer its first question."""

_KNOT = """\
server:
    rundir: "{folder}"
    listen: {here}@{port}
database:
    storage: "{folder}"
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: "{folder}"
    file: "%s.zone"
zone:
"""
_NSD = """\
server:
  ip-address: {here}@{port}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  zonelistfile: "{folder}/zone.list"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  cookie-secret-file: "{folder}/cookies"
remote-control:
  control-enable: no
"""
_UNBOUND = """\
server:
  interface: {here}@{port}
  outgoing-interface: {here}
  access-control: 127.0.0.0/8 allow
  do-ip6: no
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/unbound.pid"
  use-syslog: no
  do-daemonize: no
  do-not-query-localhost: no
  module-config: "iterator"
  local-zone: "test." nodefault
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: {here}@{upstream}
"""


def missing() -> str | None:
    """Why these servers cannot be run here; None where they can."""
    if _program("knotd") is None and _program("nsd") is None:
        return "neither knotd nor nsd is installed on this machine"
    return None if _program("unbound") else "unbound is not installed on this machine"


@contextmanager
def resolving(zones: Mapping[str, str], folder: Path) -> Iterator[int]:
    """The port of a resolver that knows these zones (by name, with final dot, in master file format) and nothing else in the world."""
    for name, text in zones.items():
        (folder / f"{name.rstrip('.')}.zone").write_text(text, encoding="utf-8")
    first = next(iter(zones))
    with (
        _running(lambda port: _authority(zones, folder, port), first) as authority,
        _running(lambda port: _resolver(zones, folder, port, authority), first) as resolver,
    ):
        yield resolver


def _authority(zones: Mapping[str, str], folder: Path, port: int) -> list[str]:
    if knotd := _program("knotd"):
        served = "".join(f"  - domain: {name}\n" for name in zones)
        return [knotd, "-c", _write(folder / "knot.conf", _KNOT.format(folder=folder, here=HERE, port=port) + served)]
    served = "".join(f'zone:\n  name: "{name}"\n  zonefile: "{name.rstrip(".")}.zone"\n' for name in zones)
    return [_program("nsd") or "nsd", "-d", "-c", _write(folder / "nsd.conf", _NSD.format(folder=folder, here=HERE, port=port) + served)]


def _resolver(zones: Mapping[str, str], folder: Path, port: int, upstream: int) -> list[str]:
    # A stub for each zone: it wins over the addresses that the zone's own NS records name. All else is forwarded, the root too.
    config = _UNBOUND.format(folder=folder, here=HERE, port=port, upstream=upstream)
    config += "".join(f'stub-zone:\n  name: "{name}"\n  stub-addr: {HERE}@{upstream}\n' for name in zones)
    return [_program("unbound") or "unbound", "-d", "-c", _write(folder / "unbound.conf", config)]


@contextmanager
def _running(command: Callable[[int], list[str]], name: str) -> Iterator[int]:
    """A server in the foreground, from its first answer about ``name`` on; ended, and waited for, whatever happens."""
    for last in (False, False, True):  # another process may take a free port before the server does
        port = _free_port()
        with subprocess.Popen(command(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            try:
                if _answers(server, port, name):
                    yield port
                    return
            finally:
                server.terminate()
                try:
                    told, _ = server.communicate(timeout=PATIENCE)
                except subprocess.TimeoutExpired:
                    server.kill()
                    told, _ = server.communicate()
        if last:
            raise RuntimeError(f"{server.args} did not answer: {told}")


def _answers(server: subprocess.Popen[str], port: int, name: str) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(dns.exception.Timeout, OSError):
            if dns.query.udp(dns.message.make_query(name, "SOA"), HERE, port=port, timeout=0.5).answer:
                return True
        time.sleep(0.05)
    return False


def _free_port() -> int:
    """A port that is free for both transports."""
    for _ in range(50):
        with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagrams, suppress(OSError):
            stream.bind((HERE, 0))
            port = int(stream.getsockname()[1])
            datagrams.bind((HERE, port))
            return port
    raise RuntimeError("no port is free for both UDP and TCP")


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")  # not in everybody's PATH


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)
