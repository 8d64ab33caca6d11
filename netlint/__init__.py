"""netlint: a linter for neural-network architectures.

```python
report = netlint.analyze("model.h5")
report.totals.mult_adds  # exact integers; None where unknown
report.layers  # a pandas.DataFrame
report.network.graph  # a networkx.DiGraph
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from netlint.report import Analysis

__version__ = "0.1.0"
__all__ = ["__version__", "analyze"]


def analyze(
    source: str | os.PathLike[str] | Any,
    *,
    batch: int | None = None,
    input_shapes: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    convention: str = "full",
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

    Returns:
        The layers with their costs, totals and coverage. Mult-adds and FLOPs are operations,
        memory access is in elements and in bytes.

    Raises:
        netlint.errors.ModelError: the model cannot be read.
        netlint.errors.UsageError: an argument cannot be followed.
    """
    from netlint import pipeline

    return pipeline.analyze(source, batch=batch, input_shapes=input_shapes, convention=convention)
