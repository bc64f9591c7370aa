"""The relaxation of a case: what a planning costs at least, and what it costs with each arc."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from ortools.sat.python import cp_model

from planner.rules.case import Case
from planner.rules.objectives import Objective
from planner.rules.statement import Bound, NotGiven
from planner.solver.cohort_network import CohortNetwork
from planner.solver.deadline import Deadline
from planner.solver.model import PlanningModel, post
from planner.solver.paths import Paths
from planner.solver.pricing.column_generation import OnBound, Prices, prices_of
from planner.solver.pricing.programme import LinearProgramme
from planner.solver.pricing.rows import linear_rows
from planner.solver.pricing.sparse import SparseRows
from planner.solver.pricing.totals import TotalsRhythm, totals_grid
from planner.solver.quantities import Amounts
from planner.solver.rhythm import Expression, expression


class LinearRelaxation:
    """A case over mixtures of paths: rules on several cohorts hold on average.

    Parameters
    ----------
    networks
        One for each cohort, in the order of the programme.
    caps
        The most that a planning may have of some objectives.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """

    def __init__(
        self,
        case: Case,
        networks: Sequence[CohortNetwork],
        caps: Sequence[tuple[Objective, int]],
        deadline: Deadline,
    ) -> None:
        self._networks, self._deadline = networks, deadline
        self._model = cp_model.CpModel()
        self._rhythms: list[TotalsRhythm] = []
        grids = []
        for cohort, network in zip(case.programme.cohorts, networks, strict=True):
            grid, rhythm = totals_grid(self._model, cohort, case.year.weeks, network.quantities)
            deadline.check()
            grids.append(grid)
            self._rhythms.append(rhythm)
            for total in network.totals:
                amount = rhythm.total(Amounts.of(total.amounts))
                post(self._model, Bound(amount, total.accepted))
        self._board = PlanningModel(case, self._model, grids)
        rows = list(zip(case.programme.cohorts, grids, strict=True))
        for shared in case.shared_rules:
            for bound in shared.of_cohorts(rows):
                post(self._model, bound)
        for objective, most in caps:
            with suppress(NotGiven):
                for bound in objective.at_most(self._board, most):
                    post(self._model, bound)

    def prices(self, objective: Objective, on_bound: OnBound) -> Prices:
        """Price what is shared, as far as an objective depends on it.

        Raises
        ------
        NotGiven
            Paths do not give the objective.
        """
        measure = expression(objective.measure(self._board))
        return prices_of(self._programme(measure), self._deadline, on_bound)

    def _programme(self, measure: Expression) -> LinearProgramme:
        """Return the linear programme that minimises an expression of the model."""
        variables = self._model.proto.variables
        flat = cp_model.FlatIntExpr(cp_model.LinearExpr.sum([measure]))
        costs = np.zeros(len(variables))
        for variable, factor in zip(flat.vars, flat.coeffs, strict=True):
            costs[variable.index] += factor
        paths = Paths([each.network.shape for each in self._networks])
        amounts = self._amounts(paths.arcs)
        is_other = np.ones(len(variables), dtype=bool)
        is_other[[index for rhythm in self._rhythms for index in rhythm.amounts]] = False
        others = np.flatnonzero(is_other)
        domains = [list(variables[index].domain) for index in others.tolist()]
        return LinearProgramme(
            paths=paths,
            amounts=amounts,
            rows=tuple(linear_rows(self._model)),
            costs=costs,
            constant=float(flat.offset),
            others=others,
            lows=np.array([domain[0] for domain in domains], dtype=float),
            highs=np.array([domain[-1] for domain in domains], dtype=float),
        )

    def _amounts(self, height: int) -> SparseRows:
        """Return what the arcs of all networks, one after the other, add to each variable."""
        arcs, variables, values = [_NO_INTEGERS], [_NO_INTEGERS], [_NO_INTEGERS]
        first = 0
        for network, rhythm in zip(self._networks, self._rhythms, strict=True):
            for variable, amounts in rhythm.amounts.items():
                arcs.append(amounts.arcs + first)
                variables.append(np.full(len(amounts.arcs), variable))
                values.append(amounts.values)
            first += len(network.network.arcs)
        return SparseRows.gathered(
            np.concatenate(arcs),
            np.concatenate(variables),
            np.concatenate(values).astype(float),
            height,
            len(self._model.proto.variables),
        )


_NO_INTEGERS = np.zeros(0, dtype=np.int64)
