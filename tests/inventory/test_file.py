"""The inventory: all of FORMATS §1, every mistake at once, each with file:line:column and a hint."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.errors import InventoryError
from domaudit.inventory import load_inventory, parse_inventory
from domaudit.model import Acceptance, Attestation, Contract, Location, Party, Request
from tests.inventories import LEAST, WHOLE, ZONES, bad, bad_site, good, mistakes_of

# --- what is right ---


def test_the_least_that_works() -> None:
    inventory = good(LEAST)
    first, second = inventory.sites
    assert (first.domain, second.domain) == ("boulangerie-dupont.example", "dupont-traiteur.example")
    assert (first.client, first.provider) == (Party("Boulangerie Dupont"), Party("Studio Pixel SARL"))
    assert first.client is second.client
    assert first.location == Location("inventory.yaml", 4, 5)
    assert (inventory.language, inventory.notices, inventory.file) == (None, (), "inventory.yaml")


def test_all_of_it() -> None:
    inventory = good(WHOLE)
    pixel, dupont = inventory.parties["pixel"], inventory.parties["dupont"]
    assert inventory.language == "fr"
    assert pixel == Party(
        "Studio Pixel SARL",
        ("Pixel Web", "Jean Martin"),
        ("SIREN 123 456 782", "0123"),
        ("jm@pixel-mail.example",),
        ("studio-pixel.example",),
        ("ns1.pixel-dns.example",),
        ("SP1234-FRNIC",),
    )
    assert (dupont.kind, dupont.country) == ("company", "NO")
    first, second = inventory.sites
    assert (first.client, first.provider) == (dupont, pixel)
    assert first.provider is second.provider is pixel
    assert (second.domain, second.unicode, second.written) == ("xn--caf-des-arts-deb.example", *["café-des-arts.example"] * 2)
    assert second.client == Party("Café des Arts")
    assert second.others == (("predecessor", Party("martin")), ("incoming-provider", Party("nouvelle-agence")))
    assert second.contract == Contract(date(2019, 3, 1), date(2027, 3, 1), "client", "provider")
    assert second.challenge == "domaudit-verify=3f9c…"
    assert second.attestation == Attestation("client", date(2026, 10, 2), date(2027, 10, 2), "proofs/registrar-account.pdf")
    place = Location("inventory.yaml", 30, 9)
    assert second.accept == (Acceptance("provider-nameservers", "hosting is in the contract", date(2027, 1, 1), place),)
    assert second.requests == (
        Request("transfer-code", date(2026, 11, 2), to="provider", reply_by=date(2026, 11, 16)),
        Request("change-of-holder", date(2026, 11, 10), from_="client", reply_by=date(2026, 11, 17)),
    )
    assert len(inventory.notices) == 1
    assert "'0123' is no valid identifier" in inventory.notices[0]


def test_a_request_has_a_rung_and_an_answer() -> None:
    line = "{to: provider, what: transfer-code, asked: 2026-11-02, kind: notice, answered: 2026-11-09}"
    (site,) = good(f"{{client: Client A, provider: B, sites: [{{domain: x.example, requests: [{line}]}}]}}").sites
    assert site.requests == (Request("transfer-code", date(2026, 11, 2), "provider", kind="notice", answered=date(2026, 11, 9)),)


def test_json_is_an_inventory_too() -> None:
    assert good(json.dumps({"client": "Client A", "provider": {"name": "B"}, "sites": ["é.example"]}, ensure_ascii=False)).sites


def test_one_party_is_one_object() -> None:
    inventory = good(
        "parties: {pixel: {name: Studio Pixel}}\nsites:\n"
        "  - {domain: a.example, client: Jean, provider: pixel}\n"
        "  - {domain: b.example, client: {name: Jean}, provider: studio  PIXEL}\n"
    )
    first, second = inventory.sites
    assert first.client is second.client
    assert first.provider is second.provider is inventory.parties["pixel"]


# --- the rest of a site ---


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("clent: A", "unknown key 'clent'; did you mean 'client'?"),
        ("contract: {signed: 2026-02-30}", "not a day of the calendar"),
        ("contract: {signed: 2026-2-3}", "no date for 'signed'; write it as YYYY-MM-DD"),
        ("contract: {signed: 2026-01-02T00:00:00}", "no date for 'signed'"),
        ("contract: {signed: ２０２６-01-02}", "no date for 'signed'"),
        ("contract: {signed: 2026-01-02, until: 2026-01-01}", "'until' (2026-01-01) is before 'signed' (2026-01-02)"),
        ("contract: {holder: me}", "'me' is no 'holder'; allowed: client, provider"),
        ("contract: {payer: clinet}", "did you mean 'client'?"),
        ("contract: {sign: 2026-01-01}", "did you mean 'signed'?"),
        ("contract: yes", "a contract is written as keys and values"),
        ("others: [x]", "'others' is written as parties with their roles"),
        ("others: {Jean: boss}", "'boss' is no 'role'"),
        ("others: {Jean: predecesor}", "did you mean 'predecessor'?"),
        ("challenge: v=spf1", "no challenge"),
        ("challenge: domaudit-verify=", "no challenge"),
        ("attestation: {date: 2026-01-01}", "an attestation lacks 'holder'"),
        ("attestation: {holder: client}", "an attestation lacks 'date'"),
        ("attestation: {holder: client, date: 2026-01-01, until: 2025-01-01}", "'until' (2025-01-01) is before 'date'"),
        ("attestation: {holder: client, date: 2026-01-01, proof: /etc/passwd}", "not a relative path"),
        ("attestation: {holder: client, date: 2026-01-01, proof: 'C:\\x'}", "not a relative path"),
        ("accept: {rule: x}", "'accept' is a list"),
        ("accept: [x]", "an accepted finding is written as keys and values"),
        ("accept: [{rule: x}]", "lacks 'reason'"),
        ("accept: [{rule: x, reason: }]", "'reason' is empty"),
        ("accept: [{rule: Not A Rule, reason: z}]", "no word for 'rule'"),
        ("requests: [{to: client, what: x}]", "a request lacks 'asked'"),
        ("requests: [{to: client, asked: 2026-01-01}]", "a request lacks 'what'"),
        ("requests: [{what: x, asked: 2026-01-01}]", "either 'to' or 'from'"),
        ("requests: [{to: client, from: client, what: x, asked: 2026-01-01}]", "either 'to' or 'from'"),
        ("requests: [{to: client, what: x, asked: 2026-01-02, reply-by: 2026-01-01}]", "'reply-by' (2026-01-01) is before 'asked'"),
        ("requests: [{to: client, what: x, asked: 2026-01-02, reply_by: 2026-01-03}]", "did you mean 'reply-by'?"),
        ("requests: [{to: client, what: x, asked: 2026-01-02, answered: 2026-01-01}]", "'answered' (2026-01-01) is before 'asked'"),
        ("requests: [{to: client, what: x, asked: 2026-01-02, kind: remnider}]", "did you mean 'reminder'?"),
        ("client: [A]", "one text is expected"),
        ("domain: y.example", "duplicate key 'domain'"),
    ],
)
def test_fields_of_a_site(field: str, words: str) -> None:
    fault = bad_site(f"{{domain: x.example, {field}}}")
    assert fault.startswith("4:")
    assert words in fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 2\n", "1:10: version '2' is not known; this program reads 'version: 1'"),
        ("language: de\n", "1:11: 'de' is no 'language'; allowed: en, fr"),
        ("langage: fr\n", "1:1: unknown key 'langage'; did you mean 'language'?"),
        ("parties: [a]\n", "1:10: 'parties' is written as keys, each with a party; such as 'parties: {pixel: {name: Studio Pixel SARL}}'"),
    ],
)
def test_the_top(text: str, expected: str) -> None:
    assert bad(text + LEAST) == [expected]


@pytest.mark.parametrize(
    ("sites", "words"),
    [
        ("sites: []", "3:8: 'sites' is empty"),
        ("sites:", "3:7: 'sites' is empty"),
        ("sites: x.example", "3:8: 'sites' is a list"),
        ("", "no 'sites'"),
    ],
)
def test_no_sites(sites: str, words: str) -> None:
    (fault,) = bad(f"client: A\nprovider: B\n{sites}\n")
    assert words in fault


def test_every_mistake_at_once_in_the_order_of_the_file() -> None:
    found = bad(
        "version: 3\nclient: A\nprovider: B\nsites:\n  - co.uk\n  - &a x.example\n  - *a\n"
        "  - {domain: y.example, clinet: C}\n  -\n  - domain: z.example\n    domain: z.example\n"
    )
    assert [fault.split(":")[0] for fault in found] == ["1", "5", "6", "7", "8", "9", "11"]
    assert all(";" in fault for fault in found)


def test_messages_show_hostile_text_on_one_short_line() -> None:
    (fault,) = bad('client: A\nprovider: B\nsites:\n  - "' + "é" * 300 + '\\n\\n.fr"\n')
    assert "\n" not in fault
    assert len(fault) < 250


# --- whole files ---


def whole_file(path: Path | str) -> str:
    with pytest.raises(InventoryError) as caught:
        load_inventory(path, zones=ZONES)
    (mistake,) = caught.value.mistakes
    assert mistake.hint
    return str(mistake)


def test_faults_of_the_whole_file_name_the_file(tmp_path: Path) -> None:
    assert whole_file(tmp_path / "absent.yaml").startswith(f"{tmp_path / 'absent.yaml'}: there is no such file; ")
    assert whole_file(tmp_path).startswith(f"{tmp_path}: this is a folder")
    file = tmp_path / "inventory.yaml"
    for content, words in [
        (b"", "the inventory is empty; the least that works: {client"),
        (b"# nothing\n", "the inventory is empty"),
        (b"\x7fELF\0\0", "NUL byte"),
        (b"client: caf\xe9\n", "not UTF-8"),
        (b"#" * (10 * 1024 * 1024 + 1), "at most 10,485,760"),
        ("client: é".encode("utf-16"), "UTF-16"),
    ]:
        file.write_bytes(content)
        fault = whole_file(file)
        assert fault.startswith(str(file) + ":")
        assert words in fault
    whole_file("nul\0.yaml")


def test_a_list_given_as_an_inventory_leads_to_init(tmp_path: Path) -> None:
    file = tmp_path / "my clients.csv"
    for content in (b"caf\xe9.example;A\n", b"a.example\nb.example\n", b"- a.example\n", "a;b".encode("utf-16"), b"PK\3\4\0\0"):
        file.write_bytes(content)
        fault = whole_file(file)
        assert fault.startswith(f"{file}: this is no inventory")
        assert fault.endswith(f"; if it is a list of domains, make an inventory of it: 'domaudit init --from '{file}''")
    with pytest.raises(InventoryError, match="'domaudit init --from -'"):
        parse_inventory(b"a.example\n", "stdin")


def test_a_file_that_is_not_there_may_be_another_or_a_domain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inventory.yaml").touch()
    assert whole_file("inventroy.yaml").endswith("did you mean 'inventory.yaml'?")
    assert whole_file(tmp_path / "inventory.yml").endswith(f"did you mean '{tmp_path / 'inventory.yaml'}'?")
    assert whole_file("Boulangerie-x.fr").endswith("to look at one domain: 'domaudit inspect boulangerie-x.fr'")
    assert whole_file("clients").endswith("make a first one: 'domaudit init'")


def test_the_example_in_the_hint_works() -> None:
    with pytest.raises(InventoryError) as caught:
        good("")
    assert len(good((caught.value.hint or "").partition(": ")[2]).sites) == 1


def test_load_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text("\ufeff" + WHOLE.replace("\n", "\r\n"), encoding="utf-8", newline="")
    inventory = load_inventory(str(file), zones=ZONES)
    assert inventory.file == str(file)
    assert inventory.sites[1].location.line == 18
    assert inventory.sites[1].requests == good(WHOLE).sites[1].requests


# --- hostile input and speed ---


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_bytes_raise_nothing_but_inventory_error(data: bytes) -> None:
    mistakes = mistakes_of(data)
    assert mistakes is None or (mistakes and all(mistakes))


_LINES = [line + "\n" for line in WHOLE.splitlines()]
_ATOMS = st.sampled_from(
    ["", "~", "x", "[x]", "{x: y}", "2026-01-01", "*a", "&a b", "'", '"', "[", "}", "x.example", "é", "\t", "- ", "pixel", "!t"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_LINES) - 1), _ATOMS), max_size=4), st.lists(st.integers(0, len(_LINES) - 1), max_size=4))
def test_a_damaged_inventory_raises_nothing_but_inventory_error(changed: list[tuple[int, str]], dropped: list[int]) -> None:
    lines = list(_LINES)
    for number, atom in changed:
        head, colon, _ = lines[number].partition(":")
        lines[number] = f"{head}{colon} {atom}\n"
    text = "".join(line for number, line in enumerate(lines) if number not in dropped)
    assert all(mistake.startswith("inventory.yaml:") for mistake in mistakes_of(text.encode()) or [])


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "sites: {a: "])
def test_deep_nesting_does_not_crash(opening: str) -> None:
    with pytest.raises(InventoryError):
        good(opening * 100_000)


def test_two_thousand_sites_are_read_in_well_under_a_second() -> None:
    parties = "".join(f"  c{i}: {{name: Boulangerie Numéro {i}, emails: [c@client{i}.example]}}\n" for i in range(2000))
    sites = "".join(
        f"  - domain: boulangerie-{i}.fr\n    client: c{i}\n    contract: {{signed: 2020-01-01, holder: client}}\n" for i in range(2000)
    )
    text = f"parties:\n{parties}provider: Studio Pixel\nsites:\n{sites}"
    started = time.process_time()
    assert len(good(text).sites) == 2000
    assert time.process_time() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)
