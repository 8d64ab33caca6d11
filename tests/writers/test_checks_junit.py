"""JUnit XML: Jenkins' schema; a case per model and rule, with the outcome that the gate has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from netlint.decks.rule import Level
from netlint.findings import Failure
from netlint.writers.checks.junit import write_junit
from tests.golden import assert_golden
from tests.networks import DATA
from tests.writers.checking import (
    TOTAL,
    WAIVER,
    accepted,
    all_undecided,
    finding,
    gate_report,
    in_file,
    inspection,
    report,
    undecided,
    view,
)

# Jenkins' xunit-plugin (MIT licence, in the file), `src/main/resources/org/jenkinsci/plugins/
# xunit/types/model/xsd/junit-10.xsd` at its commit ae25da5.
SCHEMA = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))


def written(*inspections, **gate):
    text = write_junit(report(*inspections, **gate), view())
    return etree.fromstring(text.encode())


def outcomes(root):
    """Each case with its outcome; a case without one passes."""
    return {
        case.get("name"): [child.tag for child in case if child.tag != "system-out"]
        for case in root.iter("testcase")
    }


def test_whole_output():
    assert_golden("check-junit.xml", write_junit(gate_report(), view()))


@pytest.mark.parametrize(
    "check",
    [
        gate_report(),
        report(),
        report(inspection()),
        report(all_undecided(5)),
        report(inspection(finding("\x00\ud800]]>\ufffe")), failed=(Failure("\x01", "\x1b"),)),
    ],
)
def test_output_obeys_the_schema(check):
    SCHEMA.assertValid(etree.fromstring(write_junit(check, view()).encode()))


def test_the_schema_can_fail():
    root = written(inspection())
    root[0].set("surprise", "1")
    assert not SCHEMA.validate(root)


def test_a_case_per_rule_so_that_passing_rules_are_seen():
    root = written(inspection(finding()), in_file(inspection(), "clean.h5"))
    assert [suite.get("name") for suite in root] == ["net.h5", "clean.h5"]
    first, second = (outcomes(suite) for suite in root)
    assert first == {"T1 wide-layer": ["failure"]}
    assert second == {"T1 wide-layer": []}, "T2 and T9 have no limit: they are not checked"
    assert {case.get("classname") for case in root[1]} == {"clean.h5"}


def test_counts():
    root = written(
        inspection(finding(), finding("b")),
        inspection(undecided()),
        inspection(finding(waiver=WAIVER)),
        failed=(Failure("a.h5", "a.h5: broken"),),
    )
    assert dict(root.attrib) == {"name": "netlint", "tests": "4", "failures": "1", "errors": "2"}
    assert [suite.get("skipped") for suite in root] == ["0", "0", "1", "0"]


def test_a_failure_says_everything():
    (case,) = written(inspection(finding(), finding("b", fix=""), undecided("c"))).iter("testcase")
    (failure,) = case
    assert failure.get("message") == "2 errors, 1 undecided"
    assert failure.get("type") == "error"
    what = "moves 560 elements, 2.24 times the bound; the limit is 1.85"
    assert failure.text.splitlines() == [
        f"error stem_conv: {what} (1.2 KiB, 19.4 % of memory access)",
        "  fix: halve its channels",
        f"error b: {what} (1.2 KiB, 19.4 % of memory access)",
        "undecided c: cannot be decided: memory_access unknown",
    ]


def test_the_outcome_is_that_of_the_gate():
    mild = inspection(finding(level=Level.WARNING))
    assert outcomes(written(mild)) == {"T1 wide-layer": []}
    assert outcomes(written(mild, fail_on=Level.WARNING)) == {"T1 wide-layer": ["failure"]}
    told = written(mild).find(".//system-out").text
    assert told.startswith("warning stem_conv: moves 560")
    open_ = inspection(undecided())
    assert outcomes(written(open_)) == {"T1 wide-layer": ["error"]}
    assert outcomes(written(open_, allow_undecided=True)) == {"T1 wide-layer": []}
    known = inspection(finding(known=True))
    assert outcomes(written(known)) == {"T1 wide-layer": []}
    assert "[error, in the baseline]" in written(known).find(".//system-out").text


def test_waived_findings_are_skipped_with_the_reason():
    (case,) = written(inspection(finding(waiver=WAIVER))).iter("testcase")
    (skipped,) = case
    assert skipped.tag == "skipped"
    reason = "error, waived: until the new NPU (ann, until 2027-01-31)"
    assert skipped.get("message") == reason
    assert reason in skipped.text


def test_a_waiver_does_not_hide_what_is_new():
    each = inspection(finding("meant", waiver=WAIVER), finding("fresh"))
    (case,) = written(each).iter("testcase")
    assert [child.tag for child in case] == ["failure", "system-out"]
    assert outcomes(written(accepted())) == {"T1 wide-layer": []}


def test_what_could_not_be_checked_is_an_error():
    (suite,) = written(failed=(Failure("a.h5", "a.h5: is broken"),))
    assert (suite.get("name"), suite.get("errors")) == ("a.h5", "1")
    assert suite.find("testcase/error").get("message") == "is broken"


def test_a_case_with_many_findings_is_bounded():
    limits = replace(TOTAL.limits, error=1)
    rule = replace(TOTAL, limits=limits)
    each = inspection(*[finding(rule=rule, fix="")] * 1_200, rules=(rule,))
    lines = written(each).find(".//failure").text.splitlines()
    assert len(lines) == 1_001
    assert lines[-1] == "200 more findings"
