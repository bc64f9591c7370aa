"""The exchange format both ways, and the published calendar with every way to damage it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import Verdict, check, keeps_every_rule
from planner.planning.file import planning_json, read_planning
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from tests.conftest import PUBLISHED

FORMER = Path(__file__).parent / "former" / "planning-0.1.json"

WEEK_NAMES = [
    "iso_year",
    "iso_week",
    "monday",
    "activity",
    "number",
    "public_holidays",
    "onsite_hours",
    "remote_sessions",
    "remote_hours",
    "company_hours",
]
TOTAL_NAMES = [
    "school_weeks",
    "company_weeks",
    "onsite_hours",
    "remote_sessions",
    "remote_hours",
    "academic_hours",
    "company_hours",
]


@pytest.fixture
def written(edition: Edition) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(planning_json(edition))
    return data


def test_the_format_has_exactly_the_names_of_the_contract(written: dict[str, Any]) -> None:
    assert written["format"] == "alternance-planning/1"
    assert written["programme"] == "imt-mines-albi"
    assert written["academic_year"] == "2026-2027"
    assert written["status"] == "optimal"
    assert written["objectives"][0] == {
        "name": "campus_peak",
        "value": 2,
        "bound": 2,
        "proven": True,
    }
    assert [c["id"] for c in written["cohorts"]] == ["1A", "2A", "3A"]
    for cohort in written["cohorts"]:
        assert {"id", "label", "headcount", "weeks", "totals"} <= set(cohort)
        assert set(TOTAL_NAMES) <= set(cohort["totals"])
        assert len(cohort["weeks"]) == 53
        assert all(set(WEEK_NAMES) <= set(week) for week in cohort["weeks"])


def test_a_week_reads_as_in_the_contract(written: dict[str, Any]) -> None:
    first = written["cohorts"][0]["weeks"][0]
    assert {name: first[name] for name in WEEK_NAMES} == {
        "iso_year": 2026,
        "iso_week": 40,
        "monday": "2026-09-28",
        "activity": "company",
        "number": 1,
        "public_holidays": [],
        "onsite_hours": 0.0,
        "remote_sessions": 2,
        "remote_hours": 7.0,
        "company_hours": 28.0,
    }
    defence = written["cohorts"][2]["weeks"][-3]
    assert (defence["activity"], defence["number"]) == ("defence", None)


def test_weekly_figures_add_up_to_the_totals(written: dict[str, Any]) -> None:
    for cohort in written["cohorts"]:
        for name in ("onsite_hours", "remote_sessions", "remote_hours", "company_hours"):
            assert sum(week[name] for week in cohort["weeks"]) == cohort["totals"][name]


def test_what_is_written_is_read_back_the_same(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(edition))
    read = read_planning(path, None, None)
    assert read.edition == edition
    assert read.misstatements == ()
    assert planning_json(read.edition) == planning_json(edition)


def test_fields_of_other_tools_are_welcome(written: dict[str, Any], tmp_path: Path) -> None:
    written["room"] = written["cohorts"][0]["weeks"][0]["room"] = "B12"
    path = tmp_path / "planning.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    assert read_planning(path, None, None).misstatements == ()


def _weeks(data: dict[str, Any]) -> list[dict[str, Any]]:
    weeks: list[dict[str, Any]] = data["cohorts"][0]["weeks"]
    return weeks


MISSTATED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "number": (lambda d: _weeks(d)[3].update(number=9), "number"),
    "monday": (lambda d: _weeks(d)[3].update(monday="2026-10-20"), "monday"),
    "holiday": (lambda d: _weeks(d)[3].update(public_holidays=["2026-10-21"]), "public_holidays"),
    "on-site hours": (lambda d: _weeks(d)[6].update(onsite_hours=20.0), "onsite_hours"),
    "company hours": (lambda d: _weeks(d)[3].update(company_hours=35.0), "company_hours"),
    "total": (lambda d: d["cohorts"][0]["totals"].update(company_weeks=35), "company_weeks"),
    "academic year": (lambda d: d.update(academic_year="2026-2099"), "academic_year"),
    "programme": (lambda d: d.update(programme="other"), "programme"),
    "headcount": (lambda d: d["cohorts"][0].update(headcount=1), "headcount"),
    "label": (lambda d: d["cohorts"][0].update(label="x"), "label"),
    "no objectives": (lambda d: d.update(objectives=[]), "objectives"),
    "an objective doubled": (lambda d: d["objectives"].append(d["objectives"][0]), "objectives"),
    "bound above value": (
        lambda d: d["objectives"][0].update(bound=9, proven=False),
        "campus_peak, bound",
    ),
    "status": (lambda d: d.update(status="feasible"), "status"),
    "objective": (lambda d: d["objectives"][1].update(value=0, bound=0), "campus_overlap"),
    "bound": (lambda d: d["objectives"][1].update(bound=0), "campus_overlap, bound"),
}


@pytest.mark.parametrize(("change", "field"), MISSTATED.values(), ids=MISSTATED.keys())
def test_a_figure_that_does_not_follow_is_a_breach(
    change: Callable[[dict[str, Any]], object],
    field: str,
    written: dict[str, Any],
    tmp_path: Path,
) -> None:
    change(written)
    path = tmp_path / "planning.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    assert field in {m.field for m in read_planning(path, None, None).misstatements}


DAMAGED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no cohorts": (lambda d: d.pop("cohorts"), "cohorts"),
    "other format": (lambda d: d.update(format="x/1"), "alternance-planning/1"),
    "a week missing": (lambda d: _weeks(d).pop(2), "semaines manquantes : 2026-S42"),
    "a week doubled": (lambda d: _weeks(d).insert(2, _weeks(d)[2]), "en double : 2026-S42"),
    "weeks swapped": (lambda d: _weeks(d).reverse(), "pas à sa place"),
    "a foreign week": (lambda d: _weeks(d)[0].update(iso_week=39), "2026-S39"),
    "unknown activity": (lambda d: _weeks(d)[0].update(activity="holiday"), "holiday"),
    "half a session": (lambda d: _weeks(d)[0].update(remote_sessions=1.5), "1.5"),
    "negative sessions": (lambda d: _weeks(d)[0].update(remote_sessions=-2), "-2"),
    "another cohort": (lambda d: d["cohorts"][0].update(id="9A"), "9A"),
    "no rules": (lambda d: d.update(programme_file=""), "programme_file"),
    "a year of words": (lambda d: d.update(academic_year="next"), "academic_year"),
    "a year out of range": (lambda d: d.update(academic_year="0001-0002"), "1990"),
}


@pytest.mark.parametrize(("change", "told"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_planning_is_told(
    change: Callable[[dict[str, Any]], object],
    told: str,
    written: dict[str, Any],
    tmp_path: Path,
    french: Messages,
) -> None:
    change(written)
    path = tmp_path / "planning.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_planning(path, None, None)
    assert told in "\n".join(french.sentence(p) for p in unusable.value.problems)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 5000, "[1]", "null", "9" * 5000, '{"a": NaN}', "{}"]
)
def test_what_is_no_planning_at_all_is_told(text: str, tmp_path: Path, french: Messages) -> None:
    path = tmp_path / "planning.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_planning(path, None, None)
    assert all(french.sentence(p) for p in unusable.value.problems)


# --- the published calendar -----------------------------------------------------------------

TABLE = PUBLISHED.read_text(encoding="utf-8")


def _read(text: str, albi: Programme, tmp_path: Path, start: int = 2021) -> Any:
    path = tmp_path / "calendar.csv"
    path.write_text(text, encoding="utf-8")
    return read_planning(path, albi, start)


def test_the_published_calendar_breaks_no_visible_rule(albi: Programme) -> None:
    read = read_planning(PUBLISHED, albi, 2021)
    assert read.misstatements == ()
    assert Verdict.BROKEN not in {c.verdict for c in check(read.edition.planning)}


def test_a_changed_week_is_a_breach(albi: Programme, tmp_path: Path) -> None:
    read = _read(TABLE.replace("2021,50,company,9,", "2021,50,school,9,"), albi, tmp_path)
    broken = {c.rule.name for c in check(read.edition.planning) if c.verdict is Verdict.BROKEN}
    assert "school_weeks" in broken
    assert read.misstatements


@pytest.mark.parametrize("number", ["10", "", "0"])
def test_a_wrong_running_number_is_a_breach(number: str, albi: Programme, tmp_path: Path) -> None:
    text = TABLE.replace("2021,50,company,9,", f"2021,50,company,{number},")
    (wrong,) = _read(text, albi, tmp_path).misstatements
    assert (wrong.field, wrong.week.iso_week, wrong.expected) == ("year1_number", 50, 9)


def test_a_row_may_leave_out_its_last_empty_cell(albi: Programme, tmp_path: Path) -> None:
    read = _read(TABLE.replace("17,none,\n", "17,none\n"), albi, tmp_path)
    assert read.misstatements == ()


def test_semicolons_a_byte_order_mark_and_cohort_names_are_read(
    albi: Programme, tmp_path: Path
) -> None:
    by_id = TABLE
    for n in (1, 2, 3):
        by_id = by_id.replace(f"year{n}", f"{n}A")
    read = _read("\ufeff" + by_id.replace(",", ";"), albi, tmp_path)
    assert read == _read(TABLE, albi, tmp_path)


LINES = TABLE.splitlines(keepends=True)
TABLES = {
    "no file content": ("", "colonnes manquantes"),
    "a header only": (LINES[0], "semaines manquantes"),
    "a missing column": (TABLE.replace("year2,", "year4,"), "2A"),
    "a week 53 of a year without one": (TABLE.replace("2022,1,", "2021,53,"), "2022-S01"),
    "two names of the same dates": (
        TABLE.replace("2021,52,", "2021,53,"),
        "2021-S53 et 2022-S01 désignent les mêmes dates",
    ),
    "a missing week": ("".join(LINES[:9] + LINES[10:]), "semaines manquantes : 2021-S48"),
    "a doubled week": ("".join([*LINES[:9], LINES[8], *LINES[9:]]), "en double : 2021-S47"),
    "a foreign week": (TABLE.replace("2021,47,", "2020,53,"), "2020-S53"),
    "swapped weeks": ("".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]), "pas à sa place"),
    "an unknown activity": (TABLE.replace("2021,50,company", "2021,50,compny"), "ligne 12"),
    "text in a number": (TABLE.replace("2021,50,company,9", "2021,50,company,neuf"), "neuf"),
    "a cell too many": (TABLE.replace("2021,50,company,9,", "2021,50,company,9,x,"), "ligne 12"),
    "a doubled column": (TABLE.replace("year2,", "year1,", 1), "en double : year1"),
    "text in a week": (TABLE.replace("2021,50,", "2021,S50,"), "S50"),
    "an open quote": (TABLE.replace("2021,50,", '2021,"50,'), "CSV"),
    "far too many rows": (TABLE + LINES[1] * 500, "plus de 486 lignes"),
}


@pytest.mark.parametrize(("text", "told"), TABLES.values(), ids=TABLES.keys())
def test_a_damaged_calendar_is_told(
    text: str, told: str, albi: Programme, tmp_path: Path, french: Messages
) -> None:
    with pytest.raises(Unusable) as unusable:
        _read(text, albi, tmp_path)
    assert told in "\n".join(french.sentence(p) for p in unusable.value.problems)


def test_a_calendar_of_another_year_is_told(albi: Programme, tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        _read(TABLE, albi, tmp_path, 2020)


def test_a_table_may_speak_french_and_leave_out_the_numbers(
    albi: Programme, tmp_path: Path
) -> None:
    words = {"school": "École", "company": "E", "defence": "Soutenances", "none": "–"}
    lines = ["Année;Semaine;1re année;2E ANNEE;3A"]
    for row in TABLE.splitlines()[1:]:
        year, week, *cells = row.split(",")
        lines.append(";".join([year, week, *(words[cell] for cell in cells[::2])]))
    read = _read("\n".join(lines), albi, tmp_path)
    assert read.edition == _read(TABLE, albi, tmp_path).edition


def test_a_table_may_stand_below_a_title_as_french_spreadsheets_write_it(
    albi: Programme, tmp_path: Path
) -> None:
    path = tmp_path / "calendar.csv"
    text = "Alternances de l'année, publiées en été\n\n" + TABLE.replace(",", "\t")
    path.write_bytes(text.replace("school", "école").encode("cp1252"))
    assert read_planning(path, albi, 2021).edition == read_planning(PUBLISHED, albi, 2021).edition


def test_an_excel_sheet_is_read_as_the_table_is(albi: Programme, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in TABLE.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row.split(",")])
    path = tmp_path / "calendar.xlsx"
    book.save(path)
    assert read_planning(path, albi, 2021) == read_planning(PUBLISHED, albi, 2021)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"iso_year,iso_week"])
def test_what_is_no_workbook_is_told(
    content: bytes, albi: Programme, tmp_path: Path, french: Messages
) -> None:
    path = tmp_path / "calendar.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unusable) as unusable:
        read_planning(path, albi, 2021)
    assert "classeur lisible" in french.sentence(unusable.value.problems[0])


def test_a_planning_of_the_former_version_is_read_and_checks_clean() -> None:
    """It was written by version 0.1, whose programme files had keys for the last company block."""
    read = read_planning(FORMER, None, None)
    assert read.misstatements == ()
    assert keeps_every_rule(read.edition.planning)


def test_days_and_named_blocks_are_written(written: dict[str, Any]) -> None:
    third = written["cohorts"][2]
    assert {week["block"] for week in third["weeks"][-23:-3]} == {"FIN"}
    assert [week["block"] for week in third["weeks"]].count("FIN") == 20
    with_holiday = next(w for w in third["weeks"] if w["public_holidays"])
    assert with_holiday["days"] == {
        with_holiday["activity"]: 5 - len(with_holiday["public_holidays"])
    }
    assert sum(third["totals"]["weeks"].values()) == 53
    assert third["totals"]["days"]["school"] * 7 >= third["totals"]["onsite_hours"]


@pytest.mark.parametrize(
    ("key", "entries", "told"),
    [
        ("near", ["company"] * 52, "near"),
        ("near", ["company"] * 54, "near"),
        ("near", [], "near"),
        ("near_sessions", [0], "near_sessions"),
        ("near_sessions", [-1] * 53, "near_sessions"),
    ],
)
def test_a_planning_to_stay_near_has_one_entry_a_week(
    key: str,
    entries: list[object],
    told: str,
    written: dict[str, Any],
    tmp_path: Path,
    french: Messages,
) -> None:
    written["cohorts"][0] |= {"near": ["company"] * 53, "near_sessions": [0] * 53, key: entries}
    file = tmp_path / "planning.json"
    file.write_text(json.dumps(written), encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_planning(file, None, None)
    assert all(told in french.sentence(each) for each in unusable.value.problems)


@pytest.mark.parametrize("letter", ["\x01", "\n", "\x7f", "\ufffe"])
def test_a_label_with_a_control_character_is_told(
    letter: str, written: dict[str, Any], tmp_path: Path, french: Messages
) -> None:
    file = tmp_path / "planning.json"
    file.write_text(json.dumps({**written, "version_label": f"V{letter}2"}), encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_planning(file, None, None)
    (found,) = unusable.value.problems
    assert "version_label" in french.sentence(found)


@pytest.mark.parametrize("sources", ["sources = -1", "sources = [{}]", "sources = 'x'"])
def test_a_contained_programme_with_a_value_for_its_sources_is_told(
    sources: str, written: dict[str, Any], tmp_path: Path
) -> None:
    text = written["programme_file"].partition("[sources]")[0]
    file = tmp_path / "planning.json"
    file.write_text(json.dumps({**written, "programme_file": f"{sources}\n{text}"}))
    with pytest.raises(Unusable):
        read_planning(file, None, None)
