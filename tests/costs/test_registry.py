"""The registry, and what holds for every operation."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import pytest

from netlint import operations
from netlint.costs import Cost, cost, cost_of
from netlint.costs.registry import (
    FREE,
    UNKNOWN,
    byte_size,
    load_formulas,
    plus,
    times,
    with_own_traffic,
)
from netlint.errors import UsageError
from netlint.network import Tensor
from netlint.operations import Composite, Fixed, Operation, Pool, Reshape

from .building import MAP, SAMPLES, layer, relu, sample


def test_there_is_a_sample_of_every_operation() -> None:
    """A dataclass with slots leaves its first class behind: only what the module holds counts."""
    classes = {it for it in Operation.__subclasses__() if vars(operations).get(it.__name__) is it}
    assert classes == set(SAMPLES)


@pytest.mark.parametrize("operation", SAMPLES)
def test_every_operation_has_a_formula(operation: type[Operation]) -> None:
    counted = cost_of(sample(operation))
    assert isinstance(counted, Cost)
    figures = [getattr(counted, field.name) for field in fields(Cost)]
    assert all(figure is None or (type(figure) is int and figure >= 0) for figure in figures)


@pytest.mark.parametrize(
    "operation", [it for it in SAMPLES if it not in (Fixed, Reshape, Composite)]
)
def test_nothing_known_is_never_zero_where_something_is_done(operation: type[Operation]) -> None:
    known = cost_of(sample(operation))
    unknown = Tensor(None)
    it = replace(sample(operation), inputs=(unknown, unknown), outputs=(unknown,), weights=None)
    for field in fields(Cost):
        if getattr(known, field.name):
            assert getattr(cost_of(it), field.name) is None, field.name
    bare = replace(it, inputs=(), outputs=())
    for field in fields(Cost):
        if getattr(known, field.name):
            assert getattr(cost_of(bare), field.name) is None, field.name


def test_a_formula_cites_a_source_or_says_that_it_is_free() -> None:
    for operation in SAMPLES:
        text = load_formulas()[operation].__doc__ or ""
        assert any(word in text for word in ("arXiv", ".py`", "table `", ": free")), operation


@dataclass(frozen=True)
class Plugin(Operation):
    """An operation of somebody else."""

    @property
    def word(self) -> str:
        return "plugin"


def test_an_operation_without_a_formula_is_an_error_that_names_the_layer() -> None:
    with pytest.raises(UsageError, match="'plugin' of layer 'it' has no cost formula"):
        cost_of(layer(Plugin(), [MAP], [MAP]))


def test_a_second_formula_is_an_error() -> None:
    cost_of(relu(MAP))  # every formula is registered
    with pytest.raises(UsageError, match="the cost of Pool is registered twice"):
        cost(Pool)(lambda _layer, _operation: FREE)


def test_derived_figures() -> None:
    counted = Cost(100, 20, 30, 10, 120, 40)
    assert counted.flops == 220
    assert counted.memory_access == 40
    assert counted.memory_access_bytes == 160
    assert counted.intensity == 220 / 160
    assert counted.complete
    assert FREE.intensity is None
    assert FREE.complete


@pytest.mark.parametrize("missing", [field.name for field in fields(Cost)])
def test_derived_figures_are_missing_where_they_need_what_is_missing(missing: str) -> None:
    counted = replace(Cost(100, 20, 30, 10, 120, 40), **{missing: None})
    assert (counted.flops is None) == (missing in ("mult_adds", "other_ops"))
    assert (counted.memory_access is None) == (missing in ("read", "written"))
    assert (counted.memory_access_bytes is None) == missing.endswith("bytes")
    assert (counted.intensity is None) == (missing not in ("read", "written"))
    assert counted.complete == missing.endswith("bytes")
    assert not UNKNOWN.complete


def test_sums_and_products_with_unknowns() -> None:
    assert plus(2, 3) == 5
    assert plus() == 0
    assert plus(2, None) is None
    assert plus(0, None) is None
    assert times(2, 3, 4) == 24
    assert times() == 1
    assert times(2, None) is None
    assert times(0, None) == 0


def test_own_traffic_in_parts() -> None:
    it = layer(Reshape(), [(2, 3)], [(6,)], [(4,)])
    assert with_own_traffic(it, 7, 8) == Cost(7, 8, 10, 6, 40, 24)
    assert with_own_traffic(replace(it, weights=None), 7, 8) == Cost(7, 8, None, 6, None, 24)
    assert with_own_traffic(replace(it, inputs=()), 7, 8) == Cost(7, 8, None, 6, None, 24)
    assert with_own_traffic(replace(it, outputs=()), 7, 8) == Cost(7, 8, 10, None, 40, None)


@pytest.mark.parametrize(
    ("count", "dtype", "size"),
    [
        (3, "float32", 12),
        (3, "int4", 2),  # rounded up to whole bytes
        (3, "bool", 3),
        (3, "string", None),
        (0, "string", 0),
        (None, "float32", None),
    ],
)
def test_bytes_of_elements(count: int | None, dtype: str, size: int | None) -> None:
    assert byte_size(count, dtype) == size
