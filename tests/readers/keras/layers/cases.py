"""One row per way to use a layer class: its output shape, parameters and word, by hand.

`test_families.py` checks netlint against the rows, `test_keras_agrees.py` Keras itself, and
the fuzz mutates what they build.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from netlint.network import Shape
from tests.readers.building import Json, called, functional, k2, k3, source, written_by

X: Shape = (None, 9, 7, 4)
ROW: Shape = (None, 5)
SEQUENCE: Shape = (None, 6, 4)
LINE: Shape = (None, 10, 4)
VOLUME: Shape = (None, 4, 5, 6, 3)


@dataclass(frozen=True)
class Case:
    """A layer class with a configuration, called on inputs of these shapes.

    Attributes:
        class_name: the layer class.
        inputs: the shapes of its inputs.
        output: the shape of its (first) output at batch 1.
        params: its parameters.
        word: netlint's word for it.
        config: its configuration.
        frozen: how many of the parameters are not trained.
        call: `list` for one list of inputs, `args` for an argument each.
        keras: the versions of Keras that have it so; none where today's have it no more or not
            to hand.
        dtype: of the inputs.
    """

    class_name: str
    inputs: tuple[Shape, ...]
    output: Shape
    params: int
    word: str
    config: Json = field(default_factory=dict)
    frozen: int = 0
    call: str = "list"
    keras: tuple[int, ...] = (2, 3)
    dtype: str = "float32"

    def __str__(self) -> str:
        details = ",".join(f"{key}={value}" for key, value in self.config.items())
        return f"{self.class_name}({details})"[:70]

    def model(self, keras: int) -> Json:
        """A model of the inputs and the layer `it`."""
        sources = [source(f"x{i}", shape, self.dtype) for i, shape in enumerate(self.inputs)]
        names = [each["name"] for each in sources]
        several: list[Any] = [names] if self.call == "list" and len(names) > 1 else names
        node = k3(*several) if keras == 3 else k2(*names)
        if keras < 3 and self.call == "args":
            extra = {"value": [names[1], 0, 0]}
            node = k2(names[0], **extra)
        entry = {
            "class_name": self.class_name,
            "name": "it",
            "config": {"name": "it", "trainable": True, **self.config},
        }
        return written_by(keras, functional(*sources, called(entry, node)))


def _one(
    class_name: str, shape: Shape, output: Shape, params: int, word: str, **config: Any
) -> Case:
    return Case(class_name, (shape,), output, params, word, config)


def inner(class_name: str, **config: Any) -> Json:
    """A layer inside another one."""
    return {"module": "keras.layers", "class_name": class_name, "config": config}


CORE = [
    _one("Dense", ROW, (1, 3), 5 * 3 + 3, "dense", units=3),
    _one("Dense", SEQUENCE, (1, 6, 3), 4 * 3, "dense", units=3, use_bias=False),
    _one(
        "EinsumDense",
        SEQUENCE,
        (1, 6, 2, 5),
        4 * 2 * 5 + 2 * 5,
        "dense",
        equation="abc,cde->abde",
        output_shape=[None, 2, 5],
        bias_axes="de",
    ),
    _one(
        "EinsumDense",
        SEQUENCE,
        (1, 6, 5),
        4 * 5 + 5,
        "dense",
        equation="...x,xy->...y",
        output_shape=5,
        bias_axes="y",
    ),
    Case(
        "Embedding",
        (ROW,),
        (1, 5, 4),
        40,
        "embedding",
        {"input_dim": 10, "output_dim": 4},
        dtype="int32",
    ),
    Case(
        "ReversibleEmbedding",
        (ROW,),
        (1, 5, 4),
        40,
        "embedding",
        {"input_dim": 10, "output_dim": 4},
        keras=(3,),
        dtype="int32",
    ),
    _one("Masking", SEQUENCE, (1, 6, 4), 0, "mask", mask_value=0.0),
    _one("Activation", X, (1, 9, 7, 4), 0, "activation", activation="relu"),
    _one("Activation", X, (1, 9, 7, 4), 0, "identity", activation="linear"),
    *(
        _one(name, SEQUENCE, (1, 6, 4), 0, "identity", **config)
        for name, config in (
            ("Dropout", {"rate": 0.5}),
            ("SpatialDropout1D", {"rate": 0.5}),
            ("GaussianNoise", {"stddev": 0.1}),
            ("GaussianDropout", {"rate": 0.5}),
            ("AlphaDropout", {"rate": 0.5}),
            ("ActivityRegularization", {"l1": 0.5}),
            ("Identity", {}),
        )
    ),
    _one("SpatialDropout2D", X, (1, 9, 7, 4), 0, "identity", rate=0.5),
    _one("SpatialDropout3D", VOLUME, (1, 4, 5, 6, 3), 0, "identity", rate=0.5),
]

ACTIVATIONS = [
    _one("ReLU", X, (1, 9, 7, 4), 0, "activation"),
    _one("ReLU", X, (1, 9, 7, 4), 0, "activation", max_value=6.0),
    _one("ReLU", X, (1, 9, 7, 4), 0, "activation", negative_slope=0.1),
    _one("ReLU", X, (1, 9, 7, 4), 0, "activation", threshold=0.1),
    _one("ReLU", X, (1, 9, 7, 4), 0, "activation", threshold=0.1, max_value=6.0),
    _one("LeakyReLU", X, (1, 9, 7, 4), 0, "activation"),
    _one("ELU", X, (1, 9, 7, 4), 0, "activation"),
    _one("Softmax", X, (1, 9, 7, 4), 0, "activation"),
    Case("ThresholdedReLU", (X,), (1, 9, 7, 4), 0, "activation", {"theta": 1.0}, keras=(2,)),
    _one("PReLU", X, (1, 9, 7, 4), 9 * 7 * 4, "activation"),
    _one("PReLU", X, (1, 9, 7, 4), 4, "activation", shared_axes=[1, 2]),
]

CONVOLUTIONS = [
    _one("Conv2D", X, (1, 4, 3, 6), 222, "conv", filters=6, kernel_size=3, strides=2),
    _one(
        "Conv2D",
        X,
        (1, 5, 7, 6),
        3 * 5 * 4 * 6 + 6,
        "conv",
        filters=6,
        kernel_size=[3, 5],
        strides=[2, 1],
        padding="same",
    ),
    _one("Conv2D", X, (1, 9, 7, 6), 2 * 6 + 6, "conv", filters=6, kernel_size=1, groups=2),
    _one("Conv2D", X, (1, 5, 3, 6), 222, "conv", filters=6, kernel_size=3, dilation_rate=2),
    _one(
        "Conv2D",
        (None, 4, 9, 7),
        (1, 6, 7, 5),
        216,
        "conv",
        filters=6,
        kernel_size=3,
        use_bias=False,
        data_format="channels_first",
    ),
    _one(
        "Conv1D",
        LINE,
        (1, 10, 6),
        3 * 4 * 6 + 6,
        "conv",
        filters=6,
        kernel_size=3,
        dilation_rate=2,
        padding="causal",
    ),
    _one("Conv1D", LINE, (1, 4, 6), 78, "conv", filters=6, kernel_size=[3], strides=[2]),
    _one("Conv3D", VOLUME, (1, 3, 4, 5, 2), 8 * 3 * 2 + 2, "conv", filters=2, kernel_size=2),
    _one(
        "DepthwiseConv1D",
        LINE,
        (1, 8, 8),
        3 * 8 + 8,
        "depthwise_conv",
        kernel_size=3,
        depth_multiplier=2,
    ),
    _one(
        "DepthwiseConv2D",
        X,
        (1, 5, 4, 4),
        36 + 4,
        "depthwise_conv",
        kernel_size=3,
        strides=2,
        padding="same",
    ),
    _one(
        "DepthwiseConv2D",
        (None, 4, 9, 7),
        (1, 8, 7, 5),
        72 + 8,
        "depthwise_conv",
        kernel_size=3,
        depth_multiplier=2,
        data_format="channels_first",
    ),
    _one(
        "SeparableConv1D",
        LINE,
        (1, 8, 6),
        3 * 4 + 4 * 6 + 6,
        "separable_conv",
        filters=6,
        kernel_size=3,
    ),
    _one(
        "SeparableConv2D",
        X,
        (1, 7, 5, 6),
        9 * 8 + 8 * 6 + 6,
        "separable_conv",
        filters=6,
        kernel_size=3,
        depth_multiplier=2,
    ),
    _one(
        "Conv1DTranspose",
        (None, 5, 2),
        (1, 12, 3),
        4 * 3 * 2 + 3,
        "conv_transpose",
        filters=3,
        kernel_size=4,
        strides=2,
    ),
    _one(
        "Conv1DTranspose",
        (None, 5, 2),
        (1, 15, 3),
        2 * 3 * 2 + 3,
        "conv_transpose",
        filters=3,
        kernel_size=2,
        strides=3,
    ),
    _one(
        "Conv2DTranspose",
        X,
        (1, 18, 14, 3),
        9 * 3 * 4 + 3,
        "conv_transpose",
        filters=3,
        kernel_size=3,
        strides=2,
        padding="same",
    ),
    _one(
        "Conv2DTranspose",
        X,
        (1, 18, 14, 3),
        111,
        "conv_transpose",
        filters=3,
        kernel_size=3,
        strides=2,
        padding="same",
        output_padding=1,
    ),
    _one(
        "Conv2DTranspose",
        X,
        (1, 20, 16, 3),
        111,
        "conv_transpose",
        filters=3,
        kernel_size=3,
        strides=2,
        output_padding=[1, 1],
    ),
    _one(
        "Conv3DTranspose",
        (None, 3, 3, 3, 2),
        (1, 4, 4, 4, 1),
        8 * 2 + 1,
        "conv_transpose",
        filters=1,
        kernel_size=2,
    ),
    *(
        Case(name, (shape,), output, params, "local_conv", config, keras=(2,))
        for name, shape, output, params, config in (
            (
                "LocallyConnected1D",
                (None, 8, 2),
                (1, 6, 3),
                6 * 6 * 3 + 18,
                {"filters": 3, "kernel_size": 3},
            ),
            (
                "LocallyConnected2D",
                (None, 5, 4, 2),
                (1, 4, 3, 3),
                5 * 4 * 2 * 4 * 3 * 3 + 36,
                {"filters": 3, "kernel_size": 2, "implementation": 2},
            ),
            (
                "LocallyConnected2D",
                (None, 2, 5, 4),
                (1, 3, 4, 3),
                5 * 4 * 2 * 4 * 3 * 3 + 36,
                {
                    "filters": 3,
                    "kernel_size": 2,
                    "implementation": 2,
                    "data_format": "channels_first",
                },
            ),
        )
    ),
]

POOLING = [
    _one("MaxPooling1D", (None, 9, 4), (1, 4, 4), 0, "pool", pool_size=2),
    _one("MaxPooling2D", X, (1, 4, 2, 4), 0, "pool", pool_size=[2, 3]),
    _one("MaxPooling2D", X, (1, 9, 7, 4), 0, "pool", pool_size=2, strides=1, padding="same"),
    _one("MaxPooling3D", VOLUME, (1, 2, 2, 3, 3), 0, "pool", pool_size=2),
    _one("AveragePooling1D", (None, 9, 4), (1, 5, 4), 0, "pool", pool_size=2, padding="same"),
    _one("AveragePooling2D", X, (1, 3, 2, 4), 0, "pool", pool_size=3),
    _one("AveragePooling3D", VOLUME, (1, 2, 2, 3, 3), 0, "pool", pool_size=2),
    *(
        _one(f"Global{kind}Pooling{rank}D", shape, output, 0, "global_pool", **config)
        for kind in ("Average", "Max")
        for rank, shape, output, config in (
            (1, LINE, (1, 4), {}),
            (2, X, (1, 1, 1, 4), {"keepdims": True}),
            (2, (None, 4, 9, 7), (1, 4), {"data_format": "channels_first"}),
            (3, VOLUME, (1, 3), {}),
        )
    ),
    *(
        Case(
            f"Adaptive{kind}Pooling{rank}D",
            (shape,),
            output,
            0,
            "pool",
            {"output_size": size},
            keras=(3,),
        )
        for kind in ("Average", "Max")
        for rank, shape, size, output in (
            (1, LINE, 3, (1, 3, 4)),
            (2, X, [3, 2], (1, 3, 2, 4)),
            (3, VOLUME, 2, (1, 2, 2, 2, 3)),
        )
    ),
]

NORMALIZATION = [
    Case("BatchNormalization", (X,), (1, 9, 7, 4), 16, "norm", frozen=8),
    Case(
        "BatchNormalization",
        (X,),
        (1, 9, 7, 4),
        3 * 7,
        "norm",
        {"axis": 2, "scale": False},
        frozen=14,
    ),
    Case(
        "BatchNormalization",
        (X,),
        (1, 9, 7, 4),
        28,
        "norm",
        {"axis": [3], "renorm": True},
        frozen=20,
        keras=(2,),
    ),
    Case("SyncBatchNormalization", (X,), (1, 9, 7, 4), 16, "norm", frozen=8, keras=()),
    _one("LayerNormalization", X, (1, 9, 7, 4), 8, "norm"),
    _one("LayerNormalization", X, (1, 9, 7, 4), 56, "norm", axis=[-2, -1]),
    _one("LayerNormalization", X, (1, 9, 7, 4), 4, "norm", center=False),
    Case("LayerNormalization", (X,), (1, 9, 7, 4), 4, "norm", {"rms_scaling": True}, keras=()),
    Case("RMSNormalization", (X,), (1, 9, 7, 4), 4, "norm", keras=(3,)),
    _one("GroupNormalization", X, (1, 9, 7, 4), 8, "norm", groups=2),
    _one("UnitNormalization", X, (1, 9, 7, 4), 0, "norm"),
    Case("Normalization", (X,), (1, 9, 7, 4), 9, "norm", frozen=9),
    Case("Normalization", (X,), (1, 9, 7, 4), 0, "norm", {"mean": 1.0, "variance": 2.0}),
    Case(
        "SpectralNormalization",
        (ROW,),
        (1, 3),
        18 + 3,
        "spectral_norm",
        {"layer": inner("Dense", units=3)},
        frozen=3,
        keras=(3,),
    ),
]

RESHAPING = [
    _one("Flatten", X, (1, 252), 0, "reshape"),
    _one("Flatten", (None,), (1, 1), 0, "reshape"),
    _one("Flatten", X, (1, 252), 0, "transpose", data_format="channels_first"),
    _one("Reshape", X, (1, 126, 2), 0, "reshape", target_shape=[-1, 2]),
    _one("Permute", X, (1, 7, 9, 4), 0, "transpose", dims=[2, 1, 3]),
    _one("Permute", X, (1, 9, 7, 4), 0, "identity", dims=[1, 2, 3]),
    _one("RepeatVector", ROW, (1, 3, 5), 0, "tile", n=3),
    _one("ZeroPadding1D", LINE, (1, 14, 4), 0, "pad", padding=2),
    _one("ZeroPadding1D", LINE, (1, 13, 4), 0, "pad", padding=[1, 2]),
    _one("ZeroPadding2D", X, (1, 12, 10, 4), 0, "pad", padding=[[1, 2], [0, 3]]),
    _one("ZeroPadding2D", X, (1, 11, 11, 4), 0, "pad", padding=[1, 2]),
    _one("ZeroPadding3D", VOLUME, (1, 6, 7, 8, 3), 0, "pad", padding=1),
    _one("Cropping1D", LINE, (1, 7, 4), 0, "crop", cropping=[1, 2]),
    _one("Cropping2D", X, (1, 7, 5, 4), 0, "crop", cropping=1),
    _one("Cropping2D", X, (1, 9, 7, 4), 0, "identity", cropping=0),
    _one("Cropping3D", VOLUME, (1, 2, 3, 4, 3), 0, "crop", cropping=[1, 1, 1]),
    _one("UpSampling1D", LINE, (1, 30, 4), 0, "resize", size=3),
    _one("UpSampling2D", X, (1, 18, 21, 4), 0, "resize", size=[2, 3], interpolation="bilinear"),
    _one("UpSampling3D", VOLUME, (1, 8, 10, 12, 3), 0, "resize", size=2),
]

MERGING = [
    *(
        Case(name, (X, X), (1, 9, 7, 4), 0, name.lower())
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    ),
    Case("Add", (X, (None, 1, 1, 4), X), (1, 9, 7, 4), 0, "add"),
    Case("Concatenate", (X, (None, 2, 7, 4)), (1, 11, 7, 4), 0, "concat", {"axis": 1}),
    Case("Concatenate", (X, X), (1, 9, 7, 8), 0, "concat"),
    Case("Dot", (ROW, ROW), (1, 1), 0, "matmul", {"axes": 1}),
    Case("Dot", (SEQUENCE, (None, 4, 5)), (1, 6, 5), 0, "matmul", {"axes": [2, 1]}),
]

_QUERY: tuple[Shape, ...] = ((None, 6, 8), (None, 5, 8))
ATTENTION = [
    Case(
        "MultiHeadAttention",
        _QUERY,
        (1, 6, 8),
        3 * (8 * 6 + 6) + 6 * 8 + 8,
        "attention",
        {"num_heads": 2, "key_dim": 3},
        call="args",
    ),
    Case(
        "MultiHeadAttention",
        _QUERY,
        (1, 6, 7),
        2 * 8 * 6 + 8 * 10 + 10 * 7,
        "attention",
        {"num_heads": 2, "key_dim": 3, "value_dim": 5, "use_bias": False, "output_shape": [7]},
        call="args",
        keras=(3,),
    ),
    Case(
        "GroupedQueryAttention",
        _QUERY,
        (1, 6, 8),
        108 + 54 + 54 + 104,
        "attention",
        {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
        call="args",
        keras=(3,),
    ),
    Case("Attention", _QUERY, (1, 6, 8), 0, "attention", {"use_scale": False}),
    Case("Attention", _QUERY, (1, 6, 8), 1, "attention", {"use_scale": True}),
    Case(
        "Attention", _QUERY, (1, 6, 8), 1, "attention", {"use_scale": False, "score_mode": "concat"}
    ),
    Case("AdditiveAttention", _QUERY, (1, 6, 8), 8, "attention", {"use_scale": True}),
    Case("AdditiveAttention", _QUERY, (1, 6, 8), 0, "attention", {"use_scale": False}),
]

_LSTM = inner("LSTM", units=3, return_sequences=True)
RECURRENT = [
    _one("SimpleRNN", SEQUENCE, (1, 3), 4 * 3 + 9 + 3, "recurrent", units=3),
    _one("LSTM", SEQUENCE, (1, 6, 3), 4 * 24, "recurrent", units=3, return_sequences=True),
    _one("LSTM", SEQUENCE, (1, 3), 4 * 21, "recurrent", units=3, use_bias=False),
    _one("GRU", SEQUENCE, (1, 3), 3 * (12 + 9 + 6), "recurrent", units=3, reset_after=True),
    _one("GRU", SEQUENCE, (1, 3), 3 * (12 + 9 + 3), "recurrent", units=3, reset_after=False),
    _one("RNN", SEQUENCE, (1, 3), 96, "recurrent", cell=inner("LSTMCell", units=3)),
    _one("RNN", SEQUENCE, (1, 3), 24, "recurrent", cell=inner("SimpleRNNCell", units=3)),
    _one(
        "RNN",
        SEQUENCE,
        (1, 2),
        24 + 3 * 2 + 4 + 2,
        "recurrent",
        cell=inner(
            "StackedRNNCells",
            cells=[inner("SimpleRNNCell", units=3), inner("SimpleRNNCell", units=2)],
        ),
    ),
    Case("CuDNNLSTM", (SEQUENCE,), (1, 3), 4 * 21 + 24, "recurrent", {"units": 3}, keras=()),
    Case("CuDNNGRU", (SEQUENCE,), (1, 3), 3 * 21 + 18, "recurrent", {"units": 3}, keras=()),
    _one(
        "ConvLSTM1D",
        (None, 5, 8, 3),
        (1, 8, 2),
        3 * 3 * 8 + 3 * 2 * 8 + 8,
        "recurrent",
        filters=2,
        kernel_size=3,
        padding="same",
    ),
    _one(
        "ConvLSTM2D",
        (None, 5, 8, 8, 3),
        (1, 5, 6, 6, 2),
        9 * 3 * 8 + 9 * 2 * 8 + 8,
        "recurrent",
        filters=2,
        kernel_size=3,
        return_sequences=True,
    ),
    _one(
        "ConvLSTM3D",
        (None, 2, 4, 4, 4, 1),
        (1, 3, 3, 3, 1),
        8 * 4 + 8 * 4,
        "recurrent",
        filters=1,
        kernel_size=2,
        use_bias=False,
    ),
    _one("Bidirectional", SEQUENCE, (1, 6, 6), 192, "bidirectional", layer=_LSTM),
    _one("Bidirectional", SEQUENCE, (1, 6, 3), 192, "bidirectional", layer=_LSTM, merge_mode="sum"),
    _one(
        "TimeDistributed",
        SEQUENCE,
        (1, 6, 3),
        15,
        "time_distributed",
        layer=inner("Dense", units=3),
    ),
]

_SAME = "identity"
_PICTURE: Shape = (None, 8, 8, 3)
PREPROCESSING = [
    _one("Rescaling", X, (1, 9, 7, 4), 0, "norm", scale=0.5),
    _one("Resizing", X, (1, 4, 5, 4), 0, "resize", height=4, width=5),
    _one("CenterCrop", X, (1, 4, 5, 4), 0, "crop", height=4, width=5),
    _one("RandomCrop", X, (1, 4, 5, 4), 0, "crop", height=4, width=5),
    _one("RandomFlip", _PICTURE, (1, 8, 8, 3), 0, _SAME),
    _one("RandomRotation", _PICTURE, (1, 8, 8, 3), 0, _SAME, factor=0.2),
    _one("RandomZoom", _PICTURE, (1, 8, 8, 3), 0, _SAME, height_factor=0.2),
    _one("RandomContrast", _PICTURE, (1, 8, 8, 3), 0, _SAME, factor=0.2),
    _one("RandomBrightness", _PICTURE, (1, 8, 8, 3), 0, _SAME, factor=0.2),
    _one(
        "RandomTranslation", _PICTURE, (1, 8, 8, 3), 0, _SAME, height_factor=0.2, width_factor=0.2
    ),
    Case("CategoryEncoding", ((None, 3),), (1, 5), 0, "lookup", {"num_tokens": 5}, dtype="int32"),
    Case(
        "CategoryEncoding",
        ((None, 1),),
        (1, 5),
        0,
        "lookup",
        {"num_tokens": 5, "output_mode": "one_hot"},
        dtype="int32",
    ),
    Case("Hashing", ((None, 3),), (1, 3), 0, "lookup", {"num_bins": 5}, dtype="int32"),
    Case(
        "HashedCrossing",
        ((None, 1), (None, 1)),
        (1, 1),
        0,
        "lookup",
        {"num_bins": 5},
        dtype="int32",
    ),
    _one("Discretization", (None, 3), (1, 3), 0, "lookup", bin_boundaries=[0.0, 1.0]),
    Case(
        "Discretization",
        ((None, 3),),
        (1, 3),
        0,
        "lookup",
        {"bin_boundaries": [0.0, 1.0], "output_mode": "multi_hot"},
    ),
    Case("IntegerLookup", ((None, 3),), (1, 3), 0, "lookup", {"vocabulary": [1, 2]}, dtype="int64"),
    Case(
        "StringLookup",
        ((None, 3),),
        (1, 3),
        0,
        "lookup",
        {"vocabulary": ["a", "b"]},
        dtype="string",
    ),
    Case(
        "TextVectorization",
        ((None, 1),),
        (1, 6),
        0,
        "lookup",
        {"output_sequence_length": 6, "vocabulary": ["a", "b"]},
        dtype="string",
    ),
]

CASES: list[Case] = [
    *CORE,
    *ACTIVATIONS,
    *CONVOLUTIONS,
    *POOLING,
    *NORMALIZATION,
    *RESHAPING,
    *MERGING,
    *ATTENTION,
    *RECURRENT,
    *PREPROCESSING,
]
