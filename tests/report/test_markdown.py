"""The report for a comment or a job's summary: the worst first, every word a word, never longer than GitHub takes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from domaudit.cleaning import visible
from domaudit.data import load
from domaudit.model import Acceptance, Attribution, Change, Evidence, Holder, Index, Key, Party, Report, Since, SiteReport, SiteSince, Text
from domaudit.report import words
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.markdown import page as markdown
from domaudit.report.outputs import targets
from domaudit.report.screens import Screen, Style
from domaudit.texts import Lang
from tests.report import samples
from tests.report.hostile import LONG, RAW
from tests.report.hostile_words import values
from tests.report.reading import Read, read, read_twice


def told(report: Report | SiteReport, lang: Lang = "en", most: int = markdown.MOST, *, personal_data: bool = False, code: int = 1) -> str:
    whole = samples.whole(report) if isinstance(report, SiteReport) else report
    return markdown.told(Gathered.of(whole, ["markdown"], lang), Style(lang, code, personal_data=personal_data), most)


def rows(text: str) -> list[list[str]]:
    """The cells of the table of the sites."""
    table = next(block for block in text.split("\n\n") if block.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def with_news(site: SiteReport, *changes: Change) -> SiteReport:
    return replace(site, since=SiteSince("compared", changes))


def since(report: Report, *gone: str) -> Report:
    return replace(report, since=Since(samples.NOW - timedelta(days=7), gone))


# --- what it says ----------------------------------------------------------------------------------------------------


def test_ten_seconds_are_enough() -> None:
    head, summary, when, table, *_ = told(samples.whole()).split("\n\n")
    assert head == "## Audit of 10 domains for Boulangerie Dupont, provider Studio Pixel SARL"
    assert summary.startswith("**Of 10 domains: 3 are not in the client’s hands")
    assert when == "22 Nov 2026, 09:15 UTC · exit 1"
    assert table.splitlines()[0] == "| Domain | Who holds it | What the record shows | Next step |"


def test_the_worst_comes_first_with_its_next_step_and_day() -> None:
    found = rows(told(samples.whole()))
    assert [row[0].strip("*") for row in found] == [
        "dupont-exemple-fictif.fr",
        "traiteur-exemple-fictif.be",
        "café-des-arts.example",
        "fournil-exemple-fictif.ca",
        "boutique-exemple-fictif.com",
        "dupont2-exemple-fictif.fr",
        "dupont.pixel-exemple-fictif.fr",
        "fete-exemple-fictif.fr",
    ]
    assert found[0][1:] == [
        "✗ held by the provider",
        "“STUDIO PIXEL”",
        "**Today** · Put copies in safety first. Ask Studio Pixel SARL, kindly, to put the name in yours",
    ]
    assert found[2][3] == "**Today** · Put copies in safety first. Find out who “Les Trois Moulins SAS” is"
    assert found[3][3].startswith("Run the same command again")
    assert found[4][2] == "“REDACTED FOR PRIVACY”"
    assert found[7][1:3] == ["! held by the client", "due 26 Nov 2026"]


def test_the_healthy_are_one_line_that_names_them() -> None:
    text = told(samples.whole())
    assert "\n\n✓ 2 held by the client: boulangerie-dupont.example, atelier-exemple-fictif.fr\n\n" in text
    assert "| **boulangerie-dupont.example**" not in text


def test_many_healthy_sites_are_counted() -> None:
    text = told(samples.whole(*(samples.held_by_client(f"client-{number}.example") for number in range(25))))
    assert "✓ 25 held by the client: client-0.example" in text
    assert "client-19.example and 5 more" in text
    assert "| Domain" not in text
    assert "<details>" not in text


def test_a_site_in_full_is_folded() -> None:
    text = told(samples.held_by_provider())
    block = text[text.index("<details>") : text.index("</details>")]
    assert "<summary>✗ <strong>dupont-exemple-fictif.fr</strong> · held by the provider (sure)</summary>\n\n" in block
    assert "| Registrant (legal holder) | ✗ provider | STUDIO PIXEL |" in block
    assert "names “STUDIO PIXEL” (registrant organisation) as the holder of dupont-exemple-fictif.fr" in block
    assert "(asked on 22 Nov 2026 at 09:15 UTC; SHA-256 `3f9c2a11d0b7…`)" in block
    assert "   - This writes it: `domaudit letter dupont-exemple-fictif.fr --kind request`" in block
    assert "3. **Today** · The words to use" in block
    assert "   - Source: <https://www.afnic.fr/" in block
    assert "registrar account" not in block


def test_french() -> None:
    text = told(samples.whole(), "fr")
    assert "| Domaine | Qui le détient | Ce que montrent les annuaires | Prochaine étape |" in text
    assert (
        "| **Aujourd’hui** · Mettez d’abord des copies à l’abri. Demandez aimablement à Studio Pixel SARL de mettre le nom au vôtre |"
        in text
    )
    assert "### Site par site" in text
    assert "· code de sortie 1\n" in text


def test_what_could_not_be_asked_and_what_was_accepted_are_said() -> None:
    text = told(samples.whole())
    assert "**What could not be seen**\n\n- CIRA (registry of .ca, rdap.ca.fury.ca) declined our question for now (429): fournil-" in text
    assert "- 1 finding was accepted beforehand and does not count.\n  - atelier-exemple-fictif.fr: " in text


def test_many_accepted_findings_are_counted() -> None:
    site = samples.a_site("x.example")
    found = [samples.finding(site, "no-transfer-lock", samples.Severity.NOTICE, samples.Verdict.HELD_BY_CLIENT) for _ in range(9)]
    done = [replace(one, accepted=Acceptance("no-transfer-lock", "a reason")) for one in found]
    text = told(samples.held_by_client("x.example", *done))
    assert "- 9 findings were accepted beforehand and do not count." in text
    assert "a reason" not in text


def test_people_are_masked_and_it_is_said() -> None:
    for site in (samples.held_by_provider(), samples.in_name_only()):
        masked, whole = read(told(site)).words, read(told(site, personal_data=True)).words
        assert "j…@pixel-mail.example" in masked
        assert "jm@pixel-mail.example" not in masked
        assert "are masked here; --show-personal-data" in masked
        assert "jm@pixel-mail.example" in whole
        assert "are masked here" not in whole
    assert "Jean" not in told(samples.held_by_provider())


def test_it_ends_with_what_this_is_not() -> None:
    *_, rule, last = told(samples.whole()).rstrip("\n").split("\n\n")
    assert rule == "---"
    assert "General information, not legal advice." in last


def test_several_clients_have_a_column() -> None:
    other = replace(
        samples.held_by_provider("autre-exemple-fictif.fr"), site=samples.a_site("autre-exemple-fictif.fr", client=Party("Café Exemple"))
    )
    text = told(samples.whole(samples.held_by_provider(), other))
    assert "| Domain | Client | Who holds it |" in text
    assert [row[1] for row in rows(text)] == ["Boulangerie Dupont", "Café Exemple"]
    assert "Client Café Exemple, provider Studio Pixel SARL" in text


def test_an_inventory_of_nothing() -> None:
    report = Report(replace(samples.whole().inventory, sites=()), samples.NOW, ())
    assert "There is no domain to look at." in told(report, code=0)


def test_many_lines_of_evidence_and_indices_are_counted() -> None:
    site = samples.held_by_provider()
    found = replace(site.findings[0], evidence=tuple(Evidence(0, "registrant.name", f"N{number}") for number in range(9)))
    text = told(replace(site, findings=(found,), indices=tuple(Index(Text("indices.country", {"value": "FR"})) for _ in range(8))))
    assert "- and 6 more\n" in text
    assert "- and 2 more\n" in text


def test_it_is_utf_8_whatever_the_locale() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    markdown.write(Gathered.of(samples.whole(), ["markdown"], "fr"), out, Style("fr", 1), Screen(unicode=False))
    assert raw.getvalue().decode("utf-8") == told(samples.whole(), "fr")


# --- what changed ----------------------------------------------------------------------------------------------------


def test_what_changed_stands_above_the_sites() -> None:
    changed = with_news(
        samples.held_by_provider(), Change("registrant", ("Boulangerie Dupont",), ("STUDIO PIXEL",)), Change("expires", (), ("2027-03-02",))
    )
    text = told(
        since(
            samples.whole(changed, with_news(samples.hidden()), replace(samples.undetermined(), since=SiteSince("unseen"))), "weg.example"
        )
    )
    block = text[text.index("### What changed since 15 Nov 2026") : text.index("### Site by site")]
    assert "- **dupont-exemple-fictif.fr**: " in block
    assert "STUDIO PIXEL" in block
    assert "boutique-exemple-fictif.com" not in block
    assert "1 domain could not be compared" in block
    assert "No longer in the inventory: weg.example" in block


def test_what_changed_in_french() -> None:
    changed = with_news(samples.held_by_provider(), Change("registrar", ("A",), ("B",)), Change("reseller", (), ("C",)))
    text = told(since(samples.whole(changed), "weg.example"), "fr")
    assert "### Ce qui a changé depuis le 15 nov. 2026\n\n- **dupont-exemple-fictif.fr**\u202f: " in text
    assert "B\u202f; " in text
    assert "- Ne figure plus dans l’inventaire\u202f: weg.example" in text


def test_no_change_is_said_and_silence_is_no_news() -> None:
    text = told(since(samples.whole(with_news(samples.held_by_provider()))))
    assert "### What changed since 15 Nov 2026\n\n- No change seen.\n" in text
    assert "What changed" not in told(samples.whole())


def test_many_changes_are_counted() -> None:
    sites = [
        with_news(samples.held_by_client(f"c{number}.example"), Change("registrar", ("A" * 100,), ("B" * 100,))) for number in range(200)
    ]
    text = told(since(samples.whole(*sites)))
    shown = text.count("- **c")
    assert 10 < shown < 200
    assert f"- and {200 - shown} more domains with a change" in text
    assert len(text) <= markdown.MOST


# --- how long it may be ----------------------------------------------------------------------------------------------


def many(number: int, shown: str = "STUDIO PIXEL") -> Report:
    return samples.whole(*(samples.held_by_provider(f"site-{one}-exemple-fictif.fr", shown) for one in range(number)))


@pytest.mark.parametrize("shown", ["STUDIO PIXEL", LONG, "$" * 10_000, RAW * 50, "@a#1" * 3000])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_is_never_longer_than_a_comment_may_be(shown: str, lang: Lang) -> None:
    text = told(many(30, shown), lang)
    assert len(text) <= markdown.MOST
    page = read(text)
    assert page.tags.count("details") == text.count("</details>") >= 1


def test_what_has_no_room_is_counted() -> None:
    text = told(many(400))
    listed, detailed = len(rows(text)), text.count("<details>")
    assert 0 < detailed < listed < 400
    assert f"and {400 - listed} more with something to do. The whole, on a page of its own: `domaudit check … -o report.html`" in text
    assert f"and {400 - detailed} more with something to do." in text
    assert "<strong>site-0-exemple-fictif.fr</strong>" in text


@pytest.mark.parametrize("most", [0, 500, 2000, 5000, 10_000])
def test_with_little_room_it_says_what_it_comes_to(most: int) -> None:
    text = told(many(20), most=most)
    assert len(text) <= max(most, 2000)
    assert "**Of 20 domains: 20 are not in the client’s hands.**" in text
    assert re.search(r"and \d+ more with something to do", text)
    assert "· exit 1" in text
    assert "General information, not legal advice." in text


# --- hostile values --------------------------------------------------------------------------------------------------


def everywhere(value: str) -> Report:
    """A report in which a value stands wherever one of a registrant, of the inventory or of a server may stand."""
    site = samples.held_by_provider(shown=value, provider=replace(samples.PROVIDER, name=value))
    keys = {
        **site.keys,
        Key.WEB: Attribution(Holder.UNKNOWN, samples.LOW, (), value),
        Key.MAIL: Attribution(Holder.CLIENT, samples.HIGH, (), value),
    }
    other = samples.held_by_third_party()
    accepted = samples.accepted()
    told_off = [replace(one, accepted=Acceptance(one.rule, value)) for one in accepted.findings]
    silent = samples.undetermined()
    sources = [samples.source("rdap.ca.fury.ca", samples.Outcome.REFUSED, error=value)]
    changed = with_news(replace(site, keys=keys), Change("registrant", (value,), (value, "B")))
    return since(
        samples.whole(
            changed,
            replace(other, site=replace(other.site, client=Party(value))),
            replace(accepted, findings=tuple(told_off)),
            samples.a_report(silent.site, silent.verdict, silent.findings, sources=sources),
        ),
        "weg.example",
    )


def holds(page: Read, plain: Read) -> None:
    """A page is built as the one with a plain value is, has its links and no other, and GitHub finds nothing in its words."""
    assert page.skeleton == plain.skeleton
    assert page.addresses == plain.addresses
    assert page.made_by_github() == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("value", [RAW, LONG, "@octocat #1 GH-2 deadbeef1 :smile: $x$ https://e.example <!-- --> [^1] ![x](y) `z` | a"])
def test_a_hostile_registrant_stays_words(value: str, lang: Lang) -> None:
    for page, plain in zip(read_twice(told(everywhere(value), lang)), read_twice(told(everywhere("Plain Words"), lang)), strict=True):
        holds(page, plain)
        assert words.shorten(visible(words.flat(value)), 100)[:90] in page.words


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_any_value_stays_words(value: str) -> None:
    assume(len(visible(words.flat(value))) > 1)
    page, plain = read(told(everywhere(value), personal_data=True)), read(told(everywhere("Plain Words"), personal_data=True))
    holds(page, plain)
    assert words.shorten(visible(words.flat(value)), 100).rstrip("…") in page.words


def test_only_our_sources_are_links() -> None:
    ours = {entry["url"] for entry in load("remedies/sources.yaml").values()}
    found = read(told(everywhere(RAW))).addresses
    assert found
    assert [one for one in found if one not in ours] == []


def test_a_file_is_named_by_its_ending_and_annotations_by_their_form(tmp_path: Path) -> None:
    forms = [target.form for target in targets([str(tmp_path / "a.md"), f"github:{tmp_path / 'b'}"])]
    assert forms == [Form.markdown, Form.github]
