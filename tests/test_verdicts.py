"""The verdict on a network: what it pays for most, which rules it breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.comparison import LevelCounts
from netlint.facts.families import FAMILIES, FamilyFigures
from netlint.verdicts import verdict_of
from tests.comparing import entry
from tests.writers.checking import WIDE

GUIDELINE = replace(WIDE, deck="shufflenetv2")


def families(*, complete: bool = True, **costs: tuple[int, int]) -> list[FamilyFigures]:
    """Families by mult-adds and memory access; `_` in a name stands for `-`."""
    named = {name.replace("_", "-"): each for name, each in costs.items()}
    return [FamilyFigures(name, 1, *named.get(name, (0, 0)), 0, 0, complete) for name in FAMILIES]


def verdict(made=None, rules=(), **findings: LevelCounts) -> str:
    figures = replace(entry().figures, findings=findings)
    return verdict_of(families(pointwise=(1, 1)) if made is None else made, figures, rules)


def cost(**costs) -> str:
    return verdict(families(**costs))


def test_families_that_mult_adds_hide_are_named_together():
    assert cost(pointwise=(960, 320), depthwise=(40, 180), element_wise=(0, 500)) == (
        "Element-wise layers and depthwise convolutions take 4 % of the mult-adds and "
        "68 % of the memory access"
    )


def test_no_more_than_two_are_named():
    found = cost(spatial=(100, 10), element_wise=(0, 40), pooling=(0, 30), depthwise=(0, 20))
    assert found == (
        "Element-wise layers and pooling take none of the mult-adds and 70 % of the memory access"
    )


def test_a_second_family_below_a_twentieth_is_not_named():
    assert cost(spatial=(100, 40), pooling=(0, 56), element_wise=(0, 4)) == (
        "Pooling takes none of the mult-adds and 56 % of the memory access"
    )


def test_where_they_are_less_than_half_the_dearest_family_is_named():
    assert cost(spatial=(100, 60), element_wise=(0, 25), depthwise=(0, 15)) == (
        "Spatial convolutions take 100 % of the mult-adds and 60 % of the memory access"
    )


def test_exactly_half_is_enough():
    assert cost(spatial=(100, 50), element_wise=(0, 50)).startswith("Element-wise layers take")


def test_small_shares_are_not_rounded_to_nothing():
    assert cost(spatial=(1000, 10), dense=(4, 90)) == (
        "Dense layers take < 1 % of the mult-adds and 90 % of the memory access"
    )


def test_a_network_without_mult_adds():
    assert cost(element_wise=(0, 3), pooling=(0, 1)) == (
        "Element-wise layers and pooling take 100 % of the memory access"
    )


def test_shares_of_what_is_known_say_so():
    found = verdict(families(complete=False, spatial=(9, 90), pooling=(0, 10)))
    assert found == (
        "Spatial convolutions take 100 % of the known mult-adds and 90 % of the known memory access"
    )


def test_nothing_is_not_unknown():
    assert cost() == "It computes and moves nothing"
    assert verdict(families(complete=False)) == "Nothing is known of what it costs"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({"G1": LevelCounts()}, "; no guidelines broken"),
        ({"G1": LevelCounts(info=9)}, "; no guidelines broken"),
        ({"G1": LevelCounts(error=3)}, "; 1 guideline broken: G1"),
        ({"G1": LevelCounts(warning=1, undecided=2)}, "; 1 guideline broken: G1"),
        (
            {"G1": LevelCounts(error=1), "G2": LevelCounts(undecided=5), "G4": LevelCounts(0, 1)},
            "; 2 guidelines broken: G1, G4; 1 undecided",
        ),
        ({"G2": LevelCounts(undecided=5)}, "; no guidelines broken; 1 undecided"),
        (
            {f"G{i}": LevelCounts(1) for i in range(4)},
            "; 4 guidelines broken: G0, G1, G2, G3",
        ),
        ({f"G{i}": LevelCounts(1) for i in range(5)}, "; 5 guidelines broken"),
    ],
)
def test_rules(counts, said):
    found = verdict(rules=(GUIDELINE,), **counts)
    assert found == (
        f"Pointwise convolutions take 100 % of the mult-adds and 100 % of the memory access{said}"
    )


def test_rules_of_another_deck_are_no_guidelines():
    found = verdict(rules=(GUIDELINE, WIDE), T1=LevelCounts(error=2))
    assert found.endswith("; 1 rule broken: T1")
