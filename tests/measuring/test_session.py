"""Networks become models, models are run in turns, and somebody is told how far that is."""

from __future__ import annotations

import pytest

from netlint.measuring import session
from netlint.network import Network

NETWORK = Network("net", "net.json", "Keras 3", ())


class Engine:
    """Runs nothing, and counts that."""

    runs = 0

    def __init__(self, content):
        self.content = content

    def run(self):
        Engine.runs += 1


@pytest.fixture
def told():
    found = []
    return found, lambda *each: found.append(each)


def test_each_network_is_converted(monkeypatch, told):
    monkeypatch.setattr(session, "converted", lambda network: ("model of", network))
    found = session.models_of({"a": NETWORK, "b": NETWORK}, told[1])
    assert found == {"a": ("model of", NETWORK), "b": ("model of", NETWORK)}
    assert told[0] == [("convert", 0, 2, "a"), ("convert", 1, 2, "b")]
    assert list(session.models_of({"a": NETWORK})) == ["a"]


def test_models_are_run_in_turns(monkeypatch, told):
    monkeypatch.setattr(session, "Engine", Engine)
    models = {name: session.LiteRTModel(NETWORK, b"") for name in ("a", "b")}
    found = session.times_of(models, 2, told[1])
    assert told[0] == [("measure", place, 4, "ab"[place % 2]) for place in range(4)]
    assert {name: each.name for name, each in found.items()} == {"a": "a", "b": "b"}
    assert Engine.runs == 4 + sum(each.repeats for each in found.values())  # 4: to warm up
    assert all(each.seconds > 0 for each in found.values())
    assert session.times_of(models, 1)["a"].repeats >= 3


def test_between_two_runs_other_memory_than_the_models_is_read():
    assert session._cooling()() == 1
