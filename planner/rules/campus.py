"""Rules on what the cohorts of a site share: the campus, and resources such as a laboratory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from planner.programme.cohort import Cohort
from planner.programme.names import RuleName
from planner.programme.site import Site
from planner.rules.statement import (
    Bound,
    Grid,
    Quantity,
    SharedRule,
    Unit,
    at_most,
    total_by_step,
)
from planner.year.activity import Activity, Place
from planner.year.weeks import Week


def is_on_campus(step: Week, activity: Activity, by_days: bool) -> bool:
    """Whether a step of an activity brings a cohort to the campus.

    A day does that is spent at school; a whole week, if the school is open on one of its days
    there, and as a whole. Public holidays, which all have, are not looked at in whole weeks.

    Parameters
    ----------
    step
        As the cohort has it.
    """
    if by_days:
        return step.is_at(activity, Place.SCHOOL)
    if step.closed_days:
        return replace(step, public_holidays=()).is_at(activity, Place.SCHOOL)
    return activity.on_campus


def steps_on_campus(cohort: Cohort, grid: Grid) -> list[Quantity]:
    """Return 1 in the steps that bring a cohort to the campus, 0 in the others."""
    return _steps_there(cohort, grid, grid.activities)


def _steps_there(
    cohort: Cohort, grid: Grid, activities: Iterable[Activity], elsewhere: bool = False
) -> list[Quantity]:
    """Return 1 in the steps of some activities in which they bring a cohort to the campus.

    Parameters
    ----------
    elsewhere
        Whether those without a day at school count all the same.
    """
    by_days = grid.year.by_days

    def there(step: Week, activity: Activity) -> int:
        if elsewhere and not activity.on_campus:
            return 1
        return int(is_on_campus(step, activity, by_days))

    return total_by_step(grid, activities, there, grid.year.steps_of(cohort.id))


def week_of_step(rows: Sequence[tuple[Cohort, Grid]]) -> Sequence[int]:
    """Return the index of the week of each step of the year of some cohorts."""
    return next((grid.year.week_of_step for _, grid in rows), ())


@dataclass(frozen=True)
class CampusRule(SharedRule):
    """A requirement on the cohorts of one site together.

    Attributes
    ----------
    site
        The site; where a programme has only one, all its cohorts are there.
    """

    site: Site

    @property
    def about(self) -> str:
        return self.site.id

    @property
    def site_name(self) -> str:
        return self.site.name

    def here(self, rows: Sequence[tuple[Cohort, Grid]]) -> list[tuple[Cohort, Grid]]:
        """Return the rows of the cohorts of the site."""
        return [(cohort, grid) for cohort, grid in rows if cohort.site == self.site.id]


@dataclass(frozen=True)
class CampusCohorts(CampusRule):
    """No more cohorts are on campus in one week than it has room for."""

    name = RuleName.CAMPUS_COHORTS
    unit = Unit.COHORTS
    most: int

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        present = [steps_on_campus(cohort, grid) for cohort, grid in self.here(rows)]
        for week, step in zip(week_of_step(rows), zip(*present, strict=True), strict=False):
            yield Bound(sum(step), at_most(self.most), week)


@dataclass(frozen=True)
class CampusPeople(CampusRule):
    """No more people are on campus in one week than it has room for."""

    name = RuleName.CAMPUS_PEOPLE
    unit = Unit.PEOPLE
    most: int

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        present = [
            [here * cohort.headcount for here in steps_on_campus(cohort, grid)]
            for cohort, grid in self.here(rows)
        ]
        for week, step in zip(week_of_step(rows), zip(*present, strict=True), strict=False):
            yield Bound(sum(step), at_most(self.most), week)


@dataclass(frozen=True)
class Resources(CampusRule):
    """No more groups use a resource in one week than it has room for."""

    name = RuleName.RESOURCES
    unit = Unit.GROUPS
    resource: str
    groups: int

    @property
    def about(self) -> str:
        return " – ".join(filter(None, [self.resource, self.site.id]))

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        uses = [
            [here * use.groups for here in _steps_there(cohort, grid, use.activities, True)]
            for cohort, grid in self.here(rows)
            for use in cohort.uses
            if use.resource == self.resource
        ]
        for week, step in zip(week_of_step(rows), zip(*uses, strict=True), strict=False):
            yield Bound(sum(step), at_most(self.groups), week)
