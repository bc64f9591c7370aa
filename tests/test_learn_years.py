"""Calendars of which rules are learnt though they have several years, or weeks not published."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
import tomli_w

import planner as api
from planner.acquisition.drafting import programme_tables
from planner.acquisition.file import read_calendar
from planner.acquisition.proposal import Choice, RuleProposal, default_choices
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import Meaning, SeenCalendar
from planner.acquisition.sentences import unpublished_sentences, years_lines
from planner.messages import Messages
from planner.programme.file import parse_programme

FIRST = date(2024, 9, 2)
"""The Monday of week 36."""

TWO_YEARS = 52 + 52
FRENCH = Messages("fr")


def written(
    folder: Path, columns: Sequence[str], cell: Callable[[int, int], str], count: int
) -> Path:
    """Write a table with a row a week; a cell by the numbers of its week and its column."""
    rows = [";".join(["année", "semaine", *columns])]
    for n in range(count):
        year, week, _ = (FIRST + timedelta(weeks=n)).isocalendar()
        rows.append(";".join([str(year), str(week), *(cell(n, c) for c in range(len(columns)))]))
    path = folder / "calendrier.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def turns(n: int, column: int) -> str:
    """Two weeks at school of five in a first year, two of four afterwards."""
    length = 5 if n < 52 else 4
    return "école" if (n + column) % length < 2 else "entreprise"


def by_key(calendar: SeenCalendar) -> dict[str, RuleProposal]:
    return {proposal.key: proposal for proposal in propose_rules(calendar)}


def tables(calendar: SeenCalendar) -> dict[str, object]:
    proposals = propose_rules(calendar)
    return programme_tables(calendar, proposals, default_choices(proposals), FRENCH)


def test_a_column_over_two_years_is_a_class_that_the_next_one_follows(tmp_path: Path) -> None:
    seen = read_calendar(written(tmp_path, ["BTS Gestion"], turns, TWO_YEARS))
    assert [len(year.mondays) for year in seen.years] == [52, 52]
    (line,) = years_lines(seen, FRENCH)
    assert "2024-2025, 2025-2026" in line
    assert "suivie d'une année à l'autre" in line
    found = tables(seen)
    classes = found["cohorts"]
    assert isinstance(classes, list)
    assert [each["label"] for each in classes] == [
        "BTS Gestion, 1re année",
        "BTS Gestion, 2e année",
    ]
    assert [each["year"] for each in classes] == [1, 2]
    assert classes[1]["follows"] == classes[0]["id"]
    assert [len(each["pattern"]["weeks"]) for each in classes] == [5, 4]
    told = {"name": "x", "school": "y", "workday": {"company": 7, "school": 7}}
    cohorts = [{**each, "headcount": 10} for each in classes]
    programme = parse_programme(tomli_w.dumps({**found, **told, "cohorts": cohorts}), "p")
    assert programme.cohort_before(programme.cohorts[1]) == programme.cohorts[0]


def test_a_class_that_is_named_by_its_year_goes_on_in_the_next(tmp_path: Path) -> None:
    found = tables(read_calendar(written(tmp_path, ["1A"], turns, TWO_YEARS)))
    classes = found["cohorts"]
    assert isinstance(classes, list)
    assert [(each["id"], each["label"]) for each in classes] == [
        ("1A", "1re année"),
        ("2A", "2e année"),
    ]


def test_classes_of_several_years_are_the_same_each_year(tmp_path: Path) -> None:
    def cell(n: int, column: int) -> str:
        length = 4 if column else (5 if n < 52 else 6)
        return "école" if n % 52 % length < 2 else "entreprise"

    seen = read_calendar(written(tmp_path, ["1A", "2A"], cell, TWO_YEARS))
    (line,) = years_lines(seen, FRENCH)
    assert "les règles sont celles de 2025-2026" in line
    assert {each.cohort for each in propose_rules(seen)} == {None, "1A", "2A"}
    found = by_key(seen)
    # 2A turns alike in both years. 1A does not: its turn is a preference, and what else holds in
    # one year only is taken a step looser, or left.
    assert found["2A.pattern"].default is Choice.TIGHT
    assert found["1A.pattern"].default is Choice.LOOSE
    assert found["1A.school_weeks"].default is not Choice.TIGHT
    assert found["1A.school_blocks"].default is not Choice.TIGHT
    assert [each["id"] for each in list_of(tables(seen))] == ["1A", "2A"]


def list_of(found: dict[str, object]) -> list[dict[str, object]]:
    cohorts = found["cohorts"]
    assert isinstance(cohorts, list)
    return cohorts


def test_eighteen_months_leave_the_rest_of_the_second_year_open(tmp_path: Path) -> None:
    seen = read_calendar(written(tmp_path, ["P"], turns, 78))
    first, second = seen.years
    assert not first.holes
    assert second.holes == 52 - 26
    (line,) = unpublished_sentences(seen, FRENCH)
    assert line == "P 2025-2026 – Semaines non publiées : S10–S35."
    extent = by_key(seen)["P-2.school_weeks"].tight["cohorts"][0]["school_weeks"]
    assert extent["most"] - extent["least"] == 26


def test_some_weeks_beyond_the_year_are_left_out_and_told(tmp_path: Path) -> None:
    seen = read_calendar(written(tmp_path, ["P"], turns, 52 + 2))
    assert len(seen.years) == 1
    assert list(years_lines(seen, FRENCH)) == ["Laissé de côté, au-delà de l'année : S36–S37."]


def holey(n: int, column: int) -> str:
    return ("?", "à définir", "À préciser")[n % 3] if 20 <= n < 30 else turns(n, column)


def test_weeks_not_published_are_no_code_to_explain(tmp_path: Path) -> None:
    seen = read_calendar(written(tmp_path, ["P"], holey, 52))
    assert not seen.unknown
    meant = {code.code: code.meaning for code in seen.codes}
    assert meant["?"] is meant["à définir"] is Meaning.UNPUBLISHED
    assert list(unpublished_sentences(seen, FRENCH)) == ["P – Semaines non publiées : S4–S13."]
    found = by_key(seen)
    assert found["P.pattern"].default is Choice.TIGHT
    school = sum(turns(n, 0) == "école" for n in range(52) if not 20 <= n < 30)
    extent = {"least": school, "most": school + 10}
    assert found["P.school_weeks"].tight["cohorts"][0]["school_weeks"] == extent
    # The block beside the hole may be longer than what is published of it.
    assert found["P.school_blocks"].tight["cohorts"][0]["school_blocks"] == {
        "shortest": 2,
        "longest": 2,
    }
    weeks = found["empty_weeks"].evidence.values["weeks"]
    assert isinstance(weeks, tuple)
    assert not {FIRST + timedelta(weeks=n) for n in range(20, 30)} & {*weeks}


def test_a_cut_week_in_letters_is_read_day_by_day(tmp_path: Path) -> None:
    def cell(n: int, column: int) -> str:
        return "CCC|EE" if n in (7, 20) else turns(n, column)

    seen = read_calendar(written(tmp_path, ["P"], cell, 52))
    assert not seen.unknown
    (of,) = seen.classes
    assert of.weeks[7] == of.weeks[20] == ("school",) * 3 + ("company",) * 2
    assert tomllib.loads(api.learn(written(tmp_path, ["P"], cell, 52)).programme)["activities"]


@pytest.mark.parametrize("looser", [False, True])
def test_python_and_the_command_learn_several_years(looser: bool, tmp_path: Path) -> None:
    found = api.learn(written(tmp_path, ["1A"], turns, TWO_YEARS), looser=looser, language="fr")
    assert {"1A", "2A"} <= {*found.rules["cohort"]}
    assert "cohorts.2A.headcount" in found.open
