"""Plans several years of a programme: one after the other, or jointly."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from planner.planning.course import case_after
from planner.planning.planning import Edition, JointResult
from planner.rules.case import Case
from planner.rules.course import Course
from planner.solver.deadline import IsStopped, never_stopped

if TYPE_CHECKING:
    from planner.solver.deadline import Deadline
    from planner.solver.search import OnProgress
    from planner.solver.solve import Infeasible, NotFound, Solved

ShowProgress = Callable[[], AbstractContextManager["OnProgress"]]
"""Opens what shows the progress of one search."""

_CONFLICT_SECONDS = 20.0
"""Time limit of the search for the year that has no planning, without another one, in seconds."""


@dataclass(frozen=True)
class PlannedYears:
    """The plannings of some years, in their order.

    Attributes
    ----------
    jointly
        What is proven of all of them; None of years that were planned one after the other.
    """

    years: tuple["Solved", ...]
    jointly: JointResult | None = None

    def editions(
        self, version_label: str | None = None, issued: date | None = None, revision: int = 1
    ) -> list[Edition]:
        """Return an edition of each year."""
        return [
            Edition(
                solved.planning,
                solved.objectives,
                version_label,
                issued,
                revision=revision,
                jointly=self.jointly,
            )
            for solved in self.years
        ]


@dataclass(frozen=True)
class UnplannedYears:
    """That some years have no plannings, or none was found in time.

    Attributes
    ----------
    case
        The year that has none; None if it is all of them together.
    is_each_possible
        Whether each year by itself is known to have a planning.
    deadline
        When the time limit of the search is over.
    """

    outcome: "Infeasible | NotFound"
    case: Case | None
    deadline: "Deadline"
    is_each_possible: bool = False


def silently() -> AbstractContextManager["OnProgress"]:
    """Show no progress."""
    return nullcontext(lambda _: None)


def plan_in_turn(
    cases: Sequence[Case],
    time_limit: float | None,
    show_progress: ShowProgress = silently,
    is_stopped: IsStopped = never_stopped,
) -> PlannedYears | UnplannedYears:
    """Plan one year after the other: each one takes the year before as it is planned.

    Parameters
    ----------
    time_limit
        Seconds for each year.
    is_stopped
        Asked now and then; once it returns true, the search ends with the best planning of the
        year at hand and those of the years before. The plannings are then fewer than the years.
    """
    from planner.solver.deadline import Deadline
    from planner.solver.solve import NotFound, Solved, solve

    years: list[Solved] = []
    for each in cases:
        case = case_after(each, years[-1].planning) if years else each
        deadline = Deadline.after(time_limit)
        with show_progress() as on_progress:
            outcome = solve(
                case, time_limit=time_limit, on_progress=on_progress, is_stopped=is_stopped
            )
        if isinstance(outcome, NotFound) and years and is_stopped():
            break
        if not isinstance(outcome, Solved):
            return UnplannedYears(outcome, case, deadline)
        years.append(outcome)
    return PlannedYears(tuple(years))


def plan_jointly(
    cases: Sequence[Case],
    time_limit: float | None,
    show_progress: ShowProgress = silently,
    is_stopped: IsStopped = never_stopped,
) -> PlannedYears | UnplannedYears:
    """Plan years as one: those that are best when their objectives are added up.

    Parameters
    ----------
    time_limit
        Seconds for all of them.
    is_stopped
        As of `solve`.
    """
    from planner.solver.deadline import Deadline
    from planner.solver.solve import NotFound, SolvedCourse, solve_course

    deadline = Deadline.after(time_limit, is_stopped=is_stopped)
    with show_progress() as on_progress:
        outcome = solve_course(
            Course(tuple(cases)),
            time_limit=time_limit,
            on_progress=on_progress,
            is_stopped=is_stopped,
        )
    if isinstance(outcome, SolvedCourse):
        labels = tuple(case.year.label for case in cases)
        return PlannedYears(outcome.years, JointResult(labels, outcome.objectives))
    if isinstance(outcome, NotFound):
        return UnplannedYears(outcome, None, deadline)
    if time_limit is None:
        deadline = Deadline.after(_CONFLICT_SECONDS, is_stopped=is_stopped)
    return _impossible(cases, outcome, deadline)


def _impossible(
    cases: Sequence[Case], outcome: "Infeasible", deadline: "Deadline"
) -> UnplannedYears:
    """Find the first year that has no planning by itself."""
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.solve import Infeasible, NotFound

    search = FeasibilitySearch(deadline)
    alone = [search.planning(case) for case in cases]
    for case, found in zip(cases, alone, strict=True):
        if isinstance(found, Infeasible):
            return UnplannedYears(outcome, case, deadline)
    is_each_possible = not any(isinstance(found, NotFound) for found in alone)
    return UnplannedYears(outcome, None, deadline, is_each_possible)
