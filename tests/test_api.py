"""What `import planner` offers: ten lines that load, change, plan, measure, compare and draw."""

import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner.api import NoPlanning, Picture, UnusableInput
from planner.planning.check import check
from planner.planning.ledger import totals
from planner.planning.measures import MEASURES
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.weeks import HOUR
from tests.conftest import ALBI, PUBLISHED

SMALL = Path(__file__).parent / "rhythms" / "long-blocks.toml"
"""Planned in no time."""


@pytest.fixture(scope="module")
def small() -> Programme:
    return planner.load(SMALL)


@pytest.fixture(scope="module")
def planned(small: Programme) -> Edition:
    return planner.plan(small, 2026)


@pytest.fixture
def given_planning(albi: Programme) -> Edition:
    return planner.read(PUBLISHED, albi, 2021)


@pytest.fixture(scope="module")
def impossible(small: Programme) -> NoPlanning:
    with pytest.raises(NoPlanning) as raised:
        planner.plan(planner.change(small, {"campus.most_cohorts": 0}), 2026)
    return raised.value


def test_the_package_itself_imports_nothing_slow_and_names_what_it_offers() -> None:
    script = (
        "import sys, planner\n"
        "assert set(planner.__all__) <= set(dir(planner))\n"
        "slow = {'pandas', 'ortools', 'matplotlib', 'pydantic', 'babel'}\n"
        "sys.exit(len(slow & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
    assert all(getattr(planner, name).__doc__ for name in planner.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        planner.nothing  # noqa: B018


@pytest.mark.parametrize(
    "changes",
    [
        {"campus.most_cohorts": 2, "cohorts.1A.school_blocks.longest": 3},
        {"campus": {"most_cohorts": 2}, "cohorts": {"1A": {"school_blocks": {"longest": 3}}}},
        {"campus": {"most_cohorts": 2}, "cohorts.1A": {"school_blocks.longest": 3}},
    ],
)
def test_rules_are_changed_by_tables_or_by_dotted_keys(
    albi: Programme, changes: dict[str, object]
) -> None:
    changed = planner.change(planner.load(str(ALBI)), changes)
    assert changed.sites[0].campus.cohorts == 2
    first, *others = changed.cohorts
    assert (first.school_blocks.shortest, first.school_blocks.longest) == (2, 3)
    assert others == list(albi.cohorts[1:])
    assert [base.text for base in changed.bases] == [albi.text]


def test_a_change_after_another_is_one_change(albi: Programme) -> None:
    both: dict[str, object] = {"leave.weeks": 6, "cohorts.1A.school_blocks.count": {"least": 5}}
    once = planner.change(albi, both)
    twice = albi
    for _ in range(12):
        twice = planner.change(twice, {"leave.weeks": 4, "cohorts.1A.school_blocks.count": 7})
    for key, value in both.items():
        twice = planner.change(twice, {key: value})
    assert (twice.cohorts, twice.leave) == (once.cohorts, once.leave)
    assert len(twice.bases) == len(once.bases) == 1
    count = once.cohorts[0].school_blocks.count
    assert count is not None
    assert (count.low, count.high) == (5, None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"campus.most_cohort": 1}, "vouliez-vous dire most_cohorts"),
        ({"cohorts.1B.school_weeks": 3}, "cohorts.1B ; acceptées ici : 1A, 2A, 3A"),
        ({"cohorts": 3}, "nommez une promotion"),
        ({"cohorts.1A": 3}, "nommez une promotion"),
        ({"campus.most_cohorts": None}, "campus.most_cohorts : None n'est pas une valeur"),
        ({"campus.most_cohorts": "two"}, '"two"'),
        ({"cohorts.1A.school_weeks": 50}, "1A : school_weeks = 50"),
    ],
)
def test_a_change_that_cannot_be_is_told_in_words(
    albi: Programme, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(UnusableInput) as raised:
        planner.change(albi, changes)
    assert told in str(raised.value).replace("\u00a0", " ")


def test_what_cannot_be_used_is_told_in_either_language(
    small: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnusableInput, match="fichier introuvable") as raised:
        planner.load("none.toml")
    assert "no such file" in raised.value.message("en")
    monkeypatch.setenv("PLANNER_LANG", "en")
    assert str(raised.value) == raised.value.message("en")
    with pytest.raises(UnusableInput, match="1990"):
        planner.plan(small, 1066)
    for none in (0, -1, float("nan"), float("inf")):
        with pytest.raises(UnusableInput, match="time_limit"):
            planner.plan(small, 2026, time_limit=none)


def test_no_planning_says_why(impossible: NoPlanning) -> None:
    assert (impossible.status, impossible.year) == ("impossible", "2026-2027")
    assert "au plus 0 promotion à la fois" in str(impossible)
    assert "at most 0 cohorts at a time" in impossible.message("en")


def test_a_planning_is_that_of_the_command(small: Programme, planned: Edition) -> None:
    outcome = solve(Case(small, academic_year_of(small, 2026)))
    assert isinstance(outcome, Solved)
    assert planned.planning == outcome.planning
    assert (planned.objectives, planned.status) == (outcome.objectives, "optimal")
    assert repr(planned) == f"<Edition {small.id} 2026-2027>"


def test_measures_are_a_series(planned: Edition, given_planning: Edition) -> None:
    found = planner.measure(planned)
    assert list(found.index) == [str(measure.name) for measure in MEASURES]
    assert [found[str(m.name)] for m in MEASURES] == [m.of(planned.planning) for m in MEASURES]
    assert (found.index.name, found.name) == ("measure", "2026-2027")
    assert planner.measure(given_planning).isna()["session_gap"]


def test_plannings_are_compared_beside_those_that_there_are_not(
    planned: Edition, given_planning: Edition, impossible: NoPlanning
) -> None:
    table = planner.compare({"a": planned, "b": given_planning, "none": impossible})
    assert table.index.names == ["scenario"]
    assert list(table["status"]) == ["optimal", "given", "impossible"]
    assert table.loc["none"].drop("status").isna().all()
    assert table.loc["b", "campus_overlap"] == 16
    assert dict(table.dtypes.drop("status")) == {str(m.name): float for m in MEASURES}


def test_measures_are_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    french, english = planner.definitions("fr"), planner.definitions("en")
    assert list(french.index) == list(english.index) == [str(m.name) for m in MEASURES]
    assert french.loc["session_gap", "unit"] == "semaines"
    assert english.loc["company_stretch", "better"] == "more"
    assert french["name"].is_unique


def test_hours_are_a_frame_of_weeks(planned: Edition, given_planning: Edition) -> None:
    table = planner.hours(planned)
    (row,) = planned.planning.cohorts
    assert table.index.names == ["cohort", "monday"]
    assert table["activity"].tolist() == [a.name for a in row.activities]
    assert table["iso_week"].tolist()[:2] == [36, 37]
    assert table.closed.sum() == sum(week.closed for week in planned.planning.year.weeks)
    found = totals(row, planned.planning.case)
    sums = table[["remote_sessions", "onsite_hours", "remote_hours", "company_hours"]].sum()
    assert sums.tolist() == [
        found.sessions,
        found.onsite / HOUR,
        found.remote / HOUR,
        found.company / HOUR,
    ]
    published = planner.hours(given_planning)
    assert published[["remote_sessions", "company_hours"]].isna().all(axis=None)
    assert published.on_campus.groupby("cohort").sum().tolist() == [17, 17, 17]


def test_the_front_is_a_frame_with_its_plannings(small: Programme) -> None:
    points = planner.front(small, 2026, "journeys", "school_absence")
    assert list(points.columns) == ["journeys", "school_absence", "proven", "planning"]
    assert points.attrs["whole"]
    assert points["proven"].all()
    for _, point in points.iterrows():
        found = planner.measure(point["planning"])
        assert (found["journeys"], found["school_absence"]) == tuple(point.iloc[:2])
    picture = planner.draw({"a": points["planning"].iloc[0]}, front=points)
    assert picture.content.startswith(b"<?xml")
    with pytest.raises(UnusableInput, match="journey"):
        planner.front(small, 2026, "journey", "school_absence")


def test_there_is_no_front_of_what_is_impossible(small: Programme) -> None:
    nowhere = planner.change(small, {"campus.most_cohorts": 0})
    with pytest.raises(NoPlanning, match="au plus 0"):
        planner.front(nowhere, 2026, "journeys", "school_absence")


def test_pictures_are_shown(
    planned: Edition, given_planning: Edition, impossible: NoPlanning
) -> None:
    alone = planner.draw(given_planning, language="en")
    assert isinstance(alone, Picture)
    shown = alone._repr_svg_()
    assert shown is not None
    assert "defences" in shown
    assert alone._repr_png_() is None
    several = planner.draw({"a": planned, "none": impossible}, "campus", kind="png")
    assert several._repr_png_() == several.content
    assert several.content.startswith(b"\x89PNG")
    assert several._repr_svg_() is None


def test_what_cannot_be_drawn_is_told(planned: Edition) -> None:
    with pytest.raises(UnusableInput, match="Aucun planning"):
        planner.draw({})
    for wrong in ({"what": "radar"}, {"kind": "pdf"}):
        (found,) = wrong.values()
        with pytest.raises(UnusableInput, match=found):
            planner.draw({"a": planned}, **wrong)  # type: ignore[arg-type]
    with pytest.raises(UnusableInput, match="de 1 à 1"):
        planner.draw(planned, page=2)


def test_a_planning_is_saved_and_read_again(
    planned: Edition, given_planning: Edition, tmp_path: Path
) -> None:
    files = planner.save(planned, tmp_path / "out")
    assert {file.name for file in files} >= {"planning.json", "planning.xlsx", "gantt.svg"}
    assert all(file.exists() for file in files)
    assert planner.read(tmp_path / "out" / "planning.json").planning == planned.planning
    with pytest.raises(UnusableInput, match="planning complet"):
        planner.save(given_planning, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_verdicts_have_a_row_for_each_rule_that_is_checked(edition: Edition) -> None:
    table = planner.verdicts(edition)
    checks = check(edition.planning)
    assert len(table) == len(checks)
    assert set(table["verdict"]) == {each.verdict for each in checks}
    assert table.loc[("3A", "named_blocks", "FIN"), "verdict"] == "kept"
    assert not table["breaches"].any()


def test_verdicts_count_the_days_beyond_a_window(tmp_path: Path) -> None:
    """Week 44 of 2026 ends on Friday 30 October, a day after the window."""
    text = (SMALL.parents[1] / "infeasible" / "base.toml").read_text(encoding="utf-8")
    window = "{ from = { week = 43 }, until = { month = 10, day = 29 } }"
    file = tmp_path / "p.toml"
    file.write_text(f"{text}school_weeks = 2\nschool_blocks = {window}\n", encoding="utf-8")
    beyond = planner.verdicts(planner.plan(planner.load(file), 2026))["days_beyond"]
    assert beyond[beyond > 0].to_dict() == {("1A", "school_blocks", ""): 1}
