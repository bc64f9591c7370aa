"""Calendars of a past year are read in every layout in which schools publish them."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from planner.acquisition.drafting import programme_tables
from planner.acquisition.file import read_calendar
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import Meaning, SeenCalendar
from planner.documents.planning.files import PlanningFiles
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from tests import calendars
from tests.calendars import Written
from tests.conftest import PUBLISHED

LETTERS = {"school": "C", "company": "E", "defence": "J", "none": "-", "abroad": "A", "leave": "V"}
OCTOBER = date(2021, 10, 4)


def weeks(letters: str) -> list[str]:
    return [letter * 5 for letter in letters]


ONE = "EECCCEEEECCEEEEEEECCCEEEECCCCEEEEEECCEEEEEEEEEEEEECC"
OTHER = "CCEEECCCEEEEEECCEEEECCCEEECCEEEEEEEECCCEEEEEEEEEEEJJ"
TWO = Written(OCTOBER, {"1A": weeks(ONE), "BTS SIO 2": weeks(OTHER)})
SINGLE = Written(OCTOBER, {"1A": weeks(ONE)})
SPLIT = Written(
    OCTOBER, {"1A": ["CCEEE"] * 36 + ["EEEEE"] * 10, "2A": ["EEECC"] * 36 + ["EEEEE"] * 10}
)

Layout = Callable[[Written, Path], Path]


def read_days(seen: SeenCalendar) -> dict[str, list[str]]:
    return {
        each.name: ["".join(LETTERS[place] for place in days) for days in each.weeks]
        for each in seen.classes
    }


WHOLE_WEEKS: list[Layout] = [
    calendars.with_dates,
    calendars.with_typed_dates,
    calendars.with_spans,
    calendars.with_long_dates,
    calendars.with_week_numbers,
    calendars.with_week_words,
    calendars.with_numbers,
    calendars.with_two_dates,
    calendars.in_text,
    calendars.with_merged_weeks,
    calendars.turned,
    calendars.as_events,
]
SINGLE_DAYS: list[Layout] = [
    calendars.with_weekdays,
    calendars.rows_of_days,
    calendars.with_day_names,
    calendars.with_shared_days,
    calendars.in_day_cells,
    calendars.in_colours,
]


@pytest.mark.parametrize("layout", WHOLE_WEEKS + SINGLE_DAYS)
def test_a_calendar_is_read_in_every_layout(layout: Layout, tmp_path: Path) -> None:
    seen = read_calendar(layout(TWO, tmp_path))
    assert seen.unknown == ()
    assert seen.mondays == tuple(TWO.mondays)
    assert read_days(seen) == TWO.classes


@pytest.mark.parametrize("layout", SINGLE_DAYS)
def test_split_weeks_are_read_day_by_day(layout: Layout, tmp_path: Path) -> None:
    seen = read_calendar(layout(SPLIT, tmp_path))
    assert read_days(seen) == SPLIT.classes


@pytest.mark.parametrize("layout", [calendars.rows_of_periods, calendars.with_day_columns])
def test_a_single_class_is_read(layout: Layout, tmp_path: Path) -> None:
    seen = read_calendar(layout(SINGLE, tmp_path))
    assert read_days(seen) == SINGLE.classes


def test_the_published_calendar_is_read() -> None:
    seen = read_calendar(PUBLISHED)
    assert [each.name for each in seen.classes] == ["year1", "year2", "year3"]
    assert [sum(set(days) == {"school"} for days in each.weeks) for each in seen.classes] == [
        17,
        17,
        17,
    ]


def test_a_calendar_may_lie_in_one_year_and_leave_out_august(tmp_path: Path) -> None:
    year = Written(date(2022, 1, 3), {"1A": weeks(ONE[:30])})
    for layout in (calendars.with_day_names, calendars.rows_of_days, calendars.in_colours):
        seen = read_calendar(layout(year, tmp_path), start_year=2022)
        assert seen.mondays == tuple(year.mondays)
        assert read_days(seen) == year.classes


def table(folder: Path, *rows: Sequence[object]) -> Path:
    """Write a row a week from 4 October 2021 on; each row gives what stands behind the date."""
    book, sheet = calendars.sheet_of()
    head, *weeks = rows
    sheet.append(["Semaine du", *head])
    for monday, row in zip(Written(OCTOBER, {"": ["x"] * len(weeks)}).mondays, weeks, strict=True):
        sheet.append([monday, *row])
    return calendars.save(book, folder)


def meanings(seen: SeenCalendar) -> dict[str, Meaning | None]:
    return {code.code: code.meaning for code in seen.codes}


def test_a_letter_gives_way_to_a_word(tmp_path: Path) -> None:
    """E stands for the company, unless that has another code."""
    path = table(tmp_path, ["1A"], *[["E"], ["E"], ["Ent"], ["Ent"]] * 3)
    seen = read_calendar(path)
    assert meanings(seen) == {"E": Meaning.SCHOOL, "Ent": Meaning.COMPANY}
    assert {code.code: code.is_sure for code in seen.codes} == {"E": False, "Ent": True}


def test_a_code_that_nobody_knows_is_asked_for(tmp_path: Path) -> None:
    path = table(tmp_path, ["1A"], *[["C"], ["P2"], ["E"], ["E"]] * 3)
    (unknown,) = read_calendar(path).unknown
    assert (unknown.code, unknown.count, str(unknown.first)) == ("P2", 3, "Planning, B3")
    told = read_calendar(path, codes={"p2": Meaning.SCHOOL})
    assert told.unknown == ()
    assert read_days(told) == {"1A": weeks("CCEE" * 3)}


def test_what_the_user_says_goes_before_words_and_legend(tmp_path: Path) -> None:
    path = table(tmp_path, ["1A"], *[["Cours"], ["E"]] * 6)
    seen = read_calendar(path, codes={"Cours": Meaning.ABROAD, "E": Meaning.SCHOOL})
    assert read_days(seen) == {"1A": weeks("AC" * 6)}


def test_a_legend_explains_its_codes(tmp_path: Path) -> None:
    book, sheet = calendars.sheet_of()
    sheet.append(["Z = entreprise", None, "K", "Cours au CFA"])
    sheet.append(["Semaine du", "1A"])
    for monday, code in zip(SINGLE.mondays, "KKZZ" * 13, strict=True):
        sheet.append([monday, code])
    seen = read_calendar(calendars.save(book, tmp_path))
    assert meanings(seen) == {"K": Meaning.SCHOOL, "Z": Meaning.COMPANY}


def test_a_code_on_public_holidays_only_is_none_of_a_place(tmp_path: Path) -> None:
    """F stands for "férié" here; the week is as its other days."""
    book, sheet = calendars.sheet_of()
    sheet.append(["Date", "1A"])
    holidays = (date(2021, 11, 1), date(2021, 11, 11))
    for monday, letter in zip(SINGLE.mondays[:12], "CCEE" * 3, strict=True):
        for n in range(5):
            day = monday + n * calendars.DAY
            sheet.append([day, "F" if day in holidays else letter])
    seen = read_calendar(calendars.save(book, tmp_path))
    assert meanings(seen)["F"] is Meaning.HOLIDAY
    assert read_days(seen) == {"1A": weeks("CCEE" * 3)}


def test_closed_weeks_are_in_company_and_remembered(tmp_path: Path) -> None:
    path = table(tmp_path, ["1A"], *[["Cours"], ["Entreprise"], ["Fermeture"]] * 4)
    seen = read_calendar(path)
    assert read_days(seen) == {"1A": weeks("CEE" * 4)}
    assert seen.closed == frozenset(SINGLE.mondays[2:12:3])


def test_sessions_are_read_from_a_column_of_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Cours", None, "E", 2], ["Entreprise", 2, "C", None]] * 4
    path = table(tmp_path, ["1A", "Séances", "2A", "séances"], *rows)
    seen = read_calendar(path)
    assert [each.sessions for each in seen.classes] == [(0, 2) * 4, (2, 0) * 4]


def test_a_column_of_remarks_is_passed_over_aloud(tmp_path: Path) -> None:
    remarks = (f"remarque {n} : à voir avec les tuteurs" for n in range(8))
    rows: list[list[object]] = [["Cours", next(remarks)], ["Entreprise", next(remarks)]] * 4
    seen = read_calendar(table(tmp_path, ["1A", "Observations"], *rows))
    assert [title for title, _ in seen.passed_over] == ["Observations"]


def test_a_planning_of_the_planner_is_read_with_its_sessions(
    edition: Edition, tmp_path: Path, french: Messages
) -> None:
    written = PlanningFiles(tmp_path, ["2026-2027"], force=True).write([edition], french)
    for name in written:
        if name.endswith((".json", ".xlsx")):
            seen = read_calendar(tmp_path / name)
            rows = edition.planning.cohorts
            assert [each.sessions for each in seen.classes] == [row.sessions for row in rows]
            assert [len(each.weeks) for each in seen.classes] == [53] * 3


@pytest.mark.parametrize(
    ("write", "key"),
    [
        (lambda folder: calendars.in_colours(SINGLE, folder, legend=False), None),
        (lambda folder: table(folder, ["1A"], ["Cours"], ["Cours"]), "seen.layout"),
        (lambda folder: _text(folder, "a.ics", "BEGIN:NOTHING"), "seen.not-ics"),
        (lambda folder: _text(folder, "a.csv", "un;deux\n1;2\n"), "seen.layout"),
        (lambda folder: _text(folder, "a.pdf", ""), "seen.kind"),
        (lambda folder: folder / "none.xlsx", "file.missing"),
        (lambda folder: _text(folder, "a.xlsx", "no workbook"), "file.not-excel"),
        (lambda folder: _text(folder, "a.csv", _weeks_without_year()), "seen.no-year"),
        (lambda folder: _text(folder, "a.csv", _ten_years()), "seen.length"),
        (lambda folder: _text(folder, "a.ics", _repeating()), "seen.repeats"),
    ],
)
def test_what_cannot_be_read_is_said(
    write: Callable[[Path], Path], key: str | None, tmp_path: Path, french: Messages
) -> None:
    path = write(tmp_path)
    if key is None:
        assert {code.code for code in read_calendar(path).unknown} == {"#92D050", "#FFC000"}
        return
    with pytest.raises(Unusable) as raised:
        read_calendar(path)
    (problem,) = raised.value.problems
    assert problem.key == key
    assert french.sentence(problem)


def _text(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _weeks_without_year() -> str:
    return "semaine;1A\n" + "".join(f"S{n};{'CE'[n % 2]}\n" for n in range(36, 50))


def _ten_years() -> str:
    days = (OCTOBER + n * 7 * calendars.DAY for n in range(520))
    return "semaine;1A\n" + "".join(f"{day:%d/%m/%Y};C\n{''}" for day in days)


def _repeating() -> str:
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Cours", "DTSTART;VALUE=DATE:20211004")
    ends = ("RRULE:FREQ=WEEKLY", "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join([*lines, *ends])


def test_months_and_remarks_beside_the_classes_are_none(tmp_path: Path) -> None:
    book, sheet = calendars.sheet_of()
    sheet.append(["Mois", "Semaine du", "1A", "2A"])
    for n, (monday, code) in enumerate(zip(SINGLE.mondays[:22], "CE" * 11, strict=True)):
        month = calendars.MONTHS[monday.month - 1]
        told = "Réunion de rentrée" if n == 4 else code
        sheet.append([month, f"{monday.day:02}-{month[:3]}-{monday:%y}", code, told])
    seen = read_calendar(calendars.save(book, tmp_path))
    assert [each.name for each in seen.classes] == ["1A", "2A"]
    assert meanings(seen)["Réunion de rentrée"] is Meaning.REMARK
    assert read_days(seen)["1A"] == weeks("CE" * 11)


def test_ones_tick_off_the_weeks_at_school(tmp_path: Path) -> None:
    rows: list[list[object]] = [[1, None], [None, 1], [None, None]] * 6
    seen = read_calendar(table(tmp_path, ["1A", "2A"], *rows))
    assert read_days(seen) == {"1A": weeks("CEE" * 6), "2A": weeks("ECE" * 6)}


def test_a_legend_may_stand_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    book, sheet = calendars.sheet_of()
    sheet.append(["septembre 2021 – août 2022"])
    sheet.append(["Sem.", "1A"])
    for monday, code in zip(SINGLE.mondays[:12], "KZZ" * 4, strict=True):
        sheet.append([monday.isocalendar().week, code])
    legend = book.create_sheet("Légende")
    legend.append(["K", "cours au CFA"])
    legend.append(["Z", "entreprise"])
    seen = read_calendar(calendars.save(book, tmp_path))
    assert seen.mondays == tuple(SINGLE.mondays[:12])
    assert read_days(seen) == {"1A": weeks("CEE" * 4)}


def dated_rows(folder: Path, *days: object) -> Path:
    """Write some days below each other, with a code beside each."""
    book, sheet = calendars.sheet_of()
    sheet.append(["mis à jour le 12/06/2022"])
    sheet.append(["Semaine du", "1A"])
    for n, day in enumerate(days):
        sheet.append([day, "CEE"[n % 3]])
    return calendars.save(book, folder)


def test_a_day_in_a_title_is_no_row(tmp_path: Path) -> None:
    seen = read_calendar(dated_rows(tmp_path, *SINGLE.mondays[:12]))
    assert seen.mondays == tuple(SINGLE.mondays[:12])


@pytest.mark.parametrize("wrong", ["31/11/2021", date(2020, 11, 15)])
def test_a_wrong_day_is_told_with_its_cell(wrong: object, tmp_path: Path, french: Messages) -> None:
    days: list[object] = [*SINGLE.mondays[:6], wrong, *SINGLE.mondays[7:14]]
    with pytest.raises(Unusable) as raised:
        read_calendar(dated_rows(tmp_path, *days))
    assert "Planning, A9" in french.sentence(raised.value.problems[0])


@pytest.mark.parametrize(
    ("title", "name", "label"),
    [
        ("Feuil1", "", "Promotion"),
        ("Planning 2021-2022", "", "Promotion"),
        ("BTS SIO 2021-2022", "BTS SIO", "BTS SIO"),
        ("2A", "2A", "2e année"),
    ],
)
def test_a_sheet_names_its_class_unless_its_title_is_general(
    title: str, name: str, label: str, tmp_path: Path
) -> None:
    book, sheet = calendars.sheet_of(title)
    sheet.append(["Semaine du", "Lieu"])
    for monday, code in zip(SINGLE.mondays[:12], "CEE" * 4, strict=True):
        sheet.append([monday, code])
    seen = read_calendar(calendars.save(book, tmp_path))
    assert [each.name for each in seen.classes] == [name]
    (cohort,) = programme_tables(seen, propose_rules(seen), {}, Messages("fr"))["cohorts"]
    assert cohort["label"] == label
