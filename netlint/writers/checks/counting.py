"""How many findings there are, in words: the same in every format made for reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.findings import STANDINGS
from netlint.units import many, shown

if TYPE_CHECKING:
    from netlint.baseline import Known
    from netlint.decks.rule import Level
    from netlint.findings import CheckReport, Finding, Inspection

_LONGEST_TARGET = 80
KINDS = ("error", "warning", "info", "undecided")


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """The number of findings of each kind, worst first."""
    found = dict.fromkeys(KINDS, 0)
    for finding in findings:
        found[finding.kind] += 1
    return found


def standings(findings: Iterable[Finding]) -> dict[str, int]:
    """The number of findings that are new, known and waived."""
    found: dict[str, int] = dict.fromkeys(STANDINGS, 0)
    for finding in findings:
        found[finding.standing] += 1
    return found


def in_words(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 undecided`; `no findings`."""
    parts = [
        f"{count:,} undecided" if kind == "undecided" else many(count, kind)
        for kind, count in counts(findings).items()
        if count
    ]
    return ", ".join(parts) or "no findings"


def shown_of(findings: Iterable[Finding], show: Level, *, known: bool = False) -> list[Finding]:
    """The findings that are listed, new ones first; the others are only counted.

    What is in the baseline is counted too, unless `known`: it would hide what is new.
    """
    listed = [
        each for each in findings if each.level >= show and (known or each.standing != "known")
    ]
    return sorted(listed, key=lambda each: STANDINGS.index(each.standing))


def summary(
    findings: Sequence[Finding], show: Level, command: str = "", fixed: Sequence[Known] = ()
) -> str:
    """How many findings are new, and how many of those are not shown; how many are accepted.

    Args:
        findings: all of them.
        show: the mildest level that is listed.
        command: what the option `--show` belongs to, where that is another command.
        fixed: what is in the baseline and was not found.
    """
    number = standings(findings)
    others = {each: number[each] for each in STANDINGS[1:]} | {"fixed": len(fixed)}
    accepted = ", ".join(f"{count:,} {what}" for what, count in others.items() if count)
    new = [finding for finding in findings if finding.standing == "new"]
    words = _new_in_words(new, show, command) if new or not accepted else "nothing new"
    return f"{words}; {accepted}" if accepted else words


def _new_in_words(findings: Sequence[Finding], show: Level, command: str) -> str:
    shown = shown_of(findings, show)
    hidden = [finding for finding in findings if finding.level < show]
    if not hidden:
        return in_words(findings)
    option = f"{command} --show {min(finding.level for finding in hidden)}".strip()
    unseen = f"{in_words(hidden)} not shown ({option})"
    return f"{in_words(shown)}; {unseen}" if shown else unseen


def total_line(inspection: Inspection, show: Level) -> str:
    """`2 errors; 12 infos not shown (--show info); 6 rules, 91 layers, all exact`."""
    mark = ";" if inspection.findings or inspection.fixed else ","
    words = summary(inspection.findings, show, fixed=inspection.fixed)
    return f"{words}{mark} {checked(inspection)}{predicted(inspection)}"


def predicted(inspection: Inspection) -> str:
    """`; 6.4 ms predicted on snapdragon-810`; at least that where some work is unknown."""
    forecast = inspection.forecast
    if forecast is None or forecast.seconds is None:
        return ""
    target = printable(forecast.target, _LONGEST_TARGET)
    if forecast.unknown and not forecast.seconds:
        return f"; time on {target} unknown"
    least = "at least " if forecast.unknown else ""
    return f"; {least}{shown(forecast.seconds, 'seconds')} predicted on {target}"


def total_below_a_table(inspection: Inspection, show: Level) -> str:
    """The same where it is not `netlint check` that speaks, and the layers are told elsewhere."""
    mark = ";" if inspection.findings else ","
    total = summary(inspection.findings, show, "netlint check")
    return f"{total}{mark} {rules_checked(inspection)}"


def checked(inspection: Inspection) -> str:
    """How much was checked: `6 rules, 91 layers: 88 exact, 2 inferred, 1 unknown`."""
    layers = inspection.subject.coverage.layers
    whole = many(inspection.subject.layers, "layer")
    if layers["exact"] == inspection.subject.layers:
        return f"{rules_checked(inspection)}, {whole}, all exact"
    known = ", ".join(f"{count:,} {status}" for status, count in layers.items())
    return f"{rules_checked(inspection)}, {whole}: {known}"


def rules_checked(inspection: Inspection) -> str:
    """`6 rules`; a rule without a limit is switched off, and some look at no layer."""
    looking = (rule for rule in inspection.rules if rule.scope != "waiver")
    return many(sum(rule.limits.highest is not None for rule in looking), "rule")


def verdict(report: CheckReport) -> str:
    """Whether the gate passed, and what it failed on, as one sentence."""
    level = f"level {report.fail_on}" + " or above" * (str(report.fail_on) != "error")
    if report.passed:
        return f"Passed: nothing{_new(report)} at {level}{_allowed(report)}"
    reasons = []
    failures = report.failures
    if failures:
        reasons.append(f"{in_words(failures)}{_new(report)} at {level}")
    if report.failed:
        every = len(report.inspections) + len(report.failed)
        reasons.append(f"{len(report.failed):,} of {many(every, 'model')} could not be checked")
    if any(finding.undecided for finding in failures):
        reasons.append("--allow-undecided lets the undecided pass")
    return f"Failed: {'; '.join(reasons) or 'no model was checked'}"


def _new(report: CheckReport) -> str:
    """` new`, where findings are accepted that would fail the gate."""
    every = (finding for each in report.inspections for finding in each.findings)
    accepted = any(
        finding.level >= report.fail_on and finding.standing != "new" for finding in every
    )
    return " new" if accepted else ""


def _allowed(report: CheckReport) -> str:
    strict = [one for each in report.inspections for one in each.failures(report.fail_on)]
    return f"; {in_words(strict)}, which are allowed" if strict else ""
