"""What all tests share."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Takes the modules out of the garbage collector's sight.

    Keras brings very many objects that stay, and each full collection would look at all of them
    again.
    """
    gc.collect()
    gc.freeze()
