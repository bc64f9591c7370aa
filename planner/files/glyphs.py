"""The characters that the fonts of our documents have, and those that a text has besides.

The list, `glyphs.txt`, is written by `scripts/make-fonts`: ranges of code points in hexadecimal.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unicodedata import category

_LIST = Path(__file__).with_suffix(".txt")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Categories of characters that need no glyph: controls, joiners, spaces."""

_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Variation selectors, which need none either."""


def without_glyph(text: str) -> Sequence[str]:
    """Return the characters of a text, each once, that no font of our documents has."""
    if text.isascii():
        return ()
    return tuple(dict.fromkeys(c for c in text if not _has_glyph(c) and not _is_unseen(c)))


def with_codes(characters: Sequence[str]) -> str:
    """Return characters in quotes, with their code points."""
    return ", ".join(f'"{character}" (U+{ord(character):04X})' for character in characters)


def _has_glyph(character: str) -> bool:
    firsts, lasts = _ranges()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def _is_unseen(character: str) -> bool:
    return category(character) in _UNSEEN or any(ord(character) in some for some in _SELECTORS)


@cache
def _ranges() -> tuple[Sequence[int], Sequence[int]]:
    """Return the first and the last code points of the ranges."""
    lines = _LIST.read_text(encoding="ascii").split()
    ends = [[int(end, 16) for end in line.split("-")] for line in lines]
    return [first for first, _ in ends], [last for _, last in ends]
