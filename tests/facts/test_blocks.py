"""Blocks are the parts that an engineer would name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from netlint.facts.blocks import Block, find_blocks
from netlint.facts.survey import Survey
from tests.networks import analysis_of

from .applications import application
from .graphs import blocks, emulated, graph

RESIDUAL = """
    input x:
    conv stem: x
    conv > norm > relu > conv > norm f: stem
    add j: f stem
"""


def test_a_network_of_no_layers_has_no_blocks() -> None:
    assert find_blocks(Survey(analysis_of())) == ()


def test_a_run_is_one_block() -> None:
    survey = graph("input x:\nconv > norm > relu > pool > dense a: x")
    assert blocks(survey) == ["run x a_1 a_2 a_3 a_4 a"]
    assert find_blocks(survey) == (Block("x..a", (0, 1, 2, 3, 4, 5), False, 0),)


def test_a_region_has_its_join_and_not_its_fork() -> None:
    survey = graph(RESIDUAL + "conv end: j")
    assert blocks(survey) == ["run x stem", "fork f_1 f_2 f_3 f_4 f j", "run end"]


def test_the_activation_behind_a_join_belongs_to_it() -> None:
    survey = graph(RESIDUAL + "relu > identity r: j\nconv end: r")
    assert blocks(survey)[1:] == ["fork f_1 f_2 f_3 f_4 f j r_1 r", "run end"]


def test_a_channel_shuffle_behind_a_join_belongs_to_it() -> None:
    survey = graph(RESIDUAL + "view > shuffle > view r: j\nconv end: r")
    assert blocks(survey)[1:] == ["fork f_1 f_2 f_3 f_4 f j r_1 r_2 r", "run end"]


def test_an_activation_of_several_layers_belongs_to_the_join_before_it() -> None:
    text = RESIDUAL + "relu gate: j\nmultiply swish: j gate\nconv end: swish"
    assert blocks(graph(text))[1:] == ["fork f_1 f_2 f_3 f_4 f j gate swish", "run end"]


def test_a_normalisation_behind_a_join_is_its_own_where_it_is_the_next_fork() -> None:
    survey = graph(RESIDUAL + "norm n: j\nconv a: n\nadd k: a n\nnorm m: k")
    assert blocks(survey)[1:] == ["fork f_1 f_2 f_3 f_4 f j n", "fork a k m"]


def test_a_normalisation_before_other_layers_prepares_what_follows() -> None:
    text = RESIDUAL + "identity > norm > relu > conv end: j"
    assert blocks(graph(text))[1:] == ["fork f_1 f_2 f_3 f_4 f j", "run end_1 end_2 end_3 end"]


def test_a_preactivation_before_a_fork_belongs_to_the_region() -> None:
    text = RESIDUAL + "norm > relu r: j\nconv a: r\nconv b: r\nadd k: a b"
    assert blocks(graph(text))[1:] == ["fork f_1 f_2 f_3 f_4 f j", "fork r_1 r a b k"]


def test_a_preactivation_behind_a_pool_belongs_to_the_region() -> None:
    text = "input x:\nconv > pool > norm > relu r: x\nconv a: r\nconv b: r\nadd k: a b"
    assert blocks(graph(text)) == ["run x r_1 r_2", "fork r_3 r a b k"]


def test_the_normalisation_of_a_convolution_stays_with_it() -> None:
    text = "input x:\nconv > norm > relu r: x\nconv a: r\nconv b: r\nadd k: a b"
    assert blocks(graph(text)) == ["run x r_1 r_2 r", "fork a b k"]


def test_a_split_belongs_to_what_it_feeds() -> None:
    text = "input x:\nconv stem: x\nsplit s: stem\nconv a: s\nconcat k: s a"
    assert blocks(graph(text)) == ["run x stem", "fork s a k"]


def test_inputs_alone_are_no_block() -> None:
    assert blocks(graph("input x:\nconv a: x\nconv b: x\nadd k: a b")) == ["fork x a b k"]


def test_two_inputs_meet_in_a_region() -> None:
    text = "input x:\ninput y:\nconv a: x\nconv b: y\nadd k: a b\nconv end: k"
    assert blocks(graph(text)) == ["fork x y a b k", "run end"]


GATE = "gap > dense > relu > dense g: a\nmultiply m: a g"


def test_a_gate_is_part_of_a_run() -> None:
    survey = graph(f"input x:\nconv a: x\n{GATE}\nconv end: m")
    assert blocks(survey) == ["run x a g_1 g_2 g_3 g m end"]


def test_a_gate_may_read_through_free_layers() -> None:
    survey = graph(
        "input x:\nconv a: x\ngap g: a\nidentity > view i: a\nmultiply m: i g\nconv end: m"
    )
    assert blocks(survey) == ["run x a g i_1 i m end"]


def test_a_product_of_two_branches_is_no_gate() -> None:
    survey = graph("input x:\nconv s: x\nconv a: s\nconv b: s\nmultiply m: a b")
    assert blocks(survey) == ["run x s", "fork a b m"]


def test_a_bottleneck_with_a_gate_stays_one_block() -> None:
    text = f"input x:\nconv s: x\nconv > relu > conv a: s\n{GATE}\nconv b: m\nadd j: b s"
    assert blocks(graph(text)) == ["run x s", "fork a_1 a_2 a g_1 g_2 g_3 g m b j"]


def test_a_group_convolution_by_hand_is_part_of_a_run() -> None:
    assert blocks(emulated()) == ["run x s1 s2 c1 c2 join"]


def test_a_bottleneck_of_ghost_modules_stays_one_block() -> None:
    ghosts = "conv p: s\nconv q: p\nconcat g: p q\nconv t: g\nconv u: t\nconcat h: t u"
    survey = graph(f"input x:\nconv s: x\n{ghosts}\nadd j: h s")
    assert blocks(survey) == ["run x s", "fork p q g t u h j"]


def stage(count: int) -> str:
    """A long skip around so many residual blocks, as in EDSR (arXiv 1707.02921)."""
    lines, before = ["input x:", "conv head: x"], "head"
    for i in range(count):
        lines += [f"conv > relu > conv f{i}: {before}", f"add j{i}: f{i} {before}"]
        before = f"j{i}"
    return "\n".join([*lines, f"conv tail: {before}", "add long: tail head", "conv end: long"])


def test_a_long_skip_around_residual_blocks_leaves_them_blocks() -> None:
    survey = graph(stage(3))
    assert blocks(survey) == [
        "run x head",
        "fork f0_1 f0_2 f0 j0",
        "fork f1_1 f1_2 f1 j1",
        "fork f2_1 f2_2 f2 j2",
        "run tail",
        "run long end",
    ]
    assert [block.block.level for block in survey.blocks] == [0, 1, 1, 1, 1, 0]


def test_one_region_inside_another_is_no_stage() -> None:
    assert blocks(graph(stage(1))) == ["run x head", "fork f0_1 f0_2 f0 j0 tail long", "run end"]


def test_stages_nest() -> None:
    """Residual in residual, as in ESRGAN (arXiv 1809.00219)."""
    inner = stage(2).replace("input x:", "").replace("conv head: x", "conv head: start")
    text = f"input x:\nconv start: x\n{inner}\nadd all: end start"
    survey = graph(text)
    assert [block.block.level for block in survey.blocks] == [0, 1, 2, 2, 2, 1, 0]
    assert blocks(survey)[-1] == "run all"


def unet(levels: int) -> str:
    """As in arXiv 1505.04597: each level's maps are kept and joined on the way up."""
    lines, before = ["input x:"], "x"
    for i in range(levels):
        lines += [f"conv > conv d{i}: {before}", f"pool p{i}: d{i}"]
        before = f"p{i}"
    lines += [f"conv > conv bottom: {before}"]
    before = "bottom"
    for i in reversed(range(levels)):
        lines += [f"conv up{i}: {before}", f"concat k{i}: up{i} d{i}", f"conv > conv u{i}: k{i}"]
        before = f"u{i}"
    return "\n".join(lines)


def test_the_skips_of_a_unet_make_no_giant_block() -> None:
    assert blocks(graph(unet(4))) == [
        "run x d0_1 d0",
        "run p0 d1_1 d1",
        "run p1 d2_1 d2",
        "fork p2 d3_1 d3 p3 bottom_1 bottom up3 k3 u3_1 u3 up2 k2",
        "run u2_1 u2 up1",
        "run k1 u1_1 u1 up0",
        "run k0 u0_1 u0",
    ]


def test_blocks_before_a_later_output_stay_blocks() -> None:
    text = stage(3).replace("add long: tail head\nconv end: long", "")
    survey = graph(text, outputs=["head", "tail"])
    assert [each.split()[-1] for each in blocks(survey)] == ["head", "j0", "j1", "j2", "tail"]


def test_a_region_in_front_of_two_outputs_is_a_block() -> None:
    survey = graph("input x:\nconv s: x\nconv a: s\nconv b: s", outputs=["a", "b"])
    assert blocks(survey) == ["run x s", "fork a b"]


def test_dead_branches_go_with_what_they_read_and_hide_nothing() -> None:
    text = RESIDUAL + "conv > conv dead: f_1\nconv end: j"
    survey = graph(text)
    assert blocks(survey)[1:] == ["fork f_1 f_2 f_3 f_4 f j dead_1 dead", "run end"]


def test_constants_go_with_what_reads_them_and_hide_nothing() -> None:
    survey = graph("constant > view c:\n" + RESIDUAL + "add k: j c\nconv end: k")
    assert blocks(survey) == ["run x stem", "fork f_1 f_2 f_3 f_4 f j", "run c_1 c k end"]


def test_dead_constants_go_somewhere() -> None:
    survey = graph("input x:\nconstant c:\nadd dead: c c\nconv a: x")
    assert blocks(survey) == ["run x c dead a"]


def test_unknown_layers_with_weights_are_work() -> None:
    survey = graph("input x:\nconv s: x\ncustom > custom a: s\nadd j: a s\nconv end: j")
    assert blocks(survey) == ["run x s", "fork a_1 a j", "run end"]


def test_code_without_weights_between_fork_and_join_is_no_work() -> None:
    survey = graph("input x:\nconv s: x\ncode a: s\nadd j: a s\nconv end: j")
    assert blocks(survey) == ["run x s a j end"]


def test_names_are_unique() -> None:
    survey = graph("input x:\nconv b_1: x\nconv b_2: b_1\nadd b_3: b_2 b_1\nconv b: b_3")
    names = [block.block.name for block in survey.blocks]
    assert len(set(names)) == len(names)


def names_of(survey: Survey) -> list[str]:
    return [each.block.name for each in survey.blocks if each.block.branching]


@pytest.fixture
def resnet(tmp_path: Path) -> Survey:
    return application("ResNet50V2", tmp_path)


def test_the_blocks_of_resnet(resnet: Survey) -> None:
    counts = {2: 3, 3: 4, 4: 6, 5: 3}
    expected = [f"conv{s}_block{b}" for s, n in counts.items() for b in range(1, n + 1)]
    assert names_of(resnet) == expected
    assert [each.layers[-1].layer.name for each in resnet.blocks][1] == "conv2_block1_out"


def test_the_blocks_of_densenet(tmp_path: Path) -> None:
    survey = application("DenseNet121", tmp_path)
    counts = {2: 6, 3: 12, 4: 24, 5: 16}
    assert names_of(survey) == [
        f"conv{s}_block{b}" for s, n in counts.items() for b in range(1, n + 1)
    ]
    runs = [each.block.name for each in survey.blocks if not each.block.branching]
    assert runs[1:-1] == ["pool2", "pool3", "pool4"]


def test_the_blocks_of_mobilenet_v3(tmp_path: Path) -> None:
    survey = application("MobileNetV3Small", tmp_path)
    assert names_of(survey) == [f"expanded_conv_{i}" for i in (2, 4, 5, 7, 9, 10)]
    assert {"expanded_conv_3", "expanded_conv_6"} <= {b.block.name for b in survey.blocks}


def test_the_blocks_of_convnext(tmp_path: Path) -> None:
    counts = (3, 3, 9, 3)
    expected = [
        f"convnext_tiny_stage_{s}_block_{b}" for s, n in enumerate(counts) for b in range(n)
    ]
    assert names_of(application("ConvNeXtTiny", tmp_path)) == expected


def test_the_blocks_of_inception_resnet(tmp_path: Path) -> None:
    """10, 20 and 10 residual modules, and three reductions or mixed modules, each whole."""
    survey = application("InceptionResNetV2", tmp_path)
    assert len(names_of(survey)) == 10 + 20 + 10 + 3
    assert max(len(each.block.members) for each in survey.blocks) < 30


def test_the_cells_of_nasnet(tmp_path: Path) -> None:
    """Two stem cells, three stages of four cells, two reductions."""
    survey = application("NASNetMobile", tmp_path)
    lasts = [each.layers[-1].layer.name for each in survey.blocks if each.block.branching]
    assert len(lasts) == 2 + 3 * 4 + 2
    assert all("concat_" in name for name in lasts[:-1])


def test_a_residual_network_of_20_000_layers_takes_seconds(resnet: Survey) -> None:
    rows, seen = [], resnet.analysis.rows[:2]
    start = replace(seen[0].layer, name="x", inputs=())
    rows.append(replace(seen[0], layer=start))
    conv, add = (
        next(row for row in resnet.analysis.rows if row.layer.op == op) for op in ("conv", "add")
    )
    before = "x"
    for i in range(10_000):
        tensor = start.outputs[0].made_by(before, 0)
        inner = replace(conv.layer, name=f"c{i}", inputs=(tensor,))
        inputs = (tensor, start.outputs[0].made_by(f"c{i}", 0))
        rows += [
            replace(conv, layer=inner),
            replace(add, layer=replace(add.layer, name=f"a{i}", inputs=inputs)),
        ]
        before = f"a{i}"
    survey = Survey(analysis_of(*rows))
    started = perf_counter()
    assert len(find_blocks(survey)) == 10_000
    assert perf_counter() - started < 8
