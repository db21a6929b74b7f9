"""The page in a real browser: from disk, with scripts and without, by keyboard, on a phone, in the dark, on paper, for a screen reader."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domaudit.model import Reader
from domaudit.report import outputs
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style
from domaudit.texts import Lang, tell
from tests.report import samples
from tests.report.test_html import HOSTILE, many, with_shown

pytest.importorskip("playwright", reason="the extra `browser` is not installed")
axe_of = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `browser` is not installed")

from tests.browser.browsing import CHROMIUM, chromium  # noqa: E402 (it needs the extra)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

WORST = "dupont-exemple-fictif.fr"
Open = Callable[..., "Page"]


def written(folder: Path, lang: Lang = "en", sites: tuple[Any, ...] = ()) -> Path:
    """A report as a file."""
    found, out = Gathered.of(samples.whole(*sites), {"html"}, lang), io.StringIO()
    Form.html.write(found, out, Style(lang, 1), Screen())
    path = folder / "report.html"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a report; at the end nothing was said on the console, and nothing was asked for but the file itself."""
    contexts, said, asked = [], [], []
    path = tmp_path

    def opened(lang: Lang = "en", sites: tuple[Any, ...] = (), place: str = "", **how: Any) -> Page:
        context = browser.new_context(**how)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(written(path, lang, sites).as_uri() + place)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert {url.partition("#")[0] for url in asked} == {(path / "report.html").as_uri()}


def visible(page: Page, what: str) -> int:
    return int(page.locator(f"{what} >> visible=true").count())


def test_it_opens_from_disk_and_answers_first(show: Open) -> None:
    page = show()
    assert page.locator("h1").inner_text() == tell("html.answer.immovable.other", "en", n="3", total="10", client="Boulangerie Dupont")
    assert [one.inner_text() for one in page.locator(".numbers b").all()] == ["3", "5", "2"]
    assert visible(page, ".row") == visible(page, "article.site") == 10


def test_the_filter_chooses_by_verdict_by_words_and_all_again(show: Open) -> None:
    page = show()
    assert page.locator("#filter").is_visible()
    page.get_by_role("button", name="held by the client").click()
    assert visible(page, ".row") == visible(page, "article.site") == 3
    assert page.locator("#shown").inner_text().endswith("3 / 10")
    assert page.get_by_role("button", name="held by the client").get_attribute("aria-pressed") == "true"
    page.get_by_label(tell("html.filter.search", "en")).fill("FÊTE")  # accents and case aside
    assert visible(page, ".row") == visible(page, "article.site") == 1
    assert visible(page, ".group") == 1
    page.get_by_label(tell("html.filter.search", "en")).fill("nothing like it")
    assert visible(page, ".row") == 0
    assert page.locator("#shown").inner_text() == tell("html.filter.none", "en")
    page.get_by_role("button", name=tell("html.filter.reset", "en")).click()
    assert visible(page, ".row") == visible(page, "article.site") == 10
    assert not page.locator("#reset").is_visible()


def test_the_filter_chooses_by_provider(show: Open) -> None:
    from domaudit.model import Party

    other = samples.held_by_provider("autre-exemple-fictif.fr", provider=Party("Agence Fictive", kind="company"))
    page = show(sites=(samples.held_by_provider(), other, samples.held_by_client()))
    page.get_by_label(tell("html.filter.provider", "en")).select_option(label="Agence Fictive (1)")
    assert visible(page, ".row") == visible(page, "article.site") == 1
    assert page.locator("article.site >> visible=true").get_attribute("id") == "autre-exemple-fictif.fr"


def test_it_works_by_keyboard_alone(show: Open) -> None:
    page = show()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("cafe")
    assert visible(page, ".row") == 1
    page.locator("#reset").focus()
    page.keyboard.press("Enter")
    assert visible(page, ".row") == 10
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.press("Tab")  # the first chip, then the second
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert visible(page, ".row") == 1


def test_the_arrows_go_through_the_picture_and_what_is_told_can_be_sent_away(show: Open) -> None:
    page = show()
    page.locator(f'.row a[href="#{WORST}"]').focus()
    page.keyboard.press("ArrowRight")
    told = page.locator(f'.row:has(a[href="#{WORST}"]) td em').first
    assert told.inner_text() == "provider: STUDIO PIXEL (rdap.nic.fr)"
    assert told.bounding_box()["width"] > 100
    page.keyboard.press("Escape")
    assert told.evaluate("(one) => getComputedStyle(one).visibility") == "hidden"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText").startswith("client: Boulangerie Dupont")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#traiteur-exemple-fictif.be"


def test_a_mail_can_point_at_a_site(show: Open) -> None:
    page = show(place="#dupont2-exemple-fictif.fr")
    page.wait_for_function("(({ top }) => 0 <= top && top < 400)(document.querySelector('article:target').getBoundingClientRect())")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_without_scripts_all_is_read_and_no_control_is_seen(show: Open, lang: Lang) -> None:
    page = show(lang, java_script_enabled=False)
    assert visible(page, "button") == visible(page, "input") == visible(page, "select") == 0
    assert visible(page, ".row") == visible(page, "article.site") == 10
    cell = page.locator(f'.row:has(a[href="#{WORST}"]) td').first
    cell.hover()
    assert cell.locator("em").bounding_box()["width"] > 100  # who and by whom, without a script
    page.locator("details.later summary").first.click()
    assert page.locator("details.later[open] li").first.is_visible()


def test_the_hostile_registrant_stays_text(show: Open) -> None:
    page = show(sites=(with_shown(HOSTILE), samples.held_by_client()))
    assert page.locator("script").count() == 1
    assert "<script>alert(1)</script>" in str(page.locator("article.site").first.text_content())


def test_the_policy_stops_what_a_hole_would_let_in(browser: Browser, tmp_path: Path) -> None:
    path = written(tmp_path)
    holed = '<body><script>document.title = "run"</script><b id="hole" style="color: red" onclick="document.title = 1">x</b>'
    path.write_text(path.read_text(encoding="utf-8").replace("<body>", holed), encoding="utf-8")
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(path.as_uri())
    page.locator("#hole").click()
    assert page.title() not in ("run", "1")
    assert page.locator("#hole").evaluate("(one) => getComputedStyle(one).color") != "rgb(255, 0, 0)"
    assert len(refused) >= 3
    page.close()


@pytest.mark.parametrize("width", [320, 360, 800, 1400])
def test_nothing_runs_off_the_side(show: Open, width: int) -> None:
    for lang in ("en", "fr"):
        page = show(lang, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_on_a_sane_number_of_light_pages_with_everything_unfolded(show: Open, tmp_path: Path) -> None:
    page = show(color_scheme="dark")
    content = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert 6 <= pages <= 24
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.\d* 84[12]", content)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(31, 35, 40)"
    for control in ("#find", ".chips", ".contents", ".up"):
        assert not page.locator(control).is_visible()
    folded = page.locator("details.later li").first
    assert folded.bounding_box()["height"] > 10
    assert page.evaluate("document.documentElement.innerText").count("--kind notice") >= 1


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}, "has_touch": True},
    "dark phone": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, lang: Lang, look: str) -> None:
    # axe is put into the page as a script, which the page's own policy refuses: the driver sets the policy aside for this one test
    context = browser.new_context(bypass_csp=True, **LOOKS[look])
    page = context.new_page()
    page.goto(written(tmp_path, lang).as_uri())
    violations = violated(page)
    context.close()
    assert violations == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("reader", ["provider", "prospect"])
def test_axe_finds_nothing_in_a_sheet(browser: Browser, tmp_path: Path, reader: Reader, look: str) -> None:
    found, path = Gathered.of(samples.whole(), {"html"}, "fr"), tmp_path / "sheet.html"
    out = io.StringIO()
    outputs.write(found, Form.html, out, Style("fr", 1, reader=reader), Screen())
    path.write_text(out.getvalue(), encoding="utf-8")
    context = browser.new_context(bypass_csp=True, **LOOKS[look])
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("h1").count() == page.locator("main").count() == 1
    background = "rgb(22, 22, 22)" if "dark" in look else "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == background
    violations = violated(page)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    context.close()
    assert violations == []


def violated(page: Page) -> list[tuple[str, str, str]]:
    """What axe has to say of a page with all unfolded and drawn: what is off the screen would be passed over."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate(
        "document.querySelectorAll('.group, .site, .matrix tbody').forEach((one) => { one.style.contentVisibility = 'visible'; })"
    )
    found = axe_of.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    return [(one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"]) for one in found.response["violations"]]


def test_axe_finds_nothing_in_a_long_report_of_several_providers(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from domaudit.model import Party
    from domaudit.report.html import plans

    monkeypatch.setattr(plans, "WHOLE", 5)  # what is told once, and the picture of the months
    other = samples.held_by_provider("autre-exemple-fictif.fr", provider=Party("Agence Fictive", kind="company"))
    path = written(tmp_path, "fr", (*many(14), other, samples.expiring(), samples.hidden(), samples.held_by_client()))
    for scheme in ("light", "dark"):
        context = browser.new_context(bypass_csp=True, color_scheme=scheme)
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.locator("#plans").count() == page.locator(".months").count() == page.locator("#provider").count() == 1
        violations = violated(page)
        context.close()
        assert violations == []


def test_a_long_report_is_filtered_as_a_short_one(show: Open) -> None:
    page = show(sites=(*many(200), samples.held_by_client()))
    page.get_by_label(tell("html.filter.search", "en")).fill("site-19-")
    assert visible(page, ".row") == 1
    assert page.locator(".matrix tbody >> visible=true").count() == 1
    page.locator(".row >> visible=true").locator("a").click()
    assert page.locator("article:target").get_attribute("id") == "site-19-exemple-fictif.fr"
    page.evaluate("location.hash = '#site-150-exemple-fictif.fr'")  # not among those shown: then all are
    page.wait_for_function("document.querySelectorAll('.row[hidden]').length === 0")
    assert page.locator("article:target").is_visible()
