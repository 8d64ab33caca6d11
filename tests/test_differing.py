"""What changed between two networks, and why: figures that can be added up by hand."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from netlint.network import Network, Tensor
from netlint.operations import Opaque
from tests.differing import (
    conv,
    custom,
    diffed,
    differing,
    entry,
    kinds,
    layer,
    movement,
    network,
    said,
    with_custom,
)
from tests.networks import cost, row

POINT = {"kernel_size": 1, "use_bias": False}
BN, RELU = {"class": "BatchNormalization"}, {"class": "ReLU"}


def unit(filters: int, **more) -> list[dict]:
    """Three layers as Keras names them."""
    return [conv(filters, **more), BN, RELU]


def test_two_identical_networks():
    found = diffed([*unit(4), conv(8)], [*unit(4), conv(8)])
    assert found.same
    assert (found.layers, found.moved, found.renamed, found.matched) == ((), (), 0, 5)
    assert found.passed


def test_a_widened_layer_and_the_layer_that_reads_it():
    """8x8: a from 3 to 4, now 6 channels; b from that to 5."""
    old = [conv(4, "a", **POINT), conv(5, "b", **POINT)]
    found = diffed(old, [conv(6, "a", **POINT), conv(5, "b", **POINT)])
    assert kinds(found) == {"a": "changed", "b": "affected"}
    assert said(layer(found, "a")) == [("filters", 4, 6)]
    assert said(layer(found, "b")) == [("input channels", 4, 6)]
    assert (layer(found, "a").causes, layer(found, "b").causes) == ((), ("a",))
    assert layer(found, "a").amounts["mult_adds"] == 64 * 3 * 2
    assert layer(found, "b").amounts["mult_adds"] == 64 * 5 * 2
    assert layer(found, "b").amounts["memory_access"] == 64 * 2 + 5 * 2
    moved = movement(found, "mult_adds")
    assert (moved.old, moved.new) == (64 * (3 * 4 + 4 * 5), 64 * (3 * 6 + 6 * 5))
    assert moved.change == 64 * 16
    assert moved.share == 16 / 32
    assert [(part.change.name, part.amount) for part in moved.parts] == [("b", 640), ("a", 384)]


def test_a_change_reaches_layers_through_others():
    found = diffed([conv(4, "a"), RELU, conv(5, "b")], [conv(6, "a"), RELU, conv(5, "b")])
    assert layer(found, "re_lu").causes == layer(found, "b").causes == ("a",)
    assert said(layer(found, "re_lu")) == [("input", (1, 8, 8, 4), (1, 8, 8, 6))]


def test_an_inserted_layer_among_names_that_shift_is_one_layer():
    """`conv2d_1` is new, what was `conv2d_1` is `conv2d_2`."""
    old = [conv(4), conv(6, kernel_size=1), conv(8)]
    found = diffed(old, [conv(4), conv(4, kernel_size=5), conv(6, kernel_size=1), conv(8)])
    assert kinds(found) == {"conv2d_1": "added"}
    assert (found.renamed, found.matched) == (2, 4)
    assert movement(found, "params").change == 4 * 4 * 25 + 4
    assert movement(found, "layers").change == movement(found, "kernels").change == 1


def test_a_widened_layer_behind_an_inserted_one_among_names_that_shift():
    """What was `conv2d_1` is `conv2d_2` now, and wider; what reads it follows."""
    old = [conv(4), conv(8, kernel_size=1), conv(5)]
    found = diffed(old, [conv(3, kernel_size=5), conv(4), conv(12, kernel_size=1), conv(5)])
    assert kinds(found) == {"conv2d": "added", "conv2d_2": "changed", "conv2d_3": "affected"}
    assert said(layer(found, "conv2d_2")) == [("filters", 8, 12)]
    assert layer(found, "conv2d_2").was == "conv2d_1"
    assert layer(found, "conv2d_3").causes == ("conv2d_2",)


def test_an_inserted_block_and_a_removed_one():
    small = [*unit(4), *unit(8, kernel_size=1), conv(2)]
    large = [*unit(4), *unit(4, kernel_size=5), *unit(8, kernel_size=1), conv(2)]
    added = diffed(small, large)
    assert set(kinds(added).values()) == {"added"}
    assert len(added.layers) == 3
    removed = diffed(large, small)
    assert set(kinds(removed).values()) == {"removed"}
    for one, other in zip(added.movements, removed.movements, strict=True):
        assert one.change is not None
        assert other.change == -one.change


def test_numbers_in_names_do_not_matter():
    layers = [*unit(4), *unit(8), conv(2)]
    shifted = [
        {**each, "name": f"{each['class'].lower()}_{number + 17}"}
        for number, each in enumerate(layers)
    ]
    found = diffed(layers, shifted)
    assert found.same
    assert found.renamed == 7


def test_removed_layers_stand_where_they_stood():
    old = [conv(4, "a"), conv(4, "gone", kernel_size=5), conv(5, "b"), conv(6, "gone too")]
    found = diffed(old, [conv(4, "a", strides=2), conv(5, "b", strides=2)])
    assert list(kinds(found)) == ["a", "gone", "b", "gone too"]


def test_named_layers_are_told_by_their_names():
    """Of three alike the second is gone; by structure it could be any."""
    old = [conv(3, "one"), conv(3, "two"), conv(3, "three")]
    assert kinds(diffed(old, [old[0], old[2]])) == {"two": "removed"}


def test_layers_of_other_names_that_read_more():
    """Nothing tells that `x` was `a`; what follows it has the same settings as before."""
    relu = {"class": "ReLU"}
    old = [conv(4, "a"), {**relu, "name": "r"}, conv(5, "b", kernel_size=1)]
    new = [conv(6, "x", kernel_size=5), {**relu, "name": "s"}, conv(5, "c", kernel_size=1)]
    found = diffed(old, new)
    assert kinds(found) == {"a": "removed", "x": "added", "s": "affected", "c": "affected"}


def test_stages_that_all_widen_are_changed_not_shifted():
    """The new second stage is what the old third was; names say that it is the second."""

    def stages(*widths: int) -> list[dict]:
        return [
            each
            for number, width in enumerate(widths)
            for each in (conv(width, f"stage{number}"), {**RELU, "name": f"relu{number}"})
        ]

    found = diffed(stages(4, 8, 16), stages(8, 16, 32))
    assert kinds(found) == {
        f"{word}{n}": kind
        for n in range(3)
        for word, kind in (("stage", "changed"), ("relu", "affected"))
    }


BRANCHES = [
    conv(4, "left", inputs=["image"]),
    conv(4, "right", inputs=["image"], kernel_size=1),
]


def test_branches_written_in_the_other_order():
    """The network is the same; so is what it costs."""
    join = {"class": "Concatenate", "inputs": ["left", "right"]}
    assert diffed([*BRANCHES, join], [*BRANCHES[::-1], join]).same


def test_branches_that_swap_places_in_a_join():
    old = {"class": "Concatenate", "name": "join", "inputs": ["left", "right"]}
    found = diffed([*BRANCHES, old], [*BRANCHES, {**old, "inputs": ["right", "left"]}])
    assert kinds(found) == {"join": "changed"}
    assert said(layer(found, "join")) == [("reads", ("left", "right"), ("right", "left"))]
    assert not found.same
    assert not found.moved


def test_one_branch_more():
    def joined(*names: str) -> dict:
        return {"class": "Concatenate", "name": "join", "inputs": list(names)}

    more = conv(4, "more", inputs=["image"], kernel_size=5)
    old = [*BRANCHES, joined("left", "right")]
    found = diffed(old, [*BRANCHES, more, joined("left", "right", "more")])
    assert kinds(found) == {"more": "added", "join": "changed"}
    assert said(layer(found, "join")) == [("number of inputs", 2, 3)]
    assert movement(found, "depth").change == 0


def test_another_operation_under_the_same_name():
    old = [conv(4, "mix"), conv(5, "b")]
    found = diffed(old, [{"class": "MaxPooling2D", "name": "mix"}, conv(5, "b")])
    assert kinds(found) == {"mix": "changed", "b": "affected"}
    assert said(layer(found, "mix")) == [("operation", "conv", "pool")]


def test_another_class_that_does_the_same_is_no_difference():
    relu = {"class": "Activation", "activation": "relu", "name": "act"}
    assert diffed([conv(4), relu], [conv(4), {**RELU, "name": "act"}]).same


def test_a_pool_that_steps_further():
    """Its strides are seen in what it makes, also where what it reads got wider."""
    pool = {"class": "MaxPooling2D", "name": "pool", "padding": "same"}
    found = diffed([conv(4), pool], [conv(4), {**pool, "strides": 1}])
    assert said(layer(found, "pool")) == [("output", (1, 4, 4, 4), (1, 8, 8, 4))]
    found = diffed([conv(4), pool], [conv(6), {**pool, "strides": 1}])
    assert kinds(found)["pool"] == "changed"
    assert ("output", (1, 4, 4, 4), (1, 8, 8, 6)) in said(layer(found, "pool"))


def test_a_layer_that_is_frozen():
    found = diffed([conv(4, "a")], [conv(4, "a", trainable=False)])
    assert said(layer(found, "a")) == [("trainable", "yes", "no")]
    assert not found.moved


def test_an_activation_that_loses_its_kernel():
    """A ReLU runs with the convolution before it; with a softmax between it has its own."""
    softmax = {"class": "Softmax", "name": "between"}
    relu = {**RELU, "name": "relu"}
    found = diffed([conv(4), relu], [conv(4), softmax, relu])
    assert kinds(found) == {"between": "added", "relu": "affected"}
    assert said(layer(found, "relu")) == [("kernel", "runs with the layer before", "of its own")]
    assert movement(found, "kernels").change == 2


def test_a_peak_is_said_with_its_place():
    """At the ReLU behind it, 2 x 8x8x16 floats; before it was the first convolution."""
    found = diffed([conv(4, "a"), conv(2, "b")], [conv(4, "a"), conv(16, "b"), conv(16, "c")])
    peak = movement(found, "peak_activation_bytes")
    assert (peak.old, peak.old_at) == (4 * 64 * 7, "a")
    assert (peak.new, peak.new_at) == (4 * 64 * 32, "c")
    assert peak.parts == ()


def test_the_element_type_matters():
    net = network([conv(4, "a")])
    half = [replace(net.layers[0], outputs=(replace(net.layers[0].outputs[0], dtype="float16"),))]
    conv_ = net.layers[1]
    half.append(
        replace(
            conv_,
            inputs=half[0].outputs,
            outputs=(replace(conv_.outputs[0], dtype="float16"),),
            weights=tuple(replace(each, dtype="float16") for each in conv_.weights or ()),
        )
    )
    found = diffed(net, replace(net, layers=tuple(half)))
    assert kinds(found) == {"image": "changed", "a": "changed"}
    assert said(layer(found, "image")) == [("output type", "float32", "float16")]
    assert said(layer(found, "a")) == [
        ("weight type", "float32", "float16"),
        ("input type", "float32", "float16"),
    ]
    assert movement(found, "memory_access").change == 0
    assert movement(found, "memory_access_bytes").share == -0.5


def with_constant(value: float) -> Network:
    net = network([conv(4, "a")])
    last = replace(net.layers[1], constants=(Tensor((1,), value=(value,)),))
    return replace(net, layers=(net.layers[0], last))


def test_other_constants():
    found = diffed(with_constant(1.0), with_constant(2.0))
    assert said(layer(found, "a")) == [("constant values", None, None)]


def test_what_reads_less_since_a_layer_is_gone():
    """Named by the layer that is there no more."""
    found = diffed([conv(4, "a"), conv(6, "gone"), conv(5, "b")], [conv(4, "a"), conv(5, "b")])
    assert kinds(found) == {"gone": "removed", "b": "affected"}
    assert layer(found, "b").causes == ("gone",)


def test_a_layer_that_makes_or_holds_another_number_of_tensors():
    net = network([conv(4, "a")])
    last = net.layers[1]
    twice = replace(net, layers=(net.layers[0], replace(last, outputs=last.outputs * 2)))
    assert said(layer(diffed(net, twice), "a")) == [("number of outputs", 1, 2)]
    kernel = (last.weights or ())[:1]
    fewer = replace(net, layers=(net.layers[0], replace(last, weights=kernel)))
    assert said(layer(diffed(net, fewer), "a")) == [("number of weights", 2, 1)]


def test_unknown_costs_are_not_zero():
    """An unknown layer more: by how much the totals moved is not known, only a lower bound is."""
    moved = movement(differing(with_custom(), with_custom(custom())), "mult_adds")
    assert (moved.old, moved.new, moved.new_least) == (1000, None, 1000)
    assert moved.change is None
    assert moved.share is None
    assert moved.moved
    assert [each.name for each in moved.unknown] == ["custom"]


def test_an_unknown_layer_on_both_sides_moves_nothing():
    found = differing(with_custom(custom()), with_custom(custom()))
    assert found.same
    grown = movement(
        differing(with_custom(custom()), with_custom(custom(), row("b", cost=cost(5, 0, 0, 0)))),
        "mult_adds",
    )
    assert (grown.old, grown.new, grown.change, grown.share) == (None, None, 5, None)


def test_a_custom_layer_of_another_class():
    found = differing(with_custom(custom()), with_custom(custom(of="Other")))
    assert said(layer(found, "custom")) == [("class", "Mystery", "Other")]
    assert movement(found, "mult_adds").change is None


def test_a_custom_layer_with_other_settings_is_no_pass():
    """Nothing is known of its cost: that it has not grown cannot be said."""

    def with_settings(settings):
        described = custom()
        operation = Opaque("a custom layer", settings=settings)
        return with_custom(replace(described, layer=replace(described.layer, operation=operation)))

    found = differing(with_settings("1" * 32), with_settings("2" * 32))
    assert said(layer(found, "custom")) == [("settings", "1" * 8, "2" * 8)]
    assert [each.name for each in movement(found, "params").unknown] == ["custom"]
    assert differing(with_settings("1" * 32), with_settings("1" * 32)).same


def test_networks_without_layers():
    empty = Network("net", "net.keras", "Keras", ())
    assert diffed(empty, empty).same
    assert kinds(diffed(empty, [conv(2, "a")])) == {"image": "added", "a": "added"}


def test_networks_that_have_nothing_in_common():
    found = diffed([conv(4, "a")], [{"class": "Flatten", "name": "x"}])
    assert kinds(found) == {"a": "removed", "x": "added"}


@pytest.mark.parametrize("renumbered", [False, True])
def test_long_networks_take_little_time(renumbered):
    """2,000 layers, one more at the start; quadratic work would take half a minute."""

    def chain(count: int, first: int) -> Network:
        made = network([conv(3, "a")])
        layers = [made.layers[0]]
        for number in range(first, first + count):
            name = f"conv2d_{number}"
            inputs = (replace(layers[-1].outputs[0], producer=layers[-1].name),)
            outputs = (replace(made.layers[1].outputs[0], producer=name),)
            layers.append(replace(made.layers[1], name=name, inputs=inputs, outputs=outputs))
        return replace(made, layers=tuple(layers))

    old, new = entry(chain(2_000, 0)), entry(chain(2_001, int(renumbered)))
    start = time.process_time()
    found = differing(old, new)
    assert time.process_time() - start < 4
    assert found.counts == {"added": 1, "removed": 0, "changed": 0, "affected": 0}
