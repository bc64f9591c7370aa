"""Keeping weeks, repairing a planning with the fewest changes, and reporting what changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.changes import difference
from planner.planning.check import keeps_every_rule
from planner.planning.course import Lock, NoSuchWeek, near_to, weeks_to_lock
from planner.planning.file import planning_json, read_planning
from planner.planning.measures import objective_value
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.planning.repair import repair_case
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import ActivityRules, PlannedWeek, SessionRules
from planner.programme.file import academic_year_of, variant
from planner.programme.names import ObjectiveName
from planner.programme.programme import LeaveRules, Programme
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.given import Given
from planner.solver.solve import Infeasible, Solved, solve
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity
from planner.year.weeks import HOUR
from tests.builders import SPLIT, activities, cohort, letters, planned, planning, programme, year
from tests.conftest import ALBI

CLOSENESS, MOVED = ObjectiveName.CLOSENESS, ObjectiveName.MOVED_SESSIONS
LONG_AGO = date(2000, 1, 1)


def _solved(case: Case) -> Solved:
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)
    assert all(objective.proven for objective in outcome.objectives)
    return outcome


def _value(outcome: Solved, name: ObjectiveName) -> float:
    return next(o.value for o in outcome.objectives if o.name is name)


# --- The fewest changes, by brute force ----------------------------------------------------------


def _every_planning(case: Case) -> Iterator[Planning]:
    """List all plannings of one or two cohorts that keep every rule."""
    choices = []
    for who in case.programme.cohorts:
        rows = []
        for written in product("CE", repeat=len(case.year)):
            weeks = activities("".join(written))
            if sum(week == Activity.SCHOOL for week in weeks) == 2:
                for sessions in product((0, 1), repeat=len(case.year)):
                    if sum(sessions) == 2:
                        row = CohortPlanning(who, weeks, sessions)
                        rows.append(with_onsite(row, case))
        alone = case.alone(who)
        choices.append([row for row in rows if keeps_every_rule(Planning(alone, (row,)))])
    for chosen in product(*choices):
        by_week = zip(*(row.activities for row in chosen), strict=True)
        if all(week.count(Activity.SCHOOL) <= 1 for week in by_week):  # the campus has room for one
            yield Planning(case, chosen)


def _two(**changes: object) -> Programme:
    who = {
        "school_weeks": Extent.just(2),
        "school_blocks": BlockShape(longest=2),
        "sessions": SessionRules(2, (0, 1)),
        "onsite": 20 * HOUR,
        **changes,
    }
    return programme(cohort(id="1A", **who), cohort(id="2A", **who), campus=Campus(cohorts=1))


SHORT = BlockShape(longest=1)

CASES = {
    "a closed week": (["CCEEEE", "EECCEE"], {}, [1], LONG_AGO),
    "a closed week after others that are past": (["CCEEEE", "EECCEE"], {}, [3], date(2023, 4, 12)),
    "a changed rule": (["CCEEEE", "EECCEE"], {"school_blocks": SHORT}, [], LONG_AGO),
    "nothing to repair": (["CCEEEE", "EECCEE"], {}, [], date(2023, 4, 20)),
    "weeks moved by hand": (["CCCEEE", "EECCEE"], {}, [], LONG_AGO),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_repair_costs_only_what_the_rules_force(
    case: tuple[list[str], dict[str, object], list[int], date],
) -> None:
    written, rules, closed, today = case
    before = planning(_two(), year(6), *written)
    sessions = ((0, 0, 1, 0, 1, 0), (1, 0, 0, 0, 1, 0))
    before = replace(
        before,
        cohorts=tuple(
            replace(c, sessions=s) for c, s in zip(before.cohorts, sessions, strict=True)
        ),
    )
    of, when = _two(**rules), year(6, closed=closed)
    asked = repair_case(before, Case(of, when), today)
    outcome = _solved(asked)
    every = list(_every_planning(asked))
    least = min((objective_value(CLOSENESS, p), objective_value(MOVED, p)) for p in every)
    assert (_value(outcome, CLOSENESS), _value(outcome, MOVED)) == least
    assert outcome.planning in every
    past = sum(week.monday <= today for week in when.weeks)
    for was, now in zip(before.cohorts, outcome.planning.cohorts, strict=True):
        assert now.activities[:past] == was.activities[:past]
        assert now.placed_sessions[:past] == was.placed_sessions[:past]


@hypothesis_given(st.integers(0, 5), st.integers(0, 4))
@settings(max_examples=15)
def test_a_planning_that_keeps_every_rule_is_repaired_by_nothing(passed: int, first: int) -> None:
    of, when = _two(), year(6)
    found = solve(Case(of, when))
    assert isinstance(found, Solved)
    today = when.weeks[passed].monday if passed else LONG_AGO
    outcome = _solved(repair_case(found.planning, Case(of, when), today))
    assert difference(found.planning, outcome.planning).is_none
    assert [c.onsite for c in outcome.planning.cohorts] == [
        c.onsite for c in found.planning.cohorts
    ]


def test_what_was_locked_before_stays_locked() -> None:
    of, when = _two(), year(6)
    found = planning(of, when, "CCEEEE", "EECCEE")
    locked = {"2A": (None, None, PlannedWeek(Activity.SCHOOL), None, None, None)}
    found = replace(found, case=replace(found.case, given=Given(locked=locked)))
    given = repair_case(found, Case(of, when), when.weeks[0].monday).given
    assert [bool(week) for week in given.locked["2A"]] == [True, False, True, False, False, False]
    assert [bool(week) for week in given.locked["1A"]] == [True, False, False, False, False, False]


def test_a_past_that_breaks_a_rule_has_no_repair() -> None:
    of, when = _two(), year(6, closed=[0])
    before = planning(of, year(6), "CCEEEE", "EECCEE")
    case = repair_case(before, Case(of, when), when.weeks[1].monday)
    assert isinstance(solve(case), Infeasible)


def test_an_activity_that_is_called_otherwise_now_is_still_the_same() -> None:
    """A label changed, not the planning: nothing is to be repaired, and nothing changed."""
    named = replace(SPLIT, label="semaine partagée")
    who = {"school_weeks": Extent.just(1), "others": {SPLIT: ActivityRules(Extent.just(1))}}
    of = programme(cohort(**who), activities=(*BUILT_IN_ACTIVITIES, SPLIT))
    later = programme(
        cohort(**{**who, "others": {named: ActivityRules(Extent.just(1))}}),
        activities=(*BUILT_IN_ACTIVITIES, named),
    )
    before = planning(of, year(4), "EEMC")
    outcome = _solved(repair_case(before, Case(later, year(4)), before.year.weeks[2].monday))
    assert outcome.planning.cohorts[0].activities[2] == named
    assert difference(before, outcome.planning).is_none


# --- Albi ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def closing() -> Programme:
    """Close the week of 8 March 2027, in which the first and the third year are at school."""
    from planner.programme.file import read_programme

    days = [{"first": date(2027, 3, 8), "last": date(2027, 3, 12)}]
    return variant(read_programme(ALBI), "albi.toml", {"closures": {"days": days}})


@pytest.fixture(scope="module")
def repaired(edition: Edition, closing: Programme) -> Solved:
    when = academic_year_of(closing, 2026)
    return _solved(repair_case(edition.planning, Case(closing, when), date(2026, 12, 1)))


def test_one_closed_week_moves_one_week_of_each_promotion_at_school(
    edition: Edition, repaired: Solved
) -> None:
    """A promotion at school in it needs two changes at least: one week less, one week more."""
    (closed,) = (
        n
        for n, w in enumerate(repaired.planning.year.weeks)
        if (w.iso_year, w.iso_week) == (2027, 10)
    )
    there = [c for c in edition.planning.cohorts if c.activities[closed] == Activity.SCHOOL]
    assert len(there) == 2
    assert _value(repaired, CLOSENESS) == 2 * len(there)
    for was, now in zip(edition.planning.cohorts, repaired.planning.cohorts, strict=True):
        past = [
            n
            for n, week in enumerate(repaired.planning.year.weeks)
            if week.monday <= date(2026, 12, 1)
        ]
        assert past
        for row in ("activities", "placed_sessions", "onsite"):
            assert [getattr(now, row)[n] for n in past] == [getattr(was, row)[n] for n in past]


def test_a_repaired_planning_is_read_back_as_it_was_written(
    repaired: Solved, edition: Edition, tmp_path: Path, french: Messages
) -> None:
    issued = Edition(repaired.planning, repaired.objectives)
    changed = difference(edition.planning, repaired.planning)
    for name, content in (
        ("planning.json", planning_json(issued)),
        ("planning.xlsx", planning_workbook(issued, french, difference=changed)),
    ):
        (tmp_path / name).write_bytes(content)
        read = read_planning(tmp_path / name, None, None)
        assert read.edition.planning == repaired.planning
        assert read.edition.objectives == repaired.objectives
        assert read.misstatements == ()
        assert keeps_every_rule(read.edition.planning)


def test_the_workbook_tells_what_changed_and_frames_it(
    repaired: Solved, edition: Edition, tmp_path: Path, french: Messages
) -> None:
    changed = difference(edition.planning, repaired.planning)
    path = tmp_path / "planning.xlsx"
    path.write_bytes(
        planning_workbook(
            Edition(repaired.planning, repaired.objectives), french, difference=changed
        )
    )
    book = load_workbook(path)
    rows = [[cell.value for cell in row] for row in book["Changements"].iter_rows(min_row=5)]
    told = [row[:2] for row in rows if row[1]]
    weeks = [f"S{c.week.iso_week:02} {c.week.iso_year}" for c in changed.changes]
    assert told == [[c.cohort.id, week] for c, week in zip(changed.changes, weeks, strict=True)]
    general = book["Planning général"]
    framed = {
        (cell.row, cell.column)
        for row in general.iter_rows(min_row=6, max_row=58, min_col=4, max_col=12)
        for cell in row
        if cell.border.top.style == cell.border.bottom.style == "mediumDashed"
    }
    ids = [c.cohort.id for c in repaired.planning.cohorts]
    assert framed == {
        (6 + c.index, 4 + 3 * ids.index(c.cohort.id) + n) for c in changed.changes for n in range(3)
    }


def test_a_promotion_that_joins_leaves_the_others_as_they_are(albi: Programme) -> None:
    two = replace(albi, cohorts=albi.cohorts[:2])
    when = academic_year_of(albi, 2025)
    before = solve(Case(two, when))
    assert isinstance(before, Solved)
    outcome = _solved(repair_case(before.planning, Case(albi, when), date(2025, 10, 20)))
    found = difference(before.planning, outcome.planning)
    assert (found.changes, [c.id for c in found.added]) == ((), ["3A"])
    assert _value(outcome, CLOSENESS) == 0


# --- Locks --------------------------------------------------------------------------------------


def test_weeks_up_to_a_day_and_named_weeks_are_locked(edition: Edition) -> None:
    found = edition.planning
    locks = [Lock("3A", 50, 2), Lock("2A")]
    locked = weeks_to_lock(found, found.year, date(2026, 10, 14), locks)
    numbers = {
        who: [w.iso_week for w, held in zip(found.year.weeks, weeks, strict=True) if held]
        for who, weeks in locked.items()
    }
    assert numbers["1A"] == [40, 41, 42]  # 14 October is the Wednesday of week 42
    assert numbers["2A"] == [week.iso_week for week in found.year.weeks]
    assert numbers["3A"] == [40, 41, 42, 50, 51, 52, 53, 1, 2]
    first = locked["3A"][0]
    assert first is not None
    assert found.cohorts[2].onsite is not None
    assert first == PlannedWeek(Activity.SCHOOL, 0, found.cohorts[2].onsite[0])


def test_a_lock_on_a_week_that_the_year_does_not_have_is_refused(albi: Programme) -> None:
    when = academic_year_of(albi, 2025)
    found = Planning(Case(albi, when), ())
    with pytest.raises(NoSuchWeek):
        weeks_to_lock(found, when, None, [Lock("", 53, 53)])


def test_locked_hours_are_kept_and_the_others_spread_around_them() -> None:
    of = programme(cohort(onsite=40 * HOUR, school_weeks=Extent.just(2)))
    when = year(4)
    locked = {"1A": (PlannedWeek(Activity.SCHOOL, 0, 30 * HOUR), None, None, None)}
    outcome = _solved(Case(of, when, Given(locked=locked)))
    assert outcome.planning.cohorts[0].onsite == (30 * HOUR, 10 * HOUR, 0, 0)
    too_many = {"1A": (PlannedWeek(Activity.SCHOOL, 0, 2 * HOUR), None, None, None)}
    assert isinstance(solve(Case(of, when, Given(locked=too_many))), Infeasible)


def test_leave_and_spread_take_locked_sessions_as_they_are() -> None:
    who = cohort(sessions=SessionRules(3, (0, 1)), school_weeks=Extent.just(1))
    of = programme(who, leave=LeaveRules(1, 0, 5, 1))
    locked = {
        "1A": (
            None,
            PlannedWeek(Activity.COMPANY, 0),
            PlannedWeek(Activity.COMPANY, 1),
            None,
            None,
            None,
        )
    }
    outcome = _solved(Case(of, year(6), Given(locked=locked)))
    row = outcome.planning.cohorts[0]
    assert row.placed_sessions[1:3] == (0, 1)
    assert sum(row.placed_sessions) == 3


# --- What changed -------------------------------------------------------------------------------


def test_a_difference_names_each_week_that_is_not_what_it_was() -> None:
    of, when = _two(), year(4)
    before, after = planning(of, when, "CCEE", "EECC"), planning(of, when, "CCEE", "ECCE")
    moved = replace(after.cohorts[0], sessions=(0, 0, 1, 0))
    found = difference(before, replace(after, cohorts=(moved, after.cohorts[1])))
    assert [(c.cohort.id, c.index) for c in found.changes] == [("1A", 2), ("2A", 1), ("2A", 3)]
    assert found.changes[0].after.sessions == 1
    assert difference(before, before).is_none
    with pytest.raises(ValueError, match="weeks"):
        difference(before, planning(of, year(5), "CCEEE", "EECCE"))


def test_sessions_that_a_calendar_does_not_give_are_no_change(published: Planning) -> None:
    given = Planning(
        Case(published.programme, published.year),
        tuple(
            replace(planned(c.cohort, letters(c), published.year), sessions=(2,) * 52)
            for c in published.cohorts
        ),
    )
    assert difference(published, given).is_none
    assert near_to(published, published.year)["1A"][0] == PlannedWeek(Activity.COMPANY)
