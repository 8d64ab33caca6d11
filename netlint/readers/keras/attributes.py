"""Attributes of HDF5 objects, read only where they hold strings.

h5py (3.16, HDF5 2.0) ends the process with a segmentation fault where the type of an
attribute is damaged in a way that makes it a variable-length list; Keras writes only strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import h5py


def strings(holder: h5py.Group, name: str) -> list[str | bytes] | None:
    """The strings in an attribute; None where it is missing or holds something else."""
    from h5py import h5a, h5t

    key = name.encode()
    if not h5a.exists(holder.id, key):
        return None
    if h5a.open(holder.id, key).get_type().get_class() != h5t.STRING:
        return None
    value = holder.attrs[name]
    return [value] if isinstance(value, str | bytes) else list(getattr(value, "flat", ()))


def texts(holder: h5py.Group, name: str) -> list[str]:
    """The strings in an attribute as text; none where it holds something else."""
    return [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        for value in strings(holder, name) or ()
    ]
