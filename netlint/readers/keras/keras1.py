"""Keras 1 configurations in the words of Keras 2.

Source: Keras 2's own `keras/legacy/interfaces.py`, which names each renamed argument.
"""

from __future__ import annotations

from typing import Any

_CLASSES = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D",
    "Deconvolution2D": "Conv2DTranspose",
}
_MERGES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
}
_KEYS = {
    "output_dim": "units",
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "border_mode": "padding",
    "subsample": "strides",
    "subsample_length": "strides",
    "stride": "strides",
    "pool_length": "pool_size",
    "length": "size",
    "bias": "use_bias",
    "inner_activation": "recurrent_activation",
    "atrous_rate": "dilation_rate",
    "concat_axis": "axis",
    "p": "rate",
}


def translate(class_name: str, config: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The class and the configuration as Keras 2 would write them."""
    translated = {_KEYS.get(key, key): value for key, value in config.items()}
    if class_name == "Embedding":
        translated["output_dim"] = translated.pop("units", None)
    if "nb_row" in config:
        translated["kernel_size"] = [config["nb_row"], config.get("nb_col")]
        if "kernel_dim1" in config:
            translated["kernel_size"] = [config[f"kernel_dim{i}"] for i in (1, 2, 3)]
    order = config.get("dim_ordering")
    if order in ("tf", "th"):
        translated["data_format"] = "channels_last" if order == "tf" else "channels_first"
    if class_name == "Merge":
        mode = config.get("mode")
        return _MERGES.get(mode, "Merge") if isinstance(mode, str) else "Merge", translated
    return _CLASSES.get(class_name, class_name), translated
