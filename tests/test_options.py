"""What the values of options mean."""

from __future__ import annotations

import pytest

from netlint.errors import UsageError
from netlint.options import comma_list, input_shapes_by_name


def shapes(*values):
    return input_shapes_by_name(None, None, values)


def test_shapes_by_name():
    assert shapes() == {}
    assert shapes("224,224,3") == {"": (224, 224, 3)}
    assert shapes("a=1, 2", "b=c=3") == {"a": (1, 2), "b=c": (3,)}


@pytest.mark.parametrize(
    "value", ["", "a=", "224x224x3", "1,,2", "-1,2", "1.5", "a=None", "9" * 5000, "²"]
)
def test_other_shapes_are_refused(value):
    with pytest.raises(UsageError, match="wants whole numbers"):
        shapes(value)


def test_an_input_has_one_shape():
    with pytest.raises(UsageError, match="every input has a shape already"):
        shapes("1", "2")
    with pytest.raises(UsageError, match="a has a shape already"):
        shapes("a=1", "a=1")


def test_comma_list():
    assert comma_list(None, None, None) == ()
    assert comma_list(None, None, "name, params") == ("name", "params")
    with pytest.raises(UsageError, match="names with commas between"):
        comma_list(None, None, "name,,params")
