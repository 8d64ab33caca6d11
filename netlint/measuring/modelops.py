"""The operations of a LiteRT model, as its file lists them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from netlint.measuring.lowering.trace import layers_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from netlint.measuring.lowering.convert import LiteRTModel
    from netlint.network import Layer, Network


@dataclass(frozen=True, slots=True)
class ModelOp:
    """One operation of a LiteRT model.

    Attributes:
        name: LiteRT's word for it: `CONV_2D`.
        layers: the layers of the network that it does the work of, in order of execution.
    """

    name: str
    layers: tuple[Layer, ...]


def model_ops(model: LiteRTModel) -> tuple[ModelOp, ...]:
    """The operations of a model in the order in which LiteRT runs them.

    The converter names what an operation writes after all layers that went into it. Only the
    model's outputs have names of their own: there the names of the weights tell, and where there
    are none, what is left between the neighbours.
    """
    from ai_edge_litert import schema_py_generated as schema

    read = schema.Model.GetRootAsModel(model.content, 0)
    graph = read.Subgraphs(0)
    operators = [graph.Operators(place) for place in range(graph.OperatorsLength())]
    written = {operator.Outputs(0) for operator in operators}
    layers = []
    for operator in operators:
        constants = set(operator.InputsAsNumpy()) - written - set(graph.InputsAsNumpy()) - {-1}
        names = (_names(graph, [operator.Outputs(0)]), _names(graph, constants))
        layers.append(next(filter(None, (layers_named(model.network, each) for each in names)), ()))
    words = [_word(read.OperatorCodes(operator.OpcodeIndex())) for operator in operators]
    return tuple(map(ModelOp, words, with_nameless(model.network, layers)))


def _names(graph: Any, tensors: Iterable[int]) -> str:
    return ";".join(graph.Tensors(place).Name().decode("utf-8", "replace") for place in tensors)


def with_nameless(network: Network, layers: Sequence[tuple[Layer, ...]]) -> list[tuple[Layer, ...]]:
    """The layers of operations; an operation without any gets those that are left, in order.

    Where none is left it is a part of the layer of the operation before it (a dense layer's own
    softmax).
    """
    taken = {layer.name for own in layers for layer in own}
    free = [layer for layer in network.layers if layer.name not in taken and layer.op != "input"]
    places = {layer.name: place for place, layer in enumerate(network.layers)}
    found: list[tuple[Layer, ...]] = []
    last = -1  # the place of the last layer until here; none at first
    for place, named in enumerate(layers):
        following = [places[each.name] for later in layers[place + 1 :] for each in later]
        end = min((at for at in following if at > last), default=len(places))
        own = named or tuple(each for each in free if last < places[each.name] < end)
        own = own or network.layers[last : last + 1]  # the rest of the layer before it
        found.append(own)
        last = max([last, *(places[each.name] for each in own)])
    return found


def _word(code: Any) -> str:
    return _words().get(max(code.BuiltinCode(), code.DeprecatedBuiltinCode()), "CUSTOM")


@cache
def _words() -> Mapping[int, str]:
    from ai_edge_litert.schema_py_generated import BuiltinOperator

    return {code: word for word, code in vars(BuiltinOperator).items() if isinstance(code, int)}
