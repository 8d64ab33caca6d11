"""What a figure of the page is: what Plotly draws, and the same in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from netlint.escaping import printable

SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "cross",
    "x",
    "star",
    "hexagon",
)
"""Plotly's name of each network's mark, in the order of the networks."""

GLYPHS = ("●", "■", "◆", "▲", "✚", "✖", "★", "⬢")
"""The same marks as letters."""

_DASHES = ("solid", "dash", "dot", "longdash")

Spec = dict[str, object]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure.

    Attributes:
        name: unique in the page, for instance `equal`.
        label: what it shows, in one sentence: the text alternative.
        spec: `data` and `layout` as Plotly takes them, colours as `var(--name)` of the style
            sheet; None where there is nothing to draw.
        height: in pixels.
        headings: the columns of the table that says the same.
        rows: its rows.
        empty: what stands in its place where there is nothing to draw.
        note: what the drawing leaves out; empty for nothing.
    """

    name: str
    label: str
    spec: Spec | None
    height: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a network is told from the others: by colour, and by shape.

    Attributes:
        index: its place among the networks.
    """

    index: int

    @property
    def number(self) -> int:
        """Which of the colours of the style sheet, `--net-0` to `--net-7`."""
        return self.index % len(SYMBOLS)

    @property
    def color(self) -> str:
        """The colour, as a variable of the style sheet."""
        return f"var(--net-{self.number})"

    @property
    def turn(self) -> int:
        """How often all colours were used before."""
        return self.index // len(SYMBOLS)

    @property
    def symbol(self) -> str:
        """Plotly's name of the shape; another one where the colour comes round again."""
        return SYMBOLS[(self.index + self.turn) % len(SYMBOLS)]

    @property
    def glyph(self) -> str:
        """The shape as a letter."""
        return GLYPHS[(self.index + self.turn) % len(GLYPHS)]

    @property
    def dash(self) -> str:
        """Plotly's name of the kind of line; another one where the colour comes round again."""
        return _DASHES[self.turn % len(_DASHES)]


def plain(text: str, limit: int = 60) -> str:
    """A name for Plotly, which takes `<b>` and `&amp;` for markup: both stand for themselves.

    Plotly knows a few tags and drops all others; `&lt;` is shown as `<`.
    """
    shown = printable(text, limit)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def axis(title: str = "", **more: object) -> Spec:
    """An axis with a title."""
    return {"title": {"text": title}, **more}


def limit_lines(limits: list[tuple[str, float]], *, across: bool) -> tuple[list[Spec], list[Spec]]:
    """Lines at a rule's limits, and their names.

    Args:
        limits: the level and the figure of each.
        across: whether the lines are vertical, for figures along the x axis.
    """
    along, figure = ("y", "x") if across else ("x", "y")
    shapes: list[Spec] = [
        {
            "type": "line",
            "layer": "above",
            f"{along}ref": "paper",
            f"{along}0": 0,
            f"{along}1": 1,
            f"{figure}0": value,
            f"{figure}1": value,
            "line": {"color": f"var(--{level})", "width": 1, "dash": "dot"},
        }
        for level, value in limits
    ]
    names: list[Spec] = [
        {
            "text": level,
            f"{along}ref": "paper",
            along: 1,
            figure: value,
            "showarrow": False,
            "font": {"size": 11, "color": f"var(--{level})"},
            **(
                {"xanchor": "left", "yanchor": "bottom", "textangle": 0}
                if across
                else {"xanchor": "right", "yanchor": "bottom"}
            ),
        }
        for level, value in limits
    ]
    return shapes, names
