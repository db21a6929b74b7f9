"""The page holds its promises: one file, every value text, nothing asked of anybody, no inline style or handler, ids and anchors whole."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import texts
from domaudit.model import Attestation, Change, Holder, Key, Party, Report, Since, SiteReport, SiteSince, Step, Text, Verdict
from domaudit.report.forms import ENDINGS, Form
from domaudit.report.gathering import Gathered
from domaudit.report.html import markup, plans
from domaudit.report.screens import Screen, Style
from domaudit.texts import LANGUAGES, Lang
from tests.report import samples

GOLDEN = Path(__file__).parents[1] / "golden" / "page.html"
HOSTILE = "<script>alert(1)</script> | [/red] ::error:: =cmd|'/c calc' \x1b[2J \u202e ]]> %0A \n::error::x"
BLOCKS = {"p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "h5", "footer"}


class Skeleton(HTMLParser):
    """The tags of a page with their attributes, its ids, its links, and what is to be read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self._silent = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset", "poster")]
        self._silent += tag in ("script", "style")
        self.words += " " if tag in BLOCKS else ""

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += data


def page_of(*sites: SiteReport, lang: Lang = "en", personal_data: bool = False, report: Report | None = None, **style: object) -> str:
    found = Gathered.of(report or samples.whole(*sites), {"html"}, lang)
    out = io.StringIO()
    Form.html.write(found, out, Style(lang, 1, personal_data=personal_data, **style), Screen())  # type: ignore[arg-type] (a test's own)
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def read(page: str) -> str:
    return flat(Skeleton(page).words)


def with_shown(value: str) -> SiteReport:
    """A site whose registrant, registrar, server, client and reasons all carry one value."""
    site = samples.held_by_provider(shown=value)
    sources = tuple(replace(seen, source=replace(seen.source, server=value)) for seen in site.observed.registration)
    keys = {key: replace(held, shown=value) for key, held in site.keys.items()}
    return replace(
        site,
        keys=keys,
        observed=replace(site.observed, registration=sources),
        registration=replace(site.registration, registrar=value),
        findings=tuple(
            replace(found, message=Text(found.message.id, dict(found.message.values) | {"value": value})) for found in site.findings
        ),
    )


def test_the_form_stands_in_the_table() -> None:
    assert ENDINGS[".html"] is Form.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_its_language_its_answer_and_every_site(lang: Lang) -> None:
    page = page_of(lang=lang)
    skeleton = Skeleton(page)
    assert ("html", "lang", lang) in skeleton.attributes
    assert page.startswith("<!doctype html>")
    report = samples.whole()
    for site in report.sites:
        assert skeleton.ids.count(site.site.domain) == 1  # where a mail can point
        assert f"#{site.site.domain}" in skeleton.links
        assert texts.tell(f"verdict.{site.verdict}", lang) in skeleton.words
    said = flat(skeleton.words)
    told = (
        "html.answer.immovable.other",
        "report.legal",
        "html.method.limits",
        "report.unasked.title",
        "signing.title",
        "html.method.masked",
    )
    for id_ in told:
        assert flat(texts.tell(id_, lang, n="3", total="10")) in said


def test_findings_stand_with_their_line_time_and_hash_and_steps_with_their_source_and_letter() -> None:
    said = read(page_of())
    assert "rdap.nic.fr (RDAP), registrant organisation: “STUDIO PIXEL” asked on 22 Nov 2026 at 09:15 UTC; SHA-256 3f9c2a11d0b7…" in said
    assert "domaudit letter dupont-exemple-fictif.fr --kind request" in said
    assert "Source: afnic.fr" in said
    assert "Accepted beforehand, and not counted:" in said


def test_the_worst_comes_first_in_the_picture_and_among_the_cards() -> None:
    page = page_of()
    rows = re.findall(r'<tr class="row[^>]*><th scope=row><a href="#([^"]+)"', page)
    cards = re.findall(r'<article class="site [^>]*id="([^"]+)"', page)
    assert rows == cards
    assert rows[0] == "dupont-exemple-fictif.fr"
    assert len(rows) == len(samples.whole().sites)


@pytest.mark.parametrize("make", [samples.held_by_provider, samples.in_name_only, samples.held_by_third_party, samples.undetermined])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_site_has_its_answer_in_a_sentence(make: object, lang: Lang) -> None:
    site = make()  # type: ignore[operator] (one of the samples)
    parties = {"client": site.site.client.name, "provider": site.site.provider.name, "parent": ""}
    expected = texts.tell(f"html.answer.{site.verdict}", lang, domain=site.site.unicode, **parties)
    page = page_of(site, lang=lang)
    assert f"<h1>{expected}</h1>" in page
    assert 'id="filter"' not in page  # nothing to choose from


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_its_answer(verdict: Verdict) -> None:
    assert texts.has(f"html.answer.{verdict}")


def test_a_report_where_all_is_well_and_one_without_sites_come_out() -> None:
    assert "<h1>All 2 domains are in the client’s name.</h1>" in page_of(samples.held_by_client(), samples.held_by_client("b.example"))
    empty = page_of(report=replace(samples.whole(), sites=()))
    assert "There is no domain to look at." in empty


def test_the_hostile_registrant_stays_text() -> None:
    page = page_of(with_shown(HOSTILE), samples.held_by_client())
    skeleton = Skeleton(page)
    assert [tag for tag, _ in skeleton.tags].count("script") == 1
    assert "<script>alert(1)</script> | [/red] : :error:: =cmd|'/c calc'" in flat(skeleton.words)  # a command of a CI log no more
    assert not set("\x1b\u202e\x00") & set(page)


def test_an_organisation_of_ten_thousand_characters_is_cut() -> None:
    long = "Société " * 1250
    page = page_of(with_shown(long), samples.held_by_client())
    assert len(page) < len(page_of(samples.held_by_provider(), samples.held_by_client())) + 8000
    assert "…" in page


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=40, deadline=None)
def test_no_value_makes_a_tag_or_an_attribute(value: str) -> None:
    plain, hostile = (Skeleton(page_of(with_shown(one), samples.held_by_client(), personal_data=True)) for one in ("x", f"x{value}"))
    known = [tag for tag in plain.tags if tag[0] not in ("small", "details", "summary", "ul", "li")]  # an empty value needs no element
    assert [tag for tag in hostile.tags if tag[0] not in ("small", "details", "summary", "ul", "li")] == known


@pytest.mark.parametrize(
    "value", ["'\"><img src=x onerror=alert(1)>", "--><svg/onload=alert(1)>", "</style><script>", "{{ 7 * 7 }}", "javascript:x"]
)
def test_what_breaks_out_elsewhere_does_not_here(value: str) -> None:
    skeleton = Skeleton(page_of(with_shown(value), samples.held_by_client()))
    assert Skeleton(page_of(with_shown("value"), samples.held_by_client())).tags == skeleton.tags
    assert value in skeleton.words


def test_an_address_is_a_link_only_where_it_leads_to_a_web_page() -> None:
    assert markup.address("https://www.afnic.fr/x?y=1") == "https://www.afnic.fr/x?y=1"
    for odd in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example",
        "https://",
        "http://[",
        "",
        None,
        "JaVaScRiPt:x",
    ):
        assert markup.address(odd) == ""
    site = samples.held_by_provider()
    step = Step(Text("html.lead"), link="javascript:alert(1)", source="data:text/html,x")
    found = replace(site.findings[0], remedy=replace(site.findings[0].remedy, steps=(step,)))
    assert {link[:1] for link in Skeleton(page_of(replace(site, findings=(found,)))).links} == {"#"}


def test_the_policy_names_the_very_style_and_script_and_nothing_else() -> None:
    page = page_of()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    parts = dict(part.strip().split(" ", 1) for part in policy.replace("&#39;", "'").split(";"))
    assert {name: parts[name] for name in ("default-src", "base-uri", "form-action")} == dict.fromkeys(
        ("default-src", "base-uri", "form-action"), "'none'"
    )
    for name in ("style", "script"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        assert parts[f"{name}-src"] == f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"
    assert set(parts) == {"default-src", "base-uri", "form-action", "style-src", "script-src"}


def test_nothing_is_inline_nothing_is_fetched_and_no_id_stands_twice() -> None:
    page = page_of()
    skeleton = Skeleton(page)
    assert [name for _, name, _ in skeleton.attributes if name.startswith("on") or name == "style"] == []
    assert len(skeleton.ids) == len(set(skeleton.ids))
    outside = [link for link in skeleton.links if not link.startswith("#")]
    assert outside
    assert all(link.startswith(("https://", "http://")) for link in outside)
    assert {tag for tag, _, value in skeleton.attributes if value in outside} == {"a"}
    assert page.count('rel="noreferrer"') == len(outside)
    assert {unquote(link[1:]) for link in skeleton.links if link.startswith("#")} <= set(skeleton.ids)
    style = markup.text_of("page.css")
    assert "url(" not in style
    assert "@import" not in style
    for asking in ("fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("):
        assert asking not in markup.text_of("page.js")


def test_headings_go_down_by_one_step_and_tables_name_their_headers() -> None:
    skeleton = Skeleton(page_of())
    levels = [int(tag[1]) for tag, _ in skeleton.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("scope" in names for tag, names in skeleton.tags if tag == "th")


def test_without_scripts_no_control_is_seen() -> None:
    page = page_of()
    (bar,) = re.findall(r"<div class=\"filter\".*?>", page)
    assert "hidden" in bar
    before, inside, after = re.split('<div class="filter"|<section class="wide" id="keys"', page)
    control = re.compile(r"<(button|input|select|textarea)\b")
    assert control.search(inside)
    assert not control.search(before + after)


def test_people_are_masked_unless_they_are_wanted() -> None:
    masked, open_ = read(page_of()), read(page_of(personal_data=True))
    assert "jm@pixel-mail.example" not in masked
    assert "Jean Martin" not in masked
    assert "j…@pixel-mail.example" in masked
    assert texts.tell("html.method.masked", "en") in masked
    assert "jm@pixel-mail.example" in open_
    assert texts.tell("html.method.open", "en") in open_
    assert "+33 1 99 00 12 34" not in open_  # shown nowhere: no finding needs it


def test_a_change_since_an_earlier_report_is_told() -> None:
    site = samples.held_by_provider()
    changed = replace(site, since=SiteSince("compared", (Change("registrar", ("Old SA",), ("New SA",)),)))
    report = replace(samples.whole(changed, samples.held_by_client()), since=Since(samples.NOW.replace(day=15), ("gone.example",)))
    page = page_of(report=report)
    said = read(page)
    assert "What changed since 15 Nov 2026" in said
    assert "Old SA" in said
    assert "No longer in the inventory: gone.example" in said
    assert 'id="changes"' in page
    assert 'id="changes"' not in page_of()


def test_an_attested_holder_is_told_as_attested() -> None:
    site = samples.held_by_client("a.example")
    told = Attestation("client", samples.TODAY, proof="invoice.pdf", proof_sha256="ab" * 32)
    page = page_of(replace(site, basis="attested", site=replace(site.site, attestation=told)))
    assert "Attested by the client on 22 Nov 2026" in read(page)


def many(number: int) -> Sequence[SiteReport]:
    return [samples.held_by_provider(f"site-{place}-exemple-fictif.fr") for place in range(number)]


def test_what_many_sites_have_to_do_is_told_once() -> None:
    page = page_of(*many(plans.WHOLE + 1))
    said = read(page)
    assert said.count("Plan 1") == plans.WHOLE + 2
    assert said.count("domaudit letter [the domain] --kind request") == 1
    assert "domaudit letter site-" not in said
    few = read(page_of(*many(3)))
    assert "Plan 1" not in few
    assert few.count("--kind request") == 3


def test_a_plan_of_its_own_stands_on_the_card() -> None:
    said = read(page_of(*many(plans.WHOLE), samples.in_name_only()))
    assert "domaudit letter traiteur-exemple-fictif.be --kind request" in said


def test_the_providers_to_choose_from_are_told_where_there_are_several() -> None:
    other = samples.held_by_provider("autre-exemple-fictif.fr", provider=Party("Agence Fictive", kind="company"))
    page = page_of(samples.held_by_provider(), other, samples.held_by_client())
    assert re.findall(r'<option value="(\d*)">([^<]+)', page) == [("", "All"), ("0", "Studio Pixel SARL (2)"), ("1", "Agence Fictive (1)")]
    assert 'id="provider"' not in page_of()


def test_every_key_of_a_cell_says_who_and_by_whom() -> None:
    page = page_of(samples.held_by_provider(), samples.held_by_client())
    assert "<td class=p><em>provider: STUDIO PIXEL (rdap.nic.fr)</em>" in page
    assert "<td class=n><em>provider: ns1.pixel-dns.example</em>" in page


def test_a_free_name_has_no_keys() -> None:
    page = page_of(samples.not_registered(), samples.held_by_provider())
    row = re.search(r'href="#dupont2-exemple-fictif.fr".*?\n', page[page.index("<tbody>") :])
    assert row is not None
    assert set(re.findall(r"<td class=(\w)>", row[0])) == {"x"}


def test_the_letters_of_the_style_cover_every_holder() -> None:
    from domaudit.report.html import portfolio

    style = markup.text_of("page.css")
    looks = {*portfolio.LOOKS.values(), portfolio.PROVIDER_NORMAL, portfolio.OTHER_NORMAL, portfolio.NOTHING}
    assert set(portfolio.LOOKS) == set(Holder)
    assert len(looks) == len(Holder) + 3
    for look in looks:
        assert re.search(rf"\.{look} \{{ --sign: ", style), look


def test_every_key_has_its_short_name() -> None:
    assert all(texts.has(f"html.key.{key}") for key in Key)


def test_the_page_of_a_report_for_the_provider_says_so() -> None:
    assert texts.tell("html.for.provider", "en") in read(page_of(reader="provider"))
    assert texts.tell("html.for.provider", "en") not in read(page_of())


def test_the_golden_page() -> None:
    """One small page, word for word: DOMAUDIT_GOLDEN=write writes it anew; then read the difference."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", page_of(samples.in_name_only(), samples.held_by_client()), flags=re.DOTALL)
    told = re.sub(r"sha256-[\w+/=]+", "sha256-HASH", page)
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")
