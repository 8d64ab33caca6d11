"""What figures have in common: marks, names, lines at limits."""

from __future__ import annotations

from netlint.writers.page.chart import Mark, limit_lines, plain


def test_sixty_four_networks_are_told_apart_by_colour_and_shape():
    marks = [Mark(index) for index in range(64)]
    assert len({(mark.color, mark.symbol) for mark in marks}) == 64
    assert len({(mark.color, mark.glyph) for mark in marks}) == 64
    assert len({(mark.color, mark.dash) for mark in marks[:32]}) == 32


def test_names_hold_no_markup_that_plotly_knows():
    assert plain("<b>x</b> &amp;") == "&lt;b&gt;x&lt;/b&gt; &amp;amp;"


def test_limits_are_lines_across_the_figure():
    [shape], [name] = limit_lines([("info", 7)], across=True)
    assert (shape["x0"], shape["x1"], shape["y0"], shape["y1"]) == (7, 7, 0, 1)
    assert shape["yref"] == "paper"
    assert name["text"] == "info"
    [shape], _ = limit_lines([("error", 2)], across=False)
    assert (shape["y0"], shape["y1"], shape["xref"]) == (2, 2, "paper")
