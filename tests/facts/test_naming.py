"""Names of blocks."""

from __future__ import annotations

import pytest

from netlint.facts.naming import block_names


@pytest.mark.parametrize("mark", ["_", "/", ".", "-"])
def test_a_block_is_called_what_its_layers_begin_with(mark: str) -> None:
    layers = [f"b{mark}1{mark}{name}" for name in ("conv", "bn", "add")]
    assert block_names([*layers, "b_2_conv"], [[0, 1, 2], [3]]) == [f"b{mark}1", "b_2_conv"]


def test_the_beginning_ends_at_a_separator() -> None:
    layers = ["block_30_a", "block_31_a", "block_3_a"]
    assert block_names(layers, [[0, 1], [2]]) == ["block_30_a..block_31_a", "block_3_a"]


def test_most_layers_are_enough() -> None:
    assert block_names(["b_a", "b_b", "re_lu_7", "b_c"], [[0, 1, 2, 3]]) == ["b"]
    assert block_names(["b_a", "b_b", "re_lu_7", "add"], [[0, 1, 2, 3]]) == ["b_a..add"]


def test_a_beginning_that_others_share_is_no_name() -> None:
    layers = ["conv_1", "conv_2", "conv_3", "conv_4"]
    assert block_names(layers, [[0, 1], [2, 3]]) == ["conv_1..conv_2", "conv_3..conv_4"]


def test_the_beginning_of_more_layers_wins_then_the_longer_one() -> None:
    assert block_names(["s_b_1_x", "s_b_1_y", "s_b_2"], [[0, 1, 2]]) == ["s_b"]


def test_numbers_are_no_name() -> None:
    assert block_names(["1_a", "1_b"], [[0, 1]]) == ["1_a..1_b"]


def test_a_name_is_given_once() -> None:
    layers = ["a_1", "a_2", "a", "a#2"]
    assert block_names(layers, [[2], [0, 1], [3]]) == ["a", "a#2", "a#2#2"]


def test_names_of_many_separators_cost_little() -> None:
    layers = [("a_" * 50_000) + str(number) for number in range(50)]
    assert block_names(layers, [range(50)]) == ["_".join("a" * 32)]
