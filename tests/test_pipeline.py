"""From a file to a report, by hand arithmetic: 4 inputs, 5 units, a bias."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import netlint
from netlint import pipeline
from netlint.decks import load_decks
from netlint.errors import ModelError, NetlintError, UsageError
from netlint.network import Weight
from netlint.subjects import subject_of
from netlint.targets import TargetError
from tests.models import MOBILENET, dense_model, write
from tests.rulebook import rule_text, write_deck
from tests.targets import write_target


def test_a_small_model(tmp_path):
    report = netlint.analyze(write(tmp_path, "a.json", dense_model()))
    image, fc = report.rows
    assert fc.layer.params == 4 * 5 + 5
    assert fc.cost.mult_adds == 20
    assert fc.cost.memory_access == 4 + 5 + 25
    assert (image.status, fc.status) == ("exact", "exact")
    assert report.totals.mult_adds == 20
    assert report.layers["params"].tolist() == [0, 25]
    assert list(report.network.graph.edges) == [("image", "fc")]
    assert "fc" in report._repr_html_()


def test_a_target(tmp_path):
    model, chip = write(tmp_path, "a.json", dense_model()), write_target(tmp_path)
    prediction = netlint.analyze(model, target=chip).prediction
    assert prediction is not None
    assert prediction.seconds == pytest.approx((20 + 34 * 4 + 10_000) * 1e-9)
    assert netlint.analyze(model).prediction is None
    with pytest.raises(TargetError, match="there is no target 'nothing-like-it'"):
        netlint.analyze(model, target="nothing-like-it")


def test_a_path_object_and_a_batch(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(dense_model())
    assert netlint.analyze(path, batch=3).totals.mult_adds == 60
    assert netlint.analyze(path, batch=np.int64(3)).batch == 3
    assert netlint.analyze(path).batch == 1


def test_open_dimensions_want_a_shape(tmp_path):
    path = write(tmp_path, "a.json", dense_model([None, 4]))
    with pytest.raises(ModelError, match=r"pass --input-shape image="):
        netlint.analyze(path)
    for given in ((7, 4), {"image": (7, 4)}, {"": [7, 4]}):
        assert netlint.analyze(path, input_shapes=given).totals.mult_adds == 7 * 20


@pytest.mark.parametrize(
    "wishes",
    [
        {"batch": 0},
        {"batch": -1},
        {"batch": True},
        {"batch": 1.5},
        {"input_shapes": (0,)},
        {"input_shapes": "4"},
        {"input_shapes": {"image": (None,)}},
    ],
)
def test_impossible_dimensions(tmp_path, wishes):
    with pytest.raises(UsageError, match="a whole number of at least 1"):
        netlint.analyze(write(tmp_path, "a.json", dense_model()), **wishes)


def test_a_shape_for_no_input(tmp_path):
    with pytest.raises(UsageError, match=r"there is no input 'imgae'; there are: 'image'"):
        netlint.analyze(write(tmp_path, "a.json", dense_model()), input_shapes={"imgae": (4,)})


def test_what_is_not_understood_is_unknown_not_zero(tmp_path):
    report = netlint.analyze(write(tmp_path, "a.json", dense_model(extra="Mystery")))
    assert report.rows[-1].status == "unknown"
    assert report.rows[-1].cost.mult_adds is None
    assert report.totals.mult_adds is None
    assert report.totals.known.mult_adds == 20


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "exact"),
        ({"inferred": True}, "inferred"),
        ({"weights": None}, "unknown"),
        ({"weights": None, "inferred": True}, "unknown"),
        ({"weights": (Weight("kernel", (4, 5), trainable=None),)}, "unknown"),
    ],
)
def test_status(tmp_path, monkeypatch, change, status):
    def read_network(*arguments):
        network = read(*arguments)
        image, fc = network.layers
        return replace(network, layers=(image, replace(fc, **change)))

    read = pipeline.read_network
    monkeypatch.setattr(pipeline, "read_network", read_network)
    report = netlint.analyze(write(tmp_path, "a.json", dense_model()))
    assert [each.status for each in report.rows] == ["exact", status]


def test_conventions(tmp_path):
    path = write(tmp_path, "a.json", dense_model())
    assert netlint.analyze(path, convention="paper").totals.other_ops == 0
    assert netlint.analyze(path).totals.other_ops == 5
    with pytest.raises(NetlintError, match="there is no convention 'papre'"):
        netlint.analyze(path, convention="papre")


def test_the_example_is_mobilenet():
    """MobileNet V1 1.0-224: 569 million mult-adds, 4.2 million parameters (arXiv 1704.04861)."""
    totals = netlint.analyze(MOBILENET, convention="paper").totals
    assert totals.mult_adds == 568_740_352
    assert totals.params == 4_253_864
    assert totals.non_trainable_params == 21_888


def test_rules_look_at_everything_whatever_was_counted(tmp_path):
    """FLOPs under `full`: 2 x 20 mult-adds and 5 additions of the bias; under `paper` 40."""
    deck = write_deck(
        tmp_path / "own", t=rule_text("T1", "own", measure="flops", unit="operations")
    )
    (rules,) = (found.rules for found in load_decks([str(deck)]))
    paper = pipeline.analyze(write(tmp_path, "a.json", dense_model()), convention="paper")
    inspection = pipeline.inspect(paper, rules)
    assert [finding.figure for finding in inspection.findings] == [45]
    assert inspection.rules == rules
    assert inspection.subject == subject_of(paper)
