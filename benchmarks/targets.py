"""Do predicted times hold, and do they rank networks better than mult-adds do?

For each target with a time model: its error on the published times that it is fitted to, and on
those that it has not seen, with Kendall's tau (how well it ranks them), next to the same for a
model that knows mult-adds only, fitted to the same times. Then every pair of rows of Tables 1 to 4
of ShuffleNet V2 that the paper measured with more than 5 % difference and that is predicted the
wrong way round. Nothing is timed here. Needs scipy, and Keras for networks that are not in the zoo.

```console
python benchmarks/targets.py            # print it
python benchmarks/targets.py --write    # fit again, and write rules/targets/*.toml
```
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from statistics import median

from published import Published, published, survey_of, works_of
from scipy.stats import kendalltau

from netlint.targets import Fit, Target, built_in_targets, read_target
from netlint.targets.fitting import Sample, fit, mean_error, predicted
from netlint.targets.time import Combine
from netlint.targets.writing import target_text

FITS: dict[str, tuple[Combine, tuple[str, ...]]] = {
    "gtx-1080-ti": ("sum", ()),
    "snapdragon-810": ("sum", ("byte.depthwise",)),
    "snapdragon-855": ("sum", ()),
    "xeon-gold-6148": ("sum", ("mult_add.depthwise",)),
}
"""How compute and memory access combine, and which kinds of kernels have rates of their own. The
coefficients see the fitted rows alone; these forms were chosen by a person who knew all rows."""

PAPER = "arXiv 1807.11164, Table "
Model = Callable[[Published], float]


def main() -> None:
    """Prints the errors and ranks of every target with a time model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="fit again, write rules/targets")
    options = parser.parse_args()
    rows = published()
    for name, file in built_in_targets().items():
        mine = [row for row in rows if row.target == name]
        if not mine:
            continue
        target = read_target(file)
        if options.write:
            target = fitted(target, mine)
            file.write_text(target_text(target, "../target-1.schema.json"), encoding="utf-8")
        report(target, mine)
        if any(row.used and row.source == f"{PAPER}8" for row in mine):
            report_alone(target, mine)


def fitted(target: Target, rows: Sequence[Published]) -> Target:
    """A target with its time model fitted again."""
    combine, own = FITS[target.id]
    used, unseen = samples(target, rows, used=True), samples(target, rows, used=False)
    model = fit(used, target.specification, combine=combine, own=own)
    assert target.fit is not None
    return replace(
        target,
        time=model,
        fit=Fit(
            to=target.fit.to,
            samples=len(used),
            mean_error=round(mean_error(model, used), 3),
            held_out=target.fit.held_out,
            held_out_samples=len(unseen),
            held_out_error=round(mean_error(model, unseen), 3),
        ),
    )


def samples(target: Target, rows: Iterable[Published], *, used: bool) -> list[Sample]:
    """The published times that a target is fitted to, or the others."""
    return [
        Sample(row.network, works_of(row, target), row.seconds) for row in rows if row.used == used
    ]


def report(target: Target, rows: Sequence[Published]) -> None:
    """One target's tables."""
    print(f"\n{target.name} ({target.id})")
    used = [row for row in rows if row.used]
    by_time, by_mult_adds = time_model(target), mult_adds_only(used)
    print(f"  {'':44} {'rows':>4}  {'error':>6} {'tau':>5}   {'mult-adds only':>14} {'tau':>5}")
    for part, chosen in parts(rows).items():
        mine, theirs = judged(by_time, chosen), judged(by_mult_adds, chosen)
        print(f"  {part:44} {len(chosen):4}  {mine}   {'':8}{theirs}")
    wrong_way_round(by_time, [row for row in rows if row.row])


def report_alone(target: Target, rows: Sequence[Published]) -> None:
    """The same with a model that has seen Tables 1 and 2 alone."""
    few = [replace(row, used=row.source in (f"{PAPER}1", f"{PAPER}2")) for row in rows]
    combine, _ = FITS[target.id]
    model = fit(samples(target, few, used=True), target.specification, combine=combine)
    print("  fitted to Tables 1 and 2 alone:")
    alone = time_model(replace(target, time=model))
    for part, chosen in parts(few).items():
        print(f"  {part:44} {len(chosen):4}  {judged(alone, chosen)}")


def parts(rows: Sequence[Published]) -> dict[str, list[Published]]:
    """What is printed apart: what the fit has seen, then what it has not, by source."""
    found: dict[str, list[Published]] = {}
    for row in sorted(rows, key=lambda row: not row.used):
        source = row.source if len(row.source) < 30 else row.source.partition("@")[0]
        found.setdefault(f"{'fitted' if row.used else 'unseen'}: {source}", []).append(row)
    return found


def judged(model: Model, rows: Sequence[Published]) -> str:
    """The mean error and Kendall's tau of a model."""
    times = [model(row) for row in rows]
    error = sum(abs(t / row.seconds - 1) for t, row in zip(times, rows, strict=True)) / len(rows)
    tau = kendalltau(times, [row.seconds for row in rows]).statistic
    return f"{error:6.1%} {'' if math.isnan(tau) else f'{tau:.2f}':>5}"


def time_model(target: Target) -> Model:
    """A target's own model."""
    assert target.time is not None
    model = target.time
    return lambda row: predicted(model, works_of(row, target))


def mult_adds_only(used: Sequence[Published]) -> Model:
    """The same time per mult-add everywhere: the median of the times that are fitted to."""
    rate = median(row.seconds / mult_adds(row) for row in used)
    return lambda row: rate * mult_adds(row)


def mult_adds(row: Published) -> int:
    """The mult-adds of one batch."""
    total = survey_of(row.network, row.batch).analysis.totals.known.mult_adds
    assert total
    return total


def wrong_way_round(model: Model, rows: Sequence[Published]) -> None:
    """The pairs of rows of one table and one scale whose order is not the measured one."""
    pairs = [
        (one, other)
        for one, other in combinations(sorted(rows, key=lambda row: row.seconds), 2)
        if (one.source, one.row) == (other.source, other.row) and other.seconds > 1.05 * one.seconds
    ]
    wrong = [pair for pair in pairs if not model(pair[0]) < model(pair[1])]
    if pairs:
        right = len(pairs) - len(wrong)
        print(f"  pairs of rows with more than 5 % difference: {right} of {len(pairs)} right")
    for one, other in wrong:
        print(
            f"    not right: {one.source.removeprefix('arXiv 1807.11164, ')}, {one.row}: "
            f"{one.network} before {other.network} "
            f"(measured 1 : {other.seconds / one.seconds:.2f}, "
            f"predicted 1 : {model(other) / model(one):.2f})"
        )


if __name__ == "__main__":
    main()
