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

from planner.programme.cohort import Cohort, Extent
from planner.programme.hours import Quantity
from planner.programme.programme import Programme
from planner.rules import Bound, NotGiven, Rule, rules_of, shared_rules
from planner.rules.case import Given
from planner.rules.objectives import least_squares
from planner.rules.statement import UNBOUNDED, total_by_week
from planner.solver.demands import NOTHING, Lifted, freed, shared_without, without
from planner.solver.network import Network, Node, admissible_blocks
from planner.year.activity import Activity
from planner.year.blocks import Block, Position
from planner.year.weeks import AcademicYear, Week


class Rhythm(Protocol):
    """What a cohort does week by week, as quantities over variables."""

    def doing(self, activity: Activity) -> Sequence[Quantity]: ...

    def starts(self, activity: Activity) -> Sequence[Quantity]: ...

    def weeks_in(self, position: Position) -> Sequence[Quantity]: ...

    def blocks_at(self, position: Position) -> Sequence[Quantity]: ...

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
        self._model, self._name = model, name
        self._rows: dict[Activity, list[Quantity]] = {}

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

    def doing(self, activity: Activity) -> Sequence[Quantity]:
        """A Boolean for each week: it stands for the sum of the blocks that cover the week."""
        if activity not in self._rows:
            covering = self._covering(lambda block: block.activity == activity)
            row: list[Quantity] = []
            for index, arcs in enumerate(covering):
                here: Quantity = 0
                if arcs:
                    here = self._model.new_bool_var(f"{self._name} {activity} in {index}")
                    self._model.add(cp_model.LinearExpr.sum(arcs) == here)
                row.append(here)
            self._rows[activity] = row
        return self._rows[activity]

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        return self._starting(lambda block: block.activity == activity)

    def weeks_in(self, position: Position) -> Sequence[Quantity]:
        return [sum(arcs) for arcs in self._covering(position.holds)]

    def blocks_at(self, position: Position) -> Sequence[Quantity]:
        return self._starting(position.holds)

    def _covering(self, accepts: Callable[[Block], bool]) -> list[list[cp_model.IntVar]]:
        covering: list[list[cp_model.IntVar]] = [[] for _ in range(self._network.weeks)]
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            if accepts(arc.block):
                for index in arc.block.weeks:
                    covering[index].append(taken)
        return covering

    def _starting(self, accepts: Callable[[Block], bool]) -> list[Quantity]:
        starting: list[Quantity] = [0] * self._network.weeks
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            if accepts(arc.block):
                starting[arc.block.first] += taken
        return starting

    def squares(self, activity: Activity) -> Quantity:
        return sum(
            arc.block.length**2 * taken
            for arc, taken in zip(self._network.arcs, self._taken, strict=True)
            if arc.block.activity == activity
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

    def weeks_in(self, position: Position) -> Sequence[Quantity]:
        return self._rhythm.weeks_in(position)

    def blocks_at(self, position: Position) -> Sequence[Quantity]:
        return self._rhythm.blocks_at(position)

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

    def _free(self, activities: Sequence[Activity]) -> Sequence[Quantity]:
        """Weeks of some activities without sessions; a 0 may also stand for such a week."""
        most = max(self._cohort.sessions.a_week)
        here = total_by_week(self, activities, lambda *_: 1)
        free = []
        for index, (present, sessions) in enumerate(zip(here, self.sessions, strict=True)):
            free.append(self._model.new_bool_var(f"{self._cohort.id} free {index}"))
            self._model.add(free[-1] <= present)
            self._model.add(most * free[-1] + sessions <= most)
        return free

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[Quantity]:
        """A 0 may also stand for a run: rules ask for runs, none forbids them."""
        free = self._free(activities)
        if length == 1:
            return free
        runs: list[Quantity] = [0] * len(free)
        for index in range(len(free) - length + 1):
            runs[index] = self._model.new_bool_var(f"{self._cohort.id} free {index}+{length}")
            for week in free[index : index + length]:
                self._model.add_implication(runs[index], week)
        return runs

    def imbalance(self, activity: Activity) -> Quantity:
        """A Boolean for each number of weeks and of blocks: the least depends on both."""
        totals = self._possible_weeks(activity)
        count = self._cohort.shape(activity).count or Extent(0, None)
        pairs = {
            (total, n): self._model.new_bool_var(f"{self._cohort.id} {total} in {n} {activity}")
            for total in totals
            for n in range(count.low, min(total, count.high or total) + 1)
            if n or not total
        }
        self._model.add_exactly_one(pairs.values())
        weeks, blocks = sum(self.doing(activity)), sum(self.starts(activity))
        self._model.add(sum(total * is_so for (total, _), is_so in pairs.items()) == weeks)
        self._model.add(sum(n * is_so for (_, n), is_so in pairs.items()) == blocks)
        least = sum(least_squares(*pair) * is_so for pair, is_so in pairs.items())
        imbalance = self._rhythm.squares(activity) - least
        if len(pairs) > 1:
            self._model.add(imbalance >= 0)  # true of every path, but not of the relaxation
        return imbalance

    def _possible_weeks(self, activity: Activity) -> range:
        """Tell how many weeks an activity can have: exactly, where those of all others are set."""
        numbers = [week.iso_week for week in self.weeks]
        own = self._cohort.stated_weeks(activity, numbers)
        others = [
            self._cohort.stated_weeks(other, numbers)
            for other in self._cohort.activities
            if other != activity
        ]
        most = len(numbers) - sum(other.low for other in others)
        least = own.low
        if all(other.high is not None for other in others):
            least = max(least, len(numbers) - sum(other.high or 0 for other in others))
        return range(least, min(most, len(numbers) if own.high is None else own.high) + 1)

    def longest_gap(self, present: Sequence[Quantity]) -> Quantity:
        """The number of lengths that some gap has; minimising makes it the longest one."""
        longer = []
        for length in range(1, len(present) + 1):
            longer.append(self._model.new_bool_var(f"{self._cohort.id} gap of {length}"))
            for first in range(len(present) - length + 1):
                self._model.add(sum(present[first : first + length]) + longer[-1] >= 1)
        return sum(longer)


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
    given: Given

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
    network = admissible_blocks(weeks, rules, cohort.activities)
    return PathRhythm(model, network, cohort.id) if network.arcs else None


def loose_rhythm(
    model: cp_model.CpModel, cohort: Cohort, weeks: Sequence[Week], rules: Sequence[Rule]
) -> Rhythm | None:
    """Model a rhythm for rules alone: blocks that none of them tells apart are not known."""
    shaped = frozenset[Activity]().union(*(rule.shapes for rule in rules))
    loose = frozenset(cohort.activities) - shaped
    network = admissible_blocks(weeks, rules, cohort.activities, loose)
    return PathRhythm(model, network, cohort.id) if network.arcs else None


def planning_model(
    programme: Programme,
    year: AcademicYear,
    cohorts: Sequence[Cohort],
    given: Given | None = None,
    make_rhythm: MakeRhythm = path_rhythm,
    lifted: Lifted = NOTHING,
) -> PlanningModel | None:
    """Build the model of some cohorts and post all their rules on weeks and sessions.

    Parameters
    ----------
    lifted
        Demands that are left out.

    Returns
    -------
    PlanningModel or None
        None if one of the cohorts has no admissible year, so that there is nothing to solve.
    """
    model = cp_model.CpModel()
    given = given or Given()
    grids = []
    cohorts = [freed(cohort, lifted) for cohort in cohorts]
    for cohort in cohorts:
        rules = without(rules_of(cohort, programme, year, given), cohort, lifted)
        rhythm = make_rhythm(model, cohort, year.weeks, rules)
        if rhythm is None:
            return None
        grid = ModelGrid(model, cohort, year.weeks, rhythm)
        for rule in rules:
            with suppress(NotGiven):
                for bound in rule.of_year(grid):
                    _post(model, bound)
        grids.append(grid)
    for shared in shared_without(shared_rules(programme), lifted):
        for bound in shared.of_cohorts(list(zip(cohorts, grids, strict=True))):
            _post(model, bound)
    return PlanningModel(replace(programme, cohorts=tuple(cohorts)), year, model, grids, given)


def _post(model: cp_model.CpModel, bound: Bound) -> None:
    if isinstance(bound.actual, int):
        if not bound.kept:
            model.add_bool_or([])
        return
    intervals = [list(interval) for interval in bound.accepted]
    model.add_linear_expression_in_domain(bound.actual, cp_model.Domain.from_intervals(intervals))
