"""Registering networks."""

import pytest

from netlint.errors import UsageError
from netlint.zoo import entry, families, registry
from netlint.zoo.options import CLASSES, Option
from netlint.zoo.registry import network

WIDTH = Option((0.5, 1.0), "width")


@pytest.fixture
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_FAMILIES", dict(families()))


@pytest.mark.usefixtures("_kept")
def test_a_registered_network_is_found_by_its_name() -> None:
    @network("small", title="Small {width}", options={"width": WIDTH}, published=())
    def small(*, width: float = 0.5) -> str:
        return f"built at {width}"

    found = families()["small"]
    assert (found.build, found.defaults) == (small, {"width": 0.5})
    assert found.build(width=1.0) == "built at 1.0"
    assert entry("zoo:small?width=1").title == "Small 1.0"


@pytest.mark.usefixtures("_kept")
def test_a_name_is_registered_once() -> None:
    with pytest.raises(UsageError, match="'ghostnet' is registered twice"):
        network("ghostnet", title="", options={}, published=())(lambda: None)


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize(
    "options",
    [{}, {"classes": CLASSES}, {"width": WIDTH, "classes": CLASSES}, {"width": Option((1.0,), "")}],
)
def test_options_are_the_parameters_with_allowed_defaults(options: dict) -> None:
    def small(*, width: float = 0.5) -> None:
        pass

    with pytest.raises(UsageError, match="the options of the network 'small' are not its param"):
        network("small", title="", options=options, published=())(small)


def test_every_published_variant_is_one_that_can_be_chosen() -> None:
    for family in families().values():
        variants = [each.variant for each in family.published]
        assert len(set(variants)) == len(variants)
        for each in family.published:
            found = entry(f"zoo:{family.name}" + (f"?{each.variant}" if each.variant else ""))
            assert found.published == each
