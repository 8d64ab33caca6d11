"""Inputs are random floats, and zeros where they stand for places in a table."""

from __future__ import annotations

import numpy as np

from netlint.measuring.engine import random_input


def test_floats_are_random_and_the_same_every_time():
    detail = {"shape": np.array([1, 99]), "dtype": np.float32}
    values = random_input(detail, 0)
    assert (values.dtype, values.shape) == (np.float32, (1, 99))
    assert 0.5 < values.std() < 2
    assert (values == random_input(detail, 0)).all()
    assert (values != random_input(detail, 1)).any()


def test_whole_numbers_are_zero():
    values = random_input({"shape": [2, 3], "dtype": np.int32}, 0)
    assert (values.dtype, values.tolist()) == (np.int32, [[0] * 3] * 2)
