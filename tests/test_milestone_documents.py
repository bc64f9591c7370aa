"""Where people read of what is due: workbook, calendars, calendar files, pages."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from planner import api
from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.changes import year_changes
from planner.apprentices.folders import company_folders
from planner.apprentices.roster import read_roster
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.changes import change_summary
from planner.documents.apprentice.changes_sheet import changes_sheet
from planner.documents.apprentice.class_calendar import class_calendar_grid
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.planning.workbook import planning_workbook
from planner.documents.roster.summary import roster_summary
from planner.messages import Messages
from planner.office.year.due import YearDue, year_dues
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.pages.next_dates import next_milestones
from planner.portal.pages.this_week import this_week
from planner.programme.file import read_programme
from planner.words.colours import MILESTONE
from tests.builders import ruled_by
from tests.conftest import DATA, Call


@pytest.fixture(scope="module")
def with_milestones(edition: Edition) -> Edition:
    """Give the planning of Albi with its milestones."""
    rules = read_programme(DATA / "albi-milestones.toml")
    rows = zip(edition.planning.cohorts, rules.cohorts, strict=True)
    cohorts = tuple(replace(row, cohort=own) for row, own in rows)
    return replace(edition, planning=ruled_by(replace(edition.planning, cohorts=cohorts), rules))


def year_of(edition: Edition, start: date | None = None) -> ApprenticeYear:
    who = Apprentice("Exemple", "Camille", "1A", (Period("Orion", start=start),))
    return apprentice_year(who, edition.planning)


def test_the_workbook_lists_what_is_due(with_milestones: Edition, french: Messages) -> None:
    sheet = load_workbook(io.BytesIO(planning_workbook(with_milestones, french)))["Échéances"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0] == ["Date", "Sem.", "À partir du", "Promotion", "À faire", "Par qui"]
    days = [str(row[0]) for row in rows[1:]]
    assert days == sorted(days)
    told = [row[1:] for row in rows if row[4] == "fin de la période d'essai"]
    assert told == [["S50 2026", None, "1A", "fin de la période d'essai", "entreprise"]]
    assert sheet.auto_filter.ref == f"A4:F{sheet.max_row}"


def test_nothing_speaks_of_milestones_where_there_are_none(
    edition: Edition, french: Messages
) -> None:
    year = year_of(edition)
    assert (
        "Échéances"
        not in load_workbook(io.BytesIO(planning_workbook(edition, french))).sheetnames
        + load_workbook(io.BytesIO(apprentice_workbook(year, edition, french))).sheetnames
    )
    assert "Échéances :" not in [n.heading for n in calendar_grid(year, edition, french).notes]
    assert not [*next_milestones(year, date(2026, 10, 1), french)]


def test_calendars_mark_and_name_what_is_due(with_milestones: Edition, french: Messages) -> None:
    year = year_of(with_milestones)
    of_class = class_calendar_grid(year.cohort.cohort, with_milestones, french)
    for grid in (calendar_grid(year, with_milestones, french), of_class):
        (line,) = (note.line for note in grid.notes if note.heading.startswith("Échéances"))
        assert "fin de la période d'essai (entreprise) 11/12" in line
        cells = (cell for column in grid.columns for cell in column.cells if cell)
        marked = {cell.date for cell in cells if MILESTONE in [mark.letters for mark in cell.marks]}
        assert marked == {due.day for due in year.due.dated}
        assert "échéance" in [entry.meaning for entry in grid.legend]


def test_too_many_are_told_to_be_elsewhere(with_milestones: Edition, french: Messages) -> None:
    rules = with_milestones.planning.programme
    more = tuple(
        replace(each, name=f"{each.name} {n}") for n in range(9) for each in rules.milestones
    )
    many = replace(
        with_milestones,
        planning=ruled_by(with_milestones.planning, replace(rules, milestones=more)),
    )
    notes = calendar_grid(year_of(many), many, french).notes
    (line,) = (note.line for note in notes if note.heading.startswith("Échéances"))
    assert len(line) < 1200
    assert "autres (voir l'agenda" in line


def test_an_entry_of_a_calendar_file_keeps_its_identifier_when_its_day_moves(
    with_milestones: Edition, edition: Edition, french: Messages
) -> None:
    year = year_of(with_milestones)
    entries = calendar_entries(year, french)
    due = {uid: entry for uid, entry in entries.items() if entry.kind == "milestone"}
    assert len(due) == len(year.due.dated)
    assert {uid: e for uid, e in entries.items() if uid not in due} == calendar_entries(
        year_of(edition), french
    )
    rows = with_milestones.planning.cohorts
    weeks = list(rows[0].activities)
    weeks[5], weeks[7] = weeks[7], weeks[5]  # the first stay at school begins a week earlier
    first = replace(rows[0], activities=tuple(weeks))
    planning = replace(with_milestones.planning, cohorts=(first, *rows[1:]))
    moved = calendar_entries(year_of(replace(with_milestones, planning=planning)), french)
    assert {uid for uid, entry in moved.items() if entry.kind == "milestone"} == set(due)
    (before, after) = (
        next(e.start for e in found.values() if e.key == ("fiche de liaison", 1))
        for found in (entries, moved)
    )
    assert (before, after) == (date(2026, 11, 9), date(2026, 11, 2))


def test_what_changes_tells_dates_that_moved(
    with_milestones: Edition, edition: Edition, french: Messages
) -> None:
    """The rules alone changed: the weeks are the same, and four dates stand in the sentence."""
    rules = with_milestones.planning.programme
    kept, *others = rules.milestones
    moved = replace(kept, plus_days=1)
    fewer = replace(rules, milestones=(moved, *others[:-1]))
    after = replace(with_milestones, planning=ruled_by(with_milestones.planning, fewer))
    years = year_of(with_milestones), year_of(after)
    found = year_changes(*years)
    assert not found.weeks
    assert not found.is_empty
    assert change_summary(found, french) == (
        "6 échéances modifiées (fiche de liaison : 09/11 → 10/11, fiche de liaison : 04/01 → "
        "05/01, fiche de liaison : 08/03 → 09/03, fiche de liaison : 26/04 → 27/04, …)."
    )
    assert year_changes(years[0], years[0]).is_empty
    gone = year_changes(years[0], year_of(edition)).due
    assert {each.now for each in gone} == {None}
    assert len(gone) == len(years[0].due.dated)
    book = load_workbook(io.BytesIO(changes_sheet(years[1], years[0], after, french)))
    assert book.worksheets[0].row_dimensions[3].height > 20


def test_an_entry_says_who_and_from_when(with_milestones: Edition, french: Messages) -> None:
    entries = calendar_entries(year_of(with_milestones), french).values()
    (met,) = (e for e in entries if e.key == ("rencontre avec le tuteur", 1))
    assert met.title == "Échéance : rencontre avec le tuteur (tuteur pédagogique)"
    assert (met.start, met.end) == (date(2026, 11, 20), date(2026, 11, 21))
    assert met.note == "Du 9 au 20 novembre 2026"


def test_pages_name_what_is_due_next(with_milestones: Edition, french: Messages) -> None:
    """Who begins on 19 October has worked 45 days later than the class."""
    year = year_of(with_milestones, date(2026, 10, 19))
    found = [*next_milestones(year, date(2027, 1, 5), french)]
    assert len(found) == 5
    assert (found[0].title, found[0].when, found[0].detail) == (
        "rencontre avec le tuteur (tuteur pédagogique)",
        "vendredi 29 janvier 2027",
        "du 4 au 29 janvier 2027",
    )
    assert found[1].title == "fin de la période d'essai (entreprise)"
    assert found[1].when == "mardi 2 février 2027"
    week = this_week(year, date(2027, 2, 1), french)
    assert week is not None
    assert "Échéance : fin de la période d'essai (entreprise), mardi" in week.details


def test_the_tables_of_a_person_list_what_is_due(
    with_milestones: Edition, french: Messages
) -> None:
    year = year_of(with_milestones, date(2026, 10, 19))
    sheet = load_workbook(io.BytesIO(apprentice_workbook(year, with_milestones, french)))[
        "Échéances"
    ]
    assert sheet.max_row == 4 + len(year.due.dated)


def test_the_year_of_the_office_follows_each_edit(
    with_milestones: Edition, french: Messages
) -> None:
    before = year_dues(with_milestones.planning, french)
    assert before.dated[3] == YearDue("9 novembre 2026", "1A", "fiche de liaison", "apprenti")
    assert not before.undated
    rows = with_milestones.planning.cohorts
    weeks = tuple(
        week if week.is_in_company else rows[0].activities[0] for week in rows[0].activities
    )
    planning = replace(
        with_milestones.planning, cohorts=(replace(rows[0], activities=weeks), *rows[1:])
    )
    after = year_dues(planning, french)
    assert "fiche de liaison (1A : l'année n'a pas cette période)" in after.undated
    assert not year_dues(ruled_by(planning, replace(planning.programme, milestones=())), french)


# --- Of all persons


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory, with_milestones: Edition) -> tuple[Path, Path]:
    """Write the planning, and a list of two apprentices."""
    folder = tmp_path_factory.mktemp("listed")
    (folder / "planning.json").write_bytes(planning_json(with_milestones))
    rows = (
        "Nom;Prénom;Promotion;Entreprise;Début du contrat;Fin du contrat",
        "Exemple;Camille;1A;Orion;19/10/2026;31/08/2029",
        "Modèle;Dominique;3A;Véga;01/09/2025;31/08/2027",
    )
    (folder / "list.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder / "planning.json", folder / "list.csv"


def test_the_command_lists_classes_or_persons(listed: tuple[Path, Path], planner: Call) -> None:
    planning, roster = listed
    code, out, _ = planner("milestones", planning)
    assert code == 0
    assert "11 décembre 2026" in out
    assert "Sans date" not in out
    code, out, err = planner("milestones", planning, "--roster", roster)
    assert (code, err) == (0, "")
    (trial,) = (line for line in out.splitlines() if "période d'essai" in line)
    assert "2 février 2027" in trial
    assert "Camille Exemple" in trial
    told = out.partition("Sans date")[2]
    assert "soutenance finale (Dominique Modèle : hors contrat" in told


def test_the_command_says_that_there_are_none(
    tmp_path: Path, edition: Edition, planner: Call
) -> None:
    (tmp_path / "planning.json").write_bytes(planning_json(edition))
    code, out, _ = planner("milestones", tmp_path / "planning.json")
    assert (code, out) == (0, "Le programme n'a pas d'échéances (milestones).\n")


def test_a_planning_whose_dates_were_changed_is_told(
    tmp_path: Path, with_milestones: Edition, planner: Call
) -> None:
    written = planning_json(with_milestones).replace(b'"2026-12-11"', b'"2026-12-12"')
    (tmp_path / "planning.json").write_bytes(written)
    code, out, _ = planner("check", tmp_path / "planning.json")
    assert code == 1
    assert "fin de la période d'essai 2026-12-12" in out


def test_the_tables_of_python_have_classes_and_persons(
    listed: tuple[Path, Path], with_milestones: Edition
) -> None:
    classes = api.milestones(with_milestones).to_dict("index")
    trial = classes["1A", "fin de la période d'essai", 1]
    assert (trial["owner"], trial["date"]) == ("company", pd.Timestamp(2026, 12, 11))
    people = api.milestones(with_milestones, listed[1]).to_dict("index")
    mine = people["Exemple", "Camille", "1A", "fin de la période d'essai", 1]
    assert mine["date"] == pd.Timestamp(2027, 2, 2)
    lost = people["Modèle", "Dominique", "3A", "soutenance finale", 0]
    assert (lost["reason"], pd.isna(lost["date"])) == ("absent", True)


def test_the_summary_lists_every_person(
    listed: tuple[Path, Path], with_milestones: Edition, french: Messages
) -> None:
    people = read_roster(listed[1], with_milestones.planning.case)
    companies = company_folders(people, with_milestones.planning.year)
    years = {
        folder.apprentice: apprentice_year(folder.apprentice, with_milestones.planning)
        for company in companies
        for folder in company.folders
    }
    book = roster_summary(companies, years, (), with_milestones, french)
    sheet = load_workbook(io.BytesIO(book))["Échéances"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert sum(len(year.due.dated) + len(year.due.undated) for year in years.values()) == len(rows)
    assert rows[-1][0] is None
    assert rows[-1][-1]
