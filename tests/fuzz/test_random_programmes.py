"""Random programmes of short years: the planner answers what brute force finds."""

from collections.abc import Callable, Sequence
from random import Random

from planner.programme.names import ObjectiveName, RuleName
from tests.fuzz import answers
from tests.fuzz.cohort import Cohort
from tests.fuzz.oracle import ADDED, LARGEST, TOGETHER, all_rows, best, cohorts_of
from tests.fuzz.programmes import (
    NEARNESS,
    Trial,
    programme_by_days,
    programme_of,
    row_near,
)
from tests.fuzz.programmes_at_sites import programme_with_sites
from tests.fuzz.rows import Row
from tests.fuzz.smallest import failure, smallest
from tests.fuzz.statements import OF_A_ROW, OF_A_WEEK, OF_ALL, OF_WEEKS, broken, broken_by_all

PLACED_LATER = {"onsite_hours", "semester_hours", "onsite_a_week", "academic_hours"}
"""Rules on hours that are placed once the weeks are known: broken where these have no room."""


def faults_of(cohorts: Sequence[Cohort], rows: Sequence[Row]) -> set[str]:
    """Return the names of the rules that some rows break."""
    pairs = zip(cohorts, rows, strict=True)
    found = {fault for cohort, row in pairs for fault in broken(cohort, row)}
    return found | broken_by_all(cohorts, [row.weeks for row in rows])


def judge(trial: Trial) -> None:
    cohorts = cohorts_of(trial.tables, trial.start_year, trial.before, trial.near)
    admitted = [all_rows(cohort) for cohort in cohorts]
    expected = best(cohorts, admitted)
    case = answers.case_of(trial)
    if isinstance(case, answers.Refused):
        assert expected is None, f"refused: {case}"
        return
    for cohort in cohorts:
        year = [(w.monday, len(w.days), w.off, w.closed) for w in cohort.weeks]
        assert answers.weeks_of(case, cohort.table["id"]) == year, "other weeks"

    found, chance = answers.planned(case), Random(trial.seed)
    if expected is None:
        assert found is None, "a planning where there is none"
        if not chance.randrange(4):  # it takes as long as all the rest
            assert answers.has_needed_conflicts(case), "a demand that no conflict needs"
    else:
        assert found is not None, "no planning where there is one"
        assert found.values == expected.values, "other objectives"
        assert [row.weeks for row in found.rows] == list(expected.weeks), "another of equals"
        assert found.unproven == (), "a proof is missing"

    pairs = zip(cohorts, admitted, strict=True)
    rows = [row_near(chance, cohort, choices) for cohort, choices in pairs]
    faults = faults_of(cohorts, rows)
    told = answers.checked(case, rows)
    assert told - PLACED_LATER == faults - PLACED_LATER, f"other breaches: {rows}"
    assert told <= faults or "onsite_room" in faults, f"other hours: {rows}"
    is_accepted = answers.accepted(case, rows)
    of_cohorts = zip(cohorts, rows, strict=True)
    locked = [row._replace(weeks=cohort.as_locked(row.weeks)) for cohort, row in of_cohorts]
    is_right = not faults_of(cohorts, locked) - {"locked_weeks"}
    assert is_accepted == is_right, f"refused or accepted: {rows}"


def plan(trials: int, first: int, draw: Callable[[Random], Trial] = programme_of) -> None:
    """Try so many programmes from a seed; raise the failure of one, made as small as can be."""
    for n in range(trials):
        trial = draw(Random(f"{first} {n}"))
        if failure(trial, judge):
            found = smallest(trial, judge)
            try:
                judge(found)
            except Exception as fault:
                fault.add_note(f"Trial {n} of seed {first}, made smaller: {found}")
                raise


def test_the_answer_is_that_of_brute_force() -> None:
    plan(220, first=1)


def plan_by_days(trials: int, first: int) -> None:
    """Try so many programmes some of whose cohorts change within weeks."""
    plan(trials, first, programme_by_days)


def test_the_answer_by_days_is_that_of_brute_force() -> None:
    plan_by_days(60, first=1)


def plan_at_sites(trials: int, first: int) -> None:
    """Try so many programmes whose cohorts are at two sites."""
    plan(trials, first, programme_with_sites)


def test_the_answer_at_two_sites_is_that_of_brute_force() -> None:
    plan_at_sites(60, first=1)


def test_the_oracle_states_every_rule_and_every_objective() -> None:
    stated = {*OF_A_WEEK, *OF_WEEKS, *OF_A_ROW, *OF_ALL, *PLACED_LATER}
    valued = {*ADDED, *LARGEST, *TOGETHER, *NEARNESS, "session_spread"}
    in_files = set(RuleName) - {RuleName.APART}  # plannings to choose from have their own trials
    assert (stated, valued) == (in_files, set(ObjectiveName))
