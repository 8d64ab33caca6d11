"""Finds the describing function of a layer; what nobody knows becomes opaque."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from netlint.errors import MissingSetting
from netlint.network import Tensor
from netlint.operations import Opaque
from netlint.readers.keras import layers
from netlint.readers.keras.fingerprint import said_in, settings_fingerprint
from netlint.readers.keras.registry import KERAS_OPERATIONS, LAYERS, Built, Call, Describe
from netlint.registering import import_modules

_OPERATION_MODULES = ("keras.src.ops", "keras.ops")
_KERAS_MODULES = ("keras", "tf_keras", "tensorflow")


def describe(call: Call, module: str = "", registered: str = "") -> Built:
    """What one call of a layer is and does.

    Args:
        call: the call.
        module: the Python module that the file names for the class; empty for none.
        registered: `package>Class` for a registered class of somebody's own; else empty.

    `.h5` files of Keras 2 do not say whose a class is. One that lacks a setting which Keras
    always writes is somebody's own.

    Raises:
        LayerProblem: its configuration or its inputs are impossible.
    """
    built = _described(call, module, registered)
    operation = built.operation
    if not isinstance(operation, Opaque) or operation.fingerprint is not None:
        return built
    settings = settings_fingerprint([said_in(call.config), call.args, call.kwargs])
    return replace(built, operation=replace(operation, settings=settings))


def opaque(call: Call, reason: str) -> Built:
    """A layer whose code netlint does not know: shapes from the file, weights as stored."""
    outputs = tuple(
        Tensor(call.stored_outputs.get(index), call.policy.compute)
        for index in range(max(call.stored_outputs, default=0) + 1)
    )
    return Built(Opaque(reason), outputs, call.stored())


def _described(call: Call, module: str, registered: str) -> Built:
    known = _find(call, module, registered)
    if known is None and module.startswith(_OPERATION_MODULES):
        return replace(opaque(call, "an operation that netlint does not know"), weights=())
    if known is None:
        return opaque(call, "a layer class that netlint does not know")
    try:
        return known(call)
    except MissingSetting:
        if module or not _is_built_in(known):
            raise
        return opaque(call, f"a {call.class_name} that is not Keras's")


def _find(call: Call, module: str, registered: str) -> Describe | None:
    """Layers and operations of Keras 3 share names (`Add`, `Softmax`): the module decides.

    `.h5` files write no module; there every layer's configuration says `trainable`, which no
    operation's does. A class of somebody's own may have the name of one of Keras's
    (`Attention`): it is described by a plugin or not at all.
    """
    load_layers()
    if registered and registered in LAYERS:
        return LAYERS[registered]
    found = LAYERS.get(call.class_name)
    if registered or (module and not module.startswith(_KERAS_MODULES)):
        return None if found is None or _is_built_in(found) else found
    operation = KERAS_OPERATIONS.get(call.class_name)
    if module.startswith(_OPERATION_MODULES):
        return operation
    bare = not module and call.keras >= 3 and "trainable" not in call.config
    return operation if bare and operation is not None else found


def _is_built_in(describe: Describe) -> bool:
    return describe.__module__.startswith(f"{layers.__name__}.")


@cache
def load_layers() -> None:
    """Imports every module of `layers`, so that what they register is known."""
    import_modules(layers.__name__)
