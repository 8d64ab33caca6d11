"""The designed set: small networks like pieces of real ones, on which a target is fitted."""

from netlint.measuring.designs.design import Design, all_designs

__all__ = ["Design", "all_designs"]
