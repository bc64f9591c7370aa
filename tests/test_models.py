"""The ready models: complete files, planned and kept in several years; their shown year."""

from functools import cache
from pathlib import Path

import pytest

from planner.messages import LANGUAGES, Messages
from planner.office.models import MODEL_YEAR, ProgrammeModel, programme_model, programme_models
from planner.planning.check import check, keeps_every_rule
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.programme.file import academic_year_of
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity, Place
from planner.year.weeks import HOUR
from tests.conftest import DATA, Call

MODELS = programme_models()
NAMES = [model.name for model in MODELS]
FIXED = ("deux-jours", "quinze-jours")
"""Models whose rhythm decides all: they are planned at once, so in more years."""

CASES = [(name, start) for name in NAMES for start in (2023, MODEL_YEAR)]
CASES += [(name, start) for name in FIXED for start in (2020, 2021, 2022, 2024, 2025, 2027)]

every_model = pytest.mark.parametrize("model", MODELS, ids=NAMES)


@cache
def solved(name: str, start: int) -> Solved:
    programme = programme_model(name).programme
    outcome = solve(Case(programme, academic_year_of(programme, start)))
    assert isinstance(outcome, Solved)
    return outcome


def lengths(planning: Planning, activity: Activity, cohort: int = 0) -> list[int]:
    return [b.length for b in planning.cohorts[cohort].blocks if b.activity == activity]


@pytest.mark.parametrize(("name", "start"), CASES)
def test_a_model_is_planned_proven_and_kept(name: str, start: int) -> None:
    outcome = solved(name, start)
    assert all(objective.proven for objective in outcome.objectives)
    assert keeps_every_rule(outcome.planning)


@every_model
def test_the_year_that_is_shown_is_the_one_that_is_planned(model: ProgrammeModel) -> None:
    """`scripts/make-models` writes it."""
    planned = solved(model.name, MODEL_YEAR).planning
    assert model.planning.year == planned.year
    for shown, cohort in zip(model.planning.cohorts, planned.cohorts, strict=True):
        assert shown.activities == cohort.activities


def test_the_models_are_the_files_of_the_folder() -> None:
    folder = DATA / "models"
    files = {f"{name}.{kind}" for name in NAMES for kind in ("toml", "csv")}
    assert {path.name for path in folder.iterdir()} == files
    assert len({model.programme.id for model in MODELS}) == len(NAMES) == 7


ALWAYS_STATED = {
    RuleName.FIXED_WEEKS,
    RuleName.SESSIONS,
    RuleName.SESSIONS_A_WEEK,
    RuleName.SESSION_WEEKS,
}
"""Rules that every programme has, even where they ask for nothing."""


@every_model
def test_a_model_is_complete_in_itself(model: ProgrammeModel) -> None:
    programme = model.programme
    assert programme.text.startswith("# ")
    assert not programme.bases
    assert programme.school == "Mon école"
    assert programme.leave is not None
    assert programme.sites[0].closures.holidays
    stated = {found.rule.name for found in check(model.planning)}
    assert stated - set(programme.sources) <= ALWAYS_STATED


@every_model
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_is_told_in_plain_words(model: ProgrammeModel, language: str) -> None:
    text = Messages(language)
    assert len(model.title(text)) < 60
    assert 80 < len(model.about(text)) < 300
    assert len(model.users(text)) < 80


# --- What the models promise ----------------------------------------------------------------------


def test_two_days_a_week_are_1350_hours_in_two_years() -> None:
    planning = solved("deux-jours", MODEL_YEAR).planning
    assert sum(totals(c, planning.case).onsite for c in planning.cohorts) == 1350 * HOUR
    for cohort in planning.cohorts:
        days = {a.days_at(Place.SCHOOL) for a in cohort.activities}
        assert days == {0, 2, 5}


@pytest.mark.parametrize(
    ("name", "school", "company"), [("une-semaine", 1, {2, 3}), ("deux-semaines", 2, {2, 3})]
)
def test_a_stay_at_school_comes_back_after_two_or_three_weeks(
    name: str, school: int, company: set[int]
) -> None:
    planning = solved(name, MODEL_YEAR).planning
    assert set(lengths(planning, Activity.SCHOOL)) == {school}
    *between, _ = lengths(planning, Activity.COMPANY)
    assert set(between) == company


def test_fifteen_days_never_shift_and_two_classes_never_meet() -> None:
    planning = solved("quinze-jours", MODEL_YEAR).planning
    one, other = (cohort.activities for cohort in planning.cohorts)
    for number, week in enumerate(planning.year.weeks):
        here = (one[number] == Activity.SCHOOL, other[number] == Activity.SCHOOL)
        assert here == ((False, False) if week.closed else (number % 4 < 2, number % 4 >= 2))


def test_three_classes_take_turns() -> None:
    planning = solved("trois-classes", MODEL_YEAR).planning
    assert max(map(len, planning.on_campus(planning.programme.sites[0]))) == 1
    assert [sum(lengths(planning, Activity.SCHOOL, n)) for n in range(3)] == [14, 14, 12]


# --- From the command line and from Python --------------------------------------------------------


def test_the_command_lists_the_models_and_writes_one(planner: Call, tmp_path: Path) -> None:
    code, told, _ = planner("models")
    assert (code, [name for name in NAMES if f"{name} – " in told]) == (0, NAMES)
    out = tmp_path / "new" / "mine.toml"
    assert planner("models", "une-semaine", "--out", out)[0] == 0
    assert out.read_bytes() == programme_model("une-semaine").path.read_bytes()
    out.write_text("mine", encoding="utf-8")
    code, _, told = planner("models", "quinze-jours", "--out", out)
    assert (code, "--force" in told, out.read_text(encoding="utf-8")) == (2, True, "mine")
    assert planner("models", "quinze-jours", "--out", out, "--force")[0] == 0
    assert planner("models", "quinze-jours")[1] == out.read_text(encoding="utf-8")


def test_a_model_that_does_not_exist_is_told_with_those_that_do(
    planner: Call, tmp_path: Path
) -> None:
    out = tmp_path / "mine.toml"
    code, _, told = planner("models", "trois-jours", "--out", out)
    assert (code, "trois-jours" in told, ", ".join(NAMES) in told) == (2, True, True)
    code, _, told = planner("models", "--out", out, language="en")
    assert (code, "Which model" in told, out.exists()) == (2, True, False)


def test_python_has_the_models_with_their_programmes() -> None:
    from planner.api import models

    table = models("en")
    assert list(table.index) == NAMES
    assert list(table.programme) == [model.programme for model in MODELS]
    assert table.title["quinze-jours"] == "15 days at school, 15 days in company"
