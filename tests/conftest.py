"""What all tests share."""

from __future__ import annotations

import gc
from itertools import count
from pathlib import Path

import pytest


def pytest_collection_finish() -> None:
    """Takes the modules out of the garbage collector's sight.

    Keras brings very many objects that stay, and each full collection would look at all of them
    again.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _caches(tmp_path_factory):
    """Folders that are not there yet, one after the other."""
    folder = tmp_path_factory.mktemp("cache")
    return (Path(folder, str(number)) for number in count())


@pytest.fixture(autouse=True)
def cache_dir(_caches, monkeypatch) -> Path:
    """The cache of this test: empty, and not the user's."""
    folder = next(_caches)
    monkeypatch.setenv("NETLINT_CACHE_DIR", str(folder))
    return folder
