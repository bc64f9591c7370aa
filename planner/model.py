"""The CP-SAT model: variables that answer the questions of rules and objectives.

The rhythm of a cohort is a path through its network, one Boolean an arc. On the rows of weeks
that follow from it, every rule of the programme is posted as it is stated.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from ortools.sat.python import cp_model

from planner.domain import (
    AcademicYear,
    Activity,
    Cohort,
    CohortPlanning,
    Programme,
    RuleName,
    Week,
)
from planner.grid import PlanningGrid
from planner.ledger import Quantity
from planner.network import Network, Node, admissible_blocks
from planner.objectives import least_squares
from planner.rules import Bound, NotGiven, Rule, rules_of
from planner.rules.statement import UNBOUNDED


class Rhythm(Protocol):
    """What a cohort does week by week, as quantities over variables."""

    def doing(self, activity: Activity) -> Sequence[Quantity]: ...

    def starts(self, activity: Activity) -> Sequence[Quantity]: ...

    def squares(self, activity: Activity) -> Quantity:
        """The sum of the squared lengths of an activity's blocks."""


class PathRhythm:
    """A rhythm as a path through a network of admissible blocks."""

    def __init__(self, model: cp_model.CpModel, network: Network, name: str) -> None:
        self._network = network
        self._taken = [
            model.new_bool_var(f"{name} {a.block.activity} {a.block.first}+{a.block.length}")
            for a in network.arcs
        ]
        self._post_path(model)
        self._rows = {activity: self._row(model, activity, name) for activity in Activity}

    def _post_path(self, model: cp_model.CpModel) -> None:
        entering: dict[Node, list[cp_model.IntVar]] = {}
        leaving: dict[Node, list[cp_model.IntVar]] = {}
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            leaving.setdefault(arc.tail, []).append(taken)
            entering.setdefault(arc.head, []).append(taken)
        model.add_exactly_one(t for node in self._network.sources for t in leaving[node])
        for node, arriving in entering.items():
            if node.boundary < self._network.weeks:
                model.add(sum(arriving) == sum(leaving.get(node, [])))

    def _row(self, model: cp_model.CpModel, activity: Activity, name: str) -> list[Quantity]:
        covering: list[list[cp_model.IntVar]] = [[] for _ in range(self._network.weeks)]
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            if arc.block.activity is activity:
                for index in arc.block.weeks:
                    covering[index].append(taken)
        row: list[Quantity] = []
        for index, arcs in enumerate(covering):
            here = model.new_bool_var(f"{name} {activity} in {index}") if arcs else 0
            if arcs:
                model.add(cp_model.LinearExpr.sum(arcs) == here)
            row.append(here)
        return row

    def doing(self, activity: Activity) -> Sequence[Quantity]:
        return self._rows[activity]

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        starting: list[Quantity] = [0] * self._network.weeks
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            if arc.block.activity is activity:
                starting[arc.block.first] += taken
        return starting

    def squares(self, activity: Activity) -> Quantity:
        return sum(
            arc.block.length**2 * taken
            for arc, taken in zip(self._network.arcs, self._taken, strict=True)
            if arc.block.activity is activity
        )


class ModelGrid:
    """One cohort's year as rules and objectives read it: rows of variables."""

    def __init__(
        self,
        model: cp_model.CpModel,
        cohort: Cohort,
        weeks: Sequence[Week],
        rhythm: Rhythm,
    ) -> None:
        self._model, self._cohort = model, cohort
        self._rhythm = rhythm
        self.weeks = weeks

    def doing(self, activity: Activity) -> Sequence[Quantity]:
        return self._rhythm.doing(activity)

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        return self._rhythm.starts(activity)

    @cached_property
    def sessions(self) -> Sequence[Quantity]:
        most = max(self._cohort.sessions.a_week)
        return [
            self._model.new_int_var(0, most, f"{self._cohort.id} sessions {index}")
            for index in range(len(self.weeks))
        ]

    @property
    def onsite(self) -> Sequence[Quantity]:
        """Hours are spread over the weeks once these are known."""
        raise NotGiven

    @cached_property
    def _free(self) -> Sequence[Quantity]:
        """Company weeks without sessions; a 0 may also stand for such a week."""
        most = max(self._cohort.sessions.a_week)
        rows = zip(self.doing(Activity.COMPANY), self.sessions, strict=True)
        free = []
        for index, (here, sessions) in enumerate(rows):
            free.append(self._model.new_bool_var(f"{self._cohort.id} free {index}"))
            self._model.add(free[-1] <= here)
            self._model.add(most * free[-1] + sessions <= most)
        return free

    def free_runs(self, length: int) -> Sequence[Quantity]:
        """A 0 may also stand for a run: rules ask for runs, none forbids them."""
        if length == 1:
            return self._free
        runs: list[Quantity] = [0] * len(self._free)
        for index in range(len(self._free) - length + 1):
            runs[index] = self._model.new_bool_var(f"{self._cohort.id} free {index}+{length}")
            for week in self._free[index : index + length]:
                self._model.add_implication(runs[index], week)
        return runs

    def imbalance(self, activity: Activity) -> Quantity:
        total = self._weeks_of(activity)
        count = sum(self.starts(activity))
        counted = {
            n: self._model.new_bool_var(f"{self._cohort.id} {n} {activity} blocks")
            for n in range(total + 1)
        }
        self._model.add_exactly_one(counted.values())
        self._model.add(sum(n * is_n for n, is_n in counted.items()) == count)
        least = sum(least_squares(total, n) * is_n for n, is_n in counted.items())
        return self._rhythm.squares(activity) - least

    def _weeks_of(self, activity: Activity) -> int:
        """Count the weeks of school or company, which the rules of a cohort settle."""
        school = self._cohort.school_weeks
        fixed = [self._cohort.fixed_weeks.get(week.iso_week) for week in self.weeks]
        elsewhere = fixed.count(Activity.DEFENCE) + fixed.count(Activity.NONE)
        return school if activity is Activity.SCHOOL else len(self.weeks) - school - elsewhere


@dataclass
class PlanningModel:
    """The model of all cohorts of a programme in one year.

    Attributes
    ----------
    cp
        The CP-SAT model, with all rules posted.
    grids
        One for each cohort, in the order of the programme.
    """

    programme: Programme
    year: AcademicYear
    cp: cp_model.CpModel
    grids: Sequence[ModelGrid]

    def excess(self, quantity: Quantity, limit: int) -> Quantity:
        """A variable that is at least the excess; minimising makes it equal."""
        excess = self.cp.new_int_var(0, UNBOUNDED, "excess")
        self.cp.add(excess >= quantity - limit)
        return excess

    def largest(self, quantities: Sequence[Quantity]) -> Quantity:
        """A variable that is at least each quantity; minimising makes it the largest."""
        largest = self.cp.new_int_var(0, UNBOUNDED, "largest")
        for quantity in quantities:
            self.cp.add(largest >= quantity)
        return largest


MakeRhythm = Callable[[cp_model.CpModel, Cohort, Sequence[Week], Sequence[Rule]], Rhythm | None]


def path_rhythm(
    model: cp_model.CpModel, cohort: Cohort, weeks: Sequence[Week], rules: Sequence[Rule]
) -> Rhythm | None:
    """Model a cohort's rhythm on its network; None if the network admits no year at all."""
    network = admissible_blocks(weeks, rules)
    return PathRhythm(model, network, cohort.id) if network.arcs else None


def planning_model(
    programme: Programme,
    year: AcademicYear,
    cohorts: Sequence[Cohort],
    make_rhythm: MakeRhythm = path_rhythm,
) -> PlanningModel | None:
    """Build the model of some cohorts and post all their rules on weeks and sessions.

    Returns
    -------
    PlanningModel or None
        None if one of the cohorts has no admissible year, so that there is nothing to solve.
    """
    model = cp_model.CpModel()
    grids = []
    for cohort in cohorts:
        rules = rules_of(cohort, programme)
        rhythm = make_rhythm(model, cohort, year.weeks, rules)
        if rhythm is None:
            return None
        grid = ModelGrid(model, cohort, year.weeks, rhythm)
        for rule in rules:
            with suppress(NotGiven):
                for bound in rule.of_year(grid):
                    _post(model, bound)
        grids.append(grid)
    return PlanningModel(replace(programme, cohorts=tuple(cohorts)), year, model, grids)


def posted_rules(
    cohort: Cohort, programme: Programme, weeks: Sequence[Week]
) -> tuple[RuleName, ...]:
    """Name the rules the solver reads: all but those on hours placed once weeks are known."""
    company = (Activity.COMPANY,) * len(weeks)
    probe = PlanningGrid(CohortPlanning(cohort, company, (0,) * len(weeks)), weeks)
    names = []
    for rule in rules_of(cohort, programme):
        with suppress(NotGiven):
            list(rule.of_year(probe))
            names.append(rule.name)
    return tuple(names)


def _post(model: cp_model.CpModel, bound: Bound) -> None:
    intervals = [list(interval) for interval in bound.accepted]
    model.add_linear_expression_in_domain(bound.actual, cp_model.Domain.from_intervals(intervals))
