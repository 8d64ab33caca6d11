"""Totals and coverage against sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.costs.registry import Cost
from netlint.network import Tensor, Weight
from netlint.operations import Fixed
from netlint.report import total
from tests.networks import analysis_of, exact_analysis, partial_analysis, row


def test_totals_are_sums():
    totals = exact_analysis().totals
    assert totals.params == 108 + 4 + 16
    assert totals.trainable_params == 108 + 16
    assert totals.non_trainable_params == 4
    assert totals.mult_adds == 6912 + 1024
    assert totals.other_ops == 256 + 256
    assert totals.flops == 2 * (6912 + 1024) + 512
    assert totals.memory_access == (304 + 256) + (256 + 256) + (272 + 256)
    assert totals.memory_access_bytes == 4 * totals.memory_access
    assert totals.intensity == pytest.approx(totals.flops / totals.memory_access_bytes)
    assert totals.known.params == totals.params


def test_what_is_unknown_makes_totals_unknown_and_leaves_lower_bounds():
    totals = partial_analysis().totals
    assert totals.params is None
    assert totals.mult_adds is None
    assert totals.flops is None
    assert totals.memory_access is None
    assert totals.intensity is None
    assert totals.known.params == 128 + 32
    assert totals.known.mult_adds == 7936 + 2048
    assert totals.known.flops == 2 * (7936 + 2048) + 512
    assert totals.known.memory_access == 1600 + 800


def test_parameters_of_unknown_kind_are_in_neither_lower_bound():
    told = row("told", weights=(Weight("a", (3,)), Weight("b", (2,), trainable=False)))
    untold = row("untold", weights=(Weight("c", (10,), trainable=None),))
    totals = analysis_of(told, untold).totals
    assert (totals.params, totals.trainable_params, totals.non_trainable_params) == (15, None, None)
    assert totals.known.trainable_params == 3
    assert totals.known.non_trainable_params == 2


def test_one_unknown_figure_leaves_the_others():
    half = Cost(5, None, 1, 2, None, None)
    totals = total([row("x", cost=half).figures])
    assert (totals.mult_adds, totals.flops, totals.memory_access) == (5, None, 3)
    assert totals.memory_access_bytes is None


def test_coverage_in_layers_and_parameters():
    coverage = partial_analysis().coverage
    assert coverage.layers == {"exact": 4, "inferred": 1, "unknown": 1}
    assert coverage.params == {"exact": 128 / 160, "inferred": 32 / 160, "unknown": 0}


def test_coverage_without_parameters_has_no_share():
    assert analysis_of(row("x")).coverage.params == dict.fromkeys(("exact", "inferred", "unknown"))


def test_batch_is_that_of_the_inputs():
    def batch(*shapes):
        inputs = (
            row(f"in{index}", Fixed("input"), output=shape) for index, shape in enumerate(shapes)
        )
        return analysis_of(*inputs).batch

    assert batch((8, 3)) == 8
    assert batch((8, 3), (8,)) == 8
    assert batch((8, 3), (1, 3)) is None
    assert batch((None, 3)) is None
    assert batch(()) is None
    assert batch(None) is None
    assert batch() is None


def test_a_later_call_has_no_parameters_of_its_own():
    first = row("x", weights=(Weight("kernel", (3, 3)),))
    later = replace(first, layer=replace(first.layer, name="x#2", shared=True))
    assert analysis_of(first, later).totals.params == 9


def test_the_graph_is_a_networkx_graph():
    graph = exact_analysis().network.graph
    assert list(graph.edges) == [
        ("image", "stem_conv"),
        ("stem_conv", "stem_relu"),
        ("stem_relu", "backbone/block_1_conv"),
    ]
    assert graph.nodes["image"]["layer"].outputs == (Tensor((1, 8, 8, 3), producer="image"),)


def test_a_report_is_one_line_in_a_console():
    text = repr(exact_analysis())
    assert "\n" not in text
    assert len(text) < 200
    assert "4 layers" in text
