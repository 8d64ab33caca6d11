"""Columns of blocks, by hand: maps of 4 x 4 x 2 (32 elements), kernels of 1 x 1 x 2 x 2 (4)."""

from __future__ import annotations

import pytest

from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import Survey
from netlint.operations import Fixed
from tests.costs.building import layer
from tests.facts.graphs import SHAPE, bare, emulated, graph
from tests.facts.wiring import source, survey_of

HEAD = "input x:\nconv stem: x\n"
ONE = "conv a: stem\nadd j: a stem"


def of(survey: Survey, place: int = -1) -> Row:
    return Row(survey.blocks[place], columns_of("block"))


def test_every_column_has_a_line_of_its_own() -> None:
    names = "name first last branching layers inputs fragments branches fragmentation depth params"
    names += " mult_adds mult_adds_share memory_access memory_access_bytes memory_access_share"
    columns = columns_of("block")
    for name in names.split():
        assert columns[name].doc.splitlines()[0].endswith((".", "1.")), name


def test_what_a_block_is() -> None:
    row = of(graph(HEAD + "conv b_1: stem\nnorm b_2: b_1\nadd b_3: b_2 stem"))
    assert (row["name"], row["first"], row["last"]) == ("b", "b_1", "b_3")
    assert (row["branching"], row["layers"]) == (True, 3)


def test_a_run_does_not_branch() -> None:
    row = of(graph(HEAD))
    assert (row["name"], row["first"], row["last"]) == ("x..stem", "x", "stem")
    assert (row["branching"], row["layers"]) == (False, 2)


def fragmentation(text: str) -> tuple[object, ...]:
    row = of(graph(HEAD + text))
    return row["fragments"], row["branches"], row["depth"], row["fragmentation"]


def parallel(count: int) -> str:
    names = [f"p{i}" for i in range(count)]
    return "\n".join([*(f"conv {n}: stem" for n in names), f"add j: {' '.join(names)}"])


def series(count: int) -> str:
    return " > ".join(["conv"] * count) + " a: stem\nadd j: a stem"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (series(1), (1, 1, 1, 2)),
        (series(2), (2, 1, 2, 3)),
        (parallel(2), (2, 2, 1, 4)),
        (series(4), (4, 1, 4, 5)),
        (parallel(4), (4, 4, 1, 8)),
    ],
    ids=["1-fragment", "2-series", "2-parallel", "4-series", "4-parallel"],
)
def test_fragmentation_orders_the_blocks_of_table_3(text: str, expected: tuple[int, ...]) -> None:
    """Ma et al., arXiv 1807.11164, Table 3: from the fastest to the slowest on a GPU."""
    assert fragmentation(text) == expected


def test_a_gate_is_not_side_by_side_with_what_it_gates() -> None:
    gate = "gap > dense > relu > dense g: a\nmultiply m: a g\nconv b: m\nadd j: b stem"
    assert fragmentation(f"conv a: stem\n{gate}") == (5, 1, 5, 6)


def test_a_pool_beside_a_convolution_is_a_branch() -> None:
    assert fragmentation("pool p: stem\nconv > conv a: stem\nconcat j: p a") == (3, 2, 2, 5)


def test_a_separable_convolution_is_two_fragments_in_a_row() -> None:
    assert fragmentation("separable a: stem\nadd j: a stem") == (2, 1, 2, 3)


def test_an_emulated_group_convolution_is_one_fragment_and_one_branch() -> None:
    row = of(emulated())
    assert (row["fragments"], row["branches"], row["depth"]) == (1, 1, 1)


def test_unknown_code_with_weights_may_hold_any_number_of_fragments() -> None:
    assert fragmentation("conv a: stem\ncustom b: a\nadd j: b stem") == (None,) * 4


def test_unknown_code_whose_weights_are_not_known_may_too() -> None:
    survey = graph(HEAD + "conv a: stem\nendless_code b: a\nadd j: b stem")
    row = of(survey)
    assert (row["fragments"], row["branches"], row["depth"]) == (None, None, None)


def test_unknown_code_without_weights_is_no_fragment() -> None:
    assert fragmentation("conv a: stem\ncode b: a\nadd j: b stem") == (1, 1, 1, 2)


@pytest.mark.parametrize("opaque", ["code", "custom"])
def test_code_inside_a_layer_of_parts_counts_as_it_does_outside(opaque: str) -> None:
    expected = (1, 1, 1, 2) if opaque == "code" else (None,) * 4
    assert fragmentation(f"wrapped_{opaque} a: stem\nadd j: a stem") == expected


def test_inputs_of_the_network_count_in_the_block_where_they_stand() -> None:
    towers = "input x:\ninput y:\nconv > conv a: x\nconv > conv b: y\nadd j: a b\nconv > conv c: j"
    survey = graph(towers + "\nconv > conv d: c\nadd k: d c")
    assert [of(survey, place)["inputs"] for place in range(len(survey.blocks))] == [2, 0, 0]
    assert of(graph(HEAD + ONE), 0)["inputs"] == 1


def test_the_input_of_a_nested_model_is_none_of_the_network() -> None:
    inner = layer(Fixed("input"), [SHAPE], [SHAPE])
    steps = ("x", source(SHAPE), ""), ("a", bare("conv", 1), "x"), ("inner", inner, "a")
    assert of(survey_of(*steps, ("b", bare("conv", 1), "inner")))["inputs"] == 1


def test_a_block_of_no_fragments_has_zero() -> None:
    row = of(graph("input x:\nrelu a: x"))
    assert (row["fragments"], row["branches"], row["depth"]) == (0, 0, 0)


def test_costs_add_up() -> None:
    """Two convolutions (the stem and `a`) of 16 x 2 x 2 = 64 mult-adds, 32 + 32 + 4 elements.

    The addition reads 64 and writes 32 elements; an element is 4 bytes.
    """
    row = of(graph(HEAD + ONE))
    assert (row["params"], row["mult_adds"], row["mult_adds_share"]) == (4, 64, 0.5)
    assert (row["memory_access"], row["memory_access_bytes"]) == (68 + 96, 656)
    assert row["memory_access_share"] == pytest.approx(164 / (164 + 68))


def test_an_unknown_layer_leaves_the_sums_of_its_block_alone_missing() -> None:
    """The unknown layer reads 32 elements and 2 weights and writes 32."""
    survey = graph(HEAD + ONE + "\nconv c: j\ncustom d: c\nadd k: c d")
    row = of(survey, 1)
    assert (row["mult_adds"], row["memory_access"]) == (64, 164)
    assert row["mult_adds_share"] == pytest.approx(64 / 192)
    assert row["memory_access_share"] == pytest.approx(164 / (164 + 68 + 230))
    row = of(survey)
    assert (row["mult_adds"], row["mult_adds_share"]) == (None, None)
    assert (row["params"], row["memory_access"]) == (2, 66 + 96)


def test_nothing_is_no_share_of_a_network_without_work() -> None:
    row = of(graph("input > identity a:"))
    assert (row["mult_adds"], row["memory_access"]) == (0, 0)
    assert (row["mult_adds_share"], row["memory_access_share"]) == (0, 0)


def test_a_layer_of_unknown_size_leaves_the_memory_access_missing() -> None:
    survey = graph(HEAD + "endless a: stem\nadd j: a stem")
    names = ["memory_access", "memory_access_bytes", "memory_access_share"]
    assert [of(survey)[name] for name in names] == [None] * 3
