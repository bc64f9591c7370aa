"""Weeks in which one activity hands over to another: written, typed, read, counted and shown."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.planning.pictures.gantt import gantt_files, gantt_pages
from planner.documents.planning.pictures.year_strip import year_strip
from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.web.draft.page import act_words
from planner.office.web.start import planned_state
from planner.office.year.edits import RunEdit, WeekRun, with_runs
from planner.office.year.view import year_view
from planner.planning.blocks import block_names_by_day, stretches
from planner.planning.check import check
from planner.planning.course import in_terms_of
from planner.planning.editing import WeekEdit, edited
from planner.planning.file import planning_json, read_planning
from planner.planning.file.activity_words import cut_weeks
from planner.planning.file.json_reader import parse_exchange
from planner.planning.ledger import totals
from planner.planning.measures import longest_block
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.block_shapes import NamedBlock
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.words.colours import CUT_WEEK, colour
from planner.words.names import activity_name, planning_legend
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity, Place, week_named, week_of
from planner.year.blocks import running_numbers
from planner.year.weeks import SiteYear
from tests.builders import LETTERS, SOMEBODY, cohort, programme, year
from tests.conftest import PUBLISHED

DAYS = st.lists(st.sampled_from("CEA"), min_size=5, max_size=5).map("".join)


def week(days: str) -> Activity:
    """Return the week of the letters of its days: CCCEE."""
    return week_of([Activity.ABROAD if day == "A" else LETTERS[day] for day in days])


def cut(edition: Edition, index: int, days: str, cohort: str = "1A") -> Edition:
    return edited(edition, [WeekEdit(cohort, index, week(days))])


def planned(*rows: Sequence[str], **rules: object) -> Planning:
    """Plan classes by the letters of the days of their weeks."""
    classes = [cohort(id=f"{n}A", **rules) for n in range(len(rows))]
    case = Case(programme(*classes), year(len(rows[0])))
    cohorts = zip(case.programme.cohorts, rows, strict=True)
    return Planning.of(case, tuple(CohortPlanning(c, tuple(map(week, of))) for c, of in cohorts))


# --- The name of a cut week, and the file


@given(DAYS)
def test_a_week_is_found_again_by_its_name(days: str) -> None:
    found = week(days)
    assert week_named(found.name, BUILT_IN_ACTIVITIES) == found
    assert bool(found.parts) == (len(set(days)) > 1)


@pytest.mark.parametrize(
    "name",
    [
        "company*3|school*3",
        "company*3",
        "company*5",
        "company*2|company*3",
        "company*3|holiday*2",
        "company*3|school*2|",
        "company|school",
        "",
        "company*0|school*5",
    ],
)
def test_other_names_are_of_no_week(name: str) -> None:
    with pytest.raises(KeyError):
        week_named(name, BUILT_IN_ACTIVITIES)


@settings(max_examples=8)
@given(DAYS, st.integers(0, 52))
def test_a_planning_with_cut_weeks_is_read_as_it_was_written(
    edition: Edition, days: str, index: int
) -> None:
    changed = cut(edition, index, days)
    read = parse_exchange(planning_json(changed).decode(), "planning.json")
    assert (read.edition, read.misstatements) == (changed, ())
    record = json.loads(planning_json(changed))["cohorts"][0]["weeks"][index]
    by_day = [LETTERS[day].name if day != "A" else "abroad" for day in days]
    assert record["activity_by_day"] == (by_day if len(set(days)) > 1 else None)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("company*3|school*3", "company*3|school*3"),
        ("company*3|holiday*2", "school*3|company*2"),
    ],
)
def test_a_wrong_cut_week_is_told_with_its_class_and_week(
    edition: Edition, french: Messages, name: str, told: str
) -> None:
    data = json.loads(planning_json(edition))
    data["cohorts"][0]["weeks"][5]["activity"] = name
    with pytest.raises(Unusable) as unusable:
        parse_exchange(json.dumps(data), "p.json")
    (line,) = map(french.sentence, unusable.value.problems)
    assert line.startswith(f'p.json : 1A : S45 : activity : trouvé "{name}"')
    assert "cinq en tout" in line
    assert told in line


def test_days_that_are_not_those_of_the_name_are_told(edition: Edition) -> None:
    data = json.loads(planning_json(cut(edition, 5, "CCCEE")))
    data["cohorts"][0]["weeks"][5]["activity_by_day"][0] = "company"
    (found,) = parse_exchange(json.dumps(data), "p.json").misstatements
    assert found.field == "activity_by_day"


def test_a_changed_activity_is_changed_in_cut_weeks_too() -> None:
    planning = planned(["CCCEE"])
    own = replace(Activity.SCHOOL, label="cours")
    rules = replace(
        planning.programme,
        activities=(own, *(a for a in BUILT_IN_ACTIVITIES if a.name != "school")),
    )
    (found,) = in_terms_of(planning, rules).cohorts[0].activities
    assert {part.label for part in found.parts} == {"cours", ""}


# --- What people type


@pytest.mark.parametrize("typed", ["CCC|EE", "ccc|ee", " CCC EE ", "CCCEE", "CC|CEE"])
def test_letters_of_days_are_read(albi: Programme, typed: str) -> None:
    assert cut_weeks(typed, albi) == (week("CCCEE"),)


@pytest.mark.parametrize("typed", ["CCC|E", "CCCEEE", "CCXEE", "C", "", "|", "CCC||EE"])
def test_other_letters_are_of_no_week(albi: Programme, typed: str) -> None:
    assert cut_weeks(typed, albi) == ()


def typed(edition: Edition, folder: Path, **cells: str) -> Path:
    path = folder / "planning.xlsx"
    path.write_bytes(planning_workbook(edition, Messages("fr")))
    book = load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(path)
    return path


def test_a_cut_week_is_typed_and_told_by_the_check(edition: Edition, tmp_path: Path) -> None:
    read = read_planning(typed(edition, tmp_path, D10="CCC|EE"), None, None)
    planning = read.edition.planning
    assert read.edited
    assert planning.cohorts[0].activities[4] == week("CCCEE")
    assert planning.year.by_days
    broken = {each.rule.name for each in check(planning) if each.breaches}
    assert RuleName.CHANGES in broken


def test_a_workbook_with_cut_weeks_is_read_as_its_planning(
    edition: Edition, tmp_path: Path
) -> None:
    changed = cut(edition, 5, "CCCEE")
    path = typed(changed, tmp_path)
    sheet = load_workbook(path).worksheets[0]
    assert (sheet["D11"].value, sheet["E11"].value) == ("CCC|EE", None)
    read = read_planning(path, None, None)
    assert (read.edition, read.edited) == (changed, False)


def test_a_wrong_number_of_days_is_told_at_its_cell(
    edition: Edition, tmp_path: Path, french: Messages
) -> None:
    with pytest.raises(Unusable) as unusable:
        read_planning(typed(edition, tmp_path, D10="CCC|E"), None, None)
    (line,) = map(french.sentence, unusable.value.problems)
    assert 'D10 : trouvé "CCC|E"' in line
    assert "une lettre par jour, du lundi au vendredi, cinq en tout (CCC|EE), parmi C, E" in line


@pytest.mark.parametrize("typed_cell", ["CCXEE", "CC EE?", "CCC/EE"])
def test_wrong_letters_of_days_are_told_with_how_they_are_written(
    edition: Edition, tmp_path: Path, french: Messages, typed_cell: str
) -> None:
    with pytest.raises(Unusable) as unusable:
        read_planning(typed(edition, tmp_path, D10=typed_cell), None, None)
    (line,) = map(french.sentence, unusable.value.problems)
    assert "l'un de : C, E" in line
    assert "ou une lettre par jour, du lundi au vendredi (CCC|EE)" in line


def test_a_published_calendar_may_have_letters_of_days(albi: Programme, tmp_path: Path) -> None:
    table = PUBLISHED.read_text(encoding="utf-8").replace("2021,50,company", "2021,50,EE|CCC", 1)
    path = tmp_path / "calendar.csv"
    path.write_text(table, encoding="utf-8")
    planning = read_planning(path, albi, 2021).edition.planning
    assert week("EECCC") in {each for row in planning.cohorts for each in row.activities}


# --- What is counted


def test_a_day_of_a_cut_week_is_a_fifth_of_a_week() -> None:
    planning = planned(["EEEEE", "EECCC", "CCCCC", "CCEEE", "EEEEE"])
    found = totals(planning.cohorts[0], planning.case)
    assert found.weeks == {Activity.COMPANY: 3, Activity.SCHOOL: 2}
    assert (found.school_weeks, found.company_weeks, found.split_weeks) == (2, 3, 0)
    assert longest_block(planning, Place.COMPANY) == 1.6
    assert longest_block(planning, Place.SCHOOL) == 2
    assert running_numbers(planning.cohorts[0].activities) == (1, None, 1, None, 2)


def test_classes_that_hand_over_are_not_on_campus_together() -> None:
    planning = planned(["CCEEE", "CCEEE"], ["EECCC", "ECCCC"])
    assert [len(rows) for rows in planning.on_campus(planning.programme.sites[0])] == [1, 2]


def test_blocks_begin_and_end_on_days_with_their_names() -> None:
    named = NamedBlock("PFE", "projet", Activity.COMPANY, last=True)
    planning = planned(["CCCCC", "CCEEE", "EEEEE"], named_blocks=(named,))
    row = planning.cohorts[0]
    first, last = stretches(row, planning.year)
    assert (first.first, first.length, first.name) == (0, 1.4, None)
    assert (last.first, last.length, last.weeks, last.name) == (1.4, 1.6, range(1, 3), "PFE")
    assert block_names_by_day(row, planning.year)[1] == (None, None, "PFE", "PFE", "PFE")


# --- What is shown


@pytest.mark.parametrize(
    ("days", "name"),
    [
        ("CCCEE", "école jusqu'au mercredi, puis entreprise"),
        ("CEEEE", "école le lundi, puis entreprise"),
        ("EECEE", "entreprise jusqu'au mardi, puis école jusqu'au mercredi, puis entreprise"),
    ],
)
def test_a_cut_week_has_a_name(days: str, name: str, french: Messages, english: Messages) -> None:
    assert activity_name(week(days), french) == name
    assert "then company" in activity_name(week(days), english)


def test_a_legend_has_the_activities_of_cut_weeks(french: Messages) -> None:
    planning = planned(["CCCEE"])
    assert [entry.letters for entry in planning_legend([planning], french)] == ["C", "E"]
    assert colour(week("CCCEE"), planning.programme) == CUT_WEEK


def test_the_length_of_a_narrow_stretch_is_written_upwards(french: Messages) -> None:
    """Three days of a year of 52 weeks are narrower than their length."""
    found = planned(["EEECC", *["CCCCC"] * 10, *["EEEEE"] * 41])
    (page,) = gantt_pages([Edition(found, ())], french)
    lengths = {word.line: word.upwards for word in page.words[6] if word.line in ("0,6", "41 sem.")}
    assert lengths == {"0,6": True, "41 sem.": False}


def test_charts_draw_the_hand_over_at_its_day(edition: Edition, french: Messages) -> None:
    changed = cut(edition, 6, "EEECC")
    picture = gantt_files([changed], french)["gantt.svg"].decode()
    assert "6,6 sem." in picture
    assert "EEE|CC" not in picture
    assert "EEE|CC" not in year_strip(changed.planning, french)


def test_each_day_of_an_apprentice_is_of_its_own_activity(
    edition: Edition, french: Messages
) -> None:
    changed = cut(edition, 6, "EEECC").planning
    lived = apprentice_year(replace(SOMEBODY, cohort="1A"), changed)
    assert [str(day.activity) for day in lived.week(6)] == ["company"] * 3 + ["school"] * 4
    starts = [each for each in calendar_entries(lived, french).values() if each.kind == "school"]
    assert starts[0].start == lived.week(6)[3].date
    assert starts[0].title == "École – S46 (période\u00a01, semaine\u00a01 sur\u00a02)"


# --- The office


def test_weeks_get_an_activity_from_a_weekday_on(edition: Edition, french: Messages) -> None:
    state = planned_state(cut(edition, 3, "EEECC"))
    run = RunEdit(WeekRun("1A", 0, 1), activity="school", from_day=2)
    done = with_runs(state, [run])
    told = french.unbroken("S40–41 de 1A : C à partir du mercredi")
    assert act_words(done.act, french) == told
    view = year_view(done.state, state, french)
    assert view
    cells = [row[0] for row in view.cells[:4]]
    assert [each.letters for each in cells] == ["EE|CCC", "C", "E", "EEE|CC"]
    assert [each.number for each in cells] == [None, 1, 1, None]
    assert "entreprise jusqu'au mardi, puis école" in cells[0].words
    assert view.weekdays[2] == "mercredi"
    school = next(row for row in view.totals if row.name == french("total.school_weeks"))
    assert [(each.value, each.asked, each.is_kept) for each in school.figures] == [
        ("19", "17", False),
        ("17", "17", True),
        ("17", "17", True),
    ]
    assert "CCC|EE" in [each.letters for each in view.legend]


def test_where_weeks_are_whole_no_day_is_asked_for(edition: Edition, french: Messages) -> None:
    view = year_view(planned_state(edition), None, french)
    assert view
    assert view.weekdays == ()


def test_a_week_is_cut_in_the_year_of_each_site() -> None:
    """A planning with a cut week goes by days, also as the site of its class has the year."""
    two = (SiteYear("Nord", ("1A",), year(2)), SiteYear("Sud", ("2A",), year(2)))
    case = Case(programme(cohort(), cohort(id="2A")), replace(year(2), sites=two))
    rows = [(week("CCCEE"), Activity.COMPANY), (Activity.COMPANY, Activity.SCHOOL)]
    pairs = zip(case.programme.cohorts, rows, strict=True)
    planning = Planning.of(case, tuple(CohortPlanning(who, row) for who, row in pairs))
    assert planning.year.by_days
    assert len(planning.year.of("1A").steps) == len(planning.year.of("2A").steps) == 10


def test_a_cut_week_has_the_days_and_letters_of_its_activities() -> None:
    week = week_of([Activity.COMPANY] * 3 + [Activity.SCHOOL] * 2)
    assert week.code == "EEE|CC"
    assert week.days == (*Activity.COMPANY.days[:3], *Activity.SCHOOL.days[3:])
    assert [week.on(day) for day in (0, 4)] == [Activity.COMPANY, Activity.SCHOOL]
    assert week_of([Activity.SCHOOL] * 5) == Activity.SCHOOL
