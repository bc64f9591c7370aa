"""Values of cells as text."""

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
