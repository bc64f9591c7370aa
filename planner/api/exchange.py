"""Exchanges plannings with other tools."""

from datetime import date
from pathlib import Path

import pandas as pd

from planner.api.errors import api_messages, public_errors
from planner.api.plannings import AnyPath
from planner.apprentices.roster import read_roster
from planner.delivery.companies import people_at
from planner.documents.exchange.kinds import export_kind, given_details
from planner.documents.exchange.source import ExportSource, asked_days
from planner.documents.letterhead import NO_LETTERHEAD
from planner.files.output import write_all
from planner.planning.editing import edited
from planner.planning.file.timetables.reader import read_module_weeks
from planner.planning.module_changes import module_week_changes
from planner.planning.planning import Edition
from planner.portal.settings.reading import read_settings
from planner.year.weeks import HOUR


@public_errors()
def export(
    planning: Edition,
    kind: str,
    path: AnyPath,
    *,
    roster: AnyPath | None = None,
    company: str | None = None,
    first: date | None = None,
    last: date | None = None,
    settings: AnyPath | None = None,
    language: str | None = None,
) -> Path:
    """Write a planning as a file of another tool, as the command `export` does, atomically.

    Parameters
    ----------
    kind
        "timetable", the workbook of courses by week (.xlsx); "unitime", XML files that UniTime
        imports (.zip); "csv", a row a module and week; "periods", a row from one day to another
        of each class, or of each person of the roster (.xlsx or .csv); "lheo", the classes as
        actions of LHÉO 2.3 (.xml); "annex", the calendar of each class, or of each person of the
        roster, to be signed (.zip); "payroll", a row an apprentice at a company and some columns a
        month (.xlsx or .csv); "attestations", the planned hours of each apprentice between two
        days (a page each, .zip; a row each, .xlsx or .csv).
    roster
        The file with the list of apprentices, for a kind that is about them.
    company
        The name of a company, of whose apprentices alone it is then.
    first, last
        The days from which to which "attestations" are; those of the planning if None.
    settings
        The file of settings of the school, for the head of "attestations".
    language
        "fr" or "en"; that of PLANNER_LANG if None.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UnusableInput
        There is no such kind, the name of the file does not end as its files do, the planning has
        no modules, a roster is missing, without effect or unusable, it has no such company, days
        are not in the planning, or the file cannot be written.
    """
    file, found = Path(path), export_kind(kind)
    found.check_name(file)
    found.check_roster(roster is not None, company)
    found.check_details(given_details(first, last, settings))
    people = read_roster(Path(roster), planning.planning.case) if roster else ()
    source = ExportSource(
        planning,
        people if company is None else people_at(company, people),
        asked_days(planning.planning, first, last),
        read_settings(Path(settings)).school.letterhead if settings else NO_LETTERHEAD,
    )
    content = found.content(file.suffix, source, api_messages(language))
    write_all(file.parent, {file.name: content})
    return file


@public_errors()
def read_timetable(path: AnyPath, planning: Edition) -> Edition:
    """Return a planning whose modules are in the weeks in which a timetable office has them.

    Parameters
    ----------
    path
        The workbook of courses by week, or the list as CSV, that `export` writes, edited. Weeks
        without a column, modules without a line and cohorts that are not in it stay as they are.

    Raises
    ------
    UnusableInput
        With all problems of the file; or the planning has no modules.
    """
    return edited(planning, read_module_weeks(Path(path), planning.planning).edits)


def module_changes(before: Edition, after: Edition) -> pd.DataFrame:
    """Return what differs in the modules of two plannings of a year.

    Returns
    -------
    DataFrame
        A row a cohort, module and week that differs, indexed by the id of the cohort, that of the
        module and the Monday: decimal hours on site and the number of sessions, before and after.
    """
    rows = [
        (
            *(change.cohort.id, change.module.id, pd.Timestamp(change.week.monday)),
            *(change.before.minutes / HOUR, change.after.minutes / HOUR),
            *(change.before.sessions, change.after.sessions),
        )
        for change in module_week_changes(before.planning, after.planning)
    ]
    keys = ["cohort", "module", "monday"]
    figures = [
        *("onsite_hours_before", "onsite_hours_after"),
        *("remote_sessions_before", "remote_sessions_after"),
    ]
    return pd.DataFrame(rows, columns=[*keys, *figures]).set_index(keys)
