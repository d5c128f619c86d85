"""
The report in a real browser, without a network: it opens, its figures are the result's, and everything in it works.

The browser is Chromium: Debian's package, or another one that is on the PATH under a usual name.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import docnorm
from docnorm import Result, Source
from docnorm.report import html

ROOT = Path(__file__).parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("There is no Chromium on the PATH; `make browser` installs Debian's, or install one yourself.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@dataclass
class Opened:
    """A page that was opened, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def texts(self, selector: str) -> list[str]:
        """The texts of some elements."""
        return self.page.locator(selector).all_inner_texts()


def opened(browser: Browser, folder: Path, text: str, scheme: str = "light") -> Opened:
    """Open a report, offline, and wait until it's there."""
    (folder / "report.html").write_text(text, encoding="utf-8")
    context = browser.new_context(offline=True, color_scheme="dark" if scheme == "dark" else "light")
    context.set_default_timeout(15_000)
    found = Opened(context.new_page())
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto((folder / "report.html").as_uri())
    found.page.wait_for_selector("html[data-ready=texts]")
    return found


@pytest.fixture(scope="module")
def seeds() -> Result:
    """The seeds, canonicalized."""
    from docnorm.reading import read

    return docnorm.canonicalize(read([ROOT / "seeds"]).sources)


@pytest.fixture
def report(browser: Browser, seeds: Result, tmp_path: Path) -> Iterator[Opened]:
    """The seeds' report, open; at the end, nothing was asked for and nothing complained of."""
    found = opened(browser, tmp_path, html(seeds, "seeds"))
    yield found
    assert found.requests == [(tmp_path / "report.html").as_uri()]
    assert found.complaints == []
    found.page.context.close()


def test_counters_equal_the_results(report: Opened, seeds: Result) -> None:
    """What a curator reads first is what the manifest says."""
    counts = seeds.counts
    dropped = sum(n for reason, n in counts["blocks"].items() if reason not in ("kept", "binary"))
    shown = {name: report.texts(f"#{name} strong")[0] for name in ("sources", "documents", "kept", "dropped", "runs")}
    assert shown == {
        "sources": f"{sum(counts['sources'].values()):,}",
        "documents": f"{counts['sources']['kept']:,}",
        "kept": f"{counts['blocks']['kept']:,}",
        "dropped": f"{dropped:,}",
        "runs": f"{counts['runs']:,}",
    }
    assert report.page.locator("#histogram rect.fate-n").count() > 1
    assert "threshold 0.8" in report.texts("#histogram")[0]
    assert report.page.locator("#ranked a").count() > 1
    assert report.page.locator("#sizes tr").count() == 1


def test_groups_open_and_compare_word_by_word(report: Opened) -> None:
    """The article that was edited differs from its kept copy in the words that were edited."""
    report.page.click("text=Groups")
    report.page.wait_for_selector("#groups")
    row = report.page.locator("li.group", has_text="document").first
    row.locator("button.head").click()
    assert "intensifying" in row.locator("del").all_inner_texts()
    assert "growing" in row.locator("ins").all_inner_texts()
    assert row.locator(".change").first.get_attribute("title") == "’ U+2019 became ' U+0027"


def test_filters_search_and_sort(report: Opened) -> None:
    """Each of them changes the list to what it says."""
    page = report.page
    page.keyboard.press("2")
    every = page.locator("li.group").count()
    page.select_option("#by-kind", "run")
    assert set(report.texts("li.group .kind")) == {"run"}
    page.select_option("#by-kind", "")
    page.select_option("#by-reason", "document.contained")
    assert page.locator("li.group").count() == 1
    page.select_option("#by-reason", "")
    page.keyboard.press("/")
    page.keyboard.type("contained")
    page.wait_for_selector("text=1 group of")
    page.fill("#search", "on monday, nato announced")
    page.wait_for_selector("text=2 groups of")
    page.fill("#search", "")
    page.wait_for_selector(f"text={every} groups of")
    page.select_option("#by-sort", "name")
    names = [place.split(":")[0] for place in report.texts("li.group .where")]
    assert names == sorted(names)
    page.select_option("#by-folder", "notices.jsonl")
    assert page.locator("li.group").count() == 1
    page.select_option("#by-kind", "run")
    assert report.texts("#list") == ["No group is like that."]


def test_a_dropped_block_leads_to_its_kept_copy(report: Opened) -> None:
    """From the strip of a document to the comparison, and on to the kept copy itself."""
    page = report.page
    page.keyboard.press("3")
    page.locator("li.source", has_text="000_").locator(".strip button.fate-r").first.click()
    chosen = page.locator("li.block.chosen")
    assert chosen.get_attribute("data-block") == "15"
    assert chosen.locator(".sides .text").count() == 2
    assert "Monday" in chosen.locator(".sides .text").first.inner_text()
    chosen.locator("p.said a").first.click()
    page.wait_for_selector("li.block.chosen[data-block='1']")
    page.go_back()
    page.wait_for_selector("li.block.chosen[data-block='15']")
    page.go_back()
    page.wait_for_selector("#sources-view")


def test_changes_are_marked(report: Opened) -> None:
    """Curly quotes and no-break spaces can be seen in the text of a document."""
    page = report.page
    page.keyboard.press("3")
    page.fill("#source-search", "000_")
    page.locator("li.source a.title").first.click()
    page.wait_for_selector("#document")
    assert page.locator("li.block .change").count() > 10
    page.locator("li.block .change[data-becomes*='U+0027']").first.wait_for()


def test_keys(report: Opened) -> None:
    """The list can be walked, opened and left without a mouse."""
    page = report.page
    page.keyboard.press("2")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.locator("li.group").first.locator("button.head").get_attribute("aria-expanded") == "true"
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.keyboard.press("1")
    page.wait_for_selector("#overview")


def test_dark_and_light(browser: Browser, report: Opened, seeds: Result, tmp_path: Path) -> None:
    """The page follows the system, until it's told otherwise."""
    colour = "() => getComputedStyle(document.body).backgroundColor"
    light = report.page.evaluate(colour)
    report.page.keyboard.press("d")
    assert report.page.evaluate(colour) != light
    (tmp_path / "dark").mkdir()
    dark = opened(browser, tmp_path / "dark", html(seeds, "seeds"), "dark")
    assert dark.page.evaluate(colour) == report.page.evaluate(colour)
    dark.page.context.close()


def test_print(report: Opened) -> None:
    """On paper there are no buttons."""
    report.page.keyboard.press("2")
    report.page.emulate_media(media="print")
    assert not report.page.locator(".filters").is_visible()
    assert len(report.page.pdf()) > 10_000


def test_hostile_texts_are_shown_as_they_are(browser: Browser, tmp_path: Path) -> None:
    """Markup is text, direction marks are glyphs, and a word of a million letters is cut."""
    body = (
        f"{HOSTILE} and enough words after it that it is a substantial paragraph.\n\u202eabc\u2066 \xa0\x1b[31m\x07\n"
    )
    texts = {f"a/{HOSTILE}": body + body, "long": "x" * 1_000_000 + "\n"}
    result = docnorm.canonicalize([Source(name, text.encode()) for name, text in texts.items()])
    found = opened(browser, tmp_path, html(result, HOSTILE))
    for key in "23":
        found.page.keyboard.press(key)
        assert HOSTILE in found.page.inner_text("main")
    found.page.evaluate("location.hash = '#doc/0'")
    found.page.wait_for_selector("#document")
    assert HOSTILE in found.page.inner_text(".blocks")
    assert {"RLO", "LRI", "NBSP"} <= {glyph.split(" ")[0] for glyph in found.texts(".blocks .glyph, .blocks .change")}
    found.page.evaluate("location.hash = '#doc/1'")
    found.page.wait_for_selector("text=980,000 more characters")
    assert found.page.title() == HOSTILE
    assert (len(found.requests), found.complaints) == (1, [])
    found.page.context.close()


def test_a_large_report_stays_responsive(browser: Browser, tmp_path: Path) -> None:
    """Five thousand groups take no more elements than fifty, and are all found."""
    words = [f"{a}{b}" for a in ("ka", "le", "mi", "no", "ru", "sa", "te") for b in ("ba", "do", "fi", "gu", "hy")]

    def paragraph(seed: int) -> str:
        return " ".join(words[(seed * 31 + n * (seed % 7 + 1)) % len(words)] + str(seed) for n in range(20))

    sources = [
        Source(f"f{n % 9}/{n}.txt", "".join(f"{paragraph(n * 2 + k)}\n\n" for k in (0, 1, 0)).encode())
        for n in range(5000)
    ]
    found = opened(browser, tmp_path, html(docnorm.canonicalize(sources), "large"))
    found.page.keyboard.press("2")
    assert int(found.texts("#status")[0].split()[0].replace(",", "")) >= 5000
    assert found.page.locator("li.group").count() == 50
    assert found.page.evaluate("() => document.querySelectorAll('*').length") < 1500
    found.page.keyboard.press("n")
    found.page.wait_for_selector("text=/page 2 of 10[0-9]/")
    found.page.fill("#search", "4242.txt")
    found.page.wait_for_selector("text=1 group of")
    assert found.complaints == []
    found.page.context.close()
