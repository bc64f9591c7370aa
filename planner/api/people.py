"""The apprentices of a roster as pandas objects: what payroll asks for, sessions."""

from pathlib import Path

import pandas as pd

from planner.api.errors import public_errors
from planner.apprentices.payroll import PAYROLL_FIGURES, payroll_rows
from planner.apprentices.roster import read_roster
from planner.apprentices.year import apprentice_years
from planner.messages import Messages, choose_language
from planner.planning.planning import Edition
from planner.words.modules import module_session_name


@public_errors()
def payroll(planning: Edition, roster: str | Path) -> pd.DataFrame:
    """Return what payroll asks of the apprentices of a roster, month by month.

    Hours and days of a contract, breaks and exceptions are heeded; paid leave is not deducted.

    Parameters
    ----------
    planning
        A complete planning, with sessions and hours on site.
    roster
        The file with the list of apprentices.

    Returns
    -------
    DataFrame
        A row a person, company and month, indexed by surname, first name, id of the cohort,
        company ("" without one) and the first day of the month: the columns of the export
        "payroll", in days, sessions and decimal hours (`company_days`, `onsite_hours`,
        `remote_sessions`, `paid_hours`, ...).

    Raises
    ------
    UnusableInput
        The file is no roster, or cells are invalid.
    """
    people = read_roster(Path(roster), planning.planning.case)
    rows = [
        (
            *(who.surname, who.first_name, who.cohort, who.company),
            pd.Timestamp(month),
            *(figure(found) for figure in PAYROLL_FIGURES.values()),
        )
        for row in payroll_rows(people, planning.planning)
        for who in (row.year.apprentice,)
        for month, found in row.months.items()
    ]
    keys = ["surname", "first_name", "cohort", "company", "month"]
    return pd.DataFrame(rows, columns=[*keys, *PAYROLL_FIGURES]).set_index(keys)


@public_errors()
def sessions(planning: Edition, roster: str | Path) -> pd.DataFrame:
    """Return the remote sessions of the apprentices of a roster on their half-days.

    Parameters
    ----------
    planning
        A complete planning, with sessions and hours on site.
    roster
        The file with the list of apprentices.

    Returns
    -------
    DataFrame
        A row a session that has a half-day, in the order of the year of each apprentice: indexed by
        surname, first name, id of the cohort, day and half-day ("morning", "afternoon"). What it
        is of, in the language of messages (of each option where the apprentice has none, "" where
        no modules are placed).

    Raises
    ------
    UnusableInput
        The file is no roster, or cells are invalid.
    """
    people = read_roster(Path(roster), planning.planning.case)
    text = Messages(choose_language())
    rows = [
        (
            *(year.apprentice.surname, year.apprentice.first_name, year.apprentice.cohort),
            *(pd.Timestamp(held.day), str(held.part), module_session_name(held.modules, text)),
        )
        for year in apprentice_years(people, planning.planning)
        for day in year.days
        for held in day.held_sessions
    ]
    keys = ["surname", "first_name", "cohort", "day", "half_day"]
    return pd.DataFrame(rows, columns=[*keys, "module"]).set_index(keys)
