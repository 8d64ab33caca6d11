"""The pytest plugin: a fixture that fails a test with the report, and costs nothing unused."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.models import dense_model, write

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parent.parent
PLUGIN = ("-p", "netlint.pytest_plugin", "-p", "no:cacheprovider")


@pytest.fixture
def project(pytester):
    """A project with a model of 25 parameters."""
    write(pytester.path, "small.json", dense_model())
    return pytester


def outcome(project, *lines, arguments=()):
    body = "\n    ".join(lines)
    project.makepyfile(f"def test_model(netlint):\n    {body}\n")
    return project.runpytest_inprocess(*PLUGIN, *arguments)


def test_a_model_that_passes(project):
    outcome(project, 'netlint.assert_clean("small.json")').assert_outcomes(passed=1)


def test_a_model_that_does_not_pass_fails_the_test_with_the_report(project):
    line = 'netlint.assert_clean("small.json", select=["G1"], budgets={"params": 24})'
    result = outcome(project, line)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            f">*{line.replace('[', '[[]')}",
            "E*small.json: small (Keras 2.15.0)",
            "E*error*B01*25 parameters*24*",
            "E*Failed: 1 error at level error",
        ]
    )
    assert "checks.py" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


def test_what_cannot_be_checked_fails_with_one_line(project):
    result = outcome(project, 'netlint.assert_clean("gone.h5")')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*ModelError: gone.h5: no such file; check the path"])
    assert "pytest_plugin.py" not in result.stdout.str()


def test_built_in_networks_and_live_models(project):
    result = outcome(
        project,
        'assert netlint.check("zoo:ghostnet").passed',
        "class Live:",
        '    name, layers = "net", ()',
        '    to_json = lambda self: open("small.json").read()',
        "report = netlint.check(Live(), budgets={'params': 24})",
        "assert [each.rule.id for each in report.failures] == ['B01']",
    )
    result.assert_outcomes(passed=1)


def test_the_configuration_is_the_projects_wherever_the_test_goes(project):
    project.makepyprojecttoml("[tool.netlint.budgets]\nparams = 24\n[tool.pytest.ini_options]\n")
    lines = ("import os", 'path = os.path.abspath("small.json")', 'os.chdir("/")')
    check = "assert not netlint.check(path).passed"
    outcome(project, *lines, check).assert_outcomes(passed=1)


def test_the_package_names_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"netlint": "netlint.pytest_plugin"}


def test_it_loads_nothing_until_the_fixture_is_used():
    code = "import netlint.pytest_plugin, sys; print(*sorted(sys.modules))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    ours = {name for name in done.stdout.split() if name.split(".")[0] == "netlint"}
    assert ours == {"netlint", "netlint.pytest_plugin"}
