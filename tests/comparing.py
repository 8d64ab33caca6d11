"""Comparisons of networks built by hand, with figures that a test can add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netlint.comparison import Comparison, ComparisonView, Entry, TimeCheck, compared
from netlint.costs.registry import Cost
from netlint.decks.rule import Level, Limits
from netlint.facts.prediction import predict
from netlint.facts.survey import Survey
from netlint.findings import Failure, Inspection
from netlint.operations import Opaque
from netlint.report import Analysis
from netlint.targets import Target
from netlint.zoo import Published, PublishedTime
from tests.networks import analysis_of, cost, exact_analysis, partial_analysis, row
from tests.writers.checking import OFF, TOTAL, WIDE, finding, inspection, mixed, undecided

PUBLISHED = Published("", 41_000_000, 1_400_000, 39.7, "a paper, table 1")


BUDGET = replace(TOTAL, limits=Limits(error=1000))


def entry(
    label: str = "net.h5",
    made: Inspection | None = None,
    *,
    analysis: Analysis | None = None,
    source: str | None = None,
    published: Published | None = None,
) -> Entry:
    """A network of a comparison; by default four layers, all known, with no finding."""
    analysis = analysis or exact_analysis()
    made = made or inspection(analysis=analysis)
    return Entry(label, source or label, made, Survey(analysis), published)


def costing(
    *costs: Cost, label: str = "net.h5", unknown: int = 0, published: Published | None = None
) -> Entry:
    """A network with a convolution per cost, and layers that nothing is known of."""
    rows = [row(f"conv_{index}", cost=each) for index, each in enumerate(costs)]
    rows += [
        row(f"custom_{index}", Opaque("x"), cost=Cost(*[None] * 6), weights=None, status="unknown")
        for index in range(unknown)
    ]
    analysis = analysis_of(*rows)
    made = inspection(analysis=analysis, rules=())
    return entry(label, made, analysis=analysis, published=published)


def finding_many(*found, rules: Sequence = (WIDE, BUDGET, OFF), label: str = "net.h5") -> Entry:
    """A network with findings."""
    return entry(label, inspection(*found, rules=tuple(rules)))


def timed(made: Comparison, *targets: Target) -> Comparison:
    """The same networks with what they take on targets; the second one's time was published."""
    entries = [
        replace(each, predictions=tuple(predict(each.survey, target) for target in targets))
        for each in made.entries
    ]
    if len(entries) > 1:
        measured = PublishedTime("", targets[0].id, 8, 0.5, True, "a paper, table 2")
        entries[1] = replace(entries[1], times=(TimeCheck(measured, 0.25),))
    return replace(made, entries=tuple(entries))


def full_comparison() -> Comparison:
    """One that is partly unknown, one exact with published figures, one large; one not read."""
    large = analysis_of(
        *exact_analysis().rows,
        row("wide", cost=cost(123_456_789, 1_000_000, 2_000_000, 3_000_000)),
        name="large",
    )
    entries = (
        entry("partial.h5", mixed(), analysis=partial_analysis(), source="models/partial.h5"),
        entry("Small 1x", inspection(), source="zoo:small", published=PUBLISHED),
        entry(
            "large.keras",
            inspection(
                finding(),
                finding("wide", Level.WARNING, BUDGET),
                analysis=large,
                rules=(WIDE, BUDGET, OFF),
            ),
            analysis=large,
            published=replace(PUBLISHED, top1_error=30.25, params=None),
        ),
    )
    command = "netlint compare models/partial.h5 zoo:small large.keras bad.h5"
    return compared(entries, command, (Failure("bad.h5", "bad.h5: is not HDF5"),))


def hostile(text: str) -> Comparison:
    """Everything that comes from outside is one text."""
    analysis = exact_analysis()
    network = replace(analysis.network, name=text, file=text, framework=text, warnings=(text,))
    analysis = replace(analysis, network=network)
    made = inspection(finding(text, message=text, fix=text), undecided(text), analysis=analysis)
    failed = (Failure(text, f"{text}: {text}"),)
    return compared((entry(text, made, analysis=analysis),) * 2, text, failed)


def view(width: int | None = None, *, color: bool = False) -> ComparisonView:
    return ComparisonView(width, color)
