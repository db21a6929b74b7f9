"""The small internet itself, asked by programs that are not ours."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.loopback import Fault, Internet, Redirect, Reply

HELD = b"Domain: x.example\r\nRegistrant: Boulangerie Fictive\r\n"


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(
        rdap={"/example/domain/x.example": {"ldhName": "x.example"}},
        whois={"x.example": HELD},
        dns={("x.example.", "NS"): ["ns1.x.example."], ("www.x.example.", "CNAME"): ["x.example."], ("x.example.", "A"): ["192.0.2.1"]},
        faults={"/moved": Redirect("/example/domain/x.example"), ("broken.example.", "NS"): Fault.SERVFAIL},
    ) as internet:
        yield internet


def get(net: Internet, path: str, folder: Path) -> tuple[int, bytes]:
    trust = ssl.create_default_context(cafile=str(net.write_ca(folder / "ca.pem")))
    try:
        with urllib.request.urlopen(net.url(path), context=trust, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_rdap_speaks_http_to_the_standard_library(net: Internet, tmp_path: Path) -> None:
    assert get(net, "/example/domain/x.example", tmp_path) == (200, b'{"ldhName": "x.example"}')
    assert get(net, "/moved", tmp_path) == (200, b'{"ldhName": "x.example"}')
    status, body = get(net, "/example/domain/unknown.example", tmp_path)
    assert (status, b"errorCode" in body) == (404, True)


def test_recordings_may_be_changed_while_it_runs(net: Internet, tmp_path: Path) -> None:
    net.rdap["/example/domain/x.example"] = Reply("busy", 429, {"Retry-After": "7"})
    assert get(net, "/example/domain/x.example", tmp_path) == (429, b"busy")
    del net.rdap["/example/domain/x.example"]
    assert get(net, "/example/domain/x.example", tmp_path)[0] == 404
    assert net.asked == [("rdap", "/example/domain/x.example")] * 2


def whois_by_hand(net: Internet, query: str) -> bytes:
    with socket.create_connection(("127.0.0.1", net.whois_port), timeout=5) as connection:
        connection.sendall(query.encode() + b"\r\n")
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_whois_answers_and_knows_nothing_else(net: Internet) -> None:
    assert whois_by_hand(net, "x.example") == HELD
    assert whois_by_hand(net, "y.example") == b"No match for y.example\r\n"
    assert net.asked == [("whois", "x.example"), ("whois", "y.example")]


def test_the_dead_port_refuses(net: Internet) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", net.dead_port), timeout=5)


def test_the_registries_file_points_here(net: Internet, tmp_path: Path) -> None:
    rdap_only = {"rdap": f"https://127.0.0.1:{net.dead_port}/"}
    written = yaml.safe_load(net.write_registries(tmp_path / "registries.yaml", {"test": {}, "dead": rdap_only}).read_text())
    both = {"rdap": f"https://127.0.0.1:{net.rdap_port}/example/", "whois": f"127.0.0.1:{net.whois_port}"}
    assert written["tlds"] == {"example": both, "test": {**both, "rdap": net.url("/test/")}, "dead": rdap_only}
    assert written["resolver"] == [f"127.0.0.1:{net.dns_port}"]
    assert written["allow_private"] is True
    assert Path(written["ca_file"]).read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert set(yaml.safe_load(net.write_registries(tmp_path / "two.yaml", ["test"]).read_text())["tlds"]) == {"example", "test"}


# --- second clients --------------------------------------------------------------------------------------------------


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed on this machine")
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout


@pytest.mark.parametrize("transport", ["+notcp", "+tcp"])
def test_dig_reads_the_dns(net: Internet, transport: str) -> None:
    def dig(name: str, kind: str) -> str:
        options = (transport, "+tries=1", "+time=5", "+noall", "+comments", "+answer")
        return run("dig", "@127.0.0.1", "-p", str(net.dns_port), *options, name, kind)

    assert "status: NOERROR" in (held := dig("x.example", "NS"))
    assert "ns1.x.example." in held
    assert "192.0.2.1" in dig("www.x.example", "A")
    assert "status: NXDOMAIN" in dig("y.example", "NS")
    assert "status: SERVFAIL" in dig("broken.example", "NS")
    assert "WARNING" not in held


def test_dig_falls_back_to_tcp(net: Internet) -> None:
    net.faults["x.example.", "NS"] = Fault.TRUNCATED
    assert run("dig", "@127.0.0.1", "-p", str(net.dns_port), "+short", "x.example", "NS") == "ns1.x.example.\n"
    assert net.asked == [("dns", "x.example. NS")] * 2


def test_the_whois_command_reads_port_43(net: Internet) -> None:
    assert "Registrant: Boulangerie Fictive" in run("whois", "-h", "127.0.0.1", "-p", str(net.whois_port), "x.example")
