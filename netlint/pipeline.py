"""The whole story in one screen: read, cost, report; facts, rules, findings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, SupportsIndex

from netlint.costs import cost_of
from netlint.costs.conventions import apply_convention
from netlint.costs.registry import Cost
from netlint.errors import UsageError
from netlint.network import Layer, Network
from netlint.readers import read_network
from netlint.readers.keras.inputs import InputShapes
from netlint.report import Analysis, LayerReport, Status
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from datetime import date

    from netlint.comparison import Entry, TimeCheck
    from netlint.decks import Rule
    from netlint.difference import Difference, Gate
    from netlint.facts import Survey
    from netlint.facts.prediction import Prediction
    from netlint.findings import Forecast, Inspection
    from netlint.targets import Target
    from netlint.waivers import Waiver
    from netlint.zoo import Published


def analyze(
    source: str | os.PathLike[str] | Any,
    *,
    batch: int | None = None,
    input_shapes: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    convention: str = "full",
    name: str | None = None,
) -> Analysis:
    """Says what every layer of a network costs; see `netlint.analyze`.

    Args:
        source: a path, the name of a built-in network, or a live Keras model.
        batch: the batch size; None: what the model says, 1 where it is silent.
        input_shapes: axes without the batch axis, for all inputs or by the input's name; the
            empty name stands for the inputs not named.
        convention: `full`, `paper` or `tf-profiler`.
        name: what reports call the model in place of its path.

    Raises:
        ModelError: the model cannot be read.
        UsageError: an argument cannot be followed.
    """
    shapes = _shapes(batch, input_shapes)
    network = _read(source, shapes)
    if name is not None:
        network = replace(network, file=name)
    _check_names(network, shapes)
    return analysis_of(network, convention)


def _read(source: str | os.PathLike[str] | Any, shapes: InputShapes) -> Network:
    """Reads a file, takes a live model, or finds a built-in network by its name."""
    if not isinstance(source, str) or not is_zoo_name(source):
        return read_network(source, shapes)
    from netlint.zoo import entry

    network = read_network(entry(source).source(), shapes)
    return replace(network, file=source, file_bytes=None)


def analysis_of(network: Network, convention: str = "full") -> Analysis:
    """What every layer of a network costs.

    Args:
        network: the network as read.
        convention: `full`, `paper` or `tf-profiler`.

    Raises:
        UsageError: there is no such convention.
    """
    rows = tuple(_row(layer, convention) for layer in network.layers)
    return Analysis(network, convention, rows)


def predicted(analysis: Analysis, target: Target) -> Analysis:
    """The analysis with what the network takes on a target.

    Hardware does everything, so times are predicted by the convention `full`, whatever the
    analysis was counted by.

    Args:
        analysis: the network with its costs.
        target: the target; without a time model its kernels are found, but no times.
    """
    from netlint.facts import Survey
    from netlint.facts.prediction import predict

    return replace(analysis, prediction=predict(Survey(_whole(analysis)), target))


def inspect(analysis: Analysis, rules: Sequence[Rule], target: Target | None = None) -> Inspection:
    """What rules say of a network.

    Rules look at what the hardware does, so at the convention `full`, whatever the analysis
    was counted by.

    Args:
        analysis: the network with its costs.
        rules: the rules, with the limits in force.
        target: the hardware that the network is for; None: none in particular.
    """
    from netlint.facts import Survey
    from netlint.findings import Inspection
    from netlint.linting import lint
    from netlint.subjects import subject_of

    survey = Survey(_whole(analysis), target)
    return Inspection(
        subject_of(analysis), tuple(rules), lint(survey, rules), forecast=_forecast(survey)
    )


def _forecast(survey: Survey) -> Forecast | None:
    from netlint.facts.prediction import prediction_of
    from netlint.findings import Forecast

    found = prediction_of(survey)
    if found is None:
        return None
    return Forecast(found.target.id, found.seconds, len(found.unknown))


def settle(
    inspection: Inspection,
    model: str,
    *,
    waivers: Sequence[Waiver],
    rules: Sequence[Rule],
    today: date,
) -> Inspection:
    """An inspection whose accepted findings are marked.

    Args:
        inspection: what rules say of the network.
        model: the model's path, from the configuration's folder.
        waivers: those of the configuration that are for this model.
        rules: the rules about waivers.
        today: the day on which waivers have to hold.
    """
    if not waivers:
        return inspection
    from netlint.waiving import waived

    return waived(inspection, waivers, rules, model, today)


def compare(
    source: str,
    analysis: Analysis,
    rules: Sequence[Rule],
    targets: Sequence[Target] = (),
    judged_on: Target | None = None,
) -> Entry:
    """What a comparison shows of one network; `netlint.comparison.compared` puts them together.

    Args:
        source: the model as the user named it: a path, or a built-in network's name.
        analysis: the network with its costs.
        rules: the rules, with the limits in force.
        targets: the hardware to predict times on.
        judged_on: the hardware that the rules look at; None: none in particular.
    """
    from netlint.comparison import Entry
    from netlint.facts import Survey
    from netlint.facts.prediction import predict
    from netlint.findings import Inspection
    from netlint.linting import lint
    from netlint.subjects import subject_of

    survey = Survey(_whole(analysis), judged_on)
    inspection = Inspection(subject_of(survey.analysis), tuple(rules), lint(survey, rules))
    label, published = _known_as(source)
    predictions = tuple(predict(survey, target) for target in targets)
    times = tuple(_checks(source, survey, predictions))
    return Entry(label, source, inspection, survey, published, predictions, times)


def _checks(source: str, survey: Survey, predictions: Sequence[Prediction]) -> Iterator[TimeCheck]:
    """The published times of a built-in network, each with the one predicted for its batch."""
    if not predictions or not is_zoo_name(source):
        return
    from netlint.comparison import TimeCheck
    from netlint.facts import Survey
    from netlint.facts.prediction import predict
    from netlint.targets import built_in_targets
    from netlint.zoo import entry

    own = built_in_targets()
    by_target = {each.target.id: each for each in predictions}
    surveys = {survey.analysis.batch: survey}
    for time in entry(source).times:
        prediction = by_target.get(time.target)
        if prediction is None or prediction.target.file != own[time.target]:
            continue
        if time.batch not in surveys:
            surveys[time.batch] = Survey(analyze(source, batch=time.batch))
        predicted = predict(surveys[time.batch], prediction.target)
        if predicted.seconds is not None and not predicted.unknown:
            yield TimeCheck(time, predicted.seconds)


def diff(old: Entry, new: Entry, gate: Gate | None = None, command: str = "") -> Difference:
    """What changed between two networks, and why the totals moved.

    Args:
        old: the network before, as `compare` returns it.
        new: the network after, inspected by the same rules.
        gate: what fails a build; None: nothing does.
        command: the command line that makes the report.
    """
    from netlint.differing import difference_of

    return difference_of(old, new, gate, command)


def _known_as(source: str) -> tuple[str, Published | None]:
    """What reports call a model, and what was published of it: a title, or the file's name."""
    if not is_zoo_name(source):
        return PurePath(source).name or source, None
    from netlint.zoo import entry

    found = entry(source)
    return found.title, found.published


def _whole(analysis: Analysis) -> Analysis:
    """The analysis by the convention `full`."""
    return analysis if analysis.convention == "full" else analysis_of(analysis.network)


def _row(layer: Layer, convention: str) -> LayerReport:
    cost = apply_convention(layer, cost_of(layer), convention)
    return LayerReport(layer, cost, _status(layer, cost))


def _status(layer: Layer, cost: Cost) -> Status:
    if not cost.complete or layer.params is None or layer.trainable_params is None:
        return "unknown"
    return "inferred" if layer.inferred else "exact"


def _shapes(
    batch: int | None, given: Sequence[int] | Mapping[str, Sequence[int]] | None
) -> InputShapes:
    named = dict(given) if isinstance(given, Mapping) else {}
    default = given if given is not None and not isinstance(given, Mapping) else None
    default = named.pop("", default)
    return InputShapes(
        batch=1 if batch is None else _dimension("batch", batch),
        force_batch=batch is not None,
        default=None if default is None else _shape("input_shapes", default),
        named={name: _shape(f"the input {name!r}", shape) for name, shape in named.items()},
    )


def _check_names(network: Network, shapes: InputShapes) -> None:
    """Refuses a shape for an input that the model does not have."""
    inputs = {layer.name for layer in network.layers if layer.op == "input"}
    inputs |= {tensor.producer for tensor in network.inputs}
    if shapes.default is not None and network.inputs:
        stated = [list((tensor.shape or ())[1:]) for tensor in network.inputs]
        if list(shapes.default) not in stated:
            raise UsageError(
                f"{network.file}: the input shape {list(shapes.default)} is not used, "
                f"the model fixes its inputs at {', '.join(map(str, stated))}"
            )
    for name in shapes.named:
        if name not in inputs:
            names = ", ".join(repr(known) for known in sorted(inputs))
            raise UsageError(f"{network.file}: there is no input {name!r}; there are: {names}")


def _shape(what: str, shape: object) -> tuple[int, ...]:
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        raise UsageError(
            f"{what}: {shape!r} is not a sequence of dimensions, each a whole number of at least 1"
        )
    return tuple(_dimension(what, dimension) for dimension in shape)


def _dimension(what: str, value: object) -> int:
    if isinstance(value, SupportsIndex) and not isinstance(value, bool) and value.__index__() > 0:
        return value.__index__()
    raise UsageError(f"{what}: a dimension must be a whole number of at least 1, not {value!r}")
