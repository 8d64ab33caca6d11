"""Patterns in networks as files hold them: real ones, and the same code written out."""

from __future__ import annotations

import pytest

from netlint.facts.columns.dead_ends import dead_ends
from netlint.facts.columns.hard_functions import hard_functions
from netlint.facts.columns.siblings import same_slices
from netlint.facts.emulation import emulated_group_convolutions
from netlint.facts.stages import stages
from netlint.facts.survey import Survey
from netlint.pipeline import analyze
from tests.oracles import entries, needs_shared
from tests.readers.building import (
    called,
    flat,
    functional,
    k2,
    layer,
    source,
    write_json,
    written_by,
)

from .wiring import column


def _entry(name):
    return next(entry for entry in entries(name) if entry.name == name)


def _survey(entry, folder):
    kind = "keras" if "keras" in entry.files else "h5"
    shapes = (224, 224, 3) if entry.name == "k3/apps/MobileNetV3Large" else None
    return Survey(analyze(entry.path(kind, folder), input_shapes=shapes))


@needs_shared
@pytest.mark.parametrize(
    ("name", "concat", "first", "slices", "outlier"),
    [
        ("old/keras224/shufflenet_v1_224", "concatenate_1", "conv2d_3", "lambda_4", "conv2d_11"),
        ("old/tf23/shufflenet_v1_224", "concatenate", "conv2d_2", "lambda_3", "conv2d_10"),
    ],
)
def test_a_shufflenet_as_blogs_write_it(name, concat, first, slices, outlier, tmp_path):
    """Group convolutions by eight Lambda slices, all alike: one in each of the first 4 blocks.

    The other 12 blocks have two. The first have dense 3 x 3 convolutions where the paper has
    pointwise ones.
    """
    survey = _survey(_entry(name), tmp_path)
    found = emulated_group_convolutions(survey)
    outliers = [
        f.layer.name for f in survey.layers if column(survey, "spatial_outlier", f.layer.name)
    ]

    assert len(found) == len(same_slices(survey)) == 28
    assert {len(each.convolutions) for each in found} == {8}
    assert column(survey, "emulated_groups", concat) == 8
    assert column(survey, "emulated_first", concat) == first
    assert (column(survey, "emulated_in", concat), column(survey, "emulated_out", concat)) == (
        96,
        360,
    )
    # eight slices of 28 x 28 x 12 and a concatenation of 28 x 28 x 360, read and written
    copies = 4 * 28 * 28 * (2 * 8 * 12 + 2 * 360)
    assert column(survey, "emulated_copies_bytes", concat) == copies
    assert column(survey, "same_slice_siblings", slices) == 8
    assert len(outliers) == 3
    assert outliers[0] == outlier
    # 28 * 28 * 96 * 384 * 9 mult-adds, over a group convolution's 28 * 28 * 96 * 384 / 8
    assert column(survey, "spatial_outlier", outlier) == 72


@needs_shared
def test_a_hard_sigmoid_in_an_application_of_keras_3(tmp_path):
    survey = _survey(_entry("k3/apps/MobileNetV3Large"), tmp_path)
    ends = [survey.layers[index].layer.name for index in hard_functions(survey).sigmoids]

    assert ends == ["multiply", *(f"multiply_{i}" for i in range(1, 8))]
    assert not hard_functions(survey).swishes


@needs_shared
def test_networks_as_their_papers_have_them_show_none_of_these_faults(tmp_path):
    names = ("ResNet50", "ResNet50V2", "DenseNet121", "MobileNet", "MobileNetV2", "NASNetMobile")
    names += ("EfficientNetB0", "EfficientNetV2B0", "VGG16", "ConvNeXtSmall")
    k2_names = ("InceptionResNetV2", "Xception", "RegNetX004", "RegNetY008", "ResNetRS101")
    found = [f"k3/apps/{name}" for name in names] + [f"k2/apps/{name}" for name in k2_names]
    found += ["k2/hard/shufflenet_v2_prose", "k3/blog_code/ghostnet_224_flat"]
    for name in found:
        survey = _survey(_entry(name), tmp_path)

        assert not emulated_group_convolutions(survey), name
        assert not same_slices(survey), name
        assert not dead_ends(survey), name
        assert not hard_functions(survey).sigmoids, name
        for facts in survey.layers:
            assert column(survey, "spatial_outlier", facts.layer.name) == 0, (
                name,
                facts.layer.name,
            )


@needs_shared
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("k3/apps/ResNet50", 7),  # the image, its margin's stem, 112 / 2, 28, 14, 7, the head
        ("k3/apps/MobileNet", 7),
        ("k2/hard/shufflenet_v2_prose", 7),
    ],
)
def test_stages_of_known_networks(name, expected, tmp_path):
    assert max(stages(_survey(_entry(name), tmp_path))) == expected


def test_a_hard_swish_as_keras_2_writes_it(tmp_path):
    """`Multiply()([x, ReLU(6.)(x + 3.) * (1. / 6.)])`, in MobileNetV3 of Keras 2."""
    relu6 = layer("ReLU", "clip", max_value=6.0, negative_slope=0.0, threshold=0.0)
    model = functional(
        source("x"),
        called(layer("TFOpLambda", "shift", function="__operators__.add"), flat("x", y=3.0)),
        called(relu6, k2("shift")),
        called(layer("TFOpLambda", "sixth", function="math.multiply"), flat("clip", y=1 / 6)),
        called(layer("Multiply", "end"), k2("x", "sixth")),
    )
    survey = Survey(analyze(write_json(tmp_path / "m.json", written_by(2, model))))

    assert column(survey, "hard_swish_ops", "end") == 4
    assert column(survey, "hard_sigmoid_ops", "sixth") == 0
