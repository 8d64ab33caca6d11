"""Colours of a terminal, in the styles of rich; it is imported only where colour is wanted."""

from __future__ import annotations

from collections.abc import Callable

Paint = Callable[[str, str], str]
"""`text, style -> text`; a style is a word of rich such as `bold red`, or empty."""


def painter(color: bool) -> Paint:
    """Colours text with a style of rich; without colour text stays as it is."""
    if not color:
        return lambda text, _: text
    from rich.color import ColorSystem
    from rich.style import Style

    styles: dict[str, Style] = {}

    def paint(text: str, style: str) -> str:
        if not style or not text:
            return text
        if style not in styles:
            styles[style] = Style.parse(style)
        return styles[style].render(text, color_system=ColorSystem.STANDARD)

    return paint
