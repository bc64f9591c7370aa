"""What a sheet needs on paper: its scale, its pages, the lines of its text.

Lengths are in points, column widths in characters, as spreadsheet programs state them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SMALLEST_TYPE = 7.0
"""The smallest printed type."""

TYPE_SIZE = 10.0
"""The size of text on the sheet: no smaller one is used, so that it may be scaled to 7 pt."""

_SMALLEST_SCALE = math.ceil(100 * SMALLEST_TYPE / TYPE_SIZE) / 100

_CHARACTER = 5.6
"""The width of a character of a column: a digit of Calibri 11 (LibreOffice; Excel rounds down)."""

_CHARACTER_ON_SCREEN = 5.25
"""The same in Excel, in whole pixels: by it, lines are wrapped earliest."""

_PADDING = 4.0
"""The space that a cell leaves beside its text, on both sides together."""

_LINE = 1.3
"""The height of a line, and half of the space around it, by the size of the type."""

ROW_HEIGHT = 15.0
"""The height of a row of one line."""

PIXEL = 0.75
"""The unit of heights, in points: spreadsheet programs lay rows out in whole pixels."""

_HIGHEST = 400.0
"""The largest height of a row; the limit of Excel is 409."""

_LETTERS = {" ": 0.23, ".,:;'’!()[]-·ijlI": 0.29, "/|frtJ": 0.37, "aegkvxyéèêà": 0.49, "csz": 0.42}
_LETTERS |= {"OQ%&…": 0.71, "mwMW@—": 0.89}
_WIDTHS = {letter: width for letters, width in _LETTERS.items() for letter in letters}
"""The widths of letters in bold Calibri, by its size; of others, see `_letter_width`."""


@dataclass(frozen=True)
class Paper:
    """A page of A4 less its margins."""

    width: float
    height: float

    @property
    def characters(self) -> float:
        """The sum of the column widths that still prints at the smallest scale."""
        return self.width / _CHARACTER / _SMALLEST_SCALE

    @property
    def highest(self) -> float:
        """The sum of the row heights that still prints on one page at the smallest scale."""
        return self.height / _SMALLEST_SCALE

    def scale(self, characters: float, height: float) -> int:
        """Return the scale at which columns and rows fit, in per cent, at most 100."""
        return math.floor(100 * min(1, self.width / characters / _CHARACTER, self.height / height))


A4_WIDTH, A4_HEIGHT = 595.28, 841.89
"""The sides of a page of A4."""

A3_WIDTH, A3_HEIGHT = 841.89, 1190.55
"""The sides of a page of A3."""


def column_pages(
    widths: Sequence[float], repeated: int, groups: Sequence[int], most: float
) -> list[int]:
    """Share columns among pages, each of which repeats the first ones.

    Parameters
    ----------
    repeated
        The number of columns that every page begins with.
    groups
        The last columns of the groups, which are not broken, from 1.
    most
        The largest sum of the widths on a page.

    Returns
    -------
    list of int
        The last column of each page.
    """
    room = most - sum(widths[:repeated])
    ends: list[int] = []
    taken, before = 0.0, repeated
    for last in groups:
        width = sum(widths[before:last])
        if taken and taken + width > room:
            ends.append(before)
            taken = 0.0
        taken, before = taken + width, last
    return [*ends, before]


def text_width_in_characters(text: str) -> float:
    """Return the width of the column in which a text stands on one line."""
    letters = max(sum(map(_letter_width, line)) for line in text.split("\n"))
    return (letters * TYPE_SIZE + _PADDING) / _CHARACTER_ON_SCREEN


def shared_widths(needed: Sequence[float], room: float) -> list[float]:
    """Give columns the widths that they need, or else make the widest narrower, all alike."""
    left, widths = room, dict.fromkeys(range(len(needed)), 0.0)
    for place, column in enumerate(sorted(widths, key=needed.__getitem__)):
        widths[column] = min(needed[column], left / (len(needed) - place))
        left -= widths[column]
    return list(widths.values())


@lru_cache(4096)
def line_count(text: str, width: float, size: float = TYPE_SIZE) -> int:
    """Return on how many lines a text stands in a cell, wrapped at words, at least 1."""
    room = (width * _CHARACTER_ON_SCREEN - _PADDING) / size
    return sum(_wrapped(line, room) for line in text.split("\n"))


def row_height(lines: int, size: float = TYPE_SIZE) -> float:
    """Return the height of a row with some lines of text."""
    return min(_LINE * size * lines + 2, _HIGHEST)


def whole_pixels(height: float) -> float:
    """Return a height rounded up to whole pixels."""
    return math.ceil(height / PIXEL) * PIXEL


def _wrapped(line: str, room: float) -> int:
    """Count the lines of a text; `room` is their width by the size of the type."""
    lines, left = 1, room
    for word in _words(line):
        width = sum(map(_letter_width, word))
        if width > left and left < room:
            lines, left = lines + 1, room
        while width > room:  # a longer word is broken
            lines, width = lines + 1, width - room
        left -= width + _letter_width(" ")
    return lines


def _words(line: str) -> Iterator[str]:
    """Yield the parts between which a line may be broken."""
    for word in line.split(" "):
        head, *others = word.split("-")
        yield from (f"{part}-" for part in [head, *others][:-1])
        yield [head, *others][-1]


def _letter_width(letter: str) -> float:
    return _WIDTHS.get(letter, 0.6 if letter.isupper() else 0.54)
