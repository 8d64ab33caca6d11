"""The errors that netlint raises on purpose; each is one line that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.findings import CheckReport


class NetlintError(Exception):
    """Base of all errors that end a command with exit code 2 and one line."""


class UsageError(NetlintError):
    """An option or a configuration that cannot be followed."""


class ModelError(NetlintError):
    """A model that cannot be read.

    Attributes:
        file: what was read, as the user named it.
        problem: what is wrong.
        advice: what to do about it; empty where there is nothing to say.
        layer: the path of the layer at fault, or None.
    """

    def __init__(self, file: str, problem: str, advice: str = "", layer: str | None = None) -> None:
        self.file = file
        self.problem = problem
        self.advice = advice
        self.layer = layer
        where = f"{file}: layer {layer!r}" if layer is not None else file
        super().__init__(f"{where}: {problem}" + (f"; {advice}" if advice else ""))


class CheckFailed(AssertionError):
    """A model that does not pass its gate; the message is the report.

    Attributes:
        report: what the rules say of it.
    """

    def __init__(self, report: CheckReport) -> None:
        self.report = report
        super().__init__(str(report).rstrip())


class LayerProblem(Exception):
    """Raised where a layer is described, before it is known which file and path it has.

    The reader turns it into a `ModelError` with both.
    """

    def __init__(self, problem: str, advice: str = "") -> None:
        self.problem = problem
        self.advice = advice
        super().__init__(problem)


class MissingSetting(LayerProblem):
    """A setting that Keras always writes is not in the layer's configuration."""
