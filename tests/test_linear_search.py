"""Integer programming: its values and bounds are those of brute force."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as some
from ortools.sat.python import cp_model

from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.linear_search import linear_search

MOST = 3

_FACTORS = some.lists(some.integers(-4, 4), min_size=3, max_size=3)
_ROWS = some.lists(some.tuples(_FACTORS, some.integers(-6, 6)), max_size=4)


def model_of(
    costs: list[int], rows: list[tuple[list[int], int]]
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return the least of a sum under some others, each at most a number."""
    cp = cp_model.CpModel()
    variables = [cp.new_int_var(0, MOST, "") for _ in costs]
    for factors, most in rows:
        cp.add(cp_model.LinearExpr.weighted_sum(variables, factors) <= most)
    cp.minimize(cp_model.LinearExpr.weighted_sum(variables, costs) + 7)
    return cp, variables


@settings(deadline=None, max_examples=60)
@given(_FACTORS, _ROWS)
def test_the_least_is_that_of_brute_force(
    costs: list[int], rows: list[tuple[list[int], int]]
) -> None:
    def total(factors: list[int], values: tuple[int, ...]) -> int:
        return sum(factor * value for factor, value in zip(factors, values, strict=True))

    possible = [
        total(costs, values) + 7
        for values in product(range(MOST + 1), repeat=len(costs))
        if all(total(factors, values) <= most for factors, most in rows)
    ]
    cp, variables = model_of(costs, rows)
    found = linear_search(cp, 1000, NO_DEADLINE)
    assert found.is_possible == bool(possible)
    if possible:
        values = tuple(found.value(variable) for variable in variables)
        assert total(costs, values) + 7 == found.bound == min(possible)
        assert all(total(factors, values) <= most for factors, most in rows)


def test_what_cp_sat_was_told_is_false_is_impossible_and_what_is_true_changes_nothing() -> None:
    for told in (True, False):
        cp, _ = model_of([1, 1, 1], [])
        cp.add(told)
        assert linear_search(cp, 10, NO_DEADLINE).is_possible is told


def test_a_search_whose_deadline_has_passed_proves_nothing() -> None:
    cp, _ = model_of([-1, -2, 1], [([1, 1, 0], 4), ([2, -1, 1], 3)])
    found = linear_search(cp, 1000, Deadline(0.0, clock=lambda: 1.0))
    assert found.is_possible
    assert not found.values
    assert found.bound is None
