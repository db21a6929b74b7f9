"""The line keeps to its terminal, tells what is known of the time, and can be taken away again."""

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
from hypothesis import given
from hypothesis import strategies as st

from domaudit.catalogue import say
from domaudit.model import Standing
from domaudit.report import progress
from domaudit.report.progress import Bar, Lines, columns, rough
from domaudit.report.words import width

FR = Standing("rdap.nic.fr:443", 12, 68, seconds=61.0, waits=8.0, zone="fr")
BUSY = (
    Standing("dns", 100, 20),
    Standing("rdap.verisign.com:443", 40, 5, seconds=2.0, zone="com/net"),
    FR,
    Standing("whois.nic.fr:43", 1, 0, zone="fr"),
    Standing("whois.dns.be:43", 3, 0, zone="be"),
)


def drawn(wide: int, total: int = 200) -> list[str]:
    """What a line looks like on a terminal so many columns wide, each time that it is written."""
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
        advance.last = -1e9
        advance.watch(BUSY)
        for _ in range(total):
            advance("boulangerie-dupont-exemple-fictif.example")
    reader.join(5)
    os.close(leader)
    return [part for part in b"".join(read).decode().split("\r") if part]


@pytest.mark.parametrize("wide", [5, 10, 20, 39, 40, 60, 80, 200])
def test_the_line_is_never_wider_than_its_terminal(wide: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "500")
    lines = drawn(wide)
    assert lines
    assert max(map(width, lines)) < wide
    assert lines[-1].strip() == ""
    if wide >= 10:
        assert any("200/200" in line for line in lines)
    if wide >= 40:
        assert "0/200 sites" in lines[0]
        assert lines[0].endswith(" · about 2 min")


def test_no_sequence_steers_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" not in "".join(drawn(80))


def standing_at(*standings: Standing, room: int = 1000, done: int = 37, **more: object) -> str:
    lines = Lines(200, io.StringIO(), **more)  # type: ignore[arg-type]  # `say` alone is given
    with lines:
        lines.done = done
        lines.watch(standings)
        return lines.fitting(room)


def test_what_is_asked_is_told_with_who_makes_us_wait() -> None:
    assert standing_at(*BUSY) == "asking 2 registries · 37/200 sites · .fr 13/81 waits 8 s (its limit) · .com/net 40/45 · about 2 min"
    resting = Standing("rdap.nic.fr:443", 12, 1, seconds=21.0, waits=20.0, rests=20.0, zone="fr")
    assert standing_at(resting) == "asking 1 registry · 37/200 sites · .fr 12/13 waits 20 s (it asked for a pause) · about 25 s"


def test_it_is_told_in_french() -> None:
    assert standing_at(FR, say=lambda text: say(text, "fr")) == (
        "1 registre interrogé · 37/200 sites · .fr 12/80 attend 8 s (sa limite) · environ 2 min"
    )


def test_a_narrow_place_gets_what_matters_first() -> None:
    assert standing_at(*BUSY, room=60) == "asking 2 registries · 37/200 sites · about 2 min"
    assert standing_at(*BUSY, room=30) == "37/200 sites · about 2 min"
    assert standing_at(*BUSY, room=20) == "37/200 sites"


def test_what_is_not_known_of_the_time_is_not_told() -> None:
    assert standing_at(Standing("rdap.nic.fr:443", 3, 4, zone="fr")) == "asking 1 registry · 37/200 sites · .fr 3/7"
    assert standing_at() == "37/200 sites"
    lines = Lines(200, None)
    lines.done = 4
    assert lines.left(60.0) is None
    lines.done = 200
    assert lines.left(60.0) is None


def test_the_time_is_the_longer_of_what_servers_need_and_what_sites_took() -> None:
    lines = Lines(200, None)
    lines.done = 100
    assert lines.left(10.0) == 10.0
    lines.watch([FR])
    assert lines.left(10.0) == 61.0
    assert lines.left(300.0) == 300.0


@given(st.floats(0, 1e6))
def test_a_rough_time_is_never_too_short_by_much_nor_long(seconds: float) -> None:
    unit = {"s": 1, "min": 60, "h": 3600}
    told = sum(int(number) * unit[name] for number, name in re.findall(r"(\d+) (s|min|h)", rough(seconds)))
    assert seconds <= told <= max(5.0, seconds + 6 * 60)


def test_a_stream_without_our_characters_gets_others() -> None:
    raw = io.BytesIO()
    lines = Lines(200, io.TextIOWrapper(raw, encoding="ascii"), lambda text: say(text, "fr"))
    lines.watch([FR])
    assert lines.fitting(1000) == "1 registre interroge . 0/200 sites . .fr 12/80 attend 8 s (sa limite) . environ 2 min"


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out = io.StringIO()
    with Bar(3, out) as advance:
        advance("x.example")
        advance.last = -1e9
        advance("x.example")
    assert out.getvalue() == "2/3 sites\n"


def test_plain_lines_grow_rare(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    out = io.StringIO()
    with Lines(10_000, out) as advance:
        for second in range(600):
            now = float(second)
            advance.watch([FR])
    assert 10 <= out.getvalue().count("\n") <= 15


def test_a_stream_that_is_no_terminal_has_the_columns_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    assert columns(io.StringIO()) == 33


def test_no_stream_is_silence() -> None:
    with Lines(2, None) as advance:
        advance("x.example")
    with Bar(2, None) as advance:
        advance("x.example")
        advance.watch(BUSY)
    assert advance.done == 1
