"""Values of cells as text, and days as cells have them."""

from contextlib import suppress
from datetime import date, datetime, time


def shown(value: object) -> str:
    """Return the value of a cell as displayed: a date as 05/10/2026, an empty cell as ""."""
    match value:
        case None:
            return ""
        case datetime() if value.time() != time():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def day_of_cell(value: object) -> date | None:
    """Return the day that a cell holds, also one written as text: 05/10/2026, 2026-10-05."""
    if isinstance(value, str):
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            with suppress(ValueError):
                return datetime.strptime(value.strip(), form).date()
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
