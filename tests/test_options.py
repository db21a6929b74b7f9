"""What people type for a check, made into values."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domaudit.errors import UsageError
from domaudit.evidence.age import MaxAge
from domaudit.options import ages as ages_of
from tests.command import run
from tests.loopback import Fault, Internet

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("24h", MaxAge()),
        ("36", MaxAge.of_all(36 * HOUR)),
        ("rdap=12h,whois=7d,dns=1h", MaxAge(12 * HOUR, 168 * HOUR, HOUR)),
        ("48h,dns=1h", MaxAge(48 * HOUR, 48 * HOUR, HOUR)),
        (" DNS = 30m , 2d ", MaxAge(48 * HOUR, 48 * HOUR, HOUR / 2)),
        ("whois=0s", MaxAge(whois=timedelta(0))),
    ],
)
def test_an_age_for_all_or_for_each_kind_of_answer(text: str, ages: MaxAge) -> None:
    assert ages_of(text) == ages


NO_AGES = (
    "",
    ",",
    "24h,",
    "soon",
    "mx=1h",
    "=1h",
    "rdap",
    "rdap=",
    "rdap=soon",
    "rdap=1h=2h",
    "1h,2h",
    "dns=1h,dns=1h",
    "-1h",
    "1h;dns=1h",
)


@pytest.mark.parametrize("text", NO_AGES)
def test_what_is_no_age_is_named(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--max-age: .+; write "):
        ages_of(text)


def test_the_command_asks_nobody_where_an_age_is_wrong(tmp_path: Path) -> None:
    for command in ("check", "inspect"):
        ran = run(command, "x.example", "--max-age", "dns=1h,\x1b[2J=1h", home=tmp_path)
        assert (ran.code, ran.out, "\x1b" in ran.err) == (2, "", False)
        assert ran.err.startswith("--max-age: '")
        assert "is no kind of answer; write rdap=12h, whois=7d or dns=1h" in ran.err


@pytest.mark.parametrize(
    ("ages", "asked_again"),
    [("24h", set()), ("24h,dns=0s", {"dns"}), ("rdap=0s", {"rdap"}), ("whois=0s", {"whois"}), ("0s,dns=7d", {"rdap", "whois"})],
)
def test_the_next_run_asks_again_for_what_is_too_old_and_for_what_failed(tmp_path: Path, ages: str, asked_again: set[str]) -> None:
    recorded = {"/example/domain/x.example": {"ldhName": "x.example", "entities": []}}
    whois = {"x.example": b"Domain: x.example\r\nHolder: Boulangerie Dupont\r\n"}
    names = ("x.example.", "www.x.example.", "_dmarc.x.example.")
    with Internet(rdap=recorded, whois=whois, dns={(name, "NS"): ["ns1.x.example."] for name in names}) as net:
        net.write_registries(tmp_path / "r.yaml")
        command = ("inspect", "x.example", "--registries", "r.yaml", "--evidence", "e.jsonl")
        net.faults["x.example.", "MX"] = Fault.SERVFAIL
        assert run(*command, cwd=tmp_path).code == 0
        first = list(net.asked)
        assert {kind for kind, _ in first} == {"rdap", "whois", "dns"}
        net.asked.clear()
        assert run(*command, "--max-age", ages, cwd=tmp_path).code == 0
    again = set(net.asked)
    assert ("dns", "x.example. MX") in again
    assert again - {("dns", "x.example. MX")} == {(kind, what) for kind, what in first if kind in asked_again and what != "x.example. MX"}
