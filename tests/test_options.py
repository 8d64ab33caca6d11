"""What the values of options mean."""

from __future__ import annotations

import click
import pytest

from netlint.errors import UsageError
from netlint.options import (
    budget,
    comma_list,
    comma_lists,
    input_shapes_by_name,
    limit_changes,
)


def shapes(*values):
    return input_shapes_by_name(None, None, values)


def test_shapes_by_name():
    assert shapes() == {}
    assert shapes("224,224,3") == {"": (224, 224, 3)}
    assert shapes("a=1, 2", "b=c=3") == {"a": (1, 2), "b=c": (3,)}


@pytest.mark.parametrize(
    "value", ["", "a=", "224x224x3", "1,,2", "-1,2", "1.5", "a=None", "9" * 5000, "²"]
)
def test_other_shapes_are_refused(value):
    with pytest.raises(UsageError, match="wants whole numbers"):
        shapes(value)


def test_an_input_has_one_shape():
    with pytest.raises(UsageError, match="every input has a shape already"):
        shapes("1", "2")
    with pytest.raises(UsageError, match="a has a shape already"):
        shapes("a=1", "a=1")


def test_comma_list():
    assert comma_list(None, None, None) == ()
    assert comma_list(None, None, "name, params") == ("name", "params")
    with pytest.raises(UsageError, match="names with commas between"):
        comma_list(None, None, "name,,params")


def option(name: str) -> click.Option:
    return click.Option([name])


def test_comma_lists():
    ignore = option("--ignore")
    assert comma_lists(None, ignore, ()) == ()
    assert comma_lists(None, ignore, ("G1, G2", "wide")) == ("G1", "G2", "wide")
    with pytest.raises(UsageError, match="--ignore 'G1,G2,': wants words with commas between"):
        comma_lists(None, ignore, ("G1", "G2,"))


def changes(*values):
    return limit_changes(None, option("--limit"), values)


def test_limits():
    assert changes() == {}
    assert changes("G1.error=0.5", "group-cost.warn = 3", "G1.info=false", "G1.error=1e1") == {
        "G1": {"error": 10.0, "info": None},
        "group-cost": {"warn": 3},
    }
    assert changes("B04.error=4MiB", "B01.error = 5M") == {
        "B04": {"error": "4MiB"},
        "B01": {"error": "5M"},
    }
    assert isinstance(changes("G1.error=3")["G1"]["error"], int)


@pytest.mark.parametrize("value", ["", "G1", "G1.error", ".error=1", "G1=1", "G1.errr=1", "=1"])
def test_limits_have_one_form(value):
    with pytest.raises(UsageError, match=r"--limit .*: wants RULE.LEVEL=VALUE with a level of"):
        changes(value)


@pytest.mark.parametrize("figure", ["", "x", "nan", "inf", "true", "1,5", "0x1f", "9" * 5000])
def test_limits_are_finite_numbers(figure):
    with pytest.raises(UsageError, match="must be a number, or false to switch it off"):
        changes(f"G1.error={figure}")


def test_budgets():
    assert budget(None, option("--max-params"), None) is None
    assert budget(None, option("--max-params"), "1.5M") == 1_500_000
    assert budget(None, option("--max-peak-activation"), "256KiB") == 262_144
    with pytest.raises(UsageError, match=r"^--max-file-size must be a number of bytes"):
        budget(None, option("--max-file-size"), "1M")
