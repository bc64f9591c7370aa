"""Random rhythms: patterns, blocks, the days on which a cohort changes."""

from collections.abc import Sequence
from random import Random

from tests.fuzz.calendar import Week
from tests.fuzz.choosing import Tables, around, given, some
from tests.fuzz.cohort import Cohort
from tests.fuzz.moments import day_in, moment, part
from tests.fuzz.rows import Run, Weeks, runs

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def change_days(chance: Random, year: Sequence[Week]) -> list[object]:
    """Choose the days on which a cohort may change."""
    if given(chance, 4):
        return ["any"]
    days: list[object] = [*some(chance, WEEKDAYS, 2)]
    if given(chance, 3):
        days.append(day_in(chance, year))
    return days


def pattern(chance: Random, cohort: Cohort) -> Tables:
    table: Tables = {
        "weeks": chance.choices(cohort.placeable, k=chance.randint(1, 3)),
        "week_53": chance.choice(["counted", "counted", *cohort.placeable, "none"]),
    }
    if given(chance, 2):
        table["counted_by"] = "iso_week"
    if given(chance, 3):
        table["preferred"] = True
    if given(chance, 4):
        table["most_departures"] = chance.randint(0, 2)
    if given(chance, 4):
        days = (day_in(chance, cohort.year) for _ in range(chance.randint(1, 2)))
        table["except"] = [moment(chance, day) for day in days]
    return table


def patterns(chance: Random, cohort: Cohort) -> Tables:
    """Choose rhythms: of the year, of a part of it."""
    table: Tables = {}
    if given(chance, 5):
        table["pattern"] = pattern(chance, cohort)
    if given(chance, 6):
        table["patterns"] = {"P": pattern(chance, cohort) | span(chance, cohort)}
    elif given(chance, 8):
        table["patterns"] = {"P": part_of_block(chance, cohort)}
    return table


def span(chance: Random, cohort: Cohort, most: int = 10) -> Tables:
    """Choose a part of the year by its ends: weeks, or days where it goes by days."""
    first = chance.randrange(len(cohort.year))
    last = min(len(cohort.year) - 1, first + chance.randrange(most))
    ends = [cohort.year[n].days[0] for n in (first, last)]
    if cohort.a_week == 1:
        named = [{"week": day.isocalendar().week} for day in ends]
    else:
        named = [moment(chance, day) for day in ends]
    return dict(zip(("from", "until"), named, strict=True))


def part_of_block(chance: Random, cohort: Cohort) -> Tables:
    """Choose what is done in a part of the year that is a part of the block around it."""
    table: Tables = {
        "weeks": [chance.choice(cohort.placeable)],
        "week_53": "counted",
        "within_block": True,
    }
    return table | span(chance, cohort, most=2)


def windows(chance: Random, cohort: Cohort) -> Tables:
    """Choose where blocks lie: in a part of the year, or in one of two parts."""
    if given(chance, 3):
        return {"windows": [span(chance, cohort), span(chance, cohort)]}
    return part(chance, cohort.year)


def lengths(chance: Random, cohort: Cohort, found: Sequence[Run]) -> Tables:
    """Choose the shortest and the longest length of some blocks, in weeks or in days."""
    steps = [run.length for run in found]
    weeks = [cohort.in_weeks(length) for length in steps]
    table: Tables = {}
    if given(chance):
        table["shortest"] = max(1, min(weeks, default=1) - chance.randint(0, 1))
    if given(chance):
        low = table.get("shortest", 1)
        table["longest"] = max(low, max(weeks, default=1) + chance.choice([0, 0, 0, 1, -1]))
    if given(chance, 12):
        days = min(steps, default=1) * 5 // cohort.a_week
        table["shortest_days"] = max(1, days - chance.randint(0, 3))
    elif given(chance, 12):
        days = max(steps, default=1) * 5 // cohort.a_week
        table["longest_days"] = max(5 * table.get("shortest", 1), days + chance.randint(0, 3))
    return table


def blocks(chance: Random, weeks: Weeks, activity: str, cohort: Cohort) -> Tables:
    found = [run for run in runs(cohort.surrounding(weeks)) if run.activity == activity]
    table = lengths(chance, cohort, found)
    if given(chance):
        table["count"] = around(chance, len(found))
    if given(chance, 12):
        table |= windows(chance, cohort)
    if given(chance):
        table["balanced"] = True
    if given(chance):
        table["longest_across"] = chance.randint(1, 5)
    return table


def named_blocks(chance: Random, cohort: Cohort, weeks: Weeks) -> Tables:
    """Choose one or two named blocks, which may follow each other."""
    table: Tables = {"N": named_block(chance, cohort, weeks)}
    if given(chance, 3):
        table["M"] = named_block(chance, cohort, weeks)
        if given(chance, 2):
            table["M"].pop("right_after", None)
            table["M"].pop("right_before", None)
            table["M"][chance.choice(("right_after", "right_before"))] = "N"
    return table


def named_block(chance: Random, cohort: Cohort, weeks: Weeks) -> Tables:
    activity = chance.choice(cohort.placeable)
    table: Tables = {"label": "x", "activity": activity}
    if given(chance, 3):
        table |= windows(chance, cohort)
    if given(chance, 3):
        table["starts"] = moment(chance, day_in(chance, cohort.year))
    if given(chance, 3):
        table["last"] = True
    found = cohort.named(table, weeks)
    if given(chance, 3):
        inside = {step for run in found for step in range(run.first, run.first + run.length)}
        weeks_in_all = cohort.counted([n in inside for n in range(len(weeks))])
        table["weeks"] = around(chance, round(weeks_in_all))
    if given(chance, 3):
        table["count"] = around(chance, len(found))
    if given(chance, 2):
        table |= lengths(chance, cohort, found)
    if given(chance, 2):
        table["sessions"] = False
    if given(chance, 3):
        others = [other for other in cohort.placeable if other != activity]
        table[chance.choice(("right_after", "right_before"))] = chance.choice(others)
    return table
