"""Who is on call: half-days by teacher and by week, on sheets, in calendar files, from Python."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

import planner as planner_api
from planner.curriculum.module import Curriculum, Teacher
from planner.documents.planning.files import PlanningFiles
from planner.documents.planning.module_files import told_file_names
from planner.documents.planning.on_call_calendars import on_call_calendars
from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.office.draft_files import file_content, offered_files
from planner.planning.on_call import duties, duties_of_teachers
from planner.planning.planning import CohortPlanning, Edition
from planner.words.notices import notices
from planner.words.on_call import above_lines
from tests.conftest import Call
from tests.office_desk import listed_state
from tests.printing import printed_sizes
from tests.test_planned_modules import MODULES, only_row, planned, rules

FR = Messages("fr")

TEACHERS = MODULES.replace(
    'name = "Anglais"\n', 'name = "Anglais"\nteachers = ["Mme A", "M. Ô"]\nsessions = 2\n'
).replace('name = "Physique"\n', 'name = "Physique"\nsessions = 2\n')
"""Physique has Mme A, Anglais both, options have nobody; all four sessions are of these two."""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules(TEACHERS))


def with_row(edition: Edition, row: CohortPlanning) -> Edition:
    return replace(edition, planning=replace(edition.planning, cohorts=(row,)))


def with_curriculum(edition: Edition, curriculum: Curriculum) -> Edition:
    case = edition.planning.case
    changed = replace(case, programme=replace(case.programme, curriculum=curriculum))
    return replace(edition, planning=replace(edition.planning, case=changed))


def moved(edition: Edition, module: str, *, sessions: bool = True) -> Edition:
    """Return an edition in which a module has its sessions a week later, or none."""
    row = only_row(edition)
    assert row.progression
    modules = tuple(
        replace(each, sessions=(0, *each.sessions[:-1]) if sessions else (0,) * len(each.sessions))
        if each.module.id == module
        else each
        for each in row.progression.modules
    )
    changed = replace(row, progression=replace(row.progression, modules=modules))
    return replace(with_row(edition, changed), revision=2)


def events(content: bytes) -> Mapping[str, tuple[date, date, str, str, int]]:
    return {
        str(event["UID"]): (
            event.start,
            event.end,
            str(event["SUMMARY"]),
            str(event["STATUS"]),
            event.sequence,
        )
        for event in Calendar.from_ical(content).events
    }


def test_half_days_are_the_weeks_in_which_modules_have_sessions(edition: Edition) -> None:
    row = only_row(edition)
    assert row.progression
    found = duties(edition.planning)
    assert [duty.week for duty in found] == sorted(duty.week for duty in found)
    assert {(d.module.id, d.week, d.sessions) for d in found} == {
        (each.module.id, week, each.sessions[week])
        for each in row.progression.modules
        for week in each.session_weeks
    }
    by_teacher = {each.teacher.name: each.duties for each in duties_of_teachers(edition.planning)}
    counts = {name: len(weeks) for name, weeks in row.progression.on_call.items()}
    assert {name: len(of) for name, of in by_teacher.items()} == counts


def test_modules_without_a_teacher_come_last_and_teachers_without_duty_are_there(
    edition: Edition,
) -> None:
    curriculum = edition.planning.programme.curriculum
    assert curriculum
    idle = replace(curriculum, teachers=(Teacher("M. Z"),))
    row = only_row(edition)
    assert row.progression
    modules = tuple(
        replace(each, module=replace(each.module, teachers=())) for each in row.progression.modules
    )
    bare = with_row(edition, replace(row, progression=replace(row.progression, modules=modules)))
    found = duties_of_teachers(with_curriculum(bare, idle).planning)
    assert [(each.teacher.name, len(each.duties)) for each in found] == [
        ("M. Z", 0),
        ("", len(duties(edition.planning))),
    ]


def test_a_teacher_of_two_classes_is_told_above_the_limit(edition: Edition) -> None:
    curriculum = edition.planning.programme.curriculum
    assert curriculum
    (first, *_) = duties_of_teachers(edition.planning)
    most = len(first.duties)
    limited = replace(curriculum, teachers=(Teacher("Mme A", most_on_call=most),))
    alone = with_curriculum(edition, limited)
    assert not any("Mme A" in line for line in notices(alone.planning, FR))
    row = only_row(edition)
    twin = replace(row, cohort=replace(row.cohort, id="2A"))
    both = replace(alone.planning, cohorts=(row, twin))
    (line,) = above_lines(both, FR)
    assert line == (
        f"Mme A : {2 * most} demi-journées de permanence dans l'année, "
        f"toutes promotions ensemble ; au plus {most}."
    )


def test_sheets_show_teachers_by_weeks_and_weeks_with_teachers(edition: Edition) -> None:
    content = planning_workbook(edition, FR)
    book = load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book["Permanences"].iter_rows(min_row=6)]
    rows = [row for row in rows if row[0] and row[1] is None]  # without those of modules
    names = [str(row[0]) for row in rows]
    assert names[:3] == ["Mme A", "M. Ô", "Demi-journées de la semaine (une par module)"]
    total = {str(row[0]): row[-1] for row in rows}
    found = {each.teacher.name: len(each.duties) for each in duties_of_teachers(edition.planning)}
    assert (total["Mme A"], total["M. Ô"]) == (found["Mme A"], found["M. Ô"])
    assert total[names[2]] == len(duties(edition.planning))
    listed = list(book["Permanences par semaine"].iter_rows(min_row=5, values_only=True))
    assert len(listed) == len(duties(edition.planning))
    assert {row[3]: row[6] for row in listed} == {"Physique": "Mme A", "Anglais": "Mme A ; M. Ô"}
    for name in ("Permanences", "Permanences par semaine"):
        assert min(size for _, size in printed_sizes(book[name])) >= 7


def test_a_calendar_file_spans_the_days_of_the_week(edition: Edition) -> None:
    files = on_call_calendars(edition, FR)
    assert list(files) == ["permanences/Mme A.ics", "permanences/M. Ô.ics"]
    weeks = edition.planning.year.weeks
    (first, *_) = duties_of_teachers(edition.planning)
    found = sorted(events(files["permanences/Mme A.ics"]).values())
    mondays = [weeks[duty.week].monday for duty in first.duties]
    assert [(start, end) for start, end, *_ in found] == [
        (monday, monday + timedelta(days=5)) for monday in mondays
    ]
    assert {title.partition(" : ")[0] for *_, title, _, _ in found} == {"Permanence"}
    assert "Avec M. Ô." in files["permanences/Mme A.ics"].decode()
    assert "Avec Mme A." in files["permanences/M. Ô.ics"].decode()
    assert on_call_calendars(edition, FR) == files


def test_identifiers_stay_when_a_week_moves_and_what_is_gone_is_cancelled(
    edition: Edition,
) -> None:
    name = "permanences/M. Ô.ics"
    before = on_call_calendars(edition, FR)
    later = on_call_calendars(moved(edition, "Anglais"), FR, edition)
    assert events(before[name]).keys() == events(later[name]).keys()
    assert {state for *_, state, _ in events(later[name]).values()} == {"CONFIRMED"}
    assert {sequence for *_, sequence in events(later[name]).values()} == {2}
    gone = on_call_calendars(moved(edition, "Anglais", sessions=False), FR, edition)
    assert {state for *_, state, _ in events(gone[name]).values()} == {"CANCELLED"}
    assert on_call_calendars(edition, FR, edition) == before


def test_calendars_since_a_version_cancel_what_it_alone_has(
    edition: Edition, tmp_path: Path
) -> None:
    now = moved(edition, "Anglais", sessions=False)
    planner_api.calendars(now, tmp_path, since=edition)
    found = events((tmp_path / "permanences" / "M. Ô.ics").read_bytes())
    assert {state for *_, state, _ in found.values()} == {"CANCELLED"}


def test_files_of_teachers_are_written_told_by_their_folder_and_removed(
    edition: Edition, tmp_path: Path
) -> None:
    files = PlanningFiles(tmp_path, ["2026-2027"], force=True)
    written = files.write([edition], FR)
    assert told_file_names(written)[-2:] == ["progression.pdf", "permanences/"]
    foreign = tmp_path / "permanences" / "ours.ics"
    foreign.write_text("BEGIN:VCALENDAR\r\nPRODID:-//someone//else\r\nEND:VCALENDAR\r\n")
    files.write([planned(rules(""))], FR)
    left = [path.name for path in (tmp_path / "permanences").iterdir()]
    assert left == ["ours.ics"]
    assert not (tmp_path / "progression.pdf").exists()


def test_the_command_calendars_writes_them_as_plan_does(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    PlanningFiles(tmp_path, ["2026-2027"], force=True).write([edition], FR)
    planner("calendars", tmp_path / "planning.json", "--out", tmp_path / "out")
    for name in ("progression.pdf", "permanences/Mme A.ics"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_half_days_from_python(edition: Edition) -> None:
    found = planner_api.on_call(edition).remote_sessions
    assert found.groupby("teacher").sum().to_dict() == {"M. Ô": 2, "Mme A": 4}


def test_the_office_gives_out_the_same_files(edition: Edition, tmp_path: Path) -> None:
    state = listed_state(edition, ())
    given = {file.name: file for file in offered_files(state, FR)}
    assert given["progression.pdf"].kind == "progression"
    PlanningFiles(tmp_path, ["2026-2027"], force=True).write([edition], FR)
    page = file_content(given["progression.pdf"], state, "fr")
    assert page == (tmp_path / "progression.pdf").read_bytes()
    with ZipFile(io.BytesIO(file_content(given["permanences.zip"], state, "fr"))) as packed:
        for name in packed.namelist():
            assert packed.read(name) == (tmp_path / name).read_bytes()
    other = listed_state(planned(rules("")), ())
    assert not {"progression.pdf", "permanences.zip"} & {f.name for f in offered_files(other, FR)}
