"""Targets for tests: a file whose figures are easy to reckon with."""

from __future__ import annotations

from pathlib import Path

from netlint.targets import Target, read_target

TARGET = """
name = "Test chip"
class = "cpu-core"
about = "A chip for tests."
dtypes = ["float32"]

[specification]
mult-adds-per-second = "1G"
bandwidth = "4GB"
sources = ["a data sheet"]
"""

# 1 ns for a mult-add and for a byte, 10 us for a kernel.
TIME = """
[time]
combine = "sum"
seconds-per-mult-add = 1e-9
seconds-per-byte = 1e-9
seconds-per-kernel = 1e-5
seconds-per-group = 2e-5
seconds-per-branch = 3e-5
"""

FIT = """
[fit]
to = "some measured times"
samples = 12
mean-error = 0.07
held-out = "other measured times"
held-out-samples = 5
held-out-error = 0.2
"""

TIMED = TARGET + TIME + FIT


def write_target(folder: Path, name: str = "chip", text: str = TIMED) -> Path:
    """A target file of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def chip(
    folder: Path, name: str = "chip", *, per_mult_add: float = 1e-9, per_kernel: float = 1e-5
) -> Target:
    """A target of that name that takes as long for a mult-add and for a kernel."""
    text = TIMED.replace("mult-add = 1e-9", f"mult-add = {per_mult_add}")
    text = text.replace("kernel = 1e-5", f"kernel = {per_kernel}")
    return read_target(write_target(folder, name, text))
