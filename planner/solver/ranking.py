"""The ranked search: lexicographic optimisation, each objective proven before the next.

Bounding each objective by its optimum while the next one is minimised needs no weights. For each of
them, the relaxation proves a bound and what a planning costs with each arc; the search has only the
arcs that a planning near the bound can take, and more of them where there is none. An objective of
which the relaxation proves a bound but hardly tells arcs apart is assumed to reach that bound: the
search for the next one then proves both, or proves the assumption wrong. Of the plannings that are
equal in all objectives, that of the least pseudo-random weights is taken, so that the result is
canonical: it does not depend on how the solver searches.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count

from ortools.sat.python import cp_model

from planner.planning.grid import PlanningBoard
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.objectives import OBJECTIVES, Absence, Objective, OrderAndTies, TieBreak
from planner.rules.statement import NotGiven, number
from planner.solver.deadline import Deadline, OutOfTime
from planner.solver.model import CourseModel, PlanningModel, course_model, post
from planner.solver.narrowing import ByGaps, ByPrices, ByYears, Narrowing
from planner.solver.network.cohort import CohortNetwork
from planner.solver.pricing.column_generation import OnBound, prices_of
from planner.solver.pricing.relaxation import LinearRelaxation
from planner.solver.rhythm import expression
from planner.solver.search import (
    FOUND,
    FoundWeeks,
    OnProgress,
    Progress,
    ProgressCallback,
    Rows,
    SearchStart,
    activities_found,
    counted_bound,
    run_search,
    silent,
)
from planner.solver.stage import SearchSpace, SearchStage, Sought
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear


def week_rows(model: PlanningModel) -> Rows:
    """Return the weeks of all cohorts as expressions.

    Called before a search: it creates the variables of the weeks that no rule reads.
    """
    return [
        {activity: grid.doing(activity) for activity in cohort.activities}
        for cohort, grid in zip(model.case.programme.cohorts, model.grids, strict=True)
    ]


def _rows_of_years(model: CourseModel) -> Rows:
    return [row for year in model.years for row in week_rows(year)]


def _planning(case: Case, rows: Sequence[tuple[Activity, ...]]) -> Planning:
    """Return the planning of some weeks, without sessions and hours."""
    cohorts = zip(case.programme.cohorts, rows, strict=True)
    planned = (CohortPlanning(cohort, case.year.of_steps(steps)) for cohort, steps in cohorts)
    return Planning(case, tuple(planned))


@dataclass(frozen=True)
class _Result:
    """What one search of CP-SAT ended with.

    Attributes
    ----------
    value
        Of the best planning found; None without any.
    bound
        No planning that was sought is below; infinite if there is none at all.
    is_complete
        Whether it was not ended by the deadline.
    """

    value: int | None
    bound: float
    is_complete: bool


@dataclass
class RankedSearch:
    """The run through the ranking; it keeps the best weeks found and what is proven of them.

    Attributes
    ----------
    networks
        Of the cohorts of all years.
    limits
        The most that a planning may have of an objective.
    activities
        For each cohort, its activity in each week, in the best planning found.
    bounds
        The lower bound of each objective that was searched.
    proven
        The objectives whose optimum is known.
    """

    course: Course
    networks: Sequence[CohortNetwork]
    limits: Mapping[ObjectiveName, int]
    deadline: Deadline
    on_progress: OnProgress
    activities: FoundWeeks | None = None
    bounds: dict[ObjectiveName, int] = field(default_factory=dict)
    proven: set[ObjectiveName] = field(default_factory=set)
    _modelled: tuple[SearchSpace, CourseModel] | None = None

    @property
    def _year(self) -> AcademicYear:
        return self.course.cases[0].year

    def run(self) -> bool:
        """Minimise one objective after the other; False if the case is infeasible.

        When time runs out, what was found and proven until then stays.
        """
        try:
            return self._run()
        except OutOfTime:
            return True

    def _run(self) -> bool:
        names = [name for name in self.course.ranking if name in OBJECTIVES]
        limits = tuple((OBJECTIVES[name], most) for name, most in self.limits.items())
        space = before = SearchSpace(self.networks, limits)
        assumed: dict[ObjectiveName, int] = {}
        may_assume = True
        while names:
            stage = self._stage(names[0], space, is_bold=bool(assumed))
            if not assumed:
                self._note_bound(stage, stage.bound)
            # 1. What the relaxation proves, but cannot use: assume it, and go on.
            if may_assume and len(names) > 1 and stage.is_vague:
                assumed[names.pop(0)] = stage.bound
                space = stage.within(stage.bound)
                continue
            sought, is_complete = self._optimum(stage)
            is_found = sought.best < math.inf
            # 2. No planning is as good as assumed, or none was found soon: take that back.
            if assumed and not is_found:
                names, space = [*assumed, *names], before
                assumed, may_assume = {}, False
                continue
            if not is_found and is_complete:
                return self._is_consistent(stage)
            # 3. One is: what was assumed is proven.
            for name, optimum in assumed.items():
                self._note_optimum(name, optimum)
            assumed, may_assume = {}, True
            self._note_bound(stage, math.ceil(min(sought.least, sought.best)))
            if not is_complete:
                return True
            space = before = stage.within(int(sought.best))
            if sought.has_other and not self._tell_apart(stage, space):
                return True
            self._note_optimum(names.pop(0), int(sought.best) // stage.objective.steps)
        return True

    def _is_consistent(self, stage: SearchStage) -> bool:
        """Return False where no planning was found at all; one found before is a contradiction."""
        if self.activities is not None:
            raise RuntimeError(f"{stage.name}: the bounds proven before exclude their planning")
        return False

    def _note_bound(self, stage: SearchStage, bound: int) -> None:
        """Note a bound that assumes nothing, unless a better one is known."""
        known = self.bounds.get(stage.name, 0)
        self.bounds[stage.name] = max(bound // stage.objective.steps, known)

    def _note_optimum(self, name: ObjectiveName, optimum: int) -> None:
        """Note and report the value of an objective that a planning has and none is below."""
        self.bounds[name] = optimum
        self.proven.add(name)
        value = optimum / OBJECTIVES[name].unit(self._year)
        self.on_progress(Progress(name, value, value))

    def _stage(self, name: ObjectiveName, space: SearchSpace, is_bold: bool) -> SearchStage:
        """Prove what can be proven of an objective before any search."""
        objective = OBJECTIVES[name]

        def report(bound: int) -> None:
            if not is_bold:
                known = max(bound // objective.steps, self.bounds.get(name, 0))
                self.on_progress(Progress(name, None, known / objective.unit(self._year)))

        narrowing: Narrowing | None = None
        is_last = name is ObjectiveName.WEEK_ORDER
        if is_last:
            objective = OrderAndTies.of(self.course.cases)
        if not is_last or not space.is_small:
            narrowing = self._narrowing(objective, space, report)
        return SearchStage(name, objective, space, narrowing, is_bold, self.on_progress)

    def _narrowing(
        self, objective: Objective, space: SearchSpace, on_bound: OnBound
    ) -> Narrowing | None:
        with suppress(NotGiven):
            if isinstance(objective, Absence):
                return self._by_gaps(space, objective)
            relaxation = LinearRelaxation(self.course, space.networks, space.caps, self.deadline)
            programme = relaxation.programme(objective)
            prices = prices_of(programme, self.deadline, on_bound)
            return ByPrices(space.networks, programme, prices)
        return None

    def _by_gaps(self, space: SearchSpace, objective: Absence) -> Narrowing:
        years = [
            ByGaps.of(networks, objective, self.deadline)
            for networks in self.course.by_year(space.networks)
        ]
        return years[0] if len(years) == 1 else ByYears(years)

    def _optimum(self, stage: SearchStage) -> tuple[Sought, bool]:
        """Search the networks of cheap plannings, and wider ones until one is proven the best.

        Returns
        -------
        tuple
            What is known then; and whether it is all that was asked, the deadline not passed.
        """
        cost = stage.first_cost()
        sought = Sought(stage.bound, stage.bound, self._at_hand(stage), stage.is_single)
        first = self.deadline.shared(2) if stage.is_bold else self.deadline
        if by_weeks := stage.by_weeks(self._year):
            # One of these is soon found; what is below it has fewer arcs.
            value = self._search(stage, by_weeks, sought, first).value
            sought = sought.having(value)
            cost = cost if value is None else sought.most
        while sought.least <= sought.most:
            cost = min(cost, sought.most)
            deadline = first if sought.best == math.inf else self.deadline
            sought, is_complete = self._up_to(stage, cost, sought, deadline)
            is_cut_short = not is_complete and deadline is not self.deadline
            if is_cut_short and sought.best < math.inf:
                continue
            if not is_complete or sought.least == math.inf:
                return sought, is_complete
            cost = stage.next_cost(cost)
        return sought, True

    def _at_hand(self, stage: SearchStage) -> float:
        """Return what the planning at hand has of an objective, where it is one that is sought.

        Where one search does for all plannings, it is left to find a better one at once.
        """
        if self.activities is None or not stage.is_large:
            return math.inf
        years = zip(self.course.cases, self.course.by_year(self.activities), strict=True)
        boards = [PlanningBoard(_planning(case, rows)) for case, rows in years]
        with suppress(NotGiven):
            if all(number(each.over(boards)) <= most for each, most in stage.space.caps):
                return number(stage.objective.over(boards))
        return math.inf

    def _up_to(
        self, stage: SearchStage, cost: float, sought: Sought, deadline: Deadline
    ) -> tuple[Sought, bool]:
        """Search the networks of the plannings up to a cost; in parts where they are large."""
        if stage.is_wide(cost):
            return self._in_parts(stage, cost, sought, deadline)
        # What these networks do not have costs more than `cost`.
        sought = replace(sought, others=cost + 1)
        result = self._search(stage, stage.up_to(cost), sought, deadline)
        return sought.having(result.value).above(min(result.bound, cost + 1)), result.is_complete

    def _in_parts(
        self, stage: SearchStage, cost: float, sought: Sought, deadline: Deadline
    ) -> tuple[Sought, bool]:
        """Search the plannings up to a cost, one piece after the other."""

        def report(bound: int) -> None:
            self._report(stage, sought.above(bound))

        try:
            parts = stage.parts(cost, deadline, report)
        except OutOfTime:
            return sought, False
        try:
            for piece in parts.pieces():
                space, floor, is_open = stage.of_piece(piece), piece.bound, True
                while is_open:
                    here = replace(sought.above(floor), others=parts.bound)
                    result = self._search(stage, space, here, deadline)
                    if result.value is not None:
                        floor, sought = result.value, sought.having(result.value)
                        parts.cost = int(min(parts.cost, sought.most))
                    if not result.is_complete:
                        return sought.above(min(parts.bound, result.bound)), False
                    is_open = result.value is not None and floor <= parts.cost
        except OutOfTime:
            return sought.above(parts.bound), False
        return sought.above(parts.cost + 1), True

    def _report(self, stage: SearchStage, sought: Sought) -> None:
        """Report what is known; nothing, where something else is assumed as well."""
        if sought.best < math.inf or not stage.is_bold:
            best = None if sought.best == math.inf else stage.in_units(sought.best, self._year)
            bound = stage.in_units(min(sought.least, sought.best), self._year)
            self.on_progress(Progress(stage.name, best, bound))

    def _search(
        self, stage: SearchStage, space: SearchSpace, sought: Sought, deadline: Deadline
    ) -> _Result:
        """Minimise over some plannings; keep the best one, if it is better than what is known."""
        if sought.is_other and self._is_at_hand(space):
            return _Result(None, math.inf, is_complete=True)
        try:
            model = self._model(space)
            measure = expression(stage.objective.over(model.years))
            deadline.check()
        except OutOfTime:
            return _Result(None, -math.inf, is_complete=False)
        rows = _rows_of_years(model)
        total = cp_model.LinearExpr.sum([measure])
        if sought.best < math.inf:
            model.cp.add(total <= int(sought.most))
        if sought.is_other:
            self._exclude(model, rows)
        else:
            model.cp.add(total >= int(sought.least))
            self._hint(model, rows)
        model.cp.minimize(measure)
        start = SearchStart(
            stage.objective.unit(self._year),
            stage.objective.steps,
            sought.least,
            sought.others,
            sought.best,
            stage.is_bold,
        )
        callback = ProgressCallback(stage.name, rows, start, stage.on_progress)
        status, solver = run_search(model.cp, deadline, callback)
        if status == cp_model.INFEASIBLE:
            return _Result(None, math.inf, is_complete=True)
        bound = counted_bound(solver.best_objective_bound) if solver else -math.inf
        if solver is None or status not in FOUND:
            return _Result(None, bound, is_complete=False)
        value = round(solver.objective_value)
        if value < sought.best:
            self.activities = activities_found(rows, solver)
        if sought.best == math.inf:
            self._modelled = space, model
        return _Result(value, bound, status == cp_model.OPTIMAL)

    def _hint(self, model: CourseModel, rows: Rows) -> None:
        """Let the search begin with the planning at hand."""
        model.cp.proto.clear_solution_hint()
        hints = {
            here.index: (here, found == activity)
            for row, weeks in zip(rows, self.activities or (), strict=False)
            for activity, doing in row.items()
            for here, found in zip(doing, weeks, strict=True)
            if isinstance(here, cp_model.IntVar)
        }
        for here, is_found in hints.values():
            model.cp.add_hint(here, is_found)

    def _model(self, space: SearchSpace) -> CourseModel:
        """Build the model of the plannings that are sought, or go on from that of more of them."""
        known, self._modelled = self._modelled, None  # what is added to it may be of one search
        if known and space.is_part_of(known[0]):
            caps, model = space.caps[len(known[0].caps) :], known[1]
        else:
            networks = [each.searched for each in space.networks]
            caps, model = space.caps, course_model(self.course, networks, self.deadline)
        for objective, most in caps:
            self.deadline.check()
            for bound in objective.at_most(model.years, most):
                post(model.cp, bound)
        return model

    def _is_at_hand(self, space: SearchSpace) -> bool:
        """Return whether the planning at hand is the only one of some networks."""
        rows = zip(space.networks, self.activities or (), strict=True)
        return all(each.network.is_path and each.network.steps == weeks for each, weeks in rows)

    def _exclude(self, model: CourseModel, rows: Rows) -> None:
        """Leave out the planning at hand."""
        assert self.activities is not None
        same = [
            expression(row[activity][week])
            for row, weeks in zip(rows, self.activities, strict=True)
            for week, activity in enumerate(weeks)
        ]
        model.cp.add(cp_model.LinearExpr.sum(same) <= len(same) - 1)

    def _tell_apart(self, stage: SearchStage, space: SearchSpace) -> bool:
        """Find the planning of least weights among equals; True if it is proven the only one."""
        for trial in count(1):
            objective = TieBreak(trial=trial)
            narrowing = self._narrowing(objective, space, lambda _: None)
            stage = SearchStage(stage.name, objective, space, narrowing, False, silent)
            sought, is_complete = self._optimum(stage)
            if not is_complete:
                return False
            if not sought.has_other:
                break
            space = stage.within(int(sought.best))
        return True
