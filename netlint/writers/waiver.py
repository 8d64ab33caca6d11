"""A waiver as the configuration writes it: a table of TOML, ready to be pasted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from netlint.errors import UsageError

if TYPE_CHECKING:
    from netlint.waivers import Waiver


def waiver_table(waiver: Waiver, covers: Mapping[str, Sequence[str]], heading: str) -> str:
    """The table, with a line for each layer that it covers.

    Args:
        waiver: what it says; its own `covers` are not looked at.
        covers: the paths of the layers, by the model's path.
        heading: `waivers`, in a `pyproject.toml` `tool.netlint.waivers`.

    Raises:
        UsageError: a name holds what no TOML file can (half a surrogate pair).
    """
    lines = [f"[[{heading}]]", f"rule = {toml_text(waiver.rule)}"]
    lines.append(f"models = [{_listed(waiver.models)}]")
    if waiver.layers:
        lines.append(f"layers = [{_listed(waiver.layers)}]")
    lines.append(f"reason = {toml_text(waiver.reason)}")
    if waiver.owner:
        lines.append(f"owner = {toml_text(waiver.owner)}")
    if waiver.expires is not None:
        lines.append(f"expires = {waiver.expires.isoformat()}")
    lines += ["", f"[{heading}.covers]"]
    for model, layers in covers.items():
        each = (f"    {toml_text(layer)}," for layer in layers)
        lines += [f"{toml_text(model)} = [", *each, "]"]
    return "\n".join(lines) + "\n"


def toml_text(text: str) -> str:
    """A text as TOML writes it, in printable characters, and no command to a build server.

    JSON's escapes are among those of TOML (toml.io, v1.0.0, "String").

    Raises:
        UsageError: it holds half a surrogate pair, which TOML has no way to write.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    if not quoted.isprintable():
        quoted = "".join(letter if letter.isprintable() else _escape(letter) for letter in quoted)
    return quoted.replace("::", "\\u003a:").replace("##", "\\u0023#")


def _escape(letter: str) -> str:
    code = ord(letter)
    if 0xD800 <= code < 0xE000:
        raise UsageError("a name holds half a surrogate pair, which a TOML file cannot")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(toml_text, texts))
