"""`zoo:shufflenet_v2?width=1.5`: names of built-in networks, and the models behind them."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netlint.errors import ModelError, UsageError
from netlint.suggestions import did_you_mean
from netlint.zoo.architecture import architecture_of
from netlint.zoo.options import Number, number_text
from netlint.zoo.registry import Family, Published, families
from netlint.zoo.times import PublishedTime
from netlint.zoonames import PREFIX

if TYPE_CHECKING:
    import keras

_FOLDER = Path(__file__).parent
_LONGEST_WORD = 60
_NEEDS = "pip install 'netlint[tensorflow]'"


@dataclass(frozen=True, slots=True)
class ZooEntry:
    """One variant of a built-in network.

    Attributes:
        name: the network: `shufflenet_v2`.
        title: what people call the variant: `ShuffleNet V2 1.5x`.
        spec: the shortest model name that stands for it: `zoo:shufflenet_v2?width=1.5`.
        options: the value of each option.
        published: what is published of exactly this variant; None where nothing is.
        times: published times of exactly this variant.
    """

    name: str
    title: str
    spec: str
    options: Mapping[str, Number]
    published: Published | None
    times: tuple[PublishedTime, ...] = ()

    @property
    def shipped(self) -> Path | None:
        """The architecture file of a default variant; None for any other."""
        return _FOLDER / f"{self.name}.json" if self.spec == PREFIX + self.name else None

    def build(self) -> keras.Model:
        """Builds the variant, its weights drawn at random.

        Raises:
            ModelError: Keras 3 with a backend is not installed.
        """
        from netlint.zoo.layers import keras_version

        try:
            version = keras_version()
        except ImportError as error:
            missing = f"Keras cannot be imported ({error})"
            raise ModelError(self.spec, missing, f"only defaults do without: {_NEEDS}") from None
        if version < 3:
            raise ModelError(self.spec, f"needs Keras 3, not Keras {version}", _NEEDS)
        return families()[self.name].build(**self.options)

    def source(self) -> Path | keras.Model:
        """What a reader takes: the shipped file, or the model, built now.

        Raises:
            ModelError: Keras is needed and missing.
        """
        return self.shipped or self.build()

    def architecture(self) -> str:
        """The architecture as JSON, as `keras.models.model_from_json` takes it.

        Raises:
            ModelError: Keras is needed and missing.
        """
        if self.shipped is not None:
            return self.shipped.read_text(encoding="utf-8")
        return architecture_of(self.build())


def entry(spec: str) -> ZooEntry:
    """The variant that a model name stands for.

    Args:
        spec: `zoo:NAME`, or `zoo:NAME?key=value&key=value`.

    Raises:
        UsageError: there is no such network, option or value.
    """
    name, mark, query = spec.removeprefix(PREFIX).partition("?")
    family = _family(name)
    values = {**family.defaults, **(_chosen(family, query) if mark else {})}
    variant = "&".join(
        f"{key}={number_text(value)}"
        for key, value in values.items()
        if value != family.defaults[key]
    )
    return ZooEntry(
        name=name,
        title=_title(family, values),
        spec=f"{PREFIX}{name}?{variant}" if variant else f"{PREFIX}{name}",
        options=values,
        published=next((each for each in family.published if each.variant == variant), None),
        times=tuple(each for each in family.times if each.variant == variant),
    )


def published(name: str) -> tuple[Published, ...]:
    """What is published of a network's variants, those of its own paper first.

    Args:
        name: the network, for instance `shufflenet_v2`.

    Raises:
        UsageError: there is no such network.
    """
    return _family(name).published


def _family(name: str) -> Family:
    known = families()
    if name not in known:
        near = did_you_mean(name[:_LONGEST_WORD], known)
        raise UsageError(
            f"there is no built-in network {name[:_LONGEST_WORD]!r}{near} (see `netlint zoo list`)"
        )
    return known[name]


def _chosen(family: Family, query: str) -> dict[str, Number]:
    found: dict[str, Number] = {}
    for part in query.split("&"):
        key, mark, text = part.partition("=")
        place = f"{PREFIX}{family.name}"
        if not mark:
            raise UsageError(f"{place}: {part[:_LONGEST_WORD]!r} is no option, as in 'width=1.5'")
        if key not in family.options:
            near = did_you_mean(key[:_LONGEST_WORD], family.options, cutoff=0.0)
            raise UsageError(f"{place}: there is no option {key[:_LONGEST_WORD]!r}{near}")
        if key in found:
            raise UsageError(f"{place}: {key!r} is given twice")
        found[key] = family.options[key].value(text, f"{place}: {key}")
    return found


def _title(family: Family, values: Mapping[str, Number]) -> str:
    """The pattern filled in, and what it does not say of a variant."""
    said = {field for _, field, _, _ in string.Formatter().parse(family.title)}
    rest = [
        f"{key} {number_text(value)}"
        for key, value in values.items()
        if key not in said and value != family.defaults[key]
    ]
    return ", ".join([family.title.format_map(values), *rest])
