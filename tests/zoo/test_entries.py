"""Names of built-in networks: what they stand for, and what is said of wrong ones."""

import sys

import pytest

from netlint.errors import ModelError, UsageError
from netlint.zoo import DEFAULTS, entry, families, layers, published
from netlint.zoonames import is_zoo_name


def test_the_defaults_are_the_five_networks_in_order() -> None:
    names = ["shufflenet_v1", "shufflenet_v2", "pp_lcnet", "mobilenet_v1", "ghostnet"]
    assert [f"zoo:{name}" for name in names] == list(DEFAULTS)
    assert set(families()) == set(names)


@pytest.mark.parametrize(
    ("spec", "title", "shortest"),
    [
        ("zoo:shufflenet_v1", "ShuffleNet V1 1x (g=3)", "zoo:shufflenet_v1"),
        ("zoo:shufflenet_v2", "ShuffleNet V2 1x", "zoo:shufflenet_v2"),
        ("zoo:pp_lcnet", "PP-LCNet 1x", "zoo:pp_lcnet"),
        ("zoo:mobilenet_v1", "MobileNet V1 1.0-224", "zoo:mobilenet_v1"),
        ("zoo:ghostnet", "GhostNet 1x", "zoo:ghostnet"),
        ("zoo:shufflenet_v2?width=1.50", "ShuffleNet V2 1.5x", "zoo:shufflenet_v2?width=1.5"),
        ("zoo:shufflenet_v2?width=1&classes=1000", "ShuffleNet V2 1x", "zoo:shufflenet_v2"),
        (
            "zoo:shufflenet_v1?groups=8&width=0.5",
            "ShuffleNet V1 0.5x (g=8)",
            "zoo:shufflenet_v1?width=0.5&groups=8",
        ),
        (
            "zoo:ghostnet?classes=10&resolution=32",
            "GhostNet 1x, classes 10, resolution 32",
            "zoo:ghostnet?classes=10&resolution=32",
        ),
        (
            "zoo:mobilenet_v1?resolution=160",
            "MobileNet V1 1.0-160",
            "zoo:mobilenet_v1?resolution=160",
        ),
    ],
)
def test_a_name_stands_for_a_variant(spec: str, title: str, shortest: str) -> None:
    found = entry(spec)
    assert (found.title, found.spec) == (title, shortest)
    assert entry(found.spec) == found


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("zoo:shufflenet", "there is no built-in network 'shufflenet'; did you mean 'shufflenet_v"),
        ("zoo:", "there is no built-in network '' (see `netlint zoo list`)"),
        ("zoo:" + "x" * 10_000, "there is no built-in network '" + "x" * 60 + "' (see"),
        ("zoo:GhostNet", "there is no built-in network 'GhostNet'; did you mean 'ghostnet'?"),
        ("zoo:ghostnet?", "zoo:ghostnet: '' is no option, as in 'width=1.5'"),
        ("zoo:ghostnet?width", "zoo:ghostnet: 'width' is no option, as in 'width=1.5'"),
        ("zoo:ghostnet?wide=1", "zoo:ghostnet: there is no option 'wide'; did you mean 'width'?"),
        ("zoo:ghostnet?width=1&width=1", "zoo:ghostnet: 'width' is given twice"),
        ("zoo:ghostnet?width=1.2", "zoo:ghostnet: width: 1.2 is not among its values, the nearest"),
        ("zoo:ghostnet?width=1?classes=2", "width: '1?classes=2' is no number"),
    ],
)
def test_a_wrong_name_is_one_line_with_the_nearest_right_one(spec: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        entry(spec)
    assert str(error.value).startswith(message) or message in str(error.value)
    assert len(str(error.value)) < 300


def test_what_is_a_built_in_network_and_what_a_file() -> None:
    assert is_zoo_name("zoo:ghostnet")
    assert is_zoo_name("zoo:nothing")
    assert not is_zoo_name("./zoo:ghostnet")
    assert not is_zoo_name("netlint/zoo/ghostnet.json")


def test_published_figures_belong_to_exactly_one_variant() -> None:
    default = entry("zoo:shufflenet_v2").published
    assert default is not None
    assert (default.mult_adds, default.params, default.top1_error) == (146_000_000, 2_300_000, 30.6)
    assert entry("zoo:shufflenet_v2?classes=10").published is None
    assert entry("zoo:shufflenet_v1?width=2&groups=8").published is None
    assert default in published("shufflenet_v2")
    with pytest.raises(UsageError, match="no built-in network 'shufflenet_v3'"):
        published("shufflenet_v3")


def test_only_defaults_ship_as_files() -> None:
    assert all(entry(spec).shipped.is_file() for spec in DEFAULTS)
    assert entry("zoo:ghostnet?width=0.5").shipped is None


def test_variants_say_how_to_install_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    assert entry("zoo:ghostnet").architecture().startswith("{")
    with pytest.raises(ModelError, match=r"pip install 'netlint\[tensorflow\]'") as error:
        entry("zoo:ghostnet?width=0.5").source()
    assert str(error.value).startswith("zoo:ghostnet?width=0.5: Keras cannot be imported")


def test_an_old_keras_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "keras_version", lambda: 2)
    with pytest.raises(ModelError, match="needs Keras 3, not Keras 2"):
        entry("zoo:ghostnet").build()
