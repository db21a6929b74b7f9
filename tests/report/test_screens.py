"""What a place can show is found out once, and every report for people keeps to it: its columns, its characters, its colours."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domaudit.model import Change, Contact, Inventory, Observation, Observed, Party, Record, Report, Role, Since, SiteReport, SiteSince
from domaudit.report import words
from domaudit.report.commands.inspect import write_stream as write_card
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style, screen_of, write_lines
from domaudit.texts import Lang
from tests.report import samples
from tests.report.test_terminal import but_commands

STEERING = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
LINK = re.compile(r"\x1b\]8;id=[0-9a-f]+;([^\x1b]*)\x1b\\([^\x1b]*)\x1b\]8;;\x1b\\")
ENCODINGS = ("utf-8", "ascii", "cp1252", "cp437", "cp850")
WIDTHS = (40, 60, 80, 120, 200)
ORGANISATION = "Société Générale d’Œuvres – 株式会社 e\u0301 <script>alert(1)</script> | [/red] ::error:: " * 130
LONG = ".".join(["a" * 60] * 4) + ".fr"
SITES = (
    samples.held_by_client,
    samples.hidden,
    samples.no_own_domain,
    samples.not_registered,
    samples.undetermined,
    samples.held_by_third_party,
    samples.in_name_only,
    samples.held_by_provider,
    samples.expiring,
    samples.accepted,
    partial(samples.held_by_provider, shown=ORGANISATION),
    partial(samples.held_by_provider, provider=Party(ORGANISATION)),
    partial(samples.held_by_provider, LONG),
    partial(samples.held_by_client, LONG),
    lambda: replace(samples.hidden(), site=samples.a_site("xn--" + "a" * 59 + ".example", "漢" * 40 + ".example")),
    lambda: changed(samples.held_by_provider()),
    lambda: replace(samples.undetermined(), since=SiteSince("unseen")),
)


def changed(site: SiteReport) -> SiteReport:
    holder = Change("registrant", ("Boulangerie Dupont",), (ORGANISATION,))
    verdict = Change("verdict", ("held-by-client",), ("held-by-provider",))
    return replace(site, since=SiteSince("compared", (verdict, holder)))


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def written(report: Report, lang: Lang, screen: Screen, encoding: str = "utf-8", **style: object) -> str:
    """What the terminal form writes to a stream of such an encoding; an encoding without a character raises."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    Form.terminal.write(Gathered.of(report, ["terminal"], lang), out, Style(lang, 1, **style), screen)  # type: ignore[arg-type]  # per test
    out.flush()
    return raw.getvalue().decode(encoding)


@given(
    st.lists(st.sampled_from(SITES), max_size=14),
    st.sampled_from(WIDTHS),
    st.sampled_from(ENCODINGS),
    st.sampled_from(["en", "fr"]),
    st.sampled_from(["client", "provider"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_line_is_wider_than_the_screen_and_every_character_is_one_of_its_own(
    makers: list[partial[SiteReport]], width: int, encoding: str, lang: Lang, reader: str, verbose: bool, rich: bool
) -> None:
    sites = tuple(make() for make in makers)
    since = Since(datetime(2026, 11, 1, tzinfo=UTC), (LONG, "ancien-exemple-fictif.fr")) if any(site.since for site in sites) else None
    report = Report(Inventory("inventory.yaml", tuple(one.site for one in sites)), samples.NOW, sites, since)
    screen = Screen(width, color=rich, unicode=encoding == "utf-8", tty=rich, links=rich)
    text = STEERING.sub("", written(report, lang, screen, encoding, verbose=verbose, reader=reader))
    assert "\x1b" not in text
    assert max(map(words.width, but_commands(text))) <= width
    assert text.endswith("\n")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp850"])
def test_code_pages_of_windows_keep_the_accents_of_french(encoding: str) -> None:
    text = written(samples.whole(), "fr", Screen(80, unicode=False), encoding)
    assert "Qui détient quelle clé" in text
    assert "non enregistré" in text
    assert "?" not in text.split("? fournil")[0]


def test_long_domains_addresses_and_commands_are_whole_at_every_width() -> None:
    site = samples.held_by_provider("la-boulangerie-patisserie-dupont-et-filles-de-la-place-exemple-fictif.fr")
    for width in WIDTHS:
        text = "".join(written(samples.whole(site), "en", Screen(width)).split())
        assert f"dompetit{site.site.domain}"[8:] in text
        assert f"domauditletter{site.site.domain}--kindrequest" in text
        step = next(step for found in site.findings if found.remedy for step in found.remedy.steps if step.source)
        assert step.source is not None
        assert step.source in text


def test_the_colours_are_those_that_show_on_white_and_on_black() -> None:
    text = written(samples.whole(), "en", Screen(80, color=True), verbose=True)
    codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", text) for code in found.split(";")}
    assert codes == {"0", "1", "2", "31", "32", "35"}  # none, bold, dim, red, green, magenta


def test_what_matters_is_never_dim() -> None:
    text = written(samples.whole(samples.held_by_provider()), "en", Screen(80, color=True, tty=True))
    dim = " ".join(re.findall(r"\x1b\[2m([^\x1b]*)", text))
    for told in ("STUDIO PIXEL", "SHA-256", "https://", "domaudit letter"):
        assert told in text
        assert told not in dim


# --- links ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_links_lead_to_sources_alone_and_change_no_word(width: int) -> None:
    site = samples.held_by_provider(shown="https://evil.example/ \x1b]8;;https://evil.example/\x1b\\")
    text = written(samples.whole(site, samples.in_name_only()), "en", Screen(width, color=True, links=True))
    links = LINK.findall(text)
    assert links
    steps = [step for one in (site, samples.in_name_only()) for found in one.findings if found.remedy for step in found.remedy.steps]
    assert {url for url, _ in links} <= {url for step in steps for url in (step.source, step.link) if url}
    for url in {url for url, _ in links}:
        pieces = "".join(shown for target, shown in links if target == url)
        assert pieces == url * (len(pieces) // len(url))
    assert LINK.sub(r"\2", text) == written(samples.whole(site, samples.in_name_only()), "en", Screen(width, color=True))


# --- what a stream can show -----------------------------------------------------------------------------------------


def looked_at(monkeypatch: pytest.MonkeyPatch, terminal: bool = True, encoding: str = "utf-8", **environment: str) -> Screen:
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "COLUMNS",
        "WT_SESSION",
        "FORCE_HYPERLINK",
        "TMUX",
        "STY",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return screen_of((Terminal if terminal else io.TextIOWrapper)(io.BytesIO(), encoding=encoding))


@pytest.mark.parametrize(
    ("terminal", "environment", "color"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {"CLICOLOR": "0"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"CLICOLOR_FORCE": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (False, {"FORCE_COLOR": "1", "TERM": "dumb"}, False),
    ],
)
def test_colours_are_where_they_are_wanted(
    terminal: bool, environment: dict[str, str], color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert looked_at(monkeypatch, terminal, **environment).color is color


def test_a_pipe_never_has_links(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(monkeypatch, WT_SESSION="1").links
    assert not looked_at(monkeypatch, TERM="xterm").links
    assert not looked_at(monkeypatch, False, WT_SESSION="1", FORCE_HYPERLINK="1").links


def test_the_columns_are_those_of_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(monkeypatch, False).width == 80
    assert looked_at(monkeypatch, False, COLUMNS="120").width == 120
    assert looked_at(monkeypatch, False, COLUMNS="20").width == 40
    assert looked_at(monkeypatch, False, COLUMNS="900").width == 200


@pytest.mark.parametrize(("encoding", "unicode"), [("utf-8", True), ("ascii", False), ("cp1252", False), ("cp850", False)])
def test_symbols_are_where_the_encoding_has_them(encoding: str, unicode: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(monkeypatch, encoding=encoding).unicode is unicode


@pytest.mark.skipif(sys.platform == "win32", reason="the console there is asked")
def test_lines_that_grow_in_plain_characters_are_broken_anew() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    write_lines(["  " + "… " * 30], out, Screen(62, unicode=False))
    out.flush()
    assert [len(line) <= 62 for line in raw.getvalue().decode().splitlines()] == [True, True]


# --- a log obeys no value ---------------------------------------------------------------------------------------------

OBEYED = re.compile(r"^\s*::[A-Za-z]|##\[|##[a-z]", re.MULTILINE)
"""What GitHub's runner or Azure's agent would take for a command."""


COMMANDS = ("::error::", "::add-mask::", "::stop-commands::", "##[error]", "##vso[x]", ":::error::")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_place_at_which_a_long_word_is_broken_makes_a_command(command: str) -> None:
    for number in range(121):
        for before in (f"{'x' * number}-", f"{'x' * number}", f"{'x.' * (number // 2)}", f"{'x' * 50} {'/' * number}"):
            value = words.flat(f"{before}{command}y{'z' * 90} SARL")
            lines = [line for columns in (36, 40, 60, 77, 80) for line in (*words.wrap(value, columns), *words.pieces(value, columns))]
            assert not OBEYED.findall("\n".join(lines)), before


def commanding(number: int) -> SiteReport:
    """A site in whose report a command comes to stand so many letters after the beginning of a value."""
    name, other = (f"{'x' * number}-{command}y{'z' * 90} SARL" for command in ("::error::", "##[error]"))
    record = Record({Role.REGISTRANT: (Contact(name, name, kind="organization"),)}, registrar=other, reseller=name, statuses=(name, other))
    site = samples.held_by_provider(f"d{number}-exemple-fictif.fr", name)
    return replace(site, registration=record, observed=Observed((Observation(samples.source(), record),)))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_log_obeys_no_value_wherever_its_line_is_broken(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    sites = tuple(commanding(number) for number in range(width))
    report = Report(Inventory("inventory.yaml", tuple(site.site for site in sites)), samples.NOW, sites)
    told = [written(report, "en", Screen(width), verbose=True, reader=reader) for reader in ("client", "provider", "prospect", "ci")]
    card = io.StringIO()
    write_card(report, None, "terminal", card, Style("en", 0))
    for text in (*told, card.getvalue()):
        assert text.count("error") > width / 2
        assert not OBEYED.findall(text)


def test_an_address_of_version_6_stays_whole() -> None:
    assert words.flat("2001:db8::face") == "2001:db8::face"
    assert words.flat("a::error::b") == "a: :error::b"


@pytest.mark.parametrize("line", ["\uff1a\uff1aerror\uff1a\uff1ax", "\uff03\uff03[error]x"])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_nor_what_simple_characters_make_of_it(line: str, encoding: str) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    write_lines([line], out, Screen(unicode=False))
    out.flush()
    assert not OBEYED.findall(raw.getvalue().decode(encoding))
    site = samples.held_by_provider(shown=f"{'x' * 36}-{line}{'y' * 60}")
    assert not OBEYED.findall(written(samples.whole(site), "en", Screen(40, unicode=False), encoding))
