"""Figures as people read them."""

from __future__ import annotations

import pytest

from netlint.units import UNITS, many, shown


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (610304, "elements", "610,304"),
        (610304.0, "elements", "610,304"),
        (575868.6, "elements", "575,869"),
        (2**60 + 1, "mult-adds", "1,152,921,504,606,846,977"),
        (1.4234, "ratio", "1.42"),
        (99.999, "ratio", "100.00"),
        (1234.5, "ratio", "1,234"),
        (0.06, "share", "6.0 %"),
        (1, "share", "100.0 %"),
        (0, "share", "0.0 %"),
        (0.0009, "share", "< 0.1 %"),
        (0.001, "share", "0.1 %"),
        (1023, "bytes", "1,023 B"),
        (1024, "bytes", "1.0 KiB"),
        (262144, "bytes", "256.0 KiB"),
        (-2097152, "bytes", "-2.0 MiB"),
        (3 * 2**30, "bytes", "3.0 GiB"),
        (5000 * 2**30, "bytes", "5,000.0 GiB"),
        (90, "channels", "90"),
        (90.5102, "channels", "90.51"),
        (90.0, "pixels", "90"),
        (1234567, "", "1,234,567"),
        (0.123456, "", "0.1235"),
        (True, "count", "yes"),
        (False, "", "no"),
        ("conv", "bytes", "conv"),
        (None, "bytes", "?"),
        (0, "bytes", "0 B"),
        (0, "seconds", "0 s"),
        (1.234, "seconds", "1.2 s"),
        (0.0064, "seconds", "6.4 ms"),
        (0.00021, "seconds", "0.21 ms"),
        (0.000038, "seconds", "38 us"),
        (0.0000042, "seconds", "4.2 us"),
        (0.00000042, "seconds", "0.42 us"),
        (0.00000004, "seconds", "< 0.1 us"),
        (0.1234, "seconds", "123 ms"),
        (0.9996, "seconds", "1.0 s"),
        (0.00996, "seconds", "10 ms"),
        (0.00009996, "seconds", "0.10 ms"),
        (1234.5, "seconds", "1,234 s"),
        (-0.0064, "seconds", "-6.4 ms"),
    ],
)
def test_values(value, unit, expected):
    assert shown(value, unit) == expected


@pytest.mark.parametrize("unit", [*UNITS, ""])
@pytest.mark.parametrize("value", [0, 1, -1, 0.5, -2.5, 10**30, 1e30, 10**15 + 0.5])
def test_every_unit_takes_every_number(value, unit):
    assert shown(value, unit)


def test_one_is_no_plural():
    assert many(1, "layer") == "1 layer"
    assert many(1200, "layer") == "1,200 layers"
