"""What the README prints is what the program does."""

import re
import shlex
from pathlib import Path

import pytest

from netlint.cli import main
from netlint.costs.movement import TREATMENT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_table_of_what_is_counted_is_the_programs() -> None:
    rows = [f"| {t.words} | {t.does} | {t.counted} |" for t in TREATMENT]
    assert "\n".join(rows) in README


def test_every_option_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    main(["analyze", "--help"])
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
        for text in re.findall(r"```\n(.*?)```", README, re.DOTALL)
        if ("groups shown" if "op" in command else "$ netlint analyze netlint/zoo") in text
    )
    shown = [line for line in block.splitlines() if line and line != "..." and line[0] != "$"]
    assert len(shown) > 8
    assert [line for line in shown if line not in printed] == []


def test_the_plugin_of_the_readme_works() -> None:
    from netlint.network import Tensor
    from netlint.readers.keras import registry

    code = next(
        text for text in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "Gate" in text
    )
    try:
        exec(code, {})  # noqa: S102 -- our own README
        assert registry.LAYERS["ChannelGate"].__doc__ == "A learned factor per channel."
        assert Tensor((1, 8)).known
    finally:
        registry.LAYERS.pop("ChannelGate", None)
