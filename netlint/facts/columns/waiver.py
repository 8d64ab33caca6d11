"""Every waiver of the configuration, for each model that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.facts.registry import waiver_column

if TYPE_CHECKING:
    from netlint.facts.waivers import WaiverFacts


@waiver_column()
def name(facts: WaiverFacts) -> str:
    """Where the configuration states it, for instance `netlint.toml [[waivers]] 2`."""
    return facts.waiver.source


@waiver_column()
def rule(facts: WaiverFacts) -> str:
    """The rule that it waives, as the configuration calls it."""
    return facts.waiver.rule


@waiver_column()
def layers(facts: WaiverFacts) -> str:
    """Its patterns of layers; `everything` for none."""
    return ", ".join(facts.waiver.layers) or "everything"


@waiver_column()
def model(facts: WaiverFacts) -> str:
    """The model's path."""
    return facts.model


@waiver_column()
def expires(facts: WaiverFacts) -> str:
    """The last day on which it holds, as `2027-01-31`; empty for no end."""
    end = facts.waiver.expires
    return "" if end is None else end.isoformat()


@waiver_column(unit="count")
def days_expired(facts: WaiverFacts) -> int:
    """Days since the last one on which it held; 0 for one that holds, or that has no end."""
    end = facts.waiver.expires
    return 0 if end is None else max(0, (facts.today - end).days)


@waiver_column(unit="count")
def lacks_reason(facts: WaiverFacts) -> int:
    """1 where it does not say why, else 0."""
    return int(not facts.waiver.reason)


@waiver_column(unit="count")
def lacks_record(facts: WaiverFacts) -> int:
    """1 where it does not record the layers that it covered when it was written, else 0."""
    return int(facts.waiver.covers is None)


@waiver_column()
def is_concerned(facts: WaiverFacts) -> bool:
    """Whether it says anything of this model: without a record always, else if that names it."""
    return facts.concerned


@waiver_column(unit="count")
def matches(facts: WaiverFacts) -> int:
    """Findings of the model that are its: those that it records, without a record all it fits."""
    return facts.matches
