"""`netlint analyze` as users meet it: output, files, exit codes, one line per error."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from netlint import __version__, pipeline
from netlint.cli import main, saying
from netlint.writers import load_writers
from tests.models import MOBILENET, dense_model, write
from tests.rulebook import add_hardware_rules
from tests.targets import write_target

ROOT = str(Path(__file__).parents[2])


def test_version(run):
    assert run("--version") == (0, f"netlint {__version__}\n", "")


def test_reconcile_shows_the_conventions_side_by_side(run):
    code, out, _ = run("analyze", str(MOBILENET), "--reconcile")
    assert code == 0
    assert out.splitlines()[2].split() == ["full", "paper", "tf-profiler"]
    assert "568,740,352    568,740,352    568,740,352" in out
    assert "batch normalisation is folded into the weights" in out


def test_help_names_every_format_and_grouping(run):
    code, out, _ = run("analyze", "--help")
    assert code == 0
    for word in ("csv", "json", "markdown", "text", "op", "block", "prefix", "--reconcile"):
        assert word in out
    assert run()[0] == 0
    assert "analyze" in run()[1]


def test_text_ends_with_coverage(run, model):
    code, out, err = run("analyze", model)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == (
        "Coverage: 2 of 2 layers exact (100.0 % of parameters), 0 inferred, 0 unknown"
    )
    assert "\x1b" not in out


def test_json(run, model):
    code, out, _ = run("analyze", model, "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["totals"]["mult_adds"] == 20
    assert document["file"] == model


def test_options_reach_the_report(run, model):
    _, out, _ = run("analyze", model, "--format", "json", "--batch", "3", "--convention", "paper")
    document = json.loads(out)
    assert (document["batch"], document["convention"]) == (3, "paper")
    assert (document["totals"]["mult_adds"], document["totals"]["other_ops"]) == (60, 0)
    _, out, _ = run(
        "analyze", model, "--format", "csv", "--sort", "params", "--top", "1", "--columns", "name"
    )
    assert out == "name\nfc\n"
    _, out, _ = run("analyze", model, "--format", "csv", "--group-by", "op", "--columns", "op")
    assert out == "op\ninput\ndense\n"
    _, out, _ = run("analyze", model, "--format", "csv", "--depth", "1", "--columns", "layers")
    assert out == "layers\n1\n1\n"


def test_input_shapes(run, failing, tmp_path):
    model = write(tmp_path, "open.json", dense_model([None, 4]))
    assert "pass --input-shape image=N,4" in failing("analyze", model)
    for shape in ("7,4", "image=7,4"):
        _, out, _ = run("analyze", model, "--format", "json", "--input-shape", shape)
        assert json.loads(out)["totals"]["mult_adds"] == 140


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyze"], "Missing argument 'MODEL...'"),
        (["analyse"], "No such command 'analyse'"),
        (["analyze", "M", "--formt", "json"], "No such option"),
        (["analyze", "M", "--format", "pdf"], "'pdf' is not one of"),
        (["analyze", "M", "--columns", "parms"], "did you mean 'params'"),
        (["analyze", "M", "--sort", "name"], "cannot sort by 'name'"),
        (["analyze", "M", "--group-by", "colour"], "'colour' is not one of"),
        (["analyze", "M", "--depth", "1", "--group-by", "op"], "give one of them"),
        (["analyze", "M", "--top", "0"], "--top must be at least 1"),
        (
            ["analyze", "M", "--batch", "0"],
            "Invalid value for '--batch': 0 is not in the range x>=1",
        ),
        (["analyze", "M", "--batch", "many"], "'many' is not a valid integer"),
        (["analyze", "M", "--input-shape", "a=b"], "wants whole numbers"),
        (["analyze", "M", "--input-shape", "nowhere=3"], "there is no input 'nowhere'"),
        (["analyze", "M", "--convention", "papre"], "there is no convention 'papre'"),
        (["analyze", "M", "--reconcile", "--format", "csv"], "text or json, not as csv"),
        (["analyze", "M", "--plugin", "../evil.py"], "is not a dotted module name"),
        (["analyze", "M", "--plugin", "no_such_plugin"], "no plugin 'no_such_plugin'"),
        (["analyze", "M", "-o", "out.pdf"], "cannot tell the format of 'out.pdf'"),
        (["analyze", "M", "-o", "no/out.json"], "there is no folder"),
        (["analyze", "M", "-o", "."], "it is a directory"),
        (["analyze", "nothing.h5"], "nothing.h5: no such file"),
        (["analyze", "rules"], "is a directory without a model file"),
        (["analyze", "a\nb\x1b[31m\udcff"], r"a\x0ab\x1b[31m\udcff: no such file"),
    ],
)
def test_errors_are_one_line(failing, model, arguments, message):
    line = failing(*(model if argument == "M" else argument for argument in arguments))
    assert message in line


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.json", "{"), ("a.csv", "file,name"), ("a.md", "## "), ("a.txt", "small.json: small")],
)
def test_a_file_is_written_by_its_suffix(run, tmp_path, model, name, start):
    assert run("analyze", Path(model).name, "-o", name) == (0, "", "")
    assert (tmp_path / name).read_text().startswith(start)
    assert not list(tmp_path.glob(".netlint-*"))


def test_the_format_goes_before_the_suffix(run, tmp_path, model):
    run("analyze", model, "-o", "a.txt", "--format", "json")
    assert json.loads((tmp_path / "a.txt").read_text())["model"] == "small"


def test_a_dash_is_standard_output(run, model):
    assert run("analyze", model, "-o", "-")[1] == run("analyze", model)[1]


def test_a_file_stays_as_it_was_when_the_model_is_broken(failing, tmp_path):
    (tmp_path / "a.json").write_text("old")
    failing("analyze", "nothing.h5", "-o", "a.json")
    assert (tmp_path / "a.json").read_text() == "old"


def test_several_models_give_every_result(run, model):
    code, out, err = run("analyze", model, "nothing.h5", model, "--format", "json")
    assert code == 2
    assert len(json.loads(out)) == 2
    assert err == "netlint: error: nothing.h5: no such file; check the path\n"


def test_one_of_several_models_is_still_a_list(run, model):
    code, out, _ = run("analyze", model, "nothing.h5", "--format", "json")
    assert code == 2
    assert isinstance(json.loads(out), list)


def test_several_models_in_one_csv(run, tmp_path, model):
    other = write(tmp_path, "other.json", dense_model())
    _, out, _ = run("analyze", model, other, "--format", "csv")
    assert [row["file"] for row in csv.DictReader(io.StringIO(out))] == [model] * 2 + [other] * 2


def test_the_same_mistake_is_said_once(run, model):
    code, _, err = run("analyze", model, model, "--convention", "papre")
    assert code == 2
    assert len(err.splitlines()) == 1


def test_a_long_message_is_cut(failing):
    line = failing("analyze", "x" * 100_000)
    assert len(line) < 2100


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "small.json: not enough memory"),
        (RecursionError(), "small.json: is nested too deeply"),
        (OSError(5, "Input/output error"), "small.json: Input/output error"),
        (KeyError("x"), "internal error: small.json: KeyError: 'x' (please report it"),
    ],
)
def test_no_stack_trace_reaches_a_user(failing, model, monkeypatch, error, message):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(pipeline, "analyze", fail)
    assert message in failing("analyze", Path(model).name)


def test_unless_asked_for(run, model, monkeypatch):
    monkeypatch.setattr(pipeline, "analyze", lambda *_, **__: 1 / 0)
    monkeypatch.setenv("NETLINT_DEBUG", "1")
    code, _, err = run("analyze", model)
    assert code == 2
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("netlint: internal error")


def test_a_bug_in_a_writer_is_one_line_too(failing, model, monkeypatch):
    monkeypatch.setitem(load_writers(), "json", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in failing("analyze", model, "--format", "json")


def test_an_interruption(run, model, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "analyze", interrupt)
    assert run("analyze", model) == (130, "", "\nnetlint: interrupted\n")


def test_warnings_are_in_the_report(run, model, monkeypatch):
    analyze = pipeline.analyze

    def warned(*args, **kwargs):
        found = analyze(*args, **kwargs)
        return replace(found, network=replace(found.network, warnings=("mind the gap",)))

    monkeypatch.setattr(pipeline, "analyze", warned)
    assert "Warning: mind the gap" in run("analyze", model)[1]
    assert json.loads(run("analyze", model, "--format", "json")[1])["warnings"] == ["mind the gap"]


PLUGIN = """
from netlint.network import Tensor
from netlint.operations import Fixed
from netlint.readers.keras.registry import Built, keras_layer

@keras_layer("NetlintTestMystery")
def mystery(call):
    return Built(Fixed("identity"), (call.like(call.input, call.input.shape),))
"""


def test_a_plugin_teaches_a_layer_class(tmp_path):
    """In a process of its own: registrations last as long as the process."""
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "teaches.py").write_text(PLUGIN)
    model = write(tmp_path, "m.json", dense_model(extra="NetlintTestMystery"))
    outcome = process("analyze", model, path=tmp_path / "installed", cwd=tmp_path)
    assert "1 unknown" in outcome.stdout
    (tmp_path / "netlint.toml").write_text('plugins = ["teaches"]')
    outcome = process("analyze", model, path=tmp_path / "installed", cwd=tmp_path)
    assert "3 of 3 layers exact" in outcome.stdout, outcome.stderr
    (tmp_path / "netlint.toml").unlink()
    outcome = process(
        "analyze", model, "--plugin", "teaches", path=tmp_path / "installed", cwd=tmp_path
    )
    assert "3 of 3 layers exact" in outcome.stdout, outcome.stderr


def test_a_bad_configuration_is_one_line(failing, model, tmp_path):
    (tmp_path / "netlint.toml").write_text("plugin = []")
    assert "did you mean 'plugins'?" in failing("analyze", model)


def test_code_beside_a_model_is_not_run(tmp_path):
    for name in ("h5py", "click", "numpy", "pathlib", "json", "netlint_helper"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('executed')")
    outcome = process("analyze", str(MOBILENET), cwd=tmp_path)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def process(*arguments, path=None, cwd=None, **options):
    """The command in a process of its own."""
    search = os.pathsep.join([ROOT] + ([str(path)] if path else []))
    return subprocess.run(
        [sys.executable, "-m", "netlint", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"},
        **options,
    )


def test_a_closed_pipe_is_quiet():
    """As in `netlint analyze ... | head -1`."""
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "netlint", "analyze", str(MOBILENET)]
    environment = {**os.environ, "PYTHONPATH": ROOT}
    done = subprocess.run(
        command, check=False, stdout=written, stderr=subprocess.PIPE, env=environment
    )
    os.close(written)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.usefixtures("terminal_80")
def test_colour_on_a_terminal_unless_forbidden(run, model, monkeypatch):
    assert "\x1b[1m" in run("analyze", model)[1]
    assert "\x1b" not in run("analyze", model, "-o", "a.txt")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("analyze", model)[1]
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in run("analyze", model)[1]


def test_columns_narrow_a_pipe(run, monkeypatch):
    wide = run("analyze", str(MOBILENET))[1]
    monkeypatch.setenv("COLUMNS", "80")
    narrow = run("analyze", str(MOBILENET))[1]
    assert max(map(len, wide.splitlines())) > 100
    assert max(map(len, narrow.splitlines())) <= max(80, len(str(MOBILENET)) + 40)
    assert "Not shown at 80 columns" in narrow


def test_progress_on_a_terminal_for_several_models(run, model, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(saying, "_EVERY", 0)
    assert run("analyze", model)[2] == ""
    err = run("analyze", model, "nothing.h5")[2]
    assert "[2/2] nothing.h5\r\x1b[Knetlint: error: nothing.h5" in err
    assert err.endswith("check the path\n"), "and no line of progress after it"
    assert run("analyze", model, str(MOBILENET))[2].endswith("\r\x1b[K")


def test_progress_is_not_written_more_often_than_anybody_reads(run, model, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(saying, "_EVERY", 1000)
    err = run("analyze", *[model] * 5)[2]
    assert err == f"\r\x1b[K[1/5] {saying.printable(model, 60)}\r\x1b[K"


def test_progress_counts_what_several_processes_did(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(saying, "_EVERY", 0)
    progress = saying.Progress(9)
    for done in (1, 5, 2):
        progress.show(done, "a")
    assert capsys.readouterr().err.split("\r\x1b[K") == ["", "[1/9] a", "[5/9] a", "[5/9] a"]


def test_without_any_standard_stream(model, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["analyze", model]) == 2


def test_the_model_itself_is_never_overwritten(failing, model):
    before = Path(model).read_bytes()
    assert "is the model itself" in failing("analyze", model, "-o", model)
    assert Path(model).read_bytes() == before


@pytest.mark.parametrize("view", [["--top", "3"], ["--group-by", "op"], ["--convention", "paper"]])
def test_reconcile_takes_no_other_view(failing, model, view):
    assert "takes no other view" in failing("analyze", model, "--reconcile", *view)


def test_no_name_is_no_file(failing):
    assert "is no file name" in failing("analyze", "")


def test_a_usage_error_names_the_commands_own_help(failing):
    assert "netlint analyze --help" in failing("analyze", "--no-such-option")


@pytest.fixture
def chip(tmp_path):
    add_hardware_rules(tmp_path / "rules")
    return str(write_target(tmp_path, "chip"))


def test_a_target_adds_times(run, model, chip):
    code, out, err = run("analyze", model, "--target", chip)
    assert (code, err) == (0, "")
    assert "Predicted on Test chip (chip)" in out
    assert "was off by 20.0 % on average." in out
    assert "warning  T1" in out, "the rules about hardware are in force"


def test_a_target_of_the_configuration(run, model, chip, tmp_path):
    (tmp_path / "netlint.toml").write_text('target = ["chip.toml"]')
    assert "Predicted on Test chip (chip)" in run("analyze", model)[1]
    code, out, _ = run("analyze", model, "--reconcile")
    assert code == 0
    assert "Predicted" not in out


def test_a_target_reaches_every_format_and_view(run, model, chip):
    arguments = ("analyze", model, "--target", chip)
    document = json.loads(run(*arguments, "--format", "json")[1])
    # 20 mult-adds, 25 weights and 9 elements in and out, of 4 bytes, and one kernel.
    assert document["prediction"]["time"] == pytest.approx((20 + 34 * 4 + 10_000) * 1e-9)
    assert "(in no kernel)" in run(*arguments, "--group-by", "kernel")[1]
    header = run(*arguments, "--format", "csv", "--columns", "name,time", "--sort", "time")[1]
    assert header.splitlines()[0] == "name,time"
    assert "### Predicted on Test chip" in run(*arguments, "--format", "markdown")[1]


def test_times_are_those_of_everything_whatever_is_counted(run, model, chip):
    arguments = ("analyze", model, "--target", chip, "--format", "json")
    full, paper = (
        json.loads(run(*arguments, "--convention", name)[1])["prediction"]
        for name in ("full", "paper")
    )
    assert full == paper


def test_targets_that_cannot_be_taken(failing, model, chip, tmp_path):
    other = str(write_target(tmp_path, "other"))
    assert "one at a time here, not chip and other" in failing(
        "analyze", model, "--target", chip, "--target", other
    )
    assert "--reconcile shows totals" in failing("analyze", model, "--reconcile", "--target", chip)
    assert "there is no target" in failing("analyze", model, "--target", "nothing-like-it")
    assert "needs a target: add --target NAME" in failing("analyze", model, "--sort", "time")


def test_a_file_of_a_target_is_never_overwritten(failing, model, chip):
    assert "it is a TOML file" in failing(
        "analyze", model, "--target", chip, "--format", "csv", "-o", chip
    )
