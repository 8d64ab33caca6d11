"""The keys of a target file."""

from __future__ import annotations

from typing import Any

from netlint.errors import NetlintError
from netlint.forms import NUMBER, TABLE, TEXT, WORDS, Field, table_schema
from netlint.targets.target import CLASSES
from netlint.targets.time import KINDS

AMOUNT = {"type": ["number", "string"]}
_COUNT = {"type": "number"}


class TargetError(NetlintError):
    """A target that is not there or cannot be followed; the message names file and key."""


TARGET_FIELDS = (
    Field("name", "What people call it.", {"type": "string", "minLength": 1, "maxLength": 80}),
    Field(
        "class",
        "What it is: " + "; ".join(f"`{word}`, {about}" for word, about in CLASSES.items()) + ".",
        {"type": "string", "enum": list(CLASSES)},
    ),
    Field("about", "What it is, and what is not known of it.", TEXT),
    Field(
        "dtypes",
        "The dtypes that it computes in, the usual one first.",
        {**WORDS, "minItems": 1, "maxItems": 20},
    ),
    Field("specification", "What the hardware can do at best.", TABLE),
    Field(
        "operations",
        "The operations that it runs, by netlint's words (rules/README.md). Default: all.",
        WORDS,
        required=False,
    ),
    Field("fusion", "What its engine runs inside the layer before.", TABLE, required=False),
    Field("time", "What work takes. Default: not known.", TABLE, required=False),
    Field("fit", "Where the time model is from.", TABLE, required=False),
)
SPECIFICATION_FIELDS = (
    Field("mult-adds-per-second", "The peak at the first dtype: `5.67T`.", AMOUNT),
    Field("bandwidth", "Bytes per second of the memory: `484GB`.", AMOUNT),
    Field(
        "vector",
        "Channels computed at once; widths are padded to a multiple. Default: 1.",
        _COUNT,
        required=False,
    ),
    Field("cache", "Bytes that a kernel finds again quickly.", AMOUNT, required=False),
    Field("activation-memory", "Bytes that activations must fit in.", AMOUNT, required=False),
    Field("weight-memory", "Bytes that weights must fit in.", AMOUNT, required=False),
    Field("sources", "Where these figures are from.", {**WORDS, "minItems": 1}),
)
FUSION_FIELDS = (
    Field("folds-norm-into", "Operations that take a batch norm in.", WORDS, required=False),
    Field("activations", "Activation functions that are fused.", WORDS, required=False),
    Field("activates", "Operations that run such an activation.", WORDS, required=False),
    Field("adds-into", "Operations that run an addition behind them.", WORDS, required=False),
    Field("pads-into", "Operations that do the zero padding before.", WORDS, required=False),
    Field("free", "Operations that cost this engine nothing.", WORDS, required=False),
)
RATE_FIELDS = (
    Field("seconds-per-mult-add", "Of compute.", NUMBER),
    Field("seconds-per-byte", "Of memory access.", NUMBER),
    Field("seconds-per-kernel", "Of starting a kernel.", NUMBER),
)
TIME_FIELDS = (
    Field(
        "combine",
        "Whether compute and memory access add up, or only the larger one counts.",
        {"type": "string", "enum": ["sum", "max"]},
    ),
    *RATE_FIELDS,
    Field("seconds-per-spilled-byte", "Of what exceeds the cache, besides.", NUMBER, False),
    Field("seconds-per-group", "Of each group beyond the first.", NUMBER, False),
    Field("seconds-per-branch", "Of each joined branch beyond the first.", NUMBER, False),
    Field("kinds", "Rates of kinds of kernels that have their own.", TABLE, required=False),
)
FIT_FIELDS = (
    Field("to", "What the time model was fitted to, with the source.", TEXT),
    Field("samples", "How many measured times.", _COUNT),
    Field("mean-error", "The mean of |predicted / measured - 1| over them.", NUMBER),
    Field("held-out", "What it was tried on and had not seen.", TEXT, required=False),
    Field("held-out-samples", "How many measured times those are.", _COUNT, required=False),
    Field("held-out-error", "The mean error over them.", NUMBER, required=False),
)
KIND_FIELDS = tuple(Field(kind, about, TABLE, False) for kind, about in KINDS.items())


def target_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a target file."""
    schema = table_schema(TARGET_FIELDS)
    time, kinds, rates = map(table_schema, (TIME_FIELDS, KIND_FIELDS, RATE_FIELDS))
    for kind in kinds["properties"].values():
        kind |= {**rates, "required": []}
    time["properties"]["kinds"] |= kinds
    parts = {
        "specification": table_schema(SPECIFICATION_FIELDS),
        "fusion": table_schema(FUSION_FIELDS),
        "time": time,
        "fit": table_schema(FIT_FIELDS),
    }
    for name, part in parts.items():
        schema["properties"][name] |= part
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A netlint target",
        **schema,
    }
