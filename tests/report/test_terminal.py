"""What people see: the worst first, the very line, nothing that overflows, and the summary as the last line."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import Attribution, Confidence, Holder, Inventory, Key, Party, Report, Severity, SiteReport, Text, Verdict
from domaudit.report import words
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style
from domaudit.report.terminal import page as terminal
from domaudit.texts import Lang
from tests.report import samples

ANSI = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def shown(
    report: Report | SiteReport,
    lang: Lang = "en",
    width: int = 80,
    *,
    color: bool = False,
    unicode: bool = True,
    verbose: bool = False,
    personal_data: bool = True,
    exit_code: int = 1,
    links: bool = False,
    out: io.TextIOWrapper | io.StringIO | None = None,
) -> str:
    out = io.StringIO() if out is None else out
    whole = samples.whole(report) if isinstance(report, SiteReport) else report
    style = Style(lang, exit_code, verbose, personal_data)
    found = Gathered.of(whole, ["terminal"], lang)
    terminal.tell_report(found, found.teller(style), out, Screen(width, color, unicode, links=links), exit_code)
    return out.getvalue() if isinstance(out, io.StringIO) else ""


def but_commands(text: str) -> list[str]:
    """The lines but for commands to copy: each stands in one piece, and the terminal itself breaks it where it must."""
    return [line for line in text.splitlines() if not line.lstrip().startswith("domaudit letter ")]


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize(
    ("color", "unicode", "verbose"), [(False, True, False), (True, True, True), (False, False, True), (True, False, False)]
)
def test_nothing_is_wider_than_the_screen(lang: Lang, width: int, color: bool, unicode: bool, verbose: bool) -> None:
    text = ANSI.sub("", shown(samples.whole(), lang, width, color=color, unicode=unicode, verbose=verbose))
    assert max(map(words.width, but_commands(text))) <= width
    assert "\x1b" not in text


def test_the_worst_comes_first() -> None:
    table = shown(samples.whole()).split("\n\n")[1].splitlines()
    assert [line.split()[1] for line in table[:-1]] == [
        "dupont-exemple-fictif.fr",
        "traiteur-exemple-fictif.be",
        "café-des-arts.example",
        "fournil-exemple-fictif.ca",
        "boutique-exemple-fictif.com",
        "dupont2-exemple-fictif.fr",
        "dupont.pixel-exemple-fictif.fr",
        "fete-exemple-fictif.fr",
    ]
    assert [line.split()[0] for line in table] == ["✗", "✗", "!", "?", "?", "○", "–", "!", "✓"]
    assert table[-1] == "  ✓ 2 held by the client (-v lists them)"


def test_every_verdict_is_told_in_words_without_colour() -> None:
    text = shown(samples.whole())
    for label in (
        "held by the provider",
        "client in name only",
        "held by someone else",
        "could not conclude",
        "holder hidden",
        "not registered",
    ):
        assert label in text
    assert "not a domain of its own" in text


def test_verbose_lists_the_healthy() -> None:
    assert "boulangerie-dupont.example" not in shown(samples.whole())
    assert "✓ boulangerie-dupont.example" in shown(samples.whole(), verbose=True)


def test_a_remark_on_a_healthy_site_is_named() -> None:
    remark = samples.finding(samples.a_site("cafe.example"), "no-transfer-lock", Severity.NOTICE, Verdict.HELD_BY_CLIENT)
    text = " ".join(shown(samples.whole(samples.held_by_client("cafe.example", remark), samples.hidden())).split())
    assert "1 held by the client (-v names it), 1 remark: cafe.example (No transfer lock)" in text


def test_the_colours_change_no_word() -> None:
    plain = shown(samples.whole(), verbose=True)
    coloured = shown(samples.whole(), verbose=True, color=True)
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_held_by_provider_shows_the_very_line() -> None:
    text = flat(shown(samples.held_by_provider()))
    assert "names “STUDIO PIXEL” (registrant organisation) as the holder of dupont-exemple-fictif.fr" in text
    assert "This does not say why, nor who has the right to the name" in text
    assert "> rdap.nic.fr (RDAP), registrant organisation: “STUDIO PIXEL” asked on 22 Nov 2026 at 09:15 UTC; SHA-256 3f9c2a11d0b7…" in text
    assert "1. Today Before anything changes, put copies in safety" in text
    assert "4. Today Write to Studio Pixel SARL, kindly" in text
    assert "This writes it: domaudit letter dupont-exemple-fictif.fr --kind request" in text
    assert "After that, if need be: formal notice from 15 Dec 2026, letter to the registrar from 24 Dec 2026" in text
    assert "6. From 7 Dec 2026 If nothing has come by 6 Dec 2026: a short, friendly reminder" in text


def test_what_the_verdict_means_is_told_once_and_to_the_point() -> None:
    text = flat(shown(samples.whole(samples.held_by_provider("a-exemple-fictif.fr"), samples.held_by_provider("b-exemple-fictif.fr"))))
    assert text.count("What this means: whoever is registered as the holder decides where the name goes.") == 1
    assert "switches nothing off" in text


def test_a_command_stands_in_one_piece_on_a_line_of_its_own() -> None:
    lines = [line.strip() for line in shown(samples.held_by_provider(), width=40).splitlines()]
    assert "domaudit letter dupont-exemple-fictif.fr --kind request" in lines


def test_of_what_is_shown_it_is_asked_whose_it_is() -> None:
    site = samples.held_by_provider()
    keys = {**site.keys, Key.REGISTRANT_EMAIL: Attribution(Holder.UNKNOWN, shown="jm@pixel-mail.example")}
    text = shown(replace(site, keys=keys))
    assert "Registrant’s e-mail        ? whose?" in text
    assert "not seen" not in text


def test_the_steps_stand_by_their_days() -> None:
    text = shown(samples.whole(), verbose=True)
    for site in re.split(r"\n(?=[✗!?○–·✓] )", text)[1:]:
        days = re.findall(r"^ +\d+\. (?:By|From) (\d+ \w+ \d+)", site, re.MULTILINE)
        begun = [datetime.strptime(day, "%d %b %Y").replace(tzinfo=UTC) for day in days]
        assert begun == sorted(begun)


def test_a_step_that_stands_in_full_above_is_told_in_short() -> None:
    both = samples.whole(samples.held_by_provider("a-exemple-fictif.fr"), samples.held_by_provider("b-exemple-fictif.fr"))
    text = flat(shown(both))
    assert text.count("in the browser: print, save as PDF") == 1
    assert "(in full above)" in text
    assert "domaudit letter b-exemple-fictif.fr --kind request" in text
    assert "(in full above)" not in flat(shown(both, verbose=True))


@pytest.mark.parametrize(("tty", "kept"), [(True, False), (True, True), (False, False)])
def test_how_to_keep_the_report_is_told_on_a_screen_where_no_file_has_it(tty: bool, kept: bool) -> None:
    out, found = io.StringIO(), Gathered.of(samples.whole(), ["terminal"], "en")
    terminal.tell_report(found, found.teller(Style("en", 1)), out, Screen(80, tty=tty), 1, kept=kept)
    assert ("add -o report.html" in flat(out.getvalue())) == (tty and not kept)


def test_the_keys_are_a_matrix() -> None:
    text = shown(samples.held_by_provider())
    assert re.search(r"Registrant \(legal holder\) +✗ provider +STUDIO PIXEL\n", text)
    assert re.search(r"Nameservers +· provider +ns1\.pixel-dns\.example", text)
    assert re.search(r"Mail +✓ client +mail\.dupont", text)
    assert "Not visible: registrant’s e-mail, administrative contact" in flat(shown(samples.hidden()))


def test_french_is_typeset() -> None:
    text = shown(samples.held_by_provider(), "fr", 120)
    assert "Qui détient quelle clé" in text
    assert "désigne «\u202fSTUDIO PIXEL\u202f»" in text
    assert not re.search(r"\w[ \u00a0][;!?»]", text)


def test_the_summary_is_the_last_line_with_the_exit_code() -> None:
    lines = shown(samples.whole(), exit_code=1).splitlines()
    assert lines[-1].endswith("exit 1")
    assert "Of 10 domains: 3 are not in the client’s hands, 1 is in someone else’s name, 2 could not be seen" in flat(" ".join(lines[-3:]))
    assert shown(samples.whole(samples.held_by_client()), exit_code=0).splitlines()[-1].startswith("This domain is in the client’s name.")
    assert shown(samples.held_by_client(), "fr", exit_code=0).splitlines()[-1].endswith("code de sortie 0")


def test_an_expiring_name_is_never_all_well() -> None:
    text = shown(samples.expiring())
    assert text.splitlines()[-1].startswith("This domain is the client’s, and needs renewing soon.")
    assert "! fete-exemple-fictif.fr" in text
    assert "✓ fete" not in text


def test_silence_is_told_and_sorted_by_what_it_left_open() -> None:
    text = flat(shown(samples.whole()))
    start = text.index("What could not be seen")
    assert "CIRA (registry of .ca, rdap.ca.fury.ca) declined our question for now (429): fournil-exemple-fictif.ca" in text[start:]
    assert "was not asked (offline): dupont.pixel-exemple-fictif.fr (this changed no verdict)" in text[start:]
    assert text.index("rdap.ca.fury.ca) declined", start) < text.index("was not asked", start)


def test_unknown_is_neither_good_nor_bad_news() -> None:
    text = flat(shown(samples.undetermined(), exit_code=3))
    assert "This is neither good nor bad news" in text
    assert "Who holds this domain could not be seen." in text


def test_accepted_findings_are_counted() -> None:
    assert "1 finding was accepted beforehand and does not count." in shown(samples.accepted())
    assert "atelier-exemple-fictif.fr: No transfer lock (accepted: moving next week)" in flat(shown(samples.accepted(), verbose=True))


def test_notices_of_the_inventory_are_shown() -> None:
    assert "- inventory.yaml:3:1: read as x.example" in shown(samples.whole(notices=("inventory.yaml:3:1: read as x.example",)))


def test_a_pipe_masks_people_and_says_so() -> None:
    masked, bare = shown(samples.whole(), personal_data=False), shown(samples.whole(), personal_data=True)
    assert "Jean Martin" in bare
    assert "jm@pixel-mail.example" in bare
    for secret in ("Martin", "jm@", "+33 1 99"):
        assert secret not in masked
    assert "j…@pixel-mail.example" in masked
    assert "STUDIO PIXEL" in masked
    assert "--show-personal-data" in masked
    assert "--show-personal-data" not in bare


def test_only_the_worst_ten_are_told_in_detail() -> None:
    many = samples.whole(*(samples.held_by_provider(f"site{number}-exemple-fictif.fr") for number in range(13)))
    text = shown(many)
    assert text.count("Who holds which key") == 10
    assert "and 3 more with something to do (-v shows them; --only DOMAIN one alone, -o report.html a page of all)" in flat(text)
    assert shown(many, verbose=True).count("Who holds which key") == 13


def test_a_screen_without_symbols_gets_letters() -> None:
    text = shown(samples.whole(), unicode=False)
    assert [line.split()[0] for line in text.split("\n\n")[1].splitlines()] == ["x", "x", "!", "?", "?", "o", "-", "!", "*"]
    assert all(char < "\u0100" for char in text)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [*range(60, 100), 120])
def test_a_screen_without_symbols_loses_no_fact_that_fits(lang: Lang, width: int) -> None:
    rich, poor = (shown(samples.whole(), lang, width, unicode=unicode).split("\n\n")[1].splitlines() for unicode in (True, False))
    whole = [(one, other) for one, other in zip(rich, poor, strict=True) if "…" not in one]
    assert whole
    assert all(flat(words.plain(one)) == flat(other) for one, other in whole)


def test_a_screen_without_accents_is_no_crash() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    shown(samples.whole(), "fr", unicode=False, out=out)
    out.flush()
    text = raw.getvalue().decode("ascii")
    assert "non enregistre" in text
    assert "cafe-des-arts.example" in text


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize(
    "name", ["A" * 10_000, "Société " * 1250, "株式会社" * 2500, "[red]x[/red] [link=http://x]y", "a\nb\tc", "e\u0301" * 5000]
)
def test_a_hostile_name_stays_in_its_place(name: str, width: int) -> None:
    text = shown(samples.held_by_provider(shown=name), width=width)
    assert max(map(words.width, but_commands(text))) <= width
    if "[" in name:
        assert "[red]x[/red]" in flat(text)
    elif len(name) > 1000:
        assert "…" in text
        assert name not in text


def test_a_long_domain_is_no_overflow() -> None:
    domain = ".".join(["a" * 60] * 4) + ".fr"
    assert max(map(words.width, shown(samples.held_by_client(domain), verbose=True).splitlines())) <= 80


def test_a_rental_as_agreed_is_no_cross() -> None:
    site = samples.held_by_provider()
    rental = replace(site, findings=tuple(replace(found, severity=Severity.NOTICE) for found in site.findings))
    assert "· dupont-exemple-fictif.fr  held by the provider  as agreed" in shown(rental)


def test_an_attested_verdict_says_so() -> None:
    site = replace(samples.held_by_provider(), basis="attested")
    assert "By the attestation in the inventory; the public record does not show it." in shown(site)


def test_one_answer_is_dated_once_for_all_its_lines() -> None:
    text = flat(shown(samples.in_name_only()))
    assert "“jm@pixel-mail.example” > whois.dns.be (WHOIS), registrant organisation: “Boulangerie Dupont” asked on" in text
    assert text.count("asked on 22 Nov 2026") == 1


def test_verbose_gives_the_reasons() -> None:
    site = samples.held_by_provider()
    reason = Text("reason.name-alias", {"field": "organization", "value": "PIXEL WEB", "party": "Studio Pixel SARL", "who": "provider"})
    keys = {**site.keys, Key.REGISTRANT: replace(site.keys[Key.REGISTRANT], reasons=(reason,))}
    said = "organisation “PIXEL WEB” is another name of Studio Pixel SARL (the provider) in the inventory"
    assert said in flat(shown(replace(site, keys=keys), verbose=True))
    assert said not in flat(shown(replace(site, keys=keys)))


def test_several_clients_are_named_with_each_site() -> None:
    other = samples.held_by_provider(provider=Party("Agence Nuage"))
    text = shown(samples.whole(samples.held_by_provider(), other))
    assert "Audit of 2 domains" in text
    assert "Client Boulangerie Dupont, provider Agence Nuage" in text


def test_an_empty_report_is_told() -> None:
    text = shown(Report(Inventory("inventory.yaml", ()), samples.NOW, ()), exit_code=0)
    assert "There is no domain to look at." in text


def test_two_hundred_sites_are_quick() -> None:
    many = samples.whole(*(samples.held_by_provider(f"site{number}-exemple-fictif.fr") for number in range(200)))
    start = time.perf_counter()
    shown(many)
    assert time.perf_counter() - start < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shown(samples.whole(), color=True)
    for name, value in {"NO_COLOR": "1", "COLUMNS": "20", "TERM": "dumb", "FORCE_COLOR": "1", "TTY_COMPATIBLE": "0"}.items():
        monkeypatch.setenv(name, value)
    assert shown(samples.whole(), color=True) == before


@given(st.text(max_size=200), st.integers(1, 60))
@settings(max_examples=100, deadline=None)
def test_wrapping_keeps_to_its_columns(text: str, columns: int) -> None:
    for line in words.wrap(text, columns):
        assert words.width(line) <= columns


@given(st.text(max_size=60), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_shortening_keeps_to_its_columns(text: str, columns: int) -> None:
    short = words.shorten(text, columns)
    assert words.width(short) <= columns
    assert short == text or words.width(text) > columns


def test_a_provider_is_a_cross_only_where_it_decides() -> None:
    held = Attribution(Holder.PROVIDER, Confidence.HIGH)
    assert words.key_symbol(Key.REGISTRANT, held) == "✗"
    assert words.key_symbol(Key.WEB, held) == "·"


def test_every_verdict_has_its_place_and_symbol() -> None:
    assert set(words.WORST_FIRST) == set(words.SYMBOLS) == set(Verdict)


def test_what_to_settle_before_signing_is_told_once_for_all() -> None:
    other = replace(samples.not_registered(), site=samples.a_site("pain-exemple-fictif.be"))
    told = shown(samples.whole(samples.not_registered(), other, samples.held_by_client()), width=100)
    assert told.count("Before signing, or registering a name") == 1
    assert f"Not registered yet: {samples.not_registered().site.domain}, pain-exemple-fictif.be" in flat(told)
    assert "Before signing" not in shown(samples.whole(samples.held_by_client()))


def test_a_person_is_masked_before_signing_too() -> None:
    person = samples.a_site("pain-exemple-fictif.fr", client=Party("Jeanne Moulin", kind="person"))
    told = shown(samples.whole(replace(samples.not_registered(), site=person)), personal_data=False)
    assert "Who registers it" in told
    assert "Moulin" not in told.partition("Before signing")[2]
