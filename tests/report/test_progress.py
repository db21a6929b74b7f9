"""The bar keeps to its terminal, and to terminals that can take it away again."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import termios
import threading

import pytest

from domaudit.report.progress import Bar, Lines, columns
from domaudit.report.words import width


def drawn(wide: int, total: int = 200, name: str = "boulangerie-dupont-exemple-fictif.example") -> list[str]:
    """What a bar draws on a terminal so many columns wide."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, wide, 0, 0))
    read: list[bytes] = []

    def listen() -> None:
        try:
            while data := os.read(leader, 4096):
                read.append(data)
        except OSError:  # the other end was closed
            return

    reader = threading.Thread(target=listen, daemon=True)
    reader.start()
    with open(follower, "w", encoding="utf-8") as out, Bar(total, out) as advance:
        for _ in range(total):
            advance(name)
    reader.join(5)
    os.close(leader)
    return [part for part in re.split(r"\r\x1b\[K", b"".join(read).decode()) if part]


@pytest.mark.parametrize("wide", [5, 10, 20, 39, 40, 60, 80, 200])
def test_the_bar_is_never_wider_than_its_terminal(wide: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "500")
    lines = drawn(wide)
    assert lines
    assert max(map(width, lines)) < wide
    if wide >= 10:
        assert "200/200" in lines[-1]
    if wide >= 60:
        assert "####" in lines[-1]


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out = io.StringIO()
    with Bar(3, out) as advance:
        advance("x.example")
        advance.last = -1e9
        advance("x.example")
    assert out.getvalue() == "2/3 sites\n"


def test_a_stream_that_is_no_terminal_has_the_columns_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    assert columns(io.StringIO()) == 33


def test_no_stream_is_silence() -> None:
    with Lines(2, None) as advance:
        advance("x.example")
    with Bar(2, None) as advance:
        advance("x.example")
    assert advance.done == 1
