"""The columns that rules can name: one function each, in a file per subject.

`layer.py`, `block.py` and `network.py` hold the general columns of the three tables. Any other file
is one subject, whichever tables it speaks of; the first line of its text is the heading under
which `netlint columns` lists it. A file put here is found by itself.

    @layer_column(unit="elements", source="arXiv 1807.11164, section 2, G1")
    def memory_access(facts: LayerFacts) -> int | None:
        '''Elements read and written.'''

What several columns look at is found in the package above, once per network.
"""
