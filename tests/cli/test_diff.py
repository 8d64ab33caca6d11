"""`netlint diff`: files, built-in networks, a file in git; what fails a build, and what is said."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.models import dense_model, write
from tests.rulebook import ROOT, add_hardware_rules, add_waiver_rules, rule_text, write_deck
from tests.targets import write_target

WIDER = dense_model().replace('"units": 5', '"units": 7')


@pytest.fixture
def two(tmp_path) -> tuple[str, str]:
    """Dense layers of 5 and of 7 units that read 4: 25 and 35 parameters."""
    return write(tmp_path, "old.json", dense_model()), write(tmp_path, "new.json", WIDER)


@pytest.fixture
def _own_rules(tmp_path):
    """An error above 30 parameters."""
    write_deck(tmp_path / "own", t1=rule_text("T1", "own-one", limits="error = 30"))
    (tmp_path / "netlint.toml").write_text('deck = ["./own"]')


@pytest.fixture
def _budget_of_time(tmp_path):
    """The rule that ships, and a target."""
    shipped = (ROOT / "rules" / "budget" / "b08-max-time.toml").read_text()
    (tmp_path / "rules" / "budget" / "b08.toml").write_text(shipped)
    add_hardware_rules(tmp_path / "rules")
    write_target(tmp_path)


def document(run, *arguments: str):
    code, out, err = run("diff", *arguments, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def total(found, name: str):
    return next(each for each in found["totals"] if each["name"] == name)


def test_two_files(run, two):
    code, out, err = run("diff", *two)
    assert (code, err) == (0, "")
    assert "  ~ fc  units 5 -> 7" in out.splitlines()
    assert "    +10  fc: units 5 -> 7" in out.splitlines()


def test_two_files_that_are_the_same(run, two):
    code, out, _ = run("diff", two[0], two[0], "--fail-on-increase", "params=0,mult_adds=0")
    assert code == 0
    assert "No difference" in out


def test_built_in_networks(run):
    code, found = document(run, "zoo:mobilenet_v1", "zoo:shufflenet_v2")
    assert code == 0
    assert total(found, "mult_adds")["old"] == 568_740_352
    assert [found[side]["name"] for side in ("old", "new")] == [
        "MobileNet V1 1.0-224",
        "ShuffleNet V2 1x",
    ]


@pytest.mark.parametrize("name", ["text", "json", "markdown"])
def test_every_format(run, two, name):
    assert run("diff", *two, "--format", name)[0] == 0


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("json", "{"), ("md", "## netlint diff"), ("txt", "old  "), ("html", "<!DOCTYPE html>")],
)
def test_the_suffix_gives_the_format(run, two, tmp_path, suffix, start):
    assert run("diff", *two, "-o", f"diff.{suffix}") == (0, "", "")
    assert (tmp_path / f"diff.{suffix}").read_text().startswith(start)


@pytest.mark.parametrize(
    ("allowed", "code", "verdict"),
    [
        ("params=10", 0, "Passed: no total grew beyond params=10"),
        ("params=40%", 0, "Passed: no total grew beyond params=40%"),
        ("params=9", 1, "Failed: parameters grew by 10 (+40.0 %), above params=9"),
        ("depth=0", 0, "Passed: no total grew beyond depth=0"),
    ],
)
def test_what_may_grow(run, two, allowed, code, verdict):
    found = run("diff", *two, "--fail-on-increase", allowed)
    assert (found[0], found[1].splitlines()[-1]) == (code, verdict)


@pytest.mark.usefixtures("_own_rules")
def test_findings_fail_only_where_a_level_is_asked_for(run, two):
    code, found = document(run, *two)
    assert (code, len(found["new_findings"])) == (0, 1)
    assert run("diff", *two, "--fail-on", "error")[0] == 1
    assert run("diff", *two[::-1], "--fail-on", "error")[0] == 0, "fixed"
    code, found = document(run, *two[::-1], "--fail-on", "warning")
    assert (code, len(found["fixed_findings"])) == (0, 1)


@pytest.mark.usefixtures("_own_rules")
def test_the_rules_are_those_for_the_new_network(run, two, tmp_path):
    """The old one has a limit of its own, which would make the finding there an old one."""
    override = '\n[[overrides]]\nmodels = ["old.json"]\n[overrides.limits]\nT1.error = 1\n'
    config = tmp_path / "netlint.toml"
    config.write_text(config.read_text() + override)
    assert len(document(run, *two)[1]["new_findings"]) == 1
    assert run("check", two[0])[0] == 1


@pytest.mark.usefixtures("_own_rules")
def test_what_is_waived_does_not_fail(run, two, tmp_path):
    add_waiver_rules(tmp_path / "rules")
    code, waiver, _ = run("waive", two[1], "--rule", "T1", "--reason", "on purpose")
    assert code == 0
    config = tmp_path / "netlint.toml"
    config.write_text(f"{config.read_text()}\n{waiver}")
    code, found = document(run, *two, "--fail-on", "error")
    assert code == 0
    assert [each["standing"] for each in found["new_findings"]] == ["waived"]


def test_what_cannot_be_decided_fails_unless_allowed(run, two, tmp_path):
    custom = write(tmp_path, "custom.json", dense_model(extra="Mystery"))
    arguments = ("diff", two[0], custom, "--fail-on-increase", "mult_adds=5%")
    code, out, _ = run(*arguments)
    assert code == 1
    assert "mult-adds cannot be decided for mult_adds=5%" in out
    assert run(*arguments, "--allow-undecided")[0] == 0


@pytest.mark.usefixtures("_budget_of_time")
def test_a_budget_of_time_is_judged_on_the_target(run, two):
    """The old one takes 10.156 us, the new one 10.22 us."""
    gate = ("--max-time", "10200ns", "--fail-on", "error")
    code, found = document(run, *two, *gate, "--target", "chip.toml")
    assert (code, [each["rule"] for each in found["new_findings"]]) == (1, ["B08"])
    assert run("diff", *two[::-1], *gate, "--target", "chip.toml")[0] == 0


@pytest.mark.usefixtures("_budget_of_time")
def test_the_target_may_be_the_configured_one(run, two, tmp_path):
    (tmp_path / "netlint.toml").write_text('target = "chip.toml"\nbudgets.time = "10200 ns"')
    assert run("diff", *two, "--fail-on", "error")[0] == 1


@pytest.mark.usefixtures("_budget_of_time")
def test_a_budget_of_time_without_a_target_is_no_pass(failing, two):
    said = failing("diff", *two, "--max-time", "1s", "--fail-on", "error")
    assert "needs a time model: name a target with --target" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["A"], "wants two networks, OLD and NEW, not 1; for one file in git: netlint diff --git"),
        (["A", "B", "A"], "wants two networks, OLD and NEW, not 3"),
        (["--git", "HEAD", "A", "B"], "--git HEAD wants one file, PATH, not 2"),
        (["A", "none.json"], "none.json: no such file"),
        (["A", "B", "--fail-on-increase", "parms=1"], "did you mean 'params'?"),
        (["A", "B", "--fail-on-increase", "params=x"], "--fail-on-increase: params: must be a num"),
        (["A", "B", "--format", "html"], "a page is written to a file: add -o diff.html"),
        (["A", "B", "--format", "csv"], "'csv' is not one of"),
        (["A", "B", "-o", "A"], "it is the model itself"),
        (["A", "B", "--select", "Q9"], "--select: 'Q9' matches no rule"),
    ],
)
def test_what_cannot_be_followed_is_one_line(failing, two, arguments, message):
    words = [{"A": two[0], "B": two[1]}.get(word, word) for word in arguments]
    assert message in failing("diff", *words)


@pytest.fixture
def repository(two, tmp_path, monkeypatch) -> Path:
    """`new.json` committed with 5 units, and 7 in the working tree; a broken file beside it."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    write(tmp_path, "new.json", dense_model())
    write(tmp_path, "broken.json", "{")
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*names, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    write(tmp_path, "new.json", WIDER)
    write(tmp_path, "broken.json", WIDER)
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_a_file_as_it_was_in_git(run):
    code, found = document(run, "--git", "HEAD", "new.json")
    assert code == 0
    assert total(found, "params")["change"] == 10
    assert (found["old"]["name"], found["old"]["file"]) == ("new.json at HEAD", "new.json at HEAD")
    assert (found["new"]["name"], found["new"]["file"]) == ("new.json", "new.json")
    assert "netlint-" not in json.dumps(found).replace("netlint-diff/1", "")


@pytest.mark.usefixtures("repository")
def test_a_broken_file_is_named_with_its_revision(failing):
    message = failing("diff", "--git", "HEAD", "broken.json")
    assert message.startswith("netlint: error: broken.json at HEAD: ")


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("revision", "path", "message"),
    [
        ("nowhere", "new.json", "there is no revision 'nowhere'"),
        ("--output=x", "new.json", "is no revision"),
        ("HEAD", "later.json", "later.json is not a file in the revision 'HEAD'"),
    ],
)
def test_what_git_does_not_have_is_one_line(failing, revision, path, message):
    assert message in failing("diff", f"--git={revision}", path)
