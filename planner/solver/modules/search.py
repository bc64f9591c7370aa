"""The search for a progression: its objectives in their ranking, each proven or with its bound.

For each objective, modules are first counted by their patterns, which bounds it and says which
patterns the best ones have. Modules that are given these are then placed. Where they cannot be,
only those without sessions are given theirs, as what is left is small; then one semester after the
other is searched, the others as in the best progression found (a large neighbourhood search); at
last all are searched. An objective within a tenth of its bound leaves the effort to those after it.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum, Module
from planner.curriculum.progression import ModuleObjective, ModuleResult, Progression, Unplaced
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.modules.bounds import (
    COUNTABLE,
    Counted,
    CountedResult,
    ModuleCounting,
    is_near,
    module_counting,
)
from planner.solver.modules.copies import module_shape
from planner.solver.modules.model import ModuleModel, ModuleWeeks, module_model
from planner.solver.modules.patterns import ModulePattern
from planner.solver.modules.solving import FixedValues, hint_at, restricted, solved
from planner.solver.search import FOUND

EFFORT = 28.0
"""The deterministic time of CP-SAT for all objectives of a class, the same on every machine: about
a second of processor for each. The first may take half of it, the others share the rest; beyond its
share, the best value is taken and told with its bound."""

_MOST_COUNTS = 3
"""How often modules are placed as they were counted, before they are counted no more."""

_LAST = 0.25
"""The part of the effort for an objective in which all modules are searched, once some are placed
as they were counted."""


class _Impossible(Exception):
    """It is proven that there is no progression."""


def find_progression(
    curriculum: Curriculum,
    frame: Frame,
    deadline: Deadline = NO_DEADLINE,
    effort: float = EFFORT,
) -> Progression | Unplaced:
    """Find the best progression of the modules of a class in its weeks.

    Parameters
    ----------
    curriculum
        What the class is taught.
    deadline
        When the best one found so far is taken.
    effort
        The deterministic time of CP-SAT for all objectives.
    """
    model = module_model(curriculum, frame)
    if model is None:
        return Unplaced.IMPOSSIBLE
    search = _Search(model, deadline, module_counting(model), effort)
    try:
        results = search.run()
    except _Impossible:
        return Unplaced.IMPOSSIBLE
    return model.progression(search.best, results) if search.best else Unplaced.NOT_FOUND


@dataclass
class _Search:
    """What is known so far.

    Attributes
    ----------
    counting
        The modules counted by their patterns; None where they are not.
    effort
        What is left of it.
    best
        The solver with the best progression found; None before there is one.
    """

    model: ModuleModel
    deadline: Deadline
    counting: ModuleCounting | None
    effort: float
    best: cp_model.CpSolver | None = None

    def run(self) -> list[ModuleResult]:
        """Search for all objectives; return the results of those that were reached.

        A later search may improve on an objective that was not proven: all are measured at last.
        """
        bounds: dict[ModuleObjective, int] = {}
        for left, (name, measure) in zip(
            range(len(self.model.measures), 0, -1), self.model.measures.items(), strict=True
        ):
            if isinstance(measure, int):
                bounds[name] = measure
                continue
            least = bounds.get(ModuleObjective.WEEKS, 0) if name is ModuleObjective.SPAN else 0
            bound = self._least(name, measure, least, left)
            if not self.best:
                break
            bounds[name] = bound
            self._cap(name, measure)
        return [ModuleResult(name, self._value(name), bound) for name, bound in bounds.items()]

    def _cap(self, name: ModuleObjective, measure: cp_model.LinearExpr) -> None:
        """Leave out what is worse than the best found."""
        value = self._value(name)
        self.model.cp.add(measure <= value)
        if self.counting and name in COUNTABLE:
            self.counting.cap(name, value)

    def _least(
        self, name: ModuleObjective, measure: cp_model.LinearExpr, bound: int, left: int
    ) -> int:
        """Search for the least of an objective, of which a bound is known; return a better one.

        Parameters
        ----------
        left
            How many objectives share the effort that is left.
        """
        self.model.cp.minimize(measure)
        part, counted = 1.0, self._place_as_counted(name, bound, left)
        bound = max(bound, counted.bound if counted else 0)
        if self.best:  # nothing is proven impossible by a bound in floats
            bound = min(bound, self._value(name))
            self.model.cp.add(measure >= bound)
        if counted:
            self._place_near(name, self._share(left), counted, bound)
            part = _LAST if self._is_near(name, bound) else 1.0
        if not self._is_reached(name, bound):
            bound = max(bound, self._search(name, part * self._share(left)))
        return min(bound, self._value(name)) if self.best else bound

    def _place_as_counted(
        self, name: ModuleObjective, bound: int, left: int
    ) -> CountedResult | None:
        """Count modules until they can be placed as they were counted; None if they are not."""
        counted = self._counted(name)
        for _ in range(_MOST_COUNTS):
            if not counted:
                break
            self._place(name, self._share(left) / 8, self._of_patterns(counted.patterns))
            if counted.is_final or self._is_reached(name, max(bound, counted.bound)):
                break
            counted = self._counted(name)
        return counted

    def _place_near(
        self, name: ModuleObjective, effort: float, counted: CountedResult, bound: int
    ) -> None:
        """Place modules without sessions as they were counted; then search near the best.

        Near the best are those whose modules of one semester are taught in the same way.
        """
        if not self._is_reached(name, bound):
            onsite = [each for each in counted.patterns if not each[1].sessions]
            self._place(name, effort / (4 if self.best else 2), self._of_patterns(onsite))
        semesters = self.model.curriculum.semesters
        for semester in semesters:
            if self.best and not self._is_reached(name, bound):
                self._place(name, effort / 2 / len(semesters), self._of_others(semester))

    def _share(self, left: int) -> float:
        """Return the effort of an objective: half of it, where nothing is found yet."""
        return self.effort / (left if self.best else 2)

    def _counted(self, name: ModuleObjective) -> CountedResult | None:
        """Count the modules for an objective, in half of the time left; None if they are not.

        That there are none is not taken from these: the search among modules proves it.
        """
        if not self.counting or name not in COUNTABLE:
            return None
        known = self._value(name) if self.best else math.inf
        return self.counting.least(name, known, self.deadline.shared(2))

    def _is_reached(self, name: ModuleObjective, value: int | None) -> bool:
        """Return whether the best found has a value."""
        return self.best is not None and value is not None and self._value(name) <= value

    def _is_near(self, name: ModuleObjective, bound: int) -> bool:
        """Return whether the best found is near enough to a bound for the effort to go on."""
        return self.best is not None and is_near(self._value(name), bound)

    def _value(self, name: ModuleObjective) -> int:
        """Return the value of an objective of the best progression, whatever it was found for."""
        assert self.best
        return self.model.progression(self.best, ()).value(name, self.model.frame)

    def _of_patterns(self, patterns: Counted) -> FixedValues:
        """Return what it is for modules to have what was counted of them."""
        school = self.model.frame.school_weeks
        found: FixedValues = []
        for row, pattern in _given(self.model, patterns):
            found += row.numbered(pattern.sessions)
            found += row.placed([school[n] for n in pattern.weeks], is_exact=pattern.is_exact)
        return found

    def _of_others(self, semester: int) -> FixedValues:
        """Return what it is for modules of other semesters to be taught as in the best found."""
        assert self.best
        others = (r for r in self.model.rows if r.copies.module.semester not in (None, semester))
        return [each for row in others for each in row.taught_as_in(self.best)]

    def _place(self, name: ModuleObjective, effort: float, given: FixedValues) -> None:
        """Search for the best progression among those of which something is given."""
        if given:
            if self.best:
                hint_at(self.model.cp, self.best)
            self._run(name, effort, given)

    def _search(self, name: ModuleObjective, effort: float) -> int:
        """Search for a better progression, from the best one; return a bound."""
        if self.best:
            hint_at(self.model.cp, self.best)
        solver = self._run(name, effort)
        return max(0, -int(-solver.best_objective_bound // 1)) if solver else 0

    def _run(
        self, name: ModuleObjective, effort: float, given: FixedValues | None = None
    ) -> cp_model.CpSolver | None:
        """Search, and keep what is found if it is the best; None if nothing is found.

        Parameters
        ----------
        given
            What is true of all that is looked at.
        """
        cp = restricted(self.model.cp, given) if given else self.model.cp
        status, solver, spent = solved(cp, effort, self.deadline)
        self.effort -= spent
        if status == cp_model.INFEASIBLE and not given:
            assert self.best is None, "a progression was found, and none is proven to exist"
            raise _Impossible
        if status not in FOUND:
            return None
        if self.best is None or solver.objective_value <= self._value(name):
            self.best = solver
        return solver


def _given(model: ModuleModel, patterns: Counted) -> Iterator[tuple[ModuleWeeks, ModulePattern]]:
    """Yield modules with the patterns of their kind, in the order of both."""
    rows: dict[tuple[Module, int], list[ModuleWeeks]] = defaultdict(list)
    for row in model.rows:
        rows[module_shape(row.copies.module), row.copies.weight].append(row)
    for kind, pattern in patterns:
        yield rows[kind.module, kind.weight].pop(0), pattern


TRIAL_EFFORT = 10.0
"""The deterministic time after which the search for any progression is given up."""


def any_progression(
    curriculum: Curriculum, frame: Frame, deadline: Deadline = NO_DEADLINE
) -> Progression | Unplaced:
    """Find any progression of the modules of a class in its weeks, without an objective.

    Probing is left out: it costs more than it saves where the first solution is taken.
    """
    model = module_model(curriculum, frame)
    if model is None:
        return Unplaced.IMPOSSIBLE
    status, solver, _ = solved(model.cp, TRIAL_EFFORT, deadline, probing=0)
    if status == cp_model.INFEASIBLE:
        return Unplaced.IMPOSSIBLE
    return model.progression(solver, ()) if status in FOUND else Unplaced.NOT_FOUND
