"""Does checking a network with every rule cost less than reading it?

In one process, in turn (read, check, read, check, ...): what counts is the median of the ratios
within each turn. Reading is `netlint.analyze` on the file; checking takes the analysis and runs
every rule of every built-in deck, budgets set. Decks are loaded once per run of the command, not
per network: that time is printed beside it.

```console
python benchmarks/rules.py [--layers 5000] [--rounds 9]
```
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TypeVar

import model_files

from netlint.decks import Limits, Rule, built_in_decks, load_decks
from netlint.pipeline import analyze, inspect

_T = TypeVar("_T")


def main() -> None:
    """Prints the ratio for a chain and for residual units with branches and groups."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layers", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    seconds, rules = _timed(_rules)
    print(
        f"{len(rules)} rules, loaded in {seconds * 1000:,.0f} ms; {options.rounds} rounds; medians"
    )
    with tempfile.TemporaryDirectory() as folder:
        for config in (model_files.chain(options.layers), model_files.units(options.layers)):
            file = Path(folder, f"{config['config']['name']}.h5")
            model_files.write(config, file)
            _compare(file, rules, options.rounds)


def _rules() -> list[Rule]:
    """Every built-in rule; a budget that is never exceeded where there is none."""
    decks = load_decks(built_in_decks())
    return [
        rule if rule.limits.highest else replace(rule, limits=Limits(error=1e18))
        for deck in decks
        for rule in deck.rules
    ]


def _compare(file: Path, rules: list[Rule], rounds: int) -> None:
    analysis = analyze(file)
    found = inspect(analysis, rules).findings
    reads, checks = [], []
    for _ in range(rounds):
        seconds, analysis = _timed(lambda: analyze(file))
        reads.append(seconds)
        checks.append(_timed(lambda: inspect(analysis, rules))[0])  # noqa: B023 -- run at once
    ratio = median(check / read for check, read in zip(checks, reads, strict=True))
    verdict = "ok" if ratio < 1 else "MISSED"
    print(
        f"{file.name}: {len(analysis.rows):,} layers, {len(found):,} findings: "
        f"read {median(reads) * 1000:,.0f} ms, check {median(checks) * 1000:,.0f} ms, "
        f"check / read {ratio:.2f}   target < 1  {verdict}"
    )


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
