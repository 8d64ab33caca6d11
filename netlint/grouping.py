"""How layers are summed up: `--depth N` and `--group-by op|block|prefix|kernel`.

`op` needs no guessing. `block` and `prefix` read the names that Keras and its users give:

| layer | prefix | block |
|---|---|---|
| `conv2_block1_1_conv` | `conv2` | `conv2_block1` |
| `block_3_expand_BN` | `block_3` | `block_3` |
| `conv_pw_3_relu` | `conv_pw_3` | `conv_pw_3` |
| `block1a_dwconv` | `block1a` | `block1a` |
| `stage_0_block_1_gelu` | `stage_0` | `stage_0_block_1` |
| `backbone/block_3_add` (nested) | `backbone` | `backbone/block_3` |
| `backbone/stem` (nested) | `backbone` | `backbone` |
| `backbone/conv2d_17` (nested) | `backbone` | `backbone` |
| `predictions` | `predictions` | `predictions` |
"""

from __future__ import annotations

import re
from collections.abc import Callable

from netlint.network import Layer

# The end of a part that numbers something: `_3`, `conv2`, `block1a`, but not `conv2d`.
_NUMBER = re.compile(r"\d+[a-z]?(?<![1-3][dD])(?=$|[\W_])")
_BLOCK = re.compile(
    r"(?:^|[\W_])(?:block|stage|unit|cell|layer|module|mixed|group|bottleneck|fire|stack)"
    r"[\W_]?\d+[a-z]?(?=$|[\W_])",
    re.IGNORECASE,
)
_TRAILING_NUMBER = re.compile(r"_\d+$")
_LONGEST = 400  # characters of a name that are looked at


def by_op(layer: Layer) -> str:
    """netlint's word for the operation."""
    return layer.op


def by_prefix(layer: Layer) -> str:
    """The outermost nested model; in a flat model the name up to its first number."""
    if len(layer.path) > 1:
        return layer.path[0]
    name = _own_name(layer)
    return _up_to_first_number(name) or name


def by_block(layer: Layer) -> str:
    """The path of the nested model and the block that the layer's own name tells.

    A name tells its block by a block word with a number (`block`, `stage`, `unit`, ...; the
    last one counts), else up to its first number. A name that Keras gave (`conv2d_17`) tells
    nothing.
    """
    name = _own_name(layer)
    parents = layer.path[:-1]
    if _is_default(name, layer.class_name):
        return "/".join(parents or (name,))
    ends = [found.end() for found in _BLOCK.finditer(name[:_LONGEST])]
    stem = name[: ends[-1]] if ends else _up_to_first_number(name)
    return "/".join((*parents, stem) if stem else parents or (name,))


def at_depth(layer: Layer, depth: int | None) -> str:
    """The layer's path cut to `depth` components; a layer not that deep stands for itself."""
    if depth is None or len(layer.path) <= depth:
        return layer.name
    return "/".join(layer.path[:depth])


GROUPINGS: dict[str, Callable[[Layer], str]] = {
    "op": by_op,
    "block": by_block,
    "prefix": by_prefix,
}
BY_KERNEL = "kernel"
"""The grouping by what runs at once on a target."""

GROUPED_BY = (*GROUPINGS, BY_KERNEL)
IN_NO_KERNEL = "(in no kernel)"
"""The group of the layers that are nothing to run: inputs, views, what vanishes."""


def _own_name(layer: Layer) -> str:
    return layer.path[-1] if layer.path else layer.name


def _is_default(name: str, class_name: str) -> bool:
    """Whether a name is the class's own with a number: `batch_normalization_3`."""
    return _TRAILING_NUMBER.sub("", name).replace("_", "") == class_name.lower()


def _up_to_first_number(name: str) -> str:
    found = _NUMBER.search(name[:_LONGEST])
    return name[: found.end()] if found else ""
