"""The years of a programme that the names of classes tell: 1A, 2e année, BTS 2."""

import re

from planner.files.spelling import plain

_YEAR_NAME = re.compile(
    r"(?:year|annee|an)?\s*([1-9])\s*(?:re|er|ere|e|eme|nd|nde)?\s*(?:a|annee|an|year)?"
)
_NUMBER = re.compile(r"(?<!\d)[1-9](?!\d)")


def is_year_name(name: str) -> bool:
    """Whether a name is that of a year only: 1A, 2e année."""
    return _YEAR_NAME.fullmatch(plain(name).strip()) is not None


def year_of_name(name: str) -> int | None:
    """Return the year that a name tells; None if it tells none."""
    found = _YEAR_NAME.fullmatch(plain(name).strip())
    number = found[1] if found else next(iter(_NUMBER.findall(name)), None)
    return None if number is None else int(number)
