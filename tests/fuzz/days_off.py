"""Random days off: public holidays, and when the school is closed."""

from collections.abc import Sequence
from datetime import date
from random import Random

from tests.fuzz.calendar import DAY, HOLIDAYS, is_in_holidays
from tests.fuzz.choosing import Tables, given, some


def public_holidays(chance: Random, days: Sequence[date]) -> Tables:
    table: Tables = {"country": "FR"}
    if given(chance):
        added = some(chance, days, 6)
        table["added"] = [{"name": "fête", "date": day} for day in added]
    if given(chance, 12):
        table["solidarity_day"] = chance.choice([{"feast": "whit_monday"}, {"month": 11, "day": 1}])
    elif given(chance, 12):
        table["taken_away"] = [chance.choice([{"month": 5, "day": 8}, {"feast": "ascension"}])]
    return table


def closures(chance: Random, days: Sequence[date], cohorts: int) -> Tables:
    """Choose when the school is closed, in a year of so many cohorts."""
    table: Tables = {}
    numbers = sorted({day.isocalendar().week for day in days})
    if given(chance, 2):
        zone = chance.choice("ABC")
        touched = [name for name in HOLIDAYS if any(is_in_holidays(d, zone, name) for d in days)]
        names = some(chance, touched if touched and not given(chance) else [*HOLIDAYS], 2)
        table["school_holidays"] = {"zone": zone, "names": names}
    if given(chance, 4):
        table["weeks"] = [chance.choice(numbers)]
    if given(chance):
        first = chance.choice(days)
        table["days"] = [{"first": first, "last": first + chance.randint(0, 7) * DAY}]
    if given(chance, 3):
        table["single_days"] = single_days(chance, days, cohorts)
    if given(chance, 12):
        table["open_weeks"] = [chance.choice(numbers)]
    return table


def single_days(chance: Random, days: Sequence[date], cohorts: int) -> list[Tables]:
    """Choose single closed days: all lost or all made up, as no day may be both."""
    more: Tables = {"hours": "lost"} if given(chance, 3) else {}
    found = []
    for first in some(chance, days, 3):
        table: Tables = {"first": first, **more}
        if given(chance, 2):
            table["last"] = first + chance.choice([1, 2, 4, 7]) * DAY
        if given(chance, 2):
            table["cohorts"] = some(chance, [f"{n + 1}A" for n in range(cohorts)], 2)
        found.append(table)
    return found
