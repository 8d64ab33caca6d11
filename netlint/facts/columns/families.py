"""Families of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.facts.families import family_of
from netlint.facts.registry import layer_column

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts


@layer_column()
def family(facts: LayerFacts) -> str:
    """The family of what the layer does: `pointwise`, `depthwise`, `element-wise`, ...

    `pointwise`, `group`, `depthwise`, `spatial` (all other convolutions), `dense` (matrix
    products), `element-wise`, `data movement`, `pooling`, `other` or `unknown` (code that
    netlint does not know); `mixed` for a layer made of parts of several families.
    """
    return family_of(facts.layer)
