"""A pool of processes that outlives its workers: one that dies costs the item it worked on.

`concurrent.futures` gives up the whole pool when a process dies, and does not say on what. Here
every process has one item at a time, so that it is known which file crashed a library of C.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, Self, TypeVar

_T = TypeVar("_T")

FORKS = sys.platform == "linux"
"""Whether a new process is a copy of this one, with all that is loaded: in milliseconds.

Elsewhere it starts from nothing: macOS's own libraries do not bear copying, Windows has none.
"""


@dataclass(frozen=True, slots=True)
class Died:
    """What becomes of an item whose process died.

    Attributes:
        how: what ended it, for instance `SIGSEGV` or `exit code 3`.
    """

    how: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    line: Connection
    item: int


class Pool(Generic[_T]):
    """Work on items in several processes; results are taken in any order."""

    def __init__(self, work: Callable[[str], _T], items: Sequence[str], jobs: int) -> None:
        """Plans the work; it starts when a result is asked for, within a `with` block.

        Args:
            work: what to do with an item: it raises nothing, and must be fit to be pickled.
            items: the items.
            jobs: how many processes.
        """
        self._work = work
        self._items = items
        self._jobs = jobs
        self._next = 0
        self._workers: list[_Worker] = []
        self._results: dict[int, _T | Died] = {}
        self._processes = get_context("fork") if FORKS else get_context("spawn")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()  # it reads, and has nothing to put in order
        for worker in self._workers:
            _end(worker)

    @property
    def done(self) -> int:
        """How many items are done."""
        return len(self._results)

    def result(self, index: int, waiting: Callable[[], object] = lambda: None) -> _T | Died:
        """The result of an item, as soon as it is there.

        Args:
            index: the item's place.
            waiting: called whenever some item is done.
        """
        while index not in self._results:
            self._start()
            for line in wait([worker.line for worker in self._workers]):
                self._take(next(each for each in self._workers if each.line is line))
            waiting()
        return self._results[index]

    def _start(self) -> None:
        while self._next < len(self._items) and len(self._workers) < self._jobs:
            with _without_interrupt():
                ours, theirs = self._processes.Pipe()
                process = self._processes.Process(
                    target=_serve, args=(self._work, theirs, ours if FORKS else None), daemon=True
                )
                process.start()
                theirs.close()
                self._workers.append(_Worker(process, ours, -1))
            self._give(self._workers[-1])

    def _give(self, worker: _Worker) -> None:
        """Gives a worker the next item; to one that is dead already too: it is found out."""
        worker.item = self._next
        self._next += 1
        with suppress(OSError):
            worker.line.send(self._items[worker.item])

    def _take(self, worker: _Worker) -> None:
        try:
            self._results[worker.item] = worker.line.recv()
        except (EOFError, OSError):
            self._workers.remove(worker)
            self._results[worker.item] = Died(_how(_end(worker)))
            return
        if self._next < len(self._items):
            self._give(worker)
        else:
            self._workers.remove(worker)
            worker.line.send(None)
            _end(worker)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _serve(work: Callable[[str], object], line: Connection, other_end: Connection | None) -> None:
    """What a worker does: an item after the other, until there is none, or nobody to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells every process: ours ends us
    if other_end is not None:
        other_end.close()
    with suppress(EOFError, OSError):
        while (item := line.recv()) is not None:
            line.send(work(item))


def _end(worker: _Worker) -> int:
    """Waits for the end of a worker that was told of it; its exit code."""
    worker.line.close()
    worker.process.join()
    return worker.process.exitcode or 0


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


@contextmanager
def _without_interrupt() -> Iterator[None]:
    """Keeps Ctrl-C waiting while a process starts: half started it would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
