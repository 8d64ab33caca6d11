"""What an engine runs inside another layer's kernel; `tests.facts.test_kernels` applies it."""

from __future__ import annotations

import pytest

from netlint.targets import EVERY_ENGINE, FusionRules


@pytest.mark.parametrize("word", ["conv", "depthwise_conv", "dense", "add", "norm"])
def test_every_engine_runs_a_relu_in_what_computes(word):
    assert EVERY_ENGINE.fuses(word, "relu")
    assert EVERY_ENGINE.fuses(word, "relu6")
    assert not EVERY_ENGINE.fuses(word, "silu")


@pytest.mark.parametrize("word", ["pool", "concat", "reduce"])
def test_and_in_nothing_else(word):
    assert not EVERY_ENGINE.fuses(word, "relu")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("silu", "swish"),
        ("swish", "silu"),
        ("hard_silu", "hard_swish"),
        ("hard_swish", "hard_silu"),
        ("leaky_relu", "LeakyReLU"),
        ("exp", "exponential"),
    ],
)
def test_a_function_has_several_names(written, read):
    assert FusionRules(activations=frozenset({written})).fuses("conv", read)
    assert not FusionRules(activations=frozenset({written})).fuses("conv", "relu")
