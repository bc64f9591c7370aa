"""Changes of a year under way: closures, absences, a class added, the nearest planning."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from planner.api.errors import NoPlanning, public_errors
from planner.api.plannings import planned_in_time
from planner.files.problems import Unusable, problem
from planner.planning.changes import same_weeks
from planner.planning.course import Lock, parse_lock
from planner.planning.file import parse_edition
from planner.planning.inputs import locks_of
from planner.planning.planning import Edition
from planner.planning.repair import repair_case
from planner.programme.file import (
    academic_year_of,
    added_cohort,
    closed_days,
    closed_week,
    parse_tables,
    tables_of,
    with_teacher_away,
)
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.scenarios.running import plan_case


@public_errors()
def close_week(programme: Programme, day: date, *, site: str = "") -> Programme:
    """Return a programme whose school is closed in one week of one year.

    Parameters
    ----------
    day
        A day of that week.
    site
        The site that is closed, by its key in the programme file; all of them if empty.

    Raises
    ------
    UnusableInput
        There is no such site, or the closure contradicts the rest of the programme.
    """
    return parse_tables(closed_week(tables_of(programme), day, site), programme.id)


@public_errors()
def close_days(
    programme: Programme,
    first: date,
    last: date | None = None,
    *,
    cohorts: Sequence[str] = (),
    hours: Literal["made-up", "lost"] = "made-up",
    name: str = "",
    site: str = "",
) -> Programme:
    """Return a programme whose school is closed on single days of weeks that stay open.

    Parameters
    ----------
    first, last
        The first and the last of these days; only the first, without `last`.
    cohorts
        The ids of the cohorts for which it is closed; all of them if empty.
    hours
        Whether other weeks make up the hours of these days, or they are lost: nothing else moves
        then, and documents tell how many are lost.
    name
        Why it is closed, as calendars show it.
    site
        The site that is closed, by its key in the programme file; all of them if empty.

    Raises
    ------
    UnusableInput
        There is no such cohort or site, or no weekday; the closure contradicts another one.
    """
    tables = closed_days(
        tables_of(programme),
        first,
        last or first,
        cohorts=cohorts,
        lost=hours == "lost",
        name=name,
        site=site,
    )
    return parse_tables(tables, programme.id)


@public_errors()
def teacher_away(programme: Programme, name: str, weeks: Sequence[int]) -> Programme:
    """Return a programme with a teacher away in some more weeks: neither teaching nor on call.

    Parameters
    ----------
    name
        As the modules have it.
    weeks
        ISO numbers.

    Raises
    ------
    UnusableInput
        No module has such a teacher, or a number is none of a week.
    """
    return parse_tables(with_teacher_away(tables_of(programme), name, weeks), programme.id)


@public_errors()
def add_cohort(
    programme: Programme,
    like: str,
    cohort: str,
    *,
    label: str | None = None,
    headcount: int | None = None,
    option: str | None = None,
) -> Programme:
    """Return a programme with one more cohort, which has the rules of another one.

    Parameters
    ----------
    like, cohort
        The id of the cohort whose rules it has, and its own.
    label
        The name that is printed; its id, without it.
    headcount, option
        As those of the other cohort, where they are not given.

    Raises
    ------
    UnusableInput
        There is no cohort to be like, or the new one contradicts the rest of the programme.
    """
    tables = added_cohort(
        tables_of(programme), like, cohort, label=label, headcount=headcount, option=option
    )
    return parse_tables(tables, programme.id)


@public_errors()
def repair(
    planning: Edition,
    programme: Programme | None = None,
    *,
    today: date | None = None,
    locks: Sequence[str] = (),
    time_limit: float | None = None,
) -> Edition:
    """Find the planning nearest to one that no longer fits.

    As few weeks as possible change, then as few sessions as possible move, and of modules as few
    sessions and hours as possible. Cohorts that the planning does not have are free.

    Parameters
    ----------
    programme
        The rules that hold now; those of the planning, without it.
    today
        Weeks up to the one with this day are past and do not change; none are, without it.
    locks
        What does not change either: cohorts ("3A"), weeks ("S45-S50"), both ("3A:S45-S50"), or what
        a module has in them ("3A:Optimisation", "3A:S45-S50:Optimisation").
    time_limit
        As for `plan`.

    Raises
    ------
    NoPlanning
        There is none, or none was found within the time limit.
    UnusableInput
        Under these rules the year has other weeks, the time limit is not positive, or something is
        to be locked that is not there.
    """
    before = planning.planning
    rules, start = programme or before.programme, before.year.start_year
    year = academic_year_of(rules, start)
    if not same_weeks(before.year, year):
        raise Unusable([problem("repair.other-weeks", file=rules.id, year=year.label)])
    case = Case(rules, year)
    kept = locks_of([(text, _lock(text)) for text in locks], before, case)
    case = repair_case(before, case, today or date.min, kept)
    result = plan_case(planned_in_time(rules, start, time_limit), case)
    if result.planning is None:
        raise NoPlanning(result, year.label)
    return replace(parse_edition(result.planning, rules.id), revision=planning.revision + 1)


def _lock(text: str) -> Lock:
    try:
        return parse_lock(text)
    except ValueError:
        accepted = problem("accepted.lock")
        found = f'"{text}"'
        raise Unusable(
            [problem("field.value", field="locks", found=found, accepted=accepted)]
        ) from None
