"""The designed set: networks that netlint reads, pieces of real ones, the same every time."""

from __future__ import annotations

from collections import Counter

import pytest

from netlint.errors import UsageError
from netlint.measuring.designs import all_designs, paper
from netlint.measuring.designs.builder import Builder
from netlint.operations import Conv, Dense, Elementwise, Move, Pool, Reduce

DESIGNS = all_designs()
NETWORKS = {design.name: design.network() for design in DESIGNS}


def test_the_set_is_large_and_the_same_every_time():
    assert 150 <= len(DESIGNS) <= 250
    assert all_designs() == DESIGNS
    assert len(NETWORKS) == len(DESIGNS)


def test_every_shape_is_known_and_channels_are_where_the_builder_says():
    for network in NETWORKS.values():
        assert all(tensor.known for layer in network.layers for tensor in layer.outputs)


def test_designs_are_pieces_of_networks_not_single_kernels():
    works = (Conv, Dense, Elementwise, Pool, Reduce, Move)
    counts = {
        name: sum(isinstance(layer.operation, works) for layer in network.layers)
        for name, network in NETWORKS.items()
    }
    assert min(counts.values()) >= 2
    assert sorted(counts.values())[len(counts) // 2] >= 10
    assert max(counts.values()) <= 60


def test_what_networks_are_made_of_is_in_several_designs():
    words = Counter(
        word
        for network in NETWORKS.values()
        for word in {_kind(layer.operation) for layer in network.layers}
    )
    for word in (
        "conv 1", "conv 3", "conv 5", "conv 7", "depthwise 3", "depthwise 5",
        "grouped", "strided depthwise", "dense", "global_pool", "max pool", "average pool",
        "transpose", "concat", "crop", "pad", "add", "multiply", "hard_silu", "silu", "sigmoid",
        "hard_sigmoid", "relu", "relu6", "softmax", "resize",
    ):  # fmt: skip
        assert words[word] >= 2, word


def _kind(operation):
    match operation:
        case Conv(depthwise=True, strides=(2, 2)):
            return "strided depthwise"
        case Conv(depthwise=True, kernel=kernel):
            return f"depthwise {kernel[0]}"
        case Conv(groups=groups) if groups > 1:
            return "grouped"
        case Conv(kernel=kernel):
            return f"conv {kernel[0]}"
        case Pool(kind=kind):
            return f"{kind} pool"
    return (
        getattr(operation, "function", operation.word)
        if operation.word == "activation"
        else (operation.word)
    )


def test_no_design_has_a_layer_of_weights_twice():
    for network in NETWORKS.values():
        assert not any(layer.shared for layer in network.layers)


@pytest.mark.parametrize(("c1", "c2"), [(32, 32), (22, 44)])
def test_table_1_has_ten_blocks_of_two_convolutions(c1, c2):
    network = paper.unbalanced(56, c1, c2).network()
    convs = [layer for layer in network.layers if layer.op == "conv"]
    assert [conv.outputs[0].shape for conv in convs] == [(1, 56, 56, c2), (1, 56, 56, c1)] * 10


def test_a_name_stands_for_one_design(monkeypatch):
    design = Builder(8, 4).design("same")
    monkeypatch.setattr(paper, "designs", lambda: [design, design])
    with pytest.raises(UsageError, match="the design 'same' is there twice"):
        all_designs()


def test_a_builder_says_where_its_units_end():
    build = Builder(9, 8)
    x = build.start
    ends = [
        build.conv(x, 12, 3, 2),
        build.depthwise(x, 5, 2),
        build.pool(x, "Average", 2, 2, "valid"),
        build.pool(x),
        build.shuffle(x, 2),
        *build.halves(x),
        build.excite(x, 2),
        build.concat(x, x),
        build.sum(x, x),
        build.global_pool(x),
        build.dense(x, 7),
    ]
    network = build.design("all").network()
    shapes = {layer.name: layer.outputs[0].shape for layer in network.layers}
    assert [shapes[name] for name, _, _ in ends] == [
        (1, side, side, channels) for _, side, channels in ends
    ]
