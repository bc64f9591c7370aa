"""Normalisation of words for comparison: case, accents, spaces."""

from unicodedata import combining, normalize


def plain(text: str) -> str:
    """Return a text case-folded and without accents (combining marks)."""
    return "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))


def folded(text: str) -> str:
    """Return a word case-folded and without accents, apostrophes and spaces."""
    return "".join(c for c in plain(text) if not (c.isspace() or c in "'’"))
