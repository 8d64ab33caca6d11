"""What is missing is said at once, with what to install."""

from __future__ import annotations

import sys

import pytest

from netlint.errors import UsageError
from netlint.measuring import needs, unseen
from netlint.pipeline import analyze

INSTALL = r"pip install 'netlint\[measure\]'\)"


@pytest.mark.parametrize(
    ("missing", "named"),
    [("tensorflow", "TensorFlow"), ("ai_edge_litert", "LiteRT"), ("scipy", "scipy")],
)
def test_a_missing_library_is_named(missing, named, monkeypatch):
    monkeypatch.setattr(needs, "find_spec", lambda module: None if module == missing else module)
    with pytest.raises(UsageError, match=f"{INSTALL}: {named} is not installed$"):
        needs.check_installed("scipy")


def test_nothing_is_imported_to_find_out(monkeypatch, tmp_path):
    for module in ("heavy_one", "heavy_other"):
        (tmp_path / f"{module}.py").write_text("raise RuntimeError", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(needs, "_NAMES", {"heavy_one": "one"})
    needs.check_installed("heavy_other")
    assert not {"heavy_one", "heavy_other"} & set(sys.modules)


def test_a_keras_that_cannot_be_imported_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(UsageError, match=f"{INSTALL}: Keras cannot be imported"):
        unseen._built("MobileNetV2")


@pytest.mark.slow
def test_keras_builds_them():
    pytest.importorskip("keras")
    found = analyze(unseen._built("MobileNetV2"), batch=1)
    assert found.network.inputs[0].shape == (1, 224, 224, 3)


def test_the_unseen_networks_are_the_five_and_three_of_keras(monkeypatch):
    built = []
    monkeypatch.setattr(unseen, "_built", lambda name: built.append(name) or "zoo:ghostnet")
    found = unseen.unseen_networks()
    assert built == ["MobileNetV2", "ResNet50", "DenseNet121"]
    assert set(found) == {
        *("shufflenet_v1", "shufflenet_v2", "pp_lcnet", "mobilenet_v1", "ghostnet"),
        *built,
    }
