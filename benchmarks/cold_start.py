"""How long does `netlint analyze` take, beside opening the file and beside its peers?

Whole processes, run in turn (A B C A B C ...) after a warm-up, in one run. What counts are
the medians of the ratios within each turn: milliseconds differ from machine to machine.

```console
python benchmarks/cold_start.py [--rounds N] [--models FOLDER] [--only h5|keras|scaling]
```

See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from math import log
from pathlib import Path
from statistics import linear_regression, median

ROOT = Path(__file__).resolve().parents[1]
MAKE = str(Path(__file__).with_name("model_files.py"))
PYTHON = sys.executable
APPLICATIONS = ("MobileNet", "DenseNet201")
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
SMALLEST = 4  # a chain whose cost is the start of the process
FLOORS = {
    ".h5": "import json, sys, h5py; json.loads(h5py.File(sys.argv[1]).attrs['model_config'])",
    ".keras": "import json, sys, zipfile;"
    "json.loads(zipfile.ZipFile(sys.argv[1]).read('config.json'))",
    ".json": "import json, sys; json.loads(open(sys.argv[1], 'rb').read())",
}
SUMMARY = "import sys, keras; keras.models.load_model(sys.argv[1], compile=False).summary()"


@dataclass(frozen=True, slots=True)
class Command:
    """A process to time; on a terminal of its own where `terminal` says so."""

    arguments: tuple[str, ...]
    terminal: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process took."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: the median of `slow / fast`, turn by turn, against a limit."""

    slow: str
    fast: str
    limit: float | None
    at_most: bool


Samples = dict[str, list[Sample]]


def main() -> None:
    """Makes the model files, times everything and prints the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--models", type=Path, help="keep the model files here, and reuse them")
    parser.add_argument("--only", choices=("h5", "keras", "scaling"))
    options = parser.parse_args()
    _print_setting(options.rounds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.models or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for suffix in ("h5", "keras"):
            if options.only in (None, suffix):
                for name in APPLICATIONS:
                    _application(folder, name, f".{suffix}", options.rounds)
        if options.only in (None, "scaling"):
            _scaling(folder, options.rounds)


def _application(folder: Path, name: str, suffix: str, rounds: int) -> None:
    """Times one network, stored in one format, and its peers."""
    file, onnx = folder / f"{name}{suffix}", folder / f"{name}.onnx"
    print(f"\n{file.name}")
    if not (file.exists() and onnx.exists()) and find_spec("keras") is not None:
        _make("application", name, folder)
    if not file.exists():
        print("  not installed: pip install keras tensorflow (or pass --models)")
        return
    commands = _netlint_and_floor(file)
    commands["netlint text, terminal"] = Command(_analyze(file, "text"), terminal=True)
    if find_spec("onnx_tool") is None or not onnx.exists():
        print("  onnx-tool: not installed: pip install onnx-tool onnx tf2onnx")
    else:
        commands["onnx-tool"] = Command((PYTHON, "-m", "onnx_tool", "-i", str(onnx)))
    if find_spec("keras") is None:
        print("  keras: not installed: pip install keras tensorflow")
    else:
        commands["keras"] = Command((PYTHON, "-c", SUMMARY, str(file)))
    samples = _time_in_turn(commands, rounds, folder)
    _print_medians(samples)
    _print_ratios(samples, (2, 3) if suffix == ".h5" else None)


def _scaling(folder: Path, rounds: int) -> None:
    """Chains of growing length: the exponents of time and memory, and 5,000 layers."""
    for suffix in (".h5", ".json"):
        file = _chain(folder, 5_000, suffix)
        print(f"\n{file.name}")
        samples = _time_in_turn(_netlint_and_floor(file), rounds, folder)
        _print_medians(samples)
        _print_ratios(samples, (3, 3) if suffix == ".h5" else None)
    files = {size: _chain(folder, size, ".h5") for size in (SMALLEST, *SIZES)}
    for kind in ("json", "text"):
        commands = {f"{size:,}": Command(_analyze(file, kind)) for size, file in files.items()}
        print(f"\nchains of Conv2D, BatchNormalization, ReLU: layers, --format {kind}")
        samples = _time_in_turn(commands, rounds, folder)
        _print_medians(samples)
        _print_exponent("CPU time", samples, lambda sample: sample.cpu_seconds)
        _print_exponent("peak memory", samples, lambda sample: sample.peak_bytes)


def _netlint_and_floor(file: Path) -> dict[str, Command]:
    return {
        "floor": Command((PYTHON, "-c", FLOORS[file.suffix], str(file))),
        "netlint json": Command(_analyze(file, "json")),
        "netlint text": Command(_analyze(file, "text")),
    }


def _analyze(file: Path, kind: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "netlint", "analyze", str(file), "--format", kind)


def _chain(folder: Path, size: int, suffix: str) -> Path:
    file = folder / f"chain-{size}{suffix}"
    _make("chain", str(size), file)
    return file


def _make(what: str, which: str, where: Path) -> None:
    """Makes model files in another process: this one stays small (see `_run`)."""
    command = [PYTHON, MAKE, what, which, str(where)]
    made = subprocess.run(command, check=False, env=_environment(), capture_output=True, text=True)
    if made.returncode:
        print(f"  {' '.join(command)} failed: {made.stderr.strip().splitlines()[-1]}")


def _time_in_turn(commands: Mapping[str, Command], rounds: int, folder: Path) -> Samples:
    samples: Samples = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            sample = _run(command, folder)
            if turn:  # the first one warms up: byte code, the file system's cache
                samples[name].append(sample)
    return samples


def _run(command: Command, folder: Path) -> Sample:
    """Runs a process to its end.

    Linux hands a parent's memory down as the child's first peak, so this process imports
    nothing large.
    """
    out, slave = pty.openpty() if command.terminal else (None, os.open(os.devnull, os.O_WRONLY))
    start = time.perf_counter()
    process = subprocess.Popen(
        command.arguments, cwd=folder, env=_environment(), stdout=slave, stderr=subprocess.DEVNULL
    )
    os.close(slave)
    if out is not None:
        with suppress(OSError):  # EIO: the other side was closed
            while os.read(out, 65_536):
                pass
        os.close(out)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit code {process.returncode}: {' '.join(command.arguments)}")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Sample(seconds, usage.ru_utime + usage.ru_stime, peak)


def _environment() -> dict[str, str]:
    """The environment of every process: this checkout, byte code cached, TensorFlow quiet."""
    ours = {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {**kept, **ours, "TERM": "xterm-256color"}


def _medians(samples: Sequence[Sample]) -> tuple[float, float]:
    return median(one.seconds for one in samples), median(one.peak_bytes for one in samples)


def _print_setting(rounds: int) -> None:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs, {rounds} rounds; medians")
    found = []
    for package in ("h5py", "onnx-tool", "keras", "tensorflow"):
        with suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    print(", ".join(found))


def _print_medians(samples: Samples) -> None:
    for name, measured in samples.items():
        seconds, peak = _medians(measured)
        print(f"  {name:<24}{seconds * 1000:8,.0f} ms{peak / 2**20:8,.0f} MiB")


def _print_ratios(samples: Samples, limits: tuple[float, float] | None) -> None:
    """Ratios pair by pair; `limits` to the floor (JSON, text) where a target is set."""
    json, text = limits or (None, None)
    targets = (
        Target("netlint json", "floor", json, at_most=True),
        Target("netlint text", "floor", text, at_most=True),
        Target("netlint text, terminal", "floor", text, at_most=True),
        Target("onnx-tool", "netlint json", 1, at_most=False),
        Target("onnx-tool", "netlint text", None, at_most=False),  # the text has findings too
        Target("keras", "netlint text", 10, at_most=False),
    )
    for target in targets:
        if target.slow in samples:
            pairs = zip(samples[target.slow], samples[target.fast], strict=True)
            ratio = median(slow.seconds / fast.seconds for slow, fast in pairs)
            what = f"{target.slow} / {target.fast}"
            print(f"  {what:<34}{ratio:6.2f}{_verdict(ratio, target)}")


def _verdict(ratio: float, target: Target) -> str:
    if target.limit is None:
        return ""
    met = ratio <= target.limit if target.at_most else ratio >= target.limit
    sign, verdict = "<=" if target.at_most else ">=", "ok" if met else "MISSED"
    return f"   target {sign} {target.limit:<3g}  {verdict}"


def _print_exponent(what: str, samples: Samples, figure: Callable[[Sample], float]) -> None:
    """The slope of log(growth) over log(layers); growth is what the start does not explain."""
    start = [figure(sample) for sample in samples[f"{SMALLEST:,}"]]
    growth = []
    for size in SIZES:
        here = [figure(sample) for sample in samples[f"{size:,}"]]
        growth.append(median(grown - base for grown, base in zip(here, start, strict=True)))
    if min(growth) <= 0:
        print(f"  {what}: too noisy for an exponent")
        return
    slope = linear_regression([log(size) for size in SIZES], [log(one) for one in growth]).slope
    last = log(growth[-1] / growth[-2]) / log(SIZES[-1] / SIZES[-2])
    verdict = "ok" if slope <= 1.1 else "MISSED"
    print(f"  {what} grows as layers^{slope:.2f} (last doubling {last:.2f}), target 1  {verdict}")


if __name__ == "__main__":
    main()
