"""A comparison as Markdown: tables that GitHub shows, names that are no markup."""

from __future__ import annotations

from netlint.comparison import Comparison
from netlint.writers.comparison.markdown import write_markdown
from tests.comparing import costing, entry, finding_many, full_comparison, hostile, timed, view
from tests.golden import assert_golden
from tests.networks import cost


def lines(comparison: Comparison) -> list[str]:
    return write_markdown(comparison, view()).splitlines()


def test_whole_output():
    assert_golden("comparison.md", write_markdown(full_comparison(), view()))


def test_tables_are_tables():
    table = [line for line in lines(full_comparison()) if line.startswith("|")]
    assert {line.count("|") for line in table[:5]} == {10}, "a name, seven figures, top-1"


def test_best_and_worst_are_said_in_words():
    two = (costing(cost(1, 0, 1, 1)), costing(cost(2, 0, 1, 1)))
    text = write_markdown(Comparison(two), view())
    assert "| 1 (best) |" in text
    assert "| 2 (worst) |" in text


def test_one_network_is_a_report():
    assert lines(Comparison((entry(),)))[0] == "## netlint report"
    assert lines(full_comparison())[0] == "## netlint compare"


def test_the_command_where_there_is_one():
    assert lines(full_comparison())[-1].startswith("Made by: netlint compare models/partial.h5")
    assert not any("Made by" in line for line in lines(Comparison((finding_many(),))))


def test_nothing_read():
    found = lines(Comparison((), failed=full_comparison().failed))
    assert found == ["## netlint compare", "", "", "- bad.h5: could not be read: is not HDF5"]


def test_hostile_names():
    text = write_markdown(hostile("<b>|`@x\n"), view())
    assert "<b>" not in text
    assert "@x" not in text
    assert "|`" not in text


def test_times_places_and_where_they_differ(chips):
    small, large = cost(100, 10, 60, 20), cost(300, 10, 50, 40)
    two = costing(large, label="a|b"), costing(small, small, label="two")
    shown = write_markdown(timed(Comparison(two), *chips), view())
    assert "### Predicted time\n" in shown
    assert "| a&#124;b | 0.30 ms (worst) | 10 ms (best) |" in shown or (
        "| a\\|b | 0.30 ms (worst) | 10 ms (best) |" in shown
    )
    assert "| two | 1 | 1 | 2 |" in shown
    assert "\n- starts: the pair stands clearly the other way round" in shown
    assert "- starts: Predicted, not measured" in shown
