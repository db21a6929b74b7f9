"""The real command in a process where something of the machine is not as usual.

``python wrapped.py '{"public": ["127.0.0.1"]}' check i.yaml ...`` changes what its first argument says and then runs ``domaudit``:

- ``public``: addresses that the guard takes for public ones, so that it may be on while the servers are on loopback;
- ``names``: for each host name the addresses that it has, turn by turn (the last one for good);
- ``back``: the clock that dates the answers is set back by so many seconds after its first three readings;
- ``room``: how long in bytes a file may become;
- ``bound``: file rights bind the superuser too;
- ``peak``: a file into which the most memory that the process had is written, in KiB.

Nothing leaves the machine: a connection to any address but loopback is refused, and told on stderr as ``LEFT``.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any

OVERRIDE = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


def fence() -> None:
    """Refuse every connection that would leave the machine."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "::1")):
            print(f"LEFT {address[0]}", file=sys.stderr, flush=True)
            raise ConnectionRefusedError(111, "Connection refused")
        connect(self, address)

    socket.socket.connect = checked  # type: ignore[method-assign]  # the machine is what is changed here


def public(addresses: Sequence[str]) -> None:
    """Let the guard take these addresses for public ones."""
    from domaudit.network import guard

    judge = guard.special
    guard.special = lambda address: None if address in addresses else judge(address)


def names(turns: Mapping[str, list[str]]) -> None:
    """Let host names have these addresses, turn by turn."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        addresses = turns.get(host)
        if addresses is None:
            return real(host, *args, **kwargs)
        return real(addresses.pop(0) if len(addresses) > 1 else addresses[0], *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def back(seconds: float) -> None:
    """Let the clock that dates the answers jump back after its first three readings."""
    from domaudit.network import door

    read = iter(range(sys.maxsize))

    def now(zone: tzinfo | None = None) -> datetime:
        return datetime.now(zone) - timedelta(seconds=seconds if next(read) >= 3 else 0)

    door.datetime = SimpleNamespace(now=now)  # type: ignore[misc, assignment]  # the machine's clock, for this process


def room(size: int) -> None:
    """Let no file become longer: what is over is not written, and then EFBIG (Python ignores SIGXFSZ)."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def bound() -> None:
    """Give up the capabilities by which the superuser passes over the rights of files (Linux; elsewhere nothing)."""
    if os.geteuid() == 0 and sys.platform == "linux":
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
        sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then the high halves
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.capget(header, sets) == 0:
            sets[0] &= ~OVERRIDE
            sets[1] &= ~OVERRIDE
            libc.capset(header, sets)


def peak() -> int:
    """The most memory that this process had, in KiB; on Linux its own since exec, not what the parent had before."""
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        return int(told["VmHWM"].split()[0])
    except (OSError, KeyError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // 1024 if sys.platform == "darwin" else most


def main(changes: dict[str, Any], arguments: list[str]) -> int:
    """Change the machine, run the command, return its exit code."""
    from domaudit.cli import main as command

    fence()
    for name, change in (("public", public), ("names", names), ("back", back), ("room", room)):
        if name in changes:
            change(changes[name])
    if "bound" in changes:
        bound()
    code = command(arguments)
    if "peak" in changes:
        Path(changes["peak"]).write_text(str(peak()))
    return code


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1]), sys.argv[2:]))
