"""Pages of real networks for the tests of the HTML writer, in Python and in a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import netlint.zoo
from netlint.comparison import Comparison, ComparisonView, Entry, PlotlyJs, compared
from netlint.decks import built_in_decks, load_decks
from netlint.facts import Survey
from netlint.facts.prediction import predict
from netlint.pipeline import analyze, inspect
from netlint.targets import Target, load_target, read_target
from netlint.writers.comparison.html import write_html
from tests.targets import write_target

ZOO = Path(netlint.zoo.__file__).parent
NAMES = ("shufflenet_v1", "shufflenet_v2", "pp_lcnet", "mobilenet_v1", "ghostnet")
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>&lt;b&gt;"


def comparison_of(
    *files: Path, labels: tuple[str, ...] = (), targets: tuple[Target, ...] = ()
) -> Comparison:
    """Files side by side, under the rules of ShuffleNet V2."""
    decks = [deck for deck in load_decks(built_in_decks()) if deck.name == "shufflenetv2"]
    rules = [rule for deck in decks for rule in deck.rules]
    entries = []
    for index, file in enumerate(files):
        analysis = analyze(file)
        made = inspect(analysis, rules)
        label = labels[index] if labels else file.stem
        survey = Survey(analysis)
        times = tuple(predict(survey, target) for target in targets)
        entries.append(Entry(label, f"zoo:{file.stem}", made, survey, predictions=times))
    return compared(entries, "netlint compare -o report.html")


@cache
def five() -> Comparison:
    """The built-in networks on the hardware that the page shows where none is chosen."""
    targets = load_target("gtx-1080-ti"), load_target("snapdragon-810")
    return comparison_of(*(ZOO / f"{name}.json" for name in NAMES), targets=targets)


def hostile_comparison(folder: Path) -> Comparison:
    """Two networks, one of them, one of its layers and a target called like a script."""
    text = (ZOO / "mobilenet_v1.json").read_text("utf-8")
    known = json.dumps("conv_pw_1")
    assert known in text
    file = folder / "hostile.json"
    file.write_text(text.replace(known, json.dumps(HOSTILE)), "utf-8")
    own = read_target(write_target(folder))
    target = replace(own, id=HOSTILE, name=HOSTILE, about=HOSTILE, dtypes=(HOSTILE,))
    return comparison_of(
        file,
        ZOO / "shufflenet_v2.json",
        labels=(HOSTILE, "other"),
        targets=(target,),
    )


def page_of(comparison: Comparison, plotlyjs: PlotlyJs = "inline") -> str:
    return write_html(comparison, ComparisonView(plotlyjs=plotlyjs))
