"""Large regions are cut where they are narrowest."""

from __future__ import annotations

from netlint.facts.blocks import find_blocks
from netlint.facts.fragments import fragments_of
from netlint.facts.narrowing import narrow_pieces
from netlint.facts.regions import flow_of

from .graphs import graph


def cells(count: int, inside: int, crumb: bool = False) -> str:
    """Cells that read the two cells before them, with so many pairs of convolutions each."""
    lines = ["input x:", "conv c0: x", "conv c1: c0"]
    for cell in range(2, count + 2):
        old = f"c{cell - 2}"
        if crumb:
            lines += [f"pool k{cell}a: {old}", f"pool k{cell}b: {old}"]
            lines += [f"add k{cell}: k{cell}a k{cell}b"]
            old = f"k{cell}"
        for pair in range(inside):
            lines += [f"conv l{cell}_{pair}: {old}", f"conv r{cell}_{pair}: c{cell - 1}"]
        for pair in range(inside):
            lines += [f"add a{cell}_{pair}: l{cell}_{pair} r{cell}_{pair}"]
        lines += [f"concat c{cell}: " + " ".join(f"a{cell}_{pair}" for pair in range(inside))]
    return "\n".join(lines) + f"\nadd end: c{count} c{count + 1}"


def ends(text: str) -> list[str]:
    survey = graph(text)
    found = [block for block in find_blocks(survey) if block.branching]
    return [survey.layers[block.members[-1]].layer.name for block in found]


def test_cells_that_read_two_cells_before_come_apart() -> None:
    assert ends(cells(5, 5)) == ["c2", "c3", "c4", "c5", "end"]


def test_what_brings_the_older_tensor_to_size_goes_with_its_cell() -> None:
    assert ends(cells(4, 5, crumb=True)) == ["c2", "c3", "c4", "end"]


def test_a_region_of_few_fragments_stays_whole() -> None:
    assert ends(cells(3, 5)) == ["end"]
    assert ends(cells(4, 5)) == ["c2", "c3", "c4", "end"]


def test_a_part_that_is_still_large_is_cut_at_its_own_narrowest_places() -> None:
    """Behind cell 4 a third tensor stays alive until the end."""
    text = cells(6, 6).replace("concat c5: ", "conv late: c3\nconcat c5: ")
    found = ends(text.replace("add end: ", "add end: late "))
    assert found == ["c2", "c3", "c4", "c5", "c6", "end"]


def test_last_crumbs_go_with_the_piece_before() -> None:
    text = cells(4, 5) + "\nconv tail: end\nadd out: tail c4"
    assert ends(text)[-1] == "out"
    assert len(ends(text)) == len(ends(cells(4, 5)))


def test_without_a_join_there_is_no_place_to_cut() -> None:
    lines = ["input x:", *(f"conv c{i}: {'x' if i == 0 else f'c{i - 1}'}" for i in range(40))]
    survey = graph("\n".join([*lines, "add end: c39 x"]))
    flow = flow_of(survey)
    weights = [count or 0 for count in fragments_of(survey)]
    assert narrow_pieces(flow, flow.layers, weights) == [list(flow.layers)]
