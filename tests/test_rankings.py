"""Orders of networks by mult-adds and by predicted time, and where they differ."""

from __future__ import annotations

import pytest

from netlint.rankings import Ranking, differences
from netlint.standings import Column


def ranking(name: str, *figures: float | None, margin: float = 0.0) -> Ranking:
    column = Column(f"seconds:{name}", name, "seconds", "smaller", "")
    return Ranking(column, figures, margin)


WORK = ranking("mult-adds", 100, 400, 150)
LABELS = ("a", "b", "c")


def test_the_smallest_is_first_and_equals_share_a_place():
    assert ranking("x", 3, 1, 2).places == (3, 1, 2)
    assert ranking("x", 3, 1, 1).places == (3, 1, 1)


def test_what_is_unknown_has_no_place():
    assert ranking("x", 3, None, 2).places == (2, None, 1)


@pytest.mark.parametrize(("other", "before"), [(1.21, True), (1.2, False), (0.5, False)])
def test_figures_within_the_margin_have_no_order(other, before):
    assert ranking("x", 1.0, other, margin=0.2).before(0, 1) is before


@pytest.mark.parametrize("other", [None, 0])
def test_of_what_is_unknown_or_nothing_there_is_no_ratio(other):
    assert ranking("x", 1.0, other).ratio(0, 1) is None
    assert ranking("x", 1.0, other).ratio(1, 0) is None


def test_a_target_that_turns_the_order_is_named_with_its_farthest_pair():
    """b has 4 times the mult-adds of a and takes half the time; b before c by less."""
    (said,) = differences((WORK, ranking("gpu", 2.0, 1.0, 1.2)), LABELS)
    assert said == (
        "gpu: 3 of 3 pairs stand clearly the other way round than by mult-adds. b has 4.00 times "
        "the mult-adds of a and is predicted 2.0 times as fast."
    )


def test_two_networks_are_one_pair():
    two = ranking("mult-adds", 100, 400), ranking("gpu", 2.0, 1.0)
    (said,) = differences(two, LABELS[:2])
    assert said.startswith("gpu: the pair stands clearly the other way round than by mult-adds.")


def test_within_the_error_of_the_prediction_nothing_is_turned():
    said = differences((WORK, ranking("gpu", 1.1, 1.0, 1.05, margin=0.2)), LABELS)
    assert said == ("gpu: no two networks stand clearly the other way round than by mult-adds.",)


def test_an_unknown_time_takes_no_part():
    (said,) = differences((WORK, ranking("gpu", 2.0, 1.0, None)), LABELS)
    assert said.startswith("gpu: the pair stands")


def test_one_of_several_pairs_stands():
    (said,) = differences((WORK, ranking("gpu", 2.0, 3.0, 1.0)), LABELS)
    assert said.startswith("gpu: 1 of 3 pairs stands clearly")


def test_targets_that_disagree_are_named_with_the_networks():
    one, other = ranking("gpu", 2.0, 1.0, 4.0), ranking("phone", 1.0, 3.0, 4.0)
    assert differences((WORK, one, other), LABELS)[2:] == (
        "b is predicted 2.0 times as fast as a on gpu, but a 3.0 times as fast as b on phone.",
    )


def test_at_most_three_disagreements_of_targets_the_clearest_first():
    targets = [ranking(f"t{n}", 1.0 + n, 2.0) for n in (0, 0.5, 2, 3)]
    said = differences((ranking("mult-adds", 1, 2), *targets), LABELS[:2])[4:]
    assert len(said) == 3
    assert said[0] == (
        "a is predicted 2.0 times as fast as b on t0, but b 2.0 times as fast as a on t3."
    )


def test_one_network_or_no_target_differs_from_nothing():
    assert differences((ranking("mult-adds", 1), ranking("gpu", 1)), ("a",)) == ()
    assert differences((WORK,), LABELS) == ()


def test_nothing_is_said_where_no_two_networks_are_known():
    assert differences((WORK, ranking("gpu", 2.0, None, None)), LABELS) == ()
