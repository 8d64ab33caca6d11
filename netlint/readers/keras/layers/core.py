"""Core layers: dense, embedding, identity-like layers, Lambda."""

from __future__ import annotations

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor
from netlint.operations import Dense, Elementwise, Fixed, Lookup, Opaque
from netlint.readers.keras.config import is_integer, shown
from netlint.readers.keras.describe import opaque
from netlint.readers.keras.einsum import einsum_shape, parse_equation
from netlint.readers.keras.fingerprint import fingerprint, said_in
from netlint.readers.keras.lora import adapted, adapted_embedding
from netlint.readers.keras.quantization import quantized
from netlint.readers.keras.registry import Built, Call, keras_layer

_LAMBDA = "a Lambda: Python code that is not run"


@keras_layer("Dense")
def dense(call: Call) -> Built:
    """A fully connected layer over the last axis."""
    x = call.input
    units = call.config.integer("units")
    channels = None if not x.shape else x.shape[-1]
    inferred = channels is None
    if channels is None:
        channels = _stored_rows(call)
    shape = None if x.shape is None else (*x.shape[:-1], units)
    if x.shape == ():
        raise LayerProblem("its input has no axis to work on")
    bias = call.config.flag("use_bias", True)
    weights = [call.weight("kernel", (channels, units))]
    if bias:
        weights.append(call.weight("bias", (units,)))
    function = call.config.function("activation")
    operation = Dense(channels, bias, function, bias_op=call.bias_op((units,)))
    return adapted(
        call, Built(operation, (call.like(x, shape),), quantized(call, weights), inferred)
    )


def _stored_rows(call: Call) -> int | None:
    stored = call.stored()
    return stored[0].shape[0] if stored and stored[0].shape else None


@keras_layer("EinsumDense")
def einsum_dense(call: Call) -> Built:
    """A dense layer over the axes that an einsum equation names."""
    x = call.input
    equation_text = call.config.text("equation")
    equation = parse_equation(equation_text, 2)
    stored = call.config.get("output_shape")
    given = stored if isinstance(stored, list) else [stored]
    output = equation.output
    free = [label for label in output if label != "..."]
    sizes = equation.sizes(x.shape, None)
    for label, dim in zip(reversed(free), reversed(given), strict=False):
        if is_integer(dim):
            sizes.setdefault(label, dim)
    kernel = tuple(sizes.get(label) for label in equation.inputs[1])
    shape = einsum_shape(equation, sizes, x.shape)
    weights = [call.weight("kernel", kernel)]
    axes = call.config.get("bias_axes")
    bias: Shape = ()
    if isinstance(axes, str) and axes:
        if not set(axes) <= set(output):
            raise LayerProblem(f"bias_axes {shown(axes)} are not in {equation_text!r}")
        bias = _bias_shape(axes, output, sizes)
        weights.append(call.weight("bias", bias))
    operation = Dense(
        equation.contracted(sizes),
        bool(axes),
        call.config.function("activation"),
        einsum=call.keras < 3 or not equation.runs_as_matmul,
        bias_op="AddV2" if call.keras < 3 else call.bias_op(bias),
    )
    if call.policy.quantization == "int4":
        flat = call.weight("kernel", equation.as_matrix(sizes))
        weights = [flat, *weights[1:]]
    return adapted(call, Built(operation, (call.like(x, shape),), quantized(call, weights)))


def _bias_shape(axes: str, output: tuple[str, ...], sizes: dict[str, int | None]) -> Shape:
    """One axis per label from the first biased one on; axes without a bias have length 1."""
    first = min(output.index(label) for label in axes)
    return tuple(sizes.get(label) if label in axes else 1 for label in output[first:])


@keras_layer("Embedding")
def embedding(call: Call) -> Built:
    """A table of `input_dim` rows, one fetched per index."""
    x = call.input
    rows, width = call.config.integer("input_dim"), call.config.integer("output_dim")
    weights = quantized(call, [call.weight("embeddings", (rows, width))], "embeddings")
    shape = None if x.shape is None else (*x.shape, width)
    built = Built(Lookup(), (Tensor(shape, call.policy.compute),), weights)
    return adapted_embedding(call, built)


@keras_layer("ReversibleEmbedding")
def reversible_embedding(call: Call) -> Built:
    """An embedding whose table can be used backwards as the output projection (Keras 3)."""
    built = embedding(call)
    if call.argument(1, "reverse", default=False) is True:
        x = call.input
        rows, width = call.config.integer("input_dim"), call.config.integer("output_dim")
        shape = None if x.shape is None else (*x.shape[:-1], rows)
        built = Built(Dense(width), (call.like(x, shape),), built.weights)
    if not call.config.flag("tie_weights", True):
        return opaque(call, "a ReversibleEmbedding with two tables")
    return built


@keras_layer(
    "Identity",
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "GaussianNoise",
    "GaussianDropout",
    "AlphaDropout",
    "ActivityRegularization",
    "FixedDropout",
)
def identity(call: Call) -> Built:
    """Layers that hand on their input when the network is deployed."""
    return Built(Fixed("identity"), tuple(Tensor(t.shape, t.dtype) for t in call.inputs[:1]))


@keras_layer("Masking")
def masking(call: Call) -> Built:
    """Zeroes the time steps whose elements all equal `mask_value`: compare, any, multiply."""
    x = call.input
    return Built(Elementwise("mask", 2), (call.like(x, x.shape),))


@keras_layer("Lambda")
def lambda_layer(call: Call) -> Built:
    """Python code in a file. It is never run; the file may say the shape of its output.

    Its code, closure and arguments are hashed as the text that they are in the file.
    """
    built = opaque(call, _LAMBDA)
    stated = call.config.get("output_shape")
    outputs = built.outputs
    if isinstance(stated, list) and stated and all(d is None or is_integer(d) for d in stated):
        outputs = (Tensor((call.batch, *stated), call.policy.compute),)
    said = [said_in(call.config), call.args[1:], call.kwargs]
    operation = Opaque(_LAMBDA, fingerprint(said))
    return Built(operation, outputs, built.weights or ())
