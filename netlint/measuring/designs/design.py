"""What a design is, and the set of all designs.

A design is a piece of a network: 10 to 40 kernels in a row, each with weights of its own, since a
single kernel that is repeated finds its weights in the cache, which those of a network do not.
Every family of designs is a module of this package with a function `designs`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netlint.errors import UsageError

if TYPE_CHECKING:
    from netlint.network import Network

Layers = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Design:
    """A small network.

    Attributes:
        name: its family and its sizes, as in `mobilenet 14x14x128`.
        layers: as `netlint.readers.sketch.sketched_network` takes them.
    """

    name: str
    layers: Layers

    def network(self) -> Network:
        """The network that the sketch stands for."""
        from netlint.readers.sketch import sketched_network

        return sketched_network(self.layers, self.name)


def all_designs() -> tuple[Design, ...]:
    """Every design, the same ones in the same order each time.

    Raises:
        UsageError: two designs have the same name.
    """
    package = importlib.import_module("netlint.measuring.designs")
    found: dict[str, Design] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        family = importlib.import_module(f"netlint.measuring.designs.{name}")
        for design in getattr(family, "designs", tuple)():
            if design.name in found:
                raise UsageError(f"the design {design.name!r} is there twice")
            found[design.name] = design
    return tuple(found.values())
