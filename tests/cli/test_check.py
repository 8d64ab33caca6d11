"""`netlint check`: what fails a build, and what cannot be checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netlint import pipeline
from netlint.writers.checks import load_check_writers
from tests.models import dense_model, write
from tests.rulebook import rule_text, write_deck


def test_findings_fail(run, model):
    """25 parameters: G1 is an error above 10, G2 a warning above 2."""
    code, out, err = run("check", model)
    assert (code, err) == (1, "")
    assert "25 is above 10" in out
    assert "25 is above 2" in out


def test_nothing_found_passes(run, model):
    code, out, _ = run("check", model, "--limit", "G1.error=25", "--ignore", "G2")
    assert code == 0
    assert "25 is above" not in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--ignore", "G1"], 0),
        (["--ignore", "G1", "--fail-on", "warning"], 1),
        (["--select", "G2", "--limit", "G2.warn=false"], 0),
        (["--select", "G2", "--limit", "G2.warn=false", "--fail-on", "info"], 1),
        (["--exit-zero"], 0),
        (["--ignore", "first-rule,second-rule", "--extend-select", "H2"], 1),
        (["--deck", "hygiene", "--ignore", "H2"], 0),
        (["--deck", "hygiene", "--deck", "shufflenetv2", "--ignore", "H2"], 1),
        (["--select", "G2", "--max-params", "25"], 0),
        (["--select", "G2", "--max-params", "24"], 1),
        (["--select", "G2", "--max-depth", "1"], 0),
        (["--limit", "G1.error=2.5e1", "--limit", "G2.error=26", "--limit", "G2.warn=0"], 0),
    ],
)
def test_exit_codes(run, model, arguments, code):
    assert run("check", model, *arguments)[0] == code


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 1), (["--ignore", "G1"], 0), (["nothing.h5"], 2), (["nothing.h5", "--exit-zero"], 2)],
)
def test_exit_codes_do_not_depend_on_the_format(run, model, form, arguments, code):
    assert run("check", model, "--format", form, *arguments)[0] == code


def test_one_unreadable_model_of_several(run, model):
    code, out, err = run("check", "nothing.h5", model, "--format", "json")
    document = json.loads(out)
    assert code == 2
    assert err == "netlint: error: nothing.h5: no such file; check the path\n"
    assert [each["file"] for each in document["models"]] == [model]
    assert document["failed"] == [
        {"file": "nothing.h5", "message": "nothing.h5: no such file; check the path"}
    ]
    assert document["passed"] is False


def test_a_bug_is_no_pass(run, model, monkeypatch):
    monkeypatch.setattr(pipeline, "inspect", lambda *_: 1 / 0)
    code, out, err = run("check", model, "--exit-zero", "--format", "json")
    assert code == 2
    assert err.startswith("netlint: internal error: ")
    assert "ZeroDivisionError" in json.loads(out)["failed"][0]["message"]


def test_a_bug_in_a_writer_is_one_line(failing, model, monkeypatch):
    monkeypatch.setitem(load_check_writers(), "json", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in failing("check", model, "--format", "json")


def open_model(folder):
    return write(folder, "open.json", dense_model(extra="Mystery"))


def test_undecided_findings_fail_unless_allowed(run, tmp_path):
    model = open_model(tmp_path)
    code, out, _ = run("check", model, "--format", "json")
    assert code == 1
    assert {each["kind"] for each in json.loads(out)["models"][0]["findings"]} == {"undecided"}
    assert run("check", model, "--allow-undecided")[0] == 0
    assert run("check", model, "--exit-zero")[0] == 0
    (tmp_path / "netlint.toml").write_text("allow-undecided = true")
    assert run("check", model)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "listed"),
    [
        ([], ["G1", "G2"]),
        (["--show", "error"], ["G1"]),
        (["--limit", "G2.warn=false"], ["G1"]),
        (["--limit", "G2.warn=false", "--show", "info"], ["G1", "G2"]),
        (["--limit", "G2.warn=false", "--fail-on", "info"], ["G1", "G2"]),
    ],
)
def test_what_is_listed(run, model, arguments, listed):
    out = run("check", model, *arguments)[1]
    assert [rule for rule in ("G1", "G2") if f"  {rule}  " in out] == listed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no model to check: name one (netlint check model.h5), or set 'models'"),
        (["M", "--deck", "hygeine"], "there is no deck 'hygeine'; did you mean 'hygiene'?"),
        (["M", "--deck", "./nowhere"], "the deck './nowhere' is not there"),
        (["M", "--select", "G9"], "--select: 'G9' matches no rule; did you mean 'G"),
        (["M", "--ignore", "a,,b"], "--ignore 'a,,b': wants words with commas between"),
        (["M", "--limit", "G1.error"], "--limit 'G1.error': wants RULE.LEVEL=VALUE"),
        (["M", "--limit", "G1=1"], "--limit 'G1=1': wants RULE.LEVEL=VALUE"),
        (["M", "--limit", "G1.eror=1"], "as in G1.error=0.5; did you mean 'error'?"),
        (["M", "--limit", "G1.error=x"], "'G1.error=x': must be a number, or false"),
        (["M", "--limit", "G9.error=1"], "--limit: there is no rule 'G9'"),
        (["M", "--limit", "G2.warn=31"], "'error' is 30 (rule), below 'warn', 31 (option)"),
        (["M", "--max-params", "1X"], "--max-params must be a number such as 1500000"),
        (["M", "--max-file-size", "1M"], "--max-file-size must be a number of bytes, or a size"),
        (["M", "--fail-on", "warn"], "'warn' is not one of 'info', 'warning', 'error'"),
        (["M", "--format", "pdf"], "'pdf' is not one of"),
        (["M", "-o", "report.pdf"], "cannot tell the format of 'report.pdf'"),
        (["M", "-o", "no/report.json"], "there is no folder no"),
        (["M", "-o", "M"], "it is the model itself"),
        (["M", "--limit", "G1.error=1MiB"], "--limit: G1.error must be a number such as 1500000"),
        (["M", "--max-params", "5M", "--limit", "B1.error=false"], "--max-params and --limit B1"),
        (["M", "-o", "rules/hygiene/h1.toml", "--format", "text"], "it is a TOML file, a config"),
        (["M", "--batch", "0"], "Invalid value for '--batch'"),
        (["M", "--plugin", "__main__"], "the plugin '__main__' is a program"),
        (["M", "--plugin", "no_such_plugin"], "no plugin 'no_such_plugin'"),
    ],
)
def test_what_cannot_be_followed_is_one_line(failing, model, arguments, message):
    assert message in failing("check", *(model if word == "M" else word for word in arguments))


def test_a_directory_is_no_model(run):
    code, _, err = run("check", ".")
    assert code == 2
    assert "is a directory" in err


def test_a_file_is_written_whole_or_not_at_all(run, failing, model, tmp_path):
    assert run("check", model, "-o", "report.json") == (1, "", "")
    before = (tmp_path / "report.json").read_text()
    assert json.loads(before)["passed"] is False
    failing("check", model, "-o", "report.json", "--deck", "./nowhere")
    assert (tmp_path / "report.json").read_text() == before


def test_the_suffix_gives_the_format(run, model, tmp_path):
    run("check", model, "-o", "report.md")
    assert (tmp_path / "report.md").read_text().startswith("## ")
    run("check", model, "-o", "report.md", "--format", "json")
    assert json.loads((tmp_path / "report.md").read_text())


def test_options_of_reading(run, tmp_path):
    model = write(tmp_path, "open.json", dense_model([None, 4]))
    assert run("check", model)[0] == 2
    assert run("check", model, "--input-shape", "7,4", "--batch", "2")[0] == 1


CONFIGURATION = """
models = ["models/*.json"]
deck = ["./own"]
ignore = ["T2"]
fail-on = "warning"

[limits.T1]
error = 30
warn = false

[[overrides]]
models = ["models/strict*"]
limits.T1.error = 20

[[overrides]]
models = ["models/free.json"]
select = ["T2"]
limits.T2.error = 100
"""


@pytest.fixture
def project(tmp_path) -> Path:
    write_deck(
        tmp_path / "own", t1=rule_text("T1", "own-one", limits="warn = 1, error = 10"),
        t2=rule_text("T2", "own-two"),
    )  # fmt: skip
    (tmp_path / "netlint.toml").write_text(CONFIGURATION)
    (tmp_path / "models").mkdir()
    for name in ("free", "other", "strict"):
        write(tmp_path / "models", f"{name}.json", dense_model())
    return tmp_path


def test_the_configuration(run, project):
    code, out, _ = run("check", "--format", "json")
    document = json.loads(out)
    assert code == 1
    assert document["fail_on"] == "warning"
    assert {
        each["file"]: [rule["id"] for rule in each["rules"]] + [
            f"{found['rule']} {found['limit']}" for found in each["findings"]
        ]
        for each in document["models"]
    } == {
        str(Path("models/free.json")): ["T2"],
        str(Path("models/other.json")): ["T1"],
        str(Path("models/strict.json")): ["T1", "T1 20"],
    }  # fmt: skip


def test_options_win_over_the_configuration(run, project):
    strict = str(Path("models/strict.json"))
    assert run("check", strict)[0] == 1
    assert run("check", strict, "--limit", "own-one.error=40")[0] == 0
    assert run("check", strict, "--deck", "hygiene", "--ignore", "H*")[0] == 2, "no T2 to ignore"
    assert run("check", str(Path("models/other.json")), "--select", "T2")[0] == 1


def test_the_configuration_is_found_from_inside(run, project, monkeypatch):
    monkeypatch.chdir(project / "models")
    out = run("check", "--format", "json")[1]
    assert [each["file"] for each in json.loads(out)["models"]] == [
        "free.json", "other.json", "strict.json"
    ]  # fmt: skip


def test_models_that_match_nothing(failing, project):
    (project / "netlint.toml").write_text('models = ["no/*.h5"]')
    assert "the pattern 'no/*.h5' matches no file" in failing("check")


@pytest.mark.parametrize("text", ["fail_on = 'error'", "[limits.G1]\nwran = 1", "deck = ["])
def test_a_bad_configuration(failing, model, tmp_path, text):
    (tmp_path / "netlint.toml").write_text(text)
    assert str(tmp_path / "netlint.toml") in failing("check", model)


def test_a_bad_rule_in_a_deck_of_ones_own(failing, model, project):
    (project / "own" / "t1.toml").write_text("id = 1")
    line = failing("check", model)
    assert "t1.toml" in line


@pytest.mark.parametrize(
    "text",
    [
        "select = []",
        'ignore = ["*"]',
        'deck = ["budget"]',
        "limits.G1.error = false\nlimits.G2 = {info = false, warn = false, error = false}",
    ],
)
def test_a_run_that_checks_nothing_is_no_pass(run, model, tmp_path, text):
    (tmp_path / "netlint.toml").write_text(text)
    code, out, err = run("check", model, "--exit-zero")
    assert (code, err.count("\n")) == (2, 1)
    why = "those chosen have no limits" if "budget" in text or "limits" in text else "none is"
    assert f"no rule is in force for {model}: {why}" in err
    assert "no rule is in force" in out


def test_an_override_is_checked_also_where_it_fits_no_model(run, failing, model, tmp_path):
    file = tmp_path / "netlint.toml"
    for said in ("ignore = ['H9']", "select = ['H9']", "limits.H9.warn = 1"):
        file.write_text(f"[[overrides]]\nmodels = ['none.h5']\n{said}")
        code, _, err = run("check", model)
        assert code == 2
        assert f"{file} [[overrides]] 1: " in err
        assert "'H9'" in err
        assert "'H9'" in failing("config")
        assert run("check", model, "--deck", "hygiene")[0] == 1, "other rules are meant"


def test_limits_of_a_rule_that_is_not_in_force_are_pointed_at(run, model, tmp_path):
    line = "netlint: warning: {}: the limits of H1 change nothing: it is not in force "
    line += "(extend-select adds it)\n"
    code, _, err = run("check", model, "--limit", "H1.error=1")
    assert (code, err) == (1, line.format("--limit"))
    assert run("check", model, "--limit", "H1.error=1", "--extend-select", "H1")[2] == ""
    (tmp_path / "netlint.toml").write_text("limits.H1.error = 1")
    assert run("check", model)[2] == line.format(tmp_path / "netlint.toml")
    assert run("check", model, "--select", "G1")[2] == "", "the option chooses other rules"


def test_a_budget_of_the_configuration_holds_whatever_is_selected(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text("budgets.params = 24")
    arguments = ("check", model, "--select", "G2")
    assert run(*arguments)[0] == 1
    assert run(*arguments, "--ignore", "max-params")[0] == 0
    assert run(*arguments, "--max-params", "25")[0] == 0
    assert run(*arguments, "--limit", "B1.error=0.025k")[0] == 0
    (tmp_path / "netlint.toml").write_text("budgets.params = false")
    assert run(*arguments)[0] == 0


@pytest.mark.parametrize("name", ["netlint.toml", "link.txt", "rule.txt"])
def test_what_is_read_is_not_written_over(failing, model, tmp_path, name):
    (tmp_path / "rule.txt").write_text(rule_text("T1", "own-one"))
    (tmp_path / "netlint.toml").write_text('deck = ["./rule.txt"]')
    (tmp_path / "link.txt").symlink_to(tmp_path / "netlint.toml")
    before = (tmp_path / name).read_text()
    for command in (("check", model), ("explain", "T1")):
        assert f"cannot write {name}: it is" in failing(*command, "-o", name, "--format", "text")
    assert (tmp_path / name).read_text() == before


def test_names_of_layers_are_no_commands_to_build_servers(run, tmp_path):
    text = rule_text("T1", "own-one").replace('"{measure} is', '"::error::{measure} ##vso[is')
    write_deck(tmp_path / "own", t1=text)
    model = write(tmp_path, "m.json", dense_model())
    for form in ("text", "markdown"):
        out = run("check", model, "--deck", "./own", "--format", form)[1]
        assert "::error" not in out
        assert "##vso[" not in out
        assert "x3a" in out
    document = json.loads(run("check", model, "--deck", "./own", "--format", "json")[1])
    assert document["models"][0]["findings"][0]["message"].startswith("::error::25 ##vso[is")


@pytest.mark.usefixtures("terminal_80")
def test_colour_on_a_terminal_only(run, model, tmp_path):
    assert "\x1b[" in run("check", model)[1]
    run("check", model, "-o", "a.txt", "--format", "text")
    assert "\x1b" not in (tmp_path / "a.txt").read_text()
