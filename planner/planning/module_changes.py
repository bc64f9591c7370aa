"""The difference between the modules of two plannings of a year, week by week."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.curriculum.module import Module
from planner.curriculum.progression import Progression, TaughtModule
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.year.weeks import Minutes, Week


@dataclass(frozen=True)
class ModuleWeek:
    """What a module has in one week: minutes on site, and sessions."""

    minutes: Minutes = 0
    sessions: int = 0


@dataclass(frozen=True)
class ModuleWeekChange:
    """A week of a module that differs between two plannings."""

    cohort: Cohort
    module: Module
    week: Week
    before: ModuleWeek
    after: ModuleWeek


def module_weeks(taught: TaughtModule) -> tuple[ModuleWeek, ...]:
    """Return what a module has in each week of the year."""
    return tuple(map(ModuleWeek, taught.minutes, taught.sessions))


def module_week_changes(before: Planning, after: Planning) -> tuple[ModuleWeekChange, ...]:
    """Return what differs in the modules of two plannings of a year.

    Cohorts and modules are matched by their ids; those that only one planning has are not told.
    The changes are in the order of the cohorts, of the modules, then of the weeks.
    """
    rows = {row.cohort.id: row for row in before.cohorts}
    return tuple(
        change
        for row in after.cohorts
        if row.cohort.id in rows
        for change in _changes(rows[row.cohort.id].progression, row, after)
    )


def _changes(
    before: Progression | None, row: CohortPlanning, planning: Planning
) -> Iterator[ModuleWeekChange]:
    if before is None or row.progression is None:
        return
    former = {each.module.id: module_weeks(each) for each in before.modules}
    weeks = planning.year.weeks_of(row.cohort.id)
    for each in row.progression.modules:
        pairs = zip(
            weeks, former.get(each.module.id, module_weeks(each)), module_weeks(each), strict=True
        )
        for week, was, now in pairs:
            if was != now:
                yield ModuleWeekChange(row.cohort, each.module, week, was, now)
