"""Element-wise operations of `keras.ops` and TensorFlow."""

from __future__ import annotations

from dataclasses import replace

from netlint.errors import LayerProblem
from netlint.network import Tensor, Value
from netlint.operations import Activation, Elementwise, Fixed, Move
from netlint.readers.keras.layers.merging import merged
from netlint.readers.keras.registry import (
    Built,
    Call,
    constant_arrays,
    keras_operation,
    tensors_in,
    tf_function,
)
from netlint.readers.keras.shapes import broadcast
from netlint.readers.keras.weights import snake_case


def _words(text: str) -> list[str]:
    return text.split()


_ACTIVATIONS = _words(
    """
    relu relu6 sigmoid tanh softmax log_softmax softplus softsign elu selu gelu silu swish
    celu leaky_relu hard_sigmoid hard_silu hard_tanh hard_shrink soft_shrink tanh_shrink
    threshold log_sigmoid sparse_sigmoid sparse_plus squareplus sparsemax mish exponential
    """
)
_UNARY = _words(
    """
    abs absolute negative neg sign floor ceil round rint trunc square sqrt rsqrt cbrt exp
    exp2 expm1 log log10 log1p log2 sin sinh cos cosh tan arcsin arcsinh arccos arccosh
    arctan arctanh asin asinh acos acosh atan atanh erf erfc erfinv reciprocal logical_not
    bitwise_not isfinite isinf isnan deg2rad nan_to_num invert is_finite is_inf is_nan conj
    real imag fabs signbit sinc
    """
)
_BINARY = _words(
    """
    add add_v2 bias_add subtract sub multiply mul divide true_divide truediv real_div div
    divide_no_nan div_no_nan multiply_no_nan floor_divide floordiv floor_div mod floormod
    floor_mod fmod power pow maximum minimum fmax fmin squared_difference arctan2 atan2
    hypot logaddexp bitwise_and bitwise_or bitwise_xor scalar_mul
    """
)
_COMPARISONS = _words(
    """
    equal not_equal greater greater_equal less less_equal logical_and logical_or logical_xor
    isclose __eq__ __ne__
    """
)
_KERAS_CLASSES = frozenset(
    _words(
        """
        Abs Absolute Add Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh BitwiseAnd
        BitwiseNot BitwiseOr BitwiseXor Cbrt Ceil Celu Cos Cosh Deg2rad Divide DivideNoNan
        Elu Equal Erf Erfc Erfinv Exp Exp2 Expm1 Fabs Floor FloorDivide Fmax Fmin Fmod Gelu
        Greater GreaterEqual HardShrink HardSigmoid HardSilu HardTanh Hypot Imag Isclose
        Isfinite Isinf Isnan LeakyRelu Less LessEqual Log Log10 Log1p Log2 LogSigmoid
        LogSoftmax Logaddexp LogicalAnd LogicalNot LogicalOr LogicalXor Maximum Minimum Mod
        Multiply NanToNum Negative NotEqual Power Real Reciprocal Relu Relu6 Round Rsqrt
        Selu Sigmoid Sign Signbit Silu Sin Sinc Sinh SoftShrink Softmax Softplus Softsign
        SparsePlus SparseSigmoid Sparsemax Sqrt Square Squareplus Subtract Tan Tanh
        TanhShrink Threshold TrueDivide Trunc
        """
    )
)
_CLASSES = {"Abs": "abs", "Log10": "log10", "Log2": "log2", "Log1p": "log1p", "Exp2": "exp2"}
_OPERANDS = ("x", "y", "b", "value")
_SYMMETRIC = frozenset({"add", "multiply"})
_WORDS = {
    "add_v2": "add",
    "bias_add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "scalar_mul": "multiply",
    "true_divide": "divide",
    "truediv": "divide",
    "real_div": "divide",
    "div": "divide",
    "pow": "power",
    "neg": "negative",
    "absolute": "abs",
    "swish": "silu",
    "__eq__": "equal",
    "__ne__": "not_equal",
}


def _classes(names: list[str]) -> list[str]:
    """Keras's operation classes for snake-case names: `relu6` -> `Relu6`."""
    classes = ["".join(part.capitalize() for part in name.split("_")) for name in names]
    return [name for name in classes if name in _KERAS_CLASSES]


def _word(call: Call) -> str:
    name = _CLASSES.get(call.class_name) or snake_case(call.class_name)
    return _WORDS.get(name, name)


@keras_operation(*_classes(_ACTIVATIONS))
@tf_function(*_ACTIVATIONS)
def activation(call: Call) -> Built:
    """A function of each element (`softmax`: of each row)."""
    x = call.input
    word = _word(call)
    if word == "gelu" and call.argument(None, "approximate", default=call.keras >= 3) is True:
        word = "gelu_tanh"
    return Built(Activation(word), (call.like(x, x.shape),))


@keras_operation(*_classes(_UNARY))
@tf_function(*_UNARY)
def unary(call: Call) -> Built:
    """Arithmetic on each element of one tensor."""
    x = call.input
    word = _word(call)
    boolean = word in ("isfinite", "isinf", "isnan", "logical_not", "signbit")
    output = call.like(x, x.shape)
    dtype = "bool" if boolean else output.dtype
    return Built(Elementwise(word, 1), (Tensor(x.shape, dtype, inferred=x.inferred),))


@keras_operation(*_classes(_BINARY))
@tf_function(*_BINARY)
def binary(call: Call) -> Built:
    """Arithmetic between two operands, one of which may be a constant."""
    word = _word(call)
    folded = _folded(call, word)
    if folded is not None:
        return folded
    return _between(call, word, None)


@keras_operation(*_classes(_COMPARISONS))
@tf_function(*_COMPARISONS)
def comparison(call: Call) -> Built:
    """Comparisons and logic, whose result is boolean."""
    return _between(call, _word(call), "bool")


@keras_operation("Where")
@tf_function("where", "select", "select_v2")
def where(call: Call) -> Built:
    """One of two tensors, element by element."""
    operands = call.inputs + tensors_in(call.kwargs)
    if not operands:
        raise LayerProblem("it is called without an input")
    if len(operands) == 1:
        return Built(Elementwise("where", 1), (Tensor(None, "int64"),))
    built = _between(call, "where", operands[1].dtype)
    return replace(built, operation=Elementwise("where", 2))


@keras_operation("Clip")
@tf_function("clip_by_value", "clip")
def clip(call: Call) -> Built:
    """Elements kept between two bounds: a minimum and a maximum."""
    x = call.input
    return Built(Elementwise("clip", 3), (call.like(x, x.shape),))


@tf_function("add_n", "accumulate_n")
def add_n(call: Call) -> Built:
    """Several tensors added up."""
    return merged(call, "add", call.inputs)


@keras_operation("Cast", "SaturateCast")
@tf_function("cast", "saturate_cast", "to_float", "to_int32")
def cast(call: Call) -> Built:
    """Elements written again in another dtype."""
    x = call.input
    wanted = call.argument(1, "dtype", "DstT", default=x.dtype)
    dtype = wanted if isinstance(wanted, str) else x.dtype
    operation = Fixed("identity") if dtype == x.dtype else Move("cast")
    return Built(operation, (Tensor(x.shape, dtype, inferred=x.inferred, value=x.value),))


@keras_operation("StopGradient", "ConvertToTensor", "Copy", "View")
@tf_function("stop_gradient", "identity", "convert_to_tensor", "ensure_shape", "dropout")
def identity(call: Call) -> Built:
    """Nothing at inference."""
    x = call.input
    return Built(Fixed("identity"), (Tensor(x.shape, x.dtype, inferred=x.inferred, value=x.value),))


@keras_operation("ZerosLike", "OnesLike", "FullLike", "EmptyLike")
@tf_function("zeros_like", "ones_like", "fill", "zeros", "ones")
def fill(call: Call) -> Built:
    """A tensor of constants."""
    wanted = call.argument(None, "dims", "shape")
    x = call.input
    shape = x.shape
    if isinstance(wanted, list) and all(isinstance(d, int) for d in wanted):
        shape = tuple(wanted)
    return Built(Move("fill", "none"), (Tensor(shape, x.dtype, inferred=x.inferred),))


def _between(call: Call, word: str, dtype: str | None) -> Built:
    """Operands of one operation, broadcast; constants count as operands, not as tensors."""
    tensors = call.inputs + tensors_in({k: v for k, v in call.kwargs.items() if k != "name"})
    arrays = constant_arrays([*call.args, *(call.kwargs.get(key) for key in _OPERANDS)])
    shape, guessed = broadcast([*tensors, *arrays])
    if all(tensor.shape is None for tensor in tensors):
        shape, guessed = None, False  # an array of constants says nothing of the rest
    inferred = guessed or any(tensor.inferred for tensor in tensors)
    first = next((t for t in tensors if t.dtype != "bool"), tensors[0] if tensors else None)
    kind = dtype or ("float32" if first is None else call.like(first, None).dtype)
    output = Tensor(shape, kind, inferred=inferred)
    operation = Elementwise(word, max(len(tensors), 2), _scalar(call, word))
    return Built(operation, (output,), (), guessed, arrays)


def _scalar(call: Call, word: str) -> float | None:
    """The number among two operands, where it stands second or the order is all the same."""
    given = [*call.args, *(call.kwargs[key] for key in _OPERANDS if key in call.kwargs)]
    if len(given) != 2 or len(tensors_in(given)) != 1:
        return None
    first, second = given
    number = first if isinstance(second, Tensor) and word in _SYMMETRIC else second
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def _folded(call: Call, word: str) -> Built | None:
    """Arithmetic on known integers (sizes on their way to a reshape)."""
    operands = [*call.args, *(v for k, v in call.kwargs.items() if k in ("x", "y"))]
    values: list[Value] = [v.value if isinstance(v, Tensor) else v for v in operands]
    tensors = call.inputs + tensors_in(call.kwargs)
    if len(values) != 2 or not all(isinstance(v, int) for v in values) or not tensors:
        return None
    a, b = int(values[0]), int(values[1])  # type: ignore[arg-type]
    results = {"add": a + b, "subtract": a - b, "multiply": a * b}
    if word in ("floordiv", "floor_div", "floor_divide") and b:
        results[word] = a // b
    if word not in results:
        return None
    output = Tensor((), tensors[0].dtype, value=results[word])
    return Built(Elementwise(word), (output,))
