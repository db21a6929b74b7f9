"""Annotations: one command a line, on the inventory's own line, and no value ever makes another of it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings

from domaudit.cleaning import visible
from domaudit.model import Change, Location, Party, Report, Since, SiteReport, SiteSince
from domaudit.report import github, words
from domaudit.report.gathering import Gathered
from domaudit.report.markdown.markup import BREAK
from domaudit.report.screens import Screen, Style
from domaudit.texts import Lang
from tests.report import samples
from tests.report.hostile import LONG, RAW
from tests.report.hostile_words import values

KNOWN = (
    "error",
    "warning",
    "notice",
    "debug",
    "group",
    "endgroup",
    "add-mask",
    "set-output",
    "set-env",
    "add-path",
    "stop-commands",
    "echo",
)


@dataclass(frozen=True)
class Command:
    kind: str
    properties: dict[str, str]
    said: str


def heard(line: str) -> Command | None:
    """A line as the runner reads it: the command at its beginning, else the older form anywhere in it."""
    line = line.lstrip()
    if line.startswith("::") and "::" in line[2:]:
        info, _, data = line[2:].partition("::")
        kind, _, stated = info.partition(" ")
        if kind in KNOWN:
            pairs = (pair.split("=", 1) for pair in stated.strip().split(",") if "=" in pair)
            return Command(kind, {name: _plain(value, property_=True) for name, value in pairs}, _plain(data))
    old = re.search(r"##\[([a-z-]+)[^\]]*\](.*)", line)
    return Command(old[1], {}, old[2]) if old is not None and old[1] in KNOWN else None


def _plain(text: str, *, property_: bool = False) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if property_ else ()), ("%25", "%")):
        text = text.replace(code, char)
    return text


def lines(report: Report | SiteReport, lang: Lang = "en", *, personal_data: bool = False) -> list[str]:
    whole = samples.whole(report) if isinstance(report, SiteReport) else report
    out = io.StringIO()
    github.write(Gathered.of(whole, ["github"], lang), out, Style(lang, 1, personal_data=personal_data), Screen())
    assert out.getvalue().endswith("\n")
    return out.getvalue().removesuffix("\n").split("\n")


def commands(report: Report | SiteReport, lang: Lang = "en") -> list[Command]:
    found = [heard(line) for line in lines(report, lang)]
    told = [one for one in found if one is not None]
    assert len(told) == len(found)
    return told


def since(report: Report, *gone: str) -> Report:
    return replace(report, since=Since(samples.NOW - timedelta(days=7), gone))


# --- what it says ----------------------------------------------------------------------------------------------------


def test_a_finding_stands_on_the_line_of_the_inventory_that_names_the_site() -> None:
    first = commands(samples.held_by_provider())[0]
    assert (first.kind, first.properties) == (
        "error",
        {"file": "inventory.yaml", "line": "4", "col": "5", "title": "The provider is the registered holder"},
    )
    assert first.said == (
        "dupont-exemple-fictif.fr · rdap.nic.fr (RDAP), registrant organisation: “STUDIO PIXEL” (this does not say why)"
        " · Today · Put copies in safety first. Ask Studio Pixel SARL, kindly, to put the name in yours"
    )


def test_a_finding_without_a_line_of_a_record_is_told_in_its_own_words() -> None:
    said = next(one.said for one in commands(samples.undetermined()) if one.kind == "warning")
    assert said.startswith("fournil-exemple-fictif.ca · Nothing certain can be said about the holder of ")


def test_errors_then_warnings_then_notices_and_the_sum_last() -> None:
    found = commands(samples.whole())
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    assert kinds.count("error") == 3
    assert [one.said.partition(" · ")[0] for one in found[:3]] == [
        "dupont-exemple-fictif.fr",
        "traiteur-exemple-fictif.be",
        "fete-exemple-fictif.fr",
    ]
    assert found[-1].properties == {"title": "domaudit"}
    assert found[-1].said.startswith("Of 10 domains: 3 are not in the client’s hands")
    assert "General information, not legal advice." in found[-1].said


def test_an_accepted_finding_is_none() -> None:
    assert len(commands(samples.accepted())) == 1


def test_all_well_is_one_notice() -> None:
    assert lines(samples.held_by_client()) == [
        "::notice title=domaudit::This domain is in the client’s name. General information, not legal advice."
    ]


def test_an_inventory_from_stdin_has_no_line_to_show() -> None:
    site = samples.held_by_provider()
    found = commands(replace(site, site=replace(site.site, location=Location("stdin", 4, 5))))
    assert set(found[0].properties) == {"title"}


def test_people_are_masked_and_it_is_said() -> None:
    masked, whole = "\n".join(lines(samples.in_name_only())), "\n".join(lines(samples.in_name_only(), personal_data=True))
    assert "“j…@pixel-mail.example”" in masked
    assert "are masked here" in masked
    assert "“jm@pixel-mail.example”" in whole
    assert "are masked here" not in whole


def test_french() -> None:
    said = commands(samples.held_by_provider(), "fr")[0].said
    assert said.startswith("dupont-exemple-fictif.fr · rdap.nic.fr (RDAP), organisation titulaire\u202f: «\u202fSTUDIO PIXEL\u202f»")
    assert said.endswith("· Mettez d’abord des copies à l’abri. Demandez aimablement à Studio Pixel SARL de mettre le nom au vôtre")


@pytest.mark.parametrize(
    ("what", "kind"), [("registrant", "warning"), ("nameservers", "warning"), ("expires", "notice"), ("token", "notice")]
)
def test_a_change_is_an_annotation_as_well(what: str, kind: str) -> None:
    value = "2027-03-02" if what == "expires" else "A"
    site = replace(samples.held_by_client(), since=SiteSince("compared", (Change(what, (), (value,)),)))  # type: ignore[arg-type]  # each is one of them
    found = commands(since(samples.whole(site), "weg.example"))
    assert [one.kind for one in found] == [kind, "notice", "notice"]
    assert found[0].properties["title"] == "What changed since 15 Nov 2026"
    assert found[0].said.startswith("boulangerie-dupont.example · ")
    assert "No longer in the inventory: weg.example" in found[1].said


def test_a_site_that_is_new_in_the_inventory_is_a_notice_on_its_line() -> None:
    """It makes a run fail that asks for changes: whoever looks must see why."""
    found = commands(since(samples.whole(replace(samples.held_by_client(), since=SiteSince("added")))))
    assert found[0].kind == "notice"
    assert found[0].said.endswith("New in the inventory")
    assert found[0].properties["line"]


@pytest.mark.parametrize("state", ["unseen"])
def test_what_could_not_be_compared_is_no_news(state: str) -> None:
    site = replace(samples.held_by_client(), since=SiteSince(state))  # type: ignore[arg-type]  # each is one of them
    assert len(commands(since(samples.whole(site)))) == 1


def test_no_more_than_github_shows_and_the_rest_is_counted() -> None:
    sites = [samples.held_by_provider(f"site-{number}.example") for number in range(30)] + [
        samples.held_by_third_party() for _ in range(12)
    ]
    found = commands(samples.whole(*sites))
    assert [sum(one.kind == kind for one in found) for kind in ("error", "warning", "notice")] == [10, 10, 10]
    assert "site-0.example" in found[0].said
    assert "43 more are not shown here" in found[-1].said  # 30 + 12 + 30 findings, of which 10 + 10 + 9 are shown
    assert "The whole: domaudit check … -o report.html" in found[-1].said


# --- hostile values --------------------------------------------------------------------------------------------------


def everywhere(value: str) -> Report:
    site = samples.held_by_provider(shown=value, provider=replace(samples.PROVIDER, name=value))
    other = samples.undetermined()
    quiet = [samples.source("rdap.ca.fury.ca", samples.Outcome.REFUSED, error=value)]
    changed = replace(
        site,
        site=replace(site.site, location=Location(value, 4, 5)),
        since=SiteSince("compared", (Change("registrant", (value,), ("B",)),)),
    )
    third = samples.held_by_third_party()
    return since(
        samples.whole(
            changed,
            samples.a_report(other.site, other.verdict, other.findings, sources=quiet),
            replace(third, site=replace(third.site, client=Party(value))),
        )
    )


@pytest.mark.parametrize("value", [RAW, LONG, "##[error]x", "###[error]x", "x\r\n::stop-commands::t", "a,b:c=d%2C%0A", "%25"])
def test_a_hostile_registrant_starts_no_command(value: str) -> None:
    plain, found = commands(everywhere("Plain")), commands(everywhere(value))
    assert [one.kind for one in found] == [one.kind for one in plain]
    assert [set(one.properties) for one in found] == [set(one.properties) for one in plain]
    for line in lines(everywhere(value)):
        assert "##[" not in line
        assert line.isprintable() or not visible(line).count("\N{REPLACEMENT CHARACTER}") > line.count(
            "\N{REPLACEMENT CHARACTER}"
        ) + line.count(BREAK)
    assert found[0].properties["file"].replace(BREAK, "") == visible(words.flat(value))
    assert visible(words.flat(value))[:100] in found[0].said.replace(BREAK, "")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_any_value_stays_in_its_command(value: str) -> None:
    assume(visible(words.flat(value)))
    told = lines(everywhere(value))
    assert len(told) == len(lines(everywhere("Plain")))
    assert not [line for line in told if "##[" in line or not line.startswith(("::error ", "::warning ", "::notice "))]


@settings(max_examples=300, deadline=None)
@given(values, values)
def test_what_is_written_is_what_the_runner_hears(said: str, title: str) -> None:
    assume(visible(words.flat(title)))
    found = heard(github.command("notice", said, title=title, line=3))
    assert found is not None
    assert found.said.replace(BREAK, "") == visible(words.flat(said))
    assert found.properties["line"] == "3"
    assert found.properties["title"].replace(BREAK, "") == visible(words.flat(title))
