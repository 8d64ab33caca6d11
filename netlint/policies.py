"""What is in force for a model: by the configuration, and by options or arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from netlint.budgets import TIME
from netlint.choices import OPTION
from netlint.errors import UsageError

if TYPE_CHECKING:
    from netlint.choices import Choices
    from netlint.config import Settings
    from netlint.decks import Rule
    from netlint.findings import Inspection
    from netlint.library import Library
    from netlint.selection import Policy
    from netlint.targets import Target


def settings_here(start: Path | None = None) -> Settings:
    """The configuration of a folder, or of the working directory.

    Raises:
        UsageError: it cannot be followed.
    """
    from netlint.config import load_settings

    return load_settings(Path.cwd() if start is None else start.absolute())


def decks_read(settings: Settings, choices: Choices) -> tuple[str, ...]:
    """The paths that decks are named by: where a single file is one, nothing is written to it."""
    configured = () if settings.choices is None else settings.choices.deck or ()
    return (*(str(settings.folder / name) for name in configured), *(choices.deck or ()))


def today() -> date:
    """The day by which waivers expire."""
    return datetime.now(tz=UTC).date()


def need_a_clock(rules: Sequence[Rule], target: Target | None) -> None:
    """Refuses a budget of time without a target that predicts one.

    Raises:
        UsageError: there is a rule for that budget, and no time model.
    """
    rule = f"max-{TIME}"
    if all(each.name != rule for each in rules) or (target is not None and target.time is not None):
        return
    if target is None:
        lacks = "name a target with --target or in the configuration (see `netlint targets`)"
    else:
        lacks = f"nobody has fitted one for {target.id} (see `netlint targets`)"
    raise UsageError(f"a budget of time (--{rule}, budgets.{TIME}) needs a time model: {lacks}")


def targets_of(named: Sequence[str], settings: Settings) -> tuple[Target, ...]:
    """The targets that options name, else those of the configuration; each once.

    Args:
        named: built-in names or paths, from the working directory.
        settings: the configuration; its relative paths start from its folder.

    Raises:
        TargetError: one is not there, or cannot be followed.
        UsageError: two different ones have the same name.
    """
    if named:
        return _loaded(named, None)
    if not settings.target:  # nothing is imported where no target is meant
        return ()
    from netlint.targets import TargetError

    try:
        return _loaded(settings.target, settings.folder)
    except TargetError as error:
        raise TargetError(f"{settings.file}: 'target': {error}") from None


def target_of(named: Sequence[str], settings: Settings) -> Target | None:
    """The target of a command that takes one: of several configured ones the first.

    Raises:
        TargetError: it is not there, or cannot be followed.
        UsageError: options name several.
    """
    targets = targets_of(named, settings)
    if named and len(targets) > 1:
        names = " and ".join(target.id for target in targets[:2])
        raise UsageError(
            f"--target: one at a time here, not {names} (netlint compare shows several)"
        )
    return targets[0] if targets else None


def _loaded(names: Sequence[str], base: Path | None) -> tuple[Target, ...]:
    from netlint.targets import load_target

    found: dict[str, Target] = {}
    for target in (load_target(name, base) for name in dict.fromkeys(names)):
        other = found.setdefault(target.id, target)
        if other.file.resolve() != target.file.resolve():
            raise UsageError(
                f"two targets are called {target.id!r}: {other.file} and {target.file}; "
                "rename one of the files"
            )
    return tuple(found.values())


class Policies:
    """What is in force for each model; decks are read once, and not before they are needed."""

    def __init__(
        self, settings: Settings, options: Choices | None = None, target: Target | None = None
    ) -> None:
        self._settings = settings
        self._options = () if options is None else (options,)
        self._target = target
        self._known: dict[tuple[str, ...], Policy] = {}
        self._checked = False

    @cached_property
    def library(self) -> Library:
        """The rules there are.

        Raises:
            DeckError: a deck cannot be read.
        """
        from netlint.selection import library_for

        return library_for(self.places(None))

    def of(self, model: str | None = None) -> Policy:
        """What is in force for a model; None: what holds before any override.

        Raises:
            UsageError: a pattern matches no rule (also one of an override for other models),
                or limits contradict each other.
            DeckError: a deck cannot be read, or two chosen rules share an id or a name.
        """
        from netlint.selection import policy_for

        self._check_overrides()
        places = self.places(model)
        sources = tuple(place.source for place in places)
        if sources not in self._known:
            self._known[sources] = policy_for(self.library, places)
        return self._known[sources]

    def rules(self, model: str) -> tuple[Rule, ...]:
        """The rules in force for a model.

        Raises:
            UsageError: there are none, a name cannot be followed, or a budget of time has no clock.
            DeckError: a deck cannot be read.
        """
        policy = self.of(model)
        if not policy.rules:
            why = "those chosen have no limits" if policy.selected else "none is chosen"
            raise UsageError(f"no rule is in force for {model}: {why} (see `netlint config`)")
        need_a_clock(policy.rules, self._target)
        return policy.rules

    def path(self, model: str) -> str:
        """A model's path from the folder of the configuration, as waivers and baselines have it."""
        from netlint.identity import model_path

        return model_path(model, self._settings.folder)

    def waived(self, inspection: Inspection) -> Inspection:
        """An inspection whose waived findings are marked, with what is wrong with the waivers."""
        from netlint.modelfiles import waivers_for

        model = inspection.subject.file
        waivers = waivers_for(self._settings, model)
        if not waivers:  # nothing more is loaded for models that were found in the cache
            return inspection
        from netlint import pipeline

        return pipeline.settle(
            inspection,
            self.path(model),
            waivers=waivers,
            rules=self.of(model).waiver_rules,
            today=today(),
        )

    def idle_limits(self, models: Sequence[str]) -> list[str]:
        """Lines about limits that change nothing, since their rules are in force for no model.

        What the configuration says is not meant where options choose other rules.
        """
        policies = [self.of(model) for model in models]
        idle = frozenset[tuple[str, str]]().union(*(policy.idle for policy in policies))
        heeded = frozenset[tuple[str, str]]().union(*(policy.heeded for policy in policies))
        chosen = any(place.deck or place.select or place.ignore for place in self._options)
        return [
            f"{'--limit' if source == OPTION else source}: the limits of {rule} change nothing: it "
            "is not in force (extend-select adds it)"
            for rule, source in sorted(idle - heeded)
            if source == OPTION or not chosen
        ]

    def _check_overrides(self) -> None:
        """Refuses names that no rule has, also in an override that fits no model of this run.

        Unless an option replaces the decks that the names are of.
        """
        from netlint.selection import check_names

        if self._checked or any(place.deck is not None for place in self._options):
            return
        for override in self._settings.overrides:
            check_names(self.library, override.choices)
        said = self._settings.choices
        for waiver in () if said is None else said.waivers:
            self.library.rule(waiver.rule, f"{self._settings.folder / waiver.source}: rule")
        self._checked = True

    def places(self, model: str | None) -> tuple[Choices, ...]:
        """What is said for a model, in the order in which it is followed.

        A target comes first: its rules can be ignored, and have other limits, like any.
        """
        from netlint.choices import Choices
        from netlint.modelfiles import places_for

        first = (Choices(f"target {self._target.id}", target=True),) if self._target else ()
        if model is not None:
            return (*first, *places_for(self._settings, model), *self._options)
        said = self._settings.choices
        return (*first, *(() if said is None else (said,)), *self._options)
