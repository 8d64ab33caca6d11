"""What changed between two networks, and why the totals moved.

Everything here is data and pure functions of it; writers (text, Markdown, JSON, HTML) say it.
Counts are of the convention `full`. What is unknown is None, with lower bounds beside it. Every
total that is a sum over layers moves by exactly what its layers move by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from netlint.standings import FIGURES, MORE_FIGURES, Column
from netlint.turnover import Turnover

if TYPE_CHECKING:
    from netlint.allowances import Allowance
    from netlint.comparison import Entry
    from netlint.decks.rule import Level
    from netlint.findings import Finding
    from netlint.traits import Trait

Kind = Literal["added", "removed", "changed", "affected"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "affected")

_ORDER = (
    "mult_adds",
    "flops",
    "params",
    "memory_access",
    "memory_access_bytes",
    "intensity",
    "peak_activation_bytes",
    "depth",
    "kernels",
    "layers",
)
TOTALS = tuple(
    sorted(
        (each for each in (*FIGURES, *MORE_FIGURES) if each.name in _ORDER),
        key=lambda each: _ORDER.index(each.name),
    )
)
"""The totals that are compared, in the order in which they are shown."""

SUMS = ("mult_adds", "flops", "params", "memory_access", "memory_access_bytes", "kernels", "layers")
"""Those that are sums over layers: each layer has its part in how they moved."""


NO_SETTING = "none"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing about a layer that is not as it was.

    Attributes:
        attribute: what: a setting such as `filters`, or `input`, `output`, `reads`.
        old: as it was; None where unknown, `NO_SETTING` where the layer had no such setting.
        new: as it is, likewise.
    """

    attribute: str
    old: Trait
    new: Trait


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer that is not as it was.

    Attributes:
        kind: `added`, `removed`; `changed` where its own settings or what it reads from are
            others; `affected` where a change elsewhere changes its cost or its tensors.
        name: its path: in the new network, of a removed one in the old.
        was: its path in the old network where that is another one; else empty.
        op: netlint's word for what it does.
        class_name: the framework's class.
        alterations: what is not as it was; empty for an added or a removed one.
        causes: the paths of the layers whose change reaches this one, in order of execution.
        amounts: by how much each of `SUMS` moves here; None where that is unknown.
    """

    kind: Kind
    name: str
    was: str
    op: str
    class_name: str
    alterations: tuple[Alteration, ...]
    causes: tuple[str, ...]
    amounts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What one layer has to do with the movement of a total.

    Attributes:
        change: the layer.
        amount: by how much the total moves there; never 0.
    """

    change: LayerChange
    amount: int


@dataclass(frozen=True, slots=True)
class Movement:
    """How a total moved.

    Attributes:
        total: the total: its name, heading and unit.
        old: as it was; None where unknown.
        new: as it is; None where unknown.
        old_least: a lower bound of `old`, or itself; None where nothing is known.
        new_least: likewise.
        parts: the layers that move it, largest first; empty for what is no sum over layers.
        unknown: the layers of which it is not known by how much they move it.
        old_at: the layer where the old figure is reached, of a peak; else empty.
        new_at: likewise of the new one.
    """

    total: Column
    old: float | None
    new: float | None
    old_least: float | None
    new_least: float | None
    parts: tuple[Part, ...] = ()
    unknown: tuple[LayerChange, ...] = ()
    old_at: str = ""
    new_at: str = ""

    @property
    def change(self) -> float | None:
        """By how much; None where that is unknown.

        Layers of unknown cost that both files describe alike move nothing: what the others do
        is the change of a sum, though the sum itself is unknown.
        """
        if self.old is not None and self.new is not None:
            return self.new - self.old
        if self.total.name in SUMS and not self.unknown:
            return sum(part.amount for part in self.parts)
        return None

    @property
    def share(self) -> float | None:
        """The change as a share of the old figure; None where it is unknown, or from nothing."""
        return self.change / self.old if self.change is not None and self.old else None

    @property
    def moved(self) -> bool:
        """Whether it is another figure, or may be for all that is known of the layers."""
        if self.change is None:
            return bool(self.unknown) or (self.old, self.old_least) != (self.new, self.new_least)
        return self.change != 0


@dataclass(frozen=True, slots=True)
class Excess:
    """A total that grew by more than is allowed, or of which that is not known.

    Attributes:
        movement: how it moved.
        allowance: how much it may grow.
        decided: False where a missing figure leaves it open.
    """

    movement: Movement
    allowance: Allowance
    decided: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """What fails a build.

    Attributes:
        allowances: how much totals may grow.
        fail_on: the mildest level of new or worse findings that fails; None: none does.
        allow_undecided: whether what cannot be decided passes.
    """

    allowances: tuple[Allowance, ...] = ()
    fail_on: Level | None = None
    allow_undecided: bool = False

    @property
    def closed(self) -> bool:
        """Whether anything can fail."""
        return bool(self.allowances) or self.fail_on is not None


@dataclass(frozen=True, eq=False)
class Difference:
    """What changed between two networks.

    Attributes:
        old: the network before.
        new: the network after.
        movements: every total, moved or not, in the order of `TOTALS`.
        layers: the layers that are not as they were, in order of execution, removed ones where
            they stood.
        renamed: how many layers have another name and are otherwise matched.
        matched: how many layers are in both networks.
        findings: which findings are new and which are gone.
        gate: what fails a build.
        command: the command line that makes the report; empty where there is none.
    """

    old: Entry
    new: Entry
    movements: tuple[Movement, ...]
    layers: tuple[LayerChange, ...]
    renamed: int
    matched: int
    findings: Turnover
    gate: Gate = Gate()
    command: str = ""

    @cached_property
    def same(self) -> bool:
        """Whether nothing differs but names."""
        return not self.layers and not self.findings.changed and not self.moved

    @cached_property
    def moved(self) -> tuple[Movement, ...]:
        """The totals that moved, or that may have."""
        return tuple(each for each in self.movements if each.moved)

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """How many layers are added, removed, changed and affected."""
        found = dict.fromkeys(KINDS, 0)
        for layer in self.layers:
            found[layer.kind] += 1
        return found

    @cached_property
    def excesses(self) -> tuple[Excess, ...]:
        """The totals that fail the gate; none grows where no layer differs."""
        if not self.layers and not self.moved:
            return ()
        by_name = {each.total.name: each for each in self.movements}
        found = (_excess(by_name[each.metric], each) for each in self.gate.allowances)
        lenient = self.gate.allow_undecided
        return tuple(each for each in found if each and (each.decided or not lenient))

    @cached_property
    def failures(self) -> tuple[Finding, ...]:
        """The new and the worse findings that fail the gate."""
        level, lenient = self.gate.fail_on, self.gate.allow_undecided
        if level is None:
            return ()
        return tuple(
            each
            for each in (*self.findings.new, *self.findings.worsened)
            if each.standing == "new" and each.level >= level and not (lenient and each.undecided)
        )

    @property
    def passed(self) -> bool:
        """Whether nothing fails the gate; true where there is none."""
        return not self.excesses and not self.failures


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """How a difference is shown.

    Attributes:
        width: characters per line (text only); None: as wide as needed.
        color: whether terminal colours may be used (text only).
    """

    width: int | None = None
    color: bool = False


def _excess(movement: Movement, allowance: Allowance) -> Excess | None:
    """Whether a total grew by more than is allowed; lower bounds may decide that, too."""
    grown = movement.change
    if grown is not None:
        base = movement.old if movement.old is not None else movement.old_least or 0
        if grown <= allowance.growth(int(base)):
            return None
        return Excess(movement, allowance, movement.old is not None or allowance.share is None)
    if movement.old is None or movement.new_least is None:
        return Excess(movement, allowance, decided=False)
    least = movement.new_least - movement.old
    return Excess(movement, allowance, least > allowance.growth(int(movement.old)))
