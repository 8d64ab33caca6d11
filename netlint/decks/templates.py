"""Message templates: `{column}` stands for a column's value, written in its unit.

Only plain names are filled in. Attributes, subscripts, conversions and format specifications
are refused when a template is read, so that no template reaches into an object or asks for a
thousand million blanks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from string import Formatter

from netlint.errors import NetlintError
from netlint.suggestions import did_you_mean

OWN_FIELDS = ("where", "measure", "limit")
"""What a template may name beside the columns of its rule's scope: the place and the figures."""

_LONGEST = 1000
_MOST_FIELDS = 20


class TemplateError(NetlintError):
    """A template that cannot be filled."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with fields.

    Attributes:
        text: as written.
        parts: literal text and the field that follows it, in turn; None: no field.
    """

    text: str
    parts: tuple[tuple[str, str | None], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields."""
        return frozenset(name for _, name in self.parts if name is not None)

    def fill(self, value_of: Callable[[str], str]) -> str:
        """The text with every field's value."""
        return "".join(
            literal + (value_of(name) if name is not None else "") for literal, name in self.parts
        )


def parse_template(text: str, fields: Collection[str]) -> Template:
    """Parses a template.

    Args:
        text: `{name}` stands for a field, `{{` and `}}` for braces.
        fields: the names there are.

    Raises:
        TemplateError: it names another field, or asks for more than a name.
    """
    if len(text) > _LONGEST:
        raise TemplateError(f"is longer than {_LONGEST:,} characters")
    parts: list[tuple[str, str | None]] = []
    try:
        for literal, name, specification, conversion in Formatter().parse(text):
            if specification or conversion:
                raise TemplateError(f"{{{name}}} must be a plain name, without a format")
            if name is not None and name not in fields:
                hint = did_you_mean(name, fields)
                raise TemplateError(f"{{{name}}} is no column of this scope{hint}")
            parts.append((literal, name))
    except ValueError as error:
        raise TemplateError(f"{text!r} is no template: {error}") from None
    if sum(name is not None for _, name in parts) > _MOST_FIELDS:
        raise TemplateError(f"has more than {_MOST_FIELDS} fields")
    return Template(text, tuple(parts))
