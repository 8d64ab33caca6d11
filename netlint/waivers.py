"""Waivers: findings that somebody accepts on purpose, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiver:
    """What the configuration accepts on purpose.

    Attributes:
        source: the place that says it, for instance `netlint.toml [[waivers]] 1`.
        rule: the id or the name of the rule whose findings it accepts.
        models: patterns of the models' paths.
        layers: patterns of the layers' paths; empty: every layer, every block, the network.
        reason: why; empty where nothing is said: it waives nothing.
        owner: who answers for it; empty where nothing is said.
        expires: the last day on which it holds; None: no end.
        covers: the model's path and the layer's path of every finding that there was when it
            was written: those are waived, one that came later is new. None where they were
            not recorded: it waives nothing.
    """

    source: str
    rule: str
    models: tuple[str, ...]
    layers: tuple[str, ...] = ()
    reason: str = ""
    owner: str = ""
    expires: date | None = None
    covers: frozenset[tuple[str, str]] | None = None

    @property
    def terms(self) -> str:
        """`the reason (its owner, until 2027-01-31)`, as far as they are stated."""
        end = "" if self.expires is None else f"until {self.expires.isoformat()}"
        more = ", ".join(part for part in (self.owner, end) if part)
        return f"{self.reason} ({more})" if more else self.reason
