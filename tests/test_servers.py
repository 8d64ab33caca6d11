"""The GitHub Action, the GitLab job and the pre-commit hook: linted, and run as they are run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers
from tests.models import dense_model, write
from tests.servers import ACTION, GITLAB, ROOT, environment, inputs, run_step, step, uploads
from tests.test_readme import _blocks

pytestmark = pytest.mark.slow  # starts processes

SCHEMA = (sys.executable, "-m", "check_jsonschema", "--builtin-schema")


def passes(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def check(tmp_path):
    """Runs the action's check in a repository with two models of 25 parameters."""
    workspace = tmp_path / "work space"
    (workspace / "models").mkdir(parents=True)
    for name in ("a.json", "b c.json"):
        write(workspace / "models", name, dense_model())
    (workspace / "netlint.toml").write_text("[budgets]\nparams = 24\n")
    folder = tmp_path / "runner"
    folder.mkdir()

    def run(**given):
        return run_step("Check", workspace, folder, **given)

    return run


@pytest.mark.slow
def test_the_action_obeys_githubs_schema():
    passes(*SCHEMA, "vendor.github-actions", "action.yml")


@pytest.mark.slow
def test_the_action_passes_a_linter_for_actions():
    zizmor = str(Path(sys.executable).with_name("zizmor"))
    passes(zizmor, "--offline", "--no-progress", "--persona=pedantic", "action.yml")


@pytest.mark.slow
def test_the_gitlab_job_obeys_gitlabs_schema():
    transform = ("--data-transform", "gitlab-ci")
    passes(*SCHEMA, "vendor.gitlab-ci", *transform, "ci/netlint.gitlab-ci.yml")


@pytest.mark.slow
def test_the_hooks_are_a_manifest_of_pre_commit():
    passes(sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "command"),
    [
        (".github/workflows", (*SCHEMA, "vendor.github-workflows")),
        (".gitlab-ci.yml", (*SCHEMA, "vendor.gitlab-ci", "--data-transform", "gitlab-ci")),
        (".pre-commit-config", (sys.executable, "-m", "pre_commit", "validate-config")),
    ],
)
def test_the_snippets_of_the_readme_obey_the_schemas(mark, command, tmp_path):
    (text,) = (each for each in _blocks("yaml") if mark in each.split("\n")[0])
    (tmp_path / "snippet.yaml").write_text(text)
    passes(*command, str(tmp_path / "snippet.yaml"))


def test_the_readme_uses_inputs_that_there_are():
    import yaml

    (text,) = (each for each in _blocks("yaml") if ".github/workflows" in each)
    used = yaml.safe_load(text)["jobs"]["netlint"]["steps"][1]["with"]
    assert used.keys() <= ACTION["inputs"].keys()
    readme = (ROOT / "README.md").read_text()
    assert {key for key in ACTION["inputs"] if f"`{key}`" not in readme} == set()


def test_other_actions_are_pinned_to_commits():
    used = [each["uses"] for each in ACTION["runs"]["steps"] if "uses" in each]
    assert len(used) == 2
    assert all(len(each.partition("@")[2]) == 40 for each in used)


def test_scripts_hold_no_text_of_inputs():
    assert [each for each in ACTION["runs"]["steps"] if "${{" in each.get("run", "")] == []


def test_the_models_of_the_configuration_are_checked_by_default(check):
    ran = check()
    assert ran.code == 2
    assert "no model to check" in ran.err
    assert "::error title=netlint::Something could not be checked" in ran.out
    assert ran.outputs == {"exit-code": "2"}


def test_findings_are_annotations_a_summary_and_exit_code_1(check):
    ran = check(models="models/a.json")
    assert ran.code == 1
    (note, verdict) = ran.out.splitlines()
    assert note.startswith("::error file=models/a.json,line=1,title=B01 ")
    assert verdict == "Failed: 1 error at level error"
    assert ran.summary.startswith("## netlint check: failed\n")
    assert ran.outputs == {"exit-code": "1"}


def test_nothing_found_passes(check):
    ran = check(models="models", args="--max-params=25")
    assert (ran.code, ran.out) == (0, "Passed: nothing at level error\n")
    assert ran.outputs == {"exit-code": "0"}


def test_a_line_is_a_model_whatever_it_holds(check):
    ran = check(models="models/b c.json\r\n\n  \nmodels/a.json")
    assert "  : " not in ran.out
    assert {line.split(",")[0] for line in ran.out.splitlines() if "B01" in line} == {
        "::error file=models/a.json",
        "::error file=models/b c.json",
    }


def test_inputs_run_nothing(check, tmp_path):
    run = "touch pwned"
    lines = [
        f"$({run})",
        f"`{run}`",
        f"'; {run}; '",
        f'"; {run}; "',
        f"a & {run}",
        f"${{x:-{run}}}",
    ]
    hostile = "\n".join(lines)
    keys = ("models", "deck", "target", "fail_on", "baseline", "sarif", "args")
    assert check(**dict.fromkeys(keys, hostile)).code == 2
    assert check(models=hostile).code == 2
    assert not list(tmp_path.rglob("pwned"))


def test_a_model_named_like_an_option_is_a_model(check):
    ran = check(models="--exit-zero")
    assert ran.code == 2
    assert "--exit-zero: no such file" in ran.err


def test_sarif_is_written_and_handed_to_the_upload(check, tmp_path):
    ran = check(models="models/a.json", sarif="out.sarif")
    file = tmp_path / "work space" / "out.sarif"
    assert ran.outputs == {"exit-code": "1", "sarif": str(file)}
    (log,) = json.loads(file.read_text())["runs"]
    assert [each["ruleId"] for each in log["results"]] == ["B01"]


def test_an_old_sarif_file_is_not_handed_on(check, tmp_path):
    (tmp_path / "work space" / "out.sarif").write_text("old")
    assert check(models="models/a.json", args="--no-such", sarif="out.sarif").outputs == {
        "exit-code": "2"
    }


def test_a_working_directory_has_its_own_configuration_and_whole_paths(check, tmp_path):
    (tmp_path / "work space" / "models" / "netlint.toml").write_text("[budgets]\nparams = 25\n")
    assert check(models="a.json", working_directory="models").code == 0
    ran = check(models="a.json", working_directory="models", args="--max-params=24")
    assert "::error file=models/a.json,line=1," in ran.out


def test_decks_targets_levels_and_a_baseline_are_handed_on(check, tmp_path):
    ran = check(
        models="models/a.json",
        deck="hygiene\nbudget",
        target="snapdragon-810",
        fail_on="info",
        baseline="gone.json",
    )
    assert "gone.json: there is no such file" in ran.err
    (tmp_path / "work space" / "b.json").write_text(
        '{"schema": "netlint-baseline/1", "findings": []}'
    )
    ran = check(models="models/a.json", deck="hygiene\nbudget", target="snapdragon-810",
                fail_on="info", baseline="b.json")  # fmt: skip
    assert ran.code == 1
    assert "at level info or above" in ran.out


@pytest.mark.parametrize(
    ("sarif", "given", "fork", "uploaded"),
    [
        ("/w/out.sarif", {"sarif": "out.sarif"}, None, True),
        ("/w/out.sarif", {"sarif": "out.sarif"}, False, True),
        ("/w/out.sarif", {"sarif": "out.sarif"}, True, False),
        ("/w/out.sarif", {"sarif": "out.sarif", "upload_sarif": "false"}, None, False),
        ("", {}, None, False),
    ],
)
def test_sarif_is_uploaded_where_it_is_wanted_and_the_token_may(sarif, given, fork, uploaded):
    assert uploads(inputs(**given), sarif, fork=fork) is uploaded


@pytest.mark.parametrize(
    ("install", "wanted"),
    [
        ("", [str(ROOT)]),
        ("netlint==1.0\nnumpy<3\r\n", ["netlint==1.0", "numpy<3"]),
        ("$(touch pwned); x", ["$(touch pwned); x"]),
    ],
)
def test_the_action_installs_itself_or_what_is_named(tmp_path, monkeypatch, install, wanted):
    def noting(folder):
        """The same, with a `python` that only notes its arguments."""
        variables = environment(folder)
        script = f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/words\n'
        (folder / "bin" / "python").write_text(script)
        return variables

    monkeypatch.setattr(servers, "environment", noting)
    assert run_step("Install netlint", tmp_path, tmp_path, install=install).code == 0
    words = (tmp_path / "words").read_text().splitlines()
    assert words == ["-m", "pip", "install", "--quiet", *wanted]


def test_the_gitlab_job_installs_netlint_and_keeps_its_reports():
    job = GITLAB[".netlint"]
    script = " ".join(job["script"])
    assert job["before_script"] == ["python -m pip install --quiet $NETLINT_INSTALL"]
    assert all(file in script for file in job["artifacts"]["reports"].values())
    assert job["artifacts"]["when"] == "always"


def test_the_steps_that_are_tested_are_all_there_are():
    assert [each["name"] for each in ACTION["runs"]["steps"] if "run" in each] == [
        "Install netlint",
        "Check",
    ]
    assert step("Check")["id"] == "check"
