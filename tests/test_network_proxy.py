"""The proxy that the environment names is used for RDAP, and for nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest

from domaudit.errors import UsageError
from domaudit.model import Outcome, Rdap
from tests.asking import NS, ask, rdap, whois
from tests.command import run
from tests.loopback import Internet


class Tunnel:
    """A proxy that only knows CONNECT; ``asked`` lists the request lines, ``refuse`` is the status that it answers with instead."""

    refuse = 0

    def __enter__(self) -> Self:
        self.asked: list[str] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(asyncio.start_server(self.serve, "127.0.0.1", 0), self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            self.server.close()
            served = asyncio.all_tasks() - {asyncio.current_task()}
            for task in served:
                task.cancel()
            await asyncio.gather(*served, return_exceptions=True)
            await asyncio.sleep(0.01)  # lets the aborted transports say goodbye to the loop

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(timeout=10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with ExitStack() as opened, suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            opened.callback(writer.transport.abort)
            line = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0]
            self.asked.append(line)
            if self.refuse:
                writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self.refuse)
                await writer.drain()
                writer.write_eof()
                await reader.read()  # until the asker has gone
                return
            host, _, port = line.split(" ")[1].rpartition(":")
            there, back = await asyncio.open_connection(host, int(port))
            opened.callback(back.transport.abort)
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await asyncio.gather(self.copy(reader, back), self.copy(there, writer))

    async def copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
            writer.write_eof()


@pytest.fixture
def tunnel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tunnel]:
    with Tunnel() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        yield proxy


def test_rdap_goes_through_it_and_whois_and_dns_do_not(net: Internet, tmp_path: Path, tunnel: Tunnel) -> None:
    answers = ask(net.settings(tmp_path), rdap(net), whois(net), NS)
    assert [answer.outcome for answer in answers] == [Outcome.ANSWERED] * 3
    assert tunnel.asked == [f"CONNECT 127.0.0.1:{net.rdap_port} HTTP/1.1"]


def test_the_installed_command_goes_through_it(net: Internet, tmp_path: Path, tunnel: Tunnel) -> None:
    net.write_registries(tmp_path / "registries.yaml")
    line = ("inspect", "x.example", "--registries", "registries.yaml", "--evidence", "e.jsonl", "-q")
    ran = run(*line, cwd=tmp_path, home=tmp_path, HTTPS_PROXY=f"http://127.0.0.1:{tunnel.port}")
    assert ran.err == ""
    assert ("rdap", "/example/domain/x.example") in net.asked
    assert tunnel.asked == [f"CONNECT 127.0.0.1:{net.rdap_port} HTTP/1.1"]


@pytest.mark.parametrize("listed", ["127.0.0.1", "*"])
def test_who_is_in_no_proxy_is_asked_directly(
    net: Internet, tmp_path: Path, tunnel: Tunnel, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    monkeypatch.setenv("NO_PROXY", listed)
    (answer,) = ask(net.settings(tmp_path), rdap(net))
    assert (answer.outcome, tunnel.asked) == (Outcome.ANSWERED, [])


def test_the_proxy_may_be_private_and_its_target_may_not(net: Internet, tmp_path: Path, tunnel: Tunnel) -> None:
    guarded = replace(net.settings(tmp_path), allow_private=False)
    tunnel.refuse = 502
    urls = [
        "https://rdap.registry.test/domain/x",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/",
        "https://localhost/",
        "https://db.internal/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
    ]
    public, *others = ask(guarded, *map(Rdap, urls))
    assert tunnel.asked == ["CONNECT rdap.registry.test:443 HTTP/1.1"]
    assert public.error == "the proxy did not let it pass (status 502)"
    assert all("not asked" in str(answer.error) for answer in others)


def test_a_proxy_that_is_not_there_is_told(net: Internet, tmp_path: Path, tunnel: Tunnel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{net.dead_port}")
    (answer,) = ask(net.settings(tmp_path), rdap(net))
    assert answer.error == "the proxy could not be reached: refused the connection"


def test_a_proxy_whose_name_does_not_exist_is_told_as_the_proxy(
    net: Internet, tmp_path: Path, tunnel: Tunnel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://nowhere.invalid:8080")
    (answer,) = ask(net.settings(tmp_path), rdap(net))
    assert answer.error == "the proxy could not be reached: no such host"


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:1080", "http://", "http://host:99999", "ftp://x"])
def test_what_is_no_proxy_is_a_usage_error(
    net: Internet, tmp_path: Path, tunnel: Tunnel, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", named)
    with pytest.raises(UsageError, match="HTTPS_PROXY: names no proxy"):
        ask(net.settings(tmp_path), rdap(net))
