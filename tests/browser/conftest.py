"""A headless Chromium; without it these tests are left out, unless they are asked for."""

from __future__ import annotations

import os
import shutil

import pytest

from netlint.difference import DifferenceView
from netlint.writers.diff.html import write_html
from tests.differing import mixed_difference
from tests.pages import five, hostile_comparison, page_of

REQUIRED = "NETLINT_BROWSER_TESTS"
"""Set to `required` where a missing browser is a failure (continuous integration)."""


def _leave_out(reason: str) -> None:
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(f"{REQUIRED} is set: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _leave_out("needs chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _leave_out("needs playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Visit:
    """A page that is open, with everything that it complained about or asked for."""

    def __init__(self, browser, file, ready="html[data-drawn=yes]", **context):
        self.file = file
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector(ready, state="attached")

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    @property
    def strangers(self) -> list[str]:
        """What was asked for besides the page itself and what it holds."""
        own = self.file.as_uri()
        return [url for url in self.requests if url.split("#")[0] != own and url[:5] != "data:"]


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    file = tmp_path_factory.mktemp("pages") / "report.html"
    file.write_text(page_of(five()), "utf-8")
    return file


@pytest.fixture(scope="session")
def hostile_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "report.html"
    file.write_text(page_of(hostile_comparison(folder)), "utf-8")
    return file


@pytest.fixture(scope="session")
def difference_page(tmp_path_factory):
    file = tmp_path_factory.mktemp("differences") / "diff.html"
    file.write_text(write_html(mixed_difference(), DifferenceView()), "utf-8")
    return file


@pytest.fixture
def visit(chromium):
    """Opens pages, and at the end sees that none complained or asked for anything."""
    opened: list[Visit] = []

    def go(file, **context) -> Visit:
        opened.append(Visit(chromium, file, **context))
        return opened[-1]

    yield go
    for each in opened:
        each.context.close()
        assert each.complaints == []
        assert each.strangers == []
