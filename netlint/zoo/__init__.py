"""The built-in networks: builders, their default variants as files, published figures.

`zoo:shufflenet_v2?width=1.5` is a model name wherever a file is taken. The default variants ship
as ordinary Keras architecture files; every other one is built by Keras when it is asked for.
"""

from netlint.zoo.entries import ZooEntry, entry, published
from netlint.zoo.registry import Family, Published, families
from netlint.zoo.times import PublishedTime

DEFAULTS = (
    "zoo:shufflenet_v1",
    "zoo:shufflenet_v2",
    "zoo:pp_lcnet",
    "zoo:mobilenet_v1",
    "zoo:ghostnet",
)
"""What `netlint compare` compares when no model is named, in its order."""

__all__ = [
    "DEFAULTS",
    "Family",
    "Published",
    "PublishedTime",
    "ZooEntry",
    "entry",
    "families",
    "published",
]
