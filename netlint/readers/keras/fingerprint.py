"""A hash of what a file says: equal texts are told apart from different ones, and nothing more.

Code that a file holds (the marshalled function of a Lambda) is text here, like all the rest.
"""

from __future__ import annotations

import json


def fingerprint(value: object) -> str | None:
    """A hash of a JSON structure; what is no JSON in it (slices, tensors) counts as it prints.

    None: it is nested too deep, or its keys are of several kinds.
    """
    from hashlib import blake2b

    try:
        text = json.dumps(value, sort_keys=True, default=repr)
    except (RecursionError, TypeError, ValueError):
        return None
    return blake2b(text.encode(), digest_size=16).hexdigest()
