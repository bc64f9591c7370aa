"""A week closed and a class added in a year under way: the rules, and the nearest planning."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import planner as api
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.changes import difference
from planner.planning.check import keeps_every_rule
from planner.planning.file import planning_json, read_planning
from planner.planning.planning import Edition
from planner.programme.cohort import Cohort
from planner.programme.file import (
    Tables,
    academic_year_of,
    added_cohort,
    closed_week,
    parse_tables,
    parse_toml,
    read_programme,
    tables_of,
)
from planner.programme.programme import Programme
from planner.solver.solve import Solved
from tests.conftest import PROGRAMMES, Call

MARCH = date(2027, 3, 3)
"""The Wednesday of week 9, in which the second year is at school."""


# --- The rules


def _closed(tables: Tables, start: int) -> list[int]:
    programme = parse_tables(tables, "x.toml")
    return [w.iso_week for w in academic_year_of(programme, start).weeks if w.closed]


def test_a_week_is_closed_in_one_year_only(albi: Programme) -> None:
    tables = tables_of(albi)
    closed = closed_week(tables, MARCH)
    assert set(_closed(closed, 2026)) - set(_closed(tables, 2026)) == {9}
    assert _closed(closed, 2027) == _closed(tables, 2027)
    assert closed_week(closed, date(2027, 3, 1)) == closed
    assert closed_week(closed, date(2027, 4, 5))["closures"]["days"] == [
        {"first": date(2027, 3, 1), "last": date(2027, 3, 5)},
        {"first": date(2027, 4, 5), "last": date(2027, 4, 9)},
    ]
    assert tables == tables_of(albi)


def test_a_week_that_is_kept_open_is_closed_all_the_same(albi: Programme) -> None:
    tables = tables_of(albi)
    tables["closures"]["open_weeks"] = [9, 31]
    closed = closed_week(tables, MARCH)
    assert closed["closures"]["open_weeks"] == [31]
    assert 9 in _closed(closed, 2026)
    assert 31 not in _closed(closed, 2026)


def test_a_programme_without_closures_gets_one() -> None:
    closed = closed_week({"id": "x"}, MARCH)
    assert closed["closures"] == {"days": [{"first": date(2027, 3, 1), "last": date(2027, 3, 5)}]}


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_any_programme_takes_a_class_more(path: Path) -> None:
    rules = read_programme(path)
    like = rules.cohorts[0]
    grown = parse_tables(added_cohort(tables_of(rules), like.id, "Z"), "x.toml")
    assert [c.id for c in grown.cohorts] == [like.id, "Z", *(c.id for c in rules.cohorts[1:])]
    assert [_id_before(grown, c) for c in grown.cohorts if c.id != "Z"] == [
        _id_before(rules, c) for c in rules.cohorts
    ]
    assert parse_tables(parse_toml(grown.text, "x.toml"), "x.toml").cohorts == grown.cohorts


def _id_before(programme: Programme, cohort: Cohort) -> str | None:
    before = programme.cohort_before(cohort)
    return before.id if before else None


def test_a_class_has_the_rules_of_another_and_its_own_name(albi: Programme) -> None:
    tables = added_cohort(
        tables_of(albi), "2A", "2M", label="Mécatronique", headcount=12, option="mécatronique"
    )
    grown = parse_tables(tables, "x.toml")
    like, added = grown.cohorts[1:3]
    assert (added.id, added.label, added.headcount, added.option) == (
        "2M",
        "Mécatronique",
        12,
        "mécatronique",
    )
    assert (added.school_weeks, added.onsite, added.sessions) == (
        like.school_weeks,
        like.onsite,
        like.sessions,
    )
    assert "follows" not in tables["cohorts"][3]  # the option tells the two apart
    assert parse_tables(added_cohort(tables_of(albi), "2A", "2B"), "x").cohorts[2].label == "2B"


WRONG = {
    "an unknown class": ("4A", "4B", "4A"),
    "an id twice": ("1A", "2A", "2A"),
    "an id that names no sheet": ("1A", "1/B", "1/B"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_class_that_cannot_be_added_is_told(
    albi: Programme, french: Messages, wrong: tuple[str, str, str]
) -> None:
    like, cohort, told = wrong
    with pytest.raises(Unusable) as refused:
        parse_tables(added_cohort(tables_of(albi), like, cohort), "albi.toml")
    assert told in "".join(map(french.sentence, refused.value.problems))


# --- The nearest planning


@pytest.fixture
def published(solved: Callable[[int], Solved]) -> Edition:
    outcome = solved(2026)
    return Edition(outcome.planning, outcome.objectives)


def test_a_closed_week_changes_what_it_must(albi: Programme, published: Edition) -> None:
    after = api.repair(published, api.close_week(albi, MARCH), today=date(2026, 11, 16))
    assert keeps_every_rule(after.planning)
    assert after.revision == 2
    changed = difference(published.planning, after.planning)
    moved = [c for c in changed.changes if c.before.activity != c.after.activity]
    assert (len(moved), len(changed.changes)) == (4, 10)
    assert all(change.week.monday > date(2026, 11, 16) for change in changed.changes)


def test_a_class_more_is_free_and_the_others_stay(albi: Programme, published: Edition) -> None:
    rules = api.add_cohort(albi, "1A", "1B", headcount=24)
    after = api.repair(published, rules, today=date(2026, 11, 16))
    assert keeps_every_rule(after.planning)
    changed = difference(published.planning, after.planning)
    assert [cohort.id for cohort in changed.added] == ["1B"]
    assert changed.changes == ()
    with pytest.raises(api.UnusableInput, match="9A"):
        api.add_cohort(albi, "9A", "9B")


def test_a_repair_without_a_planning_says_why(albi: Programme, published: Edition) -> None:
    rules = api.change(albi, {"campus.most_cohorts": 1})
    with pytest.raises(api.NoPlanning) as none:
        api.repair(published, rules, today=date(2027, 9, 1))
    assert none.value.status == "impossible"
    with pytest.raises(api.UnusableInput, match="2026"):
        api.repair(published, api.change(albi, {"academic_year.first_week": 36}))


# --- On the command line


@pytest.fixture
def file(published: Edition, tmp_path: Path) -> Path:
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(published))
    return path


@pytest.mark.usefixtures("uncharted")
def test_a_week_is_closed_and_a_class_added_by_options(
    planner: Call, file: Path, tmp_path: Path
) -> None:
    given = ["--today", "2026-11-16", "--close", "2027-S09", "--add-cohort", "1B", "--like", "1A"]
    named = ["--label", "Groupe B", "--headcount", 24]
    out = tmp_path / "out"
    code, said, _ = planner("repair", file, *given, *named, "--out", out)
    assert code == 0
    assert "10 semaines changées" in said
    assert "Promotions ajoutées : 1B" in said
    assert "imt-mines-albi.toml" in said
    rules = read_programme(out / "imt-mines-albi.toml")
    assert [(c.id, c.label, c.headcount) for c in rules.cohorts][1] == ("1B", "Groupe B", 24)
    read = read_planning(out / "planning.json", None, None)
    assert read.edition.planning.programme.text == rules.text
    code, said, _ = planner(
        "repair",
        out / "planning.json",
        "--close",
        "2027-W10",
        "--today",
        "2026-11-16",
        "--out",
        tmp_path / "again",
    )
    assert code == 0
    again = read_programme(tmp_path / "again" / "imt-mines-albi.toml")
    assert len(again.sites[0].closures.days) == 2


@pytest.mark.usefixtures("uncharted")
def test_ways_out_of_a_change_are_told_and_planned(
    planner: Call, file: Path, tmp_path: Path
) -> None:
    given = ["repair", file, "--today", "2027-01-15", "--close", "2027-S09"]
    code, _, told = planner(*given, "--out", tmp_path / "way", "--try", 1)
    assert code == 1
    assert "2A" in told
    base, way = (tmp_path / "way" / f"imt-mines-albi{n}.toml" for n in ("", "-1"))
    closed = ((date(2027, 3, 1), date(2027, 3, 5)),)
    assert read_programme(base).sites[0].closures.days == closed
    assert read_programme(way).sites[0].closures.days == closed


FAULTS = {
    "a week of another year": (["--close", "2028-S09"], "2028-S09"),
    "a week that is closed": (["--close", "2027-S31"], "2027-S31"),
    "no week": (["--close", "S09"], "2026-W45"),
    "a class like none": (["--add-cohort", "1B"], "--like"),
    "a label of none": (["--label", "B"], "--add-cohort"),
    "a class like an unknown one": (["--add-cohort", "1B", "--like", "1Z"], "1Z"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_cannot_be_changed_is_told(
    planner: Call, file: Path, tmp_path: Path, fault: tuple[list[str], str]
) -> None:
    options, told = fault
    code, _, said = planner("repair", file, *options, "--out", tmp_path / "out")
    assert (code, told in said) == (2, True)
    assert not (tmp_path / "out").exists()
