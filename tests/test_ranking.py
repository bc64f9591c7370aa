"""The ranked search: what it assumes, reports and keeps, and that its answer is always the same."""

import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from planner.planning.file import planning_json
from planner.planning.grid import PlanningBoard
from planner.planning.planning import CohortPlanning, Edition, ObjectiveResult, Planning
from planner.programme.block_shapes import Extent
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.objectives import OBJECTIVES, Absence, tie_break
from planner.rules.statement import number
from planner.solver import narrowing, ranking, stage
from planner.solver.deadline import NO_DEADLINE, Deadline, OutOfTime
from planner.solver.model import CourseModel, course_model
from planner.solver.narrowing import ByGaps
from planner.solver.network.cohort import cohort_networks
from planner.solver.network.paths import Paths, Shape
from planner.solver.pricing.column_generation import MARGIN, prices_of
from planner.solver.pricing.master import Master
from planner.solver.pricing.programme import LinearProgramme
from planner.solver.pricing.rows import Row
from planner.solver.pricing.sparse import SparseRows
from planner.solver.search import Progress
from planner.solver.solve import Infeasible, NotFound, Solved, solve
from planner.solver.stage import SearchStage, Sought
from planner.year.activity import Place
from tests.builders import cohort, planned, programme, year
from tests.clocks import TICK, TickingClock
from tests.conftest import ALBI
from tests.test_prices import PROGRAMMES, Small, measured, small_programmes


def best_values(small: Small, ranked: Sequence[ObjectiveName]) -> list[int]:
    """Return the value of each objective in the best of all plannings."""
    vectors = (
        [measured(OBJECTIVES[name], planning) for name in ranked] for planning in small.plannings
    )
    return min(vectors)


def searched(results: Sequence[ObjectiveResult]) -> list[ObjectiveResult]:
    return [each for each in results if each.name in OBJECTIVES]


def test_an_assumption_that_turns_out_wrong_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """In few programmes an objective does not reach the bound that the relaxation proves."""
    refuted: set[int] = set()
    optimum = ranking.RankedSearch._optimum

    def noted(self: ranking.RankedSearch, at: SearchStage) -> tuple[Sought, bool]:
        sought, is_complete = optimum(self, at)
        if at.is_bold and sought.best == math.inf:
            refuted.add(position)
        return sought, is_complete

    monkeypatch.setattr(ranking.RankedSearch, "_optimum", noted)
    monkeypatch.setattr(narrowing, "_FEW", 0)
    for position, small in enumerate(small_programmes()):
        outcome = solve(small.case)
        if position not in refuted:
            continue
        assert isinstance(outcome, Solved)
        results = searched(outcome.objectives)
        assert all(each.proven and each.value == each.bound for each in results)
        values = [round(each.value * OBJECTIVES[each.name].per_unit) for each in results]
        assert values == best_values(small, [each.name for each in results])
    assert refuted


@pytest.mark.parametrize("position", range(0, PROGRAMMES, 2))
def test_plannings_in_parts_have_the_same_best_one(
    position: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is split as far as it can be, by the prices of each part."""
    case = small_programmes()[position].case
    at_once = solve(case)
    monkeypatch.setattr(stage, "_AT_ONCE", 0)
    for name in ("_FEW", "_FEW_A_CLASS", "_FEW_BY_WEEKS", "_FEW_IN_PIECE"):
        monkeypatch.setattr(narrowing, name, 0)
    in_parts = solve(case)
    assert isinstance(at_once, Solved)
    assert isinstance(in_parts, Solved)
    assert in_parts.planning.cohorts == at_once.planning.cohorts
    assert in_parts.objectives == at_once.objectives
    assert all(each.proven for each in in_parts.objectives)


def test_what_is_impossible_is_so_whatever_was_assumed() -> None:
    """Two classes alone can have their weeks, and not both within the limit."""
    who = [cohort(id=name, school_weeks=Extent.just(3)) for name in ("1A", "2A")]
    case = Case(programme(*who), year(4))
    told: list[Progress] = []
    limits = {ObjectiveName.CAMPUS_OVERLAP: 1}
    assert solve(case, limits=limits, on_progress=told.append) == Infeasible()
    assert isinstance(solve(case, limits={ObjectiveName.CAMPUS_OVERLAP: 2}), Solved)
    assert not any(progress.weeks for progress in told)


@pytest.mark.parametrize("position", range(0, 18, 2))
def test_progress_tells_bounds_that_hold(position: int) -> None:
    case = small_programmes()[position].case
    told: list[Progress] = []
    outcome = solve(case, on_progress=told.append)
    assert isinstance(outcome, Solved)
    for result in searched(outcome.objectives):
        steps = [each for each in told if each.objective is result.name]
        bounds = [each.bound for each in steps]
        assert bounds == sorted(bounds)
        assert bounds[-1] <= result.value
        found = [each.best for each in steps if each.best is not None]
        assert found == sorted(found, reverse=True)
        assert (steps[-1].best, steps[-1].bound) == (result.value, result.bound)
    assert all(len(each.weeks) == len(case.programme.cohorts) for each in told if each.weeks)


@pytest.fixture
def two_classes() -> Case:
    who = [cohort(id=name, school_weeks=Extent.just(4)) for name in ("1A", "2A")]
    return Case(programme(*who), year(8))


def holds(outcome: object, best: Solved) -> bool:
    """Whether an outcome that time cut short claims nothing that is not so."""
    if isinstance(outcome, NotFound):
        return True
    assert isinstance(outcome, Solved)
    for result, known in zip(outcome.objectives, best.objectives, strict=True):
        if result.bound > result.value or (result.proven and result.value != result.bound):
            return False
        if not result.proven:
            return True
        if result.value != known.value:
            return False
    return True


def test_wherever_time_ends_nothing_is_claimed_that_is_not_so(two_classes: Case) -> None:
    """The clock is read while networks and models are built, priced and searched."""
    best = solve(two_classes)
    assert isinstance(best, Solved)
    ends = set[type]()
    for readings in (int(1.5**power) for power in range(24)):
        outcome = solve(two_classes, time_limit=readings * TICK, clock=TickingClock())
        assert holds(outcome, best)
        ends.add(type(outcome))
    assert ends == {NotFound, Solved}


@pytest.mark.parametrize("models", [1, 2, 3, 4])
def test_time_that_ends_while_a_model_is_built_keeps_what_was_proven(
    two_classes: Case, models: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Progress] = []
    left = iter(range(models))

    def built(*arguments: Any, **options: Any) -> CourseModel:
        if next(left, None) is None:
            raise OutOfTime
        return course_model(*arguments, **options)

    monkeypatch.setattr(ranking, "course_model", built)
    outcome = solve(two_classes, on_progress=told.append)
    assert isinstance(outcome, Solved)
    for result in outcome.objectives:
        bounds = [each.bound for each in told if each.objective is result.name]
        assert result.bound >= max(bounds, default=0)
    assert all(each.bound <= each.value for each in outcome.objectives)


def tight_programme(classes: int) -> LinearProgramme:
    """Make classes of two years each; all must take the dear one, of fewer minutes, by a row."""
    years = Shape(np.array([0, 1]), np.array([2, 2]), np.array([0, 0, 1]))
    minutes = [100_003 + 7 * n for n in range(classes)]
    arcs = np.repeat(np.arange(2 * classes), 2)
    costs_and_minutes = [each for m in minutes for each in (0, m + 1, 1, m)]
    return LinearProgramme(
        paths=Paths.of([years] * classes),
        amounts=SparseRows.gathered(
            arcs,
            np.tile([0, 1], 2 * classes),
            np.array(costs_and_minutes, dtype=float),
            2 * classes,
            2,
        ),
        rows=[Row(-np.inf, sum(minutes), np.array([1]), np.array([1]))],
        costs=np.array([1.0, 0.0]),
        constant=0.0,
        others=np.zeros(0, dtype=np.int64),
        lows=np.zeros(0),
        highs=np.zeros(0),
    )


@pytest.mark.parametrize("price", [1e6 / 3, 1e7 / 3, 1e7 / 7, 1e8 / 3, 1e8 / 7, 1e8 / 9])
def test_rounding_does_not_lift_a_bound_above_the_best(
    price: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large prices of a row that is kept without slack: terms of 10**15 that cancel out."""
    classes = 300
    made = tight_programme(classes)
    monkeypatch.setattr(Master, "solve", lambda *_: (float(classes), np.array([-price])))
    prices = prices_of(made, NO_DEADLINE, lambda _: None)
    assert prices.bound <= classes
    assert (prices.arcs[1::2] <= classes + MARGIN).all()


def test_a_master_without_time_has_a_price_for_each_row() -> None:
    made = tight_programme(3)
    value, prices = Master(made).solve(-1.0)
    assert np.isfinite(value)
    assert prices.shape == (1,)


def test_prices_without_time_prove_what_they_can() -> None:
    late = Deadline(at=0.0, clock=lambda: 1.0)
    assert prices_of(tight_programme(3), late, lambda _: None).bound == 0


def test_the_bound_of_an_absence_looks_at_the_deadline(two_classes: Case) -> None:
    networks = cohort_networks(Course((two_classes,))) or []
    objective = Absence(places=(Place.SCHOOL,))
    late = Deadline(at=0.0, clock=lambda: 1.0)
    with pytest.raises(OutOfTime):
        ByGaps.of(networks, objective, late)


def test_the_weights_of_a_class_do_not_depend_on_the_others() -> None:
    one, other = cohort(id="1A"), cohort(id="2A")
    rows = [planned(one, "CCEEEE"), planned(other, "EECEC-")]

    def weight(*cohorts: CohortPlanning, trial: int) -> int:
        case = Case(programme(*(each.cohort for each in cohorts)), year(6))
        return number(tie_break(PlanningBoard(Planning(case, cohorts)), trial))

    for trial in (0, 1):
        apart = [weight(row, trial=trial) for row in rows]
        assert weight(*rows, trial=trial) == weight(*reversed(rows), trial=trial) == sum(apart)


PLANNED = """
import os, sys
from pathlib import Path
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.solve import solve
programme = read_programme(Path(sys.argv[1]))
solved = solve(Case(programme, academic_year_of(programme, 2026)))
sys.stdout.buffer.write(planning_json(Edition(solved.planning, solved.objectives)))
"""


def test_hash_seed_and_processors_do_not_change_a_byte(solved: Callable[[int], Solved]) -> None:
    """In this process, as everywhere unless it is asked otherwise, the seed is drawn."""
    here = solved(2026)
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    asked = [sys.executable, "-c", PLANNED, str(ALBI)]
    done = subprocess.run(asked, capture_output=True, check=True, env=environment)
    assert b"week_order" in done.stdout
    assert done.stdout == planning_json(Edition(here.planning, here.objectives))
