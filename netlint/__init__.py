"""netlint: a linter for neural-network architectures.

```python
report = netlint.analyze("model.h5")
report.totals.mult_adds  # exact integers; None where unknown
report.layers  # a pandas.DataFrame
report.network.graph  # a networkx.DiGraph

netlint.check("model.h5", select="G1").passed  # the gate of a build
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from netlint.checks import assert_clean, check
    from netlint.report import Analysis

__version__ = "0.1.0"
__all__ = ["__version__", "analyze", "assert_clean", "check"]


def analyze(
    source: str | os.PathLike[str] | Any,
    *,
    batch: int | None = None,
    input_shapes: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    convention: str = "full",
    target: str | os.PathLike[str] | None = None,
) -> Analysis:
    """Says what every layer of a network costs. Nothing of a model file is executed.

    Args:
        source: the path of a Keras `.h5`, `.hdf5`, `.keras` or architecture `.json` file, the
            name of a built-in network (`zoo:shufflenet_v2?width=1.5`), or a live Keras model.
        batch: the batch size; None: what the model says, 1 where it is silent.
        input_shapes: the axes (without the batch axis) of inputs that the model leaves open:
            one shape for all of them, or shapes by the input's name.
        convention: `full` (everything), `paper` (mult-adds of convolutions and dense layers
            only) or `tf-profiler`.
        target: the hardware to predict times on: a name (`netlint targets`), or the path of a
            `.toml` file; None: none.

    Returns:
        The layers with their costs, totals and coverage. Mult-adds and FLOPs are operations,
        memory access is in elements and in bytes. With a target, `prediction` has its kernels
        with their times in seconds.

    Raises:
        netlint.errors.ModelError: the model cannot be read.
        netlint.errors.UsageError: an argument cannot be followed.
        netlint.targets.TargetError: the target is not there, or cannot be followed.
    """
    import os

    from netlint import pipeline
    from netlint.targets import load_target

    hardware = None if target is None else load_target(os.fspath(target))
    analysis = pipeline.analyze(
        source, batch=batch, input_shapes=input_shapes, convention=convention
    )
    return analysis if hardware is None else pipeline.predicted(analysis, hardware)


def __getattr__(name: str) -> Any:
    """`check` and `assert_clean`, imported when they are asked for."""
    if name in ("assert_clean", "check"):
        from netlint import checks

        return getattr(checks, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
