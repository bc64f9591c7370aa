"""The letters of charts: their font, the width of a line, lines of a given width.

Widths are in inches, font sizes in points.
"""

import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.documents.font_files import SHIPPED_FONTS
from planner.documents.plotting import FontProperties, add_fonts, get_font, text_to_path

FAMILIES = (
    "DejaVu Sans",
    "Source Sans 3",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans CJK SC",
)
"""The font of all charts, and those that have what it lacks."""

POINTS_AN_INCH = 72

_FILES = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
"""The files of the font of all charts, by weight: it need not be searched for."""

MEASURED = 100.0
"""The size at which letters are measured: their widths grow with it, as they are not hinted."""


def font_of(line: str, size: float, weight: str = "normal") -> FontProperties:
    """Return the font of a line, whatever the settings of matplotlib are."""
    return _font(size, weight, _letters(weight).issuperset(map(ord, line)))


@cache
def _letters(weight: str) -> frozenset[int]:
    """Return the letters that the font of all charts has."""
    return frozenset(get_font(SHIPPED_FONTS / _FILES[weight]).get_charmap())


@lru_cache(maxsize=256)
def _font(size: float, weight: str, is_first: bool) -> FontProperties:
    """Return the font of all charts, or all fonts in their order."""
    if is_first:
        file = str(SHIPPED_FONTS / _FILES[weight])
        return FontProperties(family=FAMILIES[0], weight=weight, size=size, fname=file)
    add_fonts()
    return FontProperties(
        family=list(FAMILIES),
        style="normal",
        variant="normal",
        weight=weight,
        stretch="normal",
        size=size,
    )


def text_width(line: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text, in inches."""
    return _measured_width(line, weight) * size / MEASURED / POINTS_AN_INCH


@lru_cache(maxsize=8192)
def _measured_width(line: str, weight: str) -> float:
    letters = font_of(line, MEASURED, weight)
    with missing_letters_as_boxes():
        width, _, _ = text_to_path.get_text_width_height_descent(line, letters, ismath=False)
    return float(width)


@contextmanager
def missing_letters_as_boxes() -> Iterator[None]:
    """Do not warn of letters that no font has: they are drawn as empty boxes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield


@dataclass(frozen=True)
class Letter:
    """A letter of a line, at the size of `MEASURED`: its outline, and where in the line it lies.

    Lengths are in points, from the beginning of the line to the right and upwards.

    Attributes
    ----------
    vertices, codes
        The outline, as that of a path of matplotlib.
    """

    x: float
    y: float
    vertices: NDArray[np.float64]
    codes: NDArray[np.uint8]


@lru_cache(maxsize=8192)
def letters_of(line: str, weight: str) -> Sequence[Letter] | None:
    """Return the letters of a line; None if the font of all charts lacks one of them."""
    if not _letters(weight).issuperset(map(ord, line)):
        return None
    font = get_font(SHIPPED_FONTS / _FILES[weight])
    font.set_size(MEASURED, POINTS_AN_INCH)
    placed, _, _ = text_to_path.get_glyphs_with_font(font, line, _outlines)
    return [Letter(x, y, *_outlines[glyph]) for glyph, x, y, _ in placed]


_outlines: dict[str, tuple[NDArray[np.float64], NDArray[np.uint8]]] = {}
"""The outlines of the letters laid out so far, by the names that matplotlib gives them."""


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

    It has at least one character, and ends at a word or a hyphen unless `cut`.
    """
    lengths = range(2, len(text) + 1)
    fits = 1 + bisect_right(lengths, width, key=lambda n: text_width(text[:n], size, weight))
    if cut or fits == len(text):
        return text[:fits]
    end = max(text.rfind(" ", 0, fits + 1), text.rfind("-", 1, fits) + 1)
    return text[:end] if end > 0 else text[:fits]
