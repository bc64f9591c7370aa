"""The modules of a planning as a pandas object: in which weeks they are taught."""

import pandas as pd

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
