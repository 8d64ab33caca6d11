"""Einsum equations: the shapes of their operands and what they sum over."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from netlint.errors import LayerProblem
from netlint.network import Shape
from netlint.readers.keras.config import shown

_MAX_LENGTH = 200
_AS_MATMUL = frozenset(
    [
        "a,b->ab",
        "ab,b->a",
        "ab,bc->ac",
        "ab,cb->ac",
        "abc,cd->abd",
        "abc,dc->abd",
        "abcd,abde->abce",
        "abcd,abed->abce",
        "abcd,acbe->adbe",
        "abcd,adbe->acbe",
        "abcd,aecd->acbe",
        "abcd,aecd->aceb",
        "abc,cde->abde",
        "abc,dce->abde",
        "abc,dec->abde",
        "abcd,cde->abe",
        "abcd,ced->abe",
        "abcd,ecd->abe",
        "abcde,aebf->adbcf",
        "abcde,afce->acdbf",
    ]
)


@dataclass(frozen=True, slots=True)
class Equation:
    """`ab,bc->ac`: the labels of each operand and of the output; `...` is a label of its own."""

    inputs: tuple[tuple[str, ...], ...]
    output: tuple[str, ...]

    @property
    def runs_as_matmul(self) -> bool:
        """Whether Keras 3 on TensorFlow runs it as a matrix product.

        Source: Keras 3.15, `keras.src.backend.tensorflow.numpy.einsum`.
        """
        letters: dict[str, str] = {}
        for label in (label for labels in self.inputs for label in labels):
            letters.setdefault(label, chr(ord("a") + len(letters)))
        parts = ["".join(letters[x] for x in labels) for labels in self.inputs]
        output = "".join(letters.get(label, "?") for label in self.output)
        return f"{','.join(parts)}->{output}" in _AS_MATMUL

    def sizes(self, *shapes: Shape | None) -> dict[str, int | None]:
        """The size of each label as the operands' shapes tell it.

        Raises:
            LayerProblem: two operands disagree, or an operand has too few axes.
        """
        found: dict[str, int | None] = {}
        for labels, shape in zip(self.inputs, shapes, strict=False):
            if shape is None:
                continue
            for label, dim in zip(_expanded(labels, len(shape)), shape, strict=True):
                known = found.get(label)
                if known is None or known == 1:
                    found[label] = dim
                elif dim not in (None, 1, known):
                    raise LayerProblem(f"its operands disagree about the axis {label!r}")
        return found

    def contracted(self, sizes: dict[str, int | None]) -> int | None:
        """How many products are summed for each output element."""
        total = 1
        for label in {label for labels in self.inputs for label in labels}:
            if label != "..." and label not in self.output:
                size = sizes.get(label)
                if size is None:
                    return None
                total *= size
        return total

    def as_matrix(self, sizes: dict[str, int | None]) -> Shape:
        """The second operand as a matrix: contracted axes in the rows, free ones in columns."""
        rows = [sizes.get(x) for x in self.inputs[1] if x not in self.output]
        columns = [sizes.get(x) for x in self.inputs[1] if x in self.output]
        if None in rows or None in columns:
            return (None, None)
        return (prod(rows), prod(columns))  # type: ignore[arg-type]


def parse_equation(text: str, operands: int) -> Equation:
    """Parses an equation of that many operands, with `->`.

    Raises:
        LayerProblem: it is malformed.
    """
    left, arrow, right = text.replace(" ", "").partition("->")
    inputs = left.split(",")
    if len(text) > _MAX_LENGTH or len(inputs) != operands:
        raise LayerProblem(f"the equation {shown(text)} does not have {operands} operands")
    if not arrow:
        letters = left.replace(",", "").replace(".", "")
        right = ("..." if "..." in left else "") + "".join(
            sorted(x for x in set(letters) if letters.count(x) == 1)
        )
    return Equation(tuple(_labels(part) for part in inputs), _labels(right))


def einsum_shape(equation: Equation, sizes: dict[str, int | None], x: Shape | None) -> Shape | None:
    """The output's shape; None where an ellipsis stands for axes that are not known."""
    output: list[int | None] = []
    for label in equation.output:
        if label == "...":
            if x is None:
                return None
            count = len(x) - len(equation.inputs[0]) + 1
            output += [sizes.get(f".{place}") for place in range(count)]
        else:
            output.append(sizes.get(label))
    return tuple(output)


def _labels(text: str) -> tuple[str, ...]:
    before, dots, after = text.partition("...")
    labels = (*before, *(["..."] if dots else []), *after)
    if any(label != "..." and not label.isalpha() for label in labels):
        raise LayerProblem(f"the equation part {shown(text)} is malformed")
    return labels


def _expanded(labels: tuple[str, ...], rank: int) -> list[str]:
    """The labels with `...` written out as `.0`, `.1`, ... for that many axes."""
    if "..." not in labels:
        if len(labels) != rank:
            raise LayerProblem(f"an operand has {rank} axes, its equation names {len(labels)}")
        return list(labels)
    extra = rank - len(labels) + 1
    if extra < 0:
        raise LayerProblem(f"an operand has {rank} axes, its equation names more")
    place = labels.index("...")
    return [*labels[:place], *(f".{i}" for i in range(extra)), *labels[place + 1 :]]
