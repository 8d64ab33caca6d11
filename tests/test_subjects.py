"""What a check says of a network beside its findings."""

from __future__ import annotations

import json

from netlint.costs.registry import UNKNOWN
from netlint.operations import Fixed, Opaque
from netlint.subjects import subject_of
from tests.networks import analysis_of, exact_analysis, partial_analysis, row


def test_it_names_the_network_and_says_how_much_is_known():
    analysis = partial_analysis()
    subject = subject_of(analysis)
    network = analysis.network
    assert (subject.file, subject.name, subject.framework) == (
        network.file,
        network.name,
        network.framework,
    )
    assert subject.coverage == analysis.coverage
    assert subject.layers == len(analysis.rows)
    assert subject.warnings == network.warnings


def test_it_names_what_the_model_leaves_open_and_what_is_not_known():
    image = row("image", Fixed("input"), "InputLayer", output=(1, None, None, 3))
    rows = [row(f"gate_{n}", Opaque("no"), "Gate", output=None, cost=UNKNOWN) for n in range(2)]
    subject = subject_of(analysis_of(image, *rows))
    assert subject.open_inputs == ("image",)
    assert subject.unknown_classes == ("Gate",), "each once"
    assert subject_of(exact_analysis()).open_inputs == ()
    assert subject_of(exact_analysis()).unknown_classes == ()


def test_it_is_plain_data():
    subject = subject_of(exact_analysis())
    plain = {"layers": subject.coverage.layers, "params": subject.coverage.params}
    assert json.loads(json.dumps(plain)) == plain
