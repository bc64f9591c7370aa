"""Classes whose days are longer or shorter than those of the school."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import Verdict, check
from planner.planning.file.exchange_format import planning_record
from planner.planning.ledger import totals
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.file import (
    Tables,
    merge_tables,
    parse_programme,
    read_programme,
    tables_of,
    variant,
)
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.year.activity import Activity, Place
from planner.year.durations import duration_of, equal_days
from planner.year.weeks import HOUR
from tests.lake import LAKE, planned

OF_39 = {"company_week": 39}


def lake(**of_bachelor: object) -> Tables:
    """Return what changes the rules of the class that comes a week of four."""
    return {"cohorts": [{"id": "BACH", **of_bachelor}]}


def bachelor(planning: Planning) -> CohortPlanning:
    return planning.cohorts[1]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("35", 2100),
        ("35 h", 2100),
        ("37,5", 2250),
        ("37.5 h", 2250),
        ("39h", 2340),
        ("7 h 36", 456),
        ("7h36", 456),
        ("7:36", 456),
        ("7 h 36 min", 456),
        ("35 heures", 2100),
        ("7,33", None),
        ("7 h 60", None),
        ("-7", None),
        ("sept heures", None),
        ("", None),
    ],
)
def test_durations_as_people_write_them(text: str, minutes: int | None) -> None:
    assert duration_of(text) == minutes


@given(st.integers(0, 5 * 24 * HOUR))
def test_days_of_a_week_add_up_and_differ_by_a_minute_at_most(week: int) -> None:
    days = equal_days(week)
    assert sum(days) == week
    assert max(days) - min(days) <= 1


def test_a_class_of_39_hours_has_them_in_every_figure_and_the_same_weeks() -> None:
    """7 h 48 a day in company instead of 7 h; the other class and all weeks stay."""
    before, after = planned(), planned("workday = { company_week = 39 }")
    assert [row.activities for row in after.cohorts] == [row.activities for row in before.cohorts]
    was, now = (totals(bachelor(each), each.case) for each in (before, after))
    days = now.days[Place.COMPANY]
    assert days == was.days[Place.COMPANY]
    assert now.company == days * 468 - 10 * 210
    assert now.company - was.company == days * 48
    assert now.company_contract - was.company_contract == now.company_weeks * 5 * 48
    assert now.company_net == now.company
    assert (now.onsite, now.remote) == (was.onsite, was.remote)
    others = [totals(each.cohorts[0], each.case) for each in (before, after)]
    assert others[0] == others[1]


def test_the_file_of_a_planning_has_the_hours_of_its_class() -> None:
    record = planning_record(Edition(planned("workday = { company_week = 39 }"), ()))
    of = record.cohorts[1]
    whole = next(week for week in of.weeks if week.days == {"company": 5})
    assert whole.company_hours == 39 - 3.5 * whole.remote_sessions
    assert of.totals.company_hours == pytest.approx(sum(week.company_hours for week in of.weeks))


def test_hours_of_weekdays_are_those_of_the_days_spent_there() -> None:
    """Monday to Friday 8, 8, 8, 8 and 5 h: whoever is at school on Monday and Tuesday has 21."""
    rules = variant(
        planned().programme,
        "lake.toml",
        {"cohorts": [{"id": "BTS1", "workday": {"company_days": [8, 8, 8, 8, "5 h"]}}]},
    )
    planning = replace(planned(), case=Case(rules, planned().year))
    row = replace(planning.cohorts[0], cohort=rules.cohorts[0])
    free = [week for week in planning.year.weeks if not week.public_holidays]
    assert rules.cohorts[0].workday is not None
    assert rules.cohorts[0].workday.company_week == 37 * HOUR
    shared = sum(
        21 if activity.is_split else 37
        for week, activity in zip(planning.year.weeks, row.activities, strict=True)
        if week in free
    )
    alone = [n for n, week in enumerate(planning.year.weeks) if week in free]
    only = replace(
        row,
        activities=tuple(a if n in alone else Activity.NONE for n, a in enumerate(row.activities)),
    )
    assert totals(only, planning.case).company == shared * HOUR


@pytest.mark.parametrize(("own", "verdict"), [(OF_39, Verdict.KEPT), ({}, Verdict.BROKEN)])
def test_the_hours_asked_of_a_class_are_counted_with_its_own_days(
    own: Tables, verdict: Verdict
) -> None:
    days = totals(bachelor(planned()), planned().case).days[Place.COMPANY]
    asked = {"company_hours": {"target": round(days * 7.8 - 35), "tolerance": 1}}
    rules = variant(planned().programme, "lake.toml", lake(workday=own, **asked))
    case = Case(rules, planned().year)
    rows = zip(rules.cohorts, planned().cohorts, strict=True)
    found = Planning(case, tuple(replace(row, cohort=cohort) for cohort, row in rows))
    (told,) = (each for each in check(found) if each.rule.name is RuleName.COMPANY_HOURS)
    assert told.verdict is verdict


def test_a_longer_day_at_school_gives_its_weeks_more_room() -> None:
    rules = variant(planned().programme, "lake.toml", lake(workday={"school": "7 h 36"}))
    case = Case(rules, planned().year)
    (part,) = case.onsite_parts["BACH"]
    week = next(week for week in case.year.weeks if not week.public_holidays)
    assert part.teaching.most(week, Activity.SCHOOL) == 38 * HOUR
    (other,) = case.onsite_parts["BTS1"]
    assert other.teaching.most(week, Activity.SCHOOL) == 35 * HOUR


@pytest.mark.parametrize("key", ["company", "company_week", "company_days"])
def test_one_way_to_say_how_long_days_are_replaces_the_others(key: str) -> None:
    values: Tables = {"company": 7, "company_week": 36, "company_days": [8, 8, 8, 8, 4]}
    below: Tables = {"workday": {"company": 7.5, "school": 7}}
    assert merge_tables(below, {"workday": {key: values[key]}}) == {
        "workday": {"school": 7, key: values[key]}
    }


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("company_week = 39, company = 7", ["workday.company", "company_days"]),
        ("company_week = 0", ["workday.company_week", "0"]),
        ('company = "7 h 61"', ["workday.company", "7 h 61", "7 h 36"]),
        ("company = 7.33", ["workday.company", "7.33", "7 h 36"]),
        ("company_days = [8, 8, 8, 8]", ["workday.company_days", "5"]),
        ("company_days = [0, 0, 0, 0, 0]", ["workday.company_days"]),
        ("session = 4", ["cohorts[BACH].workday.session", "company_week"]),
    ],
)
def test_what_is_no_length_of_a_day_is_told_with_its_key(
    own: str, told: list[str], french: Messages
) -> None:
    text = LAKE.read_text("utf-8") + f"workday = {{ {own} }}\n"
    with pytest.raises(Unusable) as caught:
        parse_programme(text, "lake.toml")
    (found,) = caught.value.problems
    sentence = french.sentence(found)
    assert all(part in sentence for part in told), sentence


def test_the_school_says_the_hours_of_a_day_in_one_way(french: Messages) -> None:
    text = LAKE.read_text("utf-8")
    for_weeks = parse_programme(text.replace("company = 7.0", "company_week = 39"), "lake.toml")
    assert for_weeks.workday.company == (468,) * 5
    with pytest.raises(Unusable) as caught:
        parse_programme(text.replace("company = 7.0\n", ""), "lake.toml")
    assert "workday.company" in french.sentence(caught.value.problems[0])


def test_hours_that_hundredths_cannot_write_are_told_in_minutes(french: Messages) -> None:
    texts = [french.hours(minutes) for minutes in (456, 457, 468, 60, -61)]
    assert texts == ["7,6 h", "7 h 37", "7,8 h", "1 h", "-1 h 01"]


def test_the_tables_of_a_class_keep_what_was_typed() -> None:
    rules = parse_programme(
        LAKE.read_text("utf-8") + 'workday = { company = "7 h 36" }\n', "lake.toml"
    )
    assert tables_of(rules)["cohorts"][1]["workday"] == {"company": "7 h 36"}
    assert read_programme(LAKE).cohorts[1].workday is None
