"""Targets as the page shows them: what they are, time by cause, and times that were published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.targets import CLASSES
from netlint.units import shown
from netlint.writers.page.bars import Bar, Part, bar
from netlint.writers.page.figures import compact
from netlint.writers.targets.together import notes_together
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry, TimeCheck
    from netlint.facts.prediction import Prediction
    from netlint.targets import Fit, Parts, Target

CAUSES = ((1, "compute"), (5, "memory access"), (9, "starting kernels"), (7, "groups and branches"))
"""What time goes to: the number of the colour in the style sheet, and the name."""


@dataclass(frozen=True, slots=True)
class TimedNetwork:
    """A network on a target.

    Attributes:
        network: its place among the networks.
        time: how long it takes, in words.
        bar: that by cause; as long as the slowest network's is wide.
    """

    network: int
    time: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A published time beside the predicted one.

    Attributes:
        network: the network's place among the networks.
        batch: the batch size of both.
        predicted: the one.
        published: the other.
        ratio: how far the prediction is off, with its sign.
        seen: whether the fit had seen the published time.
        source: where it stands.
    """

    network: int
    batch: int
    predicted: str
    published: str
    ratio: str
    seen: str
    source: str


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target as the page shows it.

    Attributes:
        id: its name on the command line.
        name: its name for people.
        about: what it is.
        facts: its specification in short.
        trust: how far its times can be trusted, a sentence.
        fit: what they were fitted to and tried on; empty without a time model.
        chart: the name of its roofline among the charts.
        timed: the networks with their times; none without a time model.
        published: published times of these networks.
        notes: what to know of a network's times: its name, and a sentence.
    """

    id: str
    name: str
    about: str
    facts: str
    trust: str
    fit: str
    chart: str
    timed: tuple[TimedNetwork, ...]
    published: tuple[PublishedRow, ...]
    notes: tuple[tuple[str, str], ...]


def target_views(comparison: Comparison) -> list[TargetView]:
    """The targets in the order in which they were named."""
    return [
        TargetView(
            id=printable(target.id, 40),
            name=printable(target.name, 80),
            about=printable(" ".join(target.about.split()), 600),
            facts=_facts(target),
            trust=printable(trust(target)),
            fit="" if target.fit is None else _fit(target.fit),
            chart=chart_name(number),
            timed=tuple(_timed(comparison, target)) if target.time else (),
            published=tuple(_published(comparison, target)),
            notes=tuple(_notes(comparison, target)),
        )
        for number, target in enumerate(comparison.targets)
    ]


def chart_name(number: int) -> str:
    """What the roofline of the target of that number is called."""
    return f"roofline-{number}"


def _facts(target: Target) -> str:
    hardware = target.specification
    return (
        f"{CLASSES[target.kind].capitalize()}, {', '.join(target.dtypes)}: at best "
        f"{compact(hardware.mult_adds_per_second, 'mult-adds')} mult-adds per second and "
        f"{hardware.bandwidth / 1e9:.3g} GB/s, so a kernel below {hardware.ridge:.3g} mult-adds "
        "per byte of that memory cannot reach the peak."
    )


def _fit(fit: Fit) -> str:
    said = f"Fitted to {_line(fit.to)} ({shown(fit.mean_error, 'share')} off on average)."
    return f"{said} Not seen by the fit: {_line(fit.held_out)}." if fit.held_out else said


def _line(text: str) -> str:
    return printable(" ".join(text.split()).rstrip("."), 300)


def _timed(comparison: Comparison, target: Target) -> Iterator[TimedNetwork]:
    """One scale for all networks: the slowest fills the room."""
    found = [entry.prediction(target.id) for entry in comparison.entries]
    slowest = max((each.seconds or 0.0 for each in found if each), default=0.0)
    for index, prediction in enumerate(found):
        if prediction is not None and prediction.parts is not None:
            time = _time(prediction)
            yield TimedNetwork(index, time, bar(time, _parts(prediction.parts), slowest))


def _time(prediction: Prediction) -> str:
    return f"{'≥ ' if prediction.unknown else ''}{shown(prediction.seconds, 'seconds')}"


def _parts(parts: Parts) -> list[Part]:
    figures = (parts.compute, parts.memory, parts.overhead, parts.groups + parts.branches)
    return [
        Part(
            color,
            seconds,
            f"{name}: {shown(seconds, 'seconds')}, {shown(seconds / parts.seconds, 'share')}",
        )
        for (color, name), seconds in zip(CAUSES, figures, strict=True)
        if seconds
    ]


def _published(comparison: Comparison, target: Target) -> Iterator[PublishedRow]:
    for index, entry in enumerate(comparison.entries):
        for check in _of(entry, target):
            found = check.published
            yield PublishedRow(
                network=index,
                batch=found.batch,
                predicted=shown(check.seconds, "seconds"),
                published=shown(found.seconds, "seconds"),
                ratio=f"{100 * (check.ratio - 1):+.0f} %".replace("-", "\u2212"),
                seen="yes" if found.fitted else "no",
                source=printable(found.source),
            )


def _notes(comparison: Comparison, target: Target) -> Iterator[tuple[str, str]]:
    for label, text in notes_together(comparison, target):
        yield printable(label, 400), printable(text, 400)


def _of(entry: Entry, target: Target) -> list[TimeCheck]:
    return [check for check in entry.times if check.published.target == target.id]
