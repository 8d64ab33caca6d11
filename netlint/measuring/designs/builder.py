"""Sketches written down piece by piece: layers, and the units that networks are made of."""

from __future__ import annotations

from typing import Any

from netlint.measuring.designs.design import Design

Place = tuple[str, int, int]
"""What a unit hands to the next one: a layer, the side of its map and its channels."""


class Builder:
    """Collects the layers of one design; every method adds some and returns where they end."""

    def __init__(self, side: int, channels: int) -> None:
        self._layers: list[dict[str, Any]] = [
            {"class": "InputLayer", "shape": [side, side, channels], "name": "x"}
        ]
        self.start: Place = ("x", side, channels)

    def design(self, name: str) -> Design:
        """What was collected."""
        return Design(name, tuple(self._layers))

    def add(self, class_name: str, *inputs: Place, **settings: Any) -> str:
        """Adds a layer and returns its name."""
        name = f"l{len(self._layers)}"
        reads = [place for place, _, _ in inputs]
        self._layers.append({"class": class_name, "name": name, "inputs": reads, **settings})
        return name

    def then(self, x: Place, class_name: str, **settings: Any) -> Place:
        """A layer that keeps the shape."""
        return self.add(class_name, x, **settings), x[1], x[2]

    def act(self, x: Place, function: str = "relu") -> Place:
        """An activation; an empty name adds nothing."""
        return self.then(x, "Activation", activation=function) if function else x

    def conv(
        self,
        x: Place,
        filters: int,
        kernel: int = 1,
        stride: int = 1,
        act: str = "relu",
        **settings: Any,
    ) -> Place:
        """A convolution, its normalisation and its activation."""
        name = self.add(
            "Conv2D",
            x,
            filters=filters,
            kernel_size=kernel,
            strides=stride,
            padding="same",
            use_bias=False,
            **settings,
        )
        y = (name, -(-x[1] // stride), filters)
        return self.act(self.then(y, "BatchNormalization"), act)

    def depthwise(self, x: Place, kernel: int = 3, stride: int = 1, act: str = "relu") -> Place:
        """A depthwise convolution, its normalisation and its activation."""
        name = self.add(
            "DepthwiseConv2D",
            x,
            kernel_size=kernel,
            strides=stride,
            padding="same",
            use_bias=False,
        )
        y = (name, -(-x[1] // stride), x[2])
        return self.act(self.then(y, "BatchNormalization"), act)

    def sum(self, *inputs: Place) -> Place:
        """The sum of maps, element by element."""
        return self.add("Add", *inputs), inputs[0][1], inputs[0][2]

    def concat(self, *inputs: Place) -> Place:
        """The channels of several maps."""
        return self.add("Concatenate", *inputs), inputs[0][1], sum(each[2] for each in inputs)

    def pool(
        self, x: Place, kind: str = "Max", size: int = 3, stride: int = 2, padding: str = "same"
    ) -> Place:
        """Local pooling."""
        name = self.add(f"{kind}Pooling2D", x, pool_size=size, strides=stride, padding=padding)
        side = x[1] if padding == "same" else x[1] - size + 1
        return name, -(-side // stride), x[2]

    def global_pool(self, x: Place) -> Place:
        """The mean of each channel, still a map."""
        return self.add("GlobalAveragePooling2D", x, keepdims=True), 1, x[2]

    def dense(self, x: Place, units: int, act: str = "linear") -> Place:
        """A dense layer, over the last axis."""
        return self.add("Dense", x, units=units, activation=act), x[1], units

    def shuffle(self, x: Place, groups: int) -> Place:
        """The channel shuffle of ShuffleNet (arXiv 1707.01083, section 3.1)."""
        _, side, channels = x
        rows = self.then(x, "Reshape", target_shape=[side, side, groups, channels // groups])
        turned = self.then(rows, "Permute", dims=[1, 2, 4, 3])
        return self.then(turned, "Reshape", target_shape=[side, side, channels])

    def halves(self, x: Place) -> tuple[Place, Place]:
        """The channel split of ShuffleNet V2 (arXiv 1807.11164, figure 3c)."""
        _, side, channels = x
        half = channels // 2
        rows = self.then(x, "Reshape", target_shape=[side, side, 2, half])
        cuts = []
        for cut in ([0, 1], [1, 0]):
            row = self.then(rows, "Cropping3D", cropping=[[0, 0], [0, 0], cut])
            name = self.add("Reshape", row, target_shape=[side, side, half])
            cuts.append((name, side, half))
        return cuts[0], cuts[1]

    def excite(
        self, x: Place, reduced: int, act: str = "relu", gate: str = "hard_sigmoid"
    ) -> Place:
        """Squeeze-and-excitation (arXiv 1709.01507)."""
        y = self.global_pool(x)
        for filters, function in ((reduced, act), (x[2], gate)):
            y = (self.add("Conv2D", y, filters=filters, kernel_size=1), 1, filters)
            y = self.act(y, function)
        return self.add("Multiply", x, y), x[1], x[2]
