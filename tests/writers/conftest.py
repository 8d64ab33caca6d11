"""What tests of several writers share."""

from __future__ import annotations

import pytest

from netlint.targets import Target
from tests.targets import chip


@pytest.fixture(scope="session")
def chips(tmp_path_factory) -> tuple[Target, Target]:
    """`work`, where only mult-adds take time, and `starts`, where kernels take nearly all of it."""
    folder = tmp_path_factory.mktemp("chips")
    return chip(folder, "work", per_mult_add=1e-6, per_kernel=0), chip(
        folder, "starts", per_kernel=0.01
    )
