"""Readers: one file per format, `path -> Network`, recognised by content, not by suffix."""

from netlint.readers.registry import read_network

__all__ = ["read_network"]
