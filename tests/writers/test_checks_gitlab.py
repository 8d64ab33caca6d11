"""GitLab's code quality report: what its documentation asks of an issue."""

from __future__ import annotations

import json

import jsonschema
import pytest

from netlint.decks.rule import Level
from netlint.findings import Anchor, CheckView, Failure
from netlint.writers.checks.gitlab import write_gitlab
from tests.golden import assert_golden
from tests.writers.checking import (
    accepted,
    finding,
    gate_report,
    in_file,
    inspection,
    report,
    undecided,
    view,
)

# What docs.gitlab.com, "Code Quality report format", says in a table; there is no public schema.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def written(*inspections, show=Level.WARNING, **gate):
    return json.loads(write_gitlab(report(*inspections, **gate), view(show=show)))


def test_whole_output():
    text = write_gitlab(gate_report(), view(show=Level.INFO))
    assert_golden("check-gitlab.json", text)
    jsonschema.validate(json.loads(text), SCHEMA)


def test_nothing_found_is_an_empty_list():
    assert write_gitlab(report(inspection()), view()) == "[]\n"


def test_an_issue():
    (issue,) = written(in_file(inspection(finding()), "./models/a.h5"))
    assert issue["description"] == (
        "stem_conv: moves 560 elements, 2.24 times the bound; the limit is 1.85 "
        "(1.2 KiB, 19.4 % of memory access); fix: halve its channels"
    )
    assert issue["check_name"] == "T1 wide-layer"
    assert issue["location"] == {"path": "models/a.h5", "lines": {"begin": 1}}


def test_severities_worst_first():
    issues = written(
        inspection(
            *(finding(f"{level}", level) for level in Level), undecided(level=Level.WARNING)
        ),
        failed=(Failure("a.h5", "a.h5: broken"),),
        show=Level.INFO,
    )
    assert [issue["severity"] for issue in issues] == [
        "blocker", "critical", "major", "major", "info"
    ]  # fmt: skip
    assert issues[0]["description"] == "could not be checked: broken"


def fingerprints(*inspections):
    return [issue["fingerprint"] for issue in written(*inspections)]


def test_the_fingerprint_is_that_of_the_place_and_not_of_the_figure():
    base = fingerprints(inspection(finding()))
    assert fingerprints(inspection(finding(figure=9.0, message="other", cost_bytes=1))) == base
    assert fingerprints(inspection(finding("another"))) != base
    assert fingerprints(in_file(inspection(finding()), "other.h5")) != base


def test_fingerprints_are_unique_also_where_a_model_is_named_twice():
    one = inspection(finding("a"), finding("b"))
    assert len(set(fingerprints(one))) == 2
    assert fingerprints(one, in_file(one, "./net.h5")) == fingerprints(one)


def test_waived_findings_are_left_out_and_known_ones_are_in():
    """GitLab compares with the target branch, which has the known ones too."""
    texts = [issue["description"].partition(":")[0] for issue in written(accepted())]
    assert texts == ["fresh", "old"]


@pytest.mark.parametrize(("show", "count"), [(Level.INFO, 3), (Level.ERROR, 1)])
def test_what_is_listed(show, count):
    assert len(written(inspection(*(finding(f"{x}", x) for x in Level)), show=show)) == count


def test_an_anchor_is_where_issues_stand():
    text = write_gitlab(report(inspection(finding())), CheckView(anchor=Anchor("a/b.py", 7)))
    assert json.loads(text)[0]["location"] == {"path": "a/b.py", "lines": {"begin": 7}}
    assert json.loads(text)[0]["description"].startswith("net.h5: stem_conv: moves")
