"""What the README prints is what the program does."""

import json
import re
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from netlint.cli import main
from netlint.costs.movement import TREATMENT
from netlint.measuring.designs import all_designs
from netlint.measuring.outcomes import Outcome, Outcomes
from netlint.measuring.timing import Measured
from netlint.writers.measuring.calibration import calibration_text
from tests.measuring.made_up import report

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_table_of_what_is_counted_is_the_programs() -> None:
    rows = [f"| {t.words} | {t.does} | {t.counted} |" for t in TREATMENT]
    assert "\n".join(rows) in README


@pytest.mark.parametrize(
    "command", ["analyze", "check", "compare", "report", "diff", "waive", "calibrate", "measure"]
)
def test_every_option_is_described(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([command, "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help", "--output"}
    assert {option for option in options if f"`{option}" not in README} == set()


@pytest.mark.parametrize("command", ["--group-by op", "--reconcile"])
def test_printed_output_is_what_the_command_prints(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "96")
    model = "netlint/zoo/mobilenet_v1.json"
    assert f"netlint analyze {model} {command}" in README
    assert main(["analyze", model, *shlex.split(command)]) == 0
    printed = capsys.readouterr().out.splitlines()
    block = next(
        text
        for text in _blocks("")
        if ("groups shown" if "op" in command else "$ netlint analyze netlint/zoo") in text
    )
    shown = [line for line in block.splitlines() if line and line != "..." and line[0] != "$"]
    assert len(shown) > 8
    assert [line for line in shown if line not in printed] == []


def test_the_findings_printed_are_what_check_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "96")
    blocks = [t for t in _blocks("") if "$ netlint check" in t and "baseline" not in t]
    assert len(blocks) == 2
    for block in blocks:
        command, shown = block.split("\n", 1)
        assert main(shlex.split(command.removeprefix("$ netlint "))) == 1
        assert capsys.readouterr().out == shown


@pytest.mark.parametrize("mark", ["$ netlint waive", "--write-baseline"])
def test_what_is_printed_about_accepted_findings_is_what_the_command_prints(
    mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    block = next(t for t in _blocks("") if mark in t)
    command, shown = block.split("\n", 1)
    assert main(shlex.split(command.removeprefix("$ netlint "))) == 0
    assert capsys.readouterr().out == shown


def test_the_difference_printed_is_what_diff_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """MobileNet without the shapes that its file stores, committed, then one layer widened."""
    model = json.loads(
        (ROOT / "netlint" / "zoo" / "mobilenet_v1.json").read_text(),
        object_hook=lambda table: {k: v for k, v in table.items() if k != "build_config"},
    )
    file = tmp_path / "net.json"
    file.write_text(json.dumps(model))
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*names, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    wide = next(each for each in model["config"]["layers"] if each["name"] == "conv_pw_2")
    wide["config"]["filters"] = 160
    file.write_text(json.dumps(model))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "96")
    command, *shown = next(t for t in _blocks("") if "$ netlint diff" in t).splitlines()
    assert main(shlex.split(command.removeprefix("$ netlint "))) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in shown if line not in (*printed, "...", "")] == []


def test_the_times_printed_are_what_compare_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "96")
    block = next(t for t in _blocks("") if "$ netlint compare" in t)
    command, shown = block.split("\n", 1)
    assert main(shlex.split(command.removeprefix("$ netlint "))) == 0
    assert shown.removeprefix("...\n").removesuffix("...\n") in capsys.readouterr().out


def test_the_prediction_printed_is_what_analyze_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "96")
    block = next(t for t in _blocks("") if "$ netlint analyze zoo:" in t)
    command, shown = block.split("\n", 1)
    assert main(shlex.split(command.removeprefix("$ netlint "))) == 0
    printed = capsys.readouterr().out
    parts = [part for part in shown.split("...\n") if part]
    assert len(parts) == 2
    assert [part for part in parts if part not in printed] == []


def test_the_measured_times_printed_look_like_what_calibrate_and_measure_print() -> None:
    """Times differ from run to run: the figures of the text are put in its own form again."""
    block = next(t for t in _blocks("") if "$ netlint calibrate" in t)
    rows = re.findall(r"^(\w+) +([\d.]+) ms +([\d.]+) % +([\d.]+) ms", block, re.MULTILINE)
    held_out = Outcomes(
        tuple(
            Outcome(Measured(name, float(took) / 1e3, float(spread) / 100, 36), float(said) / 1e3)
            for name, took, spread, said in rows
        )
    )
    text = calibration_text(replace(report(), held_out=held_out), width=96, color=False)
    figures = re.compile(r"[\d.]+|[-+ ](?=[\d.])| {2,}")
    shown, printed = (
        {figures.sub("", line) for line in each.splitlines()} for each in (block, text)
    )
    assert len(rows) == 8
    assert {line for line in printed if "%" in line or "spread" in line} <= shown
    for file in ("README.md", "CHANGELOG.md"):
        assert f"{len(all_designs())} pieces of networks" in (ROOT / file).read_text()


def test_the_configuration_of_the_readme_is_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text(_toml("[tool.netlint]"))
    deck = tmp_path / "rules" / "our-npu"
    deck.mkdir(parents=True)
    (deck / "n01-channels.toml").write_text(_toml('id = "N01"'))
    monkeypatch.chdir(tmp_path)
    assert main(["config", "models/legacy-1.keras"]) == 0
    printed = capsys.readouterr().out
    assert "N01 npu-channels" in printed
    assert "G2 group-cost" not in printed
    assert "peak-activation" in printed
    assert main(["rules", "test", "rules/our-npu"]) == 0


@pytest.mark.parametrize("text", [README, (ROOT / "rules" / "README.md").read_text()])
def test_the_rules_in_the_texts_pass_their_examples(text: str, tmp_path: Path) -> None:
    rule = tmp_path / "rule.toml"
    rule.write_text(_toml('id = "N01"', text))
    assert main(["rules", "test", str(rule)]) == 0


def _blocks(language: str, text: str = README) -> list[str]:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for found, block in blocks if found == language]


def _toml(mark: str, text: str = README) -> str:
    return next(t for t in _blocks("toml", text) if mark in t)


def test_the_plugin_of_the_readme_works() -> None:
    from netlint.network import Tensor
    from netlint.readers.keras import registry

    code = next(text for text in _blocks("python") if "Gate" in text)
    try:
        exec(code, {})  # noqa: S102 -- our own README
        assert registry.LAYERS["ChannelGate"].__doc__ == "A learned factor per channel."
        assert Tensor((1, 8)).known
    finally:
        registry.LAYERS.pop("ChannelGate", None)
