"""What keeps the page to itself: data that cannot become markup, and a content security policy.

The policy forbids everything and then allows the page's own scripts and style sheets, named by
their SHA-256 (Content Security Policy Level 3, section 2.3.1), so that the same page has the
same bytes every time. Nothing is fetched, nothing is sent, no handler in an attribute runs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.comparison import PlotlyJs

PLOTLY_FILE = "plotly.min.js"
PLOTLY_CDN = "https://cdn.plot.ly"

_RISKY = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_STYLE_TEXT = re.compile(r"\.textContent='([^']{200,})'")
_RISKY_LETTER = re.compile("[<>&]")


def json_text(value: object) -> str:
    """JSON that may stand in a script element: it holds no `<`, `>` or `&`, and only ASCII."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return _RISKY_LETTER.sub(lambda found: _RISKY[found[0]], text)


def script_text(source: str) -> str:
    """A script that no part of ends its element early; what it does stays the same.

    Carriage returns go: a browser takes them away before it compares the hash.
    """
    safe = source.replace("\r\n", "\n").replace("\r", "\n")
    return safe.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def added_styles(source: str) -> list[str]:
    """The texts of the style sheets that a script adds while it loads.

    Plotly brings that of its maps along, as one literal without escapes. The page has no map,
    but a sheet that the policy does not know would be an error in the browser's console.
    """
    return [text for text in _STYLE_TEXT.findall(source) if "\\" not in text]


def digest(text: str, algorithm: str = "sha256") -> str:
    """The hash of a script or a style sheet as policies and integrity attributes write it."""
    found = hashlib.new(algorithm, text.encode("utf-8")).digest()
    return f"{algorithm}-{base64.b64encode(found).decode('ascii')}"


def policy(scripts: Sequence[str], styles: Sequence[str], plotlyjs: PlotlyJs = "inline") -> str:
    """The content security policy of a page.

    Args:
        scripts: the texts of its scripts.
        styles: the texts of its style sheets. Plotly adds an empty one that it fills by
            itself, so the empty text is allowed too.
        plotlyjs: where Plotly comes from, if it is not among the scripts.
    """
    allowed = [f"'{digest(text)}'" for text in scripts]
    allowed += {"inline": [], "cdn": [PLOTLY_CDN], "directory": ["'self'"]}[plotlyjs]
    looks = [f"'{digest(text)}'" for text in (*styles, "")]
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(allowed)}",
            f"style-src {' '.join(looks)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
