"""Groupings read the names that Keras and its users give."""

from __future__ import annotations

import time

import pytest

from netlint.grouping import at_depth, by_block, by_op, by_prefix
from tests.networks import row


def layer(path: str):
    parts = tuple(path.split("/"))
    return row(path, path=parts).layer


@pytest.mark.parametrize(
    ("path", "prefix", "block"),
    [
        ("conv2_block1_1_conv", "conv2", "conv2_block1"),
        ("block_3_expand_BN", "block_3", "block_3"),
        ("conv_pw_3_relu", "conv_pw_3", "conv_pw_3"),
        ("conv_pw_3", "conv_pw_3", "conv_pw_3"),
        ("block1a_dwconv", "block1a", "block1a"),
        ("stage_0_block_1_gelu", "stage_0", "stage_0_block_1"),
        ("Stage2-Block3.conv", "Stage2", "Stage2-Block3"),
        ("conv2d", "conv2d", "conv2d"),
        ("conv2d_13", "conv2d_13", "conv2d_13"),
        ("mixed10", "mixed10", "mixed10"),
        ("layer_normalization_2", "layer_normalization_2", "layer_normalization_2"),
        ("predictions", "predictions", "predictions"),
        ("backbone/block_3_add", "backbone", "backbone/block_3"),
        ("backbone/stem", "backbone", "backbone"),
        ("backbone/conv2d_17", "backbone", "backbone"),
        ("backbone/conv2d_block_2", "backbone", "backbone/conv2d_block_2"),
        ("a/b/conv_1", "a", "a/b/conv_1"),
    ],
)
def test_prefix_and_block(path, prefix, block):
    assert by_prefix(layer(path)) == prefix
    assert by_block(layer(path)) == block


def test_op_is_the_word_of_the_operation():
    assert by_op(layer("x")) == "conv"


@pytest.mark.parametrize(
    ("depth", "group"), [(1, "a"), (2, "a/b"), (3, "a/b/c"), (9, "a/b/c"), (None, "a/b/c")]
)
def test_depth(depth, group):
    assert at_depth(layer("a/b/c"), depth) == group


def test_a_later_call_keeps_its_name_unless_collapsed():
    shared = row("a/conv#2", path=("a", "conv")).layer
    assert at_depth(shared, 2) == "a/conv#2"
    assert at_depth(shared, 1) == "a"


def test_hostile_names_take_no_time():
    start = time.perf_counter()
    for name in ("1" * 100_000, "block_" * 20_000, "_" * 100_000, "1d" * 50_000):
        by_block(row(name).layer)
        by_prefix(row(name).layer)
    assert time.perf_counter() - start < 1
