"""The relaxation of a course: what a planning costs at least, and what it costs with each arc."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from ortools.sat.python import cp_model

from planner.rules.course import Course
from planner.rules.objectives import Objective
from planner.rules.statement import Bound, NotGiven
from planner.solver.cohort_network import CohortNetwork
from planner.solver.deadline import Deadline
from planner.solver.model import PlanningModel, post, post_edges
from planner.solver.paths import Paths
from planner.solver.pricing.column_generation import OnBound, Prices, prices_of
from planner.solver.pricing.programme import LinearProgramme
from planner.solver.pricing.rows import linear_rows
from planner.solver.pricing.sparse import SparseRows
from planner.solver.pricing.totals import TotalsRhythm, totals_grid
from planner.solver.quantities import Amounts
from planner.solver.rhythm import Expression, expression


class LinearRelaxation:
    """A course over mixtures of paths: rules on several cohorts hold on average.

    Parameters
    ----------
    networks
        One for each cohort of all years.
    caps
        The most that a planning may have of some objectives.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """

    def __init__(
        self,
        course: Course,
        networks: Sequence[CohortNetwork],
        caps: Sequence[tuple[Objective, int]],
        deadline: Deadline,
    ) -> None:
        self._networks, self._deadline = networks, deadline
        self._model = cp_model.CpModel()
        self._rhythms: list[TotalsRhythm] = []
        grids = []
        for (case, cohort), network in zip(course.classes, networks, strict=True):
            grid, rhythm = totals_grid(self._model, cohort, case.year, network.quantities)
            deadline.check()
            grids.append(grid)
            self._rhythms.append(rhythm)
            for total in network.totals:
                amount = rhythm.total(Amounts.of(total.amounts))
                post(self._model, Bound(amount, total.accepted))
        self._boards = [
            PlanningModel(case, self._model, of_year)
            for case, of_year in zip(course.cases, course.by_year(grids), strict=True)
        ]
        for board in self._boards:
            rows = list(zip(board.case.programme.cohorts, board.grids, strict=True))
            for shared in board.case.shared_rules:
                for bound in shared.of_cohorts(rows):
                    post(self._model, bound)
        post_edges(self._model, course, grids)
        for objective, most in caps:
            with suppress(NotGiven):
                for bound in objective.at_most(self._boards, most):
                    post(self._model, bound)

    def prices(self, objective: Objective, on_bound: OnBound) -> Prices:
        """Price what is shared, as far as an objective depends on it.

        Raises
        ------
        NotGiven
            Paths do not give the objective.
        """
        measure = expression(objective.over(self._boards))
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
