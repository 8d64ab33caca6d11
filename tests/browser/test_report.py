"""The page in a real browser: it draws, sorts, filters, opens, and does nothing else."""

from __future__ import annotations

import pytest

from netlint.writers.page.document import plotly_source
from tests.browser.axe import serious_faults
from tests.pages import HOSTILE, five, page_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


def _column(page, number: int) -> list[str]:
    return page.locator(f"#figures-table tbody tr > :nth-child({number})").all_inner_texts()


def test_every_figure_is_drawn_in_both_themes_at_both_widths(visit, report):
    for scheme in ("light", "dark"):
        for size in (WIDE, NARROW):
            page = visit(report, color_scheme=scheme, viewport=size).page
            assert page.locator("[data-chart] .main-svg").count() >= 7
            assert page.locator("#graph-view [role=treeitem]").count() > 3
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0


def test_a_table_sorts_by_figures_in_both_directions(visit, report):
    page = visit(report).page
    heading = page.locator("#figures-table thead th").nth(2)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    millions = [float(text.split()[0]) for text in _column(page, 3)]
    assert millions == sorted(millions)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert [float(text.split()[0]) for text in _column(page, 3)] == sorted(millions)[::-1]


def test_filters_leave_what_fits_and_say_how_many(visit, report):
    page = visit(report).page
    every = page.locator("#finding-list > li:visible").count()
    page.select_option("#filter-rule", "G1")
    shown = page.locator("#finding-list > li:visible")
    assert 0 < shown.count() < every
    assert {each.get_attribute("data-rule") for each in shown.all()} == {"G1"}
    assert page.inner_text("#filter-status") == f"{shown.count()} of {every} findings"
    page.fill("#filter-text", "no layer is called this")
    assert shown.count() == 0


def test_a_finding_leads_to_its_layer(visit, report):
    page = visit(report).page
    item = page.locator("#finding-list > li").first
    name = item.locator(".where").inner_text()
    item.locator("summary").click()
    item.locator("a.to-layer").click()
    chosen = page.locator("#graph-view .node.chosen")
    chosen.wait_for()
    assert name in str(chosen.get_attribute("aria-label"))
    assert name in page.inner_text("#graph-panel h3")


def test_a_block_opens_and_closes_by_mouse_and_by_keyboard(visit, report):
    page = visit(report).page
    layers = page.locator("#graph-view [role=treeitem][aria-level='2']")
    first = page.locator("#node-b0")
    first.click()
    assert first.get_attribute("aria-expanded") == "true"
    assert layers.count() >= 1
    page.keyboard.press("ArrowLeft")
    assert layers.count() == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "node-l0"
    assert page.inner_text("#graph-panel h3") == page.evaluate(
        "JSON.parse(document.getElementById('graphs').textContent).networks[0].names[0]"
    )


def test_a_search_finds_a_layer_and_opens_its_block(visit, report):
    page = visit(report).page
    name = five().entries[4].survey.layers[-1].layer.name
    page.select_option("#graph-network", "4")
    page.fill("#graph-search", name)
    page.keyboard.press("Enter")
    assert name in str(page.locator("#graph-view .node.chosen").get_attribute("aria-label"))
    page.fill("#graph-search", "no layer is called this")
    assert page.inner_text("#graph-status") == "0 layers found"


def test_all_blocks_open_and_what_cannot_be_seen_is_not_drawn(visit, report):
    page = visit(report).page
    page.select_option("#graph-network", "4")
    page.click("#graph-open")
    assert 0 < page.locator("#graph-view .node").count() < 100
    page.locator("#graph-view").evaluate("view => { view.scrollTop = view.scrollHeight }")
    last = five().entries[4].survey.layers[-1].layer.name
    page.locator(f"#graph-view .node[aria-label^='{last},']").wait_for()


def test_one_target_is_shown_at_a_time_and_drawn_when_it_is_chosen(visit, report):
    page = visit(report).page
    first, second = page.locator("[data-target='0']"), page.locator("[data-target='1']")
    assert first.locator(".main-svg").count() > 0
    assert not second.is_visible()
    page.select_option("#target-choice", "1")
    second.locator(".main-svg").first.wait_for()
    assert not first.is_visible()


def test_kernels_are_walked_along_by_buttons_the_slowest_first(visit, report):
    page = visit(report).page
    network = five().entries[3]
    page.select_option("#target-network", "3")
    times = {
        network.survey.layers[kernel.index].layer.name: kernel.seconds
        for kernel in network.predictions[0].kernels
        if kernel.mult_adds
    }
    page.get_by_role("button", name="Slowest kernel").press("Enter")
    slowest = max(times, key=lambda name: times[name])
    said = page.inner_text("#kernel-status")
    assert said.startswith(f"1 of {len(times)}: {network.label}, {slowest}, ")
    assert page.locator(".hoverlayer .hovertext").count() == 1
    page.get_by_role("button", name="Next kernel").press("Enter")
    assert page.inner_text("#kernel-status").startswith("2 of ")
    page.get_by_role("button", name="One back").press("Enter")
    assert page.inner_text("#kernel-status") == said


def test_paper_has_every_target(visit, report):
    page = visit(report).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    drawn = page.locator("[data-target] .main-svg:visible")
    drawn.nth(1).wait_for()
    assert page.locator("[data-target]:visible").count() == 2


def test_without_scripts_every_target_is_there(chromium, report):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("[data-target]:visible").count() == 2
    assert page.locator("[data-target='1'] svg.bar:visible").count() == 5
    context.close()


def test_a_hostile_name_does_nothing(visit, hostile_report):
    page = visit(hostile_report).page
    page.select_option("#graph-network", "0")
    page.click("#graph-open")
    page.fill("#graph-search", "<script>")
    page.keyboard.press("Enter")
    assert page.inner_text("#graph-panel h3") == HOSTILE
    page.locator(".nsewdrag").first.hover()
    page.click("#kernel-next")
    assert HOSTILE[:9] in page.inner_text("#kernel-status")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, b").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(visit, report, scheme):
    page = visit(report, color_scheme=scheme, viewport=WIDE).page
    page.locator("#node-b0").click()
    page.locator("#finding-list summary").first.click()
    page.locator(".rules summary").first.click()
    assert serious_faults(page) == []


def test_a_page_with_plotly_beside_it_draws(chromium, tmp_path):
    (tmp_path / "plotly.min.js").write_text(plotly_source(), "utf-8")
    file = tmp_path / "report.html"
    file.write_text(page_of(five(), "directory"), "utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    assert page.locator("[data-chart] .main-svg").count() >= 7
    page.close()


def test_paper_is_light_and_the_screen_gets_its_theme_back(visit, report):
    page = visit(report, color_scheme="dark").page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 248)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
