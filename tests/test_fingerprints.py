"""Fingerprints say what layers are, not what they are called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.fingerprints import combined, fingerprint_of, fingerprints_of
from netlint.network import Network, Tensor, Weight
from netlint.operations import Opaque
from netlint.readers.sketch import sketched_network


def network(*, filters: int = 16, names: tuple[str, ...] = ("one", "two", "three")) -> Network:
    first, second, third = names
    return sketched_network(
        [
            {"class": "InputLayer", "shape": [8, 8, 3]},
            {"class": "Conv2D", "name": first, "filters": filters, "kernel_size": 3},
            {"class": "Conv2D", "name": second, "filters": 16, "kernel_size": 1},
            {"class": "Conv2D", "name": third, "filters": 16, "kernel_size": 1},
        ]
    )


def test_names_do_not_matter():
    other = network(names=("conv2d_17", "conv2d_18", "conv2d_19"))
    assert fingerprints_of(network()) == fingerprints_of(other)
    assert [layer.name for layer in network().layers] != [layer.name for layer in other.layers]


@pytest.mark.parametrize(
    "made_of_parts",
    [
        {"class": "SeparableConv2D", "filters": 4, "kernel_size": 3},
        {"class": "TimeDistributed", "layer": {"class_name": "Dense", "config": {"units": 2}}},
    ],
)
def test_names_inside_layers_made_of_parts_do_not_matter(made_of_parts):
    """The parts read what the layer reads, by the name of who made it."""
    first = {"class": "InputLayer", "shape": [8, 8, 3]}

    def made(name: str) -> Network:
        conv = {"class": "Conv2D", "name": name, "filters": 4, "kernel_size": 1}
        return sketched_network([first, conv, {**made_of_parts, "name": f"{name}_parts"}])

    assert fingerprints_of(made("one")) == fingerprints_of(made("two"))


def test_what_a_layer_is_matters_and_its_neighbours_do_not():
    here, wider = fingerprints_of(network()), fingerprints_of(network(filters=32))
    same = [one == other for one, other in zip(here, wider, strict=True)]
    assert same == [True, False, False, True], "the second reads 32 channels"


def test_layers_that_are_alike_share_it():
    prints = fingerprints_of(network())
    assert prints[2] == prints[3]
    assert len(set(prints)) == 3


CONV = network().layers[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"operation": replace(CONV.operation, strides=(2, 2))},
        {"outputs": (replace(CONV.outputs[0], dtype="float16"),)},
        {"inputs": (replace(CONV.inputs[0], shape=(1, None, 8, 3)),)},
        {"weights": (Weight("kernel", (3, 3, 3, 16), trainable=False),)},
        {"weights": None},
        {"shared": True},
        {"constants": (Tensor((3,)),)},
    ],
)
def test_everything_that_a_layer_is_counts(changes):
    assert fingerprint_of(replace(CONV, **changes)) != fingerprint_of(CONV)


def test_custom_layers_are_told_apart_by_their_class():
    layers = [replace(CONV, operation=Opaque("custom"), class_name=name) for name in ("A", "B")]
    assert fingerprint_of(layers[0]) != fingerprint_of(layers[1])
    assert len(fingerprint_of(replace(layers[0], class_name="\ud800"))) == 32


def test_several_layers_in_turn():
    assert combined(["a", "b"]) != combined(["b", "a"])
    assert len(combined(["a"])) == 32
