"""Work in several processes, some of which die."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import Pipe

import pytest

from netlint import pool as pools
from netlint.pool import Died, Pool, processors

pytestmark = pytest.mark.slow  # starts processes


def work(item: str) -> str:
    """Module level: a process that starts from nothing has to find it."""
    if item == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "exit":
        os._exit(3)
    if item == "slow":
        time.sleep(0.2)
    if item == "pid":
        return str(os.getpid())
    return item.upper()


def results(items: list[str], jobs: int) -> list[str | Died]:
    with Pool(work, items, jobs) as pool:
        found = [pool.result(index) for index in range(len(items))]
        assert pool.done == len(items)
        assert pool._workers == [], "none is left running"
    return found


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_by_their_items(jobs):
    items = ["slow", *(f"item{n}" for n in range(20))]
    assert results(items, jobs) == [item.upper() for item in items]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_that_dies_costs_its_item_only(jobs):
    assert results(["a", "kill", "b", "exit", "kill", "c"], jobs) == [
        "A", Died("SIGKILL"), "B", Died("exit code 3"), Died("SIGKILL"), "C",
    ]  # fmt: skip


def test_another_process_does_the_work():
    assert str(os.getpid()) not in results(["pid", "pid"], 2)


def test_processes_that_start_from_nothing(monkeypatch):
    """As on macOS and Windows."""
    monkeypatch.setattr(pools, "FORKS", False)
    assert results(["a", "exit", "b"], 1) == ["A", Died("exit code 3"), "B"]


def test_what_waits_is_told_of_every_result():
    done = []
    with Pool(work, ["a", "b", "slow"], 1) as pool:
        pool.result(2, lambda: done.append(pool.done))
    assert done == [1, 2, 3]


def test_leaving_early_ends_the_processes():
    with Pool(work, ["a", *["slow"] * 50], 2) as pool:
        pool.result(0)
        workers = [worker.process for worker in pool._workers]
        assert workers
    assert not any(process.is_alive() for process in workers)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals")
def test_ctrl_c_on_the_terminal_does_not_reach_the_processes():
    with Pool(work, ["a", "slow", "b"], 1) as pool:
        pool.result(0)
        os.kill(pool._workers[0].process.pid, signal.SIGINT)
        assert pool.result(1) == "SLOW"
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set()), "it does reach us"


def test_a_process_works_until_there_is_nothing_more():
    before = signal.getsignal(signal.SIGINT)
    try:
        ours, theirs = Pipe()
        for item in ("a", "b", None):
            ours.send(item)
        pools._serve(work, theirs, None)
        assert [ours.recv(), ours.recv()] == ["A", "B"]
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        other, theirs = Pipe()
        ours.close()
        pools._serve(work, theirs, other)  # nobody is left to ask
    finally:
        signal.signal(signal.SIGINT, before)


def test_where_signals_cannot_wait_nothing_is_held_back(monkeypatch):
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    assert results(["a"], 1) == ["A"]


def test_a_signal_without_a_name():
    assert pools._how(-63) == "signal 63"


def test_there_is_a_processor(monkeypatch):
    assert 1 <= processors() <= os.cpu_count()
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert processors() == os.cpu_count()
