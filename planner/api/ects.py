"""The credits and hours of the units of a planning as pandas objects."""

from collections.abc import Iterator, Mapping

import pandas as pd

from planner.curriculum.credits import StreamCredits, TaughtUnit, says_credits, stream_credits
from planner.curriculum.progression import TaughtModule
from planner.planning.planning import CohortPlanning, Edition
from planner.programme.programme import Programme
from planner.year.weeks import HOUR, Minutes

_WHO = ["cohort", "stream"]
_FIGURES = ["onsite_hours", "remote_sessions", "remote_hours", "hours", "ects"]


def units(planning: Edition) -> pd.DataFrame:
    """Return the hours and credits of the units of each class, as the people of each option have.

    Returns
    -------
    DataFrame
        A row a unit of a semester, indexed by the id of the cohort, the option of the people ("" if
        there are none) and the name of the unit: semester (NaN for the whole year), the option that
        alone has it ("" for the common core), number of modules, decimal hours on site, number of
        sessions, hours in them, hours in all, credits (NaN where nothing says them). A unit in
        company has no modules and no hours. Hours on site and sessions are NaN where the planning
        has no modules. Without rows where no class has a curriculum.
    """
    of = planning.planning
    rows = [
        (row.cohort.id, stream.option, *unit)
        for row in of.cohorts
        for stream in _streams(row, of.programme).values()
        for unit in _units(stream, row, of.programme.workday_of(row.cohort).session)
    ]
    columns = [*_WHO, "unit", "semester", "option", "modules", *_FIGURES]
    table = pd.DataFrame(rows, columns=columns).set_index([*_WHO, "unit"])
    return table.astype(dict.fromkeys(["semester", *_FIGURES], float))


def ects(planning: Edition) -> pd.DataFrame:
    """Return the credits of the people of each class and option, and what is missing to those due.

    Returns
    -------
    DataFrame
        A row a cohort and option, indexed by the id of the cohort and the option of the people (""
        if there are none): the credits of their modules and of units in company, those due in a
        year (`ects_a_year` of the curriculum), what is missing (below 0: too much), and the number
        of modules of which nothing says the credits. Without rows for a class whose curriculum says
        no credits at all.
    """
    of = planning.planning
    rows = [
        (row.cohort.id, option, *_balance(each))
        for row in of.cohorts
        if (curriculum := of.programme.curriculum_of(row.cohort)) and says_credits(curriculum)
        for option, each in stream_credits(curriculum).items()
    ]
    columns = [*_WHO, "taught", "in_company", "due", "missing", "silent_modules"]
    return pd.DataFrame(rows, columns=columns).set_index(_WHO)


def _balance(stream: StreamCredits) -> tuple[float, ...]:
    """Return the credits of modules and in company, those due, the difference; modules without."""
    silent = len(stream.silent)
    return stream.taught, stream.in_company, stream.due, stream.missing, silent


def _streams(row: CohortPlanning, programme: Programme) -> Mapping[str, StreamCredits]:
    curriculum = programme.curriculum_of(row.cohort)
    return stream_credits(curriculum) if curriculum else {}


def _units(
    stream: StreamCredits, row: CohortPlanning, session: Minutes
) -> Iterator[tuple[object, ...]]:
    """Yield name, semester, option, number of modules and figures of the units of a stream."""
    modules = row.progression.modules if row.progression else ()
    placed = {each.module.id: each for each in modules}
    for unit in stream.units:
        figures = _placed_hours(unit, placed, session) if placed else (None, None, None)
        what = unit.name, unit.semester, unit.option, len(unit.modules)
        yield *what, *figures, unit.minutes / HOUR, unit.ects
    for each in stream.company_units:
        yield each.name, each.semester, "", 0, 0, 0, 0, 0, each.ects


def _placed_hours(
    unit: TaughtUnit, placed: Mapping[str, TaughtModule], session: Minutes
) -> tuple[float, int, float]:
    """Return the hours on site, the sessions, and the hours in these."""
    found = [placed[module.id] for module in unit.modules]
    count = sum(sum(each.sessions) for each in found)
    return sum(sum(each.minutes) for each in found) / HOUR, count, count * session / HOUR
