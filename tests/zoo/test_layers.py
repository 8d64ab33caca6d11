"""What the networks are made of: what it computes, and what it is called."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from netlint.zoo import entry, layers

keras: Any = pytest.importorskip("keras", minversion="3")
pytestmark = pytest.mark.slow


def channels(*numbers: float) -> Any:
    """A map of 1 x 2 pixels; the second pixel's channels are 100 above the first's."""
    import numpy as np

    return np.array([[[numbers, [number + 100 for number in numbers]]]], "float32")


def computed(make: Any, image: Any) -> list[list[float]]:
    """What a graph makes of an image: one list of all elements per output."""
    import numpy as np

    given = keras.Input(image.shape[1:])
    outputs = keras.Model(given, make(given))(image)
    many = outputs if isinstance(outputs, list | tuple) else [outputs]
    return [np.ravel(np.array(each)).tolist() for each in many]


def test_a_shuffle_deals_out_each_groups_channels() -> None:
    """Groups (1, 2) (3, 4) (5, 6): their first channels, then their second ones."""
    (found,) = computed(lambda x: layers.channel_shuffle(x, 3, "s"), channels(1, 2, 3, 4, 5, 6))
    assert found == [1, 3, 5, 2, 4, 6, 101, 103, 105, 102, 104, 106]


def test_a_split_gives_both_halves_of_the_channels() -> None:
    left, right = computed(lambda x: layers.channel_split(x, "s"), channels(1, 2, 3, 4))
    assert (left, right) == ([1, 2, 101, 102], [3, 4, 103, 104])


def test_hard_swish_is_that_of_mobilenet_v3() -> None:
    """x relu6(x + 3) / 6 at -4, -3, -1.5, 0, 3 and 6."""
    (found,) = computed(lambda x: layers.hard_swish(x, "h"), channels(-4, -3, -1.5, 0, 3, 6))
    assert found[:6] == pytest.approx([0, 0, -0.375, 0, 3, 6])


def test_the_gate_of_squeeze_and_excitation_weighs_channels() -> None:
    """Weights of 0 and biases of 0: the hard sigmoid of 0 is a half."""
    import numpy as np

    given = keras.Input((1, 2, 2))
    model = keras.Model(given, layers.squeeze_excite(given, 1, "se"))
    model.set_weights([np.zeros_like(each) for each in model.get_weights()])
    assert np.ravel(np.array(model(channels(2, 4)))).tolist() == [1, 2, 51, 52]


def test_names_do_not_depend_on_what_was_built_before() -> None:
    spec = "zoo:shufflenet_v2?width=0.5&resolution=32"
    first, second = (entry(spec).build() for _ in range(2))
    assert [each.name for each in first.layers] == [each.name for each in second.layers]


def test_building_says_nothing_on_standard_error() -> None:
    code = "import netlint; netlint.analyze('zoo:pp_lcnet?width=0.25')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_standard_error_keras_is_imported_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    assert layers.keras_version() >= 3
