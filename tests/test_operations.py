"""Every operation states the words that it may have, and they are those that readers give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

import pytest

from netlint.network import Layer
from netlint.operations import Composite, Elementwise, Operation, all_words
from netlint.readers.keras.layers import arithmetic, merging
from tests.costs.building import SAMPLES
from tests.data.make_applications import QUICK
from tests.facts.applications import application


def words(names: Iterable[str]) -> set[str]:
    """netlint's words for the functions and classes of Keras and TensorFlow."""
    return {arithmetic._WORDS.get(name, name) for name in names}


def walk(layers: Iterable[Layer]) -> Iterator[Operation]:
    for layer in layers:
        yield layer.operation
        if isinstance(layer.operation, Composite):
            yield from walk(layer.operation.parts)


@pytest.mark.parametrize("operation", SAMPLES, ids=lambda each: each.__name__)
def test_an_operation_has_a_word_of_its_own(operation):
    assert SAMPLES[operation].word in operation.words


def test_an_operation_without_a_word_is_told():
    with pytest.raises(NotImplementedError, match="Operation does not say its word"):
        assert Operation().word


def test_no_word_is_that_of_two_operations():
    stated = [word for each in SAMPLES for word in each.words]
    assert sorted(stated) == sorted(set(stated))


def test_the_words_of_arithmetic_are_those_of_the_reader():
    read = words(arithmetic._UNARY + arithmetic._BINARY + arithmetic._COMPARISONS)
    read |= set(merging._FUNCTIONS.values())
    elsewhere = {"where", "clip", "mask", "lookup", "scaled_add"}
    only_classes = {"bitwise_not"}
    assert Elementwise.words == read | elsewhere | only_classes


@pytest.mark.parametrize("name", QUICK)
def test_real_networks_have_no_other_words(name, tmp_path):
    layers = application(name, tmp_path).network.layers
    found = {(type(each), each.word) for each in walk(layers)}
    assert [word for each, word in found if word not in each.words] == []


def test_a_plugins_operation_can_state_its_words_too():
    assert "roi_align" not in all_words()

    class RoiAlign(Operation):
        words: ClassVar[frozenset[str]] = frozenset({"roi_align"})

    assert "roi_align" in all_words()
    RoiAlign.words = frozenset()
