"""How much quicker is `netlint check` on many models with two processes, and from its cache?

500 model files of different widths, a third each `.json`, `.h5` and `.keras`. Whole processes, run
in turn (one job, two jobs, from the cache, ...) after a warm-up; what counts are the medians of the
ratios within each turn. All of them have to print the same, to the byte.

```console
python benchmarks/many.py [--models 500] [--rounds 3]
```
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from statistics import median

import model_files

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = (".json", ".h5", ".keras")
LAYERS = (31, 61, 91)


def main() -> None:
    """Makes the models, runs each command in turn and prints the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_models(folder / "models", options.models)
        _print_runs(_runs(folder, options.rounds), options)
        _hashing(folder)


def make_models(folder: Path, count: int) -> None:
    """Writes models that differ in width, length and form; no two are alike."""
    folder.mkdir()
    for number in range(count):
        build = (model_files.chain, model_files.units)[number % 2]
        config = build(LAYERS[number // 2 % len(LAYERS)])
        config = _widened(config, 16 + 4 * number)
        file = folder / f"model-{number:04}{SUFFIXES[number % len(SUFFIXES)]}"
        if file.suffix == ".keras":
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
                archive.writestr("config.json", json.dumps(config))
        else:
            model_files.write(config, file)


def _widened(config: dict[str, object], channels: int) -> dict[str, object]:
    """The same network with other channels, which stand in shapes and in `filters`."""
    text = json.dumps(config)
    text = text.replace("[null, 32, 32, 16]", f"[null, 32, 32, {channels}]")
    widened: dict[str, object] = json.loads(text.replace('"filters": 16', f'"filters": {channels}'))
    return widened


def _runs(folder: Path, rounds: int) -> dict[str, list[float]]:
    """The seconds of every command, by its name."""
    commands = {
        "one job, cold": ("--jobs", "1"),
        "two jobs, cold": ("--jobs", "2"),
        "as it is, cold": (),
        "one job, no cache": ("--jobs", "1", "--no-cache"),
        "from the cache": (),
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    printed = set()
    for turn in range(rounds + 1):
        for name, options in commands.items():
            if name.endswith("cold"):
                shutil.rmtree(folder / "cache", ignore_errors=True)
            took, text = _run(folder, options)
            printed.add(text)
            if turn:  # the first one warms up: byte code, the file system's cache
                seconds[name].append(took)
    if len(printed) != 1:
        sys.exit("MISSED: the commands print different things")
    return seconds


def _run(folder: Path, options: tuple[str, ...]) -> tuple[float, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment = {
        **kept, "PYTHONPATH": str(ROOT), "NETLINT_CACHE_DIR": str(folder / "cache")
    }  # fmt: skip
    command = [sys.executable, "-m", "netlint", "check", "models", "--format", "json", *options]
    start = time.perf_counter()
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1) or done.stderr:
        sys.exit(f"exit code {done.returncode}: {done.stderr}")
    return seconds, done.stdout


def _print_runs(seconds: dict[str, list[float]], options: argparse.Namespace) -> None:
    count = options.models
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs, {count} models, "
        f"{options.rounds} rounds; medians"
    )
    cold = seconds["one job, cold"]
    for name, took in seconds.items():
        ratio = median(one / other for one, other in zip(cold, took, strict=True))
        print(
            f"  {name:<20}{median(took):6.2f} s{count / median(took):8,.0f} models/s"
            f"{ratio:8.2f} x one job, cold"
        )


def _hashing(folder: Path) -> None:
    """What finding out about a file costs: hashing 16 MiB, beside reading and checking one."""
    from netlint.decks import load_decks
    from netlint.pipeline import analyze, inspect

    (deck,) = load_decks(["shufflenetv2"])
    model = ROOT / "netlint" / "zoo" / "mobilenet_v1.json"
    large = folder / "large"
    large.write_bytes(os.urandom(1 << 20) * 16)
    hashes, checks = [], []
    for turn in range(6):
        start = time.perf_counter()
        with large.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        middle = time.perf_counter()
        inspect(analyze(model), deck.rules)
        if turn:
            hashes.append(middle - start)
            checks.append(time.perf_counter() - middle)
    ratio = median(one / other for one, other in zip(hashes, checks, strict=True))
    print(
        f"hashing 16 MiB {median(hashes) * 1000:.0f} ms, checking MobileNet "
        f"{median(checks) * 1000:.0f} ms: ratio {ratio:.1f}"
    )


if __name__ == "__main__":
    main()
