"""What is accepted of the findings: by waivers of the configuration."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.cli.policies import Policies
    from netlint.config import Settings
    from netlint.findings import Inspection


def today() -> date:
    """The day by which waivers expire."""
    return datetime.now(tz=UTC).date()


def settled(inspection: Inspection, settings: Settings, policies: Policies) -> Inspection:
    """An inspection whose accepted findings are marked."""
    from netlint.modelfiles import waivers_for

    model = inspection.subject.file
    waivers = waivers_for(settings, model)
    if not waivers:  # nothing more is loaded for models that were found in the cache
        return inspection
    from netlint import pipeline
    from netlint.identity import model_path

    return pipeline.settle(
        inspection,
        model_path(model, settings.folder),
        waivers=waivers,
        rules=policies.of(model).waiver_rules,
        today=today(),
    )
