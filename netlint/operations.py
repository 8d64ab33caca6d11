"""netlint's own vocabulary of operations: what a layer does, whatever framework wrote it.

One frozen class per operation. `word` is the name that users see in tables, JSON and rules.
Shapes live in the layer's tensors; an operation holds only what shapes do not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from netlint.network import Layer


class Operation:
    """Base of all operations.

    Attributes:
        words: the names that `word` may be, so that a misspelt one in a file can be told.
    """

    __slots__ = ()
    words: ClassVar[frozenset[str]] = frozenset()

    @property
    def word(self) -> str:
        """The operation's name in tables, JSON and rules: that of `words` where there is one."""
        if len(self.words) != 1:
            raise NotImplementedError(f"{type(self).__name__} does not say its word")
        return next(iter(self.words))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def all_words() -> frozenset[str]:
    """The words of all operations, those of plugins that state theirs among them."""
    return frozenset().union(*(each.words for each in Operation.__subclasses__()))


@dataclass(frozen=True, slots=True)
class Fixed(Operation):
    """An operation that costs nothing: `input`, `constant` or `identity` (dropout at inference)."""

    words = _words("input constant identity")
    kind: str

    @property
    def word(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True)
class Reshape(Operation):
    """A view of the same memory: reshape, flatten, squeeze, expand."""

    words = _words("reshape")


@dataclass(frozen=True, slots=True)
class Move(Operation):
    """Elements copied, none computed.

    Attributes:
        kind: `transpose`, `concat`, `pad`, `crop`, `slice`, `split`, `tile`, `upsample`,
            `gather`, `cast` or `fill`.
        reads: which elements are read: `inputs` for all of them, `outputs` for a copy that
            touches only what it writes, `none` for a tensor of constants.
        selection: a hash of which part of its input a slice or a gather takes: two that share
            it take the same; None where that is not known.
        taken: which part a slice takes: for each axis of its input the indices, None for all
            of them; None altogether where that is not known.
    """

    words = _words("transpose concat pad crop slice split tile upsample gather cast fill")
    kind: str
    reads: str = "inputs"
    selection: str | None = None
    taken: tuple[range | None, ...] | None = None

    @property
    def word(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True)
class Conv(Operation):
    """A convolution of any rank, also grouped, depthwise and transposed.

    Attributes:
        kernel: the spatial size of the kernel, one entry per spatial axis.
        strides: like `kernel`.
        dilation: like `kernel`.
        padding: `valid`, `same` or `causal`.
        channel_axis: the axis of the input (and output) that holds channels.
        groups: groups of channels that do not see each other; for a depthwise
            convolution the number of input channels.
        depthwise: written as a depthwise layer (every group has one input channel).
        transposed: a transposed convolution ("deconvolution").
        local: weights not shared between positions (a locally connected layer).
        bias: whether a bias is added.
        activation: the fused activation's name, `linear` for none.
        bias_op: the TensorFlow operation that adds the bias, which its profiler names.
    """

    words = _words("conv depthwise_conv conv_transpose local_conv")
    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: str
    channel_axis: int
    groups: int = 1
    depthwise: bool = False
    transposed: bool = False
    local: bool = False
    bias: bool = False
    activation: str = "linear"
    bias_op: str = "BiasAdd"

    @property
    def word(self) -> str:
        if self.depthwise:
            return "depthwise_conv"
        if self.local:
            return "local_conv"
        return "conv_transpose" if self.transposed else "conv"


@dataclass(frozen=True, slots=True)
class Dense(Operation):
    """A matrix product with weights over the last axis (or what an einsum equation says).

    Attributes:
        bias: whether a bias is added.
        activation: the fused activation's name, `linear` for none.
        contracted: the number of elements summed for each output element.
        einsum: run as an einsum, which TensorFlow's profiler does not count.
        bias_op: the TensorFlow operation that adds the bias, which its profiler names.
    """

    words = _words("dense")
    contracted: int | None
    bias: bool = False
    activation: str = "linear"
    einsum: bool = False
    bias_op: str = "BiasAdd"


@dataclass(frozen=True, slots=True)
class Matmul(Operation):
    """A product of two activations.

    Attributes:
        contracted: the number of elements summed for each output element.
        einsum: run as an einsum, which TensorFlow's profiler does not count.
    """

    words = _words("matmul")
    contracted: int | None
    einsum: bool = False


@dataclass(frozen=True, slots=True)
class Pool(Operation):
    """Local pooling: `kind` is `max` or `average`, `window` the spatial window."""

    words = _words("pool")
    kind: str
    window: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reduce(Operation):
    """A reduction over whole axes: `mean`, `max`, `sum`, ...; `pooling` marks global pooling."""

    words = _words("reduce global_pool")
    function: str
    pooling: bool = False

    @property
    def word(self) -> str:
        return "global_pool" if self.pooling else "reduce"


@dataclass(frozen=True, slots=True)
class Norm(Operation):
    """A normalisation.

    Attributes:
        kind: `batch` (statistics are constants), `layer`, `group`, `rms`, `unit` (statistics
            of the activations themselves), `affine` (`Normalization`, a scale and a shift).
        scale: whether a learned scale is applied.
        center: whether a learned shift is applied.
        fused: the framework runs it as one kernel, inside which TensorFlow's profiler does
            not count (Keras 2, on images).
        numbers: the scale and the shift of an affine one where each is one number that the
            file says; None where they are not, or not known.
    """

    words = _words("norm")
    kind: str
    scale: bool = True
    center: bool = True
    fused: bool = False
    numbers: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Activation(Operation):
    """A function of one element at a time (`softmax`: of one row)."""

    words = _words("activation")
    function: str


@dataclass(frozen=True, slots=True)
class Elementwise(Operation):
    """Arithmetic between tensors, or a tensor and constants: `add`, `multiply`, `greater`, ...

    Attributes:
        function: what is computed.
        operands: how many tensors and constants it is computed of.
        constant: the number that is its second operand (of a sum or a product: either); None
            where there is none or it is not known.
    """

    words = _words(
        """
        abs acos acosh add arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan
        atan2 atanh average bitwise_and bitwise_not bitwise_or bitwise_xor cbrt ceil clip conj cos
        cosh deg2rad div_no_nan divide divide_no_nan equal erf erfc erfinv exp exp2 expm1 fabs floor
        floor_div floor_divide floor_mod floordiv floormod fmax fmin fmod greater greater_equal
        hypot imag invert is_finite is_inf is_nan isclose isfinite isinf isnan less less_equal log
        log10 log1p log2 logaddexp logical_and logical_not logical_or logical_xor lookup mask
        maximum minimum mod multiply multiply_no_nan nan_to_num negative not_equal power real
        reciprocal rint round rsqrt scaled_add sign signbit sin sinc sinh sqrt square
        squared_difference subtract tan trunc where
        """
    )
    function: str
    operands: int = 2
    constant: float | None = None

    @property
    def word(self) -> str:
        return self.function


@dataclass(frozen=True, slots=True)
class Resize(Operation):
    """Interpolation: `nearest` copies, `bilinear` and `bicubic` compute."""

    words = _words("resize")
    method: str


@dataclass(frozen=True, slots=True)
class Lookup(Operation):
    """Rows fetched from a table of weights (an embedding)."""

    words = _words("embedding")


@dataclass(frozen=True, slots=True)
class Composite(Operation):
    """A layer made of parts (separable convolution, attention, recurrence).

    Attributes:
        kind: its word: `separable_conv`, `attention`, `recurrent`, ...
        parts: the parts as layers of their own, in order of execution.
        repeat: how often the parts run (time steps); None where the length is unknown.
    """

    words = _words(
        """
        attention bidirectional cell lora model recurrent separable_conv spectral_norm
        time_distributed
        """
    )
    kind: str
    parts: tuple[Layer, ...]
    repeat: int | None = 1

    @property
    def word(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True)
class Opaque(Operation):
    """Code that netlint does not know and does not run.

    Attributes:
        reason: what it is.
        fingerprint: a hash of all that the file says of it; two layers without weights that
            share it do the same. None where that is not known.
        settings: a hash of its configuration without the numbers in names: where it differs
            the layer was changed. None where `fingerprint` says it, or nothing is known.
    """

    words = _words("opaque")
    reason: str
    fingerprint: str | None = None
    settings: str | None = None
