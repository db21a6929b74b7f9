"""Who serves a domain, by which layer; and the user's registries file with all its mistakes at once."""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import data
from domaudit.errors import InventoryError
from domaudit.lookups.registries import MAX_BOOTSTRAP_BYTES, Registries, Registry, load_registries
from domaudit.lookups.registries_file import parse_overlay, parse_rate, parse_seconds, rdap_base, split_server
from domaudit.model import Limits, Whois

EXAMPLE = """\
resolver: ["127.0.0.1:5300"]
allow_private: false
defaults:
  {rate: 1/s, burst: 5, concurrency: 4, timeout: 10s}
dns: {concurrency: 64, timeout: 5s}
servers:
  rdap.nic.fr: {rate: 5/s, concurrency: 8}
tlds:
  fr: {rdap: "https://rdap.nic.fr/", whois: whois.nic.fr}
  example: {rdap: "https://127.0.0.1:8443/example/", whois: "127.0.0.1:4343"}
"""


@pytest.fixture(scope="module")
def shipped() -> Registries:
    return load_registries()


def overlaid(tmp_path: Path, text: str) -> Registries:
    path = tmp_path / "registries.yaml"
    path.write_text(text, encoding="utf-8")
    return load_registries(str(path))


def serving(registries: Registries, domain: str) -> Registry:
    found = registries.serving(domain)
    assert found is not None
    return found


def bootstrap(published: str, services: Any) -> bytes:
    return json.dumps({"version": "1.0", "publication": published, "services": services}).encode()


# --- the data that ships -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "zone", "rdap", "whois"),
    [
        ("x.fr", "fr", "https://rdap.nic.fr/", "whois.nic.fr"),
        ("X.FR.", "fr", "https://rdap.nic.fr/", "whois.nic.fr"),
        ("x.com", "com", "https://rdap.verisign.com/com/v1/", "whois.verisign-grs.com"),
        ("x.org", "org", "https://rdap.publicinterestregistry.org/rdap/", "whois.publicinterestregistry.org"),
        ("x.ca", "ca", "https://rdap.ca.fury.ca/rdap/", "whois.ca.fury.ca"),
        ("x.co.uk", "uk", "https://rdap.nominet.uk/uk/", "whois.nic.uk"),
        ("x.com.br", "br", "https://rdap.registro.br/", "whois.registro.br"),
        ("x.ac.uk", "ac.uk", None, "whois.ja.net"),
        ("x.gov.uk", "gov.uk", None, None),
        ("x.uk.com", "uk.com", "https://rdap.centralnic.com/uk.com/", "whois.centralnic.com"),
        ("uk.com", "com", "https://rdap.verisign.com/com/v1/", "whois.verisign-grs.com"),
        ("x.eu.org", "eu.org", None, "whois.eu.org"),
        ("x.avocat.fr", "avocat.fr", None, "whois.smallregistry.net"),
        ("x.be", "be", None, "whois.dns.be"),
        ("x.de", "de", "https://rdap.denic.de/", "whois.denic.de"),
        ("x.ch", "ch", "https://rdap.nic.ch/", "whois.nic.ch"),
        ("x.no", "no", "https://rdap.norid.no/", "whois.norid.no"),
        ("x.info", "info", "https://rdap.identitydigital.services/rdap/", None),
        ("x.es", "es", None, None),
        ("x.ne", "ne", None, None),
        ("x.ci", "ci", None, "whois.nic.ci"),
    ],
)
def test_the_longest_zone_serves(shipped: Registries, domain: str, zone: str, rdap: str | None, whois: str | None) -> None:
    found = serving(shipped, domain)
    assert (found.zone, found.rdap, found.whois) == (zone, rdap, whois)


@pytest.mark.parametrize("domain", ["x.example", "x.unknown-ending", "com", "", ".", "x", "x..", "a" * 5000, "." * 5000])
def test_an_unknown_ending_is_served_by_nobody(shipped: Registries, domain: str) -> None:
    assert shipped.serving(domain) is None
    assert not shipped.is_registry_server("whois.nic.fr", domain)


@pytest.mark.parametrize(
    ("domain", "question"),
    [
        ("x.fr", Whois("whois.nic.fr", "x.fr")),
        ("x.com", Whois("whois.verisign-grs.com", "domain x.com")),
        ("x.de", Whois("whois.denic.de", "-T dn,ace x.de")),
        ("x.jp", Whois("whois.jprs.jp", "x.jp/e")),
        ("x.es", None),
    ],
)
def test_each_whois_server_is_asked_in_its_own_way(shipped: Registries, domain: str, question: Whois | None) -> None:
    assert serving(shipped, domain).whois_question(domain) == question


def test_rdap_url_is_the_base_and_the_domain(shipped: Registries) -> None:
    assert serving(shipped, "x.fr").rdap_url("x.fr") == "https://rdap.nic.fr/domain/x.fr"
    with pytest.raises(ValueError, match=r"\.be"):
        serving(shipped, "x.be").rdap_url("x.be")


def test_only_com_and_net_are_thin(shipped: Registries) -> None:
    assert {zone for zone in shipped.zones if shipped.registry(zone).thin} == {"com", "net"}
    assert not serving(shipped, "x.uk.com").thin


def test_zones_hold_what_the_inventory_needs(shipped: Registries) -> None:
    assert {"com", "fr", "uk.com", "de.com", "ar.com", "eu.org", "ac.uk"} <= shipped.zones
    assert not {"wixsite.com", "github.io", "myshopify.com", "co.uk"} & shipped.zones


def test_http_only_rdap_is_left_out(shipped: Registries) -> None:
    assert serving(shipped, "x.mg").rdap is None
    assert all((base := shipped.registry(zone).rdap) is None or base.startswith("https://") for zone in shipped.zones)
    assert all((base := shipped.registry(zone).rdap) is None or base.endswith("/") for zone in shipped.zones)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("whois.nic.fr", "x.fr"),
        ("WHOIS.NIC.FR.", "x.fr"),
        ("whois.nic.fr:43", "x.fr"),
        ("rdap.nic.fr", "x.fr"),
        ("rdap.nic.fr:443", "x.fr"),
        ("whois.crsnic.net", "x.com"),
        ("whois.pir.org", "x.org"),
        ("whois.cira.ca", "x.ca"),
        ("whois.afilias.net", "x.info"),
        ("whois.ja.net", "x.gov.uk"),
        ("whois.nic.photography", "x.photography"),
        ("whois.museum", "x.museum"),
    ],
)
def test_a_registry_s_own_server_is_recognised_former_ones_too(shipped: Registries, host: str, domain: str) -> None:
    assert shipped.is_registry_server(host, domain)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("whois.registrar-exemple.com", "x.com"),
        ("whois.nic.fr", "x.be"),
        ("whois.nic.uk", "x.ac.uk"),
        ("rdap.verisign.com", "x.uk.com"),
        ("whois.nic.uk.com", "x.uk.com"),
        ("rdap.nic.fr:8443", "x.fr"),
        ("evil.whois.nic.fr", "x.fr"),
        ("whois.nic.fr.evil.example", "x.fr"),
        ("", "x.fr"),
        ("[", "x.fr"),
        ("whois.nic.fr:99999", "x.fr"),
    ],
)
def test_any_other_server_is_not_the_registry_s(shipped: Registries, host: str, domain: str) -> None:
    assert not shipped.is_registry_server(host, domain)


def test_loading_is_light() -> None:
    """How long it takes stands in tests/bench; here, that it imports nothing heavy."""
    code = (
        "import sys; from domaudit.lookups import registries as r; r.load_registries().serving('x.fr'); "
        "print([m for m in ('aiohttp', 'dns', 'rich', 'typer') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# --- the bootstrap -----------------------------------------------------------------------------------------------------


def test_a_newer_bootstrap_is_taken_over(shipped: Registries) -> None:
    body = bootstrap(
        "2030-01-01T00:00:00Z",
        [[["FR", "newtld"], ["http://a.example/", "https://new.rdap.example/x"]], [["org"], ["http://only.example"]]],
    )
    newer = shipped.with_bootstrap(body)
    assert serving(newer, "x.fr").rdap == "https://new.rdap.example/x/"
    assert serving(newer, "x.newtld").rdap == "https://new.rdap.example/x/"
    assert serving(newer, "x.org").rdap == serving(shipped, "x.org").rdap
    assert serving(newer, "x.com").rdap == serving(shipped, "x.com").rdap
    assert newer.is_registry_server("new.rdap.example", "x.fr")
    assert serving(shipped, "x.fr").rdap == "https://rdap.nic.fr/"


SERVICE = [[["fr"], ["https://evil.example/"]]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b"<html>",
        bootstrap("2020-01-01T00:00:00Z", SERVICE),
        bootstrap("2030-01-01T00:00:00", SERVICE),
        bootstrap("tomorrow", SERVICE),
        bootstrap("0001-01-01T00:00:00+23:00", SERVICE),
        bootstrap("2030-01-01T00:00:00Z", []),
        bootstrap("2030-01-01T00:00:00Z", {}),
        bootstrap("2030-01-01T00:00:00Z", [[["fr"], ["http://evil.example/"]]]),
        bootstrap("2030-01-01T00:00:00Z", [["fr", "https://evil.example/"]]),
        bootstrap("2030-01-01T00:00:00Z", [[["fr"], ["https://evil.example/"], "more"]]),
        bootstrap("2030-01-01T00:00:00Z", [[[1], ["https://evil.example/"]]]),
        bootstrap("2030-01-01T00:00:00Z", [[["fr"], ["https://user@evil.example/"]]]),
        bootstrap("2030-01-01T00:00:00Z", [[["fr"], ["https://evil.example/\r\nHost: x"]]]),
        bootstrap("2030-01-01T00:00:00Z", [[["fr"], ["https://[::1/"]]]),
        bootstrap("2030-01-01T00:00:00Z", [[["fr", "../x"], ["https://evil.example/"]]]),
        bootstrap("2030-01-01T00:00:00Z", SERVICE) + b" " * MAX_BOOTSTRAP_BYTES,
    ],
)
def test_a_hostile_or_older_bootstrap_is_ignored(shipped: Registries, body: bytes) -> None:
    assert shipped.with_bootstrap(body) is shipped


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_bootstrap_never_raises(body: bytes) -> None:
    load_registries().with_bootstrap(body)


def test_the_bundled_bootstrap_says_when_it_was_published(shipped: Registries) -> None:
    assert shipped.published == datetime(2026, 3, 23, 19, 0, 2, tzinfo=UTC)


def test_the_bootstrap_is_needed_only_where_it_could_name_the_server(shipped: Registries, tmp_path: Path) -> None:
    own = overlaid(tmp_path, EXAMPLE)
    assert shipped.needs_bootstrap(["x.fr"])
    assert shipped.needs_bootstrap(["x.unknown-ending"])
    assert not shipped.needs_bootstrap(["x.uk.com", "x.example", "x.test"])
    assert not own.needs_bootstrap(["x.fr", "y.example"])
    assert own.needs_bootstrap(["x.fr", "x.org"])
    assert not own.needs_bootstrap([])


# --- the user's file ---------------------------------------------------------------------------------------------------


def test_the_example_of_the_formats_is_read(tmp_path: Path) -> None:
    own = overlaid(tmp_path, EXAMPLE)
    assert own.settings.resolver == ("127.0.0.1:5300",)
    assert own.settings.allow_private is False
    assert own.settings.defaults == Limits(1, 5, 4, 10)
    assert own.settings.dns == Limits(math.inf, 64, 64, 5)
    assert own.settings.servers["rdap.nic.fr"] == Limits(5, 5, 8, 10)
    found = serving(own, "x.example")
    assert found.rdap_url("x.example") == "https://127.0.0.1:8443/example/domain/x.example"
    assert found.whois_question("x.example") == Whois("127.0.0.1", "x.example", 4343)
    assert serving(own, "x.org") == serving(load_registries(), "x.org")
    assert "example" in own.zones


def test_the_overlay_wins_field_by_field(tmp_path: Path) -> None:
    own = overlaid(
        tmp_path, 'tlds: {com: {whois: "[::1]:4343"}, org: {rdap: "https://rdap.x.test"}, uk.com: {whois: W.X.test}, é.fr: {whois: w}}'
    )
    com = serving(own, "x.com")
    assert com.rdap == "https://rdap.verisign.com/com/v1/"
    assert com.whois_question("x.com") == Whois("::1", "x.com", 4343)  # the query form belongs to the server that wants it
    assert com.thin
    assert own.is_registry_server("[::1]:4343", "x.com")
    assert own.is_registry_server("whois.verisign-grs.com", "x.com")
    assert serving(own, "x.org").rdap == "https://rdap.x.test/"
    assert serving(own, "x.org").whois == "whois.publicinterestregistry.org"
    assert serving(own, "x.uk.com").whois == "w.x.test"
    assert serving(own, "x.xn--9ca.fr").whois == "w"


def test_two_servers_on_one_address_are_told_apart_by_port(tmp_path: Path) -> None:
    own = overlaid(tmp_path, EXAMPLE)
    assert own.is_registry_server("127.0.0.1:4343", "x.example")
    assert own.is_registry_server("127.0.0.1:8443", "x.example")
    assert own.is_registry_server("127.0.0.1", "x.example")
    assert not own.is_registry_server("127.0.0.1:9000", "x.example")


def test_known_limits_ship_and_the_user_s_win(tmp_path: Path) -> None:
    limit = load_registries().settings.servers["whois.nic.es"]
    assert limit.burst + limit.rate * 60 <= 15
    own = overlaid(tmp_path, "defaults: {timeout: 500ms}\nservers: {whois.nic.es: {rate: 2}}")
    assert own.settings.servers["whois.nic.es"].rate == 2
    assert own.settings.servers["whois.dns.be"].timeout == 0.5


def test_the_ca_file_is_relative_to_the_registries_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("-", encoding="utf-8")
    assert overlaid(tmp_path, "ca_file: ca.pem").settings.ca_file == str(tmp_path / "ca.pem")


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = """\
resolvr: ["127.0.0.1:5300"]
resolver: [dns.example]
ca_file: nope.pem
allow_private: yes
defaults: {rate: 1/fortnight, burst: 0, timeout: 10y}
tlds:
  fr: {rdap: "http://rdap.nic.fr/", rdpa: x}
  .de: {whois: x}
  be: {}
"""
    with pytest.raises(InventoryError) as raised:
        overlaid(tmp_path, text)
    told = str(raised.value).replace(str(tmp_path) + "/", "").splitlines()
    assert [line.partition(": ")[0] for line in told] == [
        f"registries.yaml:{place}" for place in ("1:1", "2:12", "3:10", "4:16", "5:18", "5:38", "5:50", "7:14", "7:37", "8:3", "9:7")
    ]
    assert told[0] == "registries.yaml:1:1: unknown key 'resolvr'; did you mean 'resolver'?"
    assert "https only" in told[7]
    assert told[8].endswith("unknown key 'rdpa'; did you mean 'rdap'?")


@pytest.mark.parametrize(
    "content", [b"\xff", b"a: [", b"- a", b"text", b"tlds: 3", b"tlds: [a]", b"tlds: {fr: x}", b"servers: {a b: {}}", b"fr: {rdap: x}"]
)
def test_an_unusable_file_is_refused_with_its_name(content: bytes) -> None:
    with pytest.raises(InventoryError) as raised:
        parse_overlay(content, "own.yaml")
    assert all((mistake.where or "").startswith("own.yaml") for mistake in raised.value.mistakes)


def test_a_missing_file_is_told_in_plain_words(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InventoryError, match="the registries file cannot be read"):
            load_registries(str(path))


def test_an_empty_file_changes_nothing() -> None:
    overlay = parse_overlay(b"# nothing yet\n", "own.yaml")
    assert not overlay.zones
    assert overlay.settings.defaults == Limits()


@given(st.one_of(st.binary(max_size=100), st.text(alphabet='tldsrapwhoi:{}[]"\n 0123/.-', max_size=80).map(str.encode)))
@settings(max_examples=100, deadline=None)
def test_only_inventory_errors_come_out(content: bytes) -> None:
    with contextlib.suppress(InventoryError):
        parse_overlay(content, "own.yaml")


@pytest.mark.parametrize(("text", "rate"), [("5/s", 5), ("30/min", 0.5), ("36/h", 0.01), ("0.5", 0.5), ("86400/day", 1), ("5 / s", 5)])
def test_rates(text: str, rate: float) -> None:
    assert parse_rate(text) == pytest.approx(rate)


@pytest.mark.parametrize("text", ["", "0", "-1", "1/", "/s", "1/x", "inf", "nan", "1e9", "٣", "1/s/s", "9" * 400])
def test_no_rates(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        parse_rate(text)


@pytest.mark.parametrize(("text", "seconds"), [("10s", 10), ("500ms", 0.5), ("1min", 60), ("3", 3), ("2.5s", 2.5), ("10min", 600)])
def test_times(text: str, seconds: float) -> None:
    assert parse_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "s", "0s", "-1s", "11min", "1h", "10 years", "1s1s", "9" * 400])
def test_no_times(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        parse_seconds(text)


@pytest.mark.parametrize(
    ("server", "parts"),
    [
        ("h", ("h", None)),
        ("h:43", ("h", 43)),
        ("[::1]:43", ("::1", 43)),
        ("[::1]", ("::1", None)),
        ("::1", ("::1", None)),
        ("1.2.3.4:5", ("1.2.3.4", 5)),
    ],
)
def test_servers_are_split(server: str, parts: tuple[str, int | None]) -> None:
    assert split_server(server) == parts


@pytest.mark.parametrize(
    "url",
    [
        "http://x.test/",
        "https://",
        "https://u@x.test/",
        "https://x.test/?q",
        "https://x.test/#f",
        "https://x.test:0/",
        "https://x y/",
        "ftp://x",
        "",
    ],
)
def test_only_plain_https_bases_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        rdap_base(url)


# --- the schema --------------------------------------------------------------------------------------------------------

SCHEMA = json.loads(data.read("registries.schema.json"))
RIGHT = [
    EXAMPLE,
    "",
    "tlds: {fr: {whois: whois.nic.fr}}",
    "dns: {rate: 100/s, timeout: 500ms}",
    "defaults: {rate: 2, timeout: 3}",
    'tlds: {x.test: {whois: "[::1]:43", query: "domain {domain}", thin: true}}',
]
WRONG = [
    "resolvr: []",
    "resolver: 9.9.9.9",
    "resolver: [dns.example]",
    "allow_private: 1",
    "defaults: {rate: fast}",
    "defaults: {burst: 0}",
    "defaults: {speed: 1}",
    "defaults: {timeout: 1h}",
    "defaults: 3",
    "servers: []",
    "servers: {h: {rate: 0}}",
    "tlds: {fr: {}}",
    "tlds: {fr: {rdap: 'http://x.test/'}}",
    "tlds: {fr: {rdpa: 'https://x.test/'}}",
    "tlds: {.fr: {whois: x}}",
    "tlds: {fr: {whois: x, query: nothing}}",
    "tlds: {fr: {whois: x, thin: maybe}}",
    "[]",
]


@pytest.mark.parametrize(("text", "right"), [(text, True) for text in RIGHT] + [(text, False) for text in WRONG])
def test_the_schema_and_the_reader_agree(text: str, right: bool) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(text)) is right
    if right:
        parse_overlay(text.encode(), "own.yaml")
    else:
        with pytest.raises(InventoryError):
            parse_overlay(text.encode(), "own.yaml")
