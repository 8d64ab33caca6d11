"""HTML: one page that holds everything it needs and asks no network for anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.difference import TOTALS
from netlint.escaping import printable
from netlint.writers.cells import signed
from netlint.writers.diff import reasons, words
from netlint.writers.diff.registry import diff_writer
from netlint.writers.page.assets import asset, markup, script, template
from netlint.writers.page.findings import SIGNS
from netlint.writers.page.security import policy

if TYPE_CHECKING:
    from netlint.difference import Difference, DifferenceView, LayerChange

_PAGE = "diff"
_SCRIPTS = ("tables.js",)
_MOST_LAYERS = 1000
_MOST_FINDINGS = 400
_LONGEST_LABEL = 60
_LONGEST = 400
_COLUMNS = ("mult_adds", "memory_access", "params")


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A layer's part in a movement, with its bar.

    Attributes:
        amount: by how much the total moves there.
        name: the layer; empty for the rest.
        text: why.
        side: `more` or `less`.
        start: where the bar begins, in percent of its room.
        width: how long it is, in percent; 0 where nothing is drawn.
    """

    amount: str
    name: str
    text: str
    side: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a total moved.

    Attributes:
        heading: what the total is called.
        movement: by how much it moved.
        axis: whether bars go to both sides of a line.
        reasons: the layers that moved it.
    """

    heading: str
    movement: str
    axis: bool
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class LayerView:
    """A layer that is not as it was.

    Attributes:
        kind: `added`, `removed`, `changed` or `affected`.
        name: the layer.
        what: what became of it.
        amounts: for each column the text and what it is sorted by.
    """

    kind: str
    name: str
    what: str
    amounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding that is not as it was.

    Attributes:
        change: `new`, `worse`, `better` or `fixed`.
        kind: `error`, `warning`, `info` or `undecided`.
        rule: the rule's id and name.
        where: the layer, the block or the network.
        text: what is wrong, or was.
    """

    change: str
    kind: str
    rule: str
    where: str
    text: str


@diff_writer("html", suffixes=(".html", ".htm"))
def write_html(difference: Difference, _view: DifferenceView) -> str:
    """The page: totals, why they moved, layers, findings; the same input, the same bytes."""
    style = "\n".join((asset("page", "style.css"), asset(_PAGE, "style.css")))
    scripts = [script(_PAGE, name) for name in _SCRIPTS]
    page: str = template(_PAGE).render(
        **_content(difference),
        policy=policy(scripts, [style]),
        style=markup(style),
        scripts=[markup(each) for each in scripts],
    )
    return page


def _content(difference: Difference) -> dict[str, object]:
    """What the template says, all of it text to be escaped."""
    names = [printable(each.label, _LONGEST_LABEL) for each in (difference.old, difference.new)]
    layers, left_out = words.largest(difference, _MOST_LAYERS)
    findings = words.findings(difference)
    columns = [each for each in TOTALS if each.name in _COLUMNS]
    return {
        "title": " → ".join(names),
        "names": names,
        "version": __version__,
        "command": printable(difference.command),
        "signs": SIGNS,
        "headline": words.headline(difference),
        "verdict": words.verdict(difference),
        "passed": difference.passed,
        "totals": words.totals(difference),
        "reasons": [_why(each) for each in reasons.why(difference)],
        "layers_in_words": _capital(words.layers_in_words(difference)),
        "below_the_layers": words.below_the_layers(difference),
        "layer_headings": [
            (each.heading, "elements" if each.unit == "elements" else "") for each in columns
        ],
        "layers": [_layer(each) for each in layers],
        "left_out": left_out,
        "findings_in_words": _capital(words.findings_in_words(difference)),
        "findings": [_finding(each) for each in findings[:_MOST_FINDINGS]],
        "findings_left_out": max(0, len(findings) - _MOST_FINDINGS),
        "sides": _sides(difference),
    }


def _sides(difference: Difference) -> list[tuple[str, str]]:
    sides = (("old", difference.old), ("new", difference.new))
    titles = [(word, printable(words.title(entry), _LONGEST)) for word, entry in sides]
    return titles + [(word, printable(text, _LONGEST)) for word, text in words.notes(difference)]


def _why(why: reasons.Why) -> WhyView:
    both = {reason.share > 0 for reason in why.reasons if reason.share} == {True, False}
    return WhyView(why.heading, why.movement, both, tuple(_reason(r, both) for r in why.reasons))


def _reason(reason: reasons.Reason, both: bool) -> ReasonView:
    """The bar goes to the right for more and to the left for less, where there are both."""
    width = abs(reason.share) * (50 if both else 100)
    start = (50 if reason.share > 0 else 50 - width) if both else 0
    return ReasonView(
        reason.amount,
        printable(reason.name, _LONGEST),
        _arrows(reason.text),
        "more" if reason.share > 0 else "less",
        round(start, 2),
        round(width, 2),
    )


def _layer(change: LayerChange) -> LayerView:
    amounts = []
    for each in TOTALS:
        if each.name in _COLUMNS:
            amount = change.amounts[each.name]
            amounts.append((signed(amount, each.unit), "" if amount is None else str(amount)))
    name, what = printable(change.name, _LONGEST), _arrows(reasons.what(change))
    return LayerView(change.kind, name, what, tuple(amounts))


def _finding(line: words.FindingLine) -> FindingView:
    finding = line.finding
    return FindingView(
        line.change,
        finding.kind,
        printable(f"{finding.rule.id} {finding.rule.name}"),
        printable(finding.where, _LONGEST),
        printable(line.text),
    )


def _arrows(text: str) -> str:
    return printable(text, 2 * _LONGEST).replace(" -> ", " → ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
