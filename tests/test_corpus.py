"""Every file of `../shared/corpus` against Keras and TensorFlow's profiler.

Skipped without `../shared`. What is quick runs always, the rest is `slow`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from netlint import analyze
from netlint.costs.profiler import float_ops
from tests.oracles import (
    CORPUS,
    SHARED,
    Entry,
    agrees,
    analysis_of,
    calls_by_path,
    cases,
    entries,
    needs_shared,
    output_shapes,
    recorded,
    unpacked,
)

pytestmark = needs_shared
CANARY = Path("/tmp/netlint_pwned_canary")  # noqa: S108 -- what a hostile file would write
KINDS = {
    "convolution": ("Conv2D", "Conv3D", "Conv2DBackpropInput"),
    "depthwise": ("DepthwiseConv2dNative",),
    "matmul": ("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"),
    "bias": ("BiasAdd",),
}
SECONDS, MEGABYTES = 10, 300
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
open(sys.argv[1], "w").write(str(peak))
sys.exit(code)
"""  # in a small process: a child's peak starts at its parent's


def check_against_oracle(entry: Entry, kind: str, folder: Path) -> None:
    """Parameters layer by layer, output shapes call by call, totals; no shape is ever wrong."""
    analysis = analysis_of(entry, kind, folder)
    calls = calls_by_path(analysis)
    for layer in recorded(entry):
        path = tuple(layer["path"])
        found = calls.get(path)
        if found is None:
            assert layer["class_name"] == "InputLayer", f"{path} is missing"
            continue
        opaque = found[0].op == "opaque"
        if found[0].weights is not None:
            assert found[0].params == layer["params"], path
        assert opaque or found[0].trainable_params == layer["trainable"], path
        for call, stated in zip(found, output_shapes(layer), strict=False):
            assert opaque or len(call.outputs) <= len(stated), path
            for tensor, shape in zip(call.outputs, stated, strict=False):
                assert agrees(tensor.shape, shape), (path, tensor.shape, shape)
    if analysis.totals.params is not None:
        assert analysis.totals.params == entry.oracle["params"]["total"]


@pytest.mark.parametrize(("entry", "kind"), cases("k3/hard", "k2/hard", "k3/blog_code"))
def test_hard_cases(entry: Entry, kind: str, tmp_path: Path) -> None:
    check_against_oracle(entry, kind, tmp_path)


@pytest.mark.parametrize(("entry", "kind"), cases("old"))
def test_old_versions_of_keras(entry: Entry, kind: str, tmp_path: Path) -> None:
    check_against_oracle(entry, kind, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("entry", "kind"), cases("k3/apps", "k2/apps"))
def test_applications_are_exact(entry: Entry, kind: str, tmp_path: Path) -> None:
    check_against_oracle(entry, kind, tmp_path)
    analysis = analysis_of(entry, kind, tmp_path)
    assert {row.status for row in analysis.rows} == {"exact"}
    assert analysis.network.warnings == ()


def profiled(*prefixes: str) -> list[Any]:
    """The networks that the profiler was run on, each in one format."""
    return [
        pytest.param(entry, next(iter(entry.files)), id=entry.name)
        for entry in entries(*prefixes)
        if entry.raw.get("tf_flops")
    ]


@pytest.mark.parametrize(("entry", "kind"), profiled("k3/hard", "k2/hard", "k3/blog_code"))
def test_profiler_counts_of_hard_cases(entry: Entry, kind: str, tmp_path: Path) -> None:
    check_profile(entry, kind, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("entry", "kind"), profiled("k3/apps", "k2/apps"))
def test_profiler_counts_of_applications(entry: Entry, kind: str, tmp_path: Path) -> None:
    check_profile(entry, kind, tmp_path)


def check_profile(entry: Entry, kind: str, folder: Path) -> None:
    """The convention `tf-profiler` meets the profiler's products and biases exactly."""
    profile = entry.oracle["profile"]
    shape = profile["input_shapes"][0]
    analysis = analyze(entry.path(kind, folder), batch=shape[0], input_shapes=_open(entry, shape))
    counted: Counter[str] = Counter()
    for row in analysis.rows:
        found = float_ops(row.layer)
        if found is None:
            pytest.skip("some layers are opaque")
        counted += found
    sums = entry.name.endswith("operators_scalar_tensor")
    recurrent = any(row.layer.op in ("recurrent", "bidirectional") for row in analysis.rows)
    kinds = dict(KINDS)
    if entry.name.startswith("k3/") and (recurrent or sums):
        kinds["bias"] = ("BiasAdd", "AddV2")  # Keras 3 runs sums of vectors as BiasAdd at batch 1
    if entry.name == "k3/hard/masking_embedding":
        del kinds["bias"]  # a mask is worked out with an addition of its own
    for what, names in kinds.items():
        stated = sum(profile["by_op"].get(name, 0) for name in names)
        assert sum(counted[name] for name in names) == stated, what


def _open(entry: Entry, shape: list[int]) -> tuple[int, ...] | None:
    inputs = entry.oracle["model"]["inputs"]
    return tuple(shape[1:]) if any(None in (i["shape"] or [])[1:] for i in inputs) else None


@pytest.mark.parametrize("name", ["vww_96.h5", "pretrainedResnet.h5", "ad01.h5"])
def test_models_trained_by_others(name: str) -> None:
    stated = json.loads((SHARED / "models" / "manifest.json").read_text())[name]
    analysis = analyze(SHARED / "models" / name)
    totals = analysis.totals
    assert totals.params == stated["params"]["total"]
    assert totals.trainable_params == stated["params"]["trainable"]
    assert totals.mult_adds == stated["mult_adds"]
    assert analysis.coverage.layers["exact"] == stated["layers"]
    counted: Counter[str] = Counter()
    for row in analysis.rows:
        counted += float_ops(row.layer) or Counter()
    for names in KINDS.values():
        expected = sum(stated["tf_profiler_by_op"].get(n, 0) for n in names)
        assert sum(counted[n] for n in names) == expected
    assert sum(counted.values()) == stated["tf_profiler_float_ops"]


def malformed() -> list[Any]:
    return [pytest.param(entry, id=entry.name) for entry in entries("malformed")]


def accepted(expectation: str) -> set[int]:
    """The exit codes that an expectation of the manifest allows."""
    if expectation.startswith(("clean error", "error", "refuse")):
        return {0, 2} if "warning" in expectation or "big-integer" in expectation else {2}
    if expectation.startswith("weights-only"):
        return {2}
    return {0, 2} if "refus" in expectation or "error" in expectation else {0}


@pytest.mark.slow
@pytest.mark.parametrize("entry", malformed())
def test_malformed_files_end_well(entry: Entry, tmp_path: Path) -> None:
    """Exit code 0 or 2 as expected, one line, within seconds and little memory; nothing runs."""
    file = unpacked(CORPUS / entry.files["file"], tmp_path)
    peak = tmp_path / "peak"
    netlint = [sys.executable, "-m", "netlint", "analyze", str(file), "--format", "json"]
    before = time.monotonic()
    outcome = subprocess.run(
        [sys.executable, "-c", MEASURED, str(peak), *netlint],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert time.monotonic() - before < SECONDS
    assert int(peak.read_text()) / 1024 < MEGABYTES
    assert outcome.returncode in accepted(entry.raw["expect"]), outcome.stderr
    assert "Traceback" not in outcome.stderr
    if outcome.returncode == 2:
        assert outcome.stdout == ""
        assert len(outcome.stderr.splitlines()) == 1
        assert file.name in outcome.stderr
    else:
        assert outcome.stderr == ""
        warnings = json.loads(outcome.stdout)["warnings"]
        wanted = entry.raw["expect"].startswith(("warning", "finding"))
        assert bool(warnings) or not wanted
    assert not CANARY.exists()
