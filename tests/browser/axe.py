"""The accessibility checker axe-core, run in a page."""

from __future__ import annotations

from pathlib import Path

import pytest


def serious_faults(page) -> list[tuple[str, str]]:
    """What axe finds that is serious or critical: its rule, and the element."""
    axe = pytest.importorskip("axe_playwright_python")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in serious]
