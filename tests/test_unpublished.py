"""Calendars of which some weeks are not published: what is decided without them, and the rest."""

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner.documents.drawing import Look
from planner.documents.planning.pictures.gantt import gantt_pages
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import Verdict, check
from planner.planning.file import read_planning
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.unknown_weeks.completions import extremes, unpublished_weeks
from planner.planning.unknown_weeks.grid import CompletionGrid
from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import Pattern
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.scenarios.comparison import measure_values
from planner.words.colours import COLOURS
from planner.year.activity import Activity, Place
from planner.year.moments import NumberedWeek, Window
from tests.builders import LETTERS, cohort, programme, year
from tests.conftest import Call

READ = {**LETTERS, "?": Activity.UNKNOWN}


def calendar(of: Programme, *written: str, closed: tuple[int, ...] = ()) -> Planning:
    """Read calendars written as letters, "?" for weeks that are not published."""
    rows = tuple(
        CohortPlanning(who, tuple(READ[letter] for letter in row))
        for who, row in zip(of.cohorts, written, strict=True)
    )
    return Planning(Case(of, year(len(written[0]), closed=closed)), rows)


def verdicts(planning: Planning) -> dict[tuple[str, RuleName, str], Verdict]:
    return {
        (each.cohort.id if each.cohort else "", each.rule.name, each.rule.about): each.verdict
        for each in check(planning)
    }


# --- Against all completions, one by one


EXAM = Pattern(
    (Activity.SCHOOL,),
    by_iso_week=False,
    week_53=None,
    preferred=False,
    window=Window(NumberedWeek(16), NumberedWeek(16)),
    name="examen",
    within_block=True,
)
"""A week at school, the third of the year, that is a part of the block around it."""


def _rules(chance: Random) -> dict[str, Any]:
    """Choose rules of weeks and blocks of a cohort."""
    shape = BlockShape(
        shortest=chance.randint(1, 2),
        longest=chance.choice([None, 2, 3]),
        count=chance.choice([None, Extent(1, 2), Extent(2, 3)]),
        windows=chance.choice([(), (Window(end=NumberedWeek(18)),)]),
    )
    named = NamedBlock(
        "FIN",
        "fin",
        Activity.COMPANY,
        windows=chance.choice([(), (Window(NumberedWeek(16)),)]),
        last=chance.random() < 0.5,
        weeks=chance.choice([None, Extent(1, 2)]),
        shape=BlockShape(count=chance.choice([None, Extent.just(1)]), longest=2),
    )
    return {
        "fixed_weeks": chance.choice([{}, {15: Activity.SCHOOL}, {16: Activity.DEFENCE}]),
        "school_weeks": Extent(2, chance.randint(2, 4)),
        "company_weeks": chance.choice([None, Extent(1, 3)]),
        "school_blocks": shape,
        "company_blocks": BlockShape(longest=chance.choice([None, 3])),
        "named_blocks": chance.choice([(), (named,)]),
        "school_weeks_a_month": chance.choice([None, 2]),
        "longest_presence": chance.choice([{}, {Place.SCHOOL: 2}]),
        "forbidden_weeks": chance.choice([{}, {17: (Activity.SCHOOL,)}]),
        "patterns": chance.choice([(), (EXAM,)]),
    }


OF_WEEKS = {
    RuleName.FIXED_WEEKS,
    RuleName.FORBIDDEN_WEEKS,
    RuleName.CLOSURES,
    RuleName.PATTERN,
}
"""Rules on single weeks: what they say of a hole is said of all that might be written there."""

ROUGH = {RuleName.LONGEST_PRESENCE}
"""Of which it may be said that they are open where no completion breaks them."""


@pytest.mark.parametrize("seed", range(120))
def test_what_is_decided_is_so_in_every_completion(seed: int) -> None:
    chance = Random(seed)
    length, names = chance.randint(4, 7), ["1A", "2A"][: chance.randint(1, 2)]
    cohorts = [cohort(id=name, label=name, **_rules(chance)) for name in names]
    rules = programme(*cohorts, campus=Campus(cohorts=1))
    written = ["".join(chance.choice("CCE") for _ in range(length)) for _ in names]
    hole = range(first := chance.randrange(length), min(length, first + chance.randint(1, 3)))
    rows = ["".join("?" if n in hole else a for n, a in enumerate(row)) for row in written]
    planning = calendar(rules, *rows, closed=(chance.randrange(length),))
    told = verdicts(planning)

    completions = [CompletionGrid(row, planning.case).completions for row in planning.cohorts]
    found: dict[tuple[str, RuleName, str], set[bool]] = {key: set() for key in told}
    for which in ("written", "choices"):
        years = [list(product(*getattr(each, which))) for each in completions]
        for whole in product(*years):
            rows_of = zip(planning.cohorts, whole, strict=True)
            complete = Planning(
                planning.case, tuple(CohortPlanning(row.cohort, of) for row, of in rows_of)
            )
            for key, verdict in verdicts(complete).items():
                if (key[1] in OF_WEEKS) is (which == "written"):
                    found[key].add(verdict is not Verdict.BROKEN)
    for key, verdict in told.items():
        if verdict is Verdict.KEPT:
            assert found[key] == {True}, key
        if verdict is Verdict.BROKEN:
            assert found[key] == {False}, key
        if verdict is Verdict.OPEN and key[1] not in ROUGH:
            assert False in found[key], key


# --- Between which values


def test_a_total_lies_between_those_of_the_best_and_the_worst_completion() -> None:
    """In three weeks, of which one is closed, two can be at school; they can make three blocks."""
    shape = BlockShape(count=Extent(3, 3))
    rules = programme(cohort(school_weeks=Extent(3, 5), school_blocks=shape))
    planning = calendar(rules, "CE???EC", closed=(3,))
    weeks = next(each for each in check(planning) if each.rule.name is RuleName.SCHOOL_WEEKS)
    (found,) = weeks.open_bounds
    assert (found.bound.figure, found.most, weeks.verdict) == (2, 4, Verdict.OPEN)
    grid = CompletionGrid(planning.cohorts[0], planning.case)
    assert extremes(sum(grid.starts(Activity.SCHOOL))) == (2, 4)
    assert extremes(sum(grid.doing(Activity.COMPANY))) == (3, 5)
    assert extremes(2 * sum(grid.doing(Activity.COMPANY)) - 10) == (-4, 0)
    assert extremes(10 - sum(grid.starts(Activity.COMPANY))) == (7, 9)


# --- From the file to the console and the chart


FOLDER = Path(__file__).parent / "calendars"


def _read(tmp_path: Path, words: dict[int, str]) -> CohortPlanning:
    """Read a calendar of a class that is there from 4 January 2027 on."""
    rules = read_programme(FOLDER / "january-class.toml")
    when = academic_year_of(rules, 2026)
    (who,) = rules.cohorts
    lines = [
        f"{week.iso_year},{week.iso_week},{words.get(n, '' if n < 17 else 'entreprise')}"
        for n, week in enumerate(when.weeks)
    ]
    path = tmp_path / "calendar.csv"
    path.write_text("\n".join([f"année,semaine,{who.id}", *lines]), encoding="utf-8")
    return read_planning(path, rules, 2026).edition.planning.cohorts[0]


def test_words_and_empty_cells_are_of_weeks_not_published(tmp_path: Path) -> None:
    words = ["", "?", " à définir", "À préciser", "non publié", "école"]
    row = _read(tmp_path, dict(enumerate(words, start=20)))
    assert unpublished_weeks(row) == (20, 21, 22, 23, 24)
    assert {row.activities[n] for n in range(17)} == {Activity.OUTSIDE}


def test_another_word_is_told_with_what_is_accepted(tmp_path: Path, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        _read(tmp_path, {20: "peut-être"})
    (fault,) = unusable.value.problems
    assert ", ?" in french.sentence(fault)


def test_check_tells_what_is_open_and_between_which_totals(planner: Call) -> None:
    rules = ["--programme", FOLDER / "not-published.toml", "--year", 2026]
    code, out, _ = planner("check", FOLDER / "not-published.csv", *rules)
    assert code == 0
    assert "P1 – Semaines non publiées : du 8 mars au 16 avril 2027." in out
    assert "P1 – Semaines à l'école (school_weeks) : de 10 à 14 semaines ; demandé : " in out
    assert "10 – 14" in out


def test_the_chart_hatches_what_is_not_published(french: Messages) -> None:
    rules = read_programme(FOLDER / "not-published.toml")
    edition = read_planning(FOLDER / "not-published.csv", rules, 2026).edition
    (page,) = gantt_pages([edition], french)
    hatched = [
        look
        for shapes in page.shapes.values()
        for look in shapes
        if isinstance(look, Look) and look.hatch and look.fill == COLOURS[Activity.UNKNOWN]
    ]
    assert hatched
    lines = [word.line for words in page.words.values() for word in words]
    assert "?  semaine non publiée" in lines
    assert lines.count("?") == 2 + 11  # two blocks, and the weeks below them


def test_no_measure_is_told_of_a_calendar_with_holes() -> None:
    planning = calendar(programme(cohort()), "CE?C")
    assert set(measure_values(planning).values()) == {None}
