"""The CP-SAT model: expressions that answer what rules and objectives read.

On the rows of weeks that follow from the rhythm of each cohort, every rule of the case is posted
as it is stated.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from ortools.sat.python import cp_model

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.objectives import least_squares
from planner.rules.statement import (
    UNBOUNDED,
    Bound,
    NotGiven,
    Quantity,
    Rule,
    by_week,
    in_steps,
    total_by_week,
)
from planner.solver.bare_model import BareModel
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.demands import (
    NOTHING_LIFTED,
    Lifted,
    in_networks,
    shared_without,
    with_free_numbers,
    without,
)
from planner.solver.network.arcs import admissible_blocks
from planner.solver.network.quantities import ArcQuantities
from planner.solver.rhythm import Expression, PathRhythm, Rhythm, expression, unshaped
from planner.year.activity import Activity
from planner.year.blocks import Position
from planner.year.weeks import AcademicYear


class ModelGrid:
    """One cohort's year as rules and objectives read it: rows of expressions."""

    def __init__(
        self,
        model: cp_model.CpModel,
        cohort: Cohort,
        year: AcademicYear,
        rhythm: Rhythm,
    ) -> None:
        self._model, self._cohort = model, cohort
        self._rhythm = rhythm
        self._free_weeks: dict[tuple[Activity, ...], Sequence[Expression]] = {}
        self.year = year

    @property
    def activities(self) -> Sequence[Activity]:
        return self._cohort.activities

    @property
    def inlaid(self) -> Mapping[int, Activity]:
        """What is done in the steps that are a part of the block around them."""
        return self._rhythm.inlaid

    def doing(self, activity: Activity) -> Sequence[Expression]:
        return self._rhythm.doing(activity)

    def starts(self, activity: Activity) -> Sequence[Expression]:
        return self._rhythm.starts(activity)

    def steps_in(self, position: Position) -> Sequence[Expression]:
        return self._rhythm.steps_in(position)

    def blocks_at(self, position: Position) -> Sequence[Expression]:
        return self._rhythm.blocks_at(position)

    def begins_with(self, activity: Activity, steps: int) -> Expression:
        return self._rhythm.begins_with(activity, steps)

    def ends_with(self, activity: Activity, steps: int) -> Expression:
        return self._rhythm.ends_with(activity, steps)

    @cached_property
    def sessions(self) -> Sequence[Expression]:
        most = max(self._cohort.sessions.a_week)
        return [
            self._model.new_int_var(0, most, f"{self._cohort.id} sessions {index}")
            for index in range(len(self.year))
        ]

    @property
    def onsite(self) -> Sequence[Expression]:
        """Raise NotGiven: hours are spread over the weeks once these are known."""
        raise NotGiven

    def weeks_with(self, row: Sequence[Quantity], least: Sequence[int]) -> Sequence[Expression]:
        """Return a Boolean for each week: 1 if, and only if, it has so many steps."""
        found: list[Expression] = []
        for index, (present, needed) in enumerate(zip(by_week(self, row), least, strict=True)):
            steps, most = expression(present), len(self.year.steps_of_week(index))
            has = self._model.new_bool_var(f"{self._cohort.id} {needed} in {index}")
            self._model.add(needed * has <= steps)
            self._model.add(steps <= needed - 1 + (most - needed + 1) * has)
            found.append(has)
        return found

    def runs(self, present: Sequence[Quantity], most: int) -> Sequence[Expression]:
        """Return the weeks present among `most` + 1 in a row, wherever so many are left."""
        windows = range(len(present) - most)
        return [expression(sum(present[first : first + most + 1])) for first in windows]

    def _free(self, activities: Sequence[Activity]) -> Sequence[Expression]:
        """Return Booleans that imply a week of some activities without sessions; 0 where none is.

        They are made once.
        """
        asked = tuple(activities)
        if asked not in self._free_weeks:
            here = total_by_week(self, activities, lambda *_: 1)
            self._free_weeks[asked] = [
                self._free_week(index, expression(present)) for index, present in enumerate(here)
            ]
        return self._free_weeks[asked]

    def _free_week(self, index: int, present: Expression) -> Expression:
        length = len(self.year.steps_of_week(index))
        if isinstance(present, int) and present < length:
            return 0
        free = self._model.new_bool_var(f"{self._cohort.id} free {index}")
        self._model.add(length * free <= present)
        most = max(self._cohort.sessions.a_week)
        self._model.add(most * free + self.sessions[index] <= most)
        return free

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[Expression]:
        """Return Booleans that imply a run, one direction only; 0 where there is none.

        Rules ask for runs, none forbids them: a 0 may also stand for a run.
        """
        free = self._free(activities)
        if length == 1:
            return free
        runs: list[Expression] = [0] * len(free)
        for index in range(len(free) - length + 1):
            weeks = [week for week in free[index : index + length] if not isinstance(week, int)]
            if len(weeks) == length:
                runs[index] = run = self._model.new_bool_var(
                    f"{self._cohort.id} free {index}+{length}"
                )
                for week in weeks:
                    self._model.add(run <= week)
        return runs

    def imbalance(self, activity: Activity) -> Expression:
        """Return the sum of the squared lengths of blocks, less the least for their number.

        The least depends on both the number of weeks and the number of blocks, and is not linear
        in them: unless the rhythm tells it, each pair of numbers that can occur gets a Boolean.
        """
        told = self._rhythm.imbalance(activity)
        if told is not None:
            return told
        pairs = self._pairs(activity)
        # 1. Exactly one pair holds, and it is that of the weeks and the blocks found.
        self._model.add_exactly_one(pairs.values())
        whole_year = Position(activity, (range(len(self.year.steps)),), None, last=False)
        weeks, blocks = sum(self.steps_in(whole_year)), sum(self.starts(activity))
        self._model.add(sum(total * holds for (total, _), holds in pairs.items()) == weeks)
        self._model.add(sum(count * holds for (_, count), holds in pairs.items()) == blocks)
        # 2. The least sum of squares of the pair that holds.
        least = sum(least_squares(*pair) * holds for pair, holds in pairs.items())
        imbalance = self._rhythm.squares(activity) - least
        # 3. Implied by every path, but not by the linear relaxation.
        if len(pairs) > 1:
            self._model.add(imbalance >= 0)
        return imbalance

    def _pairs(self, activity: Activity) -> dict[tuple[int, int], cp_model.IntVar]:
        """Return a Boolean for each possible number of weeks and of blocks of an activity."""
        count = self._cohort.shape(activity).count or Extent(0, None)
        return {
            (total, n): self._model.new_bool_var(f"{self._cohort.id} {total} in {n} {activity}")
            for total in self._possible_steps(activity)
            for n in range(count.low, min(total, count.high or total) + 1)
            if n or not total
        }

    def _possible_steps(self, activity: Activity) -> range:
        """Return how many steps blocks of an activity can have: exactly, if all others are set.

        Weeks that the year does not hold whole may have fewer: then the range is wider than it is.
        """
        year = self.year
        outside = enumerate(self.doing(Activity.OUTSIDE))
        steps = [step for step, away in outside if isinstance(away, int) and not away]
        own_weeks = sorted({year.week_of_step[step] for step in steps})
        missing = year.steps_a_week * len(own_weeks) - len(steps)
        numbers = [year.weeks[week].iso_week for week in own_weeks]

        def stated(each: Activity) -> Extent:
            weeks = self._cohort.in_fifths.stated_weeks(each, numbers)
            extent = in_steps(weeks, year.steps_a_week)
            return Extent(max(0, extent.low - missing), extent.high)

        own = stated(activity)
        others = [stated(other) for other in self._cohort.activities if other != activity]
        most = len(steps) - sum(other.low for other in others)
        least = own.low
        if all(other.high is not None for other in others):
            least = max(least, len(steps) - sum(other.high or 0 for other in others))
        most = min(most, len(steps) if own.high is None else own.high)
        return range(max(0, least - len(self.inlaid)), most + len(self.inlaid) + 1)

    def longest_gap(self, present: Sequence[Quantity]) -> Expression:
        """Return the number of lengths that some gap has; minimised, it is the longest one."""
        longer = []
        for length in range(1, len(present) + 1):
            longer.append(self._model.new_bool_var(f"{self._cohort.id} gap of {length}"))
            for first in range(len(present) - length + 1):
                covered = expression(sum(present[first : first + length]))
                self._model.add(covered + longer[-1] >= 1)
        return sum(longer)

    def periods(self) -> Expression:
        return self._rhythm.periods()

    def journeys(self) -> Expression:
        return self._rhythm.journeys(self.year.steps)


@dataclass
class PlanningModel:
    """The model of all cohorts of a case.

    Attributes
    ----------
    case
        What a planning is asked for, with the cohorts that the model has.
    cp
        The CP-SAT model, with all rules posted.
    grids
        One for each cohort, in the order of the programme.
    """

    case: Case
    cp: cp_model.CpModel
    grids: Sequence[ModelGrid]

    def excess(self, quantity: Quantity, limit: int) -> Expression:
        """Return a variable that is at least the excess; minimised, it is equal."""
        excess = self.cp.new_int_var(0, UNBOUNDED, "excess")
        self.cp.add(excess >= expression(quantity - limit))
        return excess

    def largest(self, quantities: Sequence[Quantity]) -> Expression:
        """Return a variable that is at least each quantity; minimised, it is the largest."""
        largest = self.cp.new_int_var(0, UNBOUNDED, "largest")
        for quantity in quantities:
            self.cp.add(largest >= expression(quantity))
        return largest


class KnownNetworks:
    """Networks built so far, for searches of a case and of similar ones.

    Of each cohort, those used last are kept, with what their arcs add to quantities.
    """

    def __init__(self) -> None:
        self._of_cohorts: dict[str, list[tuple[_Asked, ArcQuantities]]] = {}

    def quantities(
        self, cohort: Cohort, rules: tuple[Rule, ...], year: AcademicYear, deadline: Deadline
    ) -> ArcQuantities:
        """Return what the arcs of a cohort's network add to quantities; build it if need be.

        Parameters
        ----------
        rules
            Those from which the network follows.
        year
            The year as the cohort has it.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        asked: _Asked = (rules, cohort.activities, year)
        known = self._of_cohorts.get(cohort.id, [])
        found = next((made for other, made in known if other == asked), None)
        if found is None:
            loose = unshaped(cohort, rules)
            found = ArcQuantities(
                admissible_blocks(year, rules, cohort.activities, loose, deadline)
            )
        others = (each for each in known if each[1] is not found)
        self._of_cohorts[cohort.id] = [(asked, found), *islice(others, MOST_KNOWN - 1)]
        return found


_Asked = tuple[tuple[Rule, ...], Sequence[Activity], AcademicYear]
"""All that the network of a cohort follows from."""

MOST_KNOWN = 24
"""Networks of one cohort that are kept."""


def planning_model(
    case: Case,
    lifted: Lifted = NOTHING_LIFTED,
    deadline: Deadline = NO_DEADLINE,
    known: KnownNetworks | None = None,
) -> PlanningModel | None:
    """Build the model of the cohorts of a case, on the networks of all blocks that are admitted.

    Parameters
    ----------
    lifted
        Demands that are left out.
    known
        The networks that other searches have built; those of this one are added.

    Returns
    -------
    PlanningModel or None
        None if one of the cohorts has no admissible year, so that there is nothing to solve.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    case, networks = with_free_numbers(case, lifted), []
    known = known or KnownNetworks()
    for cohort in case.programme.cohorts:
        rules = in_networks(without(case.rules[cohort.id], cohort, lifted))
        quantities = known.quantities(cohort, rules, case.year.of(cohort.id), deadline)
        if not quantities.network.arcs:
            return None
        networks.append(quantities)
    return _model_on(BareModel(), case, networks, lifted, deadline)


@dataclass
class CourseModel:
    """The model of several years together.

    Attributes
    ----------
    cp
        The CP-SAT model of them all.
    years
        The models of each of them, over the same `cp`.
    """

    cp: cp_model.CpModel
    years: Sequence[PlanningModel]


def course_model(
    course: Course, networks: Sequence[ArcQuantities], deadline: Deadline = NO_DEADLINE
) -> CourseModel:
    """Build the model of the years of a course on networks, and post what binds them together.

    Parameters
    ----------
    networks
        One for each cohort of all years, with what its arcs add to quantities.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    model = BareModel()
    years = [
        _model_on(model, case, of_year, NOTHING_LIFTED, deadline)
        for case, of_year in zip(course.cases, course.by_year(networks), strict=True)
    ]
    post_edges(model, course, [grid for year in years for grid in year.grids])
    return CourseModel(model, years)


def post_edges(model: cp_model.CpModel, course: Course, grids: Sequence[ModelGrid]) -> None:
    """Post the limits of stays across the edges of years, on the grids of all their cohorts."""
    for edge in course.edges:
        for bound in edge.stays(grids[edge.earlier], grids[edge.later]):
            post(model, bound)


def _model_on(
    model: cp_model.CpModel,
    case: Case,
    networks: Sequence[ArcQuantities],
    lifted: Lifted,
    deadline: Deadline,
) -> PlanningModel:
    """Add the cohorts of a case to a model, on networks, and post their rules on the year."""
    grids = []
    for cohort, network in zip(case.programme.cohorts, networks, strict=True):
        year = case.year.of(cohort.id)
        grid = ModelGrid(model, cohort, year, PathRhythm(model, network, cohort.id))
        for rule in without(case.rules[cohort.id], cohort, lifted):
            deadline.check()
            with suppress(NotGiven):
                for bound in rule.of_year(grid):
                    post(model, bound)
        grids.append(grid)
    rows = list(zip(case.programme.cohorts, grids, strict=True))
    for shared in shared_without(case.shared_rules, lifted):
        deadline.check()
        for bound in shared.of_cohorts(rows):
            post(model, bound)
    return PlanningModel(case, model, grids)


def post(model: cp_model.CpModel, bound: Bound) -> None:
    """Post a bound as a linear constraint; one on a number is decided here."""
    actual = expression(bound.actual)
    if isinstance(actual, int):
        if not bound.kept:
            model.add_bool_or([])
        return
    intervals = [list(interval) for interval in bound.accepted]
    model.add_linear_expression_in_domain(actual, cp_model.Domain.from_intervals(intervals))
