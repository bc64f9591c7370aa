"""Cohorts that are there for a part of the year: their weeks, hours, documents."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from planner.apprentices.year import apprentice_year
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import check, keeps_every_rule
from planner.planning.course import stays_before
from planner.planning.file import planning_json, read_planning
from planner.planning.ledger import totals, week_hours
from planner.planning.measures import MEASURES
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import Event, Pattern, SessionRules, Wish
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import LAST_OBJECTIVES, ObjectiveName, RuleName
from planner.programme.programme import LeaveRules, Programme
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.leave import leave_due
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.explain import explain_rules
from planner.solver.solve import Solved, SolvedCourse, solve, solve_course
from planner.words.reasons import conflict_lines, way_line
from planner.words.rules import required
from planner.year.activity import Activity, Place
from planner.year.calendar import academic_year
from planner.year.moments import FirstMonday, Moment, MonthDay, NumberedWeek, YearSpan
from planner.year.positions import weeks_between
from planner.year.weeks import HOUR, CohortDays
from tests.builders import FRANCE, SOMEBODY, cohort, letters, lived, planning, programme, year
from tests.conftest import Call
from tests.explaining import CHANGING

LONG = academic_year(2026, YearSpan(iso_week=40), FRANCE)
"""From 28 September 2026: 53 weeks, of which that of 4 January is the fifteenth."""

FILE = """
id = "p"
name = "Cuisine"
school = "École"
objectives = ["campus_peak", "campus_overlap", "week_order", "session_spread"]
academic_year = { first_week = 40 }
public_holidays = { country = "FR" }
workday = { company = 7, school = 7 }

[[cohorts]]
id = "A"
label = "Rentrée d'octobre"
year = 1
headcount = 20
school_weeks = 4
school_blocks = { shortest = 2, longest = 2 }
company_blocks = { shortest = 8 }
"""

JANUARY = """
[[cohorts]]
id = "J"
label = "Rentrée de janvier"
year = 1
option = "janvier"
headcount = 12
school_weeks = 4
school_blocks = { shortest = 2, longest = 2 }
company_blocks = { shortest = 6 }
starts = { date = 2027-01-06 }
ends = { month = 5, day = 28 }
"""
"""What a school types where a class begins in January."""


def _solved(of: Programme, weeks: int) -> Solved:
    outcome = solve(Case(of, year(weeks)))
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)
    return outcome


def _rows(solved: Solved) -> list[str]:
    return [letters(row) for row in solved.planning.cohorts]


# --- From a day to a week


@pytest.mark.parametrize(
    ("starts", "ends", "first", "last"),
    [
        (date(2027, 1, 4), None, date(2027, 1, 4), date(2027, 9, 27)),
        (date(2027, 1, 6), None, date(2027, 1, 4), date(2027, 9, 27)),
        (date(2027, 1, 2), None, date(2027, 1, 4), date(2027, 9, 27)),  # a Saturday
        (MonthDay(1, 4), MonthDay(5, 28), date(2027, 1, 4), date(2027, 5, 24)),
        (None, date(2027, 5, 30), date(2026, 9, 28), date(2027, 5, 24)),  # a Sunday
        (None, date(2027, 5, 31), date(2026, 9, 28), date(2027, 5, 31)),
        (NumberedWeek(53), FirstMonday(6), date(2026, 12, 28), date(2027, 6, 7)),
        (date(2020, 1, 1), date(2030, 1, 1), date(2026, 9, 28), date(2027, 9, 27)),
    ],
)
def test_whole_weeks_of_a_cohort_count(
    starts: Moment | None, ends: Moment | None, first: date, last: date
) -> None:
    weeks = weeks_between(starts, ends, LONG)
    assert (LONG.weeks[weeks[0]].monday, LONG.weeks[weeks[-1]].monday) == (first, last)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(date(2027, 10, 4), None), (None, date(2026, 9, 25)), (MonthDay(5, 1), MonthDay(1, 1))],
)
def test_a_cohort_may_have_no_week(starts: Moment | None, ends: Moment | None) -> None:
    assert not weeks_between(starts, ends, LONG)


def test_a_year_without_week_53_has_no_cohort_that_starts_with_it() -> None:
    assert not weeks_between(
        NumberedWeek(53), None, academic_year(2027, YearSpan(iso_week=40), FRANCE)
    )


# --- Planned for its weeks only


APRIL = MonthDay(4, 17)
"""The Monday of the third week of the short years of tests."""


def test_nothing_is_placed_before_it_starts_nor_after_it_ends() -> None:
    who = cohort(starts=APRIL, ends=MonthDay(5, 5), school_weeks=Extent.just(2))
    assert _rows(_solved(programme(who), 7)) == ["OOCCEOO"]


def test_a_campus_is_free_while_one_has_not_begun() -> None:
    both = {"school_weeks": Extent.just(2), "school_blocks": BlockShape(2, 2)}
    of = programme(
        cohort(**both, ends=MonthDay(4, 28)),
        cohort(id="2A", **both, starts=APRIL),
        campus=Campus(cohorts=1),
    )
    assert _rows(_solved(of, 6)) == ["CCEEOO", "OOCCEE"]


def test_a_week_that_is_none_of_it_is_no_absence_wish_departure_nor_idle() -> None:
    ranking = (
        ObjectiveName.SCHOOL_ABSENCE,
        ObjectiveName.IDLE_WEEKS,
        ObjectiveName.WISHED_WEEKS,
        ObjectiveName.PATTERN_DEPARTURES,
        *LAST_OBJECTIVES,
    )
    who = cohort(
        starts=APRIL,
        wishes=(Wish(14, Activity.SCHOOL, 3),),
        patterns=(Pattern((Activity.SCHOOL, Activity.COMPANY), False, None, preferred=True),),
    )
    solved = _solved(programme(who, ranking=ranking), 6)
    assert _rows(solved) == ["OOCECE"]
    assert [each.value for each in solved.objectives][:4] == [1, 0, 0, 0]


def test_a_stay_of_the_year_before_does_not_go_on_in_april() -> None:
    who = cohort(id="2A", year=2, starts=APRIL, school_blocks=BlockShape(longest_across=2))
    first = cohort(ends=APRIL)
    of = programme(first, who)
    before = planning(of, year(4), "CCCO", "OOCC")
    assert stays_before(before, of) == {}
    names = {rule.name for rule in Case(of, year(4)).rules["2A"]}
    assert RuleName.ACROSS_YEARS not in names


def test_years_planned_jointly_are_not_bound_where_one_is_not_there() -> None:
    shape = BlockShape(longest_across=2)
    of = programme(
        cohort(school_blocks=shape, ends=MonthDay(6, 2)),
        cohort(id="2A", year=2, school_blocks=shape, starts=MonthDay(4, 10)),
    )
    years = [academic_year(2023 + n, YearSpan(iso_week=14), FRANCE) for n in range(2)]
    outcome = solve_course(Course(tuple(Case(of, each) for each in years)))
    assert isinstance(outcome, SolvedCourse)
    for solved in outcome.years:
        assert keeps_every_rule(solved.planning)
        ended, begun = map(letters, solved.planning.cohorts)
        assert (ended[:2], ended[9:]) == ("CC", "O" * (len(ended) - 9))
        assert begun[0] == "O"
        assert begun[1:].count("C") == 2


# --- Counted for its weeks only


def test_hours_and_weeks_are_those_of_its_weeks() -> None:
    who = cohort(starts=APRIL, onsite=60 * HOUR, sessions=SessionRules(2, (2,)))
    case = Case(programme(who), year(5))
    row = planning(case.programme, case.year, "OOCCE").cohorts[0]
    found = totals(CohortPlanning(who, row.activities, (0, 0, 0, 0, 2), row.onsite), case)
    assert (found.school_weeks, found.company_weeks, found.onsite) == (2, 1, 60 * HOUR)
    assert found.company == 5 * 7 * HOUR - 2 * 210
    assert {a.name: n for a, n in found.weeks.items()} == {"school": 2, "company": 1}


def _from_thursday(**rules: object) -> Case:
    """Return the case of a class of three whole weeks, there from the first Thursday on."""
    who = cohort(starts=MonthDay(4, 6), **rules)
    days = CohortDays(who.id, date(2023, 4, 6), date(2023, 4, 23))
    return Case(programme(who), year(3).with_cohort_days([days]))


def test_sessions_of_a_first_week_fit_into_its_days() -> None:
    """Two days have room for four of them, five for ten."""
    asks = {"school_weeks": Extent.just(0), "sessions": SessionRules(10, (0, 4, 5, 10))}
    case = _from_thursday(**asks)
    (who,) = case.programme.cohorts
    for sessions, is_kept in (((4, 6, 0), True), ((5, 5, 0), False), ((0, 0, 10), True)):
        row = CohortPlanning(who, (Activity.COMPANY,) * 3, sessions)
        broken = {each.rule.name for each in check(Planning(case, (row,))) if each.breaches}
        assert (RuleName.SESSION_WEEKS not in broken) is is_kept
    outcome = solve(_from_thursday(**asks | {"sessions": SessionRules(15, (0, 5))}))
    assert not isinstance(outcome, Solved)
    outcome = solve(_from_thursday(**asks | {"sessions": SessionRules(14, (0, 4, 5))}))
    assert isinstance(outcome, Solved)
    assert outcome.planning.cohorts[0].sessions == (4, 5, 5)


def test_an_event_before_its_first_day_asks_for_nothing(french: Messages) -> None:
    """Its first week is planned whole, at school; the events are on Wednesday and Thursday."""
    visit, fair = (Event(f"{day} avril", MonthDay(4, day), Activity.COMPANY) for day in (5, 6))
    for events, is_kept in (((visit,), True), ((visit, fair), False)):
        case = _from_thursday(events=events)
        rules = [rule for rule in case.rules["1A"] if rule.name is RuleName.EVENTS]
        assert required(rules[0], french).startswith("5 avril (entreprise, sans effet cette année)")
        found = check(planning(case.programme, case.year, "CCE"))
        broken = {each.rule.name for each in found if each.breaches}
        assert (RuleName.EVENTS not in broken) is is_kept
        outcome = solve(case)
        assert isinstance(outcome, Solved)
        assert letters(outcome.planning.cohorts[0])[0] == ("C" if is_kept else "E")


def test_months_before_it_starts_are_no_months_without_company() -> None:
    measure = next(each for each in MEASURES if each.name == "company_month_least")
    when = academic_year(2023, YearSpan(iso_week=14, weeks=13), FRANCE)
    found = planning(programme(cohort(starts=MonthDay(5, 1))), when, "OOOO" + "E" * 9)
    assert measure.of(found) == 20 * 7  # in June


@pytest.mark.parametrize(
    ("own", "weeks", "consecutive"),
    [(range(52), 5, 2), (range(14, 52), 4, 2), (range(14, 25), 2, 0), (range(50, 52), 1, 1)],
)
def test_leave_in_proportion(own: range, weeks: int, consecutive: int) -> None:
    leave = LeaveRules(5, 2, 5, 1, in_proportion=True)
    when = academic_year(2027, YearSpan(iso_week=40), FRANCE).weeks
    due = leave_due(leave, when, own)
    assert (due.weeks, due.consecutive) == (weeks, consecutive)
    as_typed = LeaveRules(5, 2, 5, 1)
    assert leave_due(as_typed, when, own) == as_typed


def test_days_of_people_have_no_place_outside() -> None:
    who = lived("OCE", starts=MonthDay(4, 10))
    assert {day.place for day in who.week(0)} == {None}
    assert who.is_whole
    assert who.apprentice == SOMEBODY


# --- What is told


def _told(text: str, messages: Messages) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        academic_year_of(parse_programme(text, "p.toml"), 2026)
    return [messages.sentence(found) for found in unusable.value.problems]


def test_a_cohort_without_a_week_is_refused(french: Messages) -> None:
    never = JANUARY.replace("2027-01-06", "2027-09-06")
    assert _told(FILE + never, french) == [
        "J : aucune semaine en 2026-2027 : starts donne le 2027-09-06, ends le 2027-05-28."
    ]


def test_a_cohort_by_days_that_ends_before_it_starts_in_a_week_is_refused(
    french: Messages,
) -> None:
    never = JANUARY.replace("2027-01-06", "2027-05-28").replace("ends = ", "#", 1)
    never += 'changes_on = ["thursday"]\nends = { date = 2027-05-27 }\n'
    assert _told(FILE + never, french) == [
        "J : aucune semaine en 2026-2027 : starts donne le 2027-05-28, ends le 2027-05-27."
    ]


def test_what_must_lie_outside_is_refused(french: Messages) -> None:
    autumn = (
        'named_blocks = { S = { label = "s", count = 1, until = { month = 12, day = 31 } } }\n'
        "semesters = { S1 = { until = { month = 12, day = 15 }, onsite_hours = 10 } }\n"
        "sessions = { total = 2, a_week = [0, 2], from = { month = 6, day = 14 } }\n"
    )
    where = "se situe en dehors de la promotion, présente du 4 janvier 2027 au 28 mai 2027."
    assert _told(FILE + JANUARY + autumn, french) == [
        f"J : sessions {where}",
        f"J : semesters.S1 {where}",
        f"J : named_blocks.S {where}",
    ]


def test_what_may_lie_outside_is_not_refused() -> None:
    free = 'named_blocks = { S = { label = "s", longest = 2, until = { month = 12, day = 31 } } }\n'
    assert academic_year_of(parse_programme(FILE + JANUARY + free, "p.toml"), 2026)


def test_the_name_of_the_activity_is_reserved(french: Messages) -> None:
    days = ", ".join(['"none"'] * 5)
    own = f'[activities.outside]\nlabel = "x"\ncode = "X"\ndays = [{days}]\n'
    assert "outside" in _told(FILE + own, french)[0]
    fixed = 'fixed_weeks = { 41 = "outside" }\n'
    assert "outside" in _told(FILE + fixed, french)[0]


def test_an_unfulfillable_total_names_the_shorter_year(french: Messages) -> None:
    text = FILE + JANUARY.replace("school_weeks = 4", "school_weeks = { least = 30 }")
    rules = parse_programme(text.replace("longest = 2", "longest = 30"), "p.toml")
    case = Case(rules, academic_year_of(rules, 2026))
    found = explain_rules(case, CHANGING, FeasibilitySearch())
    lines = [*conflict_lines(found.conflicts[0], case.year.weeks, french)]
    assert lines == [
        "J – Semaines de la promotion (cohort_weeks) : du 4 janvier au 28 mai 2027, 21 semaines",
        "J – Semaines à l'école (school_weeks) : au moins 30 semaines",
    ]
    ways = [way_line(way, case.year.weeks, french, with_keys=False) for way in found.ways]
    assert "J – Semaines de la promotion : finir le 30 juillet 2027 au lieu du 28 mai 2027" in ways


# --- A class from January, from the change to the document


@pytest.mark.usefixtures("uncharted")
def test_a_class_from_january(planner: Call, tmp_path: Path) -> None:
    rules, out = tmp_path / "p.toml", tmp_path / "out"
    rules.write_text(FILE + JANUARY, encoding="utf-8")
    code, told, _ = planner("plan", rules, "--year", "2026", "--out", out)
    assert code == 0
    assert (
        "J : semaines planifiées en entier, du 4 janvier au 28 mai 2027 ; "
        "la promotion est là du 6 janvier au 28 mai 2027, et ses heures comptent ces jours-là."
        in " ".join(told.split())
    )
    planned = json.loads((out / "planning.json").read_text(encoding="utf-8"))["cohorts"][1]
    outside = [week for week in planned["weeks"] if week["activity"] == "outside"]
    assert len(outside) == 53 - 21
    assert {week["monday"] for week in outside}.isdisjoint({"2027-01-04", "2027-05-24"})
    assert not any(week["company_hours"] or week["onsite_hours"] for week in outside)
    assert planned["totals"]["weeks"] == {"company": 17, "school": 4}
    (first,) = [week for week in planned["weeks"] if week["monday"] == "2027-01-04"]
    assert (first["activity"], first["onsite_hours"]) == ("school", 21)

    for name in ("planning.json", "planning.xlsx"):
        code, told, err = planner("check", out / name)
        assert (code, err) == (0, "")
        assert "Semaines de la promotion" in told

    roster = tmp_path / "liste.csv"
    roster.write_text(
        "nom;prénom;promotion;entreprise\nDupont;Alix;J;Menuiserie du Lac\n", encoding="utf-8"
    )
    documents = tmp_path / "docs"
    arguments = ("--roster", roster, "--out", documents)
    assert planner("documents", out / "planning.json", *arguments)[0] == 0
    (page,) = documents.rglob("calendrier.pdf")
    text = PdfReader(page).pages[0].extract_text()
    assert "avant le début ou après la fin de la promotion" in text
    assert "hors contrat" not in text
    (calendar,) = documents.rglob("calendrier.ics")
    assert "DTSTART;VALUE=DATE:2026" not in calendar.read_text(encoding="utf-8")


WEDNESDAY = MonthDay(4, 12)
"""Of the second week of the short years of tests."""

OWN_DAYS = (CohortDays("1A", date(2023, 4, 12), date(2023, 4, 18)),)


@pytest.mark.parametrize("by_days", [False, True])
def test_hours_and_pages_begin_and_end_with_the_days_of_a_class(by_days: bool) -> None:
    """Three days of a week and two of the next, all in company: a day is 7 h."""
    who = cohort(starts=WEDNESDAY, ends=MonthDay(4, 18), school_weeks=Extent.just(0))
    when = replace(year(4), by_days=by_days, cohort_days=OWN_DAYS)
    outcome = solve(Case(programme(who), when))
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)
    (row,) = outcome.planning.cohorts
    weeks = [each.code for each in row.activities]
    assert weeks == (["·", "··|EEE", "EE|···", "·"] if by_days else ["·", "E", "E", "·"])
    assert [h.company for h in week_hours(row, outcome.planning.case)] == [
        0,
        21 * HOUR,
        14 * HOUR,
        0,
    ]
    days = apprentice_year(SOMEBODY, outcome.planning).days
    there = [day.date.day for day in days if day.place is Place.COMPANY]
    assert there == [12, 13, 14, 17, 18]
    away = [day for day in days if day.date.weekday() < 5 and day.date.day not in there]
    assert all(day.activity == Activity.OUTSIDE and day.place in (None, Place.NONE) for day in away)


def test_lessons_fit_into_the_days_of_a_class() -> None:
    """A class that starts on a Wednesday has three days of lessons in that week, not five."""
    who = cohort(starts=WEDNESDAY, school_weeks=Extent.just(1), onsite=28 * HOUR)
    when = replace(year(3), cohort_days=OWN_DAYS[:1])
    late = replace(when, cohort_days=(replace(OWN_DAYS[0], last=date(2023, 4, 21)),))
    outcome = solve(Case(programme(who), late))
    assert isinstance(outcome, Solved)
    assert letters(outcome.planning.cohorts[0]) == "OEC"  # four days and a holiday would be 28 h


@pytest.mark.usefixtures("uncharted")
def test_a_first_week_cut_by_its_day_is_planned_and_read_again(
    planner: Call, tmp_path: Path
) -> None:
    rules, out = tmp_path / "p.toml", tmp_path / "out"
    class_a = FILE.index("[[cohorts]]")
    rules.write_text(FILE[:class_a] + JANUARY + 'changes_on = ["monday", "thursday"]\n')
    code, told, _ = planner("plan", rules, "--year", "2026", "--out", out)
    assert code == 0
    assert "planifiées en entier" not in told
    (planned,) = json.loads((out / "planning.json").read_text(encoding="utf-8"))["cohorts"]
    (first,) = [week for week in planned["weeks"] if week["monday"] == "2027-01-04"]
    assert first["activity"] == "outside*2|company*3"
    assert first["company_hours"] == 21
    for name in ("planning.json", "planning.xlsx"):
        assert planner("check", out / name)[0] == 0


def test_empty_cells_of_a_published_calendar_are_weeks_outside(tmp_path: Path) -> None:
    rules = parse_programme(FILE + JANUARY, "p.toml")
    when = academic_year_of(rules, 2026)
    own = weeks_between(rules.cohorts[1].starts, rules.cohorts[1].ends, when)
    rows = [
        f"{week.iso_year};{week.iso_week};E;{'E' if n in own else ''}"
        for n, week in enumerate(when.weeks)
    ]
    table = tmp_path / "calendrier.csv"
    table.write_text("\n".join(["année;semaine;A;J", *rows]) + "\n", encoding="utf-8")
    read = read_planning(table, rules, 2026).edition.planning
    assert read.cohorts[1].activities.count(Activity.OUTSIDE) == 53 - 21
    broken = {found.rule.name for found in check(read) if found.breaches}
    assert RuleName.COHORT_WEEKS not in broken


def test_a_planning_is_read_with_rules_that_know_nothing_of_it(tmp_path: Path) -> None:
    who = cohort(starts=APRIL)
    case = Case(programme(who), year(4))
    row = planning(case.programme, case.year, "OOCC").cohorts[0]
    whole = Planning(Case(programme(cohort()), year(4)), (row,))
    assert planning_json(Edition(whole, ()))
    broken = {found.rule.name: found for found in check(whole) if found.breaches}
    assert [bound.week for bound in broken[RuleName.FIXED_WEEKS].breaches] == [0, 1]
