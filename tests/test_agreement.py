"""On tiny horizons, the solver, the checker and an oracle of its own accept the same plannings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, product
from typing import Any

import pytest
from ortools.sat.python import cp_model

from planner.check import Verdict, check
from planner.domain import (
    HOUR,
    AcademicYear,
    Activity,
    BlockShape,
    LeaveRules,
    Planning,
    Programme,
    SessionRules,
    Target,
)
from planner.model import planning_model
from tests.builders import ANY_HOURS, LETTERS, activities, cohort, planned, programme, year

NO_LEAVE = LeaveRules(0, 0, 5, 1)

Found = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Horizon:
    """A tiny year and the rules of one cohort in it."""

    year: AcademicYear
    cohort: dict[str, Any]
    leave: LeaveRules = NO_LEAVE

    @property
    def programme(self) -> Programme:
        return programme(cohort(**self.cohort), leave=self.leave)


HORIZONS = {
    "blocks, sessions": Horizon(
        year(7),
        {
            "school_weeks": 3,
            "school_blocks": BlockShape(shortest=1, count=2, longest=2),
            "company_blocks": BlockShape(shortest=1, longest=3),
            "sessions": SessionRules(2, (0, 2)),
        },
    ),
    "a last block without sessions": Horizon(
        year(7),
        {
            "school_weeks": 2,
            "school_blocks": BlockShape(shortest=1),
            "company_blocks": BlockShape(shortest=1, last_shortest=2),
            "sessions": SessionRules(2, (0, 1, 2), in_last_company_block=False),
        },
    ),
    "closures and fixed weeks": Horizon(
        year(7, closed=[1, 4]),
        {
            "school_weeks": 2,
            "fixed_weeks": {14: Activity.SCHOOL, 19: Activity.DEFENCE, 20: Activity.NONE},
            "sessions": SessionRules(2, (0, 1, 2)),
        },
    ),
    "leave in a row in the summer": Horizon(
        year(7),
        {"school_weeks": 2, "sessions": SessionRules(2, (0, 1))},
        LeaveRules(3, 2, 5, 1),
    ),
    "hours on site and holidays": Horizon(
        year(6, holidays=[0, 2, 3]),
        {
            "school_weeks": 2,
            "onsite": 63 * HOUR,
            "academic_hours": Target(70 * HOUR, 210),
            "sessions": SessionRules(2, (0, 1, 2)),
        },
    ),
    "hours in company": Horizon(
        year(6, holidays=[0, 2, 3]),
        {
            "school_weeks": 3,
            "company_hours": Target(84 * HOUR, 4 * HOUR),
            "sessions": SessionRules(3, (0, 1, 2)),
        },
    ),
}


@pytest.fixture(params=list(HORIZONS.values()), ids=list(HORIZONS))
def horizon(request: pytest.FixtureRequest) -> Horizon:
    found: Horizon = request.param
    return found


def test_solver_and_checker_accept_what_the_oracle_accepts(horizon: Horizon) -> None:
    candidates = list(_candidates(horizon))
    expected = {found for found in candidates if _oracle(horizon, *found)}
    assert 0 < len(expected) < len(candidates)
    assert {found for found in candidates if _kept(horizon, *found)} == expected
    assert set(_solutions(horizon)) == expected


def _candidates(horizon: Horizon) -> Iterator[Found]:
    weeks, rules = len(horizon.year), horizon.programme.cohorts[0]
    fixed = [w.iso_week in rules.fixed_weeks for w in horizon.year.weeks]
    choices = ["CEJ-" if here else "CE" for here in fixed]
    for written in product(*choices):
        for sessions in product(range(3), repeat=weeks):
            if sum(sessions) == rules.sessions.total:
                yield "".join(written), sessions


def _kept(horizon: Horizon, written: str, sessions: tuple[int, ...]) -> bool:
    rules = horizon.programme
    row = planned(rules.cohorts[0], written, horizon.year, sessions)
    return all(c.verdict is Verdict.KEPT for c in check(Planning(rules, horizon.year, (row,))))


def _solutions(horizon: Horizon) -> Iterator[Found]:
    """Let the solver find one planning after the other, each forbidden in turn."""
    rules = horizon.programme
    model = planning_model(rules, horizon.year, rules.cohorts)
    assert model is not None
    grid = model.grids[0]
    rows = {letter: grid.doing(activities(letter)[0]) for letter in "CEJ-"}
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    while solver.solve(model.cp) == cp_model.OPTIMAL:
        weeks = range(len(horizon.year))
        written = "".join(next(c for c in rows if solver.value(rows[c][w])) for w in weeks)
        sessions = tuple(solver.value(n) for n in grid.sessions)
        yield written, sessions
        other = []
        for week in weeks:
            here = rows[written[week]][week]
            if not isinstance(here, int):
                other.append(here.negated())
            differs = model.cp.new_bool_var("differs")
            model.cp.add(grid.sessions[week] != sessions[week]).only_enforce_if(differs)
            other.append(differs)
        model.cp.add_bool_or(other)


def _oracle(horizon: Horizon, written: str, sessions: tuple[int, ...]) -> bool:
    """Decide by the rules in plain words, over plain lists."""
    rules, weeks = horizon.programme.cohorts[0], horizon.year.weeks
    runs = [(letter, len(list(group))) for letter, group in groupby(written)]
    for letter, shape in (("C", rules.school_blocks), ("E", rules.company_blocks)):
        lengths = [length for name, length in runs if name == letter]
        if shape.count is not None and len(lengths) != shape.count:
            return False
        for n, length in enumerate(lengths):
            is_last = n == len(lengths) - 1
            least = shape.last_shortest if is_last and shape.last_shortest else shape.shortest
            if length < least or (shape.longest and length > shape.longest):
                return False
    last = written.rstrip("CJ-").rstrip("E") if "E" in written else written
    days = [5 - len(week.public_holidays) for week in weeks]
    onsite = sum(7 * HOUR * d for d, letter in zip(days, written, strict=True) if letter == "C")
    company = sum(7 * HOUR * d for d, letter in zip(days, written, strict=True) if letter == "E")
    free = [letter == "E" and not n for letter, n in zip(written, sessions, strict=True)]
    summer = [w.monday.month >= 5 for w in weeks]
    row = horizon.leave.consecutive
    in_a_row = any(all(free[n : n + row]) and summer[n] for n in range(len(weeks) - row + 1) if row)
    academic = rules.onsite + 210 * sum(sessions)
    return (
        written.count("C") == rules.school_weeks
        and all(
            LETTERS[letter] is rules.fixed_weeks.get(week.iso_week, LETTERS[letter])
            and (letter in "CE" or week.iso_week in rules.fixed_weeks)
            and not (week.closed and letter in "CJ")
            for letter, week in zip(written, weeks, strict=True)
        )
        and all(n in rules.sessions.a_week for n in sessions)
        and all(
            not n or (letter == "E" and not week.closed)
            for n, letter, week in zip(sessions, written, weeks, strict=True)
        )
        and (rules.sessions.in_last_company_block or not any(sessions[len(last) :]))
        and sum(free) >= horizon.leave.weeks
        and (not row or in_a_row)
        and onsite >= rules.onsite
        and abs(academic - rules.academic_hours.minutes) <= rules.academic_hours.tolerance
        and abs(company - 210 * sum(sessions) - rules.company_hours.minutes)
        <= rules.company_hours.tolerance
    )


def test_the_oracle_is_not_fooled_by_hours_that_bind_nothing() -> None:
    loose = replace(HORIZONS["hours in company"], cohort={"sessions": SessionRules(3, (0, 1, 2))})
    assert loose.programme.cohorts[0].company_hours == ANY_HOURS
    bound = set(filter(lambda f: _oracle(HORIZONS["hours in company"], *f), _candidates(loose)))
    assert len(bound) < sum(_oracle(loose, *found) for found in _candidates(loose))
