"""Runs a plan on shapes: from a model's calls to the layers of a `Network`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from netlint.errors import LayerProblem, ModelError
from netlint.network import Layer, Network, Shape, Tensor, Weight
from netlint.operations import Composite, Opaque
from netlint.readers.keras.config import Config, shape_of
from netlint.readers.keras.describe import describe
from netlint.readers.keras.document import Document
from netlint.readers.keras.dtypes import FLOAT32, Policy, policy_of
from netlint.readers.keras.infer import infer_outputs
from netlint.readers.keras.inputs import InputShapes
from netlint.readers.keras.model import LayerEntry, Plan, PlanProblem, Step
from netlint.readers.keras.plan import (
    MAX_LAYERS,
    inner_entry,
    is_model,
    plan_model,
    source_reference,
)
from netlint.readers.keras.record import Hints, Recorder, Scope, weights_of
from netlint.readers.keras.references import Reference, references_in, replace_references
from netlint.readers.keras.registry import Call, InnerLayer, tensors_in
from netlint.readers.keras.stored import StoredShapes

_MAX_ROUNDS = 8

Results = dict[tuple[str, int], list[Tensor]]
"""The outputs of each call of each layer of one model."""


def build_network(document: Document, shapes: InputShapes) -> Network:
    """The network that a Keras document describes.

    Where outputs stay unknown, what lies downstream is asked about them and the model is run
    again with the answers, until there is nothing new.

    Raises:
        ModelError: the document is malformed, or an input's shape is not known.
    """
    try:
        return _network(document, shapes)
    except RecursionError:
        raise ModelError(document.file, "its model configuration is nested too deep") from None


def _network(document: Document, shapes: InputShapes) -> Network:
    try:
        plan = plan_model(document.model, document.keras)
    except PlanProblem as problem:
        raise ModelError(document.file, problem.problem, problem.advice, problem.layer) from None
    hints: Hints = {}
    for _ in range(_MAX_ROUNDS):
        builder = _Builder(document, shapes, hints)
        outputs = builder.run_outermost(plan)
        found = infer_outputs(builder.record.layers)
        if all(hints.get(key) == shape for key, shape in found.items()):
            break
        hints |= found
    uncalled = (f"layer {name!r} is never called: not counted" for name in plan.uncalled)
    doubtful = dict(document.disagreements(_weight_shapes(builder.record.layers)))
    disagreements = (f"layer {name!r}: {text}" for name, text in doubtful.items())
    return Network(
        name=plan.name,
        file=document.file,
        framework=document.framework,
        layers=tuple(
            replace(layer, inferred=True) if layer.path[0] in doubtful else layer
            for layer in builder.record.layers
        ),
        inputs=tuple(builder.inputs),
        outputs=tuple(outputs),
        warnings=(*document.warnings, *builder.record.warnings(), *uncalled, *disagreements),
    )


def _weight_shapes(layers: list[Layer]) -> dict[str, Counter[Shape]]:
    """The shapes of the weights of each outermost layer, where all of them are known."""
    shapes: dict[str, Counter[Shape]] = {}
    unknown = set()
    for layer in layers:
        own = shapes.setdefault(layer.path[0], Counter())
        if layer.weights is None or isinstance(layer.operation, Opaque) or layer.inferred:
            unknown.add(layer.path[0])
        elif not layer.shared:
            own.update(weight.shape for weight in layer.weights)
    return {name: own for name, own in shapes.items() if name not in unknown}


class _Builder:
    """One run of a model and of the models nested in it."""

    def __init__(self, document: Document, shapes: InputShapes, hints: Hints) -> None:
        self.record = Recorder(hints)
        self.inputs: list[Tensor] = []
        self._document = document
        self._shapes = shapes

    def run_outermost(self, plan: Plan) -> list[Tensor]:
        """Runs the outermost model and returns its outputs."""
        if not plan.steps:
            return []
        results: Results = {}
        source = source_reference(plan)
        if source is not None:
            try:
                tensor = self._outermost_input("input", plan.build_shape, FLOAT32)
            except LayerProblem as problem:
                raise self._error(problem, plan.steps[0].entry.name) from None
            self.inputs.append(tensor)
            results[source.layer, source.node] = [tensor]
        outputs = self._run(plan, results, Scope())
        if not self.inputs:
            raise ModelError(
                self._document.file, "the model has no input", "save it with an InputLayer"
            )
        return outputs

    def _run(self, plan: Plan, results: Results, scope: Scope) -> list[Tensor]:
        """Runs one call of a model; `results` holds the tensors bound to its inputs."""

        def resolve(ref: Reference) -> Tensor:
            outputs = results.get((ref.layer, ref.node), [])
            if ref.tensor >= len(outputs):
                raise LayerProblem(
                    f"output {ref.tensor} of {ref.layer!r} does not exist",
                    "the file is damaged: save the model again",
                )
            return outputs[ref.tensor]

        stored = StoredShapes(plan)
        inner = scope
        try:
            for step in plan.steps:
                inner = self._enter(scope, plan, step.entry)
                args = tuple(replace_references(v, resolve) for v in step.arguments.args)
                kwargs = replace_references(step.arguments.kwargs, resolve)
                bound = results.get((step.entry.name, step.node))
                results[step.entry.name, step.node] = self._step(
                    step, (args, kwargs), bound, inner, stored
                )
            inner = scope
            return tensors_in(replace_references(plan.outputs, resolve))
        except LayerProblem as problem:
            raise self._error(problem, "/".join(inner.path) or None) from None

    def _enter(self, scope: Scope, plan: Plan, entry: LayerEntry) -> Scope:
        inner = scope.enter(plan, entry)
        known = self._document.identity_of(inner.chain)
        if known is not None:
            inner.identity = (known,)
        return inner

    def _step(
        self,
        step: Step,
        arguments: tuple[tuple[Any, ...], dict[str, Any]],
        bound: list[Tensor] | None,
        scope: Scope,
        stored: StoredShapes,
    ) -> list[Tensor]:
        entry, (args, kwargs) = step.entry, arguments
        if len(self.record.layers) >= MAX_LAYERS:
            raise LayerProblem(f"nested models unroll to more than {MAX_LAYERS:,} layer calls")
        if entry.plan is not None:
            return self._nested(entry.plan, args, scope)
        if entry.class_name == "InputLayer":
            return [self._input(entry, scope, bound)]
        call = self._call(entry, args, kwargs, scope)
        call.stored_outputs = stored.outputs(step, self._shapes.batch)
        built = describe(call, entry.module, entry.registered)
        used = stored.outputs_used(step)
        return self.record.add(built, call, scope, call.stored_outputs, used)

    def _call(
        self,
        entry: LayerEntry,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        scope: Scope,
        outer: Policy = FLOAT32,
    ) -> Call:
        policy = policy_of(entry.config, outer)
        return Call(
            class_name=entry.class_name,
            config=Config(entry.config),
            args=args,
            kwargs=kwargs,
            policy=policy,
            keras=self._document.keras,
            stored=lambda: self._document.weights_of(scope.chain),
            inner=lambda raw, inputs: self._inner(raw, inputs, policy, scope),
            batch=self._shapes.batch,
        )

    def _nested(self, plan: Plan, args: tuple[Any, ...], scope: Scope) -> list[Tensor]:
        """Runs a call of a nested model on its arguments."""
        keys = references_in(plan.inputs)
        first = args[0] if args else None
        if isinstance(first, dict) and isinstance(plan.inputs, dict):
            tensors = tensors_in([first[key] for key in plan.inputs if key in first])
        else:
            tensors = tensors_in(args)
        if len(keys) > len(tensors):
            raise LayerProblem(
                f"the nested model has {len(keys)} inputs and is called with {len(tensors)}"
            )
        bound = zip(keys, tensors, strict=False)
        return self._run(plan, {(key.layer, key.node): [tensor] for key, tensor in bound}, scope)

    def _input(self, entry: LayerEntry, scope: Scope, bound: list[Tensor] | None) -> Tensor:
        if bound:
            return self.record.add_input(entry, scope, bound[0], inner=True)
        stored = entry.config.get("batch_shape", entry.config.get("batch_input_shape"))
        tensor = self._outermost_input(entry.name, stored, policy_of(entry.config))
        output = self.record.add_input(entry, scope, tensor, inner=False)
        self.inputs.append(output)
        return output

    def _outermost_input(self, name: str, stored: object, policy: Policy) -> Tensor:
        shape = None if stored is None else shape_of(stored, "its input shape")
        return Tensor(self._shapes.complete(name, shape), policy.compute)

    def _inner(
        self, raw: dict[str, Any], inputs: Sequence[Tensor], outer: Policy, scope: Scope
    ) -> InnerLayer:
        """Describes a layer inside a wrapper; a model becomes its layers."""
        if is_model(raw):
            return self._inner_model(raw, inputs, scope)
        entry = inner_entry(raw, self._document.keras)
        if not inputs:
            raise LayerProblem(f"{entry.class_name} is called without an input")
        inside = Scope(
            (*scope.path, entry.name), (*scope.identity, entry.name), frozen=scope.frozen
        )
        args = (list(inputs) if len(inputs) > 1 else inputs[0],)
        call = self._call(entry, args, {}, inside, outer)
        built = describe(call, entry.module, entry.registered)
        name = "/".join(inside.path)
        part = Layer(
            name=name,
            operation=built.operation,
            class_name=entry.class_name,
            path=inside.path,
            inputs=tuple(inputs),
            outputs=tuple(t.made_by(name, i) for i, t in enumerate(built.outputs)),
            weights=weights_of(built, call.config, inside.frozen),
            inferred=built.inferred,
        )
        return InnerLayer(part.operation, part.outputs, part.weights, (part,))

    def _inner_model(
        self, raw: dict[str, Any], inputs: Sequence[Tensor], scope: Scope
    ) -> InnerLayer:
        plan = plan_model(raw, self._document.keras)
        nested = _Builder(self._document, self._shapes, {})
        inside = Scope((*scope.path, plan.name), (*scope.identity, plan.name), frozen=scope.frozen)
        outputs = nested._nested(plan, (list(inputs),), inside)
        layers = tuple(nested.record.layers)
        self.record.adopt(nested.record)
        own = [layer.weights for layer in layers if not layer.shared]
        weights: tuple[Weight, ...] | None = None
        if None not in own:
            weights = tuple(weight for found in own for weight in found or ())
        return InnerLayer(Composite("model", layers), tuple(outputs), weights, layers)

    def _error(self, problem: LayerProblem, layer: str | None) -> ModelError:
        if isinstance(problem, PlanProblem) and problem.layer is not None:
            layer = f"{layer}/{problem.layer}" if layer else problem.layer
        return ModelError(self._document.file, problem.problem, problem.advice, layer)
