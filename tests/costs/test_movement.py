"""What is free, what only moves elements: the table and its formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint import operations
from netlint.costs import Cost, cost_of
from netlint.costs.movement import TREATMENT, Treatment
from netlint.costs.registry import FREE
from netlint.network import Shape, Tensor, Weight
from netlint.operations import Fixed, Lookup, Move, Operation, Reshape, Resize

from .building import SAMPLES, layer, sample


@pytest.mark.parametrize("operation", [Fixed("input"), Fixed("identity"), Reshape()])
def test_views_are_free_even_where_shapes_are_unknown(operation: Operation) -> None:
    assert cost_of(layer(operation, [(None, 4)], [(None, 4)])) == FREE


def _moved(cost: Cost) -> tuple[int | None, int | None]:
    assert (cost.mult_adds, cost.other_ops) == (0, 0)
    return cost.read, cost.written


def test_channel_shuffle_of_shufflenet_moves_every_element() -> None:
    """Transposing 28 x 28 x 3 x 80: nothing is computed, everything is read and written."""
    cost = cost_of(layer(Move("transpose"), [(1, 28, 28, 3, 80)], [(1, 28, 28, 80, 3)]))
    assert _moved(cost) == (188_160, 188_160)
    assert cost.memory_access_bytes == 8 * 188_160


def test_concat_reads_all_its_inputs() -> None:
    cost = cost_of(layer(Move("concat"), [(1, 7, 7, 3), (1, 7, 7, 5)], [(1, 7, 7, 8)]))
    assert _moved(cost) == (392, 392)


def test_split_writes_all_its_outputs() -> None:
    cost = cost_of(layer(Move("split"), [(1, 8)], [(1, 3), (1, 5)]))
    assert _moved(cost) == (8, 8)


def test_padding_writes_more_than_it_reads() -> None:
    assert _moved(cost_of(layer(Move("pad"), [(1, 4, 4, 2)], [(1, 6, 6, 2)]))) == (32, 72)


def test_a_slice_reads_what_it_writes() -> None:
    halves = layer(Move("slice", reads="outputs"), [(1, 7, 7, 8)], [(1, 7, 7, 4)])
    assert _moved(cost_of(halves)) == (196, 196)
    unknown = layer(Move("slice", reads="outputs"), [(1, None, 8)], [(1, 7, 4)])
    assert _moved(cost_of(unknown)) == (28, 28)
    assert _moved(cost_of(layer(Move("slice", reads="outputs"), [], [(1, 4)]))) == (None, 4)


def test_a_gather_reads_its_indices_too() -> None:
    inputs = [Tensor((100, 8), "float16"), Tensor((5,), "int64")]
    cost = cost_of(layer(Move("gather", reads="outputs"), inputs, [Tensor((5, 8), "float16")]))
    assert _moved(cost) == (45, 40)
    assert (cost.read_bytes, cost.written_bytes) == (2 * 40 + 8 * 5, 2 * 40)


def test_a_cast_changes_bytes_only() -> None:
    cost = cost_of(layer(Move("cast"), [Tensor((10,), "uint8")], [Tensor((10,), "float32")]))
    assert _moved(cost) == (10, 10)
    assert (cost.read_bytes, cost.written_bytes) == (10, 40)


def test_a_fill_reads_nothing() -> None:
    assert _moved(cost_of(layer(Move("fill"), [], [(2, 3)]))) == (0, 6)
    assert _moved(cost_of(layer(Move("fill"), [(2, 3)], [(2, 3)]))) == (0, 6)
    assert _moved(cost_of(layer(Move("tile", "none"), [(1, 3)], [(2, 3)]))) == (0, 6)


def test_strings_have_elements_but_no_bytes() -> None:
    text = Tensor((3,), "string")
    cost = cost_of(layer(Move("concat"), [text], [text]))
    assert _moved(cost) == (3, 3)
    assert cost.memory_access_bytes is None


# --- resizing --------------------------------------------------------------------------------

SIZES = st.integers(1, 9)


@given(SIZES, SIZES, SIZES, SIZES, st.booleans())
def test_nearest_reads_the_elements_that_it_uses(
    height: int, width: int, to_height: int, to_width: int, half_pixel: bool
) -> None:
    offset = 0.5 if half_pixel else 0.0
    rows = {int((at + offset) * height / to_height) for at in range(to_height)}
    columns = {int((at + offset) * width / to_width) for at in range(to_width)}
    it = layer(Resize("nearest"), [(2, height, width, 3)], [(2, to_height, to_width, 3)])
    assert _moved(cost_of(it)) == (
        2 * len(rows) * len(columns) * 3,
        2 * to_height * to_width * 3,
    )


@pytest.mark.parametrize(("method", "per_output"), [("bilinear", 3 * 3), ("bicubic", 5 * 7)])
def test_interpolation_computes(method: str, per_output: int) -> None:
    """Bilinear: 3 x (subtract, multiply, add); bicubic: 5 x (4 multiply, 3 add)."""
    cost = cost_of(layer(Resize(method), [(1, 4, 4, 2)], [(1, 8, 8, 2)]))
    assert (cost.mult_adds, cost.other_ops) == (0, 128 * per_output)
    assert (cost.read, cost.written) == (32, 128)


def test_other_interpolations_are_unknown() -> None:
    cost = cost_of(layer(Resize("lanczos3"), [(1, 4, 4, 2)], [(1, 8, 8, 2)]))
    assert (cost.other_ops, cost.read, cost.written) == (None, 32, 128)


@pytest.mark.parametrize("shape", [None, (1, None, 4, 2), (4, 4)])
def test_resizing_from_an_unknown_shape(shape: Shape | None) -> None:
    cost = cost_of(layer(Resize("nearest"), [shape], [(1, 8, 8, 2)]))
    assert _moved(cost) == (None, 128)
    assert cost.read_bytes is None


def test_resizing_without_tensors_is_unknown() -> None:
    assert _moved(cost_of(layer(Resize("nearest"), [], [(1, 8)]))) == (None, 8)
    assert cost_of(layer(Resize("bilinear"), [(1, 8)], [])).other_ops is None


# --- lookups ---------------------------------------------------------------------------------


def test_an_embedding_reads_one_row_per_index_not_the_table() -> None:
    table = Weight("embeddings", (30_000, 128), dtype="float16")
    cost = cost_of(layer(Lookup(), [Tensor((2, 10), "int64")], [(2, 10, 128)], [table]))
    assert _moved(cost) == (20 + 20 * 128, 20 * 128)
    assert cost.read_bytes == 8 * 20 + 2 * 20 * 128
    assert cost.written_bytes == 4 * 20 * 128


def test_an_embedding_whose_table_is_unknown() -> None:
    cost = cost_of(layer(Lookup(), [(2, 10)], [(2, 10, 128)], None))
    assert _moved(cost) == (20 + 20 * 128, 20 * 128)
    assert cost.read_bytes is None


def test_a_quantised_embedding_is_unknown() -> None:
    cost = cost_of(layer(Lookup(), [(2,)], [(2, 8)], [(100, 8), (100, 1)]))
    assert (cost.other_ops, cost.read, cost.written) == (None, None, 16)


def test_an_embedding_of_unknown_length() -> None:
    cost = cost_of(layer(Lookup(), [(None,)], [(None, 8)], [(100, 8)]))
    assert _moved(cost) == (None, None)


# --- the table -------------------------------------------------------------------------------


def test_the_table_lists_every_operation() -> None:
    assert {row.operation for row in TREATMENT} == {each.__name__ for each in SAMPLES}


@pytest.mark.parametrize("row", TREATMENT, ids=lambda row: row.words)
def test_the_table_says_what_the_formulas_do(row: Treatment) -> None:
    cost = cost_of(sample(getattr(operations, row.operation), row.words))
    expected = {
        "free": cost == FREE,
        "moves": cost.flops == 0 and bool(cost.memory_access),
        "computes": bool(cost.flops) and bool(cost.memory_access),
        "sums": bool(cost.flops) and bool(cost.memory_access),
        "unknown": cost.flops is None and bool(cost.memory_access),
    }
    assert expected[row.does]
