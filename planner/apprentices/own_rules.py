"""Which rules of the class the exceptions of an apprentice break, and the year without them.

The planning of the class is checked with the days of the apprentice as if the contract covered the
year. Rules on weeks and blocks read the week as the activity that has most of its days, the one
planned before others: a day released for an examination makes no other week of it. Rules on hours
read the days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import eq

from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.day import Hours
from planner.apprentices.own_days import OwnDays
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.planning.check import RuleCheck, Verdict, check
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import ActivityRules, Cohort
from planner.rules.case import Case
from planner.rules.statement import Family
from planner.year.activity import BUILT_IN_ACTIVITIES, WEEKDAYS, Activity, week_of

_HOLDING = (Verdict.KEPT, Verdict.VOID)


def without_own_days(year: ApprenticeYear) -> ApprenticeYear:
    """Return the year of an apprentice as it were without the exceptions."""
    return apprentice_year(replace(year.apprentice, own_days=()), year.planning)


def broken_by_own_days(year: ApprenticeYear) -> tuple[RuleCheck, ...]:
    """Return the rules that hold for the class and, for its exceptions, not for the apprentice."""
    own = tuple(dict.fromkeys(day.own for day in year.days if day.own and day.is_bound))
    if not own:
        return ()
    planning, row = year.planning, year.cohort
    case = planning.case.alone(row.cohort)
    holding = (each for each in check(Planning(case, (row,))) if each.verdict in _HOLDING)
    kept = {(each.rule.name, each.rule.about) for each in holding}
    return tuple(
        each
        for each in _checks(_lived(year, own), row, case)
        if each.verdict is Verdict.BROKEN and (each.rule.name, each.rule.about) in kept
    )


def _lived(year: ApprenticeYear, own: tuple[OwnDays, ...]) -> ApprenticeYear:
    """Return the year as it were under one contract from its first to its last day.

    Parameters
    ----------
    own
        The exceptions that the contract covers.
    """
    half_days = next((each.half_days for each in year.apprentice.contracts), ())
    period = Period(half_days=half_days)
    who = Apprentice("", "", year.cohort.cohort.id, (period,), own_days=own)
    return apprentice_year(who, year.planning)


def _checks(lived: ApprenticeYear, row: CohortPlanning, case: Case) -> Iterator[RuleCheck]:
    weeks = [lived.week(n) for n in range(len(case.year))]
    exact = [week_of([day.activity for day in days[:WEEKDAYS]]) for days in weeks]
    nearest = [
        _nearest(lived_week, planned, row.cohort) if any(day.own for day in days) else planned
        for days, lived_week, planned in zip(weeks, exact, row.activities, strict=True)
    ]
    hours = [Hours.of(days) for days in weeks]
    for activities, reads_hours in ((nearest, False), (exact, True)):
        cohort = _accepting(row.cohort, activities)
        of_person = replace(
            row,
            cohort=cohort,
            activities=tuple(activities),
            sessions=tuple(week.sessions for week in hours),
            onsite=tuple(week.onsite for week in hours),
        )
        checks = check(Planning(case.with_cohorts([cohort]), (of_person,)))
        yield from (each for each in checks if (each.rule.family is Family.HOURS) == reads_hours)


def _nearest(lived: Activity, planned: Activity, cohort: Cohort) -> Activity:
    """Return the activity that agrees with most of the days of a week."""
    known = dict.fromkeys([planned, *cohort.activities, *BUILT_IN_ACTIVITIES])
    return max(known, key=lambda a: sum(map(eq, a.halves, lived.halves)))


def _accepting(cohort: Cohort, activities: Sequence[Activity]) -> Cohort:
    """Return a cohort in whose weeks any of some activities may lie."""
    more = [each for each in dict.fromkeys(activities) if each not in cohort.activities]
    return replace(cohort, others={**cohort.others, **{each: ActivityRules() for each in more}})
