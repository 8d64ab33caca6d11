"""What rules can name: documented columns of the layers, the blocks and the network.

`columns/` holds them, one function each: a new one goes there. The rest is what they look at:

- a layer, a block, a network as a column gets it: `survey`; one layer by itself: `kinds`;
  a part of a whole: `shares`;
- tensors followed through layers: `storage` (which lie in the same memory), `chains` (back to
  what computes them), `reach` (from the inputs, to the outputs);
- the graph in parts: `regions` (cut nodes, series, branches), `blocks` with `naming` and
  `narrowing`, `fragments` (what runs in them, and side by side); `stages` of one resolution;
- what an engine does: `kernels` (fusion), `liveness` (the memory of activations);
- where the cost goes: `families` of operations;
- guidelines G1 and G2: `traffic` (one convolution), `emulation` (one written as many).

`registry` keeps the columns and computes rows of them, `once` keeps what is found in a network.
"""

from netlint.facts.registry import Column, Scope, columns_of, load_columns
from netlint.facts.survey import BlockFacts, LayerFacts, Survey

__all__ = ["BlockFacts", "Column", "LayerFacts", "Scope", "Survey", "columns_of", "load_columns"]
