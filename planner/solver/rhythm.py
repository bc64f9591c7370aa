"""A cohort's rhythm in CP-SAT: a path through its network, one Boolean an arc."""

from collections.abc import Callable, Sequence
from typing import Protocol

from ortools.sat.python import cp_model

from planner.programme.cohort import Cohort
from planner.rules.statement import Quantity, Rule
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.network import Network, Node, admissible_blocks
from planner.solver.places import changes_of_place
from planner.year.activity import Activity
from planner.year.blocks import Block, Position
from planner.year.weeks import Week

Expression = cp_model.LinearExpr | int
"""A linear expression over the variables of a model, or a number."""


def expression(quantity: Quantity) -> Expression:
    """Return a quantity of a model as the solver's own type, which has comparisons.

    Raises
    ------
    TypeError
        It is neither a number nor an expression of CP-SAT.
    """
    if not isinstance(quantity, int | cp_model.LinearExpr):
        raise TypeError(f"{type(quantity).__name__} is no expression of CP-SAT")
    return quantity


class Rhythm(Protocol):
    """What a cohort does week by week, as expressions over variables."""

    def doing(self, activity: Activity) -> Sequence[Expression]:
        """1 in the weeks of an activity, 0 in the others: a variable, or the number 0."""

    def starts(self, activity: Activity) -> Sequence[Expression]:
        """1 in the weeks with which a block of an activity begins, 0 in the others."""

    def weeks_in(self, position: Position) -> Sequence[Expression]:
        """1 in the weeks of the blocks that lie at a position, 0 in the others."""

    def blocks_at(self, position: Position) -> Sequence[Expression]:
        """1 in the weeks with which such a block begins, 0 in the others."""

    def squares(self, activity: Activity) -> Expression:
        """The sum of the squared lengths of an activity's blocks."""

    def journeys(self, weeks: Sequence[Week]) -> Expression:
        """How often the place of a working day is another than that of the day before."""


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
        self._rows: dict[Activity, list[Expression]] = {}

    def _post_path(self, model: cp_model.CpModel) -> None:
        """Post flow conservation: one unit leaves the sources, and each inner node passes it on."""
        entering: dict[Node, list[cp_model.IntVar]] = {}
        leaving: dict[Node, list[cp_model.IntVar]] = {}
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            leaving.setdefault(arc.tail, []).append(taken)
            entering.setdefault(arc.head, []).append(taken)
        model.add_exactly_one(t for node in self._network.sources for t in leaving[node])
        for node, arriving in entering.items():
            if node.boundary < self._network.weeks:
                model.add(sum(arriving) == sum(leaving.get(node, [])))

    def doing(self, activity: Activity) -> Sequence[Expression]:
        """Return a Boolean for each week, channelled to the sum of the arcs that cover the week.

        0 stands for a week that no arc of the activity covers.
        """
        if activity not in self._rows:
            covering = self._covering(lambda block: block.activity == activity)
            row: list[Expression] = []
            for index, arcs in enumerate(covering):
                if not arcs:
                    row.append(0)
                    continue
                here = self._model.new_bool_var(f"{self._name} {activity} in {index}")
                self._model.add(cp_model.LinearExpr.sum(arcs) == here)
                row.append(here)
            self._rows[activity] = row
        return self._rows[activity]

    def starts(self, activity: Activity) -> Sequence[Expression]:
        return self._starting(lambda block: block.activity == activity)

    def weeks_in(self, position: Position) -> Sequence[Expression]:
        return [sum(arcs) for arcs in self._covering(position.holds)]

    def blocks_at(self, position: Position) -> Sequence[Expression]:
        return self._starting(position.holds)

    def _covering(self, accepts: Callable[[Block], bool]) -> list[list[cp_model.IntVar]]:
        covering: list[list[cp_model.IntVar]] = [[] for _ in range(self._network.weeks)]
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            if accepts(arc.block):
                for index in arc.block.weeks:
                    covering[index].append(taken)
        return covering

    def _starting(self, accepts: Callable[[Block], bool]) -> list[Expression]:
        starting: list[Expression] = [0] * self._network.weeks
        for arc, taken in zip(self._network.arcs, self._taken, strict=True):
            if accepts(arc.block):
                starting[arc.block.first] += taken
        return starting

    def squares(self, activity: Activity) -> Expression:
        return sum(
            arc.block.length**2 * taken
            for arc, taken in zip(self._network.arcs, self._taken, strict=True)
            if arc.block.activity == activity
        )

    def journeys(self, weeks: Sequence[Week]) -> Expression:
        return changes_of_place(self._model, self._network, self._taken, weeks)


MakeRhythm = Callable[
    [cp_model.CpModel, Cohort, Sequence[Week], Sequence[Rule], Deadline], Rhythm | None
]


def path_rhythm(
    model: cp_model.CpModel,
    cohort: Cohort,
    weeks: Sequence[Week],
    rules: Sequence[Rule],
    deadline: Deadline = NO_DEADLINE,
) -> Rhythm | None:
    """Model a cohort's rhythm on its network; None if the network admits no year at all."""
    network = admissible_blocks(weeks, rules, cohort.activities, deadline=deadline)
    return PathRhythm(model, network, cohort.id) if network.arcs else None


def loose_rhythm(
    model: cp_model.CpModel,
    cohort: Cohort,
    weeks: Sequence[Week],
    rules: Sequence[Rule],
    deadline: Deadline = NO_DEADLINE,
) -> Rhythm | None:
    """Model a rhythm for feasibility only: activities whose blocks no rule constrains have none.

    Their arcs are single weeks, so the network is far smaller.
    """
    shaped = frozenset[Activity]().union(*(rule.shapes for rule in rules))
    loose = frozenset(cohort.activities) - shaped
    network = admissible_blocks(weeks, rules, cohort.activities, loose, deadline)
    return PathRhythm(model, network, cohort.id) if network.arcs else None
