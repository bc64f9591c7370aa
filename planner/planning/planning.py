"""A planning: a case with its rows; and the editions in which it is issued."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from planner.curriculum.progression import Progression, Unplaced
from planner.programme.cohort import Cohort
from planner.programme.names import ON_SESSIONS, ObjectiveName
from planner.programme.programme import Programme
from planner.programme.site import Site
from planner.rules.campus import is_on_campus
from planner.rules.case import Case
from planner.year.activity import Activity
from planner.year.blocks import Block, blocks_of
from planner.year.weeks import AcademicYear, Minutes


@dataclass(frozen=True)
class CohortPlanning:
    """What one cohort does in each week of a year.

    Attributes
    ----------
    activities
        One for each week of the year.
    sessions
        Number of remote sessions of each week, or None where a planning does not give them.
    onsite
        Minutes taught in person in each week, or None where a planning does not give them.
    progression
        Its modules in these weeks; None where it has none, or a planning does not give them.
    unplaced
        Why a search for a progression in these weeks gave none; None where there was no search.
    """

    cohort: Cohort
    activities: tuple[Activity, ...]
    sessions: tuple[int, ...] | None = None
    onsite: tuple[Minutes, ...] | None = None
    progression: Progression | None = None
    unplaced: Unplaced | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The runs of weeks of one activity; a cut week is a run of its own."""
        return blocks_of(self.activities)

    @property
    def has_sessions(self) -> bool:
        """Whether it has remote sessions, or should have some."""
        return bool(self.cohort.sessions.total or any(self.sessions or ()))

    @property
    def placed_sessions(self) -> tuple[int, ...]:
        """The sessions of a planning that is complete.

        Raises
        ------
        ValueError
            The planning does not give them.
        """
        if self.sessions is None:
            raise ValueError(f"the planning of {self.cohort.id} gives no sessions")
        return self.sessions


def with_days(case: Case, weeks: Iterable[Activity] = ()) -> Case:
    """Return a case whose year goes by days if its rules ask for it, or a week of it is cut.

    Parameters
    ----------
    weeks
        The weeks of its planning; those that are locked are looked at as well.
    """
    locked = (kept.activity for row in case.given.locked.values() for kept in row if kept)
    by_days = case.programme.by_days or any(week.parts for week in (*weeks, *locked))
    if by_days == case.year.by_days:
        return case
    return replace(case, year=case.year.planned_by_days(by_days))


@dataclass(frozen=True)
class Planning:
    """A case with its rows: the plannings of all cohorts of a programme in one academic year.

    Attributes
    ----------
    case
        What the planning was asked for.
    cohorts
        In the order of the programme.
    """

    case: Case
    cohorts: tuple[CohortPlanning, ...]

    @classmethod
    def of(cls, case: Case, cohorts: tuple[CohortPlanning, ...]) -> "Planning":
        """Return a planning that was not searched for: read, or edited by hand.

        Where a week of it is cut, its year goes by days, though the rules ask for whole weeks: they
        are then checked day by day.
        """
        return cls(with_days(case, (week for row in cohorts for week in row.activities)), cohorts)

    @property
    def programme(self) -> Programme:
        """The programme of its case."""
        return self.case.programme

    @property
    def year(self) -> AcademicYear:
        """The academic year of its case."""
        return self.case.year

    def on_campus(self, site: Site) -> Iterator[tuple[CohortPlanning, ...]]:
        """Yield for each week the cohorts that are at a site, on the day with the most people.

        Two cohorts of which one comes as the other leaves, within a week, are not there together.
        """
        for steps in self.steps_on_campus(site):
            yield max(steps, key=lambda rows: sum(row.cohort.headcount for row in rows))

    def steps_on_campus(self, site: Site) -> Iterator[tuple[tuple[CohortPlanning, ...], ...]]:
        """Yield for each week the cohorts that are at a site, once for each step of the week."""
        year = self.year
        rows = [row for row in self.cohorts if row.cohort.site == site.id]
        own = {row.cohort.id: year.steps_of(row.cohort.id) for row in rows}

        def is_there(row: CohortPlanning, index: int, step: int) -> bool:
            activity = row.activities[index].on(year.steps[step].first)
            return is_on_campus(own[row.cohort.id][step], activity, year.by_days)

        for index in range(len(year)):
            yield tuple(
                tuple(row for row in rows if is_there(row, index, step))
                for step in year.steps_of_week(index)
            )

    @property
    def has_sessions(self) -> bool:
        """Whether any of its cohorts has remote sessions; nothing is said of them where not."""
        return any(cohort.has_sessions for cohort in self.cohorts)

    @property
    def has_modules(self) -> bool:
        """Whether modules are placed in the weeks of any of its cohorts."""
        return any(cohort.progression for cohort in self.cohorts)

    @property
    def has_proven_modules(self) -> bool:
        """Whether no better modules exist in its weeks: each objective of them is proven.

        So it is where there are none, unless the search ended before any were found.
        """
        return not any(
            row.unplaced is Unplaced.NOT_FOUND
            or (row.progression and not all(each.proven for each in row.progression.results))
            for row in self.cohorts
        )

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities that occur in it, on days of cut weeks too, in the programme's order.

        Last comes that of weeks which are not published.
        """
        used = {each for row in self.cohorts for week in row.activities for each in week.each}
        known = (*self.programme.activities, Activity.UNKNOWN)
        return tuple(activity for activity in known if activity in used)


@dataclass(frozen=True)
class ObjectiveResult:
    """The result of the search for one objective.

    Attributes
    ----------
    value, bound
        Its value in the planning, and a value that no planning can go below (given the limits
        asked for, the plannings to differ from and the values of the objectives before it; for
        `session_spread`, given the weeks; for a year that was planned jointly with others, given
        these as they are).
    proven
        Whether both are known to be the same. An objective that the time limit left unsearched
        has the bound 0, as none can be negative.
    """

    name: ObjectiveName
    value: float
    bound: float
    proven: bool


@dataclass(frozen=True)
class JointResult:
    """The result of the search for years that were planned jointly.

    Attributes
    ----------
    years
        Their labels, in their order.
    objectives
        Added up over the years, in their ranking: no plannings of these years go below.
    """

    years: tuple[str, ...]
    objectives: tuple[ObjectiveResult, ...]


MOST_REVISIONS = 999_999


Changed = Literal["by-hand", "rules"]


@dataclass(frozen=True, repr=False)
class Edition:
    """A planning as it is issued to people.

    Attributes
    ----------
    objectives
        In their ranking.
    version_label, issued
        The name of the version and its day, as the registrar gave them.
    changed
        What was changed since the search, so that the objectives prove nothing: the weeks, by
        hand, or the rules; None if nothing was.
    revision
        Counts what was issued for this year: a higher one replaces a lower one in calendars.
    jointly
        What is proven of this year and those with which it was planned; None if with none.
    """

    planning: Planning
    objectives: tuple[ObjectiveResult, ...]
    version_label: str | None = None
    issued: date | None = None
    changed: Changed | None = None
    revision: int = 1
    jointly: JointResult | None = None

    def __repr__(self) -> str:
        return f"<Edition {self.planning.programme.id} {self.planning.year.label}>"

    @property
    def minimised(self) -> tuple[ObjectiveResult, ...]:
        """The objectives, without those on sessions that follow from modules."""
        follows = ON_SESSIONS if self.planning.has_modules else ()
        return tuple(each for each in self.objectives if each.name not in follows)

    @property
    def status(self) -> Literal["optimal", "feasible"]:
        """`optimal` if every objective is proven and nothing was changed since, else `feasible`.

        Those of modules as well.
        """
        is_proven = all(o.proven for o in self.minimised) and self.planning.has_proven_modules
        return "optimal" if is_proven and not self.changed else "feasible"
