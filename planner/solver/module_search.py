"""The search for a progression: its objectives in their ranking, each proven or with its bound.

For each objective, modules are first counted by their patterns, which bounds it and says which
patterns the best ones have. Modules that are given these are then placed; where they cannot be, or
where the bound is not reached, all modules are searched from the best found so far.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum, Module
from planner.curriculum.progression import ModuleObjective, ModuleResult, Progression, Unplaced
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.module_bounds import Counted, CountedModules, counted_modules
from planner.solver.module_copies import module_shape
from planner.solver.module_model import ModuleModel, ModuleWeeks, module_model
from planner.solver.module_solving import hint_at, solved
from planner.solver.search import FOUND

EFFORT = 40.0
"""The deterministic time of CP-SAT for all objectives of a class, the same on every machine: about
1.3 s of processor for each. The first may take half of it, the others share the rest; beyond its
share, the best value is taken and told with its bound."""

_COUNTING = 4.0
"""The further effort for each objective of modules that are counted."""


class _Impossible(Exception):
    """It is proven that there is no progression."""


def find_progression(
    curriculum: Curriculum, frame: Frame, deadline: Deadline = NO_DEADLINE
) -> Progression | Unplaced:
    """Find the best progression of the modules of a class in its weeks.

    Parameters
    ----------
    curriculum
        What the class is taught.
    deadline
        When the best one found so far is taken.
    """
    model = module_model(curriculum, frame)
    if model is None:
        return Unplaced.IMPOSSIBLE
    search = _Search(model, deadline)
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
    effort
        What is left of it.
    best
        The solver with the best progression found; None before there is one.
    counted
        The modules counted by their patterns, given the values of the objectives before.
    """

    model: ModuleModel
    deadline: Deadline
    effort: float = EFFORT
    best: cp_model.CpSolver | None = None
    counted: CountedModules = field(default_factory=CountedModules)

    def run(self) -> list[ModuleResult]:
        """Search for all objectives; return the results of those that were reached."""
        results: list[ModuleResult] = []
        self._count()
        for left, (name, measure) in zip(
            range(len(self.model.measures), 0, -1), self.model.measures.items(), strict=True
        ):
            if isinstance(measure, int):
                results.append(ModuleResult(name, measure, measure))
                continue
            result = self._least(name, measure, self.effort / (left if self.best else 2))
            if result is None:
                break
            results.append(result)
            expected = self.counted.results.get(name)
            if expected and expected.value != result.value:
                self.counted = CountedModules()  # what follows was counted for another value
        return results

    def _count(self) -> None:
        """Count the modules, for half of the time that is left."""
        self.counted = counted_modules(self.model, _COUNTING, self.deadline.shared(2))
        if not self.counted.is_possible:
            raise _Impossible

    def _least(
        self, name: ModuleObjective, measure: cp_model.LinearExpr, effort: float
    ) -> ModuleResult | None:
        """Search for the least of an objective, and cap it; None if the effort ends before."""
        expected, bound = self.counted.results.get(name), 0
        self.model.cp.minimize(measure)
        if expected:
            bound = expected.bound
            self.model.cp.add(measure >= bound)
            self._place(name, effort)
        if not self.best or self._value(name) > (expected.value if expected else 0):
            bound = max(bound, self._search(name, effort))
        if not self.best:
            return None
        value = self._value(name)
        self.model.cp.add(measure <= value)
        return ModuleResult(name, value, min(bound, value))

    def _value(self, name: ModuleObjective) -> int:
        """Return the value of an objective of the best progression, whatever it was found for."""
        assert self.best
        return self.model.progression(self.best, ()).value(name, self.model.frame)

    def _place(self, name: ModuleObjective, effort: float) -> None:
        """Search for the best progression whose modules have the patterns that were counted."""
        self.model.cp.clear_hints()  # type: ignore[no-untyped-call]
        for literal, holds in _given(self.model, self.counted.patterns):
            self.model.cp.add_hint(literal, holds)
        self._run(name, effort, only_hints=True)

    def _search(self, name: ModuleObjective, effort: float) -> int:
        """Search for a better progression, from the best one; return a bound."""
        if self.best:
            hint_at(self.model.cp, self.best)
        solver = self._run(name, effort)
        return max(0, -int(-solver.best_objective_bound // 1)) if solver else 0

    def _run(
        self, name: ModuleObjective, effort: float, *, only_hints: bool = False
    ) -> cp_model.CpSolver | None:
        """Search, and keep what is found if it is the best; None if nothing is found.

        Parameters
        ----------
        only_hints
            Whether only what is hinted at is looked at.
        """
        status, solver, spent = solved(self.model.cp, effort, self.deadline, only_hints=only_hints)
        self.effort -= spent
        if status == cp_model.INFEASIBLE and not only_hints:
            assert self.best is None, "a progression was found, and none is proven to exist"
            raise _Impossible
        if status not in FOUND:
            return None
        if self.best is None or solver.objective_value <= self._value(name):
            self.best = solver
        return solver


def _given(model: ModuleModel, patterns: Counted) -> Iterator[tuple[cp_model.IntVar, bool]]:
    """Yield what it is for modules to have the patterns of their kind, in the order of both."""
    rows: dict[tuple[Module, int], list[ModuleWeeks]] = defaultdict(list)
    for row in model.rows:
        rows[module_shape(row.copies.module), row.copies.weight].append(row)
    for kind, pattern in patterns:
        row = rows[kind.module, kind.weight].pop(0)
        weeks = [model.frame.school_weeks[place] for place in pattern.weeks]
        yield from row.literals(weeks, pattern.sessions, is_exact=pattern.is_exact)


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
