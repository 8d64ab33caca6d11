"""Tables that people write, rules and targets: their keys, and where in a file they stand."""

from netlint.forms.fields import NUMBER, TABLE, TEXT, WORDS, Field, checked, table_schema
from netlint.forms.places import Place

__all__ = ["NUMBER", "TABLE", "TEXT", "WORDS", "Field", "Place", "checked", "table_schema"]
