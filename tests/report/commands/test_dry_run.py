"""What would be asked is told at every width, whole."""

from __future__ import annotations

import io

import pytest

from domaudit.model import Limits
from domaudit.planning import Plan, Planned
from domaudit.report.commands import dry_run as asking
from domaudit.report.words import width
from domaudit.texts import Lang

PLAN = Plan(
    30,
    4,
    (
        Planned("rdap.nic.fr:443", "rdap", 12, 0, Limits(), 9.0),
        Planned("dns", "dns", 81, 0, Limits(rate=float("inf")), 0.0),
        Planned("a-registry-with-a-long-name.registre-exemple-fictif.example:43", "whois", 1, 30, Limits(rate=50 / 3600), 72.0),
    ),
)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_the_plan_keeps_to_its_columns(lang: Lang, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = io.TextIOWrapper(raw := io.BytesIO(), encoding="utf-8", newline="\n")
    asking.write_stream(PLAN, "terminal", out, lang=lang)
    lines = raw.getvalue().decode().splitlines()
    assert max(map(width, lines)) <= columns
    assert "50/h" in "".join(lines)
    assert ("  rdap.nic.fr" in lines) is (columns < 80)  # a table where there is room for one, else a server's lines
