"""How far predicted times can be trusted, in words: every report that shows some says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.targets import Target


def trust(target: Target) -> str:
    """What a target's predicted times rest on, and how far off they were; plain text."""
    fit = target.fit
    if fit is None:
        return "No times: nobody has fitted a time model for this target."
    said = f"Predicted, not measured. Fitted to {fit.samples:,} measured times "
    said += f"({_plain(fit.to)}): off by {_percent(fit.mean_error)} on average."
    if fit.held_out_error is None:
        return f"{said} Not tried on others."
    return (
        f"{said} On {fit.held_out_samples:,} that the fit had not seen ({_plain(fit.held_out)}): "
        f"off by {_percent(fit.held_out_error)}."
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _percent(error: float) -> str:
    return f"{100 * error:.0f} %"
