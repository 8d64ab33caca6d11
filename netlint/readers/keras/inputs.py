"""Input shapes: the batch size, and what `--input-shape` says where the file is silent."""

from __future__ import annotations

from dataclasses import dataclass, field

from netlint.errors import LayerProblem
from netlint.network import Shape


@dataclass(frozen=True, slots=True)
class InputShapes:
    """What the user says about the inputs.

    Attributes:
        batch: the batch size used where the file leaves it open.
        force_batch: use `batch` also where the file fixes another one.
        default: the shape (without batch axis) for every input not named, or None.
        named: shapes (without batch axis) by the input's name.
    """

    batch: int = 1
    force_batch: bool = False
    default: tuple[int, ...] | None = None
    named: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def complete(self, name: str, stored: Shape | None) -> Shape:
        """The shape of the input `name` with every dimension known.

        Raises:
            LayerProblem: a dimension stays open, or what was given contradicts the file.
        """
        given = self.named.get(name, self.default)
        if stored is None:
            if given is None:
                raise LayerProblem(
                    f"the file does not say the shape of the input {name!r}",
                    f"pass --input-shape {name}=A,B,... (its axes without the batch)",
                )
            return (self.batch, *given)
        if not stored:
            return ()
        first = self.batch if stored[0] is None or self.force_batch else stored[0]
        rest = stored[1:]
        if given is not None and (name in self.named or None in rest):
            rest = self._merged(name, rest, given)
        if None in rest:
            raise LayerProblem(
                f"the input {name!r} has open dimensions: {_axes(rest)}",
                f"pass --input-shape {name}={_example(rest)}",
            )
        return (first, *rest)

    def _merged(self, name: str, stored: Shape, given: tuple[int, ...]) -> Shape:
        fits = len(stored) == len(given) and all(
            a is None or a == b for a, b in zip(stored, given, strict=True)
        )
        if not fits:
            raise LayerProblem(
                f"--input-shape {_axes(given)} does not fit the input {name!r}, "
                f"which is {_axes(stored)} without the batch axis"
            )
        return given


def _axes(shape: Shape) -> str:
    return ",".join("?" if dim is None else str(dim) for dim in shape)


def _example(shape: Shape) -> str:
    return ",".join("N" if dim is None else str(dim) for dim in shape)
