"""From a model's configuration to a plan: its calls in an order in which they can run.

Sequential and Functional models become the same thing, so that nothing after this file
asks which of the two it was. Nested models keep a plan of their own.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import Any

from netlint.errors import LayerProblem
from netlint.readers.keras.config import shown
from netlint.readers.keras.keras1 import translate
from netlint.readers.keras.model import LayerEntry, Plan, PlanProblem, Step
from netlint.readers.keras.references import Arguments, Reference, parse_node, references_in
from netlint.readers.keras.resolve import Resolver, parse_ends

MODEL_CLASSES = frozenset({"Functional", "Sequential", "Model"})
_FUNCTIONAL = frozenset({"layers", "input_layers", "output_layers"})
MAX_NESTED_MODELS = 200
MAX_LAYERS = 50_000
_SOURCE = "\0input"
"""Stands for the input of a Sequential model that has no input layer."""


def is_model(raw: Any) -> bool:
    """Whether a serialised object is a model whose layers the file lists.

    So does a class of somebody's own that is built as a functional model
    (`class MyModel(keras.Model)`, called as `MyModel(inputs, outputs)`).
    """
    class_name = raw.get("class_name") if isinstance(raw, dict) else None
    if not isinstance(class_name, str):
        return False
    config = raw.get("config")
    if class_name not in MODEL_CLASSES:
        return isinstance(config, dict) and set(config) >= _FUNCTIONAL
    return isinstance(config, list) or (isinstance(config, dict) and "layers" in config)


def plan_model(raw: dict[str, Any], keras: int, depth: int = 0) -> Plan:
    """The plan of a serialised model (`{"class_name": ..., "config": ...}`).

    Raises:
        PlanProblem: the configuration is malformed, or its calls form a cycle.
    """
    if depth > MAX_NESTED_MODELS:
        raise PlanProblem(f"models are nested more than {MAX_NESTED_MODELS} deep")
    config = raw["config"]
    if isinstance(config, list):
        config = {"name": raw.get("name", "sequential"), "layers": config}
    layers = config.get("layers")
    if not isinstance(layers, list):
        raise PlanProblem(f"its list of layers is {shown(layers)}")
    if len(layers) > MAX_LAYERS:
        raise PlanProblem(f"the model has {len(layers):,} layers; the limit is {MAX_LAYERS:,}")
    name = str(config.get("name") or raw.get("name") or "model")
    entries = [_entry(item, keras, depth) for item in layers]
    _refuse_duplicates(entries)
    if raw["class_name"] == "Sequential":
        plan = _sequential(name, entries)
        plan.build_shape = _sequential_shape(config, entries)
    else:
        plan = _functional(name, config, layers, entries, keras)
    plan.trainable = config.get("trainable") is not False
    return plan


def _entry(raw: Any, keras: int, depth: int) -> LayerEntry:
    if not isinstance(raw, dict):
        raise PlanProblem(f"a layer is {shown(raw)}, not a dictionary")
    class_name, config = raw.get("class_name"), raw.get("config")
    if not isinstance(class_name, str) or not class_name:
        raise PlanProblem(f"a layer has the class name {shown(class_name)}")
    name = raw.get("name", config.get("name") if isinstance(config, dict) else None)
    if not isinstance(name, str):
        name = class_name.lower()
    nested = plan_model(raw, keras, depth + 1) if is_model(raw) else None
    if nested is None and not isinstance(config, dict):
        raise PlanProblem(f"its configuration is {shown(config)}, not a dictionary", layer=name)
    build = raw.get("build_config")
    shared = raw.get("shared_object_id")
    config = config if isinstance(config, dict) else {}
    if nested is not None:
        nested.name = name
    elif keras == 1:
        class_name, config = translate(class_name, config)
    return LayerEntry(
        name=name,
        class_name=class_name.rpartition(">")[2],
        module=str(raw.get("module") or ""),
        registered=_registered(class_name, raw.get("registered_name")),
        config=config,
        build_shape=build.get("input_shape") if isinstance(build, dict) else None,
        shared_id=shared if isinstance(shared, int) else None,
        plan=nested,
    )


def inner_entry(raw: dict[str, Any], keras: int) -> LayerEntry:
    """The entry of a layer inside another one (the layer of a wrapper, a recurrent cell).

    Raises:
        LayerProblem: it is malformed.
    """
    if not raw:
        raise LayerProblem("the layer inside it is missing")
    return _entry(raw, keras, MAX_NESTED_MODELS)


def _registered(class_name: str, stated: Any) -> str:
    """`package>Class`: beside the class in `.keras` files, in its place in `.h5` files."""
    if ">" in class_name:
        return class_name
    return stated if isinstance(stated, str) and ">" in stated else ""


def _refuse_duplicates(entries: list[LayerEntry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.name in seen:
            raise PlanProblem(
                "two layers of one model have this name",
                "rename one of them and save the model again",
                entry.name,
            )
        seen.add(entry.name)


def _sequential(name: str, entries: list[LayerEntry]) -> Plan:
    previous = Reference(_SOURCE, 0, 0)
    steps = []
    start: Any = previous
    for position, entry in enumerate(entries):
        first_input = position == 0 and entry.class_name == "InputLayer"
        arguments = Arguments((), {}) if first_input else Arguments((previous,), {})
        steps.append(Step(entry, 0, arguments))
        previous = Reference(entry.name, 0, 0)
        if first_input:
            start = previous
    return Plan(name, steps, start, previous, entries)


def _sequential_shape(config: dict[str, Any], entries: list[LayerEntry]) -> Any:
    if not entries:
        return config.get("build_input_shape")
    first = entries[0]
    while first.plan is not None and first.plan.entries:
        first = first.plan.entries[0]
    stated = first.config.get("batch_input_shape") or first.config.get("batch_shape")
    return stated or config.get("build_input_shape") or entries[0].build_shape


def _functional(
    name: str,
    config: dict[str, Any],
    layers: list[dict[str, Any]],
    entries: list[LayerEntry],
    keras: int,
) -> Plan:
    steps: list[Step] = []
    uncalled: list[str] = []
    calls: dict[str, int] = {}
    for raw, entry in zip(layers, entries, strict=True):
        nodes = _parse_nodes(raw.get("inbound_nodes"), entry)
        steps += [Step(entry, index, node) for index, node in enumerate(nodes)]
        calls[entry.name] = len(nodes)
        if not nodes:
            uncalled.append(entry.name)
    resolver = Resolver({entry.name: entry for entry in entries}, calls, keras)
    for step in steps:
        resolver.observe(step.arguments.references())
    if keras < 3:
        resolver.observe(references_in(parse_ends(config.get("output_layers", []), "output")))
    for step in steps:
        step.arguments = resolver.arguments(step)
    inputs = resolver.structure(config.get("input_layers", []), "input")
    outputs = resolver.structure(config.get("output_layers", []), "output")
    ordered = _topological(steps)
    return Plan(name, ordered, inputs, outputs, entries, uncalled=uncalled)


def _parse_nodes(raw: Any, entry: LayerEntry) -> list[Arguments]:
    if entry.class_name == "InputLayer" and not raw:
        return [Arguments((), {})]
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise PlanProblem(f"its inbound nodes are {shown(raw)}, not a list", layer=entry.name)
    try:
        return [parse_node(node) for node in raw]
    except LayerProblem as problem:
        raise PlanProblem(problem.problem, problem.advice, entry.name) from None


def _topological(steps: list[Step]) -> list[Step]:
    """Kahn's algorithm; among the calls that are ready, the first in the file runs first."""
    position = {(step.entry.name, step.node): index for index, step in enumerate(steps)}
    waiting = [0] * len(steps)
    consumers: dict[int, list[int]] = defaultdict(list)
    for index, step in enumerate(steps):
        sources = {position[ref.layer, ref.node] for ref in step.arguments.references()}
        waiting[index] = len(sources)
        for source in sources:
            consumers[source].append(index)
    ready = [index for index, count in enumerate(waiting) if not count]
    heapify(ready)
    ordered = []
    while ready:
        index = heappop(ready)
        ordered.append(steps[index])
        for consumer in consumers[index]:
            waiting[consumer] -= 1
            if not waiting[consumer]:
                heappush(ready, consumer)
    if len(ordered) < len(steps):
        stuck = next(steps[index] for index, count in enumerate(waiting) if count)
        raise PlanProblem(
            "its calls form a cycle", "the file is damaged: save the model again", stuck.entry.name
        )
    return ordered


def source_reference(plan: Plan) -> Reference | None:
    """The input of a Sequential model without an input layer, or None."""
    for ref in references_in(plan.inputs):
        if ref.layer == _SOURCE:
            return ref
    return None
