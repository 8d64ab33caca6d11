"""What a network takes on a target, as text and for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from netlint.units import UNKNOWN, shown
from netlint.writers.cells import at_least
from netlint.writers.jsontext import members_of, rows_of
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.facts.prediction import KernelTime, Prediction
    from netlint.report import Analysis
    from netlint.targets import Target

_MOST_NAMES = 3


def heading(target: Target) -> str:
    """`Predicted on Snapdragon 810, one core (snapdragon-810)`; not escaped."""
    what = "Kernels on" if target.time is None else "Predicted on"
    return f"{what} {target.name} ({target.id})"


def total_lines(analysis: Analysis, prediction: Prediction) -> Iterator[tuple[str, str]]:
    """The time by cause and the kernels by what limits them, as label and text."""
    parts = prediction.parts
    if parts is not None:
        whole = shown(parts.seconds, "seconds")
        batch = "" if analysis.batch in (1, None) else f" for one batch of {analysis.batch}"
        if prediction.unknown:
            whole = at_least(whole) if parts.seconds else UNKNOWN
        yield "time", whole + batch
        for cause in fields(parts):
            seconds = getattr(parts, cause.name)
            if seconds:
                share = shown(seconds / parts.seconds, "share")
                yield f"  {cause.name}", f"{shown(seconds, 'seconds')} ({share})"
    yield "kernels", _kernels(prediction)


def _kernels(prediction: Prediction) -> str:
    """`29: 20 bound by compute, 9 by memory`."""
    bounds = Counter(prediction.bound_of(kernel) for kernel in prediction.kernels)
    counts = [(bounds[bound], f"bound by {bound}") for bound in ("compute", "memory", "overhead")]
    counts.append((sum(kernel.works == () for kernel in prediction.kernels), "free"))
    counts.append((len(prediction.unknown), "unknown"))
    shares = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return f"{len(prediction.kernels):,}" + (f": {shares}" if shares else "")


def notes(analysis: Analysis, prediction: Prediction) -> Iterator[str]:
    """What to know of the figures, a sentence each: what they lack, and how far to trust them."""
    target, unknown = prediction.target, prediction.unknown
    if unknown:
        names = [analysis.rows[kernel.index].layer.name for kernel in unknown]
        takes = "; the network takes longer than that" if prediction.timed else ""
        are = "kernel is" if len(unknown) == 1 else "kernels are"
        yield f"{len(unknown):,} {are} unknown ({_several(names)}){takes}"
    others = _other_dtypes(analysis, prediction)
    if others:
        yield (
            f"the network computes in {', '.join(others)}, {target.id} in "
            f"{', '.join(target.dtypes)}: figures are those of the network as it is"
        )
    missing = _not_run(analysis, prediction)
    if missing:
        yield f"{target.id} does not run {_several(missing)}"


def _several(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join([*names[:_MOST_NAMES], *([f"{more:,} more"] if more > 0 else [])])


def _other_dtypes(analysis: Analysis, prediction: Prediction) -> list[str]:
    """The dtypes that mult-adds are done in and the target does not compute in."""
    layers = [analysis.rows[k.index].layer for k in prediction.kernels if k.mult_adds]
    found = {tensor.dtype for layer in layers for tensor in layer.outputs[:1]}
    return sorted(dtype for dtype in found if dtype and dtype not in prediction.target.dtypes)


def _not_run(analysis: Analysis, prediction: Prediction) -> list[str]:
    """The operations of its kernels that the target does not run; of foreign code who knows."""
    runs = prediction.target.operations
    if runs is None:
        return []
    found = {analysis.rows[kernel.index].layer.op for kernel in prediction.kernels}
    return sorted(found - runs - {"opaque"})


def prediction_member(analysis: Analysis, prediction: Prediction) -> str:
    """The member `prediction` of the JSON: totals, and every kernel in a line."""
    target, parts, fit = prediction.target, prediction.parts, prediction.target.fit
    table = {
        "target": target.id,
        "name": target.name,
        "timed": prediction.timed,
        "time": analysis.totals.seconds,
        "lower_bound": prediction.seconds,
        "causes": None if parts is None else asdict(parts),
        "mean_error": None if fit is None else fit.mean_error,
        "held_out_error": None if fit is None else fit.held_out_error,
        "trust": trust(target),
        "notes": list(notes(analysis, prediction)),
        "unknown": [analysis.rows[kernel.index].layer.name for kernel in prediction.unknown],
    }
    kernels = [_kernel(analysis, prediction, kernel) for kernel in prediction.kernels]
    return '"prediction": {\n' + ",\n".join([*members_of(table), rows_of("kernels", kernels)]) + "}"


def _kernel(analysis: Analysis, prediction: Prediction, kernel: KernelTime) -> dict[str, object]:
    return {
        "name": analysis.rows[kernel.index].layer.name,
        "layers": list(kernel.layers),
        "kind": kernel.kind,
        "mult_adds": kernel.mult_adds,
        "memory_access_bytes": kernel.bytes,
        "time": kernel.seconds,
        "causes": None if kernel.parts is None else asdict(kernel.parts),
        "bound": prediction.bound_of(kernel),
    }
