"""Dtype policies: what a layer computes with and what it keeps its weights in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from netlint.network import bits


@dataclass(frozen=True, slots=True)
class Policy:
    """A dtype policy.

    Attributes:
        compute: the dtype of the layer's arithmetic and outputs.
        variable: the dtype of its weights.
        quantization: `int8`, `int4`, `float8` or other modes of Keras's `quantize`, else None.
        block_size: elements that share a scale in blockwise int4, else None.
    """

    compute: str = "float32"
    variable: str = "float32"
    quantization: str | None = None
    block_size: int | None = None


FLOAT32 = Policy()


def policy_of(config: dict[str, Any], default: Policy = FLOAT32) -> Policy:
    """The policy that a layer's `dtype` entry means: a string, a policy object, or nothing."""
    value = config.get("dtype")
    if value is None:
        return default
    if isinstance(value, dict):
        inner = value.get("config")
        inner = inner if isinstance(inner, dict) else {}
        policy = _named(str(inner.get("name") or inner.get("mode") or ""))
        mode = inner.get("mode")
        source = inner.get("source_name")
        if isinstance(mode, str) and isinstance(source, str):
            return _quantized(mode, source)
        return policy
    return _named(value) if isinstance(value, str) else default


def _quantized(mode: str, source: str) -> Policy:
    """`int8`, or `int4/128` for blocks of 128 that share a scale."""
    base = _named(source)
    name, _, block = mode.partition("/")
    size = int(block) if block.isdigit() and len(block) < 10 else None
    return Policy(base.compute, base.variable, name, size)


def _named(name: str) -> Policy:
    if "_from_" in name:
        mode, _, source = name.partition("_from_")
        return _quantized(mode, source)
    if name.startswith("mixed_"):
        return Policy(name.removeprefix("mixed_"), "float32")
    if name == "string" or bits(name) is not None:
        return Policy(name, name)
    return FLOAT32
