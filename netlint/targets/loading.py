"""Targets from TOML files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from netlint.budgets import Quantity, amount
from netlint.costs.elementwise import ACTIVATIONS
from netlint.errors import UsageError
from netlint.forms import Field, Place, checked
from netlint.network import DTYPES
from netlint.operations import all_words
from netlint.resources import data_folder
from netlint.suggestions import did_you_mean
from netlint.targets.fields import (
    FIT_FIELDS,
    FUSION_FIELDS,
    KIND_FIELDS,
    RATE_FIELDS,
    SPECIFICATION_FIELDS,
    TARGET_FIELDS,
    TIME_FIELDS,
    TargetError,
)
from netlint.targets.fusion import ACTIVATED, EVERY_ENGINE, PRODUCTS, FusionRules
from netlint.targets.target import Fit, Specification, Target
from netlint.targets.time import KINDS, Rates, TimeModel
from netlint.tomlfiles import content_of, table_of, text_of

_MOST_BYTES = 1 << 16
_MOST_VECTOR = 4096
_MOST = 1000.0
"""Seconds per unit of work, and errors of a time model: more of either says nothing."""
_FEW = 40
_TOLERANCE = 1e-6
"""A rate that was fitted against the peak may miss it by its last digit."""


def built_in_targets() -> dict[str, Path]:
    """The files of the targets that come with netlint, by name."""
    folder = data_folder("rules") / "targets"
    return {file.stem: file for file in sorted(folder.glob("*.toml"))}


def load_target(name: str, base: Path | None = None) -> Target:
    """Reads a target.

    Args:
        name: a built-in name, or the path of a `.toml` file.
        base: the folder that relative paths start from; None: the working directory.

    Raises:
        TargetError: it is not there, or a value is missing or impossible.
    """
    known = built_in_targets()
    if name in known:
        return read_target(known[name])
    if not any(sign in name for sign in ("/", "\\", ".")):
        near = did_you_mean(name[:80], known)
        raise TargetError(
            f"there is no target {name[:80]!r}{near} (built in: {', '.join(known)}; a file of "
            "your own ends in .toml)"
        )
    file = (base or Path()) / os.path.expanduser(name)  # noqa: PTH111 -- pathlib's may raise
    if not os.path.lexists(file):  # a name that no file can have is not there either
        raise TargetError(f"the target {name[:80]!r} is not there: no file {str(file)[:400]}")
    return read_target(file)


def read_target(file: Path) -> Target:
    """Reads a target file.

    Raises:
        TargetError: it breaks the form, or a value is impossible; the message names file and key.
    """
    text = text_of(file, content_of(file, _MOST_BYTES, TargetError), TargetError)
    whole = _Part(table_of(file, text, TargetError), TARGET_FIELDS, Place(str(file), text))
    specification = _specification(whole.part("specification", SPECIFICATION_FIELDS))
    time, fit = whole.table.get("time"), whole.table.get("fit")
    if (time is None) != (fit is None):
        missing = "fit" if fit is None else "time"
        raise TargetError(f"{whole.place}: lacks [{missing}]: a time model says where it is from")
    return Target(
        id=file.stem,
        name=whole.table["name"],
        file=file,
        kind=whole.table["class"],
        about=_prose(whole.table["about"]),
        dtypes=whole.words("dtypes", DTYPES),
        specification=specification,
        fusion=_fusion(whole),
        operations=frozenset(whole.words("operations", all_words()))
        if "operations" in whole.table
        else None,
        time=None if time is None else _time(whole.part("time", TIME_FIELDS), specification),
        fit=None if fit is None else _fit(whole.part("fit", FIT_FIELDS)),
    )


def _prose(text: str) -> str:
    """A text on one line, however it was broken."""
    return " ".join(text.split())


class _Part:
    """A table of the file, checked, with its place."""

    def __init__(self, table: Any, fields: Sequence[Field], place: Place) -> None:
        self.table: Mapping[str, Any] = checked(table, fields, place, TargetError)
        self.place = place

    def part(self, name: str, fields: Sequence[Field]) -> _Part:
        """A table in it."""
        return _Part(self.table[name], fields, self.place.within(name))

    def refuse(self, key: str, problem: str) -> TargetError:
        """The error of an impossible value."""
        return TargetError(f"{self.place.key(key)}: {key!r} {problem}")

    def number(self, key: str, default: float = 0.0) -> float:
        """A number that is not negative; with a bound, or what follows has hundreds of digits."""
        value = self.table.get(key, default)
        if not value >= 0:
            raise self.refuse(key, f"must not be negative, not {value!r}")
        if value > _MOST:
            raise self.refuse(key, f"must be at most {_MOST:,.0f}, not {value!r}")
        return float(value)

    def whole(self, key: str, default: int, most: int) -> int:
        """A whole number from 1 on."""
        value = self.table.get(key, default)
        if value != int(value) or not 1 <= value <= most:
            raise self.refuse(key, f"must be a whole number of 1 to {most:,}, not {value!r}")
        return int(value)

    def amount(self, key: str, quantity: Quantity) -> int | None:
        """An amount; None where the key is not there."""
        if key not in self.table:
            return None
        try:
            return amount(self.table[key], quantity)
        except UsageError as error:
            raise self.refuse(key, str(error)) from None

    def needed(self, key: str, quantity: Quantity) -> int:
        """An amount of a key that is there."""
        found = self.amount(key, quantity)
        assert found is not None
        return found

    def words(self, key: str, known: frozenset[str]) -> tuple[str, ...]:
        """A list of known words, in order."""
        found = self.table[key]
        for word in found:
            if word not in known:
                near = did_you_mean(word, known) or f" ({_listed(known)})"
                raise self.refuse(key, f"knows no {word[:80]!r}{near}")
        return tuple(found)


def _listed(words: frozenset[str]) -> str:
    """Where to find the right words: here, if they are few."""
    few = len(words) <= _FEW
    return f"known: {', '.join(sorted(words))}" if few else "rules/README.md lists what it knows"


def _specification(part: _Part) -> Specification:
    return Specification(
        mult_adds_per_second=part.needed("mult-adds-per-second", "count"),
        bandwidth=part.needed("bandwidth", "size"),
        vector=part.whole("vector", 1, _MOST_VECTOR),
        cache=part.amount("cache", "size"),
        activation_memory=part.amount("activation-memory", "size"),
        weight_memory=part.amount("weight-memory", "size"),
        sources=tuple(part.table["sources"]),
    )


def _fusion(whole: _Part) -> FusionRules:
    """The engine's rules; what is not said is what every engine does."""
    if "fusion" not in whole.table:
        return EVERY_ENGINE
    part = whole.part("fusion", FUSION_FIELDS)

    def said(key: str, default: frozenset[str], known: frozenset[str]) -> frozenset[str]:
        return frozenset(part.words(key, known)) if key in part.table else default

    return FusionRules(
        folds_into=said("folds-norm-into", EVERY_ENGINE.folds_into, PRODUCTS),
        activations=said("activations", EVERY_ENGINE.activations, frozenset(ACTIVATIONS)),
        activates=said("activates", EVERY_ENGINE.activates, ACTIVATED),
        adds_into=said("adds-into", EVERY_ENGINE.adds_into, PRODUCTS),
        pads_into=said("pads-into", EVERY_ENGINE.pads_into, PRODUCTS),
        free=said("free", EVERY_ENGINE.free, all_words()),
    )


def _time(part: _Part, hardware: Specification) -> TimeModel:
    kinds = part.part("kinds", KIND_FIELDS) if "kinds" in part.table else None
    spilled = part.number("seconds-per-spilled-byte")
    if spilled and hardware.cache is None:
        raise part.refuse("seconds-per-spilled-byte", "needs 'cache' in [specification]")
    rates = _rates(part, part, hardware, spilled)
    return TimeModel(
        combine=part.table["combine"],
        rates=rates,
        spilled_byte=spilled,
        group=part.number("seconds-per-group"),
        branch=part.number("seconds-per-branch"),
        kinds={
            kind: _rates(kinds.part(kind, _OWN_RATES), part, hardware, spilled)
            for kind in KINDS
            if kinds is not None and kind in kinds.table
        },
    )


_OWN_RATES = tuple(Field(each.name, each.about, each.schema, False) for each in RATE_FIELDS)


def _rates(own: _Part, common: _Part, hardware: Specification, spilled: float) -> Rates:
    """The rates of a table, those it does not state from the common one; none beyond the peak."""

    def rate(key: str, fastest: float, what: str, beside: float = 0.0) -> float:
        part = own if key in own.table else common
        found = part.number(key)
        if found + beside < fastest * (1 - _TOLERANCE):
            raise part.refuse(key, f"is faster than the {what} of the specification: {found!r}")
        return found

    return Rates(
        mult_add=rate("seconds-per-mult-add", 1 / hardware.mult_adds_per_second, "peak"),
        byte=rate(
            "seconds-per-byte",
            1 / hardware.bandwidth,
            "bandwidth",
            beside=spilled if hardware.cache else 0.0,
        ),
        kernel=rate("seconds-per-kernel", 0.0, "hardware"),
    )


_HELD_OUT = "held-out", "held-out-samples", "held-out-error"


def _fit(part: _Part) -> Fit:
    said = [key for key in _HELD_OUT if key in part.table]
    if said and len(said) < len(_HELD_OUT):
        missing = next(key for key in _HELD_OUT if key not in said)
        raise part.refuse(said[0], f"needs {missing!r} too")
    return Fit(
        to=_prose(part.table["to"]),
        samples=part.whole("samples", 1, 10**6),
        mean_error=part.number("mean-error"),
        held_out=_prose(part.table.get("held-out", "")),
        held_out_samples=part.whole("held-out-samples", 1, 10**6) if said else 0,
        held_out_error=part.number("held-out-error") if said else None,
    )
