"""Targets as plain values, for JSON; seconds and units of the file, nothing rounded."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.targets import FusionRules, Rates, Specification, Target, TimeModel


def target_document(target: Target) -> dict[str, object]:
    """Everything that a target's file says."""
    return {
        **target_head(target),
        "about": target.about,
        "specification": _specification(target.specification),
        "fusion": _fusion(target.fusion),
        "operations": None if target.operations is None else sorted(target.operations),
        "time": None if target.time is None else _time(target.time),
        "fit": None if target.fit is None else asdict(target.fit),
    }


def target_head(target: Target) -> dict[str, object]:
    """What a list of targets says of each."""
    fit, hardware = target.fit, target.specification
    return {
        "id": target.id,
        "name": target.name,
        "class": target.kind,
        "file": str(target.file),
        "dtypes": list(target.dtypes),
        "mult_adds_per_second": hardware.mult_adds_per_second,
        "bandwidth": hardware.bandwidth,
        "timed": target.time is not None,
        "mean_error": None if fit is None else fit.mean_error,
        "held_out_error": None if fit is None else fit.held_out_error,
    }


def _specification(hardware: Specification) -> dict[str, object]:
    return {**asdict(hardware), "ridge": hardware.ridge, "sources": list(hardware.sources)}


def _fusion(rules: FusionRules) -> dict[str, list[str]]:
    return {name: sorted(words) for name, words in asdict(rules).items()}


def _time(model: TimeModel) -> dict[str, object]:
    return {
        "combine": model.combine,
        **_rates(model.rates),
        "seconds_per_spilled_byte": model.spilled_byte,
        "seconds_per_group": model.group,
        "seconds_per_branch": model.branch,
        "kinds": {kind: _rates(rates) for kind, rates in model.kinds.items()},
    }


def _rates(rates: Rates) -> dict[str, float]:
    return {f"seconds_per_{name}": value for name, value in asdict(rates).items()}
