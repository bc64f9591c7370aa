"""Plans several years of a programme, one after the other or jointly."""

from pathlib import Path

from planner.api.errors import NoPlanning, public_errors
from planner.api.plannings import AnyPath, planned_in_time
from planner.files.problems import Unusable, problem
from planner.planning.check import keeps_every_rule
from planner.planning.file import read_course
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.course import MOST_YEARS
from planner.scenarios.running import unplanned_result
from planner.scenarios.years import PlannedYears, plan_in_turn, plan_jointly


@public_errors()
def read_years(path: AnyPath, programme: Programme, year: int) -> list[Edition]:
    """Read a published calendar (CSV, Excel) of one academic year or of several in a row.

    Parameters
    ----------
    programme
        The rules. The columns of a longer calendar name the classes in which people begin; a year
        later they are in those that follow.
    year
        The year in which the first academic year starts.

    Returns
    -------
    list of Edition
        One a year. Weeks that the calendar does not have are not published.

    Raises
    ------
    UnusableInput
        With all problems of the file.
    """
    return [read.edition for read in read_course(Path(path), programme, year)]


@public_errors()
def plan_years(
    programme: Programme,
    year: int,
    years: int,
    *,
    jointly: bool = False,
    time_limit: float | None = None,
) -> list[Edition]:
    """Plan consecutive years of a programme; stays that go on from one to the next count whole.

    Parameters
    ----------
    year
        The year in which the first academic year starts.
    years
        How many, at most 9.
    jointly
        Whether they are planned as one, so that their objectives added up are the best; otherwise
        each takes the year before as it is planned. `Edition.jointly` then has the sums and what
        is proven of them; what is proven of a single year holds with the others as they are.
    time_limit
        Seconds for each year, or for all of them if they are planned jointly.

    Raises
    ------
    NoPlanning
        A year has none, no plannings of the years fit together, or none were found in time.
    UnusableInput
        A year is out of range or lacks the dates of school holidays, or a number is out of range.
    """
    if not 1 <= years <= MOST_YEARS:
        accepted = problem("accepted.between", low=1, high=MOST_YEARS)
        raise Unusable([problem("field.value", field="years", found=years, accepted=accepted)])
    specification = planned_in_time(programme, year, time_limit)
    cases = [Case(programme, academic_year_of(programme, year + n)) for n in range(years)]
    plan_all = plan_jointly if jointly and years > 1 else plan_in_turn
    found = plan_all(cases, time_limit)
    if not isinstance(found, PlannedYears):
        last = found.case or cases[-1]
        first = found.case or cases[0]
        label = " – ".join(dict.fromkeys([first.year.label, last.year.label]))
        raise NoPlanning(unplanned_result(specification, found, cases), label)
    editions = found.editions()
    if not all(keeps_every_rule(edition.planning) for edition in editions):
        raise AssertionError(f"{programme.id}: the planning breaks a rule")
    return editions
