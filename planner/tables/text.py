"""What stands in a cell, as text: as a person sees it, and as words are compared."""

from datetime import date, datetime, time
from unicodedata import combining, normalize


def plain(text: str) -> str:
    """Write a text without capitals and accents."""
    return "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))


def folded(text: str) -> str:
    """Write a word without capitals, accents, apostrophes and spaces."""
    return "".join(c for c in plain(text) if not (c.isspace() or c in "'’"))


def shown(value: object) -> str:
    """Write the value of a cell as a person sees it: a date as 05/10/2026."""
    match value:
        case None:
            return ""
        case datetime() if value.time() != time():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case float() if value.is_integer():
            return str(int(value))
    return str(getattr(value, "text", value))  # the text of an array formula
