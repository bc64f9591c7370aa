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

from planner.programme.names import ObjectiveName
from planner.rules.course import Course
from planner.rules.objectives import OBJECTIVES, Absence, Objective, OrderAndTies, TieBreak
from planner.rules.statement import NotGiven
from planner.solver.cohort_network import CohortNetwork
from planner.solver.deadline import Deadline, OutOfTime
from planner.solver.model import CourseModel, PlanningModel, course_model, post
from planner.solver.narrowing import ByGaps, ByPrices, ByYears, Narrowing, changing_by_weeks
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
from planner.year.weeks import AcademicYear

_AT_ONCE = 2_000
"""The arcs up to which the order of weeks and ties are one objective, searched without prices."""


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


@dataclass(frozen=True)
class _Result:
    """What a search of some networks ended with.

    Attributes
    ----------
    value
        Of the best planning found; None without any.
    bound
        No planning of these networks is below; infinite if there is none at all.
    is_complete
        Whether it was not ended by the deadline.
    """

    value: int | None
    bound: float
    is_complete: bool


@dataclass(frozen=True)
class _Sought:
    """What is known of an objective before a search of some plannings.

    Attributes
    ----------
    least
        No planning is below.
    others
        The least that the plannings may have which are not searched.
    best
        Of the best planning found; only a better one is sought.
    """

    least: float
    others: float
    best: float = math.inf


@dataclass(frozen=True)
class _Space:
    """The plannings that are still sought.

    Attributes
    ----------
    networks
        Of the cohorts of all years, in their order: no planning sought takes another arc.
    caps
        The most that they may have of some objectives.
    """

    networks: Sequence[CohortNetwork]
    caps: tuple[tuple[Objective, int], ...]

    def is_part_of(self, other: "_Space") -> bool:
        """Whether it is another space with further caps: what holds there holds here."""
        return (
            len(self.networks) == len(other.networks)
            and all(
                here is there for here, there in zip(self.networks, other.networks, strict=True)
            )
            and self.caps[: len(other.caps)] == other.caps
        )

    @property
    def is_small(self) -> bool:
        """Whether pricing takes longer than it saves, where one search settles all that is left."""
        return sum(len(each.network.arcs) for each in self.networks) <= _AT_ONCE


@dataclass(frozen=True)
class _Stage:
    """An objective, the plannings of which the best is sought, and what is proven of them.

    Attributes
    ----------
    name
        Under which progress is reported.
    narrowing
        None if paths do not give the objective.
    is_bold
        Whether there may be no planning at all: something was assumed. If none is found in half
        of the time that is left, the search ends.
    """

    name: ObjectiveName
    objective: Objective
    space: _Space
    narrowing: Narrowing | None
    is_bold: bool
    on_progress: OnProgress

    @property
    def bound(self) -> int:
        """What no planning is below."""
        return self.narrowing.bound if self.narrowing else 0

    @property
    def is_vague(self) -> bool:
        """Whether the bound is known, but hardly an arc that the best plannings do not take."""
        return self.narrowing is not None and self.narrowing.is_vague

    def up_to(self, cost: float) -> _Space:
        """Return all plannings up to a cost, and perhaps others."""
        networks = self.narrowing.within(cost) if self.narrowing else self.space.networks
        return _Space(networks, self.space.caps)

    def within(self, cost: int) -> _Space:
        """Return the plannings up to a cost."""
        return _Space(self.up_to(cost).networks, (*self.space.caps, (self.objective, cost)))

    def is_wide(self, cost: float) -> bool:
        """Return whether prices leave the plannings up to a cost more arcs than a search can do."""
        narrowing = self.narrowing
        return isinstance(narrowing, ByPrices) and cost < math.inf and not narrowing.is_few(cost)

    def by_weeks(self, year: AcademicYear) -> _Space | None:
        """Return the plannings of a large year of days that change at ends of weeks only.

        None where one search does for all plannings, or there is none such.
        """
        if not year.by_days or not isinstance(self.narrowing, ByPrices):
            return None
        if self.narrowing.is_few(math.inf):
            return None
        networks = changing_by_weeks(self.space.networks, year)
        is_empty = any(not each.network.arcs for each in networks)
        return None if is_empty else _Space(networks, self.space.caps)

    def first_cost(self) -> float:
        """Return the cost up to which to search first."""
        return self.narrowing.first_cost() if self.narrowing else math.inf

    def next_cost(self, cost: float) -> float:
        """Return the cost up to which to search where this one was too low."""
        return self.narrowing.next_cost(cost) if self.narrowing else math.inf


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
    _modelled: tuple[_Space, CourseModel] | None = None

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
        space = before = _Space(self.networks, limits)
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
            result = self._optimum(stage)
            # 2. No planning is as good as assumed, or none was found soon: take that back.
            if assumed and result.value is None:
                names, space = [*assumed, *names], before
                assumed, may_assume = {}, False
                continue
            if result.value is None and result.is_complete:
                return self._is_consistent(stage)
            # 3. One is: what was assumed is proven.
            for name, optimum in assumed.items():
                self._note_optimum(name, optimum)
            assumed, may_assume = {}, True
            self._note_bound(stage, math.ceil(result.bound))
            if not result.is_complete or result.value is None:
                return True
            space = before = stage.within(result.value)
            if stage.name is ObjectiveName.WEEK_ORDER and not self._settle_ties(stage, space):
                return True
            self._note_optimum(names.pop(0), result.value // stage.objective.steps)
        return True

    def _is_consistent(self, stage: _Stage) -> bool:
        """Return False where no planning was found at all; one found before is a contradiction."""
        if self.activities is not None:
            raise RuntimeError(f"{stage.name}: the bounds proven before exclude their planning")
        return False

    def _note_bound(self, stage: _Stage, bound: int) -> None:
        """Note a bound that assumes nothing, unless a better one is known."""
        known = self.bounds.get(stage.name, 0)
        self.bounds[stage.name] = max(bound // stage.objective.steps, known)

    def _note_optimum(self, name: ObjectiveName, optimum: int) -> None:
        """Note and report the value of an objective that a planning has and none is below."""
        self.bounds[name] = optimum
        self.proven.add(name)
        value = optimum / OBJECTIVES[name].unit(self._year)
        self.on_progress(Progress(name, value, value))

    def _stage(self, name: ObjectiveName, space: _Space, is_bold: bool) -> _Stage:
        """Prove what can be proven of an objective before any search."""
        objective = OBJECTIVES[name]

        def report(bound: int) -> None:
            if not is_bold:
                known = max(bound, self.bounds.get(name, 0))
                self.on_progress(Progress(name, None, known / objective.unit(self._year)))

        narrowing: Narrowing | None = None
        if name is ObjectiveName.WEEK_ORDER and space.is_small:
            objective = OrderAndTies.of(self.course.cases)
        else:
            narrowing = self._narrowing(objective, space, report)
        return _Stage(name, objective, space, narrowing, is_bold, self.on_progress)

    def _narrowing(
        self, objective: Objective, space: _Space, on_bound: OnBound
    ) -> Narrowing | None:
        with suppress(NotGiven):
            if isinstance(objective, Absence):
                return self._by_gaps(space, objective)
            relaxation = LinearRelaxation(self.course, space.networks, space.caps, self.deadline)
            programme = relaxation.programme(objective)
            prices = prices_of(programme, self.deadline, on_bound)
            return ByPrices(space.networks, programme, prices)
        return None

    def _by_gaps(self, space: _Space, objective: Absence) -> Narrowing:
        years = [
            ByGaps.of(networks, objective, self.deadline)
            for networks in self.course.by_year(space.networks)
        ]
        return years[0] if len(years) == 1 else ByYears(years)

    def _optimum(self, stage: _Stage) -> _Result:
        """Search the networks of cheap plannings, and wider ones until one is proven the best."""
        cost, best, floor = stage.first_cost(), math.inf, float(stage.bound)
        first = self.deadline.shared(2) if stage.is_bold else self.deadline
        if by_weeks := stage.by_weeks(self._year):
            # One of these is soon found; what is below it has fewer arcs.
            value = self._search(stage, by_weeks, _Sought(floor, floor), first).value
            if value is not None:
                best, cost = value, value - 1
        while best > floor:
            deadline = first if best == math.inf else self.deadline
            result = self._up_to(stage, cost, _Sought(floor, cost + 1, best), deadline)
            best = best if result.value is None else min(best, result.value)
            # What these networks do not have costs more than `cost`.
            floor = max(floor, min(result.bound, cost + 1, best))
            is_cut_short = not result.is_complete and deadline is not self.deadline
            if is_cut_short and best < math.inf:
                continue
            if not result.is_complete or cost == math.inf:
                value = None if best == math.inf else int(best)
                return _Result(value, floor, result.is_complete)
            cost = min(stage.next_cost(cost), best - 1)
        return _Result(int(best), floor, is_complete=True)

    def _up_to(self, stage: _Stage, cost: float, sought: _Sought, deadline: Deadline) -> _Result:
        """Search the networks of the plannings up to a cost; in parts where they are large."""
        narrowing = stage.narrowing
        if not isinstance(narrowing, ByPrices) or not stage.is_wide(cost):
            return self._search(stage, stage.up_to(cost), sought, deadline)

        def report(bound: int) -> None:
            if sought.best < math.inf or not stage.is_bold:
                units = bound // stage.objective.steps / stage.objective.unit(self._year)
                best = None if sought.best == math.inf else sought.best
                self.on_progress(Progress(stage.name, best, units))

        parts = narrowing.parts(int(cost), deadline, report)
        found: int | None = None
        try:
            parts.begin(narrowing.prices)
            while part := parts.take(narrowing.few):
                space = _Space(narrowing.of_part(part, parts.cost), stage.space.caps)
                of_part = replace(sought, least=max(sought.least, part.bound))
                result = self._search(stage, space, of_part, deadline)
                if result.value is not None and result.value <= parts.cost:
                    found, parts.cost = result.value, result.value - 1
                    sought = replace(sought, best=found)
                if not result.is_complete:
                    return _Result(found, min(parts.bound, result.bound), is_complete=False)
        except OutOfTime:
            return _Result(found, max(sought.least, parts.bound), is_complete=False)
        return _Result(found, math.inf if found is None else found, is_complete=True)

    def _search(self, stage: _Stage, space: _Space, sought: _Sought, deadline: Deadline) -> _Result:
        """Minimise over some plannings; keep the best one, if it is better than what is known."""
        try:
            model = self._model(space)
            measure = expression(stage.objective.over(model.years))
            deadline.check()
        except OutOfTime:
            return _Result(None, -math.inf, is_complete=False)
        model.cp.add(cp_model.LinearExpr.sum([measure]) >= int(sought.least))
        if sought.best < math.inf:
            model.cp.add(cp_model.LinearExpr.sum([measure]) <= int(sought.best) - 1)
        model.cp.minimize(measure)
        rows = _rows_of_years(model)
        self._hint(model, rows)
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

    def _model(self, space: _Space) -> CourseModel:
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

    def _settle_ties(self, order: _Stage, space: _Space) -> bool:
        """Take the planning of least weights among equals; True if it is proven the only one.

        Parameters
        ----------
        order
            The stage of `week_order`, which may have taken the first weights into account.
        """
        is_told = isinstance(order.objective, OrderAndTies)
        has_other = self._has_other(space) if is_told else True
        trials = count(int(is_told))
        while has_other:
            objective = TieBreak(trial=next(trials))
            narrowing = self._narrowing(objective, space, lambda _: None)
            stage = _Stage(order.name, objective, space, narrowing, False, silent)
            result = self._optimum(stage)
            if result.value is None or not result.is_complete:
                return False
            space = stage.within(result.value)
            has_other = self._has_other(space)
        return has_other is False

    def _has_other(self, space: _Space) -> bool | None:
        """Return whether the planning found is not the only one; None if time does not suffice."""
        assert self.activities is not None
        if all(each.network.is_path for each in space.networks):
            return False
        model = self._model(space)
        same = [
            expression(row[activity][week])
            for row, weeks in zip(_rows_of_years(model), self.activities, strict=True)
            for week, activity in enumerate(weeks)
        ]
        model.cp.add(cp_model.LinearExpr.sum(same) <= len(same) - 1)
        # Any other will do; it is sought as the best one, as bounds on a sum prune, and its cap
        # by itself hardly does.
        objective, _ = space.caps[-1]
        model.cp.minimize(expression(objective.over(model.years)))
        status, _ = run_search(model.cp, self.deadline)
        if status == cp_model.INFEASIBLE:
            return False
        return True if status in FOUND else None
