"""What can be chosen of a network, and what is said where it cannot be."""

import re

import pytest

from netlint.errors import UsageError
from netlint.zoo.options import CLASSES, RESOLUTION, Option, number_text

WIDTH = Option((0.5, 1.0, 1.5), "width")


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        (WIDTH, "1", 1.0),
        (WIDTH, "1.0", 1.0),
        (WIDTH, "0.50", 0.5),
        (CLASSES, "1", 1),
        (CLASSES, "100000", 100_000),
        (CLASSES, "10.0", 10),
        (RESOLUTION, "32", 32),
        (RESOLUTION, "1024", 1024),
    ],
)
def test_a_text_states_an_allowed_value(option: Option, text: str, value: float) -> None:
    found = option.value(text, "here")
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        (WIDTH, "0.6", "width: 0.6 is not among its values, the nearest is 0.5; it can be: 0.5, 1"),
        (WIDTH, "9999999", "the nearest is 1.5; it can be: 0.5, 1, 1.5"),
        (WIDTH, "wide", "width: 'wide' is no number; it can be: 0.5, 1, 1.5"),
        (WIDTH, "", "'' is no number"),
        (WIDTH, "1e0", "'1e0' is no number"),
        (WIDTH, "-1", "'-1' is no number"),
        (WIDTH, "1\n", r"'1\n' is no number"),
        (WIDTH, "\u0661", "'\u0661' is no number"),
        (WIDTH, "9" * 5000, "'" + "9" * 40 + "' is no number"),
        (CLASSES, "0", "the nearest is 1; it can be: whole numbers, 1 to 100000"),
        (CLASSES, "2.4", "2.4 is not among its values, the nearest is 2"),
        (RESOLUTION, "225", "the nearest is 224; it can be: multiples of 32, 32 to 1024"),
        (RESOLUTION, "4096", "the nearest is 1024"),
    ],
)
def test_what_is_not_allowed_is_named_with_the_nearest(
    option: Option, text: str, message: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        option.value(text, "zoo:x: width")


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (0.25, "0.25"), (100_000, "100000")])
def test_numbers_are_written_as_one_types_them(value: float, text: str) -> None:
    assert number_text(value) == text
