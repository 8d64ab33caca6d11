"""How far a prediction can be trusted: the sentence that stands beside every predicted time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.units import many, shown

if TYPE_CHECKING:
    from netlint.targets import Fit, Target


def trust(target: Target) -> str:
    """One sentence, its name not escaped: where the times are from, and how well that holds."""
    if target.fit is None:
        return (
            f"No times: nobody has fitted any for {target.name}; what is said of it follows from "
            "its specification"
        )
    return f"Predicted, not measured: {_error(target.fit)}"


def _error(fit: Fit) -> str:
    if fit.held_out_error is None:
        return (
            f"this model is off by {shown(fit.mean_error, 'share')} on average on the "
            f"{many(fit.samples, 'time')} that it was fitted to, and was tried on no others"
        )
    unseen = many(fit.held_out_samples, "measured time") if fit.held_out_samples else "times"
    return (
        f"on {unseen} that it had not seen this model was off by "
        f"{shown(fit.held_out_error, 'share')} on average"
    )
