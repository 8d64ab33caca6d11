"""Bars: where each part begins, how wide it is, and what it says."""

from __future__ import annotations

from netlint.writers.page.bars import Part, bar

PARTS = [Part(1, 60, "sixty"), Part(5, 0, "none"), Part(7, 40, "forty")]


def test_a_bar_fills_its_room_and_leaves_out_what_is_nothing():
    found = bar("work", PARTS)
    assert [(each.family, each.start, each.width) for each in found.segments] == [
        (1, "0.000", "60.000"),
        (7, "60.000", "40.000"),
    ]
    assert [each.text for each in found.segments] == ["60 %", "40 %"]
    assert found.label == "work: sixty; forty"


def test_on_a_common_scale_a_part_says_its_share_of_the_bar():
    """The bar takes a tenth of the room: 6 % and 4 % of it are too narrow for a text."""
    found = bar("work", PARTS, room=1000)
    assert [each.width for each in found.segments] == ["6.000", "4.000"]
    assert {each.text for each in found.segments} == {""}
    assert bar("work", PARTS, room=200).segments[0].text == "60 %"


def test_a_bar_of_nothing_is_empty():
    assert bar("work", []).segments == ()
    assert bar("work", [Part(1, 0, "none")], room=0).label == "work: nothing known"
