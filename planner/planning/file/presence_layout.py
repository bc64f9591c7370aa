"""The layout of tables of presences: a row for each run of days that a class is at one place.

`export periods` writes them; `check` reads what classes do (`presence_table`), `learn` where they
are.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from planner.files.spelling import folded


class PresenceColumn(StrEnum):
    """The columns of the table, by the keys of their titles; the first ones are of persons."""

    SURNAME = "surname"
    FIRST_NAME = "first-name"
    COHORT = "cohort"
    COMPANY = "company"
    ACTIVITY = "activity"
    PLACE = "place"
    FIRST = "first"
    LAST = "last"
    DAYS = "days"
    HOURS_A_DAY = "hours-a-day"
    HOURS = "hours"
    REMOTE = "remote"


OF_PERSONS = frozenset((PresenceColumn.SURNAME, PresenceColumn.FIRST_NAME, PresenceColumn.COMPANY))
"""The columns that only a table of persons has."""

_SPELLINGS: Mapping[PresenceColumn, tuple[str, ...]] = {
    PresenceColumn.SURNAME: ("Nom", "Surname"),
    PresenceColumn.COHORT: ("Promotion", "Classe", "Cohort", "Class"),
    PresenceColumn.ACTIVITY: ("Activité", "Activity"),
    PresenceColumn.PLACE: ("Lieu", "Place"),
    PresenceColumn.FIRST: ("Premier jour", "Début", "Date de début", "First day", "Start"),
    PresenceColumn.LAST: ("Dernier jour", "Fin", "Date de fin", "Last day", "End"),
}
"""What the columns that are read may be called; the others follow from them."""

_BY_WORD = {folded(word): column for column, words in _SPELLINGS.items() for word in words}

_NEEDED = frozenset((PresenceColumn.COHORT, PresenceColumn.FIRST, PresenceColumn.LAST))
_TELLING = (PresenceColumn.ACTIVITY, PresenceColumn.PLACE)


def presence_column(header: str) -> PresenceColumn | None:
    """Return the column that a header names; None if it is not read."""
    return _BY_WORD.get(folded(header))


def presence_columns(headers: Iterable[str]) -> Mapping[PresenceColumn, int] | None:
    """Return the positions of the columns of a table, from 0; None if it has no presences."""
    found: dict[PresenceColumn, int] = {}
    for place, header in enumerate(headers):
        if column := presence_column(header):
            found.setdefault(column, place)
    is_told = any(column in found for column in _TELLING)
    return found if is_told and found.keys() >= _NEEDED else None
