"""Operations know the layers whose work they do, also where the converter lost a name."""

from __future__ import annotations

from netlint.measuring.modelops import with_nameless
from tests.networks import analysis_of, row

NETWORK = analysis_of(*(row(name) for name in ("a", "b", "c", "d", "e"))).network
A, B, C, D, E = NETWORK.layers


def test_an_operation_without_a_name_has_the_layers_that_are_left_between_its_neighbours():
    assert with_nameless(NETWORK, [(A,), (), (D,), ()]) == [(A,), (B, C), (D,), (E,)]


def test_operations_with_names_keep_their_layers():
    assert with_nameless(NETWORK, [(A, B), (C,), (D, E)]) == [(A, B), (C,), (D, E)]


def test_where_none_is_left_it_is_the_rest_of_the_layer_before():
    assert with_nameless(NETWORK, [(A, B, C, D, E), ()]) == [(A, B, C, D, E), (E,)]
    assert with_nameless(NETWORK, [(), (A, B, C, D, E)]) == [(), (A, B, C, D, E)]
