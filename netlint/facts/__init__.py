"""What rules can name: documented columns of the layers, the blocks and the network.

A column is one function; its name is the column's, its docstring the documentation:

    @layer_column(unit="elements", source="arXiv 1807.11164, section 2, G1")
    def memory_access(facts: LayerFacts) -> int | None:
        '''Elements read and written.'''
"""

from netlint.facts.registry import Column, Scope, columns_of, load_columns
from netlint.facts.survey import BlockFacts, LayerFacts, Survey

__all__ = ["BlockFacts", "Column", "LayerFacts", "Scope", "Survey", "columns_of", "load_columns"]
