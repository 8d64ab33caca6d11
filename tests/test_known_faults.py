"""Faults in networks as people publish them, found by name (`../shared/corpus`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from netlint.decks import built_in_decks, load_decks
from netlint.findings import Inspection
from netlint.pipeline import analyze, inspect
from tests.oracles import CORPUS, unpacked

SHUFFLENET = "old/tf23/shufflenet_v1_224.h5.gz"
GHOSTNET = "old/tf23/ghostnet_224_flat.h5.gz"
MOBILENET_32 = "old/tf23/mobilenet_v1_32.h5.gz"
LCNET = "k3/blog_code/pp_lcnet_224.keras"
VGG16 = "k3/apps/VGG16.keras"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared/corpus")


@cache
def _inspected(name: str, folder: Path) -> Inspection:
    rules = [rule for deck in load_decks(built_in_decks()) for rule in deck.rules]
    return inspect(analyze(unpacked(CORPUS / name, folder)), rules)


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    """The places where a rule speaks on a file, with the levels."""
    folder = tmp_path_factory.mktemp("faults")

    def find(name: str, rule: str) -> dict[str, str]:
        findings = _inspected(name, folder).findings
        return {one.where: one.kind for one in findings if one.rule.id == rule}

    return find


def test_group_convolutions_that_are_written_as_slices(where):
    found = where(SHUFFLENET, "G2b")
    assert len(found) == 28
    assert found["concatenate"] == "error"


def test_slices_that_all_read_the_last_channels(where):
    found = where(SHUFFLENET, "H12")
    assert len(found) == 28
    assert found["lambda_3"] == "error"


def test_a_3x3_kernel_in_a_pointwise_place(where):
    assert where(SHUFFLENET, "H07") == dict.fromkeys(
        ("conv2d_10", "conv2d_19", "conv2d_28"), "warning"
    )


def test_biases_before_batch_normalisation(where):
    found = where(GHOSTNET, "H01")
    assert len(found) == 71
    assert found["conv_bn_relu1_conv"] == "warning"
    assert len(where(MOBILENET_32, "H01")) == 27


def test_depthwise_convolutions_written_with_groups(where):
    found = where(LCNET, "H04")
    assert len(found) == 13
    assert found["conv2d_230"] == "warning"
    assert where(LCNET, "G2") == {}


def test_a_network_for_large_images_on_small_ones(where):
    assert list(where(MOBILENET_32, "H10").values()) == ["warning"]


def test_the_stem_and_the_classifier_of_vgg16(where):
    assert list(where(VGG16, "H08").values()) == ["warning"]
    assert list(where(VGG16, "H09").values()) == ["warning"]


@pytest.mark.parametrize(
    "name", ["DenseNet121", "MobileNet", "ResNet50", "VGG16", "EfficientNetB0"]
)
def test_the_default_deck_is_few_enough_to_read(name, tmp_path):
    rules = [rule for deck in load_decks(["shufflenetv2"]) for rule in deck.rules]
    findings = inspect(analyze(CORPUS / f"k3/apps/{name}.keras"), rules).findings
    assert len([one for one in findings if one.kind != "info"]) <= 12
    assert not [one for one in findings if one.undecided]
