"""JUnit XML: a suite per model, a test case per rule, so that what passes is seen too.

The elements are those of Jenkins' schema (xunit-plugin, `junit-10.xsd`). A case has one outcome,
since most readers show only the first: it fails, is undecided (an error) or is waived (skipped)
exactly as the gate has it; what fails no gate is told in `system-out`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many
from netlint.writers.checks.counting import in_words
from netlint.writers.checks.places import location_of
from netlint.writers.checks.registry import check_writer
from netlint.writers.checks.statements import LONGEST, LONGEST_NAME, statement

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from netlint.decks.rule import Rule
    from netlint.findings import CheckReport, CheckView, Failure, Finding, Inspection

_MOST_LINES = 1000
"""Lines of one test case."""


@check_writer("junit", suffixes=(".xml",))
def write_junit(report: CheckReport, _view: CheckView) -> str:
    """Every rule of every model; `printable` leaves nothing that XML 1.0 forbids."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", name="netlint")
    root.extend(_suite(inspection, report) for inspection in report.inspections)
    root.extend(_broken(failure) for failure in report.failed)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _suite(inspection: Inspection, report: CheckReport) -> Element:
    failures = inspection.failures(report.fail_on, allow_undecided=report.allow_undecided)
    failing = {id(finding) for finding in failures}
    found: dict[str, list[Finding]] = {}
    for finding in inspection.findings:
        found.setdefault(finding.rule.id, []).append(finding)
    cases = [
        _case(inspection.subject.file, rule, found.get(rule.id, ()), failing)
        for rule in inspection.rules
        if rule.limits.highest is not None
    ]
    return _suite_of(inspection.subject.file, cases)


def _broken(failure: Failure) -> Element:
    case = _empty_case(failure.file, "could be checked")
    problem = printable(failure.problem, LONGEST)
    _child(case, "error", problem, type="not checked", message=problem)
    return _suite_of(failure.file, [case])


def _suite_of(model: str, cases: Sequence[Element]) -> Element:
    from xml.etree import ElementTree

    suite = ElementTree.Element("testsuite", name=_path(model), tests=str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.extend(cases)
    return suite


def _case(model: str, rule: Rule, findings: Sequence[Finding], failing: set[int]) -> Element:
    case = _empty_case(model, f"{rule.id} {rule.name}")
    decisive = [finding for finding in findings if id(finding) in failing]
    others = [finding for finding in findings if id(finding) not in failing]
    waived = [finding for finding in others if finding.standing == "waived"]
    if decisive:
        undecided = all(finding.undecided for finding in decisive)
        _outcome(case, "error" if undecided else "failure", in_words(decisive), decisive)
    elif waived and len(waived) == len(others):
        _outcome(case, "skipped", statement(waived[0]).accepted, waived)
        return case
    if others:
        _child(case, "system-out", _told(others))
    return case


def _outcome(case: Element, tag: str, message: str, findings: Sequence[Finding]) -> None:
    kind = findings[0].kind if tag != "skipped" else "waived"
    _child(case, tag, _told(findings), type=kind, message=message)


def _told(findings: Sequence[Finding]) -> str:
    """One line per finding, and one for its fix."""
    lines = [line for finding in findings[:_MOST_LINES] for line in _lines(finding)]
    more = len(findings) - _MOST_LINES
    return "\n".join([*lines, *([f"{many(more, 'more finding')}"] if more > 0 else [])])


def _lines(finding: Finding) -> Iterable[str]:
    said = statement(finding)
    accepted = f" [{said.accepted}]" if said.accepted else ""
    first, *rest = said.lines
    kind = finding.kind if finding.standing == "new" else finding.standing
    return [f"{kind} {first}{accepted}", *(f"  {line}" for line in rest)]


def _empty_case(model: str, name: str) -> Element:
    from xml.etree import ElementTree

    return ElementTree.Element(
        "testcase", name=printable(name, LONGEST_NAME), classname=_path(model)
    )


def _path(model: str) -> str:
    return printable(location_of(model).path, LONGEST)


def _child(parent: Element, tag: str, text: str, **attributes: str) -> None:
    from xml.etree import ElementTree

    ElementTree.SubElement(parent, tag, attributes).text = text
