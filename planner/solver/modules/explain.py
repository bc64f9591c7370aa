"""Why the weeks of a programme admit no progression of its modules, and what would admit one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deadline import OutOfTime
from planner.solver.deletion_filter import Conflict, Conflicts
from planner.solver.explain import Explanation, explain_rules
from planner.solver.modules.any_weeks import told_of_any_weeks
from planner.solver.modules.conflicts import (
    BestWeeks,
    Untaught,
    best_weeks,
    is_teachable,
    module_cases,
    module_conflict,
    module_conflicts,
)
from planner.solver.modules.demands import (
    AnyConflict,
    ModuleCase,
    ModuleConflict,
    ModuleDemand,
    lifted,
    module_demands,
)
from planner.solver.relaxations import Degrees, RelaxationContext, module_relaxations
from planner.solver.solve import Infeasible
from planner.solver.ways import Changing, Way, WaySearch

OnAnyConflicts = Callable[[Conflicts[AnyConflict]], None]


def _silent(_: Conflicts[AnyConflict]) -> None:
    pass


def explain_obstacle(
    obstacle: Infeasible | Untaught,
    case: Case,
    changing: Changing,
    search: FeasibilitySearch,
    on_conflicts: OnAnyConflicts = _silent,
) -> Explanation[AnyConflict]:
    """Find why a case has no planning, or no progression of its modules; and what would help.

    Parameters
    ----------
    on_conflicts
        Called once, with the conflicts, as soon as they are known.
    """
    if isinstance(obstacle, Untaught):
        return explain_modules(obstacle, changing, search, on_conflicts)
    return explain_rules(case, changing, search, on_conflicts)


def explain_modules(
    untaught: Untaught,
    changing: Changing,
    search: FeasibilitySearch,
    on_conflicts: OnAnyConflicts = _silent,
) -> Explanation[ModuleConflict]:
    """Find why weeks admit no progression, and what would make one possible.

    A way out is a change with which a progression was found for each class; in the same weeks,
    unless it changes more than the curriculum.

    Parameters
    ----------
    on_conflicts
        Called once, with the conflicts, before the ways out are searched.
    """
    case = untaught.planning.case
    found = module_conflicts(untaught, search.part(of=2))
    classes = {each.cohort.id: each for each in module_cases(untaught.planning)}
    told = tuple(
        told_of_any_weeks(each, classes[each.cohorts[0].id], case, search) for each in found.found
    )
    on_conflicts(replace(found, found=told))
    ways = _ModuleWays(
        case, changing, search, planned=[(_without_curriculum(case), untaught.planning)]
    )
    with suppress(OutOfTime):
        if found.found:
            ways.run(found.found[0])
    return Explanation(told, found.unsearched, ways.cheapest_first, ways.whole)


@dataclass
class _ModuleWays(WaySearch[ModuleDemand]):
    """The search for ways out of what a curriculum demands of weeks.

    Attributes
    ----------
    planned
        The cases whose weeks are known: those that differ from one in the curriculum alone have
        its weeks.
    """

    planned: list[tuple[Case, BestWeeks]] = field(default_factory=list)
    _verdicts: list[tuple[ModuleCase, bool | None]] = field(default_factory=list)

    def demands(self, way: Way, cohorts: Sequence[Cohort]) -> Iterator[ModuleDemand]:
        """Yield what the curriculum demands of some cohorts once some changes are made."""
        named = {cohort.id for cohort in cohorts}
        for each in self._cases(way) or ():
            if each.cohort.id in named:
                yield from module_demands(each)

    def relaxations(self, demand: ModuleDemand, way: Way) -> Iterator[Degrees]:
        """Yield the ways in which a demand can be relaxed."""
        context = RelaxationContext(way.case, self.changing.may_unlock)
        for each in self._cases(way) or ():
            if each.cohort.id == demand.cohort:
                yield from module_relaxations(demand, each, context)

    def resolver(self, way: Way, conflict: Conflict[ModuleDemand]) -> Callable[[Way], bool | None]:
        """Return what tells whether changes let a class keep the demands of its conflict."""
        (cohort,), kept = conflict.cohorts, frozenset(conflict.demands)
        option = conflict.option if isinstance(conflict, ModuleConflict) else ""

        def resolves(further: Way) -> bool | None:
            found = self._cases(further)
            if found is None:
                return self._open(further)
            case = next(each for each in found if each.cohort.id == cohort.id)
            case = case.of_stream(option) if option else case
            gone = [each for each in module_demands(case) if kept and each not in kept]
            return self._is_teachable(lifted(case, gone))

        return resolves

    def verdict(self, way: Way) -> bool | None:
        """Tell whether there are weeks in which each class can be taught its modules."""
        found = self._cases(way)
        if found is None:
            return self._open(way)
        verdicts = [self._is_teachable(case) for case in found]
        return False if False in verdicts else None if None in verdicts else True

    def conflict_left(self, way: Way) -> Conflict[ModuleDemand]:
        """Return the conflict of the first class that cannot be taught its modules."""
        left = (case for case in self._cases(way) or () if not self._is_teachable(case))
        return module_conflict(next(left), self.search)

    def _weeks(self, case: Case) -> BestWeeks:
        bare = _without_curriculum(case)
        for known, found in self.planned:
            if known == bare:
                return found
        found = best_weeks(case, self.search.deadline)
        self.planned.append((bare, found))
        return found

    def _cases(self, way: Way) -> list[ModuleCase] | None:
        """Return the modules of each class in the weeks of a case; None if it has no weeks."""
        found = self._weeks(way.case)
        if not isinstance(found, Planning):
            return None
        return list(module_cases(replace(found, case=way.case)))

    def _open(self, way: Way) -> bool | None:
        """Return what is known of changes with which no weeks were found."""
        return False if isinstance(self._weeks(way.case), Infeasible) else None

    def _is_teachable(self, case: ModuleCase) -> bool | None:
        for known, verdict in self._verdicts:
            if known == case:
                return verdict
        verdict = is_teachable(case, self.search)
        self._verdicts.append((case, verdict))
        return verdict


def _without_curriculum(case: Case) -> Case:
    """Return a case with nothing that does not matter to its weeks."""
    bare = replace(case.programme, curriculum=None, text="", bases=())
    return replace(case, programme=bare)
