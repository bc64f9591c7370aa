"""Prints what a planning does that its programme does not make obvious."""

from collections.abc import Iterator

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.planning.changes import closed_no_more
from planner.planning.planning import Planning
from planner.planning.straddling import straddling_weeks
from planner.programme.file import base_years
from planner.words.names import week_name
from planner.words.rules import caveat, straddling
from planner.year.calendar import position
from planner.year.weeks import AcademicYear


def print_notices(planning: Planning, text: Messages, before: AcademicYear | None = None) -> None:
    """Print the weeks closed no more, the events outside the year, the weeks across limits.

    Parameters
    ----------
    before
        The year of an earlier planning of the same weeks, if there is one.
    """
    for line in (
        *_reopened_weeks(planning, text, before),
        *_caveats(planning, text),
        *_events_outside(planning, text),
        *_straddling_weeks(planning, text),
    ):
        open_console().print(line, markup=False, soft_wrap=True)


def _reopened_weeks(
    planning: Planning, text: Messages, before: AcademicYear | None
) -> Iterator[str]:
    """Yield the weeks that a planning opens, against its bases and the planning before it."""
    for name, base in base_years(planning.programme, planning.year):
        if weeks := closed_no_more(base, planning.year):
            listed = text.listed(week_name(week, text) for week in weeks)
            yield text("closures.open-in-variant", base=name, weeks=listed)
    if before and (weeks := closed_no_more(before, planning.year)):
        listed = text.listed(week_name(week, text) for week in weeks)
        yield text("closures.open-again", weeks=listed)


def _caveats(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield what rules do not do as their figures say: a line for all cohorts of which it is so."""
    cohorts: dict[str, list[str]] = {}
    for cohort, rules in planning.case.rules.items():
        for line in filter(None, (caveat(rule, text) for rule in rules)):
            cohorts.setdefault(line, []).append(cohort)
    for line, ids in cohorts.items():
        yield text("caveat.of", cohorts=text.listed(ids), what=line)


def _events_outside(planning: Planning, text: Messages) -> Iterator[str]:
    outside = [
        f"{event.name} ({cohort.cohort.id})"
        for cohort in planning.cohorts
        for event in cohort.cohort.events
        if position(event.day, planning.year) is None
    ]
    if outside:
        yield text("events.outside", year=planning.year.label, events=text.listed(outside))


def _straddling_weeks(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the weeks across the ends of windows: a line for all cohorts of which it is said."""
    cohorts: dict[str, list[str]] = {}
    for found in straddling_weeks(planning):
        cohorts.setdefault(straddling(found, text), []).append(found.cohort.id)
    for line, ids in cohorts.items():
        yield text("straddling.of", cohorts=text.listed(ids), what=line)
