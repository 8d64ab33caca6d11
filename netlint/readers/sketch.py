"""Networks written down in a few lines: the `layers` of a rule's examples.

An entry is a Keras layer: its class, its settings as Keras calls them, and where it reads. It is
written out as a functional Keras model and read by the reader of Keras files: there is no second
vocabulary of layers, and a setting that is not given has Keras's own default (`padding` is
`valid`, `use_bias` is true).

    { class = "InputLayer", shape = [56, 56, 64] }
    { class = "Conv2D", filters = 128, kernel_size = 1, name = "wide" }
    { class = "Add", inputs = ["wide", "other"], output = true }
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netlint.errors import ModelError
from netlint.network import Network
from netlint.readers.keras.build import build_network
from netlint.readers.keras.document import Document
from netlint.readers.keras.inputs import InputShapes
from netlint.readers.keras.registry import KERAS_OPERATIONS, LAYERS
from netlint.readers.keras.weights import snake_case
from netlint.suggestions import did_you_mean

MOST_LAYERS = 200
_OWN_KEYS = frozenset({"class", "name", "inputs", "output"})
_KERAS_DEFAULTS = {"pool_size": 2}
"""Settings that Keras always writes into a file, so that its reader asks for them."""
_OPERATION = "ops."
"""Before the name of a class of `keras.ops`: `ops.Split`. Layers are nothing but a name."""
_SLICE = "GetItem"
_NEAR = 0.75
"""How near a setting nobody read has to be to one that was missed, to be a misspelling of it."""


class _Settings(dict[str, Any]):
    """A layer's configuration that notes which settings the reader asked for."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One layer of a sketch.

    Attributes:
        name: given, or made from the class.
        written: the Keras class as written, `ops.` before one of `keras.ops`.
        operation: whether it is one of `keras.ops`.
        reads: the layers that it reads, each with which of its outputs.
        settings: its configuration.
        given: the settings as written.
        output: marked as an output of the network.
    """

    name: str
    written: str
    operation: bool
    reads: tuple[tuple[str, int], ...]
    settings: _Settings
    given: Mapping[str, Any]
    output: bool

    @property
    def class_name(self) -> str:
        """The Keras class."""
        return self.written.removeprefix(_OPERATION)


def sketched_network(layers: Sequence[Mapping[str, Any]], name: str = "network") -> Network:
    """The network that a list of layers stands for, at batch 1.

    Args:
        layers: one table per layer, in order: `class`, and where wanted `name` (else Keras's:
            `conv2d`, `conv2d_1`), `inputs` (names of earlier layers, `split:1` for the second
            output of one; else the layer before) and `output` (true marks an output of the
            network; where none is marked, every layer that nobody reads is one). All else are
            the layer's settings. `InputLayer` has a `shape` without the batch axis; `GetItem`
            cuts the last axis from `start` to `stop`; `ops.Split` is `keras.ops.split`.
        name: the network's name, which messages begin with.

    Raises:
        ModelError: an entry is malformed, reads what is not there, has a misspelt setting or a
            class that netlint does not know, or the layers do not fit together.
    """
    if not 0 < len(layers) <= MOST_LAYERS:
        raise ModelError(name, f"has {len(layers):,} layers, not 1 to {MOST_LAYERS}")
    entries = list(_entries(layers, name))
    document = Document(name, _model(entries, name), 3, "Keras", lambda: None)
    try:
        network = build_network(document, InputShapes())
    except ModelError:
        _refuse_misspelt(entries, name)  # the better explanation of a setting that is missing
        raise
    _refuse_unknown(entries, name)
    _refuse_misspelt(entries, name)
    return network


def _entries(layers: Sequence[Mapping[str, Any]], network: str) -> Iterator[_Entry]:
    taken = {str(layer.get("name")) for layer in layers if "name" in layer}
    earlier: dict[str, None] = {}
    for place, layer in enumerate(layers, 1):
        written = layer.get("class")
        if not isinstance(written, str) or not written:
            raise ModelError(network, f"layer {place} has no 'class', the name of a Keras layer")
        class_name = written.removeprefix(_OPERATION)
        name = layer.get("name", _free_name(class_name, taken))
        taken.add(str(name))
        if not isinstance(name, str) or not name or name in earlier:
            raise ModelError(network, f"layer {place} is called {name!r}: not a name of its own")
        given = {key: value for key, value in layer.items() if key not in _OWN_KEYS}
        if not isinstance(layer.get("output", False), bool):
            raise ModelError(network, "'output' must be true or false", layer=name)
        reads = () if class_name == "InputLayer" else _reads(layer, earlier, network, name)
        yield _Entry(
            name=name,
            written=written,
            operation=written == _SLICE or written.startswith(_OPERATION),
            reads=reads,
            settings=_settings(class_name, given, network, name),
            given=given,
            output=layer.get("output", False),
        )
        earlier[name] = None


def _free_name(class_name: str, taken: set[str]) -> str:
    """Keras's own name for a layer: `conv2d`, `conv2d_1`, ..."""
    base = name = "input_layer" if class_name == "InputLayer" else snake_case(class_name)
    count = 0
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name


def _reads(
    layer: Mapping[str, Any], earlier: Mapping[str, None], network: str, name: str
) -> tuple[tuple[str, int], ...]:
    default: list[Any] = [*earlier][-1:]
    inputs = layer.get("inputs", default)
    if not isinstance(inputs, list) or not inputs:
        advice = "begin with an InputLayer" if not earlier else ""
        raise ModelError(network, "'inputs' must be a list of earlier layers", advice, name)
    found = []
    for given in inputs:
        source, _, output = str(given).rpartition(":")
        if str(given) in earlier:
            found.append((str(given), 0))
        elif source in earlier and output.isdecimal() and len(output) < 5:
            found.append((source, int(output)))
        else:
            hint = did_you_mean(str(given), earlier)
            raise ModelError(
                network, f"reads {given!r}, which is no layer before it{hint}", "", name
            )
    return tuple(found)


def _settings(class_name: str, given: Mapping[str, Any], network: str, name: str) -> _Settings:
    if class_name != "InputLayer":
        return _Settings({**_KERAS_DEFAULTS, **given})
    shape = given.get("shape")
    if not isinstance(shape, list):
        raise ModelError(network, "needs a 'shape', without the batch axis", "", name)
    kept = {key: value for key, value in given.items() if key != "shape"}
    return _Settings({**kept, "batch_shape": [None, *shape]})


def _model(entries: Sequence[_Entry], name: str) -> dict[str, Any]:
    """The sketch as a model file of Keras 3 says it."""
    ends = [entry.name for entry in entries if entry.output]
    if not ends:
        read = {source for entry in entries for source, _ in entry.reads}
        ends = [entry.name for entry in entries if entry.name not in read]
    starts = [entry.name for entry in entries if entry.class_name == "InputLayer"]
    config = {
        "name": name,
        "layers": [_layer(entry) for entry in entries],
        "input_layers": [[start, 0, 0] for start in starts],
        "output_layers": [[end, 0, 0] for end in ends],
    }
    return {"class_name": "Functional", "config": config}


def _layer(entry: _Entry) -> dict[str, Any]:
    module = "keras.src.ops" if entry.operation else "keras.layers"
    return {
        "class_name": entry.class_name,
        "name": entry.name,
        "module": module,
        "config": entry.settings,
        "inbound_nodes": [{"args": _arguments(entry), "kwargs": {}}] if entry.reads else [],
    }


def _arguments(entry: _Entry) -> list[Any]:
    """Merging layers take one list, operations an argument each."""
    tensors: list[Any] = [
        {"class_name": "__keras_tensor__", "config": {"keras_history": [source, 0, output]}}
        for source, output in entry.reads
    ]
    if entry.class_name == _SLICE:
        bounds = {key: entry.given.get(key) for key in ("start", "stop")}
        key = [{"class_name": "__ellipsis__"}, {"class_name": "__slice__", "config": bounds}]
        return [*tensors, key]
    return tensors if entry.operation or len(tensors) == 1 else [tensors]


def _refuse_misspelt(entries: Sequence[_Entry], network: str) -> None:
    """Refuses a setting that nobody read, where one that was missed is nearly the same.

    Others that nobody read are fine: a dropout's `rate` changes nothing that netlint counts.
    """
    for entry in entries:
        missed = entry.settings.asked - set(entry.given)
        for key in entry.given:
            hint = did_you_mean(key, sorted(missed), _NEAR)
            if key not in entry.settings.asked and hint:
                raise ModelError(network, f"{key!r} is no setting of it{hint}", "", entry.name)


def _refuse_unknown(entries: Sequence[_Entry], network: str) -> None:
    operations = {f"{_OPERATION}{name}" for name in KERAS_OPERATIONS} | {_SLICE}
    layers = {*LAYERS, "InputLayer"}
    for entry in entries:
        known = operations if entry.operation else layers
        written = entry.written
        if written not in known:
            hint = did_you_mean(written, sorted(layers | operations))
            raise ModelError(network, f"its class {written!r} is not known{hint}", "", entry.name)
