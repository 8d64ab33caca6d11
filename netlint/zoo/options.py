"""What can be chosen of a built-in network: `width`, `groups`, `classes`, `resolution`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from netlint.errors import UsageError

Number = int | float
_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,7})?")


@dataclass(frozen=True, slots=True)
class Option:
    """A number that a network is built by.

    Attributes:
        values: what is allowed: some numbers, ascending, or a range of whole ones.
        about: what it is, in a few words.
    """

    values: tuple[Number, ...] | range
    about: str

    @property
    def allowed(self) -> str:
        """The allowed values in words: `0.5, 1, 1.5, 2`, `multiples of 32, 32 to 1024`."""
        if isinstance(self.values, range):
            step = self.values.step
            kind = "whole numbers" if step == 1 else f"multiples of {step}"
            return f"{kind}, {self.values[0]} to {self.values[-1]}"
        return ", ".join(map(number_text, self.values))

    def value(self, text: str, place: str) -> Number:
        """The allowed value that a text states.

        Args:
            text: what the user wrote.
            place: where, for messages.

        Raises:
            UsageError: it is no number, or not an allowed one.
        """
        if _NUMBER.fullmatch(text) is None:
            raise UsageError(f"{place}: {text[:40]!r} is no number; it can be: {self.allowed}")
        wanted = float(text)
        near = min(self.values, key=lambda value: abs(value - wanted))
        if near != wanted:
            raise UsageError(
                f"{place}: {text} is not among its values, the nearest is {number_text(near)}; "
                f"it can be: {self.allowed}"
            )
        return near


CLASSES = Option(range(1, 100_001), "classes of the classifier")
RESOLUTION = Option(range(32, 1025, 32), "height and width of the image, in pixels")


def number_text(value: Number) -> str:
    """A number as one types it: `1`, `1.5`."""
    return f"{value:g}" if isinstance(value, float) else str(value)
