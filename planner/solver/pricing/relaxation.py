"""The relaxation of a course: what a planning costs at least, and what it costs with each arc."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from ortools.sat.python import cp_model

from planner.rules.course import Course
from planner.rules.objectives import Objective
from planner.rules.statement import Bound, NotGiven
from planner.solver.bare_model import BareModel
from planner.solver.deadline import Deadline
from planner.solver.model import PlanningModel, post, post_edges
from planner.solver.network.cohort import CohortNetwork
from planner.solver.network.paths import Paths
from planner.solver.network.quantities import Amounts
from planner.solver.pricing.programme import LinearProgramme
from planner.solver.pricing.rows import linear_rows
from planner.solver.pricing.sparse import SparseRows
from planner.solver.pricing.totals import TotalsRhythm, totals_grid
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
        self._model = BareModel()
        self._rhythms: list[TotalsRhythm] = []
        grids = []
        for (case, cohort), network in zip(course.classes, networks, strict=True):
            year = case.year.of(cohort.id)
            grid, rhythm = totals_grid(self._model, cohort, year, network.quantities)
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
                deadline.check()
                for bound in shared.of_cohorts(rows):
                    post(self._model, bound)
        post_edges(self._model, course, grids)
        for objective, most in caps:
            deadline.check()
            with suppress(NotGiven):
                for bound in objective.at_most(self._boards, most):
                    post(self._model, bound)

    def programme(self, objective: Objective) -> LinearProgramme:
        """Return the linear programme that minimises an objective over mixtures of paths.

        Raises
        ------
        NotGiven
            Paths do not give the objective.
        OutOfTime
            The deadline has passed.
        """
        self._deadline.check()
        measure = expression(objective.over(self._boards))
        self._deadline.check()
        return self._minimising(measure)

    def _minimising(self, measure: Expression) -> LinearProgramme:
        """Return the linear programme that minimises an expression of the model."""
        variables = self._model.proto.variables
        flat = cp_model.FlatIntExpr(cp_model.LinearExpr.sum([measure]))
        costs = np.zeros(len(variables))
        for variable, factor in zip(flat.vars, flat.coeffs, strict=True):
            costs[variable.index] += factor
        paths = Paths.of([each.network.shape for each in self._networks])
        self._deadline.check()
        amounts = self._amounts(paths.arcs)
        self._deadline.check()
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
        ends = np.cumsum([0, *(len(each.network.arcs) for each in self._networks)])
        listed = [
            (variable, amounts, first)
            for rhythm, first in zip(self._rhythms, ends[:-1], strict=True)
            for variable, amounts in rhythm.amounts.items()
        ]
        lengths = [len(amounts.arcs) for _, amounts, _ in listed]
        firsts = np.array([first for _, _, first in listed], dtype=np.int64)
        variables = np.array([variable for variable, _, _ in listed], dtype=np.int64)
        arcs = np.concatenate([_NO_INTEGERS, *(amounts.arcs for _, amounts, _ in listed)])
        values = np.concatenate([_NO_INTEGERS, *(amounts.values for _, amounts, _ in listed)])
        self._deadline.check()
        return SparseRows.gathered(
            arcs + np.repeat(firsts, lengths),
            np.repeat(variables, lengths),
            values.astype(float),
            height,
            len(self._model.proto.variables),
        )


_NO_INTEGERS = np.zeros(0, dtype=np.int64)
