"""Many models for `netlint check`: found in the cache, checked here, or in several processes."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import click

from netlint.cli.saying import AlreadySaid, Progress, every, one_line
from netlint.cli.sharing import Command, with_options
from netlint.errors import ModelError, NetlintError
from netlint.policies import Policies, need_a_clock

if TYPE_CHECKING:
    from netlint.cache import Cache, Key
    from netlint.choices import Choices
    from netlint.cli.sharing import Reading
    from netlint.config import Settings
    from netlint.decks import Rule
    from netlint.findings import Failure, Inspection
    from netlint.pool import Pool
    from netlint.targets import Target

Checked: TypeAlias = "tuple[list[Inspection], list[Failure]]"
"""The models that could be checked, in their order, and those that could not."""

Told = tuple[str, str]
"""The record of a model, or the line that says why there is none."""

_MOST_JOBS = 60  # Windows waits for 63 things at once
_PAYS = 0.2 if sys.platform == "linux" else 2.0
"""Seconds of work that are worth more processes: where they are copied, and where not."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work to put into many models.

    Attributes:
        jobs: how many processes; None: as many as pay for themselves.
        cache: whether to take what was found before.
    """

    jobs: int | None = None
    cache: bool = True


def effort_options(command: Command) -> Command:
    """Adds `--jobs` and `--no-cache`; the command takes an `effort`."""

    @wraps(command)
    def wrapped(*, jobs: int | None, no_cache: bool, **others: Any) -> Any:
        return command(effort=Effort(jobs, not no_cache), **others)

    return with_options(
        wrapped,
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            metavar="N",
            help="Processes. Default: as many as pay for themselves, 1 for few models.",
        ),
        click.option("--no-cache", is_flag=True, help="Look at every model anew."),
    )


class Checks:
    """What `netlint check` does with one model; can be sent to another process."""

    def __init__(
        self,
        settings: Settings,
        choices: Choices,
        reading: Reading,
        target: Target | None = None,
    ) -> None:
        self._settings = settings
        self._choices = choices
        self._reading = reading
        self.target = target
        self.policies = Policies(settings, choices, target)
        self._rules: dict[str, tuple[Rule, ...]] = {}

    def __reduce__(self) -> tuple[type[Checks], tuple[object, ...]]:
        return Checks, (self._settings, self._choices, self._reading, self.target)

    def rules(self, model: str) -> tuple[Rule, ...]:
        """The rules in force for a model.

        Raises:
            UsageError: there are none, a name cannot be followed, or a time is limited that
                no target predicts.
            DeckError: a deck cannot be read.
        """
        if model not in self._rules:
            self._rules[model] = self.policies.rules(model)
        return self._rules[model]

    def cache(self) -> Cache | None:
        """What was found before in models read like this, for this target.

        None where plugins take part: what they say depends on more than can be looked at.
        """
        if self._settings.plugins or self._reading.plugins:
            return None
        from netlint.cache import Cache, cache_folder

        hardware = None
        if self.target is not None:
            hardware = [self.target.id, self.target.file.read_text(encoding="utf-8")]
        reading = asdict(replace(self._reading, builders=()))
        return Cache(cache_folder(), [reading, hardware])

    def record(self, model: str) -> str:
        """Reads a model and checks it; raises whatever goes wrong."""
        from netlint.pipeline import inspect
        from netlint.records import record_of

        self._reading.load_plugins(self._settings)  # once in each process
        rules = self.rules(model)
        return record_of(inspect(self._reading.analyze(model), rules, self.target))

    def built(self) -> Checked:
        """What the rules say of models that are built: in this process, and never kept.

        What their code does depends on more than can be looked at, and TensorFlow does not outlive
        the copying of a process: so they come after the files.
        """
        if not self._reading.builders:
            return [], []
        from netlint.pipeline import inspect

        def check(model: str) -> Inspection:
            self._reading.load_plugins(self._settings)
            rules = self.rules(model)
            return inspect(self._reading.analyze(model), rules, self.target)

        return every(self._reading.builders, check)

    def warm_up(self) -> None:
        """Loads what every model needs, so that processes which copy this one have it."""
        import h5py  # noqa: F401

        import netlint.linting
        import netlint.pipeline  # noqa: F401

        self.policies.of()

    def tell(self, model: str) -> Told:
        """The same where nobody would hear an error: it ends in its line."""
        try:
            return self.record(model), ""
        except Exception as error:  # noqa: BLE001 -- said by the process that asked
            return "", one_line(error, model)


class _Work:
    """Models in turn: in this process, and in several as soon as they pay for themselves."""

    def __init__(
        self, checks: Checks, models: Sequence[str], jobs: int | None, progress: Progress
    ) -> None:
        self._checks = checks
        self._models = models
        self._jobs = jobs
        self._progress = progress
        self._place = {model: number for number, model in enumerate(models)}
        self._seconds: list[float] = []
        self._pool: Pool[Told] | None = None
        self._before = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._stack.close()

    def record(self, model: str) -> str:
        """The record of a model, to be asked for in turn; raises whatever goes wrong."""
        number = self._place[model]
        if self._pool is None:
            self._pool = self._start(number)
        if self._pool is not None:
            return self._from(self._pool, model)
        start = time.perf_counter()
        try:
            return self._checks.record(model)
        finally:
            self._seconds.append(time.perf_counter() - start)

    def _start(self, number: int) -> Pool[Told] | None:
        """A pool for the models that are left, if it pays."""
        left = len(self._models) - number
        if self._jobs == 1 or (self._jobs is None and not self._is_long(left)):
            return None
        from netlint.pool import Pool, processors

        jobs = min(self._jobs or processors(), left, _MOST_JOBS)
        if self._jobs is None and jobs == 1:
            return None
        self._checks.warm_up()
        self._before = number
        pool = Pool(self._checks.tell, self._models[number:], jobs)
        return self._stack.enter_context(pool)

    def _is_long(self, left: int) -> bool:
        """Whether the models that are left take long, as far as those before them tell.

        The first one says nothing: it waits for what all of them need to be loaded.
        """
        known = self._seconds[1:]
        return bool(known) and left * sum(known) / len(known) > _PAYS

    def _from(self, pool: Pool[Told], model: str) -> str:
        from netlint.pool import Died

        def show() -> None:
            self._progress.show(self._progress.start + self._before + pool.done, model)

        told = pool.result(self._place[model] - self._before, show)
        if isinstance(told, Died):
            raise ModelError(
                model,
                f"the process that read it ended ({told.how})",
                "the file is damaged, or there is not enough memory",
            )
        record, line = told
        if line:
            raise AlreadySaid(line)
        return record


def check_all(models: Sequence[str], checks: Checks, effort: Effort) -> Checked:
    """What the rules say of every model, in their order, and those that cannot be checked.

    Args:
        models: the models, each once.
        checks: what to do with one.
        effort: how.

    Raises:
        UsageError: what is said of rules cannot be followed.
        DeckError: a deck cannot be read.
    """
    from netlint.records import inspection_from

    need_a_clock(checks.policies.of().rules, checks.target)  # what is wrong for all is said once
    cache = checks.cache() if effort.cache else None
    known, keys = ({}, {}) if cache is None else _look_up(models, checks, cache)
    left = [model for model in models if model not in known]
    progress = Progress(len(models), len(known))
    with _Work(checks, left, effort.jobs, progress) as work:

        def check(model: str) -> Inspection:
            if model in known:
                return known[model]
            rules = checks.rules(model)
            record = work.record(model)
            if cache is not None and model in keys:
                cache.keep(keys[model], model, record)
            return inspection_from(record, rules)

        return every(models, check, progress)


def _look_up(
    models: Sequence[str], checks: Checks, cache: Cache
) -> tuple[dict[str, Inspection], dict[str, Key]]:
    """What was found before, and the keys of what was not, by the model."""
    known: dict[str, Inspection] = {}
    keys: dict[str, Key] = {}
    for model in models:
        with suppress(NetlintError):  # said when it is the model's turn
            rules = checks.rules(model)
            key = cache.key(model, rules)
            found = None if key is None else cache.find(key, rules)
            if found is not None:
                known[model] = found
            elif key is not None:
                keys[model] = key
    return known, keys
