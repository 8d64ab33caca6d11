"""`netlint zoo`: the built-in networks, listed and written to files."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netlint.cli.sharing import format_option
from netlint.cli.terminal import file_of, write
from netlint.errors import UsageError
from netlint.zoonames import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netlint.report import Totals
    from netlint.zoo import Family, Published

SCHEMA = "netlint-zoo/1"
_SUFFIXES = (".h5", ".keras", ".json")


@click.group("zoo", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """The built-in networks: `zoo:NAME` stands for one wherever MODEL is taken."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@command.command("list")
@format_option("text", "json")
def list_networks(format_name: str) -> None:
    """List the networks, what their default variants cost, and what can be chosen."""
    from netlint.pipeline import analyze
    from netlint.zoo import families

    totals = [
        (family, analyze(f"{PREFIX}{name}", convention="paper").totals)
        for name, family in families().items()
    ]
    write(_json(totals) if format_name == "json" else _text(totals), None)


@command.command("export")
@click.argument("name", metavar="NAME")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="A .h5, .keras or .json file, written whole or not at all.",
)
def export(name: str, output: str) -> None:
    """Write the network NAME, for instance shufflenet_v2?width=1.5, to a Keras file.

    A .json file holds the architecture; for a default variant it needs no Keras. The other two
    hold weights too, drawn at random.
    """
    from netlint.zoo import entry

    file = file_of(output)
    suffix = ".json" if file is None else Path(file).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"cannot tell the format of {output!r}: wants {', '.join(_SUFFIXES)}")
    variant = entry(PREFIX + name.removeprefix(PREFIX))
    if file is None or suffix == ".json":
        write(variant.architecture(), file)
    else:
        from netlint.output import write_file

        write_file(file, _saved(variant.build(), suffix))


def _saved(model: Any, suffix: str) -> bytes:
    """A model as Keras writes it to a file."""
    import logging

    logging.getLogger("absl").setLevel(logging.ERROR)  # Keras calls .h5 legacy; it was asked for
    with tempfile.TemporaryDirectory(prefix="netlint-") as folder:
        path = Path(folder) / f"model{suffix}"
        model.save(path)
        return path.read_bytes()


def _text(totals: Sequence[tuple[Family, Totals]]) -> str:
    """A table of the default variants, then the options of each network."""
    from netlint.zoo import entry

    entries = [entry(f"{PREFIX}{family.name}") for family, _ in totals]
    rows = _table(
        ("name", [each.spec for each in entries], False),
        ("network", [each.title for each in entries], False),
        ("params", [f"{each.trainable_params:,}" for _, each in totals], True),
        ("mult-adds", [f"{each.mult_adds:,}" for _, each in totals], True),
        ("top-1 error", [_error(each.published) for each in entries], True),
    )
    chosen = [(family, key) for family, _ in totals for key in family.options]
    options = _table(
        ("name", [family.name for family, _ in chosen], False),
        ("option", [key for _, key in chosen], False),
        ("default", [f"{family.defaults[key]:g}" for family, key in chosen], True),
        ("values", [family.options[key].allowed for family, key in chosen], False),
        ("meaning", [family.options[key].about for family, key in chosen], False),
    )
    notes = [
        "",
        "Parameters: trainable ones. Top-1 error: as published, ImageNet, one crop.",
        "Options, as in zoo:shufflenet_v2?width=1.5&classes=10 (these variants need Keras):",
        "",
    ]
    return "\n".join([*rows, *notes, *options]) + "\n"


def _table(*columns: tuple[str, Iterable[str], bool]) -> list[str]:
    from netlint.writers.layout import TextColumn, table_lines

    head, rows = table_lines(
        [TextColumn(heading, list(cells), right=right) for heading, cells, right in columns]
    )
    return [*head, *rows]


def _error(published: Published | None) -> str:
    error = None if published is None else published.top1_error
    return "-" if error is None else f"{error:.1f} %"


def _json(totals: Sequence[tuple[Family, Totals]]) -> str:
    networks = [_document(family, each) for family, each in totals]
    return json.dumps({"schema": SCHEMA, "networks": networks}, indent=1) + "\n"


def _document(family: Family, totals: Totals) -> dict[str, object]:
    from dataclasses import asdict

    from netlint.zoo import entry

    default = entry(f"{PREFIX}{family.name}")
    return {
        "name": family.name,
        "spec": default.spec,
        "title": default.title,
        "trainable_params": totals.trainable_params,
        "mult_adds": totals.mult_adds,
        "top1_error": None if default.published is None else default.published.top1_error,
        "options": [
            {
                "name": key,
                "default": family.defaults[key],
                "values": None if isinstance(option.values, range) else list(option.values),
                "allowed": option.allowed,
                "about": option.about,
            }
            for key, option in family.options.items()
        ],
        "published": [asdict(each) for each in family.published],
    }
