"""Plannings to choose from: further ones that are as good, each far from all the others.

One is found after the other. Each search has the ranking of the programme, and asks besides for a
planning that differs in so many weeks from all those found before, and that is not worse than the
first one in the objectives that matter, or by a stated step at most. The search that finds none
proves that there are no further plannings that far from all those found; with others at the
beginning there may be more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from planner.files.invisible import escaped
from planner.files.problems import Unusable, problem
from planner.planning.check import keeps_every_rule
from planner.planning.course import case_apart_from
from planner.planning.grid import PlanningBoard
from planner.planning.planning import Edition, Planning
from planner.programme.names import LAST_OBJECTIVES, ObjectiveName
from planner.rules.case import Case
from planner.rules.objectives import OBJECTIVES
from planner.rules.statement import number

if TYPE_CHECKING:
    from planner.solver.solve import Outcome

WEEKS_APART = 6
"""In how many weeks plannings to choose from differ, where nothing else is asked."""

Limits = Mapping[ObjectiveName, int]
"""The most that a planning may have of objectives, in the integer units of the solver."""


@dataclass(frozen=True)
class AskedAlternatives:
    """Which further plannings are asked for.

    Attributes
    ----------
    count
        How many, besides the first one.
    apart
        In how many weeks each differs from all others at least, those of all cohorts added up.
    worse
        By how much an objective may be worse than in the first planning, in its unit.
    """

    count: int
    apart: int = WEEKS_APART
    worse: Mapping[ObjectiveName, int] = field(default_factory=dict)


class AlternativesEnd(StrEnum):
    """Why there are no further plannings."""

    COMPLETE = "complete"
    """There are as many as asked for."""
    PROVEN = "proven"
    """It is proven that no further one is that good and that far from all of them."""
    TIME = "time"
    """The time was over, or the search was stopped, before a further one was found."""


@dataclass(frozen=True)
class Alternatives:
    """Plannings to choose from.

    Attributes
    ----------
    objectives
        Those that matter, by which they are as good as asked.
    editions
        The first one, then those found besides, each as good as asked and far from all before.
    end
        Why there are no more.
    """

    asked: AskedAlternatives
    objectives: tuple[ObjectiveName, ...]
    editions: tuple[Edition, ...]
    end: AlternativesEnd


def objectives_that_matter(ranking: Iterable[ObjectiveName]) -> tuple[ObjectiveName, ...]:
    """Return the objectives of a ranking that do not only pick one of equally good plannings."""
    return tuple(name for name in ranking if name not in LAST_OBJECTIVES)


def steps_by_objective(
    steps: Iterable[tuple[str, int]], ranking: Iterable[ObjectiveName], field: str
) -> dict[ObjectiveName, int]:
    """Return by how much objectives may be worse, by their names.

    Parameters
    ----------
    field
        What gave the steps, as messages call it.

    Raises
    ------
    Unusable
        An objective is unknown, or not one that matters in this ranking.
    """
    known = objectives_that_matter(ranking)
    asked = dict(steps)
    accepted = problem("accepted.one-of", expected=", ".join(known) or "–")
    if unknown := asked.keys() - set(known):
        raise Unusable(
            problem("field.value", field=field, found=f'"{escaped(name)}"', accepted=accepted)
            for name in sorted(unknown)
        )
    return {ObjectiveName(name): step for name, step in asked.items()}


def limits_near(first: Planning, worse: Mapping[ObjectiveName, int]) -> dict[ObjectiveName, int]:
    """Return the most that plannings may have of each objective that matters.

    Parameters
    ----------
    first
        The planning with which they are compared, under what is asked of all of them.
    worse
        By how much they may be worse, in the unit of the objective.
    """
    board = PlanningBoard(first)
    return {
        name: number(OBJECTIVES[name].measure(board))
        + worse.get(name, 0) * OBJECTIVES[name].unit(first.year)
        for name in objectives_that_matter(first.case.ranking)
    }


def check_first(first: Planning) -> None:
    """Check that a planning may be the first one, with which others are compared.

    Raises
    ------
    Unusable
        It breaks a rule: what breaks rules may seem better than all that keep them.
    """
    if not keeps_every_rule(first):
        raise Unusable([problem("alternatives.broken")])


def find_alternatives(
    first: Edition,
    case: Case,
    asked: AskedAlternatives,
    search: Callable[[Case, Limits], "Outcome"],
    on_found: Callable[[Edition], None] = lambda _: None,
) -> Alternatives:
    """Search for plannings that are as good as a first one and far from it and from each other.

    Parameters
    ----------
    first
        The planning with which they are compared, usually the best one.
    case
        What is asked of all of them.
    search
        Searches for the best planning of a case under limits.
    on_found
        Called with each planning as it is found.

    Raises
    ------
    AssertionError
        A planning breaks a rule: a bug of the solver.
    """
    from planner.solver.solve import Infeasible, NotFound

    limits = limits_near(replace(first.planning, case=case), asked.worse)
    editions, end = [first], AlternativesEnd.COMPLETE
    while len(editions) <= asked.count:
        found = [edition.planning for edition in editions]
        outcome = search(case_apart_from(case, found, asked.apart), limits)
        if isinstance(outcome, Infeasible):
            end = AlternativesEnd.PROVEN
            break
        if isinstance(outcome, NotFound):
            end = AlternativesEnd.TIME
            break
        if not keeps_every_rule(outcome.planning):
            raise AssertionError("the planning breaks a rule")
        editions.append(
            replace(
                first,
                planning=outcome.planning,
                objectives=outcome.objectives,
                changed=None,
                jointly=None,
            )
        )
        on_found(editions[-1])
    return Alternatives(asked, tuple(limits), tuple(editions), end)
