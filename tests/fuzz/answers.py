"""What the planner answers for a trial, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import check, keeps_every_rule
from planner.planning.grid import PlanningGrid
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort, PlannedWeek
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.rules.given import Given, Stay
from planner.solver.conflicts import FeasibilitySearch, conflicts
from planner.solver.solve import Infeasible, Solved, solve
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear
from tests.explaining import is_needed
from tests.fuzz.programmes import Trial
from tests.fuzz.rows import Row, Sessions


class Refused(str):
    """What is told of a file that is refused."""


@dataclass(frozen=True)
class Found:
    """A planning: the rows of the cohorts, the value of each objective, what is not proven."""

    rows: tuple[Row, ...]
    values: dict[str, float]
    unproven: tuple[str, ...]


def case_of(trial: Trial) -> Case | Refused:
    """Read a trial."""
    try:
        programme = parse_programme(trial.text, "t.toml")
        year = academic_year_of(programme, trial.start_year)
    except Unusable as unusable:
        text = Messages("en")
        return Refused("\n".join(map(text.sentence, unusable.problems)))
    named = {a.name: a for c in programme.cohorts for a in c.activities}
    before = {id_: Stay(named[name], weeks) for id_, (name, weeks) in trial.before.items()}
    near = {
        cohort.id: planned_weeks(cohort, trial.near[cohort.id], year)
        for cohort in programme.cohorts
        if trial.near
    }
    return Case(programme, year, Given(before=before, near=near))


def weeks_of(case: Case, cohort: str) -> list[tuple[date, int, frozenset[date], bool]]:
    """Return the weeks of a site: the Monday, the days, those off, whether it is closed."""
    weeks = case.year.of(cohort).weeks
    return [(w.monday, w.days, frozenset(w.public_holidays), w.closed) for w in weeks]


def named_activities(cohort: Cohort) -> dict[str, Activity]:
    return {activity.name: activity for activity in cohort.activities}


def weeks_of_steps(cohort: Cohort, row: Row, year: AcademicYear) -> tuple[Activity, ...]:
    """Return the weeks of a row of steps."""
    named = named_activities(cohort)
    return year.of_steps([named[name] for name in row.weeks])


def sessions_of(row: Row, year: AcademicYear) -> Sessions:
    """Return the sessions of the weeks of a row; none where it has days."""
    return (0,) * len(year) if year.by_days else row.sessions


def planned_weeks(cohort: Cohort, row: Row, year: AcademicYear) -> tuple[PlannedWeek, ...]:
    pairs = zip(weeks_of_steps(cohort, row, year), sessions_of(row, year), strict=True)
    return tuple(PlannedWeek(*pair) for pair in pairs)


def planned(case: Case) -> Found | None:
    """Plan a case."""
    outcome = solve(case)
    if isinstance(outcome, Infeasible):
        return None
    assert isinstance(outcome, Solved)
    year = outcome.planning.year
    rows = (
        Row(
            tuple(activity.name for activity in PlanningGrid(row, year).steps),
            (0,) * len(year.steps) if year.by_days else row.placed_sessions,
        )
        for row in outcome.planning.cohorts
    )
    assert keeps_every_rule(outcome.planning), "a rule is broken"
    return Found(
        tuple(rows),
        {result.name.value: result.value for result in outcome.objectives},
        tuple(result.name.value for result in outcome.objectives if not result.proven),
    )


def broken(planning: Planning) -> set[str]:
    """Return the names of the rules that the checker finds broken."""
    return {found.rule.name.value for found in check(planning) if found.breaches}


def checked(case: Case, rows: Sequence[Row]) -> set[str]:
    """Return the names of the rules that some rows break, by the checker."""
    planned = []
    for cohort, row in zip(case.programme.cohorts, rows, strict=True):
        weeks = weeks_of_steps(cohort, row, case.year)
        planned.append(
            with_onsite(CohortPlanning(cohort, weeks, sessions_of(row, case.year)), case)
        )
    return broken(Planning(case, tuple(planned)))


def accepted(case: Case, rows: Sequence[Row]) -> bool:
    """Tell whether the solver finds a planning where all weeks are locked to those of some rows."""
    pairs = zip(case.programme.cohorts, rows, strict=True)
    locked = {cohort.id: planned_weeks(cohort, row, case.year) for cohort, row in pairs}
    found = FeasibilitySearch().planning(replace(case, given=replace(case.given, locked=locked)))
    return isinstance(found, Planning)


def has_needed_conflicts(case: Case) -> bool:
    """Tell whether each demand of each conflict of a case is needed."""
    return all(c.minimal and is_needed(case, c) for c in conflicts(case, FeasibilitySearch()).found)
