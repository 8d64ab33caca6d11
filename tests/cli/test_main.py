"""The commands there are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.models import MOBILENET


def test_every_module_with_a_command_is_one(run):
    out = run("--help")[1]
    for name in ("analyze", "check", "columns", "config", "explain", "rules"):
        assert f"\n  {name} " in out
    for helper in ("saying", "sharing", "terminal"):
        assert f"\n  {helper} " not in out


@pytest.mark.parametrize("name", ["saying", "sharing", "no-such", "../check", "", "__init__"])
def test_what_is_no_command(failing, name):
    assert "No such command" in failing(name)


@pytest.mark.parametrize(
    "arguments", [["check"], ["analyze"], ["rules"], ["rules", "test"], ["explain"], ["config"]]
)
def test_every_command_has_help(run, arguments):
    code, out, _ = run(*arguments, "--help")
    assert code == 0
    assert out.startswith(f"Usage: netlint {' '.join(arguments)} ")


def test_analyze_shows_findings_and_never_fails_because_of_them(run, model):
    code, out, err = run("analyze", model)
    assert (code, err) == (0, "")
    assert "25 is above 10" in out
    assert "25 is above 10" in run("analyze", model, "--format", "markdown")[1]


def test_analyze_follows_the_configuration(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text(
        'ignore = ["G2"]\n[[overrides]]\nmodels = ["small.json"]\nlimits.G1.error = 12'
    )
    out = run("analyze", model)[1]
    assert "25 is above 12" in out
    assert "25 is above 2 " not in out


@pytest.mark.parametrize("form", ["json", "csv"])
def test_other_formats_read_no_rules(run, model, tmp_path, form):
    (tmp_path / "rules" / "shufflenetv2" / "g1.toml").write_text("broken")
    code, out, err = run("analyze", model, "--format", form)
    assert (code, err) == (0, "")
    assert "above" not in out


def test_rules_that_cannot_be_checked_leave_the_costs(run, model, tmp_path):
    (tmp_path / "rules" / "shufflenetv2" / "g1.toml").write_text("broken")
    code, out, err = run("analyze", model)
    assert code == 0
    assert "Coverage: 2 of 2 layers exact" in out
    assert err.startswith("netlint: no findings: error: ")
    assert "g1.toml" in err
    assert len(err.splitlines()) == 1


def test_rules_look_at_everything_whatever_is_counted(run, model):
    paper = run("analyze", model, "--convention", "paper")[1]
    assert "25 is above 10" in paper


def test_a_model_given_twice_has_its_findings_twice(run):
    out = run("analyze", str(MOBILENET), str(MOBILENET), "--top", "1")[1]
    assert out.count("4,253,864 is above 10") == 2


LATE = ("tomllib", "netlint.decks", "netlint.facts", "netlint.readers", "netlint.costs")


def loaded(code: str) -> set[str]:
    """The modules that a fresh process has loaded after some code."""
    code += "; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "code", ["import netlint.cli", "from netlint.cli import main; main(['check', 'a', '--no'])"]
)
def test_a_start_reads_no_rules_and_no_models(code):
    assert not loaded(code).intersection(LATE)


def test_a_format_without_findings_reads_no_rules():
    arguments = ["analyze", str(MOBILENET), "--format", "json"]
    found = loaded(f"from netlint.cli import main; main({arguments})")
    assert "netlint.readers" in found
    assert not found.intersection(("netlint.decks", "netlint.facts"))
