"""The modules of a planning as pandas objects: in which weeks they are taught, who is on call."""

import pandas as pd

from planner.planning.on_call import duties_of_teachers
from planner.planning.planning import Edition
from planner.year.weeks import HOUR


def progression(planning: Edition) -> pd.DataFrame:
    """Return what each module has in each week.

    Returns
    -------
    DataFrame
        A row a cohort, module and week that has something of it, indexed by the id of the cohort,
        that of the module and the Monday: option ("" for the common core), semester (NaN without
        one), decimal hours on site, and the number of sessions, in whose weeks its teachers are on
        call. Without rows where the planning has no modules.
    """
    of = planning.planning
    rows = [
        (
            *(row.cohort.id, each.module.id, pd.Timestamp(of.year.weeks[week].monday)),
            *(each.module.option, each.module.semester),
            *(each.minutes[week] / HOUR, each.sessions[week]),
        )
        for row in of.cohorts
        for each in (row.progression.modules if row.progression else ())
        for week in sorted({*each.onsite_weeks, *each.session_weeks})
    ]
    keys = ["cohort", "module", "monday"]
    figures = ["option", "semester", "onsite_hours", "remote_sessions"]
    return pd.DataFrame(rows, columns=[*keys, *figures]).set_index(keys)


def on_call(planning: Edition) -> pd.DataFrame:
    """Return the half-days on call of each teacher.

    Returns
    -------
    DataFrame
        A row a half-day, indexed by the name of the teacher ("" for a module without one), the
        Monday of the week, the id of the cohort and that of the module: the number of sessions of
        the module in that week. A module of several teachers has a row for each. Without rows where
        the planning has no modules.
    """
    of = planning.planning
    rows = [
        (
            *(each.teacher.name, pd.Timestamp(of.year.weeks[duty.week].monday)),
            *(duty.cohort.id, duty.module.id, duty.sessions),
        )
        for each in duties_of_teachers(of)
        for duty in each.duties
    ]
    keys = ["teacher", "monday", "cohort", "module"]
    return pd.DataFrame(rows, columns=[*keys, "remote_sessions"]).set_index(keys)
