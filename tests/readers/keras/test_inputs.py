"""Batch sizes, and input shapes that the file leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.readers.building import called, functional, k2, last, layer, source
from tests.readers.conftest import NetworkOf, Refused


def _model(*shape: int | None) -> dict[str, Any]:
    return functional(source("image", shape), called(layer("ReLU"), k2("image")))


@pytest.mark.parametrize(
    ("stored", "given", "expected"),
    [
        ((None, 4), {}, (1, 4)),
        ((None, 4), {"batch": 8}, (8, 4)),
        ((3, 4), {"batch": 8}, (3, 4)),
        ((3, 4), {"batch": 8, "force_batch": True}, (8, 4)),
        ((None, None, 3), {"default": (7, 3)}, (1, 7, 3)),
        ((None, None, 3), {"named": {"image": (7, 3)}}, (1, 7, 3)),
        ((None, 4), {"default": (9,)}, (1, 4)),
        ((), {}, ()),
    ],
)
def test_the_shape_of_an_input(
    stored: Any, given: dict[str, Any], expected: Any, network_of: NetworkOf
) -> None:
    assert last(network_of(_model(*stored), **given)).outputs[0].shape == expected


@pytest.mark.parametrize(
    ("stored", "given", "expected"),
    [
        ((None, None, 3), {}, "'image' has open dimensions: ?,3; pass --input-shape image=N,3"),
        ((None, None, 3), {"default": (7, 4)}, "--input-shape 7,4 does not fit the input 'image'"),
        ((None, None, 3), {"default": (7,)}, "which is ?,3 without the batch axis"),
        ((None, 4), {"named": {"image": (9,)}}, "--input-shape 9 does not fit"),
    ],
)
def test_a_shape_that_stays_open_or_does_not_fit(
    stored: Any, given: dict[str, Any], expected: str, refused: Refused
) -> None:
    assert expected in refused(_model(*stored), layer="image", **given)
