"""The search for a progression: brute force on tiny curricula, and the balanced curriculum.

The balanced academic curriculum problem is problem 30 of CSPLib (C. Castro and S. Manzano, 2001):
courses with credits and prerequisites in 8, 10 or 12 periods, of 10 to 24 credits and 2 to 10
courses each. The files in `balanced/` have its courses as modules, which lie wholly in one week,
with their credits as hours; the least greatest loads (17, 14, 17) are those published there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import pytest
from ortools.sat.python import cp_model

from planner.curriculum.check import module_breaches
from planner.curriculum.frame import Frame, FreeWeeks
from planner.curriculum.kept import ModuleShare, WeekModules
from planner.curriculum.module import Curriculum, Module, Teacher
from planner.curriculum.progression import (
    ModuleObjective,
    Progression,
    TaughtModule,
    Unplaced,
)
from planner.programme.file.building.curriculum import build_curriculum
from planner.programme.file.curriculum_table.reading import read_curriculum
from planner.programme.file.schema.curriculum import CurriculumTable
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.linear_search import LinearResult, linear_search
from planner.solver.modules import bounds, patterns, search
from planner.solver.modules.bounds import COUNTABLE, module_counting
from planner.solver.modules.copies import Copies
from planner.solver.modules.model import module_model
from planner.solver.modules.patterns import PatternModel, kinds_of
from planner.solver.modules.search import find_progression
from planner.solver.modules.solving import solved
from planner.year.moments import NumberedWeek, Window
from planner.year.weeks import HOUR
from tests.builders import year

BALANCED = Path(__file__).parent / "balanced"


def frame(letters: str, least: int, most: int, sessions: int = 0, a_week: int = 2) -> Frame:
    """Build a frame of weeks with lessons (C) or without, with sessions in those in company (E)."""
    return Frame(
        year=year(len(letters)),
        rooms=tuple((least, most) if letter == "C" else (0, 0) for letter in letters),
        days=tuple(frozenset(range(5 * (letter == "C"))) for letter in letters),
        school_day=7 * HOUR,
        slots=tuple(
            tuple(range(a_week + 1)) if letter == "E" and sessions else (0,) for letter in letters
        ),
        session=210,
        sessions=sessions,
        free=FreeWeeks((False,) * len(letters)),
    )


def values(found: Progression) -> dict[ModuleObjective, int]:
    assert all(result.proven for result in found.results)
    return {result.name: result.value for result in found.results}


@pytest.mark.parametrize(("periods", "load"), [(8, 17), (10, 14), (12, 17)])
def test_the_balanced_curriculum_has_its_least_greatest_load(periods: int, load: int) -> None:
    tables = read_curriculum(BALANCED / f"{periods}.csv")
    read = build_curriculum(CurriculumTable.model_validate(tables))
    modules = [replace(m, least_a_week=m.minutes, most_a_week=m.minutes) for m in read.modules]
    curriculum = Curriculum(tuple(modules), least_modules_a_week=2, most_modules_a_week=10)
    weeks = frame("C" * periods, 10 * HOUR, 24 * HOUR)
    found = find_progression(curriculum, weeks)
    assert isinstance(found, Progression)
    assert module_breaches(found, weeks) == []
    assert values(found)[ModuleObjective.PEAK] == load * HOUR


UNIT = 210
"""The hours of the tiny curricula are whole sessions of 3.5 h."""


def splits(units: int, weeks: Sequence[int], length: int) -> Iterator[tuple[int, ...]]:
    """Spread units over some weeks of a year in every way."""
    for chosen in product(range(units + 1), repeat=len(weeks)):
        if sum(chosen) == units:
            row = [0] * length
            for week, count in zip(weeks, chosen, strict=True):
                row[week] = count
            yield tuple(row)


def ways(module: Module, weeks: Frame) -> list[TaughtModule]:
    """Place a module in every way that its hours a week allow, be it allowed otherwise or not."""
    length, units = len(weeks.rooms), module.minutes // UNIT
    hours = range(module.least_a_week, module.most_a_week + 1)
    every = [
        TaughtModule(module, tuple(UNIT * n for n in onsite), remote)
        for sessions in range(units + 1)
        for onsite in splits(units - sessions, weeks.school_weeks, length)
        for remote in splits(sessions, weeks.session_weeks, length)
    ]
    return [each for each in every if all(not n or n in hours for n in each.minutes)]


def ranking(weeks: Frame) -> list[ModuleObjective]:
    """Return the objectives; those of nearness only where there is something to stay close to."""
    nearness = (ModuleObjective.MOVED_SESSIONS, ModuleObjective.MOVED_HOURS)
    return [each for each in ModuleObjective if any(weeks.near) or each not in nearness]


@cache
def best(name: str) -> tuple[int, ...] | None:
    """Try every progression; return the values of the best one, in the order of the ranking."""
    curriculum, weeks = TINY[name]
    none = (0,) * len(weeks.rooms)
    found = [
        tuple(progression.value(each, weeks) for each in ranking(weeks))
        for taught in product(*(ways(module, weeks) for module in curriculum.modules))
        if not module_breaches(progression := Progression(curriculum, taught, none), weeks)
    ]
    return min(found, default=None)


def module(name: str, units: int, **rules: Any) -> Module:
    rules = {"least_a_week": UNIT, "most_a_week": 2 * UNIT, **rules}
    return Module(name, name, units * UNIT, **rules)


A, B = module("A", 3), module("B", 3)


def shares(*weeks: str) -> tuple[WeekModules, ...]:
    """Say what modules have in weeks: A2 B1 for units on site, a1 for sessions of A."""
    return tuple(
        WeekModules(
            tuple(
                ModuleShare(word[0], UNIT * int(word[1]))
                if word[0].isupper()
                else ModuleShare(word[0].upper(), sessions=int(word[1]))
                for word in week.split()
            )
        )
        for week in weeks
    )


AWAY = Teacher("Mme B", weeks_away=(14,), most_on_call=1)

TINY: dict[str, tuple[Curriculum, Frame]] = {
    "two modules with two sessions": (
        Curriculum((A, B)),
        frame("CECEC", 0, 3 * UNIT, 2),
    ),
    "no session": (Curriculum((A, B)), frame("CCC", 2 * UNIT, 3 * UNIT)),
    "one after the other": (
        Curriculum((A, replace(B, prerequisites=("A",)))),
        frame("CECECEC", 0, 2 * UNIT, 2),
    ),
    "one after the other without room": (
        Curriculum((A, replace(B, prerequisites=("A",)))),
        frame("CEC", 0, 4 * UNIT, 2),
    ),
    "two semesters": (
        Curriculum((replace(A, semester=1), replace(B, semester=2))),
        frame("CECECEC", 0, 2 * UNIT, 2),
    ),
    "a semester that ends in a given week": (
        Curriculum(
            (replace(A, semester=1), replace(B, semester=2)),
            semester_ends={(None, 1): Window(NumberedWeek(17), NumberedWeek(17))},
        ),
        frame("CECECEC", 0, 2 * UNIT, 2),
    ),
    "two options alike": (
        Curriculum((module("K", 2), replace(A, option="X"), replace(B, option="Y"))),
        frame("CECEC", 0, 3 * UNIT, 2),
    ),
    "two options of different modules": (
        Curriculum(
            (
                module("K", 2),
                replace(A, option="X"),
                module("P", 2, option="Y"),
                module("Q", 2, option="Y"),
            )
        ),
        frame("CEC", 0, 4 * UNIT, 1),
    ),
    "a teacher who is away, and once on call": (
        Curriculum((replace(A, teachers=("Mme B",)), B), (AWAY,)),
        frame("CECEC", 0, 3 * UNIT, 3),
    ),
    "two teachers": (
        Curriculum((replace(A, teachers=("M. A",)), replace(B, teachers=("M. A", "Mme B")))),
        frame("CECEC", 0, 3 * UNIT, 3),
    ),
    "a teacher on one day of the week": (
        Curriculum(
            (replace(A, teachers=("M. C",)), B),
            (Teacher("M. C", weekdays=frozenset({0})),),
        ),
        frame("CECC", 0, 4 * UNIT, 2),
    ),
    "sessions first and last": (
        Curriculum((replace(A, opens_onsite=False, closes_onsite=False), B)),
        frame("ECECE", 0, 4 * UNIT, 3),
    ),
    "few modules a week": (
        Curriculum((A, B), most_modules_a_week=1),
        frame("CECECC", 0, 3 * UNIT, 1),
    ),
    "no week at school without a module": (
        Curriculum((A, B), least_modules_a_week=1),
        frame("CCECC", 0, 4 * UNIT, 1),
    ),
    "given weeks, a window and a room": (
        Curriculum(
            (
                replace(A, onsite_weeks=(14, 18), resources=("labo",)),
                replace(B, window=Window(NumberedWeek(15)), resources=("labo",)),
            ),
            resources={"labo": 3 * UNIT},
        ),
        frame("CECEC", 0, 4 * UNIT, 2),
    ),
    "near to a progression that is possible": (
        Curriculum((A, B)),
        replace(
            frame("CECECEC", 0, 3 * UNIT, 2),
            near=shares("A1", "", "A1 B1", "a1", "A1 B1", "b1", "B1"),
        ),
    ),
    "near, with a teacher away": (
        Curriculum((replace(A, teachers=("Mme B",)), B), (replace(AWAY, weeks_away=(15,)),)),
        replace(frame("CECEC", 0, 3 * UNIT, 2), near=shares("A1 B1", "a1", "B1", "b1", "A1 B1")),
    ),
    "near, with two options that were taught at other times": (
        Curriculum((module("K", 2), replace(A, option="X"), replace(B, option="Y"))),
        replace(frame("CECEC", 0, 3 * UNIT, 2), near=shares("A1 B1 K1", "a1", "A1 K1", "b1", "B1")),
    ),
    "a week that is kept": (
        Curriculum((A, B)),
        replace(
            frame("CECEC", 0, 3 * UNIT, 2),
            kept=(shares("A2")[0], None, None, shares("b1")[0], None),
        ),
    ),
    "a module that is kept in a week, the others are not": (
        Curriculum((A, B)),
        replace(
            frame("CECEC", 0, 3 * UNIT, 2),
            kept=(None, replace(shares("b1")[0], are_all=False), None, None, None),
        ),
    ),
    "a week that is kept against the rules": (
        Curriculum((A, B)),
        replace(frame("CECEC", 0, 3 * UNIT, 2), kept=(None, shares("A1")[0], None, None, None)),
    ),
    "a room that is too small": (
        Curriculum((A, B), resources={"labo": 0}),
        frame("CECEC", 5 * UNIT, 6 * UNIT, 2),
    ),
}


@pytest.mark.parametrize("name", TINY)
def test_the_search_agrees_with_brute_force(name: str) -> None:
    curriculum, weeks = TINY[name]
    found, expected = find_progression(curriculum, weeks), best(name)
    if expected is None:
        assert found is Unplaced.IMPOSSIBLE
        return
    assert isinstance(found, Progression)
    assert module_breaches(found, weeks) == []
    assert tuple(values(found).values()) == expected[: len(found.results)]
    assert not any(expected[len(found.results) :])
    assert values(found) == {each: found.value(each, weeks) for each in values(found)}


@pytest.mark.parametrize("name", TINY)
def test_no_progression_is_below_what_counted_modules_have(name: str) -> None:
    """Each bound holds given the values before it; nothing is said to be impossible that is not."""
    (curriculum, weeks), expected = TINY[name], best(name)
    model = module_model(curriculum, weeks)
    if expected is None or model is None or any(weeks.kept) or any(weeks.near):
        return
    counting = module_counting(model)
    for objective, value in zip(ranking(weeks), expected, strict=True):
        if counting is None or objective not in COUNTABLE:
            break
        for known in (value, inf):
            found = counting.least(objective, known, NO_DEADLINE)
            assert found is not None
            assert found.bound <= value
        counting.cap(objective, value)


def test_modules_of_too_many_patterns_are_placed_uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "two modules with two sessions"
    model = module_model(*TINY[name])
    assert model
    assert module_counting(model)
    monkeypatch.setattr(patterns, "_MOST_PATTERNS", 1)
    assert module_counting(model) is None
    found, expected = find_progression(*TINY[name]), best(name)
    assert isinstance(found, Progression)
    assert expected
    assert tuple(values(found).values()) == expected[: len(found.results)]


def test_hours_that_patterns_have_no_room_for_are_told() -> None:
    """A in two weeks has three units; the other two weeks have room for two of the three of B."""
    weeks = replace(
        frame("CCCC", 0, 2 * UNIT), rooms=((0, 2 * UNIT), (0, 2 * UNIT), (0, UNIT), (0, UNIT))
    )
    (kind,) = kinds_of([Copies(A), Copies(B)])
    model = PatternModel(weeks, UNIT, Curriculum((A, B)), [kind], range(4), range(1))
    for (_, pattern), count in model.counts.items():
        model.cp.add(count == (pattern.weeks in {(0, 1), (2, 3)}))
    found = linear_search(model.cp, 100, NO_DEADLINE)
    assert found.values
    assert not model.is_shared_out(found)
    assert not linear_search(model.cp, 100, NO_DEADLINE).is_possible


def test_a_search_without_time_leaves_it_open_whether_there_is_a_progression() -> None:
    curriculum, weeks = TINY["two modules with two sessions"]
    passed = Deadline(0.0, clock=lambda: 1.0)
    assert find_progression(curriculum, weeks, passed) is Unplaced.NOT_FOUND


def test_modules_are_counted_in_half_of_the_time_that_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other half is there to place them."""
    ends: dict[object, set[float]] = defaultdict(set)
    for room, name, asked in (
        (bounds, "linear_search", linear_search),
        (search, "solved", solved),
    ):

        def noted(
            cp: cp_model.CpModel,
            effort: float,
            deadline: Deadline,
            room: object = room,
            search: Callable[..., object] = asked,
        ) -> object:
            ends[room].add(deadline.at)
            return search(cp, effort, deadline)

        monkeypatch.setattr(room, name, noted)
    curriculum, weeks = TINY["two modules with two sessions"]
    find_progression(curriculum, weeks, Deadline(100.0, clock=lambda: 0.0))
    assert ends == {bounds: {50.0}, search: {100.0}}


@pytest.mark.parametrize("name", ["two modules with two sessions", "two semesters"])
def test_nothing_is_impossible_by_a_bound_that_is_too_high(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounds of counted modules are floats: what is found does not depend on them."""

    def too_high(cp: cp_model.CpModel, nodes: int, deadline: Deadline) -> LinearResult:
        return replace(linear_search(cp, nodes, deadline), bound=10**6)

    monkeypatch.setattr(bounds, "linear_search", too_high)
    assert isinstance(find_progression(*TINY[name]), Progression)


def test_what_brute_force_tries_is_possible_and_impossible() -> None:
    possible = [name for name in TINY if best(name) is not None]
    assert 8 <= len(possible) < len(TINY)
