"""Request handlers of the year on the screen: the page, and edits, locks, undo and redo there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import Overtaken
from planner.office.web.draft.grids import MOVES, Move, ScreenGrid, StepBody, redone, saved, undone
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.office.year.breaches import cell_id
from planner.office.year.edits import (
    MOST_TYPED_SESSIONS,
    RunEdit,
    WeekRun,
    with_run_locks,
    with_runs,
)
from planner.office.year.parts import GridPart, changed_parts, is_same_grid
from planner.office.year.view import YearView, year_view
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.office.session import office_action, office_json, office_page

_SHAPES = ("table", "lanes")
"""The ways to show a year, the usual one first."""

_RECENT = 32
"""Views that are kept in memory."""

_MOST_RUNS = 1000
"""The most runs of one edit: a year of 53 weeks of 18 cohorts, each week by itself."""


class RunBody(BaseModel):
    """A run of weeks of a cohort, and what it gets."""

    model_config = ConfigDict(extra="forbid")

    cohort: str
    first: int
    last: int
    activity: str | None = None
    sessions: Annotated[int, Field(ge=0, le=MOST_TYPED_SESSIONS)] | None = None
    more: Annotated[int, Field(ge=-1, le=1)] = 0
    from_day: Annotated[int, Field(ge=0, le=4)] = 0

    @property
    def run(self) -> WeekRun:
        """The weeks."""
        return WeekRun(self.cohort, self.first, self.last)

    @property
    def edit(self) -> RunEdit:
        """The weeks with what they get."""
        return RunEdit(self.run, self.activity, self.sessions, self.more, self.from_day)


class EditBody(StepBody):
    """An edit of weeks."""

    runs: Annotated[list[RunBody], Field(min_length=1, max_length=_MOST_RUNS)]


class LockBody(EditBody):
    """A change of locks."""

    locked: bool


# --- The page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Chosen:
    """The weeks that are chosen in the form: a cohort, "" for all, and positions."""

    cohort: str
    first: int
    last: int

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "_Chosen":
        first, last = (_number(given.get(name, "")) for name in ("first", "last"))
        return cls(given.get("cohort", ""), min(first, last), max(first, last))


def _number(given: str) -> int:
    return whole_number(given, 2) or 0


@office_page
@of_draft
def year_page(page: DraftPage) -> Response:
    """Return the year of a draft, as a table or as lanes."""
    return _page(page, _Chosen.of(page.session.request.query_params))


@office_action
@of_draft
def year_action(page: DraftPage, form: Form) -> Response:
    """Apply the action of a button of the form, for browsers without scripts."""
    chosen = _Chosen.of(form.fields)
    try:
        _pressed(page, form, chosen)(page, form_revision(form))
    except Overtaken as overtaken:
        return _page(page, chosen, overtaken=overtaken)
    except Unusable as unusable:
        return _page(page, chosen, unusable=unusable)
    query = {"cohort": chosen.cohort or None, "first": chosen.first, "last": chosen.last}
    return page.redirect("year", view=_shape(page), **query)


def _pressed(page: DraftPage, form: Form, chosen: _Chosen) -> Move:
    what, _, value = form.text("do").partition(" ")
    view = _grid(page).at(page, page.draft.revision)
    ids = [head.cohort for head in view.cohorts] if view else []
    of = [chosen.cohort] if chosen.cohort else ids
    runs = [WeekRun(cohort, chosen.first, chosen.last) for cohort in of]
    match what:
        case "undo" | "redo":
            return MOVES[what]
        case "lock" | "unlock":
            return _locking(runs, locked=what == "lock")
        case "activity":
            day = min(whole_number(form.text("from_day"), 1) or 0, 4)
            return _editing([RunEdit(run, activity=value, from_day=day) for run in runs])
        case "more":
            return _editing([RunEdit(run, more=1 if value == "1" else -1) for run in runs])
    raise Unusable([problem("office.not-understood")])


def _page(
    page: DraftPage,
    chosen: _Chosen,
    *,
    overtaken: Overtaken | None = None,
    unusable: Unusable | None = None,
) -> Response:
    return page.render_page(
        "draft_year.html",
        status=409 if overtaken or unusable else 200,
        at=page.path("year"),
        view=_grid(page).at(page, page.draft.revision),
        shape=_shape(page),
        chosen=chosen,
        overtaken=page.overtaken_lines(overtaken),
        problems=page.session.problem_lines(unusable),
        outdated=page.session.problem_lines(Unusable(page.standing.problems)),
    )


def _shape(page: DraftPage) -> str:
    asked = page.session.request.query_params.get("view")
    return asked if asked in _SHAPES else _SHAPES[0]


# --- What the script asks for --------------------------------------------------------------------


@office_json(EditBody)
@of_draft
def edit_year(page: DraftPage, body: EditBody) -> Mapping[str, object]:
    """Edit weeks; return what the page is to show anew."""
    edits = [each.edit for each in body.runs]
    return _grid(page, [edit.run for edit in edits]).answer(page, body, _editing(edits))


@office_json(LockBody)
@of_draft
def lock_year(page: DraftPage, body: LockBody) -> Mapping[str, object]:
    """Lock or unlock weeks; return what the page is to show anew."""
    runs = [each.run for each in body.runs]
    return _grid(page).answer(page, body, _locking(runs, locked=body.locked))


@office_json(StepBody)
@of_draft
def undo_year(page: DraftPage, body: StepBody) -> Mapping[str, object]:
    """Return to the state before; return what the page is to show anew."""
    return _grid(page).answer(page, body, undone)


@office_json(StepBody)
@of_draft
def redo_year(page: DraftPage, body: StepBody) -> Mapping[str, object]:
    """Return to the state that was undone; return what the page is to show anew."""
    return _grid(page).answer(page, body, redone)


def _grid(page: DraftPage, repainted: Sequence[WeekRun] = ()) -> ScreenGrid[YearView]:
    """Return the grid of the year.

    Parameters
    ----------
    repainted
        The weeks that the script has repainted already.
    """

    def parts(before: YearView, after: YearView) -> Iterator[GridPart] | None:
        if not is_same_grid(before, after):
            return None
        return changed_parts(before, after, _cells(repainted, after))

    return ScreenGrid(_shown, parts, "year_parts.html", {"is_lanes": _shape(page) == "lanes"})


def _cells(runs: Sequence[WeekRun], view: YearView) -> Collection[str]:
    positions = {head.cohort: head.position for head in view.cohorts}
    return {cell_id(positions[run.cohort], n) for run in runs for n in run.positions}


def _shown(state: DraftState, before: DraftState | None, language: str) -> YearView | None:
    return _view(_read(state), before and _read(before), language)


def _read(state: DraftState) -> DraftState:
    """Return what the view of a year reads of a state."""
    return replace(state, roster=())


@lru_cache(_RECENT)
def _view(state: DraftState, before: DraftState | None, language: str) -> YearView | None:
    return year_view(state, before, Messages(language))


# --- Changes -------------------------------------------------------------------------------------


def _editing(edits: Sequence[RunEdit]) -> Move:
    return lambda page, revision: saved(page, revision, lambda state: with_runs(state, edits))


def _locking(runs: Sequence[WeekRun], *, locked: bool) -> Move:
    return lambda page, revision: saved(
        page, revision, lambda state: with_run_locks(state, runs, locked=locked)
    )
