"""A teacher away, from the page of a draft: the nearest planning, and the rules that go with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.office.drafts.state import DraftState, edition_of
from planner.office.web.start import planned_state
from tests.office_searcher import Searcher, open_searcher, said
from tests.test_planned_modules import planned, rules
from tests.test_repaired_modules import taught


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    with open_searcher(tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture(scope="module")
def draft() -> DraftState:
    return planned_state(planned(rules()))


def test_a_teacher_is_away_with_the_planning_that_goes_with_it(
    desk: Searcher, draft: DraftState
) -> None:
    """All weeks but the last are past: nothing of the planning changes, the rules do."""
    number = desk.new(draft)
    assert "<option>Mme A</option>" in desk.get(f"/office/drafts/{number}/plan").text
    away = {"teacher": "Mme A", "from": "2026-11-16", "until": "2026-11-16"}
    path = desk.start(number, "teacher-away", **away)
    desk.ended(path)
    shown = said(desk.get(path))
    assert "dira l'absence de Mme A du 16 novembre 2026 au 20 novembre 2026" in shown
    assert desk.draft(number).state == draft

    assert desk.take(path).status == 303
    state = desk.draft(number).state
    before, after = edition_of(draft), edition_of(state)
    assert before is not None
    assert after is not None
    assert taught(after)[1:] == taught(before)[1:]
    curriculum = after.planning.programme.curriculum
    assert curriculum is not None
    (teacher,) = curriculum.teachers
    assert (teacher.name, teacher.weeks_away) == ("Mme A", (47,))
    assert desk.acts(number)[-1] == "teacher-away"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"teacher": "M. Z"}, "aucun module n'a d'enseignant « M. Z »"),
        ({"until": "2026-11-09"}, "Choisissez la première et la dernière semaine"),
        ({"from": "2026-11-17"}, "Choisissez la première et la dernière semaine"),
        ({"from": "", "until": ""}, "Choisissez la première et la dernière semaine"),
    ],
)
def test_an_absence_that_cannot_be_is_told(
    desk: Searcher, draft: DraftState, fields: dict[str, str], told: str
) -> None:
    number = desk.new(draft)
    asked = {"teacher": "Mme A", "from": "2026-11-16", "until": "2026-11-16", **fields}
    answer = desk.post(f"/office/drafts/{number}/searches", action="teacher-away", **asked)
    assert answer.status == 422
    assert told in said(answer)
