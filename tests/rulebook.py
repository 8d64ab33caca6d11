"""Small decks for tests: rules whose figures are known by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from netlint.decks import loading

ROOT = Path(__file__).parent.parent


def rule_text(
    rule_id: str,
    name: str,
    *,
    measure: str = "params",
    scope: str = "network",
    unit: str = "parameters",
    limits: str = "error = 10",
    tags: str = '"small"',
) -> str:
    """A rule file: by default an error where the network has more than 10 parameters."""
    column = measure.split(maxsplit=1)[0]
    return f"""
id = "{rule_id}"
name = "{name}"
summary = "What {name} says."
since = "0.1"
status = "stable"
tags = [{tags}]
scope = "{scope}"
measure = "{measure}"
unit = "{unit}"
limits = {{ {limits} }}
message = "{{measure}} is above {{limit}}"
fix = "make it smaller"
rationale = "Because."
reference = ["here"]

[[example]]
about = "Large"
expect = "error"
columns = {{ {column} = 1000 }}
limits = {{ error = 10 }}

[[example]]
about = "Small"
expect = "silent"
columns = {{ {column} = 1 }}
limits = {{ error = 10 }}
"""


def write_deck(folder: Path, **rules: str) -> Path:
    """A deck with a file for each rule: `write_deck(folder, t1=rule_text("T1", "one"))`."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in rules.items():
        (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
    return folder


def built_in(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Puts three small decks in place of those that come with netlint.

    `shufflenetv2` has G1 (error above 10 parameters) and G2 (tag `wide`; info above 1, warn
    above 2, error above 30), `hygiene` H1 (tag `wide`) and H2, `budget` B1 for --max-params
    and B2 for --max-depth.
    """
    write_deck(
        folder / "shufflenetv2",
        g1=rule_text("G1", "first-rule"),
        g2=rule_text(
            "G2", "second-rule", limits="info = 1, warn = 2, error = 30", tags='"small", "wide"'
        ),
    )
    write_deck(
        folder / "hygiene",
        h1=rule_text("H1", "clean-one", tags='"wide"', limits="warn = 0"),
        h2=rule_text("H2", "clean-two"),
    )
    write_deck(
        folder / "budget",
        b1=rule_text("B1", "max-params", limits=""),
        b2=rule_text("B2", "max-depth", measure="depth", unit="count", limits=""),
    )
    monkeypatch.setattr(loading, "data_folder", lambda _: folder)
    return folder


def add_hardware_rules(folder: Path) -> None:
    """Puts a deck for targets beside those of `built_in`: T1, a warning above 1 parameter."""
    write_deck(folder / "hardware", t1=rule_text("T1", "small-chip", limits="warn = 1"))


def add_waiver_rules(folder: Path) -> None:
    """Puts the deck about waivers that comes with netlint beside those of `built_in`."""
    shutil.copytree(ROOT / "rules" / "waivers", folder / "waivers")
