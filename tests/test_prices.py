"""What the relaxation proves, against all plannings of random programmes of a few weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from random import Random

import pytest

from planner.planning.grid import PlanningBoard
from planner.planning.planning import CohortPlanning, Planning
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.objectives import OBJECTIVES, Absence, Objective, tie_break
from planner.rules.statement import NotGiven, number
from planner.solver.deadline import NO_DEADLINE
from planner.solver.narrowing import ByGaps, ByPrices, Narrowing
from planner.solver.network.arcs import Network, Node
from planner.solver.network.cohort import CohortNetwork, cohort_networks
from planner.solver.pricing.column_generation import MARGIN, prices_of
from planner.solver.pricing.relaxation import LinearRelaxation
from planner.year.activity import Activity
from tests.fuzz import answers
from tests.fuzz.oracle import all_rows, cohorts_of
from tests.fuzz.programmes import programme_of
from tests.fuzz.rows import Sessions, Weeks
from tests.fuzz.statements import broken_by_all

PROGRAMMES = 48
MOST_PLANNINGS = 300
"""Programmes with more of them are left out."""

Rows = Mapping[Weeks, list[Sessions]]


@dataclass(frozen=True)
class Small:
    """A programme of a few weeks with all its plannings."""

    case: Case
    plannings: tuple[Planning, ...]


@cache
def small_programmes() -> list[Small]:
    """Draw programmes that have plannings, though not too many."""
    found: list[Small] = []
    for seed in range(10**6):
        if len(found) == PROGRAMMES:
            break
        trial = programme_of(Random(f"prices {seed}"))
        case = answers.case_of(trial)
        if isinstance(case, answers.Refused):
            continue
        cohorts = cohorts_of(trial.tables, trial.start_year, trial.before, trial.near)
        rows = [all_rows(cohort) for cohort in cohorts]
        if not 1 <= prod(map(len, rows)) <= MOST_PLANNINGS:
            continue
        kept = [weeks for weeks in product(*rows) if not broken_by_all(cohorts, weeks)]
        if kept:
            found.append(Small(case, tuple(_planning(case, rows, weeks) for weeks in kept)))
    return found


def _planning(case: Case, rows: Sequence[Rows], weeks: Sequence[Weeks]) -> Planning:
    planned = []
    for cohort, choices, names in zip(case.programme.cohorts, rows, weeks, strict=True):
        named = answers.named_activities(cohort)
        year = tuple(named[name] for name in names)
        planned.append(CohortPlanning(cohort, year, choices[names][0]))
    return Planning(case, tuple(planned))


def arcs_of(network: Network, year: Sequence[Activity]) -> list[int] | None:
    """Return the arcs of the only path of a year; None if there is none."""
    ways: dict[Node, list[int]] = {node: [] for node in network.sources}
    for index, arc in enumerate(network.arcs):
        block = arc.block
        if arc.tail in ways and all(year[n] == network.done(block.activity, n) for n in block.span):
            assert arc.head not in ways
            ways[arc.head] = [*ways[arc.tail], index]
    return next((way for node, way in ways.items() if node.boundary == network.weeks), None)


def taken(networks: Sequence[CohortNetwork], planning: Planning) -> list[int] | None:
    """Return the arcs that a planning takes, numbered through all networks; None if it cannot."""
    arcs: list[int] = []
    first = 0
    for network, row in zip(networks, planning.cohorts, strict=True):
        path = arcs_of(network.network, row.activities)
        if path is None:
            return None
        arcs += [first + index for index in path]
        first += len(network.network.arcs)
    return arcs


def measured(objective: Objective, planning: Planning) -> int:
    return number(objective.measure(PlanningBoard(planning)))


def narrowing_of(
    case: Case,
    networks: Sequence[CohortNetwork],
    objective: Objective,
    caps: Sequence[tuple[Objective, int]],
) -> Narrowing:
    if isinstance(objective, Absence):
        return ByGaps.of(networks, objective, NO_DEADLINE)
    relaxation = LinearRelaxation(Course((case,)), networks, caps, NO_DEADLINE)
    programme = relaxation.programme(objective)
    return ByPrices(networks, programme, prices_of(programme, NO_DEADLINE, lambda _: None))


@pytest.mark.parametrize("position", range(PROGRAMMES))
def test_no_planning_is_below_what_is_proven_of_it_and_of_its_arcs(position: int) -> None:
    """One objective after the other, each bounded by its least value, then the tie-break."""
    small = small_programmes()[position]
    networks: Sequence[CohortNetwork] = cohort_networks(Course((small.case,))) or []
    left, caps = list(small.plannings), list[tuple[Objective, int]]()
    ranked = [OBJECTIVES[name] for name in small.case.ranking if name in OBJECTIVES]
    for objective in (*ranked, Objective(tie_break)):
        values = [measured(objective, planning) for planning in left]
        least = min(values)
        best = [planning for planning, value in zip(left, values, strict=True) if value == least]
        try:
            narrowing = narrowing_of(small.case, networks, objective, caps)
        except NotGiven:
            left = best
            caps.append((objective, least))
            continue
        assert narrowing.bound <= least
        for planning, value in zip(left, values, strict=True):
            path = taken(networks, planning)
            assert path is not None
            if isinstance(narrowing, ByPrices):
                assert all(narrowing.prices.arcs[arc] <= value + MARGIN for arc in path)
            assert taken(narrowing.within(value), planning) is not None
        left = best
        networks = narrowing.within(least)
        caps.append((objective, least))


@pytest.mark.parametrize("position", range(0, PROGRAMMES, 2))
def test_the_pieces_of_the_plannings_up_to_a_cost_hold_them_all(
    position: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are split as far as they can be; no planning is below the bound of its piece."""
    monkeypatch.setattr("planner.solver.narrowing._FEW_IN_PIECE", 0)
    small = small_programmes()[position]
    networks = cohort_networks(Course((small.case,))) or []
    narrowing = narrowing_of(small.case, networks, Objective(tie_break), ())
    assert isinstance(narrowing, ByPrices)
    values = [measured(Objective(tie_break), planning) for planning in small.plannings]
    cost = sorted(values)[len(values) // 2]
    parts = narrowing.parts(cost, NO_DEADLINE, lambda _: None)
    pieces = list(parts.pieces())
    for planning, value in zip(small.plannings, values, strict=True):
        if value > cost:
            continue
        path = taken(networks, planning) or []
        holding = [piece for piece in pieces if {*path} <= {*piece.arcs.tolist()}]
        assert holding
        assert all(piece.bound <= value for piece in holding)
