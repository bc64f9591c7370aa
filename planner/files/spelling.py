"""Names and words as they are the same, however people write them."""

from unicodedata import combining, normalize


def plain(text: str) -> str:
    """Write a text without capitals and accents."""
    return "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))


def folded(text: str) -> str:
    """Write a word without capitals, accents, apostrophes and spaces."""
    return "".join(c for c in plain(text) if not (c.isspace() or c in "'’"))
