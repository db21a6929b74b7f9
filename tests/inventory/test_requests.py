"""Requests noted in an inventory's own text: its comments, order and layout stay, and it says nothing else than before and the request."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.errors import InventoryError
from domaudit.inventory import parse_inventory, requests
from domaudit.inventory.requests import record, request_line, with_requests
from domaudit.model import Request
from tests.command import ROOT
from tests.inventories import LEAST, WHOLE, ZONES

ASKED = Request("change-of-holder", date(2026, 11, 22), "provider", None, date(2026, 12, 6), "request")
LINE = "{to: provider, what: change-of-holder, kind: request, asked: 2026-11-22, reply-by: 2026-12-06}"
X, Y = "x.example", "y.example"
AB = "client: Client A\nprovider: Agence B\n"


def noted(text: str, *requests: tuple[str, Request]) -> str:
    return with_requests(text.encode(), "inventory.yaml", requests or [(X, ASKED)], ZONES).decode()


def requests_of(text: str, domain: str = X) -> tuple[Request, ...]:
    return next(site.requests for site in parse_inventory(text.encode(), "inventory.yaml", zones=ZONES).sites if site.domain == domain)


@pytest.mark.parametrize(
    "sites",
    [
        '["x.example", "y.example"]',
        '[{"domain": "x.example"}]',
        '[\n    {"domain": "x.example", "requests": []},\n    "y.example"\n  ]',
        '[{"domain": "x.example", "requests": [{"to": "provider", "what": "a", "asked": "2026-01-01"}]}]',
    ],
)
def test_what_is_json_stays_json(sites: str) -> None:
    before = f'{{\n  "client": "Client A",\n  "provider": "Agence B",\n  "sites": {sites}\n}}\n'
    after = noted(before)
    assert json.loads(after)["client"] == "Client A"
    assert ASKED in requests_of(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "sites:\n  - x.example  # the shop\n  - y.example\n",
            f"sites:\n  - domain: x.example  # the shop\n    requests:\n      - {LINE}\n  - y.example\n",
        ),
        ("sites:\n- x.example\n", f"sites:\n- domain: x.example\n  requests:\n    - {LINE}\n"),
        ("sites:\n  - x.example", f"sites:\n  - domain: x.example\n    requests:\n      - {LINE}"),
        ("sites:\n  -   'x.example'\n", f"sites:\n  -   domain: 'x.example'\n      requests:\n        - {LINE}\n"),
        ("sites: [x.example, y.example]\n", f"sites: [{{domain: x.example, requests: [{LINE}]}}, y.example]\n"),
        ('sites: ["x.example"]  # one\n', f'sites: [{{domain: "x.example", requests: [{LINE}]}}]  # one\n'),
        ("sites:\n  - {domain: x.example}\n", f"sites:\n  - {{requests: [{LINE}], domain: x.example}}\n"),
        (
            "sites:\n  - domain: x.example  # a\n    contract: {}\n    # about y\n  - y.example\n",
            f"sites:\n  - domain: x.example  # a\n    contract: {{}}\n    requests:\n      - {LINE}\n    # about y\n  - y.example\n",
        ),
        (
            "sites:\n  - domain: x.example\n    requests:\n    - {to: provider, what: a, asked: 2026-01-01}  # b\n",
            f"sites:\n  - domain: x.example\n    requests:\n    - {{to: provider, what: a, asked: 2026-01-01}}  # b\n    - {LINE}\n",
        ),
        (
            "sites:\n  - domain: x.example\n    requests: [{to: provider, what: a, asked: 2026-01-01}]\n    contract: {}\n",
            f"sites:\n  - domain: x.example\n    requests: [{LINE}, {{to: provider, what: a, asked: 2026-01-01}}]\n    contract: {{}}\n",
        ),
        ("sites:\n  - domain: x.example\n    requests: []\n", f"sites:\n  - domain: x.example\n    requests: [{LINE}]\n"),
        (
            "sites:\n  - domain: x.example\n    accept:\n      - rule: a\n        reason: >\n          a\n          b\n",
            f"sites:\n  - domain: x.example\n    requests:\n      - {LINE}\n"
            "    accept:\n      - rule: a\n        reason: >\n          a\n          b\n",
        ),
    ],
    ids=[
        *("a name", "at the margin", "no last newline", "quoted", "in brackets", "quoted in brackets", "braces", "keys", "a list"),
        *("a list in brackets", "an empty list", "a text of several lines"),
    ],
)
def test_a_line_is_put_in_and_nothing_else_changes(before: str, after: str) -> None:
    assert noted(AB + before) == AB + after
    assert ASKED in requests_of(noted(AB + before))


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = f"{AB}sites:\n  - x.example\n  - y.example\n".replace("\n", "\r\n")
    done = noted("\ufeff" + text)
    assert done.startswith("\ufeff")
    assert done.count("\n") == done.count("\r\n") == text.count("\n") + 2
    assert requests_of(done) == (ASKED,)


def test_several_requests_in_one_file() -> None:
    text = f"{AB}sites:\n  - x.example\n  - y.example  # two\n"
    done = noted(text, (X, ASKED), (Y, ASKED), (Y, Request("disclosure", date(2026, 11, 22), 'Régistrar: "A" & #Fils', kind="disclosure")))
    assert [len(requests_of(done, domain)) for domain in (X, Y)] == [1, 2]
    assert requests_of(done, Y)[1].to == 'Régistrar: "A" & #Fils'
    assert "# two" in done


def test_what_is_there_already_is_not_noted_twice() -> None:
    once = noted(f"{AB}sites:\n  - x.example\n")
    assert noted(once) == once
    assert noted(f"{AB}sites:\n  - x.example\n", (X, ASKED), (X, ASKED)) == once


@pytest.mark.parametrize(
    "site",
    ['  - "x\\u002Eexample"\n', "  - >-\n    x.example\n", "  - domain: >-\n      x.example\n"],
    ids=["escapes", "a block", "a block as value"],
)
def test_an_uncommon_layout_is_refused_rather_than_guessed(site: str) -> None:
    with pytest.raises(InventoryError, match="leaves no sure place") as caught:
        noted(f"{AB}sites:\n{site}")
    assert LINE in str(caught.value)


def test_a_domain_that_is_no_site_and_a_name_that_is_a_slip() -> None:
    with pytest.raises(InventoryError, match=r"z\.example is no site"):
        noted(f"{AB}sites: [x.example]\n", ("z.example", ASKED))
    slip = Request("procedure", date(2026, 11, 22), "pixell", kind="registrar")
    with pytest.raises(InventoryError, match="no sure place"):
        noted("parties: {pixel: {name: Studio Pixel}}\nclient: A\nprovider: pixel\nsites: [x.example]\n", (X, slip))


@pytest.mark.parametrize(
    "text", [LEAST, WHOLE, (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")], ids=["least", "whole", "example"]
)
def test_every_site_of_the_examples_takes_a_line(text: str) -> None:
    sites = parse_inventory(text.encode(), "inventory.yaml", zones=ZONES).sites
    done = noted(text, *((site.domain, ASKED) for site in sites))
    assert all(ASKED in requests_of(done, site.domain) for site in sites)
    assert {line.partition("#")[2] for line in text.splitlines()} == {line.partition("#")[2] for line in done.splitlines()}


NAMES = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and len(text.split()) > 0)
SITES = st.sampled_from(
    [
        "  - x.example\n",
        "  - {domain: x.example, contract: {payer: client}}\n",
        "  - domain: x.example\n    requests:\n      - {to: provider, what: a, asked: 2026-01-01}\n",
    ]
)


@given(SITES, NAMES, st.booleans())
@settings(deadline=None)
def test_a_name_from_the_wire_is_but_a_name(site: str, name: str, more: bool) -> None:
    text = f"{AB}sites:\n{site}{'  - y.example # last' if more else ''}"
    asked = Request("procedure", date(2026, 11, 22), " ".join(name.split()), kind="registrar")
    try:
        done = noted(text, (X, asked))
    except (InventoryError, UnicodeEncodeError):
        return  # a name that an inventory cannot hold
    assert asked in requests_of(done)
    assert not more or "y.example # last" in done


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file, link = tmp_path / "real.yaml", tmp_path / "inventory.yaml"
    file.write_text(f"{AB}# mine\nsites:\n  - x.example\n", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    assert record(link, [(X, ASKED)], ZONES)
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text(encoding="utf-8") == f"{AB}# mine\nsites:\n  - domain: x.example\n    requests:\n      - {LINE}\n"
    assert not record(link, [(X, ASKED)], ZONES)
    assert sorted(os.listdir(tmp_path)) == ["inventory.yaml", "real.yaml"]


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text(f"{AB}sites: [x.example]\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"No space left.*inventory\.yaml"):
        record(file, [(X, ASKED)], ZONES)
    assert file.read_text(encoding="utf-8") == f"{AB}sites: [x.example]\n"
    assert os.listdir(tmp_path) == ["inventory.yaml"]


def test_a_file_that_somebody_changed_meanwhile_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, theirs = tmp_path / "inventory.yaml", f"{AB}sites: [x.example, z.example]\n"
    file.write_text(f"{AB}sites: [x.example]\n", encoding="utf-8")

    def saved(data: bytes, *others: Any) -> bytes:
        file.write_text(theirs, encoding="utf-8")
        return with_requests(data, *others)

    monkeypatch.setattr(requests, "with_requests", saved)
    with pytest.raises(InventoryError, match="changed while it was in use"):
        record(file, [(X, ASKED)], ZONES)
    assert file.read_text(encoding="utf-8") == theirs
    assert os.listdir(tmp_path) == ["inventory.yaml"]


def test_a_request_as_a_line() -> None:
    assert request_line(ASKED) == LINE
    answered = Request("transfer-code", date(2026, 1, 1), None, "client", answered=date(2026, 1, 9))
    assert request_line(answered) == "{from: client, what: transfer-code, asked: 2026-01-01, answered: 2026-01-09}"
    assert (
        request_line(Request("a", date(2026, 1, 1), "Les Trois Moulins SAS")) == '{to: "Les Trois Moulins SAS", what: a, asked: 2026-01-01}'
    )
