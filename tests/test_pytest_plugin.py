"""The pytest plugin: a fixture that fails a test with the report, and costs nothing unused.

pytest runs in a process of its own: within one it would load parts of netlint a second time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.models import dense_model, write

ROOT = Path(__file__).parent.parent
INSTALLED = any(each.name == "netlint" for each in entry_points(group="pytest11"))
PLUGIN = (*(() if INSTALLED else ("-p", "netlint.pytest_plugin")), "-p", "no:cacheprovider")
TESTS = """
import os


class Live:
    name, layers = "net", ()

    def to_json(self):
        with open("small.json") as stream:
            return stream.read()


def test_passes(netlint):
    netlint.assert_clean("small.json", budgets={"params": 25})
    netlint.assert_clean("zoo:mobilenet_v1", budgets={"params": False})


def test_has_a_finding(netlint):
    netlint.assert_clean("small.json", select=["G1"])


def test_is_not_there(netlint):
    netlint.assert_clean("gone.h5")


def test_live(netlint):
    report = netlint.check(Live())
    assert [each.rule.id for each in report.failures] == ["B01"]


def test_goes_elsewhere(netlint):
    path = os.path.abspath("small.json")
    os.chdir("/")
    assert not netlint.check(path).passed
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> list[str]:
    """What pytest prints in a project that allows 24 parameters; its model has 25."""
    project = tmp_path_factory.mktemp("project")
    write(project, "small.json", dense_model())
    (project / "test_models.py").write_text(TESTS)
    (project / "pyproject.toml").write_text("[tool.netlint.budgets]\nparams = 24\n[tool.pytest]\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", *PLUGIN]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=project, env=environment
    )
    assert "2 failed, 3 passed" in done.stdout, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_a_model_that_does_not_pass_fails_the_test_with_the_report(printed):
    start = printed.index('>       netlint.assert_clean("small.json", select=["G1"])')
    report = printed[start + 1 : start + 8]
    assert report[0].endswith(" small.json: small (Keras 2.15.0)")
    assert report[1].startswith("E         error  B01  small: 25 parameters, the budget is 24")
    assert "E       Failed: 1 error at level error" in report


def test_what_cannot_be_checked_fails_with_one_line(printed):
    start = printed.index('>       netlint.assert_clean("gone.h5")')
    assert printed[start + 1].endswith("ModelError: gone.h5: no such file; check the path")


def test_netlints_own_code_is_not_shown(printed):
    assert not [line for line in printed if "checks.py" in line or "pytest_plugin.py" in line]


def test_the_package_names_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"netlint": "netlint.pytest_plugin"}


def test_it_loads_nothing_until_the_fixture_is_used():
    code = "import netlint.pytest_plugin, sys; print(*sorted(sys.modules))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    ours = {name for name in done.stdout.split() if name.split(".")[0] == "netlint"}
    assert ours == {"netlint", "netlint.pytest_plugin"}
