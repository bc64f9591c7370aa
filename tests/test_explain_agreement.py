"""On tiny horizons, conflicts are those that brute force finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations, groupby, product
from typing import Any

import pytest

from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import SessionRules, Use
from planner.programme.names import RuleName
from planner.programme.programme import LeaveRules
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.statement import Aspect
from planner.solver.conflicts import FeasibilitySearch, conflicts
from planner.solver.demands import Demand, Lifted, Side, demands_of
from planner.year.activity import Activity
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import cohort, programme, year
from tests.explaining import is_needed

Plainly = Callable[[str, tuple[int, ...]], bool]

Key = tuple[RuleName, Aspect, Side, int | None]


def key_of(demand: Demand) -> Key:
    return demand.name, demand.aspect, demand.side, demand.week


@dataclass(frozen=True)
class Horizon:
    """A tiny year without a planning, and each of its demands in plain words.

    Attributes
    ----------
    plainly
        For each demand, whether weeks written as letters and their sessions meet it.
    """

    year: AcademicYear
    cohort: dict[str, Any]
    plainly: Mapping[Key, Plainly]
    leave: LeaveRules = field(default_factory=lambda: LeaveRules(0, 0, 5, 1))

    @property
    def case(self) -> Case:
        rules = cohort(academic_hours=None, company_hours=None, **self.cohort)
        return Case(programme(rules, leave=self.leave), self.year, Given())


def runs(written: str, letter: str) -> list[int]:
    return [len(list(run)) for name, run in groupby(written) if name == letter]


HORIZONS = {
    "long blocks around a closure": Horizon(
        year(6, closed=[2]),
        {
            "school_weeks": Extent(3, 4),
            "school_blocks": BlockShape(count=Extent(0, 1), shortest=2),
            "fixed_weeks": {19: Activity.COMPANY},
        },
        {
            (RuleName.CLOSURES, Aspect.VALUE, Side.WHOLE, 2): lambda w, _: w[2] != "C",
            (RuleName.FIXED_WEEKS, Aspect.VALUE, Side.WHOLE, 5): lambda w, _: w[5] == "E",
            (RuleName.SCHOOL_WEEKS, Aspect.VALUE, Side.LEAST, None): (
                lambda w, _: w.count("C") >= 3
            ),
            (RuleName.SCHOOL_WEEKS, Aspect.VALUE, Side.MOST, None): lambda w, _: w.count("C") <= 4,
            (RuleName.SCHOOL_BLOCKS, Aspect.LENGTH, Side.LEAST, None): (
                lambda w, _: min(runs(w, "C"), default=2) >= 2
            ),
            (RuleName.SCHOOL_BLOCKS, Aspect.COUNT, Side.MOST, None): (
                lambda w, _: len(runs(w, "C")) <= 1
            ),
        },
    ),
    "two ends of blocks and of weeks": Horizon(
        year(6),
        {
            "school_weeks": Extent(4, 4),
            "school_blocks": BlockShape(count=Extent(2, 2), longest=2),
            "company_blocks": BlockShape(shortest=2, longest=3),
            "company_weeks": Extent(3, 5),
        },
        {
            (RuleName.SCHOOL_WEEKS, Aspect.VALUE, Side.LEAST, None): (
                lambda w, _: w.count("C") >= 4
            ),
            (RuleName.SCHOOL_WEEKS, Aspect.VALUE, Side.MOST, None): lambda w, _: w.count("C") <= 4,
            (RuleName.COMPANY_WEEKS, Aspect.VALUE, Side.LEAST, None): (
                lambda w, _: w.count("E") >= 3
            ),
            (RuleName.COMPANY_WEEKS, Aspect.VALUE, Side.MOST, None): lambda w, _: w.count("E") <= 5,
            (RuleName.SCHOOL_BLOCKS, Aspect.LENGTH, Side.MOST, None): (
                lambda w, _: max(runs(w, "C"), default=0) <= 2
            ),
            (RuleName.SCHOOL_BLOCKS, Aspect.COUNT, Side.LEAST, None): (
                lambda w, _: len(runs(w, "C")) >= 2
            ),
            (RuleName.SCHOOL_BLOCKS, Aspect.COUNT, Side.MOST, None): (
                lambda w, _: len(runs(w, "C")) <= 2
            ),
            (RuleName.COMPANY_BLOCKS, Aspect.LENGTH, Side.LEAST, None): (
                lambda w, _: min(runs(w, "E"), default=2) >= 2
            ),
            (RuleName.COMPANY_BLOCKS, Aspect.LENGTH, Side.MOST, None): (
                lambda w, _: max(runs(w, "E"), default=0) <= 3
            ),
        },
    ),
    "sessions, leave and room": Horizon(
        year(5),
        {
            "school_weeks": None,
            "sessions": SessionRules(3, (0, 1)),
            "onsite": 70 * HOUR,
        },
        {
            (RuleName.SESSIONS, Aspect.VALUE, Side.LEAST, None): lambda _, n: sum(n) >= 3,
            (RuleName.SESSIONS, Aspect.VALUE, Side.MOST, None): lambda _, n: sum(n) <= 3,
            (RuleName.SESSIONS_A_WEEK, Aspect.VALUE, Side.WHOLE, None): lambda _, n: max(n) <= 1,
            (RuleName.SESSION_WEEKS, Aspect.VALUE, Side.MOST, None): (
                lambda w, n: all(letter == "E" or not k for letter, k in zip(w, n, strict=True))
            ),
            (RuleName.LEAVE, Aspect.COUNT, Side.LEAST, None): (
                lambda w, n: sum(a == "E" and not k for a, k in zip(w, n, strict=True)) >= 2
            ),
            (RuleName.ONSITE_ROOM, Aspect.VALUE, Side.LEAST, None): (
                lambda w, _: 35 * w.count("C") >= 70
            ),
        },
        LeaveRules(2, 0, 5, 1),
    ),
}


def _plannings(horizon: Horizon) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Write every year down: all weeks, and as many sessions in each as the year has."""
    weeks = len(horizon.year)
    most = horizon.case.programme.cohorts[0].sessions.total
    for written in product("CE", repeat=weeks):
        for sessions in product(range(most + 1), repeat=weeks):
            yield "".join(written), sessions


def _failing(horizon: Horizon, every: tuple[Key, ...]) -> tuple[set[frozenset[Key]], ...]:
    """Try all sets of demands: those that no year meets, and the smallest of them."""
    met = {frozenset(k for k in every if horizon.plainly[k](*p)) for p in _plannings(horizon)}
    sets = chain.from_iterable(combinations(every, n) for n in range(len(every) + 1))
    failing = {frozenset(some) for some in sets if not any(set(some) <= m for m in met)}
    smallest = {some for some in failing if all(some - {key} not in failing for key in some)}
    return failing, smallest


@pytest.mark.parametrize("horizon", HORIZONS.values(), ids=list(HORIZONS))
def test_conflicts_are_those_of_brute_force(horizon: Horizon) -> None:
    case = horizon.case
    every = {key_of(d): d for d in demands_of(case)}
    assert every.keys() == horizon.plainly.keys()
    failing, smallest = _failing(horizon, tuple(every))
    (conflict,) = conflicts(case, FeasibilitySearch()).found
    assert frozenset(map(key_of, conflict.demands)) in smallest
    assert conflict.minimal
    for size in (1, 2, 3, len(every) - 1):
        for some in combinations(every, size):
            lifted = Lifted(frozenset(every.values()), frozenset(every[key] for key in some))
            possible = FeasibilitySearch().is_feasible(case, lifted)
            assert possible is (frozenset(some) not in failing)


def test_rules_on_all_cohorts_contradict_each_other_without_a_demand_of_a_cohort() -> None:
    """Who may be neither on campus nor in company has no week, whatever else is asked."""
    uses = (Use("labo", 1, (Activity.COMPANY,)),)
    who = [cohort(id=f"{n}A", school_weeks=None, uses=uses) for n in (1, 2)]
    case = Case(programme(*who, campus=Campus(people=0, resources={"labo": 0})), year(1))
    (conflict,) = conflicts(case, FeasibilitySearch()).found
    assert [d.name for d in conflict.demands] == [RuleName.CAMPUS_PEOPLE, RuleName.RESOURCES]
    assert len(conflict.cohorts) == 1
    assert is_needed(case, conflict)
