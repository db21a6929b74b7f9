"""The page holds its promises: one file, every value text, nothing asked of anybody, no inline style or handler, ids and anchors whole."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import texts
from domaudit.model import (
    Attestation,
    Attribution,
    Change,
    Holder,
    Key,
    Party,
    Remedy,
    Report,
    RequestKind,
    Since,
    SiteReport,
    SiteSince,
    Step,
    Text,
    Verdict,
)
from domaudit.report.due import due
from domaudit.report.forms import ENDINGS, Form
from domaudit.report.gathering import Gathered
from domaudit.report.html import markup, plans, portfolio
from domaudit.report.screens import Screen, Style
from domaudit.texts import LANGUAGES, Lang
from tests.report import samples
from tests.report.writing import with_expiry

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
        assert flat(texts.tell(id_, lang, n="3", total="10", client="Boulangerie Dupont")) in said


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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_numbers_of_one_site_count_the_cells_of_its_picture_and_what_is_normal_apart(lang: Lang) -> None:
    page = page_of(samples.held_by_provider(), lang=lang)
    numbers = page.partition('<ul class="numbers">')[2].partition("</ul>")[0]
    told = [int(number) for number in re.findall(r"<b>(\d+)</b>", numbers)]
    assert sum(told) == len(portfolio.seen(samples.held_by_provider()))
    assert "normal" in numbers
    assert re.findall(r'<li class="([a-z]+)', numbers)[:2] == ["bad", "free"]


def test_what_is_with_someone_else_and_what_is_not_known_are_counted_apart() -> None:
    numbers = page_of(samples.held_by_third_party()).partition('<ul class="numbers">')[2].partition("</ul>")[0]
    others = [key for key, held in samples.held_by_third_party().keys.items() if held.holder is Holder.THIRD_PARTY]
    assert others
    assert re.search(rf"<b>{len(others)}</b>[^<]*(?:<[^>]*>)?keys? with someone else<", numbers), numbers
    assert "not known" not in numbers
    numbers = page_of(samples.hidden()).partition('<ul class="numbers">')[2].partition("</ul>")[0]
    assert "whose holder is not known" in numbers
    assert "with someone else" not in numbers


def test_a_page_speaks_to_its_reader_and_not_to_whoever_ran_the_command() -> None:
    page = read(page_of(*samples.whole().sites))
    assert not [word for word in ("--fresh", "--show-personal-data") if word in page]
    assert "an answer, if you write today" in page
    assert "last day for their answer" not in page


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


def of_client(site: SiteReport, client: Party) -> SiteReport:
    return replace(site, site=replace(site.site, client=client))


def test_the_client_is_named_where_there_is_one() -> None:
    said = read(page_of())
    assert "3 of the 10 domains are not in the hands of Boulangerie Dupont." in said
    assert said.count("The client: Boulangerie Dupont. The provider: Studio Pixel SARL.") == 1
    other = of_client(samples.held_by_provider("autre-exemple-fictif.fr"), Party("Café des Arts S.A.", kind="company"))
    both = page_of(samples.held_by_provider(), other, lang="fr")
    assert "<h1>Sur 2 noms de domaine, 2 ne sont pas entre les mains du client.</h1>" in both
    assert "Le client\u202f:" not in both


def test_a_client_without_a_name_is_the_client() -> None:
    nameless = Party("", kind="company")
    few = [of_client(site, nameless) for site in (samples.held_by_provider(), samples.held_by_client("b.example"))]
    assert "<h1>Sur 2 noms de domaine, 1 n’est pas entre les mains du client.</h1>" in page_of(*few, lang="fr")
    assert "Le client\u202f: le client" not in page_of(*few, lang="fr")
    assert "est au nom du client.</h1>" in page_of(few[1], lang="fr")


def test_a_name_that_ends_in_a_full_stop_ends_the_sentence() -> None:
    page = page_of(of_client(samples.held_by_provider(), Party("Boulangerie Dupont S.A.", kind="company")))
    assert "not of Boulangerie Dupont S.A.</h1>" in page
    assert "The client: Boulangerie Dupont S.A. The provider: Studio Pixel SARL." in read(page)


def test_a_person_is_masked_in_the_answer_too() -> None:
    client = Party("Marie Durand", kind="person")
    sites = [of_client(site, client) for site in (samples.held_by_provider("a.example"), samples.held_by_client("b.example"))]
    assert "1 of the 2 domains is not in the hands of M… D…" in read(page_of(*sites))


def renewing(lang: Lang = "en", expires: datetime = datetime(2026, 12, 12, 12, tzinfo=UTC)) -> str:
    """A page of two sites that the client holds, one of which is to be renewed."""
    site = with_expiry(samples.expiring(), expires)
    step = Step(Text("remedy.renew.client", {"client": "x", "provider": "y", "domain": "z"}), deadline=date(2026, 12, 5))
    (found,) = site.findings
    site = replace(site, findings=(replace(found, remedy=Remedy(Text("remedy.expires-soon.title"), (step,))),))
    return read(page_of(site, samples.held_by_client("b.example"), lang=lang))


def test_a_name_to_be_renewed_is_where_to_begin_and_says_why() -> None:
    said = renewing("fr")
    assert "Par où commencer : fete-exemple-fictif.fr, qui expire le 12 déc. 2026." in said
    assert "Prochaine date : 5 déc. 2026, fete-exemple-fictif.fr, à renouveler d’ici là." in said
    assert "en ordre de ce côté" not in said
    assert "au nom du client 2 (dont 1 à renouveler)" in said
    said = renewing()
    assert "Where to begin: fete-exemple-fictif.fr, which expires on 12 Dec 2026." in said
    assert "Next date: 5 Dec 2026, fete-exemple-fictif.fr, by then: renew it." in said
    assert "held by the client 2 (1 to renew)" in said
    assert "which expired on 20 Nov 2026." in renewing(expires=datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("id_", "rung", "told"),
    [
        ("remedy.keep.expires", None, "have-renewed"),
        ("remedy.renew.provider", None, "have-renewed"),
        ("remedy.renew.client", None, "renew"),
        ("remedy.provider.keep.expires", None, "renew"),
        ("remedy.waiting", None, "answer"),
        ("remedy.ask-change", "request", "answer-if"),
        ("remedy.lock", None, "step"),
    ],
)
def test_every_kind_of_day_has_its_few_words(id_: str, rung: RequestKind | None, told: str) -> None:
    assert texts.has(id_)
    assert due(Step(Text(id_), rung=rung)) == told
    assert texts.has(f"html.agenda.{told}")
    assert texts.has(f"ics.by.{told}") == (told != "answer-if")  # a calendar has no day for what nobody has asked


def test_the_legend_tells_what_stands_in_the_picture_and_no_more() -> None:
    def legend(*sites: SiteReport) -> str:
        (found,) = re.findall(r'<p class="legend">(.*?)</p>', page_of(*sites, lang="fr"))
        return found

    assert "sans objet" in legend(samples.not_registered(), samples.held_by_client())
    assert "sans objet" not in legend(samples.held_by_client(), samples.held_by_provider())
    technical = Attribution(Holder.THIRD_PARTY, shown="OVH")
    site = samples.held_by_client()
    other = replace(site, keys={**site.keys, Key.TECHNICAL: technical})
    assert "un tiers, là où c’est normal" in legend(other)
    assert "un tiers, là où c’est normal" not in legend(site)


def test_a_date_is_never_broken_over_two_lines() -> None:
    for lang in LANGUAGES:
        page = page_of(lang=lang)
        assert re.search(r"\d\u00a0\w+\.?\u00a02026", page)
        assert not re.search(rf"\b\d\d? (?:{texts.say_date(samples.TODAY, lang, short=True).split()[1]}) 2026", page)
    show = markup.shown("fr")
    assert show("le 1er mars 2027, le 22 déc. 2026") == "le 1er\u00a0mars\u00a02027, le 22\u00a0déc.\u00a02026"
    assert show("22 decembres") == "22 decembres"


def test_the_months_are_told_with_the_typography_of_the_language_and_without_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = re.findall(r'aria-label="([^"]*20\d\d[^"]*)"', page_of(*many(14), samples.expiring(), lang="fr"))
    assert "\u202f: " in told
    assert not re.search(r"\w[:;]", told)
    assert "0 nom" not in told


def test_keys_that_hardly_any_record_shows_are_told_when_wanted() -> None:
    site = samples.held_by_client()
    site = replace(site, keys={**site.keys, Key.BILLING: Attribution(Holder.UNKNOWN)}, findings=samples.held_by_provider().findings)
    assert "billing contact" not in read(page_of(site))
    assert "billing contact" in read(page_of(site, verbose=True))


def test_a_letter_is_asked_of_whoever_made_the_report() -> None:
    said = read(page_of())
    assert "Or ask whoever made this report for the letter: domaudit letter" in said
    assert "This writes" not in said


def test_the_golden_page() -> None:
    """One small page, word for word: DOMAUDIT_GOLDEN=write writes it anew; then read the difference."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", page_of(samples.in_name_only(), samples.held_by_client()), flags=re.DOTALL)
    told = re.sub(r"sha256-[\w+/=]+", "sha256-HASH", page)
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "said"), [("en", "moved to another registrar 6 Mar 2009"), ("fr", "transféré le 6 mars 2009")])
def test_the_last_transfer_is_on_the_line_of_dates_with_a_sign_of_its_own(lang: Lang, said: str) -> None:
    site = samples.held_by_client()
    moved = replace(site, registration=replace(site.registration, transferred=datetime(2009, 3, 6, tzinfo=UTC)))
    page = page_of(moved, lang=lang)
    assert said in flat(Skeleton(page).words)
    assert page.count('href="#m-transferred"') == 2  # on its line, and in the legend
    assert "#m-transferred" not in page_of(site, lang=lang)


def test_many_clients_share_a_plan_too_each_named_on_its_own_card() -> None:
    sites = []
    for number, one in enumerate(many(plans.WHOLE + 1)):
        name = f"Maison Fictive {number}"
        found = one.findings[0]
        assert found.remedy is not None
        steps = (Step(Text("remedy.ci.tell", {"client": name})), *found.remedy.steps)
        findings = (replace(found, remedy=replace(found.remedy, steps=steps)), *one.findings[1:])
        sites.append(replace(one, site=replace(one.site, client=replace(one.site.client, name=name)), findings=findings))
    said = read(page_of(*sites))
    assert said.count("Plan 1") == plans.WHOLE + 2
    assert "Plan 2" not in said
    assert said.count("[the client]") == 1
    assert "Maison Fictive 149" in said
