"""The common base of all charts (matplotlib): page sizes, text metrics, deterministic files.

Lengths are in inches, font sizes in points.
"""

import io
import warnings
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Literal

from planner.documents.plotting import (
    Axes,
    Figure,
    FontProperties,
    shipped_settings,
    text_to_path,
)
from planner.words.colours import INK

ImageFormat = Literal["png", "svg"]
"""The format of a chart."""

A4_LANDSCAPE = (11.69, 8.27)
"""Width and height of a page, in inches."""

A3_LANDSCAPE = (16.54, 11.69)
"""Width and height of a page, in inches."""

PNG_DPI = 200
"""The resolution of PNG files, in dots per inch."""

FAMILIES = [
    "DejaVu Sans",
    "Source Sans 3",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans CJK SC",
]
"""The font of all charts, and those that have what it lacks."""

_SETTINGS: dict[str, Any] = {
    "font.family": FAMILIES,
    "svg.hashsalt": "planner",
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
    "hatch.color": "#8A8A8A",
}
"""A fixed hash salt makes the ids in SVG files deterministic."""

_POINTS_AN_INCH = 72
_PIXEL_HINTING = 1.03
"""Glyphs fitted to the pixels of a PNG are up to this factor wider."""


def render_figure(draw: Callable[[], Figure], kind: ImageFormat) -> bytes:
    """Draw a figure and serialize it: the same figure gives the same bytes."""
    stream = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with shipped_settings(_SETTINGS), warnings.catch_warnings():
        # missing glyphs are drawn as empty boxes
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = draw()
        figure.savefig(stream, format=kind, dpi=PNG_DPI, metadata=metadata)
    return stream.getvalue()


def text_width(line: str, size: float, weight: str = "normal") -> float:
    """Return an upper bound of the width of a line of text, in inches."""
    letters = FontProperties(
        family=FAMILIES,
        style="normal",
        variant="normal",
        weight=weight,
        stretch="normal",
        size=size,
    )
    width, _, _ = text_to_path.get_text_width_height_descent(line, letters, ismath=False)
    return float(width) / _POINTS_AN_INCH * _PIXEL_HINTING


def wrap_to_width(
    text: str, width: float, size: float, most: int = 1, weight: str = "normal"
) -> list[str]:
    """Wrap text into lines of a width in inches.

    Parameters
    ----------
    most
        The largest number of lines; the last one is truncated with an ellipsis.
    """
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        line = _fitting_prefix(rest, width, size, weight)
        if len(lines) == most - 1 and len(line) < len(rest):
            line = _fitting_prefix(
                rest, width - text_width("…", size, weight), size, weight, cut=True
            )
            lines.append(f"{line.rstrip()}…")
            break
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return lines


def _fitting_prefix(text: str, width: float, size: float, weight: str, cut: bool = False) -> str:
    """Return the longest prefix of a text that fits a width, found by bisection.

    It has at least one character, and ends at a word unless `cut`.
    """
    lengths = range(2, len(text) + 1)
    fits = 1 + bisect_right(lengths, width, key=lambda n: text_width(text[:n], size, weight))
    if cut or fits == len(text):
        return text[:fits]
    last_space = text.rfind(" ", 0, fits + 1)
    return text[:last_space] if last_space > 0 else text[:fits]


def inch_page(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a page whose axes are in inches, from the upper left corner downwards."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return figure, axes


def draw_text(
    axes: Axes,
    x: float,
    y: float,
    line: str,
    size: float = 8,
    weight: str = "normal",
    ha: str = "left",
    *,
    color: str = f"#{INK}",
    zorder: float = 3,
) -> None:
    """Draw a line of text at a position; `ha` is its horizontal alignment."""
    axes.text(
        x, y, line, fontsize=size, fontweight=weight, ha=ha, va="center", color=color, zorder=zorder
    )
