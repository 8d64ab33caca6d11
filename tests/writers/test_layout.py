"""Text tables fit their width, and say what they had to leave out."""

from __future__ import annotations

import pytest

from netlint.writers.layout import TextColumn, display_width, fit, pad, table_lines


def columns():
    return [
        TextColumn("name", ["a" * 30, "b"], least=10),
        TextColumn("big count", ["1,234,567,890", "0"], right=True, short=["1.23 G", "0"]),
        TextColumn("note", ["n" * 12, ""], rank=1, label="the note"),
        TextColumn("%", ["12.3", "0"], right=True, rank=2, label="share"),
    ]


def widest(kept):
    head, body = table_lines(kept)
    return max(map(display_width, head + body))


def test_with_room_everything_is_exact():
    kept, left_out = fit(columns(), 200)
    assert left_out == []
    assert [column.cells for column in kept] == [column.cells for column in columns()]


def test_then_figures_are_short():
    kept, left_out = fit(columns(), 60)
    assert left_out == []
    assert kept[1].cells == ["1.23 G", "0"]
    assert kept[0].width == 30


def test_then_names_are_cut():
    kept, left_out = fit(columns(), 45)
    assert left_out == []
    assert widest(kept) == 45
    assert table_lines(kept)[1][0].startswith("aaaaa..aaaaaaaaaa  1.23 G")


@pytest.mark.parametrize(
    ("width", "left_out"),
    [(37, ["share"]), (25, ["share", "the note"]), (18, ["share", "the note"])],
)
def test_then_columns_are_left_out_by_rank(width, left_out):
    kept, found = fit(columns(), width)
    assert found == left_out
    assert widest(kept) <= width


def test_what_cannot_fit_is_as_narrow_as_it_can_be():
    kept, _ = fit(columns(), 1)
    assert [column.heading for column in kept] == ["name", "big count"]
    assert kept[0].width == 10


def test_without_a_width_nothing_is_cut_but_one_huge_name_spills():
    kept, left_out = fit([TextColumn("name", ["x" * 500, "y"]), TextColumn("n", ["1", "2"])], None)
    _, body = table_lines(kept)
    assert left_out == []
    assert body[0] == "x" * 500 + "  1"
    assert body[1] == "y" + " " * 79 + "  2"


def test_headings_wrap_and_stand_at_the_bottom():
    head, body = table_lines([TextColumn("memory access", ["1"]), TextColumn("%", ["2"])])
    assert head == ["memory", "access  %", "------  -"]
    assert body == ["1       2"]


def test_a_table_without_rows_or_columns():
    assert table_lines([TextColumn("name", [])]) == (["name", "----"], [])
    assert table_lines([]) == ([""], [])


def test_wide_characters_count_twice():
    assert display_width("卷积") == 4
    assert pad("卷积", 6) == "卷积  "
    assert pad("卷积层卷积层", 5, right=True) == " ..层"
    assert display_width(pad("卷积层卷积层卷积层", 9)) == 9
