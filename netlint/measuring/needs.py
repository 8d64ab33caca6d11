"""What measuring needs besides netlint."""

from __future__ import annotations

from importlib.util import find_spec

from netlint.errors import UsageError

NEEDS = "measuring needs more than netlint alone (pip install 'netlint[measure]')"
_NAMES = {"tensorflow": "TensorFlow", "ai_edge_litert": "LiteRT"}


def check_installed(*more: str) -> None:
    """Says at once, before the work is done, what is missing; imports nothing.

    Args:
        more: modules that are needed besides TensorFlow and LiteRT.

    Raises:
        UsageError: a module is not installed.
    """
    for module in (*_NAMES, *more):
        if find_spec(module) is None:
            raise UsageError(f"{NEEDS}: {_NAMES.get(module, module)} is not installed")
