"""The solver on the Albi programme, on years that have no planning, and out of time."""

import _thread
import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from planner.planning.check import keeps_every_rule
from planner.planning.ledger import totals
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import ActivityRules, Pattern, SessionRules, Use
from planner.programme.file import academic_year_of
from planner.programme.names import ObjectiveName
from planner.programme.programme import LeaveRules, Programme
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.given import Given, Stay
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.search import FoundWeeks, Progress
from planner.solver.solve import Infeasible, NotFound, Solved, solve
from planner.year.activity import Activity
from planner.year.calendar import academic_year
from planner.year.moments import YearSpan
from planner.year.weeks import HOUR
from tests.builders import FRANCE, RANKING, SPLIT, cohort, letters, programme, year
from tests.clocks import TICK, SearchClock, TickingClock

YEARS = range(2020, 2028)


@pytest.mark.parametrize("start", YEARS)
def test_every_known_year_is_proven_and_checks_clean(
    start: int, solved: Callable[[int], Solved]
) -> None:
    outcome = solved(start)
    assert [o.name for o in outcome.objectives] == list(RANKING)
    assert all(o.proven and o.value == o.bound for o in outcome.objectives)
    assert keeps_every_rule(outcome.planning)


@pytest.mark.parametrize("start", YEARS)
def test_totals_are_those_of_the_programme(start: int, solved: Callable[[int], Solved]) -> None:
    planning = solved(start).planning
    weeks = planning.year.weeks
    found = [totals(c, planning.case) for c in planning.cohorts]
    longer = len(weeks) - 52
    assert [t.school_weeks for t in found] == [17, 17, 17]
    assert [t.company_weeks for t in found] == [35 + longer, 35 + longer, 32 + longer]
    assert [t.sessions for t in found] == [46, 40, 26]
    assert [t.onsite for t in found] == [440 * HOUR, 460 * HOUR, 510 * HOUR]
    assert all(900 * HOUR <= t.company <= 1100 * HOUR for t in found)
    third = planning.cohorts[2]
    assert letters(third).endswith("EJJ-")
    last = next(b for b in third.blocks if b.activity == Activity.COMPANY and b.last)
    assert third.sessions is not None
    assert not any(third.sessions[index] for index in last.span)
    assert last.length >= 20


def test_the_published_year_is_planned_better_than_published(
    solved: Callable[[int], Solved],
) -> None:
    values = {o.name: o.value for o in solved(2021).objectives}
    assert values[ObjectiveName.CAMPUS_PEAK] == 2 < 3
    assert values[ObjectiveName.CAMPUS_OVERLAP] < 16


def test_the_same_input_gives_the_same_planning(
    albi: Programme, solved: Callable[[int], Solved]
) -> None:
    again = solve(Case(albi, academic_year_of(albi, 2025)))
    assert again == solved(2025)


def test_ties_are_settled_in_the_stated_order() -> None:
    """All plannings have the same objectives; school comes first in the first cohort."""
    two = programme(*(cohort(id=name, school_weeks=Extent.just(1)) for name in ("1A", "2A")))
    outcome = solve(Case(two, year(4)))
    assert isinstance(outcome, Solved)
    assert [letters(row) for row in outcome.planning.cohorts] == ["CEEE", "ECEE"]


def test_the_leave_rule_bites_where_no_closure_satisfies_it() -> None:
    """Six sessions fit on six weeks, but then no two weeks of the summer are free in a row."""
    who = cohort(school_weeks=Extent.just(2), sessions=SessionRules(6, (0, 1)))
    summer = LeaveRules(2, 2, 5, 1)
    with_leave = solve(Case(programme(who, leave=summer), year(10)))
    assert isinstance(with_leave, Solved)
    sessions = with_leave.planning.cohorts[0].sessions
    written = letters(with_leave.planning.cohorts[0])
    assert sessions is not None
    assert any(written[n : n + 2] == "EE" and not any(sessions[n : n + 2]) for n in range(4, 9))
    tight = cohort(school_weeks=Extent.just(2), sessions=SessionRules(7, (0, 1)))
    assert isinstance(solve(Case(programme(tight), year(10))), Solved)
    assert isinstance(solve(Case(programme(tight, leave=summer), year(10))), Infeasible)


def test_a_closed_august_with_school_weeks_in_it_is_impossible() -> None:
    """Five school weeks are asked of a year of which five weeks are closed."""
    who = cohort(school_weeks=Extent.just(5))
    when = year(8, closed=[3, 4, 5, 6, 7])
    assert isinstance(solve(Case(programme(cohort(id="2A"), who), when)), Infeasible)


def test_a_cohort_without_any_admissible_block_is_impossible() -> None:
    who = cohort(school_blocks=BlockShape(shortest=9), company_blocks=BlockShape(shortest=9))
    assert isinstance(solve(Case(programme(who), year(4))), Infeasible)


def test_cohorts_share_the_campus_or_have_no_planning_together() -> None:
    two = programme(cohort(id="1A"), cohort(id="2A"), campus=Campus(cohorts=1))
    outcome = solve(Case(two, year(4)))
    assert isinstance(outcome, Solved)
    assert {letters(row) for row in outcome.planning.cohorts} == {"CCEE", "EECC"}
    assert isinstance(solve(Case(two, year(3))), Infeasible)


def test_a_resource_that_cannot_be_shared_parts_its_users() -> None:
    uses = (Use("labo", 2, (Activity.SCHOOL,)),)
    users = (cohort(id="1A", uses=uses), cohort(id="2A", uses=uses), cohort(id="3A"))
    outcome = solve(Case(programme(*users, campus=Campus(resources={"labo": 3})), year(5)))
    assert isinstance(outcome, Solved)
    first, second, _ = (letters(row) for row in outcome.planning.cohorts)
    assert not any(a == b == "C" for a, b in zip(first, second, strict=True))
    assert keeps_every_rule(outcome.planning)


def test_a_stay_of_the_year_before_counts() -> None:
    who = cohort(school_blocks=BlockShape(shortest=2, longest_across=3))
    before = Given(before={"1A": Stay(Activity.SCHOOL, 2)})
    free, bound = solve(Case(programme(who), year(4))), solve(Case(programme(who), year(4), before))
    assert isinstance(free, Solved)
    assert isinstance(bound, Solved)
    assert letters(free.planning.cohorts[0]) == "CCEE"
    assert letters(bound.planning.cohorts[0]) == "ECCE"


def test_a_split_week_is_planned_with_its_hours() -> None:
    split = {SPLIT: ActivityRules(weeks=Extent.just(2))}
    who = cohort(others=split, onsite=90 * HOUR, school_weeks=Extent.just(2))
    outcome = solve(Case(programme(who), year(5, holidays=[0])))
    assert isinstance(outcome, Solved)
    row = outcome.planning.cohorts[0]
    assert sorted(letters(row)) == sorted("CCMME")
    assert row.onsite is not None
    assert sum(row.onsite) == 90 * HOUR
    assert keeps_every_rule(outcome.planning)


def test_a_week_that_no_rule_on_the_year_speaks_of_is_read_off_as_well() -> None:
    """Only the weeks allow it: its row was made once the search was over, and read as empty."""
    who = cohort(fixed_weeks={15: Activity.NONE}, academic_hours=None, company_hours=None)
    outcome = solve(Case(programme(who), year(4)))
    assert isinstance(outcome, Solved)
    assert letters(outcome.planning.cohorts[0]) == "C-CE"


@pytest.mark.parametrize("readings", [1, 2, 50, 200])
def test_a_time_limit_before_any_planning_says_that_none_was_found(
    albi: Programme, readings: int
) -> None:
    """The building of the model reads the clock far more often."""
    case = Case(albi, academic_year_of(albi, 2025))
    outcome = solve(case, time_limit=readings * TICK, clock=TickingClock())
    assert outcome == NotFound()


@pytest.mark.parametrize(("searches", "settled"), [(1, 2), (2, 4), (3, 4), (4, 5)])
def test_a_time_limit_that_bites_is_never_called_optimal(
    albi: Programme,
    searches: int,
    settled: int,
    solved: Callable[[int], Solved],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock jumps after so many searches; what was proven until then stays proven.

    The first search proves the first two objectives, whose bounds tell no blocks apart;
    `week_order` is settled once ties are.
    """
    in_time = SearchClock(searches)
    monkeypatch.setattr("planner.solver.ranking.run_search", in_time.search)
    outcome = solve(Case(albi, academic_year_of(albi, 2025)), time_limit=600, clock=in_time)
    assert isinstance(outcome, Solved)
    proven = [o.proven for o in outcome.objectives]
    assert proven == [True] * settled + [False] * (5 - settled) + [True]
    assert all(o.bound <= o.value for o in outcome.objectives)
    best = [o.value for o in solved(2025).objectives][:settled]
    assert [o.value for o in outcome.objectives][:settled] == best
    assert keeps_every_rule(outcome.planning)


def test_an_interruption_stops_the_search_and_is_no_end_of_time(albi: Programme) -> None:
    pending = [_thread.interrupt_main]

    def interrupt_once(_: Progress) -> None:
        if pending:
            pending.pop()()

    year_planned = academic_year_of(albi, 2025)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored in a shell
    try:
        with pytest.raises(KeyboardInterrupt):
            solve(Case(albi, year_planned), time_limit=60, on_progress=interrupt_once)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_search_leaves_time_to_place_sessions_and_hours(albi: Programme) -> None:
    clock, limit = TickingClock(), 200 * TICK
    case = Case(albi, academic_year_of(albi, 2025))
    assert solve(case, time_limit=limit, clock=clock) == NotFound()
    assert limit / 2 < clock.now < limit


def test_a_deadline_is_earlier_by_half_of_the_time_at_most() -> None:
    deadline = Deadline(at=10.0, clock=lambda: 4.0)
    assert [deadline.earlier(seconds).at for seconds in (0, 1, 3, 5)] == [10, 9, 7, 7]
    assert Deadline(at=1.0, clock=lambda: 4.0).earlier(1).remaining < 0
    assert NO_DEADLINE.earlier(5).at == NO_DEADLINE.at


def test_who_has_seen_enough_keeps_the_best_planning_so_far(albi: Programme) -> None:
    case = Case(albi, academic_year_of(albi, 2025))
    seen: list[FoundWeeks] = []

    def see(progress: Progress) -> None:
        if progress.weeks:
            seen.append(progress.weeks)

    outcome = solve(case, on_progress=see, is_stopped=lambda: bool(seen))
    assert isinstance(outcome, Solved)
    assert tuple(cohort.activities for cohort in outcome.planning.cohorts) == seen[-1]
    assert keeps_every_rule(outcome.planning)
    assert not all(objective.proven for objective in outcome.objectives)


def test_a_search_that_is_stopped_at_once_finds_nothing(albi: Programme) -> None:
    case = Case(albi, academic_year_of(albi, 2025))
    assert solve(case, is_stopped=lambda: True) == NotFound()


def test_progress_tells_values_and_bounds_that_close(albi: Programme) -> None:
    told: list[Progress] = []
    solve(Case(albi, academic_year_of(albi, 2021)), on_progress=told.append)
    for name in RANKING[:5]:
        steps = [p for p in told if p.objective is name]
        assert steps[-1].best == steps[-1].bound
        assert all(p.best is None or p.best >= p.bound - 1e-6 for p in steps)


def test_a_proof_that_does_not_fit_the_planning_is_a_fault(
    albi: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = count(10**6)
    monkeypatch.setattr("planner.solver.solve.objective_total", lambda *_: next(numbers))
    small = replace(albi, cohorts=albi.cohorts[2:])
    with pytest.raises(AssertionError, match="campus_peak"):
        solve(Case(small, academic_year_of(albi, 2025)))


def test_the_activity_of_a_week_53_lies_in_no_other_week() -> None:
    """It leaked into every week of such a year, where nothing else limits it."""
    when = academic_year(2026, YearSpan(iso_week=51, weeks=6), FRANCE)
    pattern = Pattern((Activity.SCHOOL, Activity.COMPANY), False, Activity.NONE, preferred=True)
    balanced = BlockShape(balanced=True)
    free = {"school_blocks": balanced, "company_blocks": balanced, "patterns": (pattern,)}
    tight = cohort(school_weeks=Extent(0, 2), company_weeks=Extent(0, 2), **free)
    loose = cohort(school_weeks=Extent(0, 3), company_weeks=Extent(0, 3), **free)
    ranking = (ObjectiveName.BLOCK_BALANCE, *RANKING[-2:])
    assert isinstance(solve(Case(programme(tight, ranking=ranking), when)), Infeasible)
    outcome = solve(Case(programme(loose, ranking=ranking), when))
    assert isinstance(outcome, Solved)
    weeks = zip(when.weeks, outcome.planning.cohorts[0].activities, strict=True)
    assert all(week.iso_week == 53 for week, activity in weeks if activity == Activity.NONE)


def test_closeness_without_a_planning_to_stay_close_to_is_refused() -> None:
    ranking = (ObjectiveName.CLOSENESS, *RANKING[-2:])
    with pytest.raises(ValueError, match="closeness"):
        solve(Case(programme(ranking=ranking), year(4)))
