"""An explanation ends with its time limit, and says what it does not know."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from planner.cli.explaining import EXPLAIN_SECONDS
from planner.cli.report.explanations import print_conflicts, print_ways
from planner.messages import Messages
from planner.programme.programme import LeaveRules
from planner.rules.case import Case
from planner.solver.conflicts import FEW_COHORTS, FeasibilitySearch, conflicts
from planner.solver.deadline import NO_DEADLINE, Clock, Deadline, OutOfTime
from planner.solver.deletion_filter import Conflict, Conflicts
from planner.solver.demands import Demand, alike_cohorts, demands_of
from planner.solver.explain import RuleExplanation, explain_rules
from planner.solver.model import planning_model
from planner.solver.ways import Changing
from tests.clocks import TICK, TickingClock
from tests.conftest import Call
from tests.explaining import (
    CHANGING,
    LANGUAGES,
    Expected,
    case_of,
    explained,
    is_impossible,
    is_needed,
    is_possible,
    sentences,
)

BASE = Path(__file__).parent / "infeasible" / "base.toml"

COHORT = """
[[cohorts]]
id = "{name}"
label = "{name}"
year = 1
headcount = 20
onsite_hours = 0
school_weeks = {weeks}
"""

TURNS = "campus = {{ most_cohorts = 1 }}\n" + COHORT + COHORT.replace("{name}", "2A")

CHANGES = {
    "turns": TURNS.format(name="1A", weeks=7),
    "sessions": '[[cohorts]]\nid = "1A"\nsessions = { total = 5, a_week = [0, 1] }\n'
    'named_blocks = { FIN = { label = "fin", starts = { week = 40 }, count = 1,'
    " shortest = 8, sessions = false } }",
    "two conflicts": (COHORT + COHORT.replace("{name}", "2A")).format(name="1A", weeks=6)
    + "company_weeks = 8\n",
}

PARTS = (0.0, 0.1, 0.5, 0.9)
"""Of the readings of the clock that a whole explanation takes, those after which time is over."""


def case_with(changes: str) -> Case:
    return case_of(Expected(changes, (), ()), BASE)


@cache
def in_time(name: str) -> tuple[Case, RuleExplanation, float]:
    """Explain a case; return the last reading of a clock that ticks with its readings."""
    case, clock = case_with(CHANGES[name]), TickingClock()
    whole = explain_rules(case, CHANGING, FeasibilitySearch(Deadline(1e9, clock)))
    assert whole == explained(case)
    return case, whole, clock.now


@cache
def limited(name: str, part: float) -> RuleExplanation:
    case, _, readings = in_time(name)
    return explain_rules(
        case, CHANGING, FeasibilitySearch(Deadline(part * readings, TickingClock()))
    )


each_limit = pytest.mark.parametrize(
    ("name", "part"), [(name, part) for name in CHANGES for part in PARTS]
)


@each_limit
def test_nothing_is_begun_after_the_deadline(
    name: str, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a model nor a variant of the programme; what was begun before ends at once."""
    case, _, readings = in_time(name)
    clock = TickingClock()
    deadline = Deadline(part * readings, clock)
    late: list[object] = []

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def watch(*arguments: Any, **options: Any) -> Any:
            is_late = clock.now > deadline.at
            found = call(*arguments, **options)
            late.extend([call] if is_late else [])
            return found

        return watch

    monkeypatch.setattr("planner.solver.conflicts.planning_model", watched(planning_model))
    monkeypatch.setattr("planner.solver.conflicts.demands_of", watched(demands_of))
    monkeypatch.setattr("planner.solver.explain.demands_of", watched(demands_of))
    monkeypatch.setattr(Changing, "changed", watched(Changing.changed))
    explain_rules(case, CHANGING, FeasibilitySearch(deadline))
    assert late == []
    assert clock.now <= deadline.at + 50 * TICK


@pytest.mark.parametrize("readings", [1, 5, 10])
def test_a_model_whose_building_outlasts_the_deadline_is_given_up(readings: int) -> None:
    case, clock = case_with(CHANGES["turns"]), TickingClock()
    for build in (planning_model, demands_of):
        deadline = Deadline.after(readings * TICK, clock)
        with pytest.raises(OutOfTime):
            build(case, deadline=deadline)
        assert clock.now <= deadline.at + 2 * TICK


@each_limit
def test_a_time_limit_leaves_things_out_and_says_nothing_wrong(name: str, part: float) -> None:
    case, whole, _ = in_time(name)
    found = limited(name, part)
    assert not found.whole or found.ways == whole.ways
    assert len(found.conflicts) <= max(1, len(whole.conflicts))
    for conflict in found.conflicts:
        if conflict.demands:
            assert is_impossible(case, conflict)
        if conflict.minimal:
            assert is_needed(case, conflict)
    assert all(is_possible(way.case) for way in found.ways)
    if not found.unsearched:
        assert [c.cohorts for c in found.conflicts if c.alone] == [
            c.cohorts for c in whole.conflicts if c.alone
        ]


@each_limit
@pytest.mark.parametrize("text", LANGUAGES, ids=lambda text: text.language)
def test_what_is_not_known_is_said(name: str, part: float, text: Messages) -> None:
    case, _, _ = in_time(name)
    found = limited(name, part)
    lines: list[str] = []
    print_conflicts(Conflicts(found.conflicts, found.unsearched), case.year, text, lines.append)
    print_ways(found, case.year, text, lines.append)
    told = "\n".join(lines)
    assert (text("explain.no-way") in told) == (found.whole and not found.ways)
    assert (text("explain.way-not-found") in told) == (not found.whole and not found.ways)
    assert (text("explain.more-ways") in told) == (not found.whole and bool(found.ways))
    for conflict in found.conflicts:
        assert (text("conflict.unknown").split(" ")[-1] in told) >= (not conflict.demands)
    shortened = any(c.demands and not c.minimal for c in found.conflicts)
    assert (text("conflict.not-minimal", what="") in told) == shortened
    assert all(cohort.id in told for cohort in found.unsearched)


@each_limit
def test_conflicts_are_told_once_as_they_are_returned(name: str, part: float) -> None:
    """Before the ways out, where time was enough to make them minimal."""
    case, _, readings = in_time(name)
    clock, told = TickingClock(), list[tuple[Conflicts[Conflict[Demand]], float]]()
    search = FeasibilitySearch(Deadline(part * readings, clock))
    found = explain_rules(case, CHANGING, search, lambda them: told.append((them, clock.now)))
    ((conflicts_told, when),) = told
    assert conflicts_told == Conflicts(found.conflicts, found.unsearched)
    assert when < clock.now or not all(conflict.minimal for conflict in found.conflicts)


def test_without_any_time_nothing_is_known_but_that_there_is_no_planning() -> None:
    found = limited("turns", 0.0)
    (conflict,) = found.conflicts
    assert (conflict.demands, conflict.minimal, conflict.alone) == ((), False, False)
    assert [cohort.id for cohort in found.unsearched] == ["1A", "2A"]
    assert (found.ways, found.whole) == ((), False)


def test_ways_out_are_looked_for_even_if_the_conflict_is_not_short() -> None:
    """Half of the time is kept for them."""
    found = [limited("turns", part) for part in PARTS]
    assert any(each.ways and not each.whole for each in found)


def test_a_search_that_is_given_up_is_not_taken_for_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No figure is known to resolve the conflict, and none not to."""
    monkeypatch.setattr("planner.solver.conflicts.TRIAL_SECONDS", 0.0)
    found = explain_rules(case_with(CHANGES["turns"]), CHANGING, FeasibilitySearch(NO_DEADLINE))
    assert (found.ways, found.whole) == ((), False)
    assert [cohort.id for cohort in found.unsearched] == ["1A", "2A"]


@pytest.mark.parametrize(
    ("command", "asked", "of"),
    [
        ("explain", ["--time-limit", 7], 7.0),
        ("explain", [], EXPLAIN_SECONDS),
        ("plan", ["--time-limit", 7], 7.0),
        ("plan", [], EXPLAIN_SECONDS),
    ],
)
def test_one_time_limit_holds_for_the_whole_command(
    command: str,
    asked: list[object],
    of: float,
    planner: Call,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """What the search for a planning leaves of it is for the explanation."""
    begun: list[float | None] = []
    told: list[float] = []

    def after(_: object, seconds: float | None, clock: Clock = monotonic, *__: object) -> Deadline:
        begun.append(seconds)
        return Deadline(1e6 * len(begun), clock)

    def explained_until(
        _: Case, __: Changing, search: FeasibilitySearch, *___: Any
    ) -> RuleExplanation:
        told.append(search.deadline.at)
        return RuleExplanation((), (), (), whole=True)

    monkeypatch.setattr(Deadline, "after", classmethod(after))
    monkeypatch.setattr("planner.solver.modules.explain.explain_rules", explained_until)
    shutil.copy(BASE, tmp_path)
    path = tmp_path / "none.toml"
    path.write_text(f'extends = "base.toml"\n{CHANGES["turns"]}', encoding="utf-8")
    assert planner(command, path, "--year", 2026, "--out", tmp_path / "out", *asked)[0] == 1
    first = begun.index(of) + 1
    assert told == [1e6 * first]
    assert begun.count(of) <= 2  # a command that plans gives its limit to the solver as well


def test_a_conflict_of_many_cohorts_is_minimal() -> None:
    """Demands of a kind are left out of all cohorts at once."""
    names = [f"{n}A" for n in range(1, FEW_COHORTS + 2)]
    cohorts = "".join(COHORT.format(name=name, weeks=3) for name in names)
    case = case_with("campus = { most_cohorts = 1 }\n" + cohorts)
    (conflict,) = conflicts(case, FeasibilitySearch()).found
    assert is_needed(case, conflict)
    assert {str(demand.name) for demand in conflict.demands} == {"campus_cohorts", "school_weeks"}
    assert len(conflict.cohorts) == len(names)


def test_leave_that_no_year_has_room_for_is_the_conflict_of_the_school(french: Messages) -> None:
    case = case_with('[[cohorts]]\nid = "1A"\n')
    leave = LeaveRules(2, 2, 11, 16)  # the year has one week of November from then on
    case = replace(case, programme=replace(case.programme, leave=leave))
    found = explained(case)
    (conflict,) = found.conflicts
    assert [cohort.id for cohort in conflict.cohorts] == ["1A"]
    assert (conflict.minimal, conflict.alone) == (True, True)
    assert sentences(found, case.year.weeks, french) == [
        "toute l'école – Congés possibles (leave) : au moins 2 semaines en entreprise ou de congés,"
        " dont 2 de suite l'été"
    ]
    assert (found.ways, found.whole) == ((), True)  # what the law asks is never eased


def test_parallel_classes_are_looked_at_once_and_told_each() -> None:
    """Cohorts of the same rules have the same demands, each its own."""
    texts = [COHORT.format(name=name, weeks=weeks) for name, weeks in (("1A", 6), ("2A", 6))]
    case = case_with("".join((*texts, COHORT.format(name="3A", weeks=5))))
    assert alike_cohorts(case) == {"1A": "1A", "2A": "1A", "3A": "3A"}
    stated = demands_of(case)
    for cohort in case.programme.cohorts:
        alone = demands_of(case.with_cohorts([cohort]))
        assert [d for d in stated if d.cohort in ("", cohort.id)] == list(alone)
    impossible = "".join(text + "company_weeks = 8\n" for text in texts)
    found = conflicts(case_with(impossible), FeasibilitySearch()).found
    assert [[cohort.id for cohort in conflict.cohorts] for conflict in found] == [["1A"], ["2A"]]
