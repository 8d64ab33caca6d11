"""The page of a difference: everything in it, nothing from elsewhere, names are text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from netlint.difference import DifferenceView
from netlint.turnover import Turnover
from netlint.writers.diff.html import write_html
from netlint.writers.page.security import digest
from tests.differing import conv, diffed, hostile_difference, mixed_difference, unknown_difference
from tests.pages import HOSTILE
from tests.writers.checking import finding


def page(difference) -> str:
    return write_html(difference, DifferenceView())


class Elements(HTMLParser):
    """Counts elements, and keeps the texts of the table cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attrs}


def test_the_same_difference_gives_the_same_bytes():
    assert page(mixed_difference()) == page(mixed_difference())


def test_what_it_says():
    shown = page(mixed_difference())
    for text in (
        "<title>old.keras → new.keras · netlint</title>",
        "filters 8 → 16",
        "Failed: parameters grew by 292",
        '<th scope="row" data-order="removed" class="removed">removed</th>',
        "netlint diff old.keras new.keras -o diff.md",
    ):
        assert text in shown


def test_scripts_and_styles_are_named_by_their_hashes_and_nothing_is_fetched():
    shown = page(mixed_difference())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', shown)
    assert policy is not None
    for tag in ("script", "style"):
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", shown, re.DOTALL)
        assert len(found) == 1
        assert digest(found[0]) in policy[1].replace("&#43;", "+")
    assert not {"style", "onclick", "src"} & Elements(shown).attributes
    assert "https://" not in shown


def test_hostile_names_are_text():
    elements = Elements(page(hostile_difference(HOSTILE)))
    assert elements.counts["script"] == 1
    assert not {"img", "b"} & set(elements.counts)


def test_bars_go_both_ways_only_where_totals_do():
    mixed = page(mixed_difference())
    assert 'class="less"' in mixed
    assert 'class="more"' in mixed
    grown = page(diffed([conv(4, "a")], [conv(6, "a")]))
    assert 'class="axis"' not in grown
    assert 'class="more" x="0%" width="100' in grown


def test_a_page_without_a_difference():
    shown = page(diffed([conv(4)], [conv(4)]))
    assert "No difference." in shown
    assert 'id="why"' not in shown
    assert "No layer differs; 2 layers as before." in shown


def test_unknown_amounts_sort_last():
    assert '<td data-order="">?</td>' in page(unknown_difference())


def test_what_is_left_out_is_said():
    many = Turnover(new=tuple(finding(f"layer_{n}") for n in range(500)))
    assert "100 more findings are not listed" in page(replace(mixed_difference(), findings=many))
    layers = mixed_difference().layers
    long = replace(mixed_difference(), layers=tuple(replace(layers[0]) for _ in range(1200)))
    assert "200 more layers are not listed" in page(long)
