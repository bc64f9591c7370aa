"""Saturdays: a day with hours, that goes with its Friday and is no part of a week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from planner.acquisition.file.reading import read_calendar
from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.day import Hours
from planner.apprentices.roster.reading import read_noted_roster
from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import check, keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.inputs import read_any_planning
from planner.planning.ledger import totals, week_hours
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.portal.pages.this_week import this_week
from planner.programme.block_shapes import Extent
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity, Place, week_of
from planner.year.weeks import HOUR

BASE = """
id = "samedi"
name = "Avec des samedis"
school = "École d'essai"
objectives = ["week_order", "session_spread"]

[academic_year]
starts = { month = 4, day = 12 }
weeks = 5

[public_holidays]
country = "FR"

[workday]
company = 7.0
school = 6.0

[activities.weekend]
label = "fin de semaine à l'école"
code = "VS"
days = ["company", "company", "company", "company", "school", "school"]

[activities.shop]
label = "magasin"
code = "M"
days = ["none", "company", "company", "company", "company", "company"]
sessions = true

[[cohorts]]
id = "E"
label = "classe"
year = 1
headcount = 5
company_blocks = { shortest = 1 }
activities = { weekend = {}, shop = {} }
"""
"""The weeks of 12 April to 10 May 2027: 1 and 8 May are Saturdays, 6 May is Ascension."""

EN = Messages("en")


@cache
def case_of(old: str = "", new: str = "") -> Case:
    programme = parse_programme(BASE.replace(old, new), "x.toml")
    return Case(programme, academic_year_of(programme, 2027))


def lived(
    *names: str, case: Case | None = None, sessions: tuple[int, ...] | None = None
) -> Planning:
    case = case or case_of()
    (cohort,) = case.programme.cohorts
    weeks = tuple(map(case.programme.activity, names))
    hours = (0,) * len(weeks)
    return Planning(case, (CohortPlanning(cohort, weeks, sessions or hours, hours),))


def edition_of(planning: Planning) -> Edition:
    return Edition(planning, ())


SATURDAYS = lived("weekend", "company", "weekend", "weekend", "shop")


def test_a_week_has_six_days_where_an_activity_of_the_programme_has_a_saturday() -> None:
    year = case_of().year
    assert year.weekdays == 6
    assert [(week.last_day - week.monday).days for week in year.weeks] == [5] * 5
    assert [len(week.public_holidays) for week in year.weeks] == [0, 0, 1, 2, 0]
    without = case_of('"school", "school"]', '"school"]').programme
    assert without.weekdays == 6
    five = BASE.replace('"school", "school"]', '"school"]').replace('["none", "company"', '["none"')
    assert academic_year_of(parse_programme(five, "x.toml"), 2027).weekdays == 5


def test_a_saturday_is_a_day_with_hours_and_no_part_of_a_week() -> None:
    (row,) = SATURDAYS.cohorts
    found = totals(row, SATURDAYS.case)
    assert (found.company_weeks, found.split_weeks) == (1, 4)
    # at school the Friday and the Saturday of the first week, and two Fridays: 1 and 8 May are off
    assert found.days[Place.SCHOOL] == 4
    # four days a week, the last four of them without Ascension, five in company, five in the shop
    assert found.days[Place.COMPANY] == 4 + 5 + 4 + 3 + 5
    hours = [week.company for week in week_hours(row, SATURDAYS.case)]
    assert hours == [n * 7 * HOUR for n in (4, 5, 4, 3, 5)]


@pytest.mark.parametrize(
    ("workday", "saturday"),
    [
        ("company_week = 39", "7 h 48"),
        ("company_days = [8, 8, 8, 8, 7]", "7 h"),
        ("company_days = [8, 8, 8, 8, 7, 4.5]", "4 h 30"),
    ],
)
def test_a_saturday_is_as_long_as_friday_unless_it_is_given(workday: str, saturday: str) -> None:
    found = case_of("company = 7.0", workday).programme.workday
    hours, minutes = divmod(found.company_on(5), 60)
    assert f"{hours} h {minutes:02}".removesuffix(" 00") == saturday
    assert found.company_week == 39 * HOUR


def test_a_day_too_many_is_refused() -> None:
    with pytest.raises(Unusable) as refused:
        parse_programme(BASE.replace('"school", "school"]', '"school", "school", "none"]'), "x")
    assert "activities.weekend.days" in EN.sentence(refused.value.problems[0])


def test_the_days_of_a_person_have_the_saturdays_of_the_class() -> None:
    (row,) = SATURDAYS.cohorts
    year = apprentice_year(Apprentice("A", "B", "E", (Period(),)), SATURDAYS)
    saturdays = [year.week(n)[5] for n in range(5)]
    assert [day.place for day in saturdays] == [
        Place.SCHOOL,
        None,
        Place.SCHOOL,
        Place.SCHOOL,
        Place.COMPANY,
    ]
    assert [day.is_off for day in saturdays] == [False, False, True, True, False]
    assert [Hours.of(year.week(n)).company for n in range(5)] == [
        week.company for week in week_hours(row, SATURDAYS.case)
    ]
    grid = calendar_grid(year, edition_of(SATURDAYS), EN)
    letters = {c.date: c.face.letters for column in grid.columns for c in column.cells if c}
    assert letters[date(2027, 4, 17)] == "C"
    assert letters[date(2027, 4, 24)] == ""
    assert letters[date(2027, 5, 15)] == "E"
    assert "Sat 01/05" in " ".join(note.line for note in grid.notes)
    stays = [e for e in calendar_entries(year, EN).values() if e.kind == Place.SCHOOL]
    assert (stays[0].start, stays[0].end) == (date(2027, 4, 16), date(2027, 4, 18))
    view = this_week(year, date(2027, 4, 14), EN)
    assert view is not None
    assert [part.days for part in view.parts] == ["Monday to Thursday", "Friday, Saturday"]


@pytest.mark.parametrize(("day", "is_idle"), [("17/04/2027", False), ("18/04/2027", True)])
def test_an_exception_on_a_saturday_has_an_effect(tmp_path: Path, day: str, is_idle: bool) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(
        f"Nom;Prénom;Promotion;Entreprise;Exceptions\nX;Y;E;Z;{day} entreprise\n", "utf-8"
    )
    notes = read_noted_roster(path, case_of()).notes
    assert ("roster.no-effect" in [note.key for note in notes]) is is_idle


def test_sessions_are_not_held_on_a_saturday() -> None:
    planning = lived("weekend", "company", "weekend", "weekend", "shop", sessions=(0,) * 4 + (4,))
    year = apprentice_year(Apprentice("A", "B", "E", (Period(),)), planning)
    assert [len(day.sessions) for day in year.week(4)] == [0, 1, 1, 1, 1, 0, 0]


def test_an_event_on_a_saturday_asks_for_that_day() -> None:
    event = 'events = [{ name = "Gala", on = { date = 2027-04-17 }, activity = "school" }]\n'
    case = case_of("company_blocks =", f"{event}company_blocks =")
    verdicts = {
        name: next(
            each.verdict
            for each in check(lived(name, *["company"] * 4, case=case))
            if each.rule.name == RuleName.EVENTS
        )
        for name in ("weekend", "company", "shop")
    }
    assert verdicts == {"weekend": "kept", "company": "broken", "shop": "broken"}


def test_a_closure_that_begins_on_a_saturday_closes_no_week_before_it() -> None:
    closures = "\n[closures]\ndays = [{ first = 2027-04-24, last = 2027-05-02 }]\n"
    year = case_of("\n[workday]", f"{closures}\n[workday]").year
    assert [week.closed for week in year.weeks] == [False, False, True, False, False]


def test_a_single_saturday_may_be_closed() -> None:
    closures = '\n[closures]\nsingle_days = [{ first = 2027-04-17, hours = "lost" }]\n'
    case = case_of("\n[workday]", f"{closures}\n[workday]")
    (week, *_) = case.year.weeks_of("E")
    weekend = case.programme.activity("weekend")
    assert [closed.date for closed in week.missed_days(weekend)] == [date(2027, 4, 17)]
    assert week.days_at(weekend, Place.SCHOOL) == 1
    assert week.missed_days(Activity.SCHOOL) == ()


def test_where_a_year_goes_by_days_a_saturday_goes_with_its_friday() -> None:
    text = BASE.replace(
        "[activities.shop]",
        '[activities.six]\nlabel = "six"\ncode = "S"\n'
        'days = ["school", "school", "school", "school", "school", "school"]\n\n[activities.shop]',
    )
    text = text.replace(
        "activities = { weekend = {}, shop = {} }",
        'changes_on = ["monday", "friday"]\nschool_weeks = 1\nonsite_hours = 36\n'
        "activities = { six = { weeks = 1, blocks = { longest = 1 } } }",
    )
    programme = parse_programme(text, "x.toml")
    case = Case(programme, academic_year_of(programme, 2027))
    assert len(case.year.steps) == 25
    assert [step.last_day.weekday() for step in case.year.steps[:5]] == [0, 1, 2, 3, 5]
    found = solve(case)
    assert isinstance(found, Solved)
    assert keeps_every_rule(found.planning)
    (row,) = found.planning.cohorts
    assert totals(row, case).weeks[programme.activity("six")] == 1


def test_a_cut_week_has_the_saturday_of_its_friday() -> None:
    six = Activity("six", (Place.SCHOOL,) * 6, "S")
    cut = week_of([Activity.COMPANY] * 3 + [six] * 2)
    assert cut.days == (Place.COMPANY,) * 3 + (Place.SCHOOL,) * 3
    assert cut.on(5) == six
    assert (
        week_of([six] * 3 + [Activity.COMPANY] * 2).days
        == (Place.SCHOOL,) * 3 + (Place.COMPANY,) * 2
    )
    assert cut.code == "EEE|SS"


def test_a_planning_with_saturdays_is_read_back(tmp_path: Path) -> None:
    planned = solve(case_of())
    assert isinstance(planned, Solved)
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(edition_of(planned.planning)))
    assert read_any_planning(path, None, None).edition.planning.cohorts == planned.planning.cohorts


def test_a_calendar_with_a_row_a_day_tells_its_saturdays(tmp_path: Path) -> None:
    """A Saturday whose Sunday is at school too is the weekend of a stay."""
    first = date(2026, 9, 7)
    codes = {2: "école", 3: "école", 4: "école", 5: "école", 6: ""}
    lines = ["Date;Classe"]
    for n in range(6 * 7):
        week, weekday = divmod(n, 7)
        code = codes.get(weekday, "entreprise") if week % 2 else "entreprise"
        if week == 4:
            code = "école"
        elif weekday > 4 and week % 2 == 0:
            code = ""
        lines.append(f"{first + timedelta(days=n):%d/%m/%Y};{code}")
    path = tmp_path / "calendrier.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    (seen,) = read_calendar(path, None).classes
    split = (*[Place.COMPANY] * 2, *[Place.SCHOOL] * 4)
    company, school = (Place.COMPANY,) * 5, (Place.SCHOOL,) * 5
    assert seen.weeks == (company, split, company, split, school, split)


WEEKS = {"company": "EEEEE", "weekend": "EEEECC", "shop": "-EEEEE"}
"""What is done from Monday on: C at school, E in company."""

OFF = (date(2027, 5, 1), date(2027, 5, 6), date(2027, 5, 8))


def days_in_company(names: Sequence[str]) -> int:
    monday = date(2027, 4, 12)
    spent = [
        (monday + timedelta(days=7 * week + n), place)
        for week, name in enumerate(names)
        for n, place in enumerate(WEEKS[name])
    ]
    return sum(place == "E" and day not in OFF for day, place in spent)


@pytest.mark.parametrize("days", [19, 22, 24, 25])
def test_company_hours_agree_with_every_planning(days: int) -> None:
    """Of all 243 years, those with so many days in company are found, or none is planned."""
    rule = f"company_hours = {{ target = {7 * days}, tolerance = 0 }}\n"
    case = case_of("company_blocks =", f"{rule}company_blocks =")
    every = list(product(WEEKS, repeat=5))
    wanted = {names for names in every if days_in_company(names) == days}
    for names in every:
        (verdict,) = (
            each.verdict
            for each in check(lived(*names, case=case))
            if each.rule.name == RuleName.COMPANY_HOURS
        )
        assert (verdict == "kept") is (names in wanted)
    found = solve(replace(case, programme=without_school(case)))
    assert isinstance(found, Solved) is bool(wanted)
    if isinstance(found, Solved):
        assert tuple(map(str, found.planning.cohorts[0].activities)) in wanted


def without_school(case: Case) -> Programme:
    """Let nobody have a whole week at school."""
    (cohort,) = case.programme.cohorts
    return replace(case.programme, cohorts=(replace(cohort, school_weeks=Extent.just(0)),))
