"""The pages of a kit: what is held, from the audit; no password asked for; nothing of the wire becomes markup or a formula."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from domaudit import letters
from domaudit.handover import kits, records
from domaudit.handover.kit import FILES, PAGES, Entry, index, pages
from domaudit.letters import Document
from domaudit.model import Record, SiteReport, Verdict
from domaudit.report.telling import Teller
from domaudit.texts import Lang
from tests.handover.sites import a_kit_site, bakery, dns
from tests.report.samples import (
    PROVIDER,
    TODAY,
    held_by_client,
    held_by_provider,
    hidden,
    in_name_only,
    no_own_domain,
    not_registered,
    undetermined,
    whole,
)
from tests.test_texts import FORBIDDEN

NAME = "dupont-exemple-fictif.fr"
SITES = (held_by_provider(), held_by_client(), hidden(), in_name_only(), no_own_domain(), not_registered(), undetermined())
SECRET = re.compile(r"password|passphrase|secret|mot de passe|mots de passe|code", re.IGNORECASE)
LANGS: tuple[Lang, ...] = ("en", "fr")


def told(site: SiteReport, lang: Lang = "en", *, personal_data: bool = False) -> dict[str, str]:
    """The pages of a site as plain text, by what they are."""
    made = pages(site, Teller(lang, TODAY, personal_data).knowing(whole(site)))
    return {page: letters.write(made[FILES[lang][page]], "text").decode() for page in PAGES}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("site", SITES, ids=lambda site: str(site.verdict))
def test_every_page_comes_out_for_every_verdict_and_accuses_nobody(site: SiteReport, lang: Lang) -> None:
    for page, text in told(site, lang).items():
        assert text.strip(), page
        assert not FORBIDDEN[lang].search(text), page
        assert not re.search(r"[{}]|\[ ?\]\w|%}", text), page
        for line in text.splitlines():
            assert not re.search(r"\S \[ \]", line), f"{page}: a box that is not at its place: {line}"


@pytest.mark.parametrize("lang", LANGS)
def test_no_blank_asks_for_a_password(lang: Lang) -> None:
    for site in SITES:
        for name, document in pages(site, Teller(lang, TODAY, False).knowing(whole(site))).items():
            assert not [blank for blank in document.blanks if SECRET.search(blank)], name


@pytest.mark.parametrize("lang", LANGS)
def test_it_says_how_to_pass_a_password_on_and_that_none_belongs_here(lang: Lang) -> None:
    text = told(bakery(), lang)
    assert ("password manager to another" if lang == "en" else "gestionnaire de mots de passe à l’autre") in text["checklist"]
    assert ("Write no password" if lang == "en" else "N’écrivez aucun mot de passe") in text["sign"]


@pytest.mark.parametrize("lang", LANGS)
def test_it_says_that_the_list_is_not_complete_and_what_was_asked_for(lang: Lang) -> None:
    text = told(bakery(dns(NAME, "NS", "ns1.pixel.example"), dns(NAME, "MX"), dns(f"www.{NAME}", "A", exists=None)), lang)["records"]
    assert ("not complete" if lang == "en" else "n’est pas complète") in text
    assert f"{NAME}: NS, MX" in text.replace("\u202f:", ":")
    assert ("Without an answer" if lang == "en" else "Resté sans réponse") in text


def test_today_shows_the_line_of_the_record_with_its_time_and_hash() -> None:
    text = told(held_by_provider())["today"]
    assert "held by the provider" in text
    assert "rdap.nic.fr (RDAP), registrant organisation: “STUDIO PIXEL” (asked on 22 Nov 2026 at 09:15 UTC; SHA-256" in text


def test_people_of_the_record_are_masked_unless_asked_for() -> None:
    masked, open_ = told(held_by_provider())["today"], told(held_by_provider(), personal_data=True)["today"]
    assert "jm@pixel-mail.example" not in masked
    assert "--show-personal-data" in masked
    assert "jm@pixel-mail.example" in open_
    assert "--show-personal-data" not in open_


def test_a_site_of_which_nothing_is_known_says_so() -> None:
    text = told(a_kit_site(NAME, Verdict.UNDETERMINED))
    assert "Nothing public says who holds any of the keys." in text["today"]
    assert "No source told us anything of the registration." in text["today"]
    assert "No record was seen. This does not say that there is none." in text["records"]
    assert "did not tell us who the holder is" in text["plan"]


def test_tokens_are_on_the_checklist() -> None:
    text = told(bakery(dns(NAME, "TXT", "google-site-verification=abc")))["checklist"]
    assert "Verification record of Google" in text
    assert "google-site-verification=abc" in text


def test_a_guide_s_step_names_the_company_what_it_is_about_and_when_the_page_was_read() -> None:
    text = told(a_kit_site(NAME, record=Record(registrar="GANDI SAS")))["plan"]
    assert "How to remove the transfer lock (Gandi): Open" in text
    assert re.search(r"\(Its own page, read on \d+ \w+ \d+: https://docs\.gandi\.net/", text)


def test_a_letter_is_put_beside_the_pages() -> None:
    letter = Document("Goodbye", "en", ())
    teller = Teller("en", TODAY, False).knowing(whole(bakery()))
    assert pages(bakery(), teller, letter)["6-letter"] is letter
    assert "6-letter" not in pages(bakery(), teller)


def test_a_long_zone_is_cut_and_says_so() -> None:
    many = dns(NAME, "TXT", *(f"text {number}" for number in range(records.MOST + 7)))
    assert "7 more records are in the evidence file." in told(bakery(many))["records"]


def test_the_names_of_the_files_are_known_beforehand() -> None:
    report = whole(*SITES)
    for lang in LANGS:
        known, written = set(kits.names(report.inventory, lang)), set(kits.files_of(report, lang))
        assert written <= known
        letter = f"{not_registered().site.domain}/{FILES[lang]['letter']}"
        assert known - written == {f"{letter}.{form}" for form in kits.FORMATS}
        assert kits.first(lang) in kits.files_of(report, lang)


def test_the_index_lists_every_site() -> None:
    text = letters.write(index([Entry(site, site.site.domain) for site in SITES], Teller("en", TODAY, False)), "text").decode()
    assert all(site.site.unicode in text for site in SITES)


HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.example","y")',
    "| a | b |\n| c | d |",
    "\x1b[31mred\x1b[0m\x07",
    "{{ 7*7 }}{% for x in y %}",
    "\n# heading\n- item\n[ ] box",
    "![x](http://x.example/y.png)",
    "\u202egnp.exe",
    "\x02" + "1\x03",
)


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_from_the_wire_becomes_markup_or_a_formula(hostile: str, lang: Lang) -> None:
    site = bakery(
        dns(NAME, "NS", hostile),
        dns(NAME, "MX", hostile),
        dns(NAME, "TXT", hostile, f"google-site-verification={hostile}"),
        dns(hostile, "A", hostile),
    )
    plain = bakery(dns(NAME, "NS", "x"), dns(NAME, "MX", "x"), dns(NAME, "TXT", "x", "google-site-verification=x"), dns("x", "A", "x"))
    teller = Teller(lang, TODAY, True)
    for name, document in pages(site, teller).items():
        usual = pages(plain, teller)[name]
        assert [type(block) for block in document.blocks] == [type(block) for block in usual.blocks]
        page, tags = letters.write(document, "html").decode(), Tags()
        tags.feed(page)
        assert "script" not in tags.seen
        assert "img" not in tags.seen
        text = letters.write(document, "text").decode() + letters.write(document, "md").decode() + page
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", text)
        assert "<td>=" not in page


def test_a_hostile_party_stays_a_name() -> None:
    from dataclasses import replace

    party = replace(PROVIDER, name="**Pixel** | <b>\n# x")
    site = held_by_provider(provider=party)
    for page in ("begin", "plan", "sign"):
        assert "**Pixel** | <b> # x" in told(site)[page]
