"""A target as the text of its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, Context
from textwrap import wrap

from netlint.targets.fusion import EVERY_ENGINE, FusionRules
from netlint.targets.target import Fit, Specification, Target
from netlint.targets.time import KINDS, Rates, TimeModel

_ROUNDED_UP = Context(prec=4, rounding=ROUND_CEILING)
_WIDTH = 98
_Said = str | float | Iterable[str]
_Value = _Said | None


def target_text(target: Target, schema: str | None = None) -> str:
    """The TOML text that reads as a target.

    Coefficients are rounded up to four digits: none gets faster than it was.

    Args:
        target: the target.
        schema: where editors find the form of the file; None: nowhere.
    """
    head = {
        "name": target.name,
        "class": target.kind,
        "about": target.about,
        "dtypes": target.dtypes,
        "operations": None if target.operations is None else sorted(target.operations),
    }
    lines = [] if schema is None else [f"#:schema {schema}"]
    lines += _pairs(head)
    lines += _table("specification", _specification(target.specification))
    lines += _table("fusion", _fusion(target.fusion))
    if target.time is not None:
        lines += _time(target.time)
    if target.fit is not None:
        lines += _table("fit", _fit(target.fit))
    return "\n".join(lines) + "\n"


def _table(name: str, pairs: Mapping[str, _Value]) -> list[str]:
    lines = list(_pairs(pairs))
    return ["", f"[{name}]", *lines] if lines else []


def _pairs(pairs: Mapping[str, _Value]) -> Iterator[str]:
    for key, value in pairs.items():
        if value is not None:
            yield from _pair(key, value)


def _pair(key: str, value: _Said) -> Iterator[str]:
    if isinstance(value, str):
        line = f"{key} = {_text(value)}"
        yield line if len(line) <= _WIDTH or "\\" in line else f'{key} = """\n{_wrapped(value)}"""'
    elif isinstance(value, int | float):
        yield f"{key} = {_number(value)}"
    else:
        words = [_text(word) for word in value]
        line = f"{key} = [{', '.join(words)}]"
        yield line if len(line) <= _WIDTH else "\n".join([f"{key} = [", *_indented(words), "]"])


def _text(value: str) -> str:
    """A text in quotes: TOML escapes as JSON does, and one character more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrapped(value: str) -> str:
    """Prose over several lines, broken at blanks only: reading joins them again."""
    lines = wrap(value, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def _indented(words: Iterable[str]) -> Iterator[str]:
    return (f"    {word}," for word in words)


def _number(value: float) -> str:
    if isinstance(value, int):
        return f"{value:_}"
    return repr(float(_ROUNDED_UP.create_decimal(repr(value))))


def _specification(hardware: Specification) -> dict[str, _Value]:
    return {
        "mult-adds-per-second": hardware.mult_adds_per_second,
        "bandwidth": hardware.bandwidth,
        "vector": hardware.vector,
        "cache": hardware.cache,
        "activation-memory": hardware.activation_memory,
        "weight-memory": hardware.weight_memory,
        "sources": hardware.sources,
    }


def _fusion(rules: FusionRules) -> dict[str, _Value]:
    """What differs from what every engine does."""
    said = {
        "folds-norm-into": (rules.folds_into, EVERY_ENGINE.folds_into),
        "activations": (rules.activations, EVERY_ENGINE.activations),
        "activates": (rules.activates, EVERY_ENGINE.activates),
        "adds-into": (rules.adds_into, EVERY_ENGINE.adds_into),
        "pads-into": (rules.pads_into, EVERY_ENGINE.pads_into),
        "free": (rules.free, EVERY_ENGINE.free),
    }
    return {key: sorted(own) for key, (own, usual) in said.items() if own != usual}


def _time(model: TimeModel) -> list[str]:
    lines = _table(
        "time",
        {
            "combine": model.combine,
            **_rates(model.rates),
            "seconds-per-spilled-byte": model.spilled_byte or None,
            "seconds-per-group": model.group or None,
            "seconds-per-branch": model.branch or None,
        },
    )
    common = _rates(model.rates)
    for kind in KINDS:
        rates = _rates(model.rates_of(kind))
        own = {key: rates[key] for key in rates if _number(rates[key]) != _number(common[key])}
        lines += _table(f"time.kinds.{kind}", own)
    return lines


def _rates(rates: Rates) -> dict[str, float]:
    return {
        "seconds-per-mult-add": rates.mult_add,
        "seconds-per-byte": rates.byte,
        "seconds-per-kernel": rates.kernel,
    }


def _fit(fit: Fit) -> dict[str, _Value]:
    return {
        "to": fit.to,
        "samples": fit.samples,
        "mean-error": fit.mean_error,
        "held-out": fit.held_out or None,
        "held-out-samples": fit.held_out_samples or None,
        "held-out-error": fit.held_out_error,
    }
