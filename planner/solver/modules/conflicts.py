"""Why the weeks of a class admit no progression of its modules: demands that cannot be kept.

They are found by the deletion filter, as those of rules on weeks are: a trial is the search for
any progression of the modules without some of the demands. Where the hours of a semester exceed
what its weeks give, a count shows it and nothing is searched.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf

from planner.curriculum.check import module_breaches
from planner.curriculum.module import Curriculum
from planner.curriculum.progression import Progression, Unplaced
from planner.planning.planning import Planning
from planner.planning.progressions import module_frame
from planner.programme.cohort import Cohort
from planner.programme.names import NEARNESS
from planner.rules.case import Case
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deadline import Deadline, OutOfTime
from planner.solver.deletion_filter import Common, Conflict, Conflicts, filtered
from planner.solver.modules.demands import (
    ModuleCase,
    ModuleConflict,
    ModuleDemand,
    lifted,
    module_demands,
    semester_room,
    short_of_room,
)
from planner.solver.modules.search import any_progression
from planner.solver.solve import Infeasible, NotFound, Solved, solve
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class Untaught:
    """Weeks that admit no progression of the modules of some cohorts.

    Attributes
    ----------
    planning
        The weeks, as they are found where nothing is taught in modules.
    cohorts
        Those of which it is proven.
    unsearched
        Those of which time was too short to tell.
    """

    planning: Planning
    cohorts: tuple[Cohort, ...]
    unsearched: tuple[Cohort, ...]


def planning_or_obstacle(
    case: Case, search: FeasibilitySearch
) -> Planning | Infeasible | Untaught | NotFound:
    """Find any planning that keeps all rules; with a curriculum, weeks in which it can be taught.

    Returns
    -------
    Planning or Infeasible or Untaught or NotFound
        Of a programme with a curriculum, the weeks are those that a search for the best planning
        finds, as modules are placed in these; the planning is without their modules.
    """
    found = search.planning(case)
    if not isinstance(found, Planning) or not any(_curricula(case)):
        return found
    found = best_weeks(case, search.deadline)
    if not isinstance(found, Planning):
        return found
    verdicts = [(each.cohort, _teachable_in_time(each, search)) for each in module_cases(found)]
    if all(verdict for _, verdict in verdicts):
        return found
    return Untaught(
        found,
        tuple(cohort for cohort, verdict in verdicts if verdict is False),
        tuple(cohort for cohort, verdict in verdicts if verdict is None),
    )


def _curricula(case: Case) -> Iterator[Curriculum | None]:
    return map(case.programme.curriculum_of, case.programme.cohorts)


BestWeeks = Planning | Infeasible | NotFound
"""The weeks in which modules are placed, without any; or that there are none, as far as known."""


def best_weeks(case: Case, deadline: Deadline) -> BestWeeks:
    """Find the weeks in which the modules of a case are placed, and no modules."""
    ranked = tuple(each for each in case.ranking if case.given.near or each not in NEARNESS)
    programme = replace(case.programme, ranking=ranked, curriculum=None)
    outcome = solve(
        replace(case, programme=programme),
        time_limit=None if deadline.remaining == inf else max(0.0, deadline.remaining),
        is_stopped=deadline.is_stopped,
    )
    return replace(outcome.planning, case=case) if isinstance(outcome, Solved) else outcome


def module_cases(planning: Planning) -> Iterator[ModuleCase]:
    """Yield the modules of each cohort that has some, in the weeks of a planning."""
    for row in planning.cohorts:
        curriculum = planning.programme.curriculum_of(row.cohort)
        if curriculum:
            yield ModuleCase(row.cohort, curriculum, module_frame(row, planning.case))


def is_teachable(case: ModuleCase, search: FeasibilitySearch) -> bool | None:
    """Return whether the weeks of a class admit a progression; None if it takes too long to tell.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    if any(short_of_room(case, module_demands(case))):
        return False
    found = any_progression(case.curriculum, case.frame, search.deadline)
    search.deadline.check()
    return None if found is Unplaced.NOT_FOUND else found is not Unplaced.IMPOSSIBLE


def _teachable_in_time(case: ModuleCase, search: FeasibilitySearch) -> bool | None:
    with suppress(OutOfTime):
        return is_teachable(case, search)
    return None


def module_conflicts(untaught: Untaught, search: FeasibilitySearch) -> Conflicts[ModuleConflict]:
    """Find the conflicts of the classes whose weeks admit no progression, one for each.

    Once time is over, what was found until then is returned as what it is.
    """
    return Conflicts(
        tuple(
            module_conflict(case, search)
            for case in module_cases(untaught.planning)
            if case.cohort in untaught.cohorts
        ),
        untaught.unsearched,
    )


def module_conflict(case: ModuleCase, search: FeasibilitySearch) -> ModuleConflict:
    """Find demands on the modules of a class that its weeks do not admit together.

    Of a class whose options are taught side by side, those of one stream where it alone has a
    conflict. There are no demands where the weeks admit no progression whatever is lifted.
    """
    conflict = ModuleConflict((case.cohort,), (), minimal=False, alone=True)
    with suppress(OutOfTime):
        option = _conflicting_option(case, search)
        case = case.of_stream(option) if option else case
        every = module_demands(case)
        counted = tuple(short_of_room(case, every))[:1]
        count = len(case.curriculum.modules)
        conflict = replace(conflict, demands=counted or every, option=option, count=count)
        trials = _ModuleTrials(case, frozenset(every), search)
        for common in _PASSES:
            for shorter in filtered(common, conflict, trials):
                is_minimal = shorter.minimal and common is _PASSES[-1]
                conflict = replace(conflict, demands=shorter.demands, minimal=is_minimal)
    short = short_of_room(case, conflict.demands)
    rooms: dict[object, Minutes] = {each: semester_room(case, each).given for each in short}
    return replace(conflict, hours=rooms)


def _conflicting_option(case: ModuleCase, search: FeasibilitySearch) -> str:
    """Return the first option whose stream has a conflict of its own; "" if none has."""
    options = [option for option in case.curriculum.streams if option]
    alone = (each for each in options if is_teachable(case.of_stream(each), search) is False)
    return next(alone, "") if len(options) > 1 else ""


_PASSES: tuple[Common[ModuleDemand], ...] = (
    lambda demand: demand.name,
    lambda demand: demand.subject,
    lambda demand: demand,
)
"""What the demands that are left out together have in common, pass by pass."""


@dataclass
class _ModuleTrials:
    """Searches with some of the demands of a class; what one finds answers for others."""

    case: ModuleCase
    every: Set[ModuleDemand]
    search: FeasibilitySearch
    _found: list[Progression] = field(default_factory=list)

    def is_feasible(
        self, fewer: Conflict[ModuleDemand], conflict: Conflict[ModuleDemand]
    ) -> bool | None:
        """Return whether the weeks admit a progression that keeps a part of a conflict."""
        kept = frozenset(fewer.demands)
        if any(short_of_room(self.case, kept)):
            return False
        if any(self._keeps(each, kept) for each in self._found):
            return True
        case = self._keeping(kept)
        found = any_progression(case.curriculum, case.frame, self.search.deadline)
        self.search.deadline.check()
        if isinstance(found, Progression):
            self._found.append(found)
            return True
        return None if found is Unplaced.NOT_FOUND else False

    def needed(
        self, common: Common[ModuleDemand], conflict: Conflict[ModuleDemand]
    ) -> frozenset[object]:
        """Return the groups without which a progression was found that keeps the others."""
        demands, needed = conflict.demands, set[object]()
        for progression in self._found:
            groups = set(map(common, self._broken(progression, demands)))
            if len(groups) == 1:
                rest = [each for each in demands if common(each) not in groups]
                needed |= groups if self._keeps(progression, rest) else set()
        return frozenset(needed)

    def _broken(
        self, progression: Progression, demands: Sequence[ModuleDemand]
    ) -> Iterator[ModuleDemand]:
        """Yield the demands that a progression breaks alone, by halves.

        Some are only broken together: the days of a teacher, who is in one place at a time.
        """
        if self._keeps(progression, demands):
            return
        if len(demands) == 1:
            yield demands[0]
        elif demands:
            half = len(demands) // 2
            yield from self._broken(progression, demands[:half])
            yield from self._broken(progression, demands[half:])

    def _keeping(self, kept: Iterable[ModuleDemand]) -> ModuleCase:
        return lifted(self.case, self.every - frozenset(kept))

    def _keeps(self, progression: Progression, demands: Iterable[ModuleDemand]) -> bool:
        case = self._keeping(demands)
        taught = {each.module.id: each for each in progression.modules}
        modules = tuple(replace(taught[m.id], module=m) for m in case.curriculum.modules)
        changed = replace(progression, curriculum=case.curriculum, modules=modules)
        return not module_breaches(changed, case.frame)
