"""A repository with two commits: the second adds a 1:12 expansion, and every gate says so, once."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from netlint.writers.checks import load_check_writers
from tests.readers.building import layer, sequential, source, write_h5
from tests.servers import (
    commit,
    environment,
    git,
    hook_repository,
    run_gitlab_job,
    run_hook,
    run_step,
)

pytestmark = pytest.mark.slow  # starts processes, git among them

CONFIGURATION = """[tool.netlint]
models = ["models"]
fail-on = "warning"
baseline = "netlint-baseline.json"
"""
FORMATS = sorted(load_check_writers())
FINDING = "expand: 1x1 conv 16 -> 192 at 32x32 moves 216,064 elements"


def write_model(file: Path, *, expanded: bool) -> None:
    """A convolution from 2 to 16 channels, which the baseline knows; one from 16 to 192."""

    def conv(name, filters, kernel):
        return layer(
            "Conv2D", name, filters=filters, kernel_size=kernel, padding="same", use_bias=False
        )

    write_h5(
        file,
        sequential(
            source("image", (None, 32, 32, 16)),
            conv("squeeze", 2, 1),
            conv("mix", 16, 3),
            *([conv("expand", 192, 1)] if expanded else []),
            layer("GlobalAveragePooling2D", "pool"),
            layer("Dense", "top", units=10),
        ),
    )


@dataclass(frozen=True, slots=True)
class Commit:
    """A checkout of one of the two commits, with every report of `netlint check`.

    Attributes:
        folder: the checkout.
        code: the exit code.
        reports: by their formats.
    """

    folder: Path
    code: int
    reports: dict[str, str]


def checked(folder: Path, runner: Path) -> Commit:
    """Checks a checkout, with a report of every format in one run."""
    files = {form: runner / f"{folder.name}.{form}" for form in FORMATS}
    more = [word for form, file in files.items() for word in ("--output-file", f"{form}:{file}")]
    done = subprocess.run(
        ["netlint", "check", *more],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(runner),
    )
    assert (done.returncode, done.stderr) == (int(folder.name == "second"), ""), done.stderr
    return Commit(folder, done.returncode, {form: file.read_text() for form, file in files.items()})


@pytest.fixture(scope="module")
def runner(tmp_path_factory) -> Path:
    """A folder for the files of build servers."""
    return tmp_path_factory.mktemp("runner")


@pytest.fixture(scope="module")
def commits(tmp_path_factory, runner) -> Iterator[tuple[Commit, Commit]]:
    """The first commit, with a baseline of what is found, and the second."""
    repository = tmp_path_factory.mktemp("demonstration")
    first = repository / "first"
    (first / "models").mkdir(parents=True)
    (first / "pyproject.toml").write_text(CONFIGURATION)
    write_model(first / "models" / "net.h5", expanded=False)
    git(first, "init", "-q")
    subprocess.run(
        ["netlint", "check", "--write-baseline", "netlint-baseline.json"],
        check=True,
        capture_output=True,
        cwd=first,
        env=environment(runner),
    )
    commit(first, "a model that passes")
    git(repository, "clone", "-q", "first", "second")
    write_model(repository / "second" / "models" / "net.h5", expanded=True)
    commit(repository / "second", "wider")
    return checked(first, runner), checked(repository / "second", runner)


@pytest.fixture(scope="module")
def reports(commits) -> dict[str, str]:
    """Those of the second commit."""
    return commits[1].reports


def test_the_first_commit_passes_and_the_second_fails(commits):
    assert [each.code for each in commits] == [0, 1]


def test_text_and_markdown_say_one_new_finding(reports):
    for form in ("text", "markdown", "github-summary"):
        assert reports[form].count("1x1 conv 16") == 1
        assert "mix" not in reports[form], "what is known is counted only"
        assert "1 known" in reports[form]
        assert "1 error new at level warning or above" in reports[form]


def test_json_has_one_new_finding(reports):
    (one,) = json.loads(reports["json"])["models"]
    new = [each["where"] for each in one["findings"] if each["standing"] == "new"]
    assert new == ["expand"]
    assert one["summary"]["failures"] == 1


def test_github_has_one_annotation(reports):
    notes = [line for line in reports["github"].splitlines() if line.startswith("::")]
    assert len(notes) == 1
    assert notes[0].startswith("::error file=models/net.h5,line=1,title=G1 balanced-channels::")
    assert FINDING in notes[0]


@pytest.mark.parametrize("form", ["sarif", "sarif-github"])
def test_sarif_has_one_new_result(reports, form):
    (run,) = json.loads(reports[form])["runs"]
    states = {each["baselineState"]: each["message"]["text"] for each in run["results"]}
    assert len(run["results"]) == 2
    assert states["new"].startswith(FINDING)
    assert states["unchanged"].startswith("mix: 3x3 conv 2 -> 16")


def test_gitlab_finds_one_issue_that_the_first_commit_has_not(commits):
    """GitLab compares the two reports by their fingerprints."""
    before, after = (
        {each["fingerprint"]: each for each in json.loads(one.reports["gitlab"])} for one in commits
    )
    (new,) = after.keys() - before.keys()
    assert after[new]["description"].startswith(FINDING)
    assert before.keys() <= after.keys()


def test_junit_has_one_failing_case(commits):
    first, second = (ElementTree.fromstring(each.reports["junit"]) for each in commits)  # noqa: S314
    assert (first.get("failures"), first.get("errors")) == ("0", "0")
    assert (second.get("failures"), second.get("errors")) == ("1", "0")
    (failure,) = second.iter("failure")
    assert FINDING in "".join([failure.get("message"), failure.text or ""])


def test_every_format_is_looked_at():
    ci = {"github", "github-summary", "gitlab", "junit", "sarif", "sarif-github"}
    assert set(FORMATS) == {"text", "markdown", "json", *ci}


def test_the_actions_steps_fail_with_one_annotation(commits, runner):
    first, second = (run_step("Check", each.folder, runner, sarif="n.sarif") for each in commits)
    assert (first.code, second.code) == (0, 1)
    assert first.out == "Passed: nothing new at level warning or above\n"
    assert [FINDING in line for line in second.out.splitlines()] == [True, False]
    assert second.out.splitlines()[1] == "Failed: 1 error new at level warning or above"
    assert second.summary == commits[1].reports["github-summary"]
    assert Path(second.outputs["sarif"]).read_text() == commits[1].reports["sarif-github"]


def test_the_gitlab_job_fails_with_one_issue(commits, runner):
    first, second = (run_gitlab_job(each.folder, runner) for each in commits)
    assert (first.code, second.code) == (0, 1)
    assert second.out.count(FINDING) == 1
    for each in commits:
        written = (each.folder / "netlint-code-quality.json").read_text()
        assert written == each.reports["gitlab"]
        assert (each.folder / "netlint-junit.xml").read_text() == each.reports["junit"]


@pytest.mark.slow
def test_the_hook_lets_no_commit_pass_that_adds_a_finding(commits, runner, tmp_path):
    hooks, revision = hook_repository(tmp_path)
    project = tmp_path / "project"
    git(tmp_path, "clone", "-q", str(commits[0].folder), "project")
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n"
        "      - id: netlint\n        language: system\n"  # no network: netlint is there
    )
    git(project, "add", "-A")
    assert "no files to check" in run_hook(project, runner).out
    write_model(project / "models" / "net.h5", expanded=True)
    git(project, "add", "-A")
    ran = run_hook(project, runner)
    assert ran.code == 1
    assert "exit code: 1" in ran.out
    assert ran.out.count(FINDING) == 1
    assert "Failed: 1 error new at level warning or above" in ran.out
    write_model(project / "models" / "net.h5", expanded=False)
    (project / "models" / "net.weights.h5").write_bytes(b"no model")
    git(project, "add", "-A")
    ran = run_hook(project, runner, "--all-files")
    assert (ran.code, "Passed" in ran.out) == (0, True)
