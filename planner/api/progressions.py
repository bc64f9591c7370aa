"""The modules of a planning as pandas objects: their weeks, what is wrong there, who is on call."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from planner.api.errors import api_messages, public_errors
from planner.apprentices.modules import learning
from planner.apprentices.roster import read_roster
from planner.apprentices.year import ApprenticeYear, apprentice_years
from planner.curriculum.module import Module
from planner.planning.on_call import duties_of_teachers
from planner.planning.planning import CohortPlanning, Edition
from planner.planning.progressions import module_faults
from planner.year.weeks import HOUR, Minutes, Week

_FIGURES = ("option", "semester", "onsite_hours", "remote_sessions")


@public_errors()
def progression(planning: Edition, roster: str | Path | None = None) -> pd.DataFrame:
    """Return what each module has in each week: of each cohort, or of each apprentice of a roster.

    Parameters
    ----------
    planning
        With modules; for a roster, a complete one.
    roster
        The file with the list of apprentices: each has the modules of the own option, as far as
        weeks and sessions are spent there, and those of all options without one.

    Returns
    -------
    DataFrame
        A row a cohort (or apprentice), module and week that has something of it, indexed by the id
        of the cohort (or surname, first name and id of the cohort), that of the module and the
        Monday: option ("" for the common core), semester (NaN without one), decimal hours on site,
        and the number of sessions, in whose weeks its teachers are on call. Without rows where the
        planning has no modules.

    Raises
    ------
    UnusableInput
        The file is no roster, or cells are invalid.
    """
    of = planning.planning
    if roster is None:
        who = ["cohort"]
        found = [
            (row.cohort.id, *each) for row in of.cohorts for each in _of_class(row, of.year.weeks)
        ]
    else:
        who = ["surname", "first_name", "cohort"]
        people = read_roster(Path(roster), of.case)
        found = [
            (year.apprentice.surname, year.apprentice.first_name, year.apprentice.cohort, *each)
            for year in apprentice_years(people, of)
            for each in _of_apprentice(year)
        ]
    keys = [*who, "module", "monday"]
    return pd.DataFrame(found, columns=[*keys, *_FIGURES]).set_index(keys)


def progression_breaches(planning: Edition, language: str | None = None) -> pd.DataFrame:
    """Return what the modules of a planning do against its curriculum or its weeks.

    Parameters
    ----------
    language
        "fr" or "en"; that of PLANNER_LANG if None.

    Returns
    -------
    DataFrame
        A row a breach: the id of the cohort, that of the module ("" for one of all modules), the
        Monday of the week (NaT for one of the whole year), the name of the teacher whom it concerns
        ("" for nobody), and the sentence. Without rows where nothing is wrong.
    """
    text, weeks = api_messages(language), planning.planning.year.weeks
    rows = [
        (
            *(cohort, breach.module),
            pd.NaT if breach.week is None else pd.Timestamp(weeks[breach.week].monday),
            *(breach.teacher, text.sentence(breach.what)),
        )
        for cohort, breach in module_faults(planning.planning)
    ]
    return pd.DataFrame(rows, columns=["cohort", "module", "monday", "teacher", "breach"])


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


def _of_class(row: CohortPlanning, weeks: tuple[Week, ...]) -> Iterator[tuple[object, ...]]:
    for each in row.progression.modules if row.progression else ():
        for n in sorted({*each.onsite_weeks, *each.session_weeks}):
            yield _row(each.module, weeks[n], each.minutes[n], each.sessions[n])


def _of_apprentice(year: ApprenticeYear) -> Iterator[tuple[object, ...]]:
    found, weeks = learning(year), year.planning.year.weeks
    for each in found.modules if found else ():
        sessions = [held.week for held in each.sessions]
        for n in each.weeks:
            yield _row(each.module, weeks[n], each.minutes.get(n, 0), sessions.count(n))


def _row(module: Module, week: Week, onsite: Minutes, sessions: int) -> tuple[object, ...]:
    monday = pd.Timestamp(week.monday)
    return module.id, monday, module.option, module.semester, onsite / HOUR, sessions
