"""Why there is no planning, and what would make one possible: see `conflicts` and `ways`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Generic

from planner.planning.check import keeps_every_rule
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.solver.conflicts import FeasibilitySearch, completed, conflicts, first_conflict
from planner.solver.deadline import OutOfTime
from planner.solver.deletion_filter import C_co, Conflict, Conflicts
from planner.solver.demands import Demand, Lifted, demands_of
from planner.solver.relaxations import Degrees, RelaxationContext, relaxations_of
from planner.solver.solve import NotFound
from planner.solver.ways import Changing, Way, WaySearch


@dataclass(frozen=True)
class Explanation(Generic[C_co]):
    """Why there is no planning, and what would make one possible, the cheapest first.

    Attributes
    ----------
    unsearched
        The cohorts of which time was too short to learn whether they have a conflict of their own.
    whole
        Whether the search for ways out came to its end, or to the most that are reported.
    """

    conflicts: tuple[C_co, ...]
    unsearched: tuple[Cohort, ...]
    ways: tuple[Way, ...]
    whole: bool


RuleExplanation = Explanation[Conflict[Demand]]
"""Why the rules on weeks and sessions admit no planning."""

OnConflicts = Callable[[Conflicts[Conflict[Demand]]], None]


def _silent(_: Conflicts[Conflict[Demand]]) -> None:
    pass


def explain_rules(
    case: Case,
    changing: Changing,
    search: FeasibilitySearch,
    on_conflicts: OnConflicts = _silent,
) -> RuleExplanation:
    """Find why a case has no planning, and what would make one possible.

    When time is short, half of it is kept for the ways out; what they leave goes into shortening
    the conflicts further. Once the deadline has passed, what was found is returned as what it is.

    Parameters
    ----------
    on_conflicts
        Called once, with the conflicts as they are returned: before the ways out are searched,
        where each is minimal by then.
    """
    found = conflicts(case, search.part(of=2))
    is_told = all(conflict.minimal for conflict in found.found)
    if is_told:
        on_conflicts(found)
    ways = _RuleWays(case, changing, search)
    with suppress(OutOfTime):
        ways.run(found.found[0])
    if not is_told:
        shortest = tuple(completed(each, case, search) for each in found.found)
        found = replace(found, found=shortest)
        on_conflicts(found)
    return Explanation(found.found, found.unsearched, ways.cheapest_first, ways.whole)


class _RuleWays(WaySearch[Demand]):
    """The search for ways out of what rules demand of weeks and sessions."""

    def demands(self, way: Way, cohorts: Sequence[Cohort]) -> tuple[Demand, ...]:
        """Return what rules demand of some cohorts once some changes are made."""
        return demands_of(way.case.with_cohorts(cohorts), self.search.deadline)

    def relaxations(self, demand: Demand, way: Way) -> Iterator[Degrees]:
        """Yield the ways in which a demand can be relaxed."""
        return relaxations_of(demand, RelaxationContext(way.case, self.changing.may_unlock))

    def resolver(self, way: Way, conflict: Conflict[Demand]) -> Callable[[Way], bool | None]:
        """Return what tells whether changes leave weeks that keep the demands of a conflict."""
        every = self.demands(way, conflict.cohorts)
        lifted = Lifted(frozenset(every), frozenset(conflict.demands or every))
        named = {cohort.id for cohort in conflict.cohorts}

        def resolves(further: Way) -> bool | None:
            cohorts = (c for c in further.case.programme.cohorts if c.id in named)
            return self.search.is_feasible(further.case.with_cohorts(cohorts), lifted)

        return resolves

    def verdict(self, way: Way) -> bool | None:
        """Tell whether there are weeks and sessions that keep all rules as changed."""
        planning = self.search.part(of=4).planning(way.case)
        if not isinstance(planning, Planning):
            return None if isinstance(planning, NotFound) else False
        if not keeps_every_rule(planning):
            raise AssertionError("a way out leads to a planning that breaks a rule")
        return True

    def conflict_left(self, way: Way) -> Conflict[Demand]:
        """Return the first conflict that is left."""
        return first_conflict(way.case, self.search)
