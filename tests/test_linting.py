"""Rules over rows: what fires, what stays open, in which order, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from netlint.decks.rule import Level
from netlint.facts.survey import Survey
from netlint.linting import Verdict, filled, judge, lint
from netlint.pipeline import analysis_of
from netlint.readers.sketch import sketched_network
from tests.decks.building import example, few_columns, loaded
from tests.targets import chip

__all__ = ["few_columns"]
pytestmark = pytest.mark.usefixtures("few_columns")


def conv(name: str, groups: int, **settings) -> dict:
    size = {"filters": 16, "kernel_size": 1, "use_bias": False}
    return {"class": "Conv2D", "name": name, "groups": groups, **size, **settings}


def survey_of(*layers: dict) -> Survey:
    image = {"class": "InputLayer", "shape": [8, 8, 16], "name": "x"}
    return Survey(analysis_of(sketched_network([image, *layers], "net")))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"op": "conv", "groups": 2}, None),
        ({"op": "conv", "groups": 3}, Verdict(Level.WARNING, 3, 2)),
        ({"op": "conv", "groups": 8}, Verdict(Level.WARNING, 8, 2)),
        ({"op": "conv", "groups": 9}, Verdict(Level.ERROR, 9, 8)),
        ({"op": "dense", "groups": 9}, None),
        ({"op": "dense", "groups": None}, None),
        ({"op": "conv", "groups": None}, Verdict(Level.ERROR, missing=("groups",))),
        ({"op": None, "groups": 9}, Verdict(Level.ERROR, missing=("op",))),
        ({"op": None, "groups": 3}, Verdict(Level.ERROR, missing=("op",))),
        ({"op": None, "groups": 2}, None),
        ({"op": None, "groups": None}, Verdict(Level.ERROR, missing=("groups", "op"))),
    ],
)
def test_verdicts(tmp_path, row, expected):
    assert judge(loaded(tmp_path), row) == expected


@pytest.mark.parametrize("op", ["conv", None])
@pytest.mark.parametrize("groups", [9, None])
def test_a_rule_may_skip_what_is_missing(tmp_path, op, groups):
    verdict = judge(loaded(tmp_path, on_missing="skip"), {"op": op, "groups": groups})
    assert verdict == (Verdict(Level.ERROR, 9, 8) if op and groups else None)


def test_an_undecided_verdict_is_as_bad_as_it_may_be(tmp_path):
    rule = loaded(tmp_path, limits={"info": 1, "warn": 2})
    verdict = judge(rule, {"op": "conv", "groups": None})
    assert verdict is not None
    assert (verdict.level, verdict.word) == (Level.WARNING, "undecided")


def test_a_verdict_is_worded_by_its_level():
    assert [Verdict(level, 1, 0).word for level in Level] == ["info", "warning", "error"]


def test_no_limits_say_nothing(tmp_path):
    rule = loaded(tmp_path, limits={})
    assert judge(rule, {"op": "conv", "groups": None}) is None
    assert lint(survey_of(conv("a", 16)), [rule]) == ()


def test_without_a_filter_every_row_counts(tmp_path):
    assert judge(loaded(tmp_path, where=None), {"groups": 3}) == Verdict(Level.WARNING, 3, 2)


def test_a_figure_that_is_no_number_is_not_a_pass(tmp_path):
    rule = loaded(tmp_path, measure="groups * ratio - groups * ratio", where=None)
    verdict = judge(rule, {"groups": 10**300, "ratio": 1e300})
    assert verdict == Verdict(Level.ERROR)


def test_only_columns_that_were_asked_for_are_called_missing(tmp_path):
    rule = loaded(tmp_path, where="bias and ratio > 1 or op == 'conv'")
    row = {"op": None, "bias": False, "ratio": None, "groups": 9}
    verdict = judge(rule, row)
    assert verdict is not None
    assert "op" in verdict.missing
    assert "bias" not in verdict.missing


def test_a_finding(tmp_path):
    rule = loaded(
        tmp_path,
        cost="moved / 2",
        message="{where}: {measure} groups above {limit}, {moved}, {part}, {ratio}, {bias}, {op}",
        fix="take {limit} at {where}",
    )
    survey = survey_of(conv("a", 4), conv("b", 1))
    (finding,) = lint(survey, [rule])
    # a reads and writes 8*8*16 elements and reads 16*16/4 weights; b reads 16*16
    moved = 4 * (2 * 1024 + 64)
    whole = moved + 4 * (2 * 1024 + 256)
    assert finding.message == (
        f"a: 4 groups above 2, {moved / 1024:.1f} KiB, 25.0 %, 1.50, no, conv"
    )
    assert finding.fix == "take 2 at a"
    assert (finding.rule, finding.level, finding.where) == (rule, Level.WARNING, "a")
    assert (finding.index, finding.layers) == (1, ("a",))
    assert (finding.figure, finding.limit, finding.missing) == (4, 2, ())
    assert finding.cost_bytes == moved // 2
    assert finding.cost_share == pytest.approx(moved / 2 / whole)


def test_a_figure_of_zero_has_a_cost(tmp_path):
    rule = loaded(tmp_path, measure="groups - 1", limits={"info": -1}, cost="moved")
    (finding,) = lint(survey_of(conv("a", 1)), [rule])
    assert (finding.figure, finding.cost_bytes) == (0, 4 * (2 * 1024 + 256))


def test_a_cost_that_is_missing_is_not_zero(tmp_path):
    rule = loaded(tmp_path, cost="moved / 0")
    (finding,) = lint(survey_of(conv("a", 4)), [rule])
    assert (finding.cost_bytes, finding.cost_share) == (None, None)


def on_chip(tmp_path, *layers: dict) -> Survey:
    """With a target: 1 ns a mult-add and a byte, 10 us a kernel, 20 us a group."""
    return Survey(survey_of(*layers).analysis, chip(tmp_path))


def test_a_price_is_what_the_cost_takes_on_the_target(tmp_path):
    rule = loaded(tmp_path, cost="moved / 2")
    survey = on_chip(tmp_path, conv("a", 4), conv("b", 1))
    (finding,) = lint(survey, [rule])
    bytes_of_a = 4 * (2 * 1024 + 64)
    whole = 2e-5 + 3 * 2e-5 + 1e-9 * (bytes_of_a + 4 * (2 * 1024 + 256) + 64 * 64 + 64 * 256)
    assert finding.price is not None
    assert finding.price.seconds == pytest.approx(1e-9 * bytes_of_a / 2)
    assert finding.price.of == pytest.approx(whole)
    assert finding.price.target == "chip"
    assert finding.seconds == finding.price.seconds


@pytest.mark.parametrize(
    ("price", "seconds"),
    [
        ({"groups": "groups - 1"}, 6e-5),
        ({"kernels": "1", "groups": "1"}, 3e-5),
        ({"seconds": "ratio * 0.00001"}, 1.5e-5),
        ({"seconds": "0 - ratio"}, 0.0),
        ({"kernels": "groups / 0"}, None),
    ],
)
def test_a_price_of_amounts_or_of_seconds(tmp_path, price, seconds):
    (finding,) = lint(on_chip(tmp_path, conv("a", 4)), [loaded(tmp_path, price=price)])
    found = None if finding.price is None else finding.price.seconds
    assert found == (None if seconds is None else pytest.approx(seconds))


def test_a_price_is_at_most_what_the_network_takes(tmp_path):
    rule = loaded(tmp_path, price={"seconds": "ratio"})
    (finding,) = lint(on_chip(tmp_path, conv("a", 4)), [rule])
    assert finding.price is not None
    assert finding.price.seconds == finding.price.of


def test_neither_a_rule_without_a_price_nor_an_undecided_finding_has_one(tmp_path):
    survey = on_chip(tmp_path, conv("a", 4), {"class": "Lambda", "name": "f"})
    (plain,) = lint(survey, [loaded(tmp_path)])
    (undecided,) = lint(survey, [loaded(tmp_path, where="op == 'opaque'", cost="moved")])
    assert (plain.price, plain.seconds) == (None, 0.0)
    assert undecided.undecided
    assert undecided.price is None


def test_where_the_work_is_unknown_so_is_the_price(tmp_path):
    where = "op == 'opaque' or op == 'conv'"
    rule = loaded(tmp_path, where=where, measure="1", limits={"info": 0}, price={"kernels": "1"})
    survey = on_chip(tmp_path, conv("a", 4), {"class": "Lambda", "name": "f"})
    prices = {each.where: each.price for each in lint(survey, [rule])}
    assert prices["a"] is not None
    assert prices["f"] is None


def test_the_price_of_a_block_is_taken_from_all_its_kernels(tmp_path):
    rule = loaded(
        tmp_path,
        scope="block",
        where=None,
        measure="size",
        price={"kernels": "1"},
        example=[example("warning", size=3), example("silent", size=1)],
    )
    found = lint(on_chip(tmp_path, conv("a", 4), conv("b", 1)), [rule])
    assert [each.price.seconds for each in found if each.price] == [pytest.approx(1e-5)]


def test_the_dearest_in_time_comes_first(tmp_path):
    """b moves more bytes, a has more groups."""
    rule = loaded(
        tmp_path, limits={"info": 0}, cost="moved", price={"bytes": "1", "groups": "groups"}
    )
    layers = conv("a", 8), conv("b", 2)
    assert [each.where for each in lint(survey_of(*layers), [rule])] == ["b", "a"]
    assert [each.where for each in lint(on_chip(tmp_path, *layers), [rule])] == ["a", "b"]


def test_an_undecided_finding(tmp_path):
    rule = loaded(tmp_path, where="op != 'input'", cost="moved")
    (finding,) = lint(survey_of({"class": "Lambda", "name": "f"}), [rule])
    assert (finding.undecided, finding.kind, finding.level) == (True, "undecided", Level.ERROR)
    assert finding.message == "cannot be decided: groups unknown"
    assert (finding.fix, finding.cost_bytes, finding.limit) == ("", None, None)
    assert finding.missing == ("groups",)


def test_an_undecided_finding_of_known_columns(tmp_path):
    rule = loaded(tmp_path, measure="groups / 0")
    (finding,) = lint(survey_of(conv("a", 4)), [rule])
    assert finding.message == "cannot be decided: a figure unknown"


def test_the_worst_first_then_the_dearest_then_in_order(tmp_path):
    wide = {"kernel_size": 3, "padding": "same"}
    survey = survey_of(
        conv("cheap", 4),
        conv("same", 4),
        conv("dear", 4, **wide),
        {"class": "Lambda", "name": "open", "output_shape": [8, 8, 16]},
        conv("bad", 16),
    )
    rule = loaded(tmp_path, where="op != 'input'", cost="moved")
    assert [finding.where for finding in lint(survey, [rule])] == [
        "bad",
        "open",
        "dear",
        "cheap",
        "same",
    ]


def test_what_is_decided_stands_before_what_is_not(tmp_path):
    survey = survey_of({"class": "Lambda", "name": "open"}, conv("bad", 16, inputs=["x"]))
    found = lint(survey, [loaded(tmp_path, where="op != 'input'")])
    assert [finding.where for finding in found] == ["bad", "open"]


def test_two_rules_at_one_layer_are_ordered_by_id(tmp_path):
    rules = [loaded(tmp_path, id=id_, name=f"a{id_[1]}") for id_ in ("T2", "T1")]
    assert [finding.rule.id for finding in lint(survey_of(conv("a", 4)), rules)] == ["T1", "T2"]


def test_blocks_and_the_network_have_places_too(tmp_path):
    survey = survey_of(conv("a", 1), conv("b", 1))
    block = SimpleNamespace(name="a..b", members=(1, 2))
    facts = SimpleNamespace(block=block, layers=survey.layers[1:])
    survey.__dict__["blocks"] = (facts,)
    scopes = {"block": ("size", "B1"), "network": ("depth", "N1")}
    rules = [
        loaded(
            tmp_path,
            id=id_,
            name=scope,
            scope=scope,
            where=None,
            measure=measure,
            limits={"info": 1},
            example=[
                {"about": "a", "expect": "info", "columns": {measure: 2}},
                {"about": "b", "expect": "silent", "columns": {measure: 1}},
            ],
        )
        for scope, (measure, id_) in scopes.items()
    ]
    network, found = lint(survey, rules)
    assert (network.where, network.index, network.layers, network.figure) == ("net", -1, (), 3)
    assert (found.where, found.index, found.layers, found.figure) == ("a..b", 1, ("a", "b"), 2)


def test_no_rules_look_at_nothing():
    assert lint(survey_of(conv("a", 16)), []) == ()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (3, Verdict(Level.ERROR, missing=("groups",))),
        (9, Verdict(Level.ERROR, 9, 8, at_least=True)),
        (2, Verdict(Level.ERROR, missing=("groups",))),
        (None, Verdict(Level.ERROR, missing=("groups",))),
    ],
)
def test_a_lower_bound_above_the_highest_limit_decides_what_is_missing(tmp_path, known, expected):
    rule = loaded(tmp_path, lower_bound="params")
    assert judge(rule, {"op": "conv", "groups": None, "params": known}) == expected


def test_a_lower_bound_does_not_matter_where_the_figure_is_known(tmp_path):
    rule = loaded(tmp_path, lower_bound="params")
    assert judge(rule, {"op": "conv", "groups": 2, "params": 100}) is None


def test_a_lower_bound_is_written_as_one(tmp_path):
    rule = loaded(tmp_path, message="{measure} of {limit}")
    verdict = Verdict(Level.ERROR, 9, 8, at_least=True)
    assert filled(rule.message, rule, verdict, "a", {}) == ">= 9 of 8"


def test_long_names_are_cut_in_messages(tmp_path):
    rule = loaded(tmp_path, message="{op} {where}")
    text = filled(rule.message, rule, Verdict(Level.ERROR, 9, 8), "w" * 5000, {"op": "o" * 5000})
    assert len(text) == 801
