"""Plannings as pandas objects: measures, hours by week, verdicts of the rules."""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from planner.api.errors import NoPlanning, api_messages
from planner.documents.comparison.words import measure_head
from planner.planning.check import check
from planner.planning.ledger import week_hours
from planner.planning.measures import MEASURES
from planner.planning.planning import Edition
from planner.scenarios import measure_values
from planner.year.activity import Activity
from planner.year.weeks import HOUR, Minutes


def measure(planning: Edition) -> "pd.Series[float]":
    """Compute all measures of a planning.

    Returns
    -------
    Series
        The values by the names of the measures, in the units of `definitions`; NaN where the
        planning lacks the data.
    """
    label = planning.planning.year.label
    values = pd.Series(measure_values(planning.planning), dtype=float, name=label)
    return values.rename_axis("measure")


def compare(plannings: Mapping[str, Edition | NoPlanning]) -> pd.DataFrame:
    """Compare plannings by all measures.

    Parameters
    ----------
    plannings
        By the names of their scenarios. A scenario without planning is given by its exception,
        and keeps its row.

    Returns
    -------
    DataFrame
        A row a scenario: its status ("optimal", "feasible", "given" for a calendar that was read
        from a file, "impossible" or "not-found"), then a column a measure.
    """
    names = [str(measure.name) for measure in MEASURES]
    rows = [
        {"status": found.status}
        if isinstance(found, NoPlanning)
        else {"status": planning_status(found), **measure_values(found.planning)}
        for found in plannings.values()
    ]
    table = pd.DataFrame(
        rows, index=pd.Index(plannings, name="scenario", dtype=object), columns=["status", *names]
    )
    return table.astype(dict.fromkeys(names, float)).rename_axis(columns="measure")


def planning_status(planning: Edition) -> Literal["optimal", "feasible", "given"]:
    """Return what is known of a planning; "given" if it was read from a calendar."""
    return planning.status if planning.objectives else "given"


def definitions(language: str | None = None) -> pd.DataFrame:
    """Return the definitions of the measures: name, unit, whether less or more is better, text.

    Parameters
    ----------
    language
        "fr" or "en"; that of PLANNER_LANG if None.
    """
    text = api_messages(language)
    rows = {
        str(measure.name): (
            measure_head(measure, text),
            text(f"unit.{measure.unit}"),
            text(f"better.{measure.better}"),
            text(f"definition.{measure.name}"),
        )
        for measure in MEASURES
    }
    columns = ["name", "unit", "better", "definition"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("measure")


def hours(planning: Edition) -> pd.DataFrame:
    """Return the activity and the hours of each cohort in each week.

    Returns
    -------
    DataFrame
        A row a cohort and week, indexed by the id of the cohort and the Monday: ISO year and week,
        activity, whether it is on campus, whether the school is closed all week and on how many
        single days, number of remote sessions, hours on site, those of them that such days lose,
        hours in sessions and in company; NaN where the planning lacks the data. The activity of a
        week that a calendar does not publish is "unknown", and whether it is on campus None.
    """
    of, rows = planning.planning, {}
    for row in of.cohorts:
        found = week_hours(row, of.case)
        weeks = of.year.weeks_of(row.cohort.id)
        for n, (week, activity) in enumerate(zip(weeks, row.activities, strict=True)):
            rows[row.cohort.id, pd.Timestamp(week.monday)] = {
                "iso_year": week.iso_year,
                "iso_week": week.iso_week,
                "activity": activity.name,
                "on_campus": None if activity == Activity.UNKNOWN else activity.on_campus,
                "closed": week.closed,
                "closed_days": len(week.closed_days),
                "remote_sessions": row.sessions[n] if row.sessions else None,
                "onsite_hours": _hours(found[n].onsite),
                "lost_hours": _hours(found[n].lost),
                "remote_hours": _hours(found[n].remote),
                "company_hours": _hours(found[n].company),
            }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis(["cohort", "monday"])
    return table.astype(dict.fromkeys(table.columns[-5:], float))


def _hours(minutes: Minutes | None) -> float | None:
    return None if minutes is None else minutes / HOUR


def verdicts(planning: Edition) -> pd.DataFrame:
    """Check a planning against each rule of its programme.

    Returns
    -------
    DataFrame
        A row a cohort and rule, indexed by the id of the cohort ("" for a rule on all cohorts), the
        name of the rule and the activity, block or semester it is about: the verdict ("kept",
        "broken", "void" where it states nothing in this year, "not_given" where the planning lacks
        the data, "open" where weeks that are not published decide), the number of breaches, and the
        working days beyond the end of its window.
    """
    rows = {
        (each.cohort.id if each.cohort else "", each.rule.name.value, each.rule.about): (
            each.verdict.value,
            len(each.breaches),
            sum(len(found.days) for found in each.straddling),
        )
        for each in check(planning.planning)
    }
    columns = ["verdict", "breaches", "days_beyond"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(rows, names=["cohort", "rule", "about"])
    return table
