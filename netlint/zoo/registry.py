"""The built-in networks, each registered by a decorator on the function that builds it.

    @network(
        "shufflenet_v2",
        title="ShuffleNet V2 {width:g}x",
        options={"width": Option((0.5, 1.0, 1.5, 2.0), "..."), "classes": CLASSES},
        published=(Published("width=0.5", ...), Published("", ...)),
    )
    def shufflenet_v2(*, width: float = 1.0, classes: int = 1000) -> keras.Model: ...

The defaults are those of the signature. A network is a module of this package.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from netlint.errors import UsageError
from netlint.registering import import_modules
from netlint.zoo.options import Number, Option
from netlint.zoo.times import PublishedTime

if TYPE_CHECKING:
    import keras

    Build = Callable[..., keras.Model]


@dataclass(frozen=True, slots=True)
class Published:
    """What a paper, or the authors' own page, says of a network.

    Attributes:
        variant: the options that differ from the default's, as in `zoo:NAME?VARIANT`.
        mult_adds: what the paper prints as FLOPs or mult-adds, rounded as there; None where
            nothing is said.
        params: parameters, rounded as there; None where nothing is said.
        top1_error: top-1 error on ImageNet's validation set, one crop, in percent; where a
            paper prints the accuracy, 100 minus that; None where nothing is said.
        source: the paper and its tables.
    """

    variant: str
    mult_adds: int | None
    params: int | None
    top1_error: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Family:
    """A network with all its variants.

    Attributes:
        name: what it is called after `zoo:`.
        title: a pattern of its full name, with options as fields.
        build: makes the Keras model from the options.
        options: what can be chosen, by name.
        defaults: a value for each option.
        published: figures of its variants.
        times: published times of its variants.
    """

    name: str
    title: str
    build: Build
    options: Mapping[str, Option]
    defaults: Mapping[str, Number]
    published: tuple[Published, ...]
    times: tuple[PublishedTime, ...] = ()


_FAMILIES: dict[str, Family] = {}


def network(
    name: str,
    *,
    title: str,
    options: Mapping[str, Option],
    published: tuple[Published, ...],
    times: tuple[PublishedTime, ...] = (),
) -> Callable[[Build], Build]:
    """Registers the builder of a network under its name.

    Raises:
        UsageError: the name is taken, or the options are not those of the signature, with
            allowed defaults.
    """

    def keep(build: Build) -> Build:
        if name in _FAMILIES:
            raise UsageError(f"the network {name!r} is registered twice")
        parameters = inspect.signature(build).parameters
        defaults = {key: each.default for key, each in parameters.items()}
        if list(defaults) != list(options) or any(
            defaults[key] not in option.values for key, option in options.items()
        ):
            raise UsageError(f"the options of the network {name!r} are not its parameters")
        _FAMILIES[name] = Family(name, title, build, options, defaults, published, times)
        return build

    return keep


@cache
def _load() -> None:
    import_modules("netlint.zoo")


def families() -> Mapping[str, Family]:
    """All networks by their names."""
    _load()
    return _FAMILIES
