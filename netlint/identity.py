"""What a finding is known by from one run to the next: rule, model and layer, never a figure."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from netlint.findings import Finding


def identity(finding: Finding, model: str, folder: Path | None = None) -> str:
    """A stable hash of a finding: 64 hexadecimal digits.

    The same for the same rule, model and layer, whatever the figure, the limit and the text;
    of two findings of one model no two share it.

    Args:
        finding: the finding.
        model: the model's path, from the working directory.
        folder: where all of a project's models are seen from; None: the working directory.
    """
    return identity_of(finding.rule.id, model, place_of(finding), folder)


def identity_of(rule: str, model: str, place: str, folder: Path | None = None) -> str:
    """The same of what a baseline records: a rule's id, and the place of the finding."""
    parts = [rule, model_path(model, folder), place]
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def place_of(finding: Finding) -> str:
    """The path of the layer, the name of the block; empty for the network.

    A network's own name is left out: Keras numbers those too (`functional_3`).
    """
    return "" if finding.rule.scope == "network" else finding.where


def model_path(model: str, folder: Path | None = None) -> str:
    """A model's path in the form that is compared: relative, with forward slashes.

    Args:
        model: as the user named it, from the working directory; a built-in network's name
            stays as it is.
        folder: what the path is to start from; None: the working directory.
    """
    if is_zoo_name(model):
        return model
    try:
        return os.path.relpath(model, folder).replace(os.sep, "/")
    except ValueError:  # another drive, or an empty name
        return model.replace(os.sep, "/")
