"""`netlint targets show`: all that is known of one target, as a data sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.targets import CLASSES, KINDS
from netlint.units import many, shown
from netlint.writers.layout import TextColumn, display_width, table_lines
from netlint.writers.paint import painter
from netlint.writers.prose import DEFAULT_WIDTH, hanging, prose_lines
from netlint.writers.targets.document import target_document
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.targets import Fit, FusionRules, Rates, Specification, Target, TimeModel

SCHEMA = "netlint-target/1"
_GIGA = 1e9
_NOTHING = "nothing"
_RIDGE = "with more of them a kernel is bound by compute at best, with less by memory access"
_COMBINE = {
    "sum": "the sum of all that follows",
    "max": "the larger one of compute and memory access, and the rest",
}

_Pairs = Iterable[tuple[str, str]]
_Rate = tuple[str, float, str]
"""What a coefficient is for, its seconds, and the same as a rate."""


def sheet_text(target: Target, *, width: int | None, color: bool) -> str:
    """What a target is, what it can do, what its engine fuses, what work takes, and the error.

    Args:
        target: the target.
        width: characters per line; None: 80.
        color: whether terminal colours may be used.
    """
    paint, room = painter(color), width or DEFAULT_WIDTH
    heading = f"{target.name} ({target.id}: {CLASSES[target.kind]})"
    lines = [paint(part, "bold") for part in hanging("", printable(heading), room)]
    lines += ["", *prose_lines(target.about, room)]
    for name, content in _sections(target, room):
        lines += ["", *(paint(part, "bold") for part in hanging("", name, room)), *content]
    lines += ["", *hanging("", printable(trust(target)) + ".", room)]
    lines += hanging("", printable(f"From {target.file}"), room)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def sheet_json(target: Target) -> str:
    """Everything that a target's file says, schema `netlint-target/1`."""
    return json.dumps({"schema": SCHEMA, **target_document(target)}, indent=1) + "\n"


def _sections(target: Target, room: int) -> Iterator[tuple[str, list[str]]]:
    hardware = target.specification
    yield (
        "Specification: what the hardware can do at best",
        [
            *_definitions(_hardware(target), room),
            *_sources(hardware.sources, room),
        ],
    )
    yield (
        "Fusion: what runs in one kernel with the layer before",
        _definitions(_fusion(target.fusion), room),
    )
    runs = "all" if target.operations is None else _words(target.operations)
    yield "Operations that it runs", hanging("  ", printable(runs), room)
    if target.time is not None:
        yield f"Time of a kernel: {_COMBINE[target.time.combine]}", _rates(target.time, hardware)
    if target.fit is not None:
        yield "Where the time model is from", _definitions(_fit(target.fit), room)


def _hardware(target: Target) -> _Pairs:
    hardware = target.specification
    first, *others = target.dtypes
    yield "peak", f"{_giga(hardware.mult_adds_per_second)} G mult-adds/s in {first}"
    if others:
        yield "other dtypes", ", ".join(others)
    yield "bandwidth", f"{_giga(hardware.bandwidth)} GB/s"
    yield "ridge point", f"{shown(hardware.ridge, 'ratio')} mult-adds per byte: {_RIDGE}"
    padded = "" if hardware.vector == 1 else ": output channels are padded to a multiple of it"
    yield "vector width", many(hardware.vector, "channel") + padded
    yield "cache", _size(hardware.cache)
    yield "for activations", _size(hardware.activation_memory)
    yield "for weights", _size(hardware.weight_memory)


def _size(count: int | None) -> str:
    return "not told" if count is None else shown(count, "bytes")


def _sources(sources: Sequence[str], room: int) -> Iterator[str]:
    for source in sources:
        yield from hanging("  - ", printable(source), room)


def _fusion(rules: FusionRules) -> _Pairs:
    yield "batch norm", _into(rules.folds_into, "folded into")
    activations = _words(rules.activations)
    runs = rules.activations and rules.activates
    yield "activations", f"{activations} in {_words(rules.activates)}" if runs else _NOTHING
    yield "additions", _into(rules.adds_into, "in")
    yield "zero padding", _into(rules.pads_into, "in")
    yield "free", _words(rules.free)


def _into(words: frozenset[str], how: str) -> str:
    return f"{how} {_words(words)}" if words else "not fused"


def _words(words: frozenset[str]) -> str:
    return ", ".join(sorted(words)) or _NOTHING


def _rates(model: TimeModel, hardware: Specification) -> list[str]:
    rows = [*_common(model, hardware), *_own(model, hardware)]
    columns = [
        TextColumn("each", [what for what, _, _ in rows]),
        TextColumn("seconds", [f"{seconds:.4g}" for _, seconds, _ in rows], right=True),
        TextColumn("that is", [rate for _, _, rate in rows]),
    ]
    head, body = table_lines(columns)
    return [f"  {line}" for line in (*head, *body)]


def _common(model: TimeModel, hardware: Specification) -> Iterator[_Rate]:
    rates = model.rates
    yield "mult-add", rates.mult_add, _computing(rates.mult_add, hardware)
    yield "byte", rates.byte, _moving(rates.byte, hardware)
    if hardware.cache is not None:
        both = rates.byte + model.spilled_byte
        yield "byte beyond the cache", both, _reading(both, hardware)
    yield "kernel", rates.kernel, shown(rates.kernel, "seconds")
    yield "group but the first", model.group, shown(model.group, "seconds")
    yield "branch but the first", model.branch, shown(model.branch, "seconds")


def _own(model: TimeModel, hardware: Specification) -> Iterator[_Rate]:
    """The rates of kinds of kernels that have their own."""
    for kind in KINDS:
        rates = model.rates_of(kind)
        yield from (
            (f"{what} of {kind}", seconds, rate)
            for what, seconds, rate, common in _pairs(rates, model.rates, hardware)
            if seconds != common
        )


def _pairs(
    rates: Rates, common: Rates, hardware: Specification
) -> Iterator[tuple[str, float, str, float]]:
    compute = _computing(rates.mult_add, hardware)
    yield "mult-add", rates.mult_add, compute, common.mult_add
    yield "byte", rates.byte, _moving(rates.byte, hardware), common.byte
    yield "kernel", rates.kernel, shown(rates.kernel, "seconds"), common.kernel


def _computing(seconds: float, hardware: Specification) -> str:
    """`5.391 G mult-adds/s, 67.4 % of the peak`; a rate is never faster than that."""
    share = 1 / (seconds * hardware.mult_adds_per_second)
    return f"{_giga(1 / seconds)} G mult-adds/s, {shown(share, 'share')} of the peak"


def _moving(seconds: float, hardware: Specification) -> str:
    """A rate of memory access; where there is a cache, it may be quicker than the memory."""
    if hardware.cache is None:
        return _reading(seconds, hardware)
    return f"{_giga(1 / seconds)} GB/s" if seconds else "no time of its own"


def _reading(seconds: float, hardware: Specification) -> str:
    """`25.6 GB/s, 100.0 % of the bandwidth`; a rate is never faster than that."""
    share = 1 / (seconds * hardware.bandwidth)
    return f"{_giga(1 / seconds)} GB/s, {shown(share, 'share')} of the bandwidth"


def _giga(per_second: float) -> str:
    return shown(per_second / _GIGA, "")


def _fit(fit: Fit) -> _Pairs:
    yield "fitted to", fit.to
    yield "its error", f"{shown(fit.mean_error, 'share')} on {many(fit.samples, 'time')}"
    if fit.held_out:
        yield "tried on", fit.held_out
    if fit.held_out_error is not None:
        times = f" on {many(fit.held_out_samples, 'time')}" if fit.held_out_samples else ""
        yield "its error there", f"{shown(fit.held_out_error, 'share')}{times}"


def _definitions(pairs: _Pairs, width: int) -> list[str]:
    """Names and texts beside them, each wrapped."""
    found = [(name, printable(" ".join(text.split()))) for name, text in pairs]
    widest = max(display_width(name) for name, _ in found)
    return [line for name, text in found for line in hanging(f"  {name:<{widest}}  ", text, width)]
