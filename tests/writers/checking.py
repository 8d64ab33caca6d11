"""Rules, findings and reports built by hand, for what is shown of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from netlint.baseline import Known
from netlint.costs.registry import UNKNOWN
from netlint.decks.loading import load_rule
from netlint.decks.rule import Level, Limits
from netlint.findings import CheckReport, CheckView, Failure, Finding, Forecast, Inspection, Price
from netlint.operations import Fixed, Opaque
from netlint.subjects import subject_of
from netlint.waivers import Waiver
from tests.networks import DATA, analysis_of, exact_analysis, partial_analysis, row

WIDE = replace(load_rule(DATA / "deck" / "t1-wide.toml", "test"), file=Path("deck/t1-wide.toml"))
TOTAL = replace(
    load_rule(DATA / "deck" / "t2-total.toml", "budget"), file=Path("deck/t2-total.toml")
)
OFF = replace(WIDE, id="T9", name="switched-off", limits=Limits())


def finding(where="stem_conv", level=Level.ERROR, rule=WIDE, **changes) -> Finding:
    made = Finding(
        rule=rule,
        level=level,
        where=where,
        index=1,
        layers=(where,),
        figure=2.24,
        limit=1.85,
        message="moves 560 elements, 2.24 times the bound; the limit is 1.85",
        fix="halve its channels",
        cost_bytes=1240,
        cost_share=0.194,
    )
    return replace(made, **changes)


def undecided(where="custom", level=Level.ERROR, missing=("memory_access",), **changes) -> Finding:
    return finding(
        where,
        level,
        figure=None,
        limit=None,
        message=f"cannot be decided: {', '.join(missing)} unknown",
        fix="",
        cost_bytes=None,
        cost_share=None,
        missing=missing,
        **changes,
    )


def inspection(*findings, analysis=None, rules=(WIDE, TOTAL, OFF)) -> Inspection:
    return Inspection(subject_of(analysis or exact_analysis()), rules, findings)


def report(
    *inspections, failed=(), fail_on=Level.ERROR, allow_undecided=False, baseline=False
) -> CheckReport:
    return CheckReport(inspections, failed, fail_on, allow_undecided, baseline=baseline)


WAIVER = Waiver(
    "netlint.toml [[waivers]] 1",
    "T1",
    ("net.h5",),
    reason="until the new NPU",
    owner="ann",
    expires=date(2027, 1, 31),
)


def accepted() -> Inspection:
    """One that is new, one that is known, one that is waived."""
    return inspection(
        finding("old", known=True), finding("meant", waiver=WAIVER), finding("fresh", Level.WARNING)
    )


def fixed(place="gone", model="net.h5", rule=WIDE) -> Known:
    """What a baseline records and a check did not find."""
    return Known(model, rule.id, place, "warning", 2.24, 1.85, "")


def mixed() -> Inspection:
    """One of everything, as one model has it."""
    return inspection(
        finding(),
        undecided(),
        finding(
            "backbone/block_1_conv",
            Level.WARNING,
            message="moves 528 elements, 2.11 times the bound; the limit is 1.40",
            cost_bytes=None,
            cost_share=None,
        ),
        finding("stem_relu", Level.INFO, fix="", cost_bytes=2048, cost_share=None),
        analysis=partial_analysis(),
    )


def priced() -> Inspection:
    """Findings that cost time on a target, much, nothing, and nobody knows."""
    whole = 6.4e-3
    return replace(
        inspection(
            finding("dear", price=Price(2.1e-4, whole, "a-chip")),
            finding("free", price=Price(0.0, whole, "a-chip")),
            finding("unknown"),
        ),
        forecast=Forecast("a-chip", whole, 1),
    )


def full_report() -> CheckReport:
    """A model with findings, one without, one that is not there."""
    return report(mixed(), inspection(), failed=(Failure("bad.h5", "bad.h5: is not HDF5"),))


def in_file(each: Inspection, file: str) -> Inspection:
    """The same of a model in another file."""
    return replace(each, subject=replace(each.subject, file=file))


def gate_report() -> CheckReport:
    """What a build meets: three models, of which one has accepted findings, and a broken one."""
    return report(
        in_file(mixed(), "models/mixed.h5"),
        in_file(accepted(), "models/accepted.h5"),
        in_file(inspection(), "models/clean.h5"),
        failed=(Failure("models/bad.h5", "models/bad.h5: is not HDF5"),),
        baseline=True,
    )


def all_undecided(count: int, name: str = "conv") -> Inspection:
    """A network behind a layer that is not known, with an input that is left open."""
    image = row("image", Fixed("input"), "InputLayer", output=(1, None, None, 3))
    custom = row("custom", Opaque("a custom layer"), "Mystery", output=None, cost=UNKNOWN)
    rows = [row(f"{name}_{index}", cost=UNKNOWN) for index in range(count)]
    findings = [undecided(each.layer.name) for each in rows]
    return inspection(*findings, analysis=analysis_of(image, custom, *rows))


def view(width=None, *, color=False, show=Level.WARNING) -> CheckView:
    return CheckView(width, color, show)
