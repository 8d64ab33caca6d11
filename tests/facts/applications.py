"""Keras applications, from the architectures in `tests/data`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from netlint import analyze
from netlint.facts.survey import Survey
from tests.networks import DATA


def application(name: str, folder: Path) -> Survey:
    """A Keras application."""
    document = json.loads(gzip.decompress((DATA / "applications" / f"{name}.json.gz").read_bytes()))
    path = folder / f"{name}.json"
    path.write_text(json.dumps(document["architecture"]))
    return Survey(analyze(path))
