"""The page of a difference in a real browser: it fits, sorts, and complains of nothing."""

from __future__ import annotations

import pytest

from netlint.difference import DifferenceView
from netlint.writers.diff.html import write_html
from tests.browser.axe import serious_faults
from tests.differing import hostile_difference
from tests.pages import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READY = "footer"
SIZES = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_it_fits_and_axe_finds_no_serious_fault(visit, difference_page, scheme, size):
    page = visit(difference_page, ready=READY, color_scheme=scheme, viewport=size).page
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator(".reasons rect").first.bounding_box()["width"] > 1
    assert serious_faults(page) == []


def test_layers_sort_by_what_they_move(visit, difference_page):
    page = visit(difference_page, ready=READY).page
    heading = page.locator(".changes thead th", has_text="mult-adds")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    moved = page.locator(".changes tbody tr td:nth-child(4)").evaluate_all(
        "cells => cells.map(cell => Number(cell.dataset.order))"
    )
    assert len(moved) == 5
    assert moved == sorted(moved)


def test_a_hostile_name_does_nothing(visit, tmp_path):
    file = tmp_path / "diff.html"
    file.write_text(write_html(hostile_difference(HOSTILE), DifferenceView()), "utf-8")
    page = visit(file, ready=READY).page
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, b").count() == 0
    assert HOSTILE in page.inner_text(".changes")
