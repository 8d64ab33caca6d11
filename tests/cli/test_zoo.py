"""`netlint zoo`, and the names of built-in networks wherever a model is taken."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from netlint import analyze
from netlint.zoo import DEFAULTS, entry
from tests.test_imports import HEAVY, loaded


def test_the_list_says_what_each_network_costs_and_takes(run: Any) -> None:
    code, out, err = run("zoo", "list")
    assert (code, err) == (0, "")
    (line,) = (line for line in out.splitlines() if line.startswith("zoo:shufflenet_v2 "))
    assert line.split("  ")[-1].strip() == "30.6 %"
    assert "ShuffleNet V2 1x" in line
    assert "2,278,760  145,814,296" in line
    (groups,) = (line for line in out.splitlines() if " groups " in line and "1x1" in line)
    assert groups.split()[:4] == ["shufflenet_v1", "groups", "3", "1,"]
    assert [spec for spec in DEFAULTS if spec not in out] == []


def test_the_list_as_json(run: Any) -> None:
    code, text, _ = run("zoo", "list", "--format", "json")
    assert code == 0
    document = json.loads(text)
    assert document["schema"] == "netlint-zoo/1"
    networks = {each["spec"]: each for each in document["networks"]}
    assert set(networks) == set(DEFAULTS)
    found = networks["zoo:shufflenet_v1"]
    assert (found["trainable_params"], found["mult_adds"]) == (1_864_728, 137_460_672)
    assert (found["title"], found["top1_error"]) == ("ShuffleNet V1 1x (g=3)", 32.6)
    options = {each["name"]: each for each in found["options"]}
    assert options["groups"]["values"] == [1, 2, 3, 4, 8]
    assert options["groups"]["default"] == 3
    assert options["classes"]["values"] is None
    assert options["classes"]["allowed"] == "whole numbers, 1 to 100000"
    assert {"width=2", ""} <= {each["variant"] for each in found["published"]}


def test_alone_it_says_what_it_can_do(run: Any) -> None:
    code, out, _ = run("zoo")
    assert code == 0
    assert "export" in out


@pytest.mark.parametrize("name", ["mobilenet_v1", "zoo:mobilenet_v1", "mobilenet_v1?width=1"])
def test_export_of_a_default_architecture(run: Any, tmp_path: Path, name: str) -> None:
    assert run("zoo", "export", name, "-o", "model.json") == (0, "", "")
    assert analyze(tmp_path / "model.json").totals == analyze("zoo:mobilenet_v1").totals
    assert run("zoo", "export", name, "-o", "-")[1] == (tmp_path / "model.json").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".keras", ".h5", ".json", ".H5"])
def test_an_exported_variant_loads_in_keras_and_is_read_completely(
    run: Any, tmp_path: Path, suffix: str
) -> None:
    keras: Any = pytest.importorskip("keras", minversion="3")
    name, file = "shufflenet_v2?width=0.5&classes=7&resolution=32", f"model{suffix}"
    assert run("zoo", "export", name, "-o", file)[0] == 0
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [file]
    model = (
        keras.models.model_from_json((tmp_path / file).read_text())
        if suffix == ".json"
        else keras.models.load_model((tmp_path / file).rename(tmp_path / file.lower()))
    )
    assert model.output_shape == (None, 7)
    analysis = analyze(tmp_path / file.lower())
    assert analysis.coverage.layers["exact"] == len(analysis.rows)
    assert analysis.totals.params == model.count_params()
    assert analysis.totals == analyze(f"zoo:{name}").totals


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("spec", DEFAULTS)
def test_every_default_loads_in_keras(run: Any, tmp_path: Path, spec: str, suffix: str) -> None:
    keras: Any = pytest.importorskip("keras", minversion="3")
    file = tmp_path / f"model{suffix}"
    assert run("zoo", "export", spec, "-o", str(file))[0] == 0
    assert keras.models.load_model(file).count_params() == analyze(spec).totals.params
    analysis = analyze(file)
    assert analysis.network.warnings == ()
    assert analysis.totals == analyze(spec).totals
    assert analysis.coverage.layers["exact"] == len(analysis.rows)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "ghostnet"], "Missing option '-o' / '--output'"),
        (["export", "ghostnet", "-o", "a.onnx"], "cannot tell the format of 'a.onnx': wants .h5,"),
        (["export", "ghostnet", "-o", "no/a.json"], "cannot write no/a.json: there is no folder"),
        (["export", "goastnet", "-o", "a.json"], "'goastnet'; did you mean 'ghostnet'?"),
        (["export", "ghostnet?width=3", "-o", "a.json"], "the nearest is 1.3"),
        (["list", "--format", "yaml"], "'yaml' is not one of 'text', 'json'"),
        (["show"], "No such command 'show'"),
    ],
)
def test_mistakes_are_one_line(
    failing: Any, tmp_path: Path, arguments: list[str], message: str
) -> None:
    assert message in failing("zoo", *arguments)
    assert [each for each in tmp_path.iterdir() if each.is_file()] == []


def test_a_variant_without_keras_is_one_line(failing: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    message = failing("zoo", "export", "ghostnet?width=0.5", "-o", "a.json")
    assert "pip install 'netlint[tensorflow]'" in message
    assert "zoo:ghostnet?width=0.5: Keras cannot be imported" in failing(
        "analyze", "zoo:ghostnet?width=0.5"
    )


def test_a_failed_export_leaves_the_file_that_was_there(
    failing: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "a.keras").write_text("mine")
    monkeypatch.setitem(sys.modules, "keras", None)
    failing("zoo", "export", "ghostnet", "-o", "a.keras")
    assert (tmp_path / "a.keras").read_text() == "mine"


def test_analyze_takes_a_name(run: Any) -> None:
    code, out, _ = run("analyze", "zoo:ghostnet", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["file"] == "zoo:ghostnet"
    assert document["totals"]["mult_adds"] == 141_150_512


def test_check_takes_names_that_the_configuration_names(run: Any, tmp_path: Path) -> None:
    """Also with an option, though `?` is a wildcard of paths; overrides go by the name."""
    (tmp_path / "netlint.toml").write_text(
        'models = ["zoo:ghostnet", "zoo:pp_lcnet?width=1"]\nfail-on = "error"\n'
        '[[overrides]]\nmodels = ["zoo:pp_*"]\nignore = ["G2"]\n'
        "limits.G1.error = 1000000000\n"
    )
    code, out, err = run("check", "--format", "json")
    assert (code, err) == (1, "")
    found = {each["file"]: each["findings"] for each in json.loads(out)["models"]}
    assert list(found) == ["zoo:ghostnet", "zoo:pp_lcnet?width=1"]
    assert found["zoo:ghostnet"] != []
    assert found["zoo:pp_lcnet?width=1"] == []


def test_a_wrong_name_is_one_line_beside_the_other_models(run: Any, model: str) -> None:
    code, out, err = run("analyze", "zoo:goastnet", model)
    assert code == 2
    assert "small.json" in out
    assert err.startswith("netlint: error: there is no built-in network 'goastnet'; did you mean")


def test_a_batch_size_holds_for_a_built_in_network(run: Any) -> None:
    out = json.loads(run("analyze", "zoo:pp_lcnet", "--batch", "2", "--format", "json")[1])
    assert out["totals"]["mult_adds"] == 2 * 155_700_480


def test_a_path_that_looks_like_a_name_is_a_file_with_its_folder(
    run: Any, tmp_path: Path, model: str
) -> None:
    Path(model).rename(tmp_path / "zoo:ghostnet")
    assert "20" in run("analyze", "./zoo:ghostnet")[1]


@pytest.mark.parametrize(
    "code",
    [
        "import netlint.zoo; netlint.zoo.families()",
        "from netlint.cli import main; main(['analyze', 'zoo:ghostnet', '--format', 'json'])",
        "from netlint.cli import main; main(['zoo', 'list'])",
    ],
)
def test_defaults_load_nothing_heavy(code: str) -> None:
    assert not loaded(code).intersection(HEAVY)


def test_a_process_without_tensorflow_shows_every_default(tmp_path: Path) -> None:
    """Importing Keras or TensorFlow fails in it, as where they are not installed."""
    block = "import sys; sys.modules['keras'] = sys.modules['tensorflow'] = None; "
    arguments = ["analyze", *DEFAULTS, "--format", "json"]
    code = f"{block}from netlint.cli import main; sys.exit(main({arguments}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [each["file"] for each in json.loads(done.stdout)] == list(DEFAULTS)


def test_titles_are_for_people(run: Any) -> None:
    out = run("zoo", "list")[1]
    assert all(entry(spec).title in out for spec in DEFAULTS)
