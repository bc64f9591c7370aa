"""A cohort's rhythm in CP-SAT: a path through its network, one Boolean an arc."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from ortools.sat.python import cp_model

from planner.programme.cohort import Cohort
from planner.rules.statement import Quantity, Rule
from planner.solver.network.places import changes_of_place
from planner.solver.network.quantities import Amounts, ArcQuantities
from planner.year.activity import Activity
from planner.year.blocks import Position
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

    @property
    def inlaid(self) -> Mapping[int, Activity]:
        """What is done in the weeks that are a part of the block around them."""

    def doing(self, activity: Activity) -> Sequence[Expression]:
        """1 in the weeks of an activity, 0 in the others: a variable, or a number."""

    def starts(self, activity: Activity) -> Sequence[Expression]:
        """1 in the weeks with which a block of an activity begins, 0 in the others."""

    def steps_in(self, position: Position) -> Sequence[Expression]:
        """1 in the steps of the blocks that lie at a position, 0 in the others."""

    def blocks_at(self, position: Position) -> Sequence[Expression]:
        """1 in the weeks with which such a block begins, 0 in the others."""

    def begins_with(self, activity: Activity, weeks: int) -> Expression:
        """1 if the year begins with a block of an activity of so many weeks at least, else 0."""

    def ends_with(self, activity: Activity, weeks: int) -> Expression:
        """1 if the year ends with such a block, else 0."""

    def squares(self, activity: Activity) -> Expression:
        """The sum of the squared lengths of an activity's blocks."""

    def imbalance(self, activity: Activity) -> Expression | None:
        """Their squares less the least for their number; None where that number is not told."""

    def periods(self) -> Expression:
        """The number of blocks of all activities."""

    def journeys(self, weeks: Sequence[Week]) -> Expression:
        """How often the place of a working day is another than that of the day before."""


class NetworkRhythm(ABC):
    """A rhythm as the paths of a network: every quantity is what arcs add to it."""

    def __init__(self, model: cp_model.CpModel, quantities: ArcQuantities) -> None:
        self._model, self._quantities = model, quantities
        self._rows: dict[Activity, Sequence[Expression]] = {}

    @property
    def inlaid(self) -> Mapping[int, Activity]:
        return self._quantities.inlaid

    @abstractmethod
    def total(self, amounts: Amounts) -> Expression:
        """Return a quantity of the path, given what arcs add to it."""

    def _each(self, row: Sequence[Amounts]) -> Sequence[Expression]:
        return [self.total(amounts) for amounts in row]

    def doing(self, activity: Activity) -> Sequence[Expression]:
        if activity not in self._rows:
            self._rows[activity] = self._doing(activity)
        return self._rows[activity]

    def _doing(self, activity: Activity) -> Sequence[Expression]:
        return self._each(self._quantities.doing(activity))

    def starts(self, activity: Activity) -> Sequence[Expression]:
        return self._each(self._quantities.starts(activity))

    def steps_in(self, position: Position) -> Sequence[Expression]:
        return self._each(self._quantities.steps_in(position))

    def blocks_at(self, position: Position) -> Sequence[Expression]:
        return self._each(self._quantities.blocks_at(position))

    def begins_with(self, activity: Activity, weeks: int) -> Expression:
        return self.total(self._quantities.begins_with(activity, weeks))

    def ends_with(self, activity: Activity, weeks: int) -> Expression:
        return self.total(self._quantities.ends_with(activity, weeks))

    def squares(self, activity: Activity) -> Expression:
        return self.total(self._quantities.squares(activity))

    def imbalance(self, activity: Activity) -> Expression | None:
        amounts = self._quantities.imbalance(activity)
        return None if amounts is None else self.total(amounts)

    def periods(self) -> Expression:
        return self.total(self._quantities.periods())


class PathRhythm(NetworkRhythm):
    """A rhythm as one path through a network: one Boolean an arc."""

    def __init__(self, model: cp_model.CpModel, quantities: ArcQuantities, name: str) -> None:
        super().__init__(model, quantities)
        self._network, self._name = quantities.network, name
        self._present_by_arcs: dict[tuple[int, ...], cp_model.IntVar] = {}
        self._taken = [
            model.new_bool_var(f"{name} {a.block.activity} {a.block.first}+{a.block.length}")
            for a in self._network.arcs
        ]
        self._post_path()

    def _post_path(self) -> None:
        """Post flow conservation: one unit leaves the sources, and each inner node passes it on."""
        shape, end = self._network.shape, len(self._network.shape.boundaries) - 1
        entering: dict[int, list[cp_model.IntVar]] = {}
        leaving: dict[int, list[cp_model.IntVar]] = {}
        for tail, head, taken in zip(
            shape.tails.tolist(), shape.heads.tolist(), self._taken, strict=True
        ):
            leaving.setdefault(tail, []).append(taken)
            entering.setdefault(head, []).append(taken)
        sources = range(len(self._network.sources))
        self._model.add_exactly_one(taken for node in sources for taken in leaving[node])
        for node, arriving in entering.items():
            if node != end:
                passed_on = cp_model.LinearExpr.sum(leaving.get(node, []))
                self._model.add(cp_model.LinearExpr.sum(arriving) == passed_on)

    def total(self, amounts: Amounts) -> Expression:
        taken = [self._taken[arc] for arc in amounts.arcs.tolist()]
        return cp_model.LinearExpr.weighted_sum(taken, amounts.values.tolist()) if taken else 0

    def _doing(self, activity: Activity) -> Sequence[Expression]:
        each = zip(self._quantities.doing(activity), self._quantities.crossing, strict=True)
        return [self._present(tuple(here.arcs.tolist()), crossing) for here, crossing in each]

    def _present(self, arcs: tuple[int, ...], crossing: int) -> Expression:
        """Return a Boolean that stands for the sum of the arcs that cover a week.

        Weeks that the same arcs cover have the same one; 0 stands for none of the arcs that cross
        the week, 1 for all of them.
        """
        if len(arcs) in (0, crossing):
            return int(len(arcs) > 0)
        if len(arcs) == 1:
            return self._taken[arcs[0]]
        if arcs not in self._present_by_arcs:
            here = self._model.new_bool_var(f"{self._name} on {len(self._present_by_arcs)}")
            self._model.add(cp_model.LinearExpr.sum([self._taken[arc] for arc in arcs]) == here)
            self._present_by_arcs[arcs] = here
        return self._present_by_arcs[arcs]

    def journeys(self, weeks: Sequence[Week]) -> Expression:
        amounts = self._quantities.journeys(weeks)
        if amounts is not None:
            return self.total(amounts)
        return changes_of_place(self._model, self._network, self._taken, weeks)


def unshaped(cohort: Cohort, rules: Sequence[Rule]) -> frozenset[Activity]:
    """Return the activities of which no rule constrains the blocks: their weeks will do."""
    return frozenset(cohort.activities).difference(*(rule.shapes for rule in rules))
