"""No test reaches the internet: in this process, any socket address but loopback fails the test that used it."""

from __future__ import annotations

import ipaddress
import signal
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.loopback import Internet

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # run in the background by a shell: what the tests start shall not inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

RESERVED = ("test", "example", "invalid")  # RFC 6761: names that exist nowhere, so that "no such host" is the truth


class Outside(BaseException):
    """A test tried to leave this machine. Not an Exception: the code under test must not be able to take it for a dead server."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse connections, datagrams and name look-ups that would leave the machine; the list holds those that were tried."""
    attempts: list[str] = []
    for name in ("DOMAUDIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):  # the tests are in English, whatever this machine speaks
        monkeypatch.delenv(name, raising=False)
    for name in ("https_proxy", "all_proxy", "no_proxy"):  # of the machine that the tests run on
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    def refuse(what: str) -> None:
        attempts.append(what)
        raise Outside(f"a test may not reach {what}")

    def checked(method: Any, place: int) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[place]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
                refuse(f"{address[0]}:{address[1]}")
            return method(self, *args)

        return call

    for name, place in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
        monkeypatch.setattr(socket.socket, name, checked(getattr(socket.socket, name), place))

    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is None or _is_loopback(name) or _is_address(name):
            return real(host, *args, **kwargs)
        if name.rstrip(".").rpartition(".")[2].lower() in RESERVED:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        name.encode("idna")  # raises as the real one does where the name is none
        return refuse(name)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield attempts
    if attempts:  # in a thread, or swallowed after all
        pytest.fail(f"tried to leave this machine: {', '.join(attempts)}")


@pytest.fixture
def net() -> Iterator[Internet]:
    """A small internet that knows ``x.example``, and nothing else."""
    from tests.loopback import Internet

    with Internet(
        rdap={"/example/domain/x.example": {"ldhName": "x.example"}},
        whois={"x.example": b"Domain: x.example\r\nRegistrant: Boulangerie Fictive\r\n"},
        dns={("x.example.", "NS"): ["ns1.x.example.", "ns2.x.example."]},
    ) as internet:
        yield internet


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
