"""Pages of real networks for the tests of the HTML writer, in Python and in a browser."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import netlint.zoo
from netlint.comparison import Comparison, ComparisonView, Entry, PlotlyJs, compared
from netlint.decks import built_in_decks, load_decks
from netlint.facts import Survey
from netlint.pipeline import analyze, inspect
from netlint.writers.comparison.html import write_html

ZOO = Path(netlint.zoo.__file__).parent
NAMES = ("shufflenet_v1", "shufflenet_v2", "pp_lcnet", "mobilenet_v1", "ghostnet")
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>&lt;b&gt;"


def comparison_of(*files: Path, labels: tuple[str, ...] = ()) -> Comparison:
    """Files side by side, under the rules of ShuffleNet V2."""
    decks = [deck for deck in load_decks(built_in_decks()) if deck.name == "shufflenetv2"]
    rules = [rule for deck in decks for rule in deck.rules]
    entries = []
    for index, file in enumerate(files):
        analysis = analyze(file)
        made = inspect(analysis, rules)
        label = labels[index] if labels else file.stem
        entries.append(Entry(label, f"zoo:{file.stem}", made, Survey(analysis)))
    return compared(entries, "netlint compare -o report.html")


@cache
def five() -> Comparison:
    return comparison_of(*(ZOO / f"{name}.json" for name in NAMES))


def hostile_comparison(folder: Path) -> Comparison:
    """Two networks, one of them and one of its layers under a name that wants to be a script."""
    text = (ZOO / "mobilenet_v1.json").read_text("utf-8")
    known = json.dumps("conv_pw_1")
    assert known in text
    file = folder / "hostile.json"
    file.write_text(text.replace(known, json.dumps(HOSTILE)), "utf-8")
    return comparison_of(file, ZOO / "shufflenet_v2.json", labels=(HOSTILE, "other"))


def page_of(comparison: Comparison, plotlyjs: PlotlyJs = "inline") -> str:
    return write_html(comparison, ComparisonView(plotlyjs=plotlyjs))
