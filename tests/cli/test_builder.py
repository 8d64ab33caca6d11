"""`--model-builder` and `--anchor`: models that code builds, findings on lines of code."""

from __future__ import annotations

import json
import sys

import pytest

from tests.models import dense_model

CODE = f'''
"""A model of a repository that keeps no files."""


class Small:
    name = "small"
    layers = ()

    def to_json(self):
        return {dense_model()!r}


def build():
    print("building")
    return Small()


def broken():
    raise ValueError("no width")
'''
LINE = CODE.split("\n").index("def build():") + 1
FILE = "kept_code/model.py"
BUILDER = ("--model-builder", "kept_code.model:build")


@pytest.fixture(autouse=True)
def _code(tmp_path):
    """A package in the working directory, forgotten after the test."""
    (tmp_path / "kept_code").mkdir()
    (tmp_path / "kept_code" / "model.py").write_text(CODE)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "kept_code"]:
        del sys.modules[name]


def test_a_built_model_is_checked_like_a_file(run, model):
    code, out, err = run("check", *BUILDER, "--format", "json")
    (built,) = json.loads(out)["models"]
    (read,) = json.loads(run("check", model, "--format", "json")[1])["models"]
    assert (code, err) == (1, "building\n")
    assert built["file"] == "kept_code.model:build"
    assert built["findings"] == read["findings"]


def test_files_come_first_and_the_configured_ones_only_if_named(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text('models = ["small.json"]\n')

    def files(*arguments):
        out = run("check", *arguments, "--format", "json")[1]
        return [each["file"] for each in json.loads(out)["models"]]

    assert files() == [model[len(str(tmp_path)) + 1 :]]
    assert files(*BUILDER) == ["kept_code.model:build"]
    assert files(*BUILDER, *BUILDER, model) == [model, "kept_code.model:build"]


def test_code_is_run_for_an_option_only(run, tmp_path):
    (tmp_path / "netlint.toml").write_text('models = ["kept_code.model:build"]\n')
    code, _, err = run("check")
    assert (code, "no such file" in err) == (2, True)
    assert run("check", "kept_code.model:build")[0] == 2
    assert "kept_code" not in sys.modules


def test_code_that_fails_is_one_line_and_exit_code_2(run):
    code, out, err = run("check", "--model-builder", "kept_code.model:broken", *BUILDER)
    assert code == 2
    line = len(CODE.split("\n")) - 1
    said = f"ValueError: no width at kept_code/model.py:{line} (NETLINT_DEBUG=1 shows the trace)"
    assert err == f"netlint: error: kept_code.model:broken: {said}\nbuilding\n"
    assert f"kept_code.model:broken: could not be checked: {said}" in out
    assert "25 is above 10" in out, "the other one is checked"


def test_the_trace_is_shown_on_request(run, monkeypatch):
    monkeypatch.setenv("NETLINT_DEBUG", "1")
    err = run("check", "--model-builder", "kept_code.model:broken")[2]
    assert "Traceback" in err
    assert 'raise ValueError("no width")' in err


@pytest.mark.parametrize(
    "name",
    ["model", "train/model.py:build", "a:b:c", ":build", "model:", "a b:c", "__main__:x", "a..b:c"],
)
def test_other_forms_are_refused_before_anything_runs(failing, name):
    assert "wants package.module:function" in failing("check", *BUILDER, "--model-builder", name)
    assert "kept_code" not in sys.modules


def test_overrides_waivers_and_the_baseline_know_it_by_its_name(run, tmp_path):
    (tmp_path / "netlint.toml").write_text(
        '[[overrides]]\nmodels = ["kept_code.model:*"]\nignore = ["G1"]\n'
    )
    arguments = ("check", *BUILDER, "--fail-on", "warning")
    assert run(*arguments)[0] == 1
    assert run(*arguments, "--write-baseline", "b.json")[0] == 0
    assert '"kept_code.model:build"' in (tmp_path / "b.json").read_text()
    assert run(*arguments, "--baseline", "b.json")[0] == 0


def test_nothing_of_it_is_kept(run, cache_dir):
    run("check", *BUILDER)
    assert not list(cache_dir.glob("checks/*.json"))


def test_files_beside_it_are_found_in_the_cache(run, model, cache_dir):
    run("check", model)
    (kept,) = cache_dir.glob("checks/*.json")
    assert run("check", model, *BUILDER)[0] == 1
    assert list(cache_dir.glob("checks/*.json")) == [kept]


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "sarif-github"])
def test_findings_stand_where_the_builder_is_defined(run, model, form):
    out = run("check", *BUILDER, model, "--format", form)[1]
    if form == "github":
        places = [line.split(",title")[0] for line in out.splitlines() if line.startswith("::e")]
        assert places == ["::error file=small.json,line=1", f"::error file={FILE},line={LINE}"]
    elif form == "gitlab":
        places = {each["location"]["path"]: each["location"]["lines"] for each in json.loads(out)}
        assert places == {"small.json": {"begin": 1}, FILE: {"begin": LINE}}
    else:
        (log,) = json.loads(out)["runs"]
        assert [each["location"]["uri"] for each in log["artifacts"]] == ["small.json", FILE]
        places = [each["locations"][0]["physicalLocation"] for each in log["results"]]
        assert {
            each["region"]["startLine"]
            for each in places
            if each["artifactLocation"]["uri"] == FILE
        } == {LINE}


def test_an_anchor_stands_for_every_model(run, model):
    out = run("check", *BUILDER, model, "--anchor", f"./{FILE}:3", "--format", "github")[1]
    notes = [line for line in out.splitlines() if line.startswith("::")]
    assert notes
    assert all(f" file={FILE},line=3," in note for note in notes)


@pytest.mark.parametrize(
    ("anchor", "message"),
    [
        ("small.json", "wants FILE:LINE, as in train/model.py:42"),
        ("small.json:0", "wants FILE:LINE"),
        ("small.json:-1", "wants FILE:LINE"),
        ("small.json:\u0663", "wants FILE:LINE"),
        (":3", "wants FILE:LINE"),
        ("gone.py:3", "there is no file 'gone.py'"),
        ("kept_code:3", "there is no file 'kept_code'"),
        ("\0:3", "there is no file"),
    ],
)
def test_an_anchor_that_is_none_is_refused(failing, model, anchor, message):
    assert message in failing("check", model, "--anchor", anchor)


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_paths_start_from_the_repository_where_a_build_server_states_it(
    run, tmp_path, monkeypatch, variable
):
    monkeypatch.chdir(tmp_path / "kept_code")
    (tmp_path / "kept_code" / "m.json").write_text(dense_model())
    before = run("check", "m.json", "--format", "sarif-github")[1]
    monkeypatch.setenv(variable, str(tmp_path))
    assert "file=kept_code/m.json," in run("check", "m.json", "--format", "github")[1]
    (log,) = json.loads(run("check", "m.json", "--format", "sarif-github")[1])["runs"]
    (place,) = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in log["results"]
    }
    assert place == "kept_code/m.json"
    (other,) = json.loads(before)["runs"]
    assert log["results"][0]["partialFingerprints"] != other["results"][0]["partialFingerprints"]
    monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    assert run("check", "m.json", "--format", "sarif-github")[1] == before


def test_analyze_compare_report_and_waive_take_builders(run, model):
    code, out, _ = run("analyze", *BUILDER)
    assert code == 0
    assert "kept_code.model:build: small" in out
    assert "25" in out
    code, out, _ = run("compare", model, *BUILDER)
    assert code == 0
    assert "kept_code.model:build" in out
    assert run("report", *BUILDER)[0] == 0
    assert "wants one network, not 2" in run("report", model, *BUILDER)[2]
    code, out, _ = run("waive", *BUILDER, "--rule", "G1", "--reason", "so")
    assert code == 0
    assert '"kept_code.model:build" = [' in out


@pytest.mark.parametrize("command", ["analyze", "report", "waive"])
def test_a_command_without_any_model_says_so(failing, command):
    more = ("--rule", "G1", "--reason", "so") if command == "waive" else ()
    assert "Missing argument 'MODEL" in failing(command, *more)
