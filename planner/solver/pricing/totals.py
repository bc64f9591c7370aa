"""A case over totals of paths: the rhythm, grid and model that the relaxation is read from.

Each quantity of a rhythm is one variable, known by what the arcs add to it. What the paths of the
networks do not decide (sessions, leave) is not given: rules and objectives on it are left out.
"""

from collections.abc import Sequence
from functools import cached_property

from ortools.sat.python import cp_model

from planner.programme.cohort import Cohort
from planner.rules.statement import UNBOUNDED, NotGiven, Quantity
from planner.solver.model import ModelGrid
from planner.solver.network.quantities import Amounts, ArcQuantities
from planner.solver.rhythm import Expression, NetworkRhythm
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear, Week


class TotalsRhythm(NetworkRhythm):
    """A rhythm whose quantities are variables of a model.

    Attributes
    ----------
    amounts
        For each variable, by its position in the model, what the arcs add to it.
    """

    def __init__(self, model: cp_model.CpModel, quantities: ArcQuantities) -> None:
        super().__init__(model, quantities)
        self.amounts: dict[int, Amounts] = {}

    def total(self, amounts: Amounts) -> Expression:
        if not len(amounts.arcs):
            return 0
        variable = self._model.new_int_var(-UNBOUNDED, UNBOUNDED, "")
        self.amounts[variable.index] = amounts
        return variable

    def journeys(self, weeks: Sequence[Week]) -> Expression:
        """Raise NotGiven where the arcs of the network do not tell the changes of place."""
        amounts = self._quantities.journeys(weeks)
        if amounts is None:
            raise NotGiven
        return self.total(amounts)


class TotalsGrid(ModelGrid):
    """A grid of what the paths of a network decide."""

    def imbalance(self, activity: Activity) -> Expression:
        """Raise NotGiven where the network does not count the weeks and blocks of an activity."""
        told = self._rhythm.imbalance(activity)
        if told is None:
            raise NotGiven
        return told

    @cached_property
    def sessions(self) -> Sequence[Expression]:
        """Return the sessions of the weeks: of what binds them, only their number in the year."""
        row = super().sessions
        self._model.add(cp_model.LinearExpr.sum(row) == self._cohort.sessions.total)
        return row

    def weeks_with(self, row: Sequence[Quantity], least: Sequence[int]) -> Sequence[Expression]:
        raise NotGiven

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[Expression]:
        raise NotGiven

    def longest_gap(self, present: Sequence[Quantity]) -> Expression:
        raise NotGiven


def totals_grid(
    model: cp_model.CpModel, cohort: Cohort, year: AcademicYear, quantities: ArcQuantities
) -> tuple[TotalsGrid, TotalsRhythm]:
    """Return the grid of a cohort over totals, with the rhythm that knows its variables."""
    rhythm = TotalsRhythm(model, quantities)
    return TotalsGrid(model, cohort, year, rhythm), rhythm
