"""What is due in a planning, as a pandas object."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from planner.api.errors import public_errors
from planner.apprentices.roster import read_roster
from planner.apprentices.year import apprentice_years
from planner.planning.milestones import DueDates, due_in_class
from planner.planning.planning import Edition

_FIGURES = ("owner", "date", "opens", "reason")


@public_errors()
def milestones(planning: Edition, roster: str | Path | None = None) -> pd.DataFrame:
    """Return what is due in a planning: of each cohort, or of each apprentice of a roster.

    Parameters
    ----------
    planning
        A complete planning, with sessions; for a roster, with hours on site as well.
    roster
        The file with the list of apprentices.

    Returns
    -------
    DataFrame
        A row a date, in the order of the days of each: indexed by the id of the cohort
        (or surname, first name and id of the cohort), the name of the milestone and which one of it
        it is, from 1. Its owner, the date, and the first day of a window of which the date is the
        last, else NaT. What has no date has the number 0, NaT, and a reason instead of "".

    Raises
    ------
    UnusableInput
        The file is no roster, or cells are invalid.
    """
    if roster is None:
        who = ["cohort"]
        found = [
            (row.cohort.id, *each)
            for row in planning.planning.cohorts
            for each in _rows(due_in_class(row, planning.planning.case))
        ]
    else:
        who = ["surname", "first_name", "cohort"]
        people = read_roster(Path(roster), planning.planning.case)
        found = [
            (year.apprentice.surname, year.apprentice.first_name, year.apprentice.cohort, *each)
            for year in apprentice_years(people, planning.planning)
            for each in _rows(year.due)
        ]
    keys = [*who, "milestone", "number"]
    table = pd.DataFrame(found, columns=[*keys, *_FIGURES]).set_index(keys)
    return table.astype({"date": "datetime64[ns]", "opens": "datetime64[ns]"})


def _rows(due: DueDates) -> Iterator[tuple[object, ...]]:
    for each in due.dated:
        of = each.milestone
        yield of.name, each.number, of.owner.value, each.day, each.opens, ""
    for lost in due.undated:
        of = lost.milestone
        yield of.name, 0, of.owner.value, None, None, lost.reason.value
