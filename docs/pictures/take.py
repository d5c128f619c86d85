"""
Takes the pictures of the report that stand in the pages, from the seeds: `make pictures`.

Rule 1: a picture is of the real page in a real browser, and of what the seeds give today.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import docnorm
from docnorm.report import html

PICTURES = Path(__file__).parent
ROOT = PICTURES.parent.parent


def main() -> None:
    """
    Take all pictures.
    """
    result = docnorm.canonicalize(docnorm.read([ROOT / "seeds"]).sources)
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(html(result, "seeds"), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(
                offline=True,
                viewport={"width": 1200, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page = context.new_page()
            page.goto(file.as_uri())
            page.wait_for_selector("html[data-ready=texts]")
            _take(page, f"report-{scheme}")
            if scheme == "light":
                page.keyboard.press("3")
                _take(page, "report-documents")
                page.keyboard.press("2")
                page.locator("li.group button.head").first.click()
                _take(page, "report-groups")
        browser.close()


def _take(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
