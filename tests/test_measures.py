"""Measures by hand, on small plannings and on the published one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.messages import LANGUAGES, Messages
from planner.planning.measures import MEASURES
from planner.planning.planning import Planning
from planner.programme.cohort import ActivityRules, Cohort, Target
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.words.names import measure_name
from planner.year.activity import Activity
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import (
    LETTERS,
    PROJECT,
    SPLIT,
    TUESDAY,
    cohort,
    planned,
    programme,
    ruled_by,
    year,
)

BY_NAME = {str(measure.name): measure for measure in MEASURES}

OTHERS = (SPLIT, Activity.ABROAD, Activity.LEAVE)

NEEDS_SESSIONS = {
    "session_gap",
    "sessions_a_month",
    "company_month_mean",
    "company_month_least",
    "summer_leave",
    "company_shortfall",
}


def _cohort(**changes: Any) -> Cohort:
    """Make a cohort that may also have split weeks, go abroad, take leave."""
    return cohort(others={other: ActivityRules() for other in OTHERS}, **changes)


def _of(
    written: str,
    when: AcademicYear | None = None,
    sessions: Sequence[Sequence[int]] = (),
    cohorts: Sequence[Cohort] = (),
) -> Planning:
    """Plan cohorts as written in letters, a row each; one of every year, unless given."""
    rows = written.split()
    who = cohorts or [_cohort(id=f"{n}A", year=n) for n in range(1, len(rows) + 1)]
    when = when or year(len(rows[0]))
    placed = sessions or [[0] * len(row) for row in rows]
    plans = zip(who, rows, placed, strict=True)
    return Planning(Case(programme(*who), when), tuple(planned(c, r, when, s) for c, r, s in plans))


def _project() -> Cohort:
    """Make a cohort with two activities wholly at school, and one of a day a week there."""
    return cohort(others={a: ActivityRules() for a in (PROJECT, TUESDAY, *OTHERS)})


@dataclass(frozen=True)
class Example:
    """A value by hand: the weeks of each cohort, their sessions, what is particular."""

    measure: str
    written: str
    value: float | None
    year: AcademicYear | None = None
    sessions: Sequence[Sequence[int]] = ()
    cohorts: Sequence[Cohort] = field(default=())


def _sized(*people: int) -> list[Cohort]:
    return [cohort(id=f"{n}A", year=n, headcount=size) for n, size in enumerate(people, start=1)]


def _options(*follows: tuple[str, int, str]) -> list[Cohort]:
    return [cohort(id=name, year=year, follows=before) for name, year, before in follows]


def _due(hours: int) -> dict[str, Any]:
    return {"company_hours": Target(hours * HOUR, 0)}


MONTHS = year(9)
"""April 2023 with four weeks, then May with five, both whole."""

SHORT = replace(MONTHS, weeks=(*MONTHS.weeks[:3], replace(year(4, holidays=[3]).weeks[3], days=1)))
"""Its last week has a Monday only; the public holiday of that week is on Tuesday."""

CASES = {
    "nobody at school": Example("campus_peak", "EEE EEE", 0),
    "defences are not at school": Example("campus_peak", "CCEE ECCE ECEJ", 3),
    "one after the other": Example("campus_overlap", "CCE EEC", 0),
    "cohorts beyond the first": Example("campus_overlap", "CCE CCE CEE", 2 + 1),
    "no week shared": Example("shared_weeks", "CCE EEC", 0),
    "a week shared by three counts once": Example("shared_weeks", "CCE CCE CEE", 2),
    "a split week is on campus": Example("shared_weeks", "MEX CCC", 1),
    "nobody there": Example("people_peak", "EE EE", 0),
    "more people, fewer cohorts": Example(
        "people_peak", "CEC ECE ECE", 60, cohorts=_sized(60, 20, 25)
    ),
    "never away": Example("journeys", "EEE", 0),
    "there and back, and within split weeks": Example("journeys", "CEECE MMEEE", 3 + 1 + 1 + 1),
    "no block": Example("school_block_longest", "EE", 0),
    "weeks at school of two activities are one block": Example(
        "school_block_longest", "EPCPE", 3, cohorts=[_project()]
    ),
    "and their mean": Example("school_block_mean", "EPCPECE", 2, cohorts=[_project()]),
    "between activities at one place nobody journeys": Example(
        "journeys", "EPCPEPLC", 3, cohorts=[_project()]
    ),
    "a day of lessons lost to a public holiday": Example(
        "school_absence", "CDDC", 1, year(4, holidays=[2]), cohorts=[_project()]
    ),
    "split weeks are no block at school": Example("school_block_longest", "CCECCCE MMMMMCC", 3),
    "no blocks to average": Example("school_block_mean", "EMX", None),
    "blocks of all cohorts": Example("school_block_mean", "CCECCCE ECCEEEE", 2.33),
    "no block in company": Example("company_block_longest", "CC", 0),
    "the longest of all": Example("company_block_longest", "EECEEEE EEEECCC", 4),
    "no blocks in company": Example("company_block_mean", "CJ-", None),
    "leave parts blocks in company": Example("company_block_mean", "EELEEEEC", 3),
    "never without lessons": Example("school_absence", "CMX", 0),
    "a defence is no lesson": Example("school_absence", "CEEJEC CCCCEE", 4),
    "never out of company": Example("company_absence", "EME", 0),
    "all that is not company": Example("company_absence", "ECCJ-X ECECEC", 5),
    "no session": Example("session_gap", "EEE", 0),
    "from one week of sessions to the next": Example(
        "session_gap",
        "EECCEE EEEEEE",
        4,
        sessions=[(0, 2, 0, 0, 0, 2), (0, 1, 0, 1, 2, 0)],
    ),
    "no session in any month": Example("sessions_a_month", "EEE", 0),
    "the fullest month of one cohort": Example(
        "sessions_a_month",
        "EEEEEE EEEEEE",
        5,
        sessions=[(2, 0, 0, 2, 2, 0), (0, 0, 0, 2, 3, 2)],
    ),
    "holidays in company": Example("holidays_at_school", "EEE", 0, year(3, holidays=[0, 1, 2])),
    "holidays at school, in a split week, abroad": Example(
        "holidays_at_school", "CCE MMX", 1 + 1, year(3, holidays=[0, 2])
    ),
    "a holiday after the end of the year": Example("holidays_at_school", "EEEC", 0, SHORT),
    "no whole month": Example("company_month_mean", "EEE", None),
    "hours less sessions and holidays": Example(
        "company_month_mean",
        "EEEECCEEE EEEEEEEEE",
        (140 - 7 + 105 - 7 + 140 + 175 - 7) / 4,
        year(9, holidays=[6]),
        sessions=[(0, 2, 0, 0, 0, 0, 0, 0, 0), (0,) * 9],
    ),
    "no lowest month": Example("company_month_least", "EEE", None),
    "the lowest month": Example("company_month_least", "CCEEEEEEE EEEEEEEEE", 70),
    "a month at the edge does not count": Example("company_month_least", "EEEECC", 140),
    "no summer": Example("summer_leave", "EEEE", 0),
    "company without sessions, or leave": Example(
        "summer_leave", "EEEEEECL EEEEEEEE", 2, sessions=[(0, 0, 0, 0, 0, 2, 0, 0), (0,) * 8]
    ),
    "never in company": Example("company_stretch", "CXJ-", 0),
    "within a year": Example("company_stretch", "CEEXEC ECECEC", 2),
    "on into the next year": Example("company_stretch", "CEEE EECE", 3 + 2),
    "through a whole year": Example("company_stretch", "CE EE EC", 1 + 2 + 1),
    "of one option only": Example(
        "company_stretch",
        "CEE EEE CEE",
        2 + 3,
        cohorts=_options(("2A", 2, ""), ("3X", 3, "2A"), ("3Y", 3, "2A")),
    ),
    "who follow each other": Example(
        "company_stretch", "CE EE", 3, cohorts=_options(("1X", 1, "1Y"), ("1Y", 1, "1X"))
    ),
    "nothing asked": Example("company_shortfall", "CCC", 0),
    "hours missing, one cohort over its target": Example(
        "company_shortfall",
        "CEE CEE",
        10,
        cohorts=[cohort(id="1A", **_due(80)), cohort(id="2A", **_due(30))],
    ),
    "alone": Example("company_imbalance", "CEE", 0),
    "between the most and the fewest": Example("company_imbalance", "CEE EEE CCE", 70),
    "a part of the year, scaled to it": Example("company_imbalance", "CEE OEE", 105 - 70),
    "alike in their weeks": Example("company_imbalance", "CECE OOCE", 0),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_measures_by_hand(case: Example) -> None:
    found = _of(case.written, case.year, case.sessions, case.cohorts)
    assert BY_NAME[case.measure].of(found) == case.value


def test_every_measure_is_taken_by_hand_twice_at_least() -> None:
    taken = [case.measure for case in CASES.values()]
    assert {name: taken.count(name) > 1 for name in BY_NAME} == dict.fromkeys(BY_NAME, True)


def test_a_planning_without_sessions_gives_what_needs_none() -> None:
    who = cohort(**_due(80))
    row = replace(planned(who, "EECEE"), sessions=None, onsite=None)
    found = Planning(Case(programme(who), year(5)), (row,))
    assert {name for name, measure in BY_NAME.items() if measure.of(found) is None} == (
        NEEDS_SESSIONS
    )


def test_the_published_planning_measures_as_published(published: Planning) -> None:
    """Its hours in company are 1029, 1043 and 1001."""
    values = {name: measure.of(published) for name, measure in BY_NAME.items()}
    assert {name for name, value in values.items() if value is None} == NEEDS_SESSIONS
    assert {name: value for name, value in values.items() if value is not None} == {
        "campus_peak": 3,
        "campus_overlap": 16,
        "shared_weeks": 15,
        "people_peak": 150,
        "journeys": 11 + 7 + 3,
        "school_block_longest": 11,
        "school_block_mean": 3 * 17 / (6 + 4 + 2),
        "company_block_longest": 20,
        "company_block_mean": (35 + 35 + 32) / (6 + 4 + 2),
        "school_absence": 20 + 3,
        "company_absence": 11,
        "holidays_at_school": 6,
        "company_stretch": 20,
        "company_imbalance": 1043 - 1001,
    }


@settings(max_examples=20)
@given(
    st.integers(2, 12).flatmap(
        lambda weeks: st.lists(
            st.text(st.sampled_from(sorted(LETTERS)), min_size=weeks, max_size=weeks),
            min_size=1,
            max_size=3,
        )
    ),
    st.permutations(list(ObjectiveName)),
)
def test_measures_do_not_depend_on_what_was_ranked(
    rows: list[str], ranking: list[ObjectiveName]
) -> None:
    found = _of(" ".join(rows))
    other: Programme = replace(found.programme, ranking=tuple(ranking))
    again = ruled_by(found, other)
    assert [m.of(again) for m in MEASURES] == [m.of(found) for m in MEASURES]


def test_the_months_of_the_cases_are_whole() -> None:
    assert [week.middle.month for week in MONTHS.weeks] == [4] * 4 + [5] * 5
    assert MONTHS.weeks[0].monday == date(2023, 4, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_is_explained(language: str) -> None:
    text = Messages(language)
    names = [measure_name(measure, text) for measure in MEASURES]
    assert len(set(names)) == len(BY_NAME) == len(MEASURES)
    for measure in MEASURES:
        told = text(f"definition.{measure.name}")
        assert told.endswith(".")
        assert text(f"unit.{measure.unit}")
        assert text(f"better.{measure.better}")
