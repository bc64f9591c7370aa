"""Calendars of more than a year: cut at the academic years, each checked with its class."""

from dataclasses import replace
from pathlib import Path

import pytest

import planner as api
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import Verdict, check
from planner.planning.file import ReadPlanning, read_course, read_planning
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.planning.unknown_weeks.completions import unpublished_weeks
from planner.planning.unknown_weeks.totals import totals_over
from planner.programme.block_shapes import BlockShape
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.year.weeks import Week
from tests.conftest import Call

RULES = Path(__file__).parent / "calendars" / "not-published.toml"
"""Two classes, of the first and of the second year."""


@pytest.fixture
def rules() -> Programme:
    return read_programme(RULES)


def weeks_of(rules: Programme, years: int) -> list[Week]:
    return [week for n in range(years) for week in academic_year_of(rules, 2025 + n).weeks]


def written(weeks: list[Week], folder: Path, column: str = "P1", last: str = "entreprise") -> Path:
    """Write a calendar: two weeks at school of each five, something else in the last week."""
    words = ["école" if n % 5 < 2 else "entreprise" for n in range(len(weeks))]
    words[-1] = last
    lines = [
        f"{week.iso_year};{week.iso_week};{word}" for week, word in zip(weeks, words, strict=True)
    ]
    path = folder / "calendar.csv"
    path.write_text("\n".join([f"année;semaine;{column}", *lines]), encoding="utf-8")
    return path


def plannings(read: tuple[ReadPlanning, ...]) -> list[Planning]:
    return [each.edition.planning for each in read]


def test_two_years_are_those_of_a_class_and_of_the_one_that_follows(
    rules: Programme, tmp_path: Path
) -> None:
    path = written(weeks_of(rules, 2), tmp_path)
    first, second = plannings(read_course(path, rules, 2025))
    assert [row.cohort.id for row in first.cohorts + second.cohorts] == ["P1", "P2"]
    assert [each.year.label for each in (first, second)] == ["2025-2026", "2026-2027"]
    assert len(first.cohorts[0].activities) == len(first.year)
    # The classes of one promotion alone do not tell how full the campus is.
    assert {each.rule.name for each in check(first)}.isdisjoint({RuleName.CAMPUS_COHORTS})
    least, most = totals_over([(each.cohorts[0], each.case) for each in (first, second)])
    found = [totals(each.cohorts[0], each.case) for each in (first, second)]
    assert least == most
    assert least.school_weeks == sum(each.school_weeks for each in found) == 42
    assert least.company == sum(each.company for each in found)
    assert api.read_years(path, rules, 2025)[1].planning == second


def test_eighteen_months_leave_the_rest_of_a_year_open(rules: Programme, tmp_path: Path) -> None:
    path = written(weeks_of(rules, 2)[:78], tmp_path)
    first, second = plannings(read_course(path, rules, 2025))
    assert not unpublished_weeks(first.cohorts[0])
    assert unpublished_weeks(second.cohorts[0]) == tuple(range(78 - 52, len(second.year)))
    verdicts = {each.rule.name: each.verdict for each in check(second)}
    assert verdicts[RuleName.SCHOOL_BLOCKS] is Verdict.OPEN
    least, most = totals_over([(each.cohorts[0], each.case) for each in (first, second)])
    assert least.school_weeks < most.school_weeks
    assert least.whole_weeks.keys() <= most.whole_weeks.keys()


def test_a_stay_goes_on_from_the_year_before(rules: Programme, tmp_path: Path) -> None:
    shape = BlockShape(longest_across=2)
    rules = replace(rules, cohorts=tuple(replace(c, school_blocks=shape) for c in rules.cohorts))
    weeks = weeks_of(rules, 2)
    _, second = plannings(read_course(written(weeks, tmp_path), rules, 2025))
    assert second.case.given.before["P2"].weeks == 2  # the weeks 51 and 52 of the calendar
    path = written(weeks, tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[53] = lines[53].replace("entreprise", "école")
    path.write_text("\n".join(lines), encoding="utf-8")
    _, second = plannings(read_course(path, rules, 2025))
    found = {each.rule.name: each for each in check(second)}
    assert found[RuleName.ACROSS_YEARS].verdict is Verdict.BROKEN


WRONG: dict[str, tuple[int, str, str, str]] = {
    "a year after the last class": (2, "P2", "entreprise", "la colonne P2 continue"),
    "a word of no activity": (2, "P1", "vacances", "P1"),
    "no class at all": (2, "P3", "entreprise", "P1, P2"),
}


@pytest.mark.parametrize("example", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_course_is_told(
    example: tuple[int, str, str, str], rules: Programme, tmp_path: Path, french: Messages
) -> None:
    years, column, last, told = example
    path = written(weeks_of(rules, years), tmp_path, column, last)
    with pytest.raises(Unusable) as unusable:
        read_course(path, rules, 2025)
    assert told in "\n".join(french.sentence(each) for each in unusable.value.problems)


def test_columns_of_all_classes_are_these_in_each_year(rules: Programme, tmp_path: Path) -> None:
    path = written(weeks_of(rules, 2), tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]};P2", *(f"{line};E" for line in lines[1:])]))
    read = plannings(read_course(path, rules, 2025))
    assert [[row.cohort.id for row in each.cohorts] for each in read] == [["P1", "P2"]] * 2
    assert RuleName.CAMPUS_COHORTS in {each.rule.name for each in check(read[1])}
    assert set(read[1].case.given.before) == {"P2"}


def test_a_week_that_is_missing_between_two_years_is_told(
    rules: Programme, tmp_path: Path, french: Messages
) -> None:
    weeks = weeks_of(rules, 2)
    with pytest.raises(Unusable) as unusable:
        read_course(written([*weeks[:52], *weeks[54:]], tmp_path), rules, 2025)
    (fault,) = unusable.value.problems
    assert "2026-S36, 2026-S37" in french.sentence(fault)


def test_a_calendar_of_one_year_is_read_as_before(rules: Programme, tmp_path: Path) -> None:
    path = RULES.with_suffix(".csv")
    assert read_course(path, rules, 2026) == (read_planning(path, rules, 2026),)


def test_other_commands_read_one_year(rules: Programme, tmp_path: Path, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        read_planning(written(weeks_of(rules, 2), tmp_path), rules, 2025)
    (fault,) = unusable.value.problems
    assert "(2025-2026, 2026-2027)" in french.sentence(fault)


def test_check_tells_each_year_and_the_whole_course(
    rules: Programme, tmp_path: Path, planner: Call
) -> None:
    path = written(weeks_of(rules, 2), tmp_path)
    code, out, _ = planner("check", path, "--programme", RULES, "--year", "2025")
    assert code == 1
    assert out.count("Règles respectées") == 2
    assert "Sur toute la durée" in out
    assert "P1 → P2 – Entrée 2025" in out
