"""GitHub annotations: commands to the runner that put a note on a file.

The syntax, and what is escaped in it: github.com/actions/toolkit, `packages/core/src/command.ts`.
That a step shows ten notes of a level: the same, `docs/problem-matchers.md`, "Limitations".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netlint.decks.rule import Level
from netlint.escaping import printable
from netlint.units import many
from netlint.writers.checks.counting import verdict
from netlint.writers.checks.places import named_in, place_in
from netlint.writers.checks.registry import check_writer
from netlint.writers.checks.statements import LONGEST, statement, worst_first
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from netlint.findings import CheckReport, CheckView

MOST = 10
"""Notes of a level that a step shows."""

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


@check_writer("github")
def write_github(report: CheckReport, view: CheckView) -> str:
    """At most ten notes of a level, worst first, how many more there are, and the verdict.

    What is accepted has no note: it would take the place of what is new.
    """
    lines = []
    for level in _COMMANDS:
        notes = list(_notes(report, view, level))
        lines += notes[:MOST]
        if len(notes) > MOST:
            more = many(len(notes) - MOST, "more note")
            lines.append(f"{more} at level {level}: GitHub shows {MOST} of a level per step")
    return "\n".join([*lines, verdict(report)]) + "\n"


def _notes(report: CheckReport, view: CheckView, level: Level) -> Iterator[str]:
    if level is Level.ERROR:
        for failure in report.failed:
            text = printable(failure.problem, LONGEST)
            yield _note(level, failure.file, "could not be checked", text, view)
    for inspection, finding in worst_first(report):
        if finding.level is level and finding.level >= view.show and finding.standing == "new":
            said = statement(finding)
            text = "\n".join(said.lines)
            yield _note(level, inspection.subject.file, said.rule, text, view)


def _note(level: Level, model: str, title: str, text: str, view: CheckView) -> str:
    place = place_in(view, model)
    properties = {"title": title}
    if not is_zoo_name(place.path):  # a built-in network is no file of the repository
        properties = {"file": place.path, "line": str(place.line or 1), **properties}
    stated = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[level]} {stated}::{_data(named_in(view, model) + text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
