"""The figures under the guidelines show what the rules look at."""

from __future__ import annotations

from netlint.comparison import Comparison, Entry, compared
from netlint.decks import load_decks
from netlint.facts import Survey
from netlint.pipeline import analysis_of, inspect
from netlint.readers.sketch import sketched_network
from netlint.writers.page.guidelines import guideline_charts

IMAGE = {"class": "InputLayer", "shape": [28, 28, 8], "name": "x"}


def conv(name: str, source: str) -> dict[str, object]:
    return {"class": "Conv2D", "filters": 8, "kernel_size": 1, "inputs": [source], "name": name}


def compared_with(*layers: dict[str, object], rules: bool = True) -> Comparison:
    analysis = analysis_of(sketched_network([IMAGE, *layers], "net"))
    deck = load_decks(["shufflenetv2"])[0].rules if rules else ()
    made = inspect(analysis, deck)
    return compared([Entry("net", "net.json", made, Survey(analysis))], "netlint report net.json")


def blocks_shown(comparison: Comparison) -> str:
    chart = next(chart for chart in guideline_charts(comparison) if chart.name == "g3")
    return str(chart.rows[0][1])


PARALLEL = [conv(name, "x") for name in "abcd"]
JOINED = {"class": "Add", "inputs": list("abcd")}
PROJECTED = [conv("a", "x"), conv("b", "a"), conv("c", "b"), conv("d", "x")]
SHORTCUT = {"class": "Add", "inputs": ["c", "d"]}


def test_a_block_that_guideline_3_looks_at_is_shown():
    assert blocks_shown(compared_with(*PARALLEL, JOINED)) == "1"


def test_a_block_that_it_leaves_alone_is_not_shown_beside_its_limits():
    assert blocks_shown(compared_with(*PROJECTED, SHORTCUT)) == "0"


def test_without_the_rule_every_block_that_branches_is_shown():
    assert blocks_shown(compared_with(*PROJECTED, SHORTCUT, rules=False)) == "1"
