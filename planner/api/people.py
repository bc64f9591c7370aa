"""The apprentices of a roster as pandas objects: hours of each month."""

from pathlib import Path

import pandas as pd

from planner.api.errors import public_errors
from planner.apprentices.roster import read_roster
from planner.apprentices.year import apprentice_years
from planner.planning.planning import Edition
from planner.year.weeks import HOUR


@public_errors()
def payroll(planning: Edition, roster: str | Path) -> pd.DataFrame:
    """Return the hours of each month of the apprentices of a roster, at each of their companies.

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
        company ("" without one) and the first day of the month: decimal hours on site, in sessions
        and in company, and the number of sessions.

    Raises
    ------
    UnusableInput
        The file is no roster, or cells are invalid.
    """
    people = read_roster(Path(roster), planning.planning.case)
    views = [view for who in people for view in who.views]
    rows = [
        (
            *(who.surname, who.first_name, who.cohort, who.company),
            pd.Timestamp(month.first),
            *(minutes / HOUR for minutes in (hours.onsite, hours.remote, hours.company)),
            hours.sessions,
        )
        for who, year in zip(views, apprentice_years(views, planning.planning), strict=True)
        for month in year.months
        for hours in (month.hours,)
    ]
    keys = ["surname", "first_name", "cohort", "company", "month"]
    figures = ["onsite_hours", "remote_hours", "company_hours", "remote_sessions"]
    return pd.DataFrame(rows, columns=[*keys, *figures]).set_index(keys)
