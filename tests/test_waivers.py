"""What a waiver says of itself."""

from __future__ import annotations

from datetime import date

from netlint.waivers import Waiver

WAIVER = Waiver("netlint.toml [[waivers]] 1", "G1", ("*.h5",), reason="until the new NPU")


def test_terms():
    assert WAIVER.terms == "until the new NPU"
    whole = Waiver("", "G1", (), reason="r", owner="ann", expires=date(2027, 1, 31))
    assert whole.terms == "r (ann, until 2027-01-31)"
    assert Waiver("", "G1", (), reason="r", owner="ann").terms == "r (ann)"
