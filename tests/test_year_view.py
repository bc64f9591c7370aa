"""The year of a draft as a view: cells in words, breaches at their places, sums, what differs."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.drafts.state import DraftState, edition_of, week_key, with_locks
from planner.office.web.start import planned_state
from planner.office.year.breaches import YearBreach, rule_anchor
from planner.office.year.edits import RunEdit, WeekRun, with_run_locks, with_runs
from planner.office.year.parts import changed_parts, is_same_grid
from planner.office.year.view import YearCell, YearView, year_view
from planner.planning.check import check
from planner.planning.planning import Edition
from planner.programme.names import RuleName

FIRST = WeekRun("1A", 0, 0)
SHARED = (RuleName.CAMPUS_COHORTS, RuleName.CAMPUS_PEOPLE, RuleName.RESOURCES)


@pytest.fixture
def state(edition: Edition) -> DraftState:
    return planned_state(edition)


def viewed(state: DraftState, before: DraftState | None = None, language: str = "fr") -> YearView:
    found = year_view(state, before, Messages(language))
    assert found is not None
    return found


def cells(view: YearView, cohort: int) -> Sequence[YearCell]:
    return [row[cohort] for row in view.cells]


def run(view: YearView, cohort: int, activity: str) -> WeekRun:
    """Return the first block of an activity that is not the first of the year."""
    row = cells(view, cohort)
    first = next(n for n, cell in enumerate(row) if n and cell.begins and cell.activity == activity)
    end = next(n for n in range(first + 1, len(row)) if row[n].begins)
    return WeekRun(view.cohorts[cohort].cohort, first, end - 1)


def of_rule(view: YearView, name: str, cohort: str = "1re année") -> YearBreach:
    return next(each for each in view.breaches if (each.rule, each.cohort) == (name, cohort))


def test_there_is_no_view_before_the_first_planning(state: DraftState, french: Messages) -> None:
    assert year_view(replace(state, planning=None), None, french) is None


def test_a_cell_says_its_week_its_class_and_what_happens(state: DraftState) -> None:
    view = viewed(with_locks(state, [("1A", "2026-W40")], locked=True))
    first = view.cells[0][0]
    assert first.words == "S40, 1re année\xa0: entreprise 1, 2 séances, verrouillée"
    assert (first.letters, first.number, first.sessions, first.begins) == ("E", 1, 2, True)
    assert viewed(state, language="en").cells[0][0].words == "W40, 1re année: company 1, 2 sessions"
    last = view.cells[-3][2]
    assert last.words == "S37, 3e année\xa0: soutenances"
    assert "FIN" in {cell.letters for cell in cells(view, 2)}
    assert view.cells[40][2].words == "S27, 3e année\xa0: entreprise 24, FIN"


def test_a_week_says_its_days_its_holidays_and_who_is_at_school(state: DraftState) -> None:
    view = viewed(state)
    christmas, armistice = view.weeks[12], view.weeks[6]
    assert christmas.words == ("S52, du 21 au 25 décembre 2026\xa0: école fermée, ven. 25/12 Noël")
    assert armistice.words == (
        "S46, du 9 au 13 novembre 2026\xa0: mer. 11/11 Armistice, 100 personnes à l'école"
    )
    assert (armistice.first, armistice.last, armistice.cohorts, armistice.people) == (
        "09/11",
        "13/11",
        (2,),
        (100,),
    )
    assert sum(weeks for _, weeks in view.months) == len(view.weeks) == 53
    assert [name for name, _ in view.months][:2] == ["septembre", "octobre"]


def test_sums_stand_beside_what_the_rules_ask(state: DraftState) -> None:
    view = viewed(state)
    sums = {row.name: [(f.value, f.asked) for f in row.figures] for row in view.totals}
    assert sums["Semaines à l'école"] == [("17", "17")] * 3
    assert sums["Périodes à l'école"] == [("6", "6"), ("4", "4"), ("2", "2")]
    hours = Messages("fr").hours(440 * 60)
    assert sums["Heures à l'école"][0] == (hours, hours)
    assert sums["Sem. en entreprise"][0][1] == "", "no rule of Albi states it"
    assert all(figure.is_kept for row in view.totals for figure in row.figures)


def test_every_breach_of_the_check_stands_at_its_places(state: DraftState) -> None:
    block = run(viewed(state), 0, "school")
    edited = with_runs(state, [RunEdit(block, "company")])
    view = viewed(edited.state, state)
    found = edition_of(edited.state)
    assert found is not None
    assert len(view.breaches) == sum(len(each.breaches) for each in check(found.planning)) > 1
    too_long = of_rule(view, "Périodes en entreprise")
    assert len(too_long.places) == 14, "all the weeks that the length counts"
    assert too_long.places == tuple(f"c0w{n}" for n in range(14))
    in_order = [view.cells[n][0] for n in range(14)]
    assert all(too_long.id in cell.breaches for cell in in_order)
    assert [cell.goes_on for cell in in_order] == [False, *[True] * 13]
    assert [cell.goes_further for cell in in_order] == [*[True] * 13, False]
    assert in_order[0].words.endswith("1 écart")
    weeks = of_rule(view, "Semaines à l'école")
    assert weeks.places == ("c0",)
    assert weeks.id in view.cohorts[0].breaches
    assert weeks.what == "trouvé 15 semaines\u202f; accepté\xa0: 17"
    assert not view.totals[0].figures[0].is_kept
    changed = {cell.week for cell in cells(view, 0) if cell.is_changed}
    assert changed == set(block.positions)


def test_a_rule_of_all_classes_stands_at_its_week(state: DraftState) -> None:
    view = viewed(replace(state, rules=f"{state.rules}\n[campus]\nmost_cohorts = 1\n"))
    found = [each for each in view.breaches if not each.cohort]
    assert {each.places for each in found} == {
        (week.id,) for week in view.weeks if week.cohorts == (2,)
    }
    assert all(week.breaches for week in view.weeks if week.cohorts == (2,))


@pytest.mark.parametrize("name", RuleName)
def test_every_rule_has_a_field_of_the_form(name: RuleName) -> None:
    assert rule_anchor(name, None if name in SHARED else 1)


# --- Edits ---------------------------------------------------------------------------------------


def test_locked_weeks_are_spared(state: DraftState) -> None:
    block = run(viewed(state), 0, "school")
    locked = with_run_locks(state, [replace(block, last=block.first)], locked=True)
    assert locked.act.name == "locked"
    edited = with_runs(locked.state, [RunEdit(block, "company")])
    row = cells(viewed(edited.state), 0)
    assert (row[block.first].activity, row[block.last].activity) == ("school", "company")
    assert edited.spared == 1
    freed = with_run_locks(edited.state, [block], locked=False)
    assert freed.state.locked == ()


def test_sessions_are_set_where_weeks_can_carry_some(state: DraftState) -> None:
    view = viewed(state)
    whole = WeekRun("1A", 0, len(view.weeks) - 1)
    row = cells(viewed(with_runs(state, [RunEdit(whole, sessions=1)]).state), 0)
    assert {(cell.activity, cell.sessions) for cell in row} == {("company", 1), ("school", 0)}
    more = cells(viewed(with_runs(state, [RunEdit(FIRST, more=1)]).state), 0)[0]
    assert more.sessions == view.cells[0][0].sessions + 1
    none = with_runs(state, [RunEdit(whole, more=-1)] * 1).state
    assert min(cell.sessions for cell in cells(viewed(none), 0)) == 0


def test_what_is_done_is_told_in_both_languages(state: DraftState) -> None:
    runs = [WeekRun("1A", 5, 7), WeekRun("2A", 5, 7)]
    found = {
        "edited": with_runs(state, [RunEdit(each, "school") for each in runs]),
        "edited-sessions": with_runs(state, [RunEdit(each, more=1) for each in runs]),
        "edited-weeks": with_runs(
            state, [RunEdit(runs[0], "school"), RunEdit(runs[1], "company", 2)]
        ),
        "locked": with_run_locks(state, runs, locked=True),
        "unlocked": with_run_locks(state, runs, locked=False),
    }
    for name, edited in found.items():
        assert edited.act.name == name
        for language in ("fr", "en"):
            told = Messages(language)(f"act.{name}", **edited.act.values)
            assert "45–47" in told
            assert "1A, 2A" in told


@pytest.mark.parametrize(
    "edit",
    [
        RunEdit(WeekRun("9A", 0, 0), "school"),
        RunEdit(WeekRun("1A", 0, 53), "school"),
        RunEdit(WeekRun("1A", 3, 2), "school"),
        RunEdit(WeekRun("1A", -1, 2), "school"),
        RunEdit(FIRST, "holidays"),
    ],
    ids=["class", "week", "backward", "before", "activity"],
)
def test_what_the_planning_does_not_have_is_refused(state: DraftState, edit: RunEdit) -> None:
    with pytest.raises(Unusable):
        with_runs(state, [edit])
    with pytest.raises(Unusable):
        with_runs(replace(state, planning=None), [RunEdit(FIRST, "school")])


# --- What differs --------------------------------------------------------------------------------


def test_only_what_differs_is_shown_anew(state: DraftState) -> None:
    before = viewed(state)
    block = run(before, 1, "company")
    locked = with_run_locks(state, [replace(block, last=block.first)], locked=True).state
    parts = {part.id: part.kind for part in changed_parts(before, viewed(locked, state))}
    assert parts == {f"c1w{block.first}": "cell"}
    edited = with_runs(state, [RunEdit(replace(block, last=block.first), "school")]).state
    after = viewed(edited, state)
    parts = {part.id: part.kind for part in changed_parts(before, after, ["c2w0"])}
    assert parts.keys() >= {f"c1w{block.first}", "c2w0", "c1", "totals", "breaches"}
    assert {f"w{block.first}", f"n{block.first}", f"p{block.first}"} <= parts.keys()
    assert not any(part.startswith("c0w") for part in parts)
    assert is_same_grid(before, after)


def test_another_grid_is_told(state: DraftState) -> None:
    renamed = replace(state, rules=state.rules.replace('label = "1re année"', 'label = "A1"'))
    assert renamed != state
    assert not is_same_grid(viewed(state), viewed(renamed))


def test_weeks_are_named_as_locks_name_them(state: DraftState, edition: Edition) -> None:
    whole = with_run_locks(state, [WeekRun("1A", 0, 52)], locked=True).state
    year = edition.planning.year
    assert sorted(whole.locked) == sorted(("1A", week_key(year, n)) for n in range(53))
    assert viewed(whole).cohorts[0].is_locked
    assert not viewed(whole).weeks[0].is_locked
