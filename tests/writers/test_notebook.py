"""The HTML for notebooks: complete, and no name can break out of it."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.golden import assert_golden
from tests.networks import (
    analysis_of,
    exact_analysis,
    long_analysis,
    partial_analysis,
    renamed,
    row,
)


class Tags(HTMLParser):
    """Counts tags, and collects text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_whole_output():
    assert_golden("partial.html", partial_analysis()._repr_html_())


def test_names_are_text():
    hostile = "</td><script>alert(1)</script><img src=x onerror=y>'\""
    plain, attacked = (
        Tags(analysis._repr_html_())
        for analysis in (exact_analysis(), renamed(exact_analysis(), hostile))
    )
    assert attacked.tags == plain.tags
    assert hostile in attacked.texts


def test_lone_surrogates_can_be_encoded():
    renamed(exact_analysis(), "\ud800")._repr_html_().encode()


def test_long_networks_are_cut_and_say_so():
    parsed = Tags(long_analysis(250)._repr_html_())
    assert parsed.tags.count("tr") == 1 + 200 + 6
    assert any("50 more layers" in text for text in parsed.texts)
    assert not any(
        "more layers" in text for text in Tags(analysis_of(row("x"))._repr_html_()).texts
    )


def test_a_long_name_does_not_push_the_figures_away():
    html = analysis_of(row("a" * 3000 + "_conv"))._repr_html_()
    assert "a" * 100 not in html
    assert "_conv" in html
