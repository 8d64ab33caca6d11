"""Checks in Python: `netlint.check`, for tests, notebooks and training programs.

The same configuration, rules, waivers and baseline as on the command line.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlint.errors import CheckFailed

if TYPE_CHECKING:
    from netlint.choices import NewLimit
    from netlint.findings import CheckReport, Inspection
    from netlint.policies import Policies
    from netlint.report import Analysis
    from netlint.targets import Target

Rules = str | Sequence[str]
"""Ids, names, tags, decks or patterns of rules: one, or several."""


def check(  # noqa: PLR0913 -- by keyword, as on the command line
    source: str | os.PathLike[str] | Any,
    *,
    target: str | os.PathLike[str] | None = None,
    deck: Rules | None = None,
    select: Rules | None = None,
    extend_select: Rules = (),
    ignore: Rules = (),
    limits: Mapping[str, Mapping[str, NewLimit | bool]] | None = None,
    budgets: Mapping[str, int | str | bool] | None = None,
    fail_on: str | None = None,
    allow_undecided: bool | None = None,
    baseline: str | os.PathLike[str] | None = None,
    batch: int | None = None,
    input_shapes: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    name: str | None = None,
    config: str | os.PathLike[str] | None = None,
) -> CheckReport:
    """Checks a model against design rules, as `netlint check` does. Nothing in a file is executed.

    `[tool.netlint]` of the project holds as on the command line; arguments win over it.

    Args:
        source: the path of a model file, the name of a built-in network, or a live Keras model.
        target: the hardware that the model is for, a name or a file; None: the configured one.
        deck: decks, by name or path, in place of the configured ones.
        select: rules to check, in place of those chosen otherwise.
        extend_select: rules to check too.
        ignore: rules not to check.
        limits: new limits by a rule's id or name: `{"G1": {"error": 0.5, "warn": False}}`.
        budgets: amounts, `{"params": "5M", "peak-activation": "256KiB"}`.
        fail_on: the mildest level that fails: `info`, `warning` or `error`.
        allow_undecided: whether undecided findings pass.
        baseline: the file of findings that are known; None: the configured one.
        batch: the batch size; None: what the model says, 1 where it is silent.
        input_shapes: the axes (without the batch axis) of inputs that the model leaves open.
        name: what the report, overrides, waivers and the baseline call the model in place of its
            path; a live model has none.
        config: the folder where the configuration is looked for, and above it; None: the
            working directory.

    Returns:
        The report: `passed`, `findings`, `failures`; as a text it reads as on the command line.

    Raises:
        netlint.errors.ModelError: the model cannot be read.
        netlint.errors.UsageError: an argument or the configuration cannot be followed.
        netlint.targets.TargetError: the target is not there, or cannot be followed.
    """
    from netlint.config import choices_from
    from netlint.pipeline import analyze
    from netlint.policies import Policies, settings_here, target_of

    said: dict[str, Any] = {
        "deck": _texts(deck),
        "select": _texts(select),
        "extend-select": _texts(extend_select),
        "ignore": _texts(ignore),
        "limits": limits,
        "budgets": budgets,
        "fail-on": fail_on,
        "allow-undecided": allow_undecided,
    }
    stated = {key: value for key, value in said.items() if value is not None}
    settings = settings_here(None if config is None else Path(config))
    named = () if target is None else (os.fspath(target),)
    hardware = target_of(named, settings)
    policies = Policies(settings, choices_from(stated, "netlint.check"), hardware)
    if settings.plugins:
        from netlint.plugins import load_plugins

        load_plugins(settings.plugins)
    analysis = analyze(source, batch=batch, input_shapes=input_shapes, name=name)
    known = settings.baseline if baseline is None else Path(baseline)
    return _report(analysis, policies, hardware, known)


def assert_clean(source: str | os.PathLike[str] | Any, **options: Any) -> None:
    """Checks a model, and raises where it does not pass.

    Args:
        source: as for `check`.
        **options: as for `check`.

    Raises:
        netlint.errors.CheckFailed: an `AssertionError` whose message is the report.
        netlint.errors.ModelError: the model cannot be read.
        netlint.errors.UsageError: an argument or the configuration cannot be followed.
    """
    report = check(source, **options)
    if not report.passed:
        raise CheckFailed(report)


def _texts(words: Rules | None) -> list[str] | None:
    if words is None:
        return None
    return [words] if isinstance(words, str) else list(words)


def _report(
    analysis: Analysis, policies: Policies, target: Target | None, baseline: Path | None
) -> CheckReport:
    from netlint.findings import CheckReport
    from netlint.pipeline import inspect

    gate = policies.of()
    rules = policies.rules(analysis.network.file)
    found = policies.waived(inspect(analysis, rules, target))
    if baseline is not None:
        found = _compared(found, policies, baseline)
    return CheckReport(
        inspections=(found,),
        failed=(),
        fail_on=gate.fail_on.value,
        allow_undecided=gate.allow_undecided.value,
        target=target,
        baseline=baseline is not None,
    )


def _compared(inspection: Inspection, policies: Policies, file: Path) -> Inspection:
    from netlint.baseline import compared
    from netlint.baselinefile import load_baseline

    return compared(inspection, load_baseline(file), policies.path(inspection.subject.file))
