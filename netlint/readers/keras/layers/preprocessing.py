"""Preprocessing layers. Random augmentation does nothing when the network is deployed."""

from __future__ import annotations

from netlint.network import Shape, Tensor
from netlint.operations import Elementwise, Fixed, Move, Norm, Opaque, Resize
from netlint.readers.keras.config import is_number
from netlint.readers.keras.describe import opaque
from netlint.readers.keras.registry import Built, Call, keras_layer


@keras_layer("Rescaling")
def rescaling(call: Call) -> Built:
    """`x * scale + offset`."""
    x = call.input
    scale, offset = call.config.get("scale"), call.config.get("offset", 0)
    numbers = (scale, offset) if is_number(scale) and is_number(offset) else None
    operation = Norm("affine", numbers=numbers)
    return Built(operation, (Tensor(x.shape, call.policy.compute, inferred=x.inferred),))


@keras_layer("Resizing")
def resizing(call: Call) -> Built:
    """Images interpolated to a fixed size."""
    return Built(Resize(call.config.text("interpolation", "bilinear")), (_image(call),))


@keras_layer("CenterCrop", "RandomCrop")
def center_crop(call: Call) -> Built:
    """A window of a fixed size; at inference a random crop takes the centre, too."""
    return Built(Move("crop", "outputs"), (_image(call),))


def _image(call: Call) -> Tensor:
    x = call.input_of_rank(4, 3)
    height, width = call.config.integer("height"), call.config.integer("width")
    assert x.shape is not None
    shape: list[int | None] = list(x.shape)
    first = 0 if len(shape) == 3 else 1
    if not call.config.channels_last():
        first += 1
    shape[first], shape[first + 1] = height, width
    return Tensor(tuple(shape), call.policy.compute, inferred=x.inferred)


@keras_layer(
    "AugMix",
    "CutMix",
    "Equalization",
    "MixUp",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHeight",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomWidth",
    "RandomZoom",
    "Solarization",
)
def augmentation(call: Call) -> Built:
    """Augmentation hands on its input at inference."""
    x = call.input
    return Built(Fixed("identity"), (Tensor(x.shape, call.policy.compute, inferred=x.inferred),))


@keras_layer("AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization")
def contrast(call: Call) -> Built:
    """Statistics of each image that change it at inference, too; netlint does not count them."""
    x = call.input
    reason = f"{call.class_name}: its cost is not counted"
    return Built(Opaque(reason), (Tensor(x.shape, call.policy.compute, inferred=x.inferred),))


@keras_layer("CategoryEncoding")
def category_encoding(call: Call) -> Built:
    """Integers as one-hot, multi-hot or count vectors."""
    return _encoded(call, call.config.get("num_tokens"), "multi_hot", call.policy.compute)


@keras_layer("StringLookup", "IntegerLookup")
def lookup(call: Call) -> Built:
    """Terms as indices, or as vectors over the vocabulary."""
    return _encoded(call, call.config.get("vocabulary_size"), "int", "int64")


@keras_layer("Hashing", "HashedCrossing")
def hashing(call: Call) -> Built:
    """Terms as the numbers of their bins."""
    return _encoded(call, call.config.get("num_bins"), "int", "int64")


@keras_layer("Discretization")
def discretization(call: Call) -> Built:
    """Numbers as the numbers of their bins."""
    bins = call.config.get("bin_boundaries") or []
    count = len(bins) + 1 if isinstance(bins, list) and bins else call.config.get("num_bins")
    return _encoded(call, count, "int", "int64" if call.keras < 3 else "int32")


def _encoded(call: Call, size: object, default: str, dtype: str) -> Built:
    x = call.input
    mode = call.config.text("output_mode", default)
    width = size if isinstance(size, int) else None
    shape: Shape | None = x.shape
    if mode == "one_hot" and shape is not None:
        shape = (*(shape[:-1] if shape[-1:] == (1,) else shape), width)
    elif mode in ("multi_hot", "count", "tf_idf", "binary") and shape is not None:
        shape = (*(shape[:-1] if len(shape) > 1 else shape), width)
    if mode != "int":
        dtype = "float32" if dtype.startswith("int") else dtype
    return Built(Elementwise("lookup", 1), (Tensor(shape, dtype),))


@keras_layer("TextVectorization")
def text_vectorization(call: Call) -> Built:
    """Strings as sequences of indices; how long a sequence is the file may say."""
    x = call.input
    length = call.config.get("output_sequence_length")
    if call.config.text("output_mode", "int") != "int":
        return _encoded(call, call.config.get("vocabulary_size"), "int", "int64")
    batch = x.shape[0] if x.shape else None
    shape = (batch, length if isinstance(length, int) else None)
    return Built(Elementwise("lookup", 1), (Tensor(shape, "int64"),))


@keras_layer("MelSpectrogram", "STFTSpectrogram", "MaxNumBoundingBoxes")
def signal(call: Call) -> Built:
    """Signal processing whose cost netlint does not count."""
    return opaque(call, f"{call.class_name}: its cost is not counted")
