"""Examples are run as their file says, and a problem says what was expected and what was said."""

from __future__ import annotations

import pytest

from netlint.trials import Trial, run_examples
from tests.decks.building import FIRES, SILENT, example, few_columns, loaded

__all__ = ["few_columns"]
pytestmark = pytest.mark.usefixtures("few_columns")
IMAGE = {"class": "InputLayer", "shape": [8, 8, 16]}
GROUPED = {"class": "Conv2D", "filters": 16, "kernel_size": 1, "groups": 4, "name": "grouped"}
PLAIN = {"class": "Conv2D", "filters": 16, "kernel_size": 1, "name": "plain"}
NETWORK = [IMAGE, GROUPED, PLAIN]
TWICE = [*NETWORK, {**GROUPED, "name": "again"}]


def drawn(expect: str, layers=NETWORK, **more) -> dict:
    return {"about": "a network", "expect": expect, "layers": layers, **more}


def trial(folder, tried: dict, **changes) -> Trial:
    """The trial of an example, which stands third in its file."""
    trials = run_examples(loaded(folder, example=[FIRES, SILENT, tried], **changes))
    assert [each.number for each in trials] == [1, 2, 3]
    return trials[2]


def test_the_examples_of_a_good_rule_pass(tmp_path):
    rule = loaded(tmp_path)
    first, second = run_examples(rule)
    assert (first.passed, first.said, first.problem) == (True, "warning", "")
    assert (second.passed, second.said, second.problem) == (True, "silent", "")
    assert (first.rule, first.example) == (rule, rule.examples[0])


def test_messages_are_filled_in(tmp_path):
    found = trial(tmp_path, example("error", op="conv", groups=9))
    assert (found.message, found.fix) == ("9 groups", "take 8 at the layer")


def test_messages_of_unstated_columns_stay_empty(tmp_path):
    found = trial(tmp_path, FIRES, message="{params} parameters", cost="moved / 2")
    assert (found.passed, found.message, found.fix) == (True, "", "take 2 at the layer")


@pytest.mark.parametrize(
    "tried",
    [
        example("silent", op="conv", groups=2),
        example("warning", op="conv", groups=8),
        example("error", op="conv", groups=8.5),
        example("silent", op="dense"),
        {**example("undecided", op="conv"), "missing": ["groups"]},
        {**example("undecided", groups=9), "missing": ["op"]},
        {**example("silent", groups=1), "missing": ["op"]},
        {**example("info", op="conv", groups=2), "limits": {"info": 1}},
        {**example("silent", op="conv", groups=99), "limits": {}},
        {**FIRES, "figure": 4},
        {**FIRES, "figure": 4.003},
        {**SILENT, "figure": 1},
        drawn("warning"),
        drawn("warning", at=["grouped"]),
        drawn("warning", TWICE, at=["again", "grouped"]),
        drawn("warning", at=["grouped"], figure=4),
        drawn("warning", TWICE, at=["again", "grouped"], figure=4),
        drawn("silent", [IMAGE, PLAIN]),
        drawn("silent", [IMAGE, PLAIN], figure=1),
        drawn("silent", limits={"info": 4}, figure=4),
        drawn("silent", limits={"info": 4}, figure=1, at=["plain"]),
        drawn("error", limits={"error": 3}),
    ],
)
def test_examples_that_pass(tmp_path, tried):
    assert trial(tmp_path, tried).problem == ""


@pytest.mark.parametrize(
    ("tried", "message"),
    [
        (example("warning", op="conv", groups=2), "expected warning, said silent (figure 2)"),
        (example("silent", op="conv", groups=4), "expected silent, said warning (figure 4)"),
        (example("error", op="conv", groups=4), "expected error, said warning (figure 4)"),
        (example("undecided", op="conv", groups=1), "expected undecided, said silent (figure 1)"),
        (example("info", op="dense"), "expected info, said silent"),
        (
            {**example("warning", op="conv"), "missing": ["groups"]},
            "expected warning, said undecided",
        ),
        (example("info", groups=3), "needs the column 'op', which it neither states nor calls"),
        (example("info", op="conv"), "needs the column 'groups', which it neither states nor cal"),
        ({**FIRES, "figure": 4.005}, "expected warning with the figure 4.005 (figure 4)"),
        ({**SILENT, "figure": 2}, "expected silent with the figure 2 (figure 1)"),
        ({**example("silent", op="dense"), "figure": 2}, "expected silent with the figure 2"),
        ({**FIRES, "limits": {"info": 5}}, "expected warning, said silent (figure 4)"),
        (drawn("silent"), "expected silent, said warning at grouped (figure 4)"),
        (drawn("info"), "expected info, said warning at grouped (figure 4)"),
        (drawn("warning", TWICE), "expected warning, said warning at grouped, warning at again ("),
        (drawn("warning", at=["plain"]), "expected warning at plain, said warning at grouped (fi"),
        (drawn("warning", TWICE, at=["again"]), "expected warning at again, said warning at grou"),
        (drawn("warning", at=["grouped", "again"]), "expected warning at grouped, again, said wa"),
        (drawn("warning", [IMAGE, PLAIN]), "expected warning, said silent (figure 1)"),
        (drawn("warning", figure=3), "expected warning with the figure 3 (figure 4)"),
        (drawn("warning", figure=1), "expected warning with the figure 1 (figure 4)"),
        (drawn("silent", [IMAGE], figure=3), "expected silent with the figure 3"),
        (
            drawn("silent", limits={"info": 4}, figure=4, at=["plain"]),
            "expected silent at plain with the figure 4 (figure 1)",
        ),
        (drawn("warning", [IMAGE, {"class": "Conv"}]), "network: layer 'conv': its class 'Conv' "),
    ],
)
def test_examples_that_fail(tmp_path, tried, message):
    found = trial(tmp_path, tried)
    assert not found.passed
    assert found.problem.startswith(message)
    assert "\n" not in found.problem


def test_a_layer_that_cannot_be_judged_is_undecided(tmp_path):
    layers = [IMAGE, {"class": "Lambda"}]
    found = trial(tmp_path, drawn("undecided", layers, at=["lambda"]), where='op == "opaque"')
    assert "example 3" not in found.problem
    assert (found.passed, found.said) == (True, "undecided at lambda")
    assert found.message == "cannot be decided: groups unknown"


def test_what_was_said_of_a_broken_sketch(tmp_path):
    assert trial(tmp_path, drawn("silent", [{"class": "ReLU"}])).said == "nothing"


@pytest.mark.parametrize("tried", [FIRES, drawn("warning")])
def test_a_cost_is_not_below_zero(tmp_path, tried):
    found = trial(tmp_path, tried, cost="0 - groups")
    assert found.problem == "its cost is below zero"


def test_the_network_and_blocks_are_judged_too(tmp_path):
    rule = loaded(
        tmp_path,
        scope="network",
        where=None,
        measure="depth",
        unit="layers",
        example=[
            drawn("warning", at=["network"], figure=3),
            drawn("silent", [IMAGE, PLAIN]),
            example("error", depth=9),
        ],
    )
    assert [each.problem for each in run_examples(rule)] == ["", "", ""]
