"""Random years, moments and windows, as tables of a programme file."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from tests.fuzz.calendar import DAY, WEEK, Week
from tests.fuzz.choosing import Tables, given


def academic_year(chance: Random, start_year: int, weeks: int) -> Tables:
    week = chance.choice([36, 40, 45, 48, 50, 51, 52, 1, 6, 14, 17, 19, 27, 28])
    monday = date.fromisocalendar(start_year, week, 1)
    ways: list[Tables] = [
        {"first_week": week},
        {"first_monday_of": monday.month},
        {"starts": {"month": monday.month, "day": min(28, monday.day)}},
    ]
    return {**chance.choice(ways), "weeks": weeks}


def until(chance: Random, year: Sequence[Week]) -> Tables:
    """Choose a day of the week after the year, to which it goes on."""
    day = year[-1].monday + WEEK + chance.randint(0, 6) * DAY
    return {} if (day.month, day.day) == (2, 29) else {"month": day.month, "day": day.day}


def moment(chance: Random, day: date) -> Tables:
    """Choose a way to name a day, or the week in which it lies."""
    monday = day - timedelta(days=day.weekday())
    first = next(d for n in range(7) if (d := monday.replace(day=1) + n * DAY).weekday() == 0)
    since = (monday - first).days // 7
    ways: list[Tables] = [
        {"week": day.isocalendar().week},
        {"date": day},
        {"first_monday_of": monday.month, **({"plus_weeks": since} if since else {})},
    ]
    if (day.month, day.day) != (2, 29):
        ways.append({"month": day.month, "day": day.day})
    return chance.choice(ways)


def day_in(chance: Random, year: Sequence[Week]) -> date:
    """Choose a day of the year, seldom one after it; its first week is partly of another year."""
    first = year[0].monday + 6 * DAY
    last = max(first, year[-1].monday + 4 * DAY)
    if given(chance, 8):
        return last + chance.randint(3, 30) * DAY
    return first + chance.randint(0, (last - first).days) * DAY


def part(chance: Random, year: Sequence[Week]) -> Tables:
    """Choose the keys of a window."""
    table: Tables = {}
    for key in ("from", "until", "before"):
        if given(chance):
            table[key] = moment(chance, day_in(chance, year))
    if table and given(chance, 3):
        table["strict"] = True
    return table
