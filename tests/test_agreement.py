"""On tiny horizons, the solver, the checker and an oracle of its own accept the same plannings."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, product
from random import Random
from typing import Any

import pytest
from ortools.sat.python import cp_model

from planner.planning.check import check
from planner.planning.planning import Planning
from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import ActivityRules, Event, Pattern, Semester, SessionRules, Target
from planner.programme.programme import LeaveRules, Programme
from planner.rules.case import Case
from planner.rules.given import Given, OtherPlannings, Stay
from planner.solver.model import planning_model
from planner.year.activity import Activity, Place
from planner.year.moments import MonthDay, NumberedWeek, Window
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import ANY_HOURS, LETTERS, SPLIT, cohort, held, planned, programme, year

NO_LEAVE = LeaveRules(0, 0, 5, 1)

Found = tuple[str, tuple[int, ...]]

MOST_OTHERS = 300


@dataclass(frozen=True)
class Horizon:
    """A tiny year and the rules of one cohort in it.

    Attributes
    ----------
    letters
        What may lie in any week.
    plainly
        In plain words, what those rules say that only this horizon has.
    """

    year: AcademicYear
    cohort: dict[str, Any]
    leave: LeaveRules = NO_LEAVE
    given: Given = field(default_factory=Given)
    letters: str = "CE"
    plainly: Callable[[str, tuple[int, ...]], bool] = lambda written, sessions: True

    @cached_property
    def programme(self) -> Programme:
        return programme(cohort(**self.cohort), leave=self.leave)


def _last_company_weeks(written: str) -> range:
    end = written.rfind("E") + 1
    return range(len(written[:end].rstrip("E")), end)


def _stays_after_the_third_week(written: str) -> list[int]:
    """Give the lengths of the stays at school that begin after the third week."""
    rest = written[3:].lstrip("C") if written[2] == "C" else written[3:]
    return [len(stay) for stay in rest.split("E") if stay]


def _room(written: str) -> list[int]:
    """Count the hours that can be taught in each week, where Tuesday is off in the first."""
    first = {"C": 28, "M": 7}.get(written[0], 0)
    return [first, *({"C": 35, "M": 14}.get(letter, 0) for letter in written[1:])]


def _follows_leave(written: str) -> bool:
    """Tell whether stays follow leave of the first five weeks, and such leave precedes a stay.

    The fourth week is closed and does not count between them. Leave, which is a named block, lies
    in the year; a stay may begin after it.
    """
    stays = [stay.start() for stay in re.finditer("C+", written)]
    leaves = [leave.end() for leave in re.finditer("L+", written) if leave.end() <= 5]

    def has(end: int, start: int) -> bool:
        return end == start or (end, start) == (3, 4)

    return all(any(has(end, start) for end in leaves) for start in stays) and all(
        end == len(written) or any(has(end, start) for start in stays) for end in leaves
    )


HORIZONS = {
    "blocks, sessions": Horizon(
        year(7),
        {
            "school_weeks": Extent.just(3),
            "school_blocks": BlockShape(count=Extent.just(2), longest=2),
            "company_blocks": BlockShape(longest=3),
            "sessions": SessionRules(2, (0, 2)),
        },
    ),
    "school weeks a month": Horizon(
        year(7),
        {
            "school_weeks": Extent(2, 4),
            "school_weeks_a_month": 2,
            "sessions": SessionRules(1, (0, 1)),
        },
        plainly=lambda written, _: max(written[:4].count("C"), written[4:].count("C")) <= 2,
    ),
    "a last block without sessions": Horizon(
        year(7),
        {
            "school_weeks": Extent.just(2),
            "sessions": SessionRules(2, (0, 1, 2)),
            "named_blocks": (
                NamedBlock(
                    "FIN",
                    "",
                    Activity.COMPANY,
                    last=True,
                    shape=BlockShape(shortest=2),
                    sessions=False,
                ),
            ),
        },
        plainly=lambda written, sessions: (
            len(_last_company_weeks(written)) >= 2
            and not any(sessions[week] for week in _last_company_weeks(written))
        ),
    ),
    "stays in one of two windows, and a named one": Horizon(
        year(8),
        {
            "school_weeks": None,
            "school_blocks": BlockShape(
                windows=(
                    Window(end=NumberedWeek(15)),
                    Window(NumberedWeek(16), NumberedWeek(18)),
                    Window(NumberedWeek(18)),
                ),
                longest=3,
            ),
            "named_blocks": (
                NamedBlock(
                    "STAGE",
                    "",
                    Activity.COMPANY,
                    (
                        Window(end=NumberedWeek(17)),
                        Window(NumberedWeek(20)),
                    ),
                    shape=BlockShape(count=Extent.just(1), shortest=2),
                ),
            ),
        },
        plainly=lambda written, _: (
            all(
                len(run) <= 3 and any({*run} <= {*span} for span in ("ab", "cde", "efgh"))
                for run in _runs(written, "C")
            )
            and [
                len(run) > 1
                for run in _runs(written, "E")
                if {*run} <= {*"abcd"} or {*run} <= {*"gh"}
            ]
            == [True]
        ),
    ),
    "an exam right after leave, which is right before it or before company": Horizon(
        year(7, closed=[3]),
        {
            "school_weeks": None,
            "others": {Activity.LEAVE: ActivityRules()},
            "named_blocks": (
                NamedBlock("EXAMEN", "", Activity.SCHOOL, right_after="CONGÉS"),
                NamedBlock(
                    "CONGÉS",
                    "",
                    Activity.LEAVE,
                    (Window(end=NumberedWeek(18)),),
                    right_before=Activity.SCHOOL,
                ),
            ),
        },
        letters="CEL",
        plainly=lambda written, _: _follows_leave(written),
    ),
    "a named block at a start and others within a window": Horizon(
        year(8),
        {
            "school_weeks": Extent(1, 6),
            "named_blocks": (
                NamedBlock(
                    "DÉBUT",
                    "",
                    Activity.COMPANY,
                    start=NumberedWeek(15),
                    shape=BlockShape(count=Extent.just(1), longest=3),
                ),
                NamedBlock(
                    "STAGE",
                    "",
                    Activity.SCHOOL,
                    (Window(start=NumberedWeek(17)),),
                    weeks=Extent(2, 3),
                    shape=BlockShape(count=Extent(1, 2)),
                ),
            ),
            "school_blocks": BlockShape(count=Extent(2, None)),
        },
        plainly=lambda written, _: (
            written[:2] == "CE"
            and written[1:5] != "EEEE"
            and 1 <= len(_stays_after_the_third_week(written)) <= 2
            and 2 <= sum(_stays_after_the_third_week(written)) <= 3
        ),
    ),
    "a stay that goes on from the year before": Horizon(
        year(7),
        {
            "school_weeks": Extent(3, 4),
            "school_blocks": BlockShape(longest=3, longest_across=4),
            "company_blocks": BlockShape(longest_across=1),
        },
        given=Given(before={"1A": Stay(Activity.SCHOOL, 2), "2A": Stay(Activity.COMPANY, 9)}),
        plainly=lambda written, _: not written.startswith("CCC"),
    ),
    "three weeks away from two plannings": Horizon(
        year(6),
        {"school_weeks": Extent(2, 3), "sessions": SessionRules(1, (0, 1))},
        given=Given(others=OtherPlannings(({"1A": held("CCEEEE")}, {"1A": held("EECECE")}), 3)),
        plainly=lambda written, _: all(
            sum(here != there for here, there in zip(written, other, strict=True)) >= 3
            for other in ("CCEEEE", "EECECE")
        ),
    ),
    "presence over weeks shared with company": Horizon(
        year(7, closed=[4], holidays=[5]),
        {
            "school_weeks": Extent(2, 4),
            "school_blocks": BlockShape(longest=2),
            "others": {SPLIT: ActivityRules(Extent(1, 2))},
            "longest_presence": {Place.SCHOOL: 3, Place.COMPANY: 2},
        },
        letters="CEM",
        plainly=lambda written, _: (
            1 <= written.count("M") <= 2
            and all(len(stay) <= 3 for stay in written.split("E"))
            and all(len(stay) <= 2 for stay in written.split("C"))
        ),
    ),
    "events and forbidden weeks": Horizon(
        year(6),
        {
            "school_weeks": Extent(2, 4),
            "others": {SPLIT: ActivityRules(Extent(1, 2))},
            "forbidden_weeks": {16: (Activity.SCHOOL, SPLIT), 18: (Activity.COMPANY,)},
            "events": (  # Thursday of the second week, Monday of the fourth
                Event("Visite", MonthDay(4, 13), Activity.COMPANY),
                Event("Forum", NumberedWeek(17), Activity.SCHOOL),
                Event("Gala", MonthDay(12, 1), Activity.SCHOOL),
            ),
        },
        letters="CEM",
        plainly=lambda written, _: (
            written[1] in "EM"
            and written[2] == "E"
            and written[3] in "CM"
            and written[4] in "CM"
            and 1 <= written.count("M") <= 2
        ),
    ),
    "a pattern around a closed and a fixed week": Horizon(
        year(7, closed=[2]),
        {
            "school_weeks": Extent(0, None),
            "fixed_weeks": {17: Activity.DEFENCE},
            "patterns": (Pattern((Activity.SCHOOL, Activity.COMPANY), False, None, False),),
            "sessions": SessionRules(1, (0, 1)),
        },
        plainly=lambda written, _: written[:2] + written[4:] == "CECEC",
    ),
    "split weeks with hours and a holiday": Horizon(
        year(6, holidays=[0]),
        {
            "school_weeks": Extent.just(1),
            "others": {SPLIT: ActivityRules(Extent(1, 3), BlockShape(longest=2))},
            "onsite": 49 * HOUR,
            "company_hours": Target(130 * HOUR, 5 * HOUR),
            "sessions": SessionRules(1, (0, 1)),
        },
        letters="CEM",
        plainly=lambda written, _: 1 <= written.count("M") <= 3 and "MMM" not in written,
    ),
    "hours and sessions of semesters": Horizon(
        year(5, holidays=[0]),
        {
            "school_weeks": Extent.just(2),
            "others": {SPLIT: ActivityRules(Extent(0, 1))},
            "onsite": 70 * HOUR,
            "semesters": (
                Semester("S1", Window(end=NumberedWeek(16)), 35 * HOUR, Extent(1, 2)),
                Semester("S2", Window(start=NumberedWeek(17)), None, Extent(0, 1)),
            ),
            "sessions": SessionRules(2, (0, 1)),
        },
        letters="CEM",
        plainly=lambda written, sessions: (
            written.count("M") <= 1
            and sum(_room(written)[:3]) >= 35
            and sum(_room(written)[3:]) >= 35
            and sum(sessions[:3]) in (1, 2)
        ),
    ),
    "least and most hours a week": Horizon(
        year(7, holidays=[0]),
        {
            "school_weeks": Extent(1, 5),
            "onsite": 60 * HOUR,
            "onsite_a_week": Extent(15 * HOUR, 25 * HOUR),
        },
        plainly=lambda written, _: (
            sum([12, 15, 15, 15, 15, 15, 15][n] for n in range(7) if written[n] == "C") <= 60
            and sum([20, 25, 25, 25, 25, 25, 25][n] for n in range(7) if written[n] == "C") >= 60
        ),
    ),
    "closures and fixed weeks": Horizon(
        year(6, closed=[1]),
        {
            "school_weeks": Extent.just(2),
            "fixed_weeks": {14: Activity.SCHOOL, 18: Activity.DEFENCE, 19: Activity.NONE},
            "sessions": SessionRules(2, (0, 1, 2)),
        },
    ),
    "leave in a row in the summer": Horizon(
        year(7),
        {"school_weeks": Extent.just(2), "sessions": SessionRules(2, (0, 1))},
        LeaveRules(3, 2, 5, 1),
    ),
    "hours on site and holidays": Horizon(
        year(6, holidays=[0, 2, 3]),
        {
            "school_weeks": Extent.just(2),
            "onsite": 63 * HOUR,
            "academic_hours": Target(70 * HOUR, 210),
            "sessions": SessionRules(2, (0, 1, 2)),
        },
    ),
    "hours in company": Horizon(
        year(6, holidays=[0, 2, 3]),
        {
            "school_weeks": Extent.just(3),
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
    assert set(_kept(horizon, _to_check(candidates, expected))) == expected
    assert _solutions(horizon) == expected


def _to_check(candidates: list[Found], expected: set[Found]) -> list[Found]:
    """Give all that must be kept, and some of what must not, which is alike by the thousand."""
    others = [found for found in candidates if found not in expected]
    return [*expected, *Random(1).sample(others, min(len(others), MOST_OTHERS))]


def _candidates(horizon: Horizon) -> Iterator[Found]:
    weeks, rules = len(horizon.year), horizon.programme.cohorts[0]
    fixed = [w.iso_week in rules.fixed_weeks for w in horizon.year.weeks]
    choices = [horizon.letters + "J-" * here for here in fixed]
    placed = [n for n in product(range(3), repeat=weeks) if sum(n) == rules.sessions.total]
    for written, sessions in product(product(*choices), placed):
        yield "".join(written), sessions


def _kept(horizon: Horizon, candidates: list[Found]) -> Iterator[Found]:
    case = Case(horizon.programme, horizon.year, horizon.given)
    (who,) = case.programme.cohorts
    distinct = dict.fromkeys(written for written, _ in candidates)
    rows = {written: planned(who, written, horizon.year) for written in distinct}
    for found in candidates:
        row = replace(rows[found[0]], sessions=found[1])
        checks = check(Planning(case, (row,)))
        if not any(c.breaches for c in checks):
            yield found


def _solutions(horizon: Horizon) -> set[Found]:
    """Let the solver give every planning of its model."""
    model = planning_model(Case(horizon.programme, horizon.year, horizon.given))
    assert model is not None
    grid, found = model.grids[0], set[Found]()
    rows = {letter: grid.doing(activity) for letter, activity in LETTERS.items()}
    weeks = range(len(horizon.year))

    class Solution(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            written = "".join(next(c for c in rows if self.value(rows[c][w])) for w in weeks)
            found.add((written, tuple(self.value(n) for n in grid.sessions)))

    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    assert solver.solve(model.cp, Solution()) in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return found


def _runs(written: str, letter: str) -> list[str]:
    """Return the weeks of each run of a letter, the first week as a, the second as b."""
    weeks = "".join(chr(97 + n) if each == letter else " " for n, each in enumerate(written))
    return weeks.split()


def _oracle(horizon: Horizon, written: str, sessions: tuple[int, ...]) -> bool:
    """Decide by the rules in plain words, over plain lists."""
    rules, weeks = horizon.programme.cohorts[0], horizon.year.weeks
    runs = [(letter, len(list(group))) for letter, group in groupby(written)]
    for letter, shape in (("C", rules.school_blocks), ("E", rules.company_blocks)):
        lengths = [length for name, length in runs if name == letter]
        count = shape.count or Extent(0, None)
        if not count.low <= len(lengths) <= (99 if count.high is None else count.high):
            return False
        for length in lengths:
            if length < shape.shortest or (shape.longest and length > shape.longest):
                return False
    school_weeks = rules.school_weeks or Extent(0, None)
    academic_hours, company_hours = rules.academic_hours, rules.company_hours
    assert academic_hours
    assert company_hours
    assert rules.onsite is not None
    onsite = company = 0
    for letter, week in zip(written, weeks, strict=True):  # the holidays are Tuesdays
        places = {"C": "CCCCC", "E": "EEEEE", "M": "CCEEE"}.get(letter, "")
        kept = places[:1] + places[2:] if week.public_holidays else places
        onsite += 7 * HOUR * kept.count("C")
        company += 7 * HOUR * kept.count("E")
    free = [letter == "E" and not n for letter, n in zip(written, sessions, strict=True)]
    summer = [w.monday.month >= 5 for w in weeks]
    row = horizon.leave.consecutive
    in_a_row = any(all(free[n : n + row]) and summer[n] for n in range(len(weeks) - row + 1) if row)
    academic = rules.onsite + 210 * sum(sessions)
    return (
        school_weeks.low <= written.count("C")
        and written.count("C") <= (99 if school_weeks.high is None else school_weeks.high)
        and all(
            LETTERS[letter] == rules.fixed_weeks.get(week.iso_week, LETTERS[letter])
            and (letter in horizon.letters or week.iso_week in rules.fixed_weeks)
            and not (week.closed and letter in "CJM")
            for letter, week in zip(written, weeks, strict=True)
        )
        and all(n in rules.sessions.a_week for n in sessions)
        and all(
            not n or (letter in "EM" and not week.closed)
            for n, letter, week in zip(sessions, written, weeks, strict=True)
        )
        and horizon.plainly(written, sessions)
        and sum(free) >= horizon.leave.weeks
        and (not row or in_a_row)
        and onsite >= rules.onsite
        and abs(academic - academic_hours.minutes) <= academic_hours.tolerance
        and abs(company - 210 * sum(sessions) - company_hours.minutes) <= company_hours.tolerance
    )


def test_the_oracle_is_not_fooled_by_hours_that_bind_nothing() -> None:
    loose = replace(HORIZONS["hours in company"], cohort={"sessions": SessionRules(3, (0, 1, 2))})
    assert loose.programme.cohorts[0].company_hours == ANY_HOURS
    bound = set(filter(lambda f: _oracle(HORIZONS["hours in company"], *f), _candidates(loose)))
    assert len(bound) < sum(_oracle(loose, *found) for found in _candidates(loose))
