"""Targets: the chips that networks run on, each described by one file."""

from netlint.targets.fields import TargetError
from netlint.targets.fusion import EVERY_ENGINE, FusionRules
from netlint.targets.loading import built_in_targets, load_target, read_target
from netlint.targets.target import CLASSES, Class, Fit, Specification, Target
from netlint.targets.time import KINDS, Bound, Kind, Parts, Rates, TimeModel, Workload

__all__ = [
    "CLASSES",
    "EVERY_ENGINE",
    "KINDS",
    "Bound",
    "Class",
    "Fit",
    "FusionRules",
    "Kind",
    "Parts",
    "Rates",
    "Specification",
    "Target",
    "TargetError",
    "TimeModel",
    "Workload",
    "built_in_targets",
    "load_target",
    "read_target",
]
