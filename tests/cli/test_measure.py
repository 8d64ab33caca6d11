"""`netlint measure`: measured times beside predicted ones."""

from __future__ import annotations

import json
import sys

import pytest

from netlint.cli import saying
from netlint.errors import ModelError
from netlint.measuring import kernels, machine, needs, session
from netlint.measuring.kernels import OperationTime
from netlint.measuring.lowering import convert
from netlint.measuring.profile import Untold
from tests.measuring.made_up import MACHINE, measured
from tests.models import dense_model, write
from tests.targets import write_target


@pytest.fixture
def made_up(monkeypatch):
    """Nothing is converted and no time is measured: every network takes 1 ms."""
    asked = []

    def times_of(models, rounds, told):
        asked.append((list(models), rounds))
        told("measure", 0, 2, "something")
        return {name: measured(name, 1e-3) for name in models}

    def kernel_times(model, _runs):
        return tuple(
            OperationTime("FULLY_CONNECTED", (layer.name,), ("an operator",), 8e-4)
            for layer in model.layers[1:]
        )

    monkeypatch.setattr(needs, "check_installed", lambda *_modules: None)
    monkeypatch.setattr(convert, "converted", lambda network: network)
    monkeypatch.setattr(session, "times_of", times_of)
    monkeypatch.setattr(kernels, "kernel_times", kernel_times)
    monkeypatch.setattr(machine, "this_machine", lambda: MACHINE)
    return asked


def test_a_model_and_its_kernels(run, made_up, model):
    code, out, err = run("measure", model)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"{model}: 1.0 ms measured (spread 5.0 %, 36 runs)"
    assert ["fc", "FULLY_CONNECTED", "0.80", "ms"] in [line.split() for line in lines]
    assert lines[-1] == "measured with LiteRT 9.9 on Test core, one thread, float32"
    assert made_up == [([model], 20)]


def test_beside_a_target(run, made_up, model, tmp_path):
    write_target(tmp_path)
    document = json.loads(run("measure", model, "--target", "chip.toml", "--format", "json")[1])
    (network,) = document["networks"]
    # 20 mult-adds; 4 + 5 + 25 elements of 4 bytes; a kernel: at 1 ns, 1 ns and 10 us.
    assert network["predicted_seconds"] == pytest.approx(10.156e-6)
    assert network["error"] == pytest.approx(10.156e-3 - 1)
    assert network["kernels"][0]["predicted_seconds"] == pytest.approx(10.156e-6)


def test_the_target_of_the_configuration(run, made_up, model, tmp_path):
    write_target(tmp_path)
    (tmp_path / "netlint.toml").write_text('target = "chip.toml"')
    assert "10 us predicted on chip (-99.0 %)" in run("measure", model)[1]


def test_without_kernels(run, made_up, model, monkeypatch):
    monkeypatch.setattr(kernels, "kernel_times", lambda *_: pytest.fail("nobody asked"))
    assert len(run("measure", model, "--no-kernels", "--rounds", "2")[1].splitlines()) == 2
    assert made_up == [([model], 2)]


def test_an_engine_that_does_not_tell_is_no_error(run, made_up, model, monkeypatch):
    def untold(*_):
        raise Untold("LiteRT 99 is not known to netlint")

    monkeypatch.setattr(kernels, "kernel_times", untold)
    code, out, _ = run("measure", model)
    assert code == 0
    assert "kernels: not told (LiteRT 99 is not known to netlint)" in out


def test_several_models_have_a_mean_error(run, made_up, tmp_path):
    write_target(tmp_path)
    first, second = (write(tmp_path, f"{name}.json", dense_model()) for name in "ab")
    out = run("measure", first, second, first, "--target", "chip.toml", "--no-kernels")[1]
    assert made_up == [([first, second], 20)]  # each once
    assert "mean error of 2 networks: 99.0 %" in out


def test_a_folder(run, made_up, tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    for name in "ab":
        write(folder, f"{name}.json", dense_model())
    assert run("measure", "models")[0] == 0
    assert [name.rpartition("/")[2] for name in made_up[0][0]] == ["a.json", "b.json"]


def test_the_batch_is_measured_and_predicted(run, made_up, model, tmp_path):
    write_target(tmp_path)
    out = run("measure", model, "--target", "chip.toml", "--batch", "8", "--format", "json")[1]
    # 160 mult-adds; 32 + 40 + 25 elements.
    assert json.loads(out)["networks"][0]["predicted_seconds"] == pytest.approx(10.548e-6)


def test_without_a_model_there_is_nothing_to_measure(failing):
    assert "Missing argument 'MODEL...'" in failing("measure")


def test_a_model_that_code_builds(run, made_up, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    body = f"name, layers = 'net', ()\n    def to_json(self): return {dense_model()!r}"
    (tmp_path / "our_nets.py").write_text(f"class Net:\n    {body}\n")
    code, out, _ = run("measure", "--model-builder", "our_nets:Net", "--no-kernels")
    assert code == 0
    assert out.startswith("our_nets:Net: 1.0 ms measured")


def test_into_a_file(run, made_up, model, tmp_path, terminal_80):
    assert run("measure", model, "-o", "out.txt") == (0, "", "")
    assert (tmp_path / "out.txt").read_text().startswith(f"{model}: 1.0 ms")


def test_one_that_cannot_be_read_does_not_stop_the_others(run, made_up, model):
    code, out, err = run("measure", "gone.json", model)
    assert code == 2
    assert out.startswith(f"{model}: 1.0 ms")
    assert err.startswith("netlint: error: gone.json: ")
    assert len(err.splitlines()) == 1


def test_a_layer_that_cannot_be_converted_is_named_with_its_file(failing, made_up, monkeypatch):
    def refuse(network):
        raise ModelError(network.file, "a layer of the class 'Odd' cannot be run", layer="x/odd")

    monkeypatch.setattr(convert, "converted", refuse)
    said = failing("measure", "zoo:ghostnet")
    assert said == (
        "netlint: error: zoo:ghostnet: layer 'x/odd': a layer of the class 'Odd' cannot be run\n"
    )


@pytest.mark.parametrize(
    ("missing", "named"), [("tensorflow", "TensorFlow"), ("ai_edge_litert", "LiteRT")]
)
def test_what_is_missing_is_one_line(missing, named, failing, monkeypatch):
    monkeypatch.setattr(needs, "find_spec", lambda module: None if module == missing else module)
    said = failing("measure", "zoo:ghostnet")
    assert f"(pip install 'netlint[measure]'): {named} is not installed" in said


def test_interrupted_it_writes_nothing(run, made_up, model, monkeypatch, tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "times_of", interrupt)
    code, out, err = run("measure", model, "-o", "out.txt")
    assert (code, out, err.strip()) == (130, "", "netlint: interrupted")
    assert not (tmp_path / "out.txt").exists()


def test_progress_is_shown_on_a_terminal_and_only_there(run, made_up, model, tmp_path, monkeypatch):
    other = write(tmp_path, "other.json", dense_model())
    assert run("measure", model, other)[2] == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(saying, "_EVERY", 0)
    err = run("measure", model, other)[2]
    for shown in ("[0/2] measure something", "[1/2] kernels of "):
        assert shown in err
    assert err.endswith("\r\x1b[K")


def test_help_says_that_nothing_of_the_file_is_run(run):
    said = " ".join(run("measure", "--help")[1].split())
    for words in ("with random weights", "nothing in the file is run", "[default: 20", "--batch"):
        assert words in said


@pytest.mark.slow
def test_small_networks_are_really_measured(run, tmp_path):
    pytest.importorskip("ai_edge_litert")
    pytest.importorskip("tensorflow")
    write_target(tmp_path)
    models = [write(tmp_path, f"{name}.json", dense_model([name * 64])) for name in (1, 4)]
    code, out, _ = run(
        "measure", *models, "--target", "chip.toml", "--rounds", "1", "--format", "json"
    )
    assert code == 0
    for network in json.loads(out)["networks"]:
        assert 0 < network["measured_seconds"] < 0.01
        assert network["repeats"] == 30
        assert [row["operations"] for row in network["kernels"]] == [["FULLY_CONNECTED"]]


@pytest.mark.slow
def test_a_layer_that_netlint_cannot_run_is_named_with_file_and_class(failing, tmp_path):
    pytest.importorskip("tensorflow")
    file = write(tmp_path, "odd.json", dense_model(extra="Odd"))
    said = failing("measure", file)
    assert f"{file}: layer 'custom': " in said
    assert "'Odd'" in said
