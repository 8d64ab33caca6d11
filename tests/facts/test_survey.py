"""Who reads whom, and what all columns share."""

from __future__ import annotations

from netlint.facts.survey import Survey
from netlint.pipeline import analysis_of
from netlint.readers.sketch import sketched_network
from tests.networks import partial_analysis

LAYERS = [
    {"class": "InputLayer", "shape": [8, 8, 16], "name": "x"},
    {"class": "Conv2D", "filters": 16, "kernel_size": 1, "use_bias": False, "name": "a"},
    {"class": "ReLU", "inputs": ["x"], "name": "b"},
    {"class": "Concatenate", "inputs": ["b", "a", "b"], "name": "c"},
    {"class": "Flatten", "inputs": ["a"], "name": "d"},
]


def survey() -> Survey:
    return Survey(analysis_of(sketched_network(LAYERS)))


def test_layers_stand_in_order_of_execution():
    found = survey()
    assert [facts.layer.name for facts in found.layers] == ["x", "a", "b", "c", "d"]
    assert [facts.index for facts in found.layers] == [0, 1, 2, 3, 4]
    assert found.index == {"x": 0, "a": 1, "b": 2, "c": 3, "d": 4}
    assert found.layers[1].cost.mult_adds == 8 * 8 * 16 * 16
    assert found.network is found.analysis.network


def test_producers_in_order_of_the_inputs_each_once():
    found = survey()
    assert found.producers == ((), (0,), (0,), (2, 1), (1,))
    assert [facts.layer.name for facts in found.layers[3].producers] == ["b", "a"]


def test_consumers_in_order_of_execution_each_once():
    found = survey()
    assert found.consumers == ((1, 2), (3, 4), (3,), (), ())
    assert [facts.layer.name for facts in found.layers[0].consumers] == ["a", "b"]


def test_the_outputs():
    assert survey().output_indices == {3, 4}


def test_memory_access_in_bytes():
    read = 1024 + 256 + 1024 + 3 * 1024
    written = 1024 + 1024 + 3 * 1024
    assert survey().known_memory_access_bytes == 4 * (read + written)


def test_what_is_unknown_adds_nothing():
    # 304 + 256 + 272 + 288 elements read, 256 * 3 + 512 written; the opaque layer is unknown
    assert Survey(partial_analysis()).known_memory_access_bytes == 4 * (
        304 + 256 + 272 + 288
    ) + 4 * (256 * 3 + 512)


def test_producers_outside_the_network_are_left_out():
    found = Survey(partial_analysis())
    assert found.index["image"] == 0
    assert found.producers[0] == ()


def test_blocks_and_kernels_cover_layers_of_the_network():
    found = survey()
    for block in found.blocks:
        assert all(facts.survey is found for facts in block.layers)
        assert [facts.index for facts in block.layers] == list(block.block.members)
    assert found.blocks is found.blocks
    assert found.kernels is found.kernels
