"""Sentences on what a planning does that its programme does not make obvious."""

from collections.abc import Iterator
from datetime import timedelta

from planner.messages import Messages
from planner.planning.changes import closed_no_more
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.planning.straddling import straddling_weeks
from planner.programme.file import base_years
from planner.words.credits import credits_lines
from planner.words.milestones import undated_in_classes
from planner.words.names import week_name
from planner.words.on_call import above_lines
from planner.words.rules import caveat, straddling
from planner.year.positions import position
from planner.year.weeks import AcademicYear


def notices(
    planning: Planning, text: Messages, before: AcademicYear | None = None
) -> Iterator[str]:
    """Yield what a planning does that its programme does not make obvious.

    Weeks closed no more, hours lost, events outside the year, milestones without a date, credits
    missing, teachers on call too often, weeks across limits.

    Parameters
    ----------
    before
        The year of an earlier planning of the same weeks, if there is one.
    """
    yield from _reopened_weeks(planning, text, before)
    yield from _caveats(planning, text)
    yield from _lost_hours(planning, text)
    yield from _events_outside(planning, text)
    yield from _closures_outside(planning, text)
    yield from _events_on_closed_days(planning, text)
    yield from _undated_milestones(planning, text)
    yield from credits_lines(planning, text)
    yield from above_lines(planning, text)
    yield from _straddling_weeks(planning, text)


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


def _lost_hours(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the hours that each cohort loses on closed days."""
    lost = {row.cohort.id: totals(row, planning.case).lost for row in planning.cohorts}
    listed = [f"{cohort} {text.hours(minutes)}" for cohort, minutes in lost.items() if minutes]
    if listed:
        yield text("closed_day.lost-hours", listed=text.listed(listed))


def _events_outside(planning: Planning, text: Messages) -> Iterator[str]:
    outside = [
        f"{event.name} ({cohort.cohort.id})"
        for cohort in planning.cohorts
        for event in cohort.cohort.events
        if position(event.day, planning.year.of(cohort.cohort.id)) is None
    ]
    if outside:
        yield text("events.outside", year=planning.year.label, events=text.listed(outside))


def _closures_outside(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the single closed days that lie outside of the year."""
    weeks = planning.year.weeks
    first, last = weeks[0].monday, weeks[-1].last_day
    closures = (each for site in planning.programme.sites for each in site.closures.single_days)
    outside = [
        f"{text.day(each.first)} ({each.name})" if each.name else text.day(each.first)
        for each in dict.fromkeys(closures)
        if each.last < first or each.first > last
    ]
    if outside:
        yield text("closures.outside", year=planning.year.label, days=text.listed(outside))


def _events_on_closed_days(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the events at school on single days on which the school is closed."""
    missed = []
    for row in planning.cohorts:
        weeks, year = planning.year.weeks_of(row.cohort.id), planning.year.of(row.cohort.id)
        for event in row.cohort.events:
            if event.activity is None or not (at := position(event.day, year)):
                continue
            day = weeks[at[0]].monday + timedelta(days=at[1])
            if day in {closed.date for closed in weeks[at[0]].missed_days(event.activity)}:
                missed.append(f"{event.name} ({row.cohort.id}, {text.weekday(day)})")
    if missed:
        yield text("events.on-closed-days", events=text.listed(missed))


def _undated_milestones(planning: Planning, text: Messages) -> Iterator[str]:
    if listed := list(undated_in_classes(planning, text)):
        yield text("milestones.undated", year=planning.year.label, listed=text.listed(listed))


def _straddling_weeks(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the weeks across the ends of windows: a line for all cohorts of which it is said."""
    cohorts: dict[str, list[str]] = {}
    for found in straddling_weeks(planning):
        cohorts.setdefault(straddling(found, text), []).append(found.cohort.id)
    for line, ids in cohorts.items():
        yield text("straddling.of", cohorts=text.listed(ids), what=line)
