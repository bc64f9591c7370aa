"""Request handlers of the progression of a draft's classes: the page, and edits of modules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.state import DraftState, edition_of, has_curriculum
from planner.office.drafts.store import Overtaken
from planner.office.progression.building import progression_view, taught_cohorts
from planner.office.progression.duties import DutiesView, duties_view
from planner.office.progression.edits import TypedModule, with_typed_modules
from planner.office.progression.parts import changed_modules
from planner.office.progression.view import ProgressionView
from planner.office.web.draft.grids import MOVES, Move, ScreenGrid, StepBody, redone, saved, undone
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.office.year.breaches import cell_id
from planner.office.year.parts import GridPart
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.office.session import office_action, office_json, office_page
from planner.words.progressions import unplaced_modules_lines

_RECENT = 16
"""Views that are kept in memory."""

_MOST_CELLS = 5000
"""The most cells of one edit: 90 modules in a year of 53 weeks."""

_MOST_TYPED = 40
"""The most characters of a cell."""


class CellBody(BaseModel):
    """A week of a module, and what is typed into it."""

    model_config = ConfigDict(extra="forbid")

    module: Annotated[str, Field(max_length=200)]
    week: Annotated[int, Field(ge=0, le=53)]
    typed: Annotated[str, Field(max_length=_MOST_TYPED)]

    @property
    def edit(self) -> TypedModule:
        """The cell as an edit."""
        return TypedModule(self.module, self.week, self.typed)


class TypedBody(StepBody):
    """What is typed into weeks of modules; the class is that of the address."""

    cells: Annotated[list[CellBody], Field(min_length=1, max_length=_MOST_CELLS)]


# --- The page ------------------------------------------------------------------------------------


@office_page
@of_draft
def progression_page(page: DraftPage) -> Response:
    """Return the progression of a class of a draft."""
    return _page(page)


@office_action
@of_draft
def progression_action(page: DraftPage, form: Form) -> Response:
    """Apply the action of a button of the form, for browsers without scripts."""
    try:
        _pressed(page, form)(page, form_revision(form))
    except Overtaken as overtaken:
        return _page(page, form.fields, overtaken=overtaken)
    except Unusable as unusable:
        return _page(page, form.fields, unusable=unusable)
    return page.redirect("progression", cohort=_cohort(page), **_chosen(form.fields))


def _pressed(page: DraftPage, form: Form) -> Move:
    what, week = form.text("do"), whole_number(form.text("week"), 2)
    if what in MOVES:
        return MOVES[what]
    typed = form.text("typed")
    if what != "set" or week is None or len(typed) > _MOST_TYPED:
        raise Unusable([problem("office.not-understood")])
    return _typing(_asked(page), [TypedModule(form.text("module"), week, typed)])


def _page(
    page: DraftPage,
    chosen: Mapping[str, str] | None = None,
    *,
    overtaken: Overtaken | None = None,
    unusable: Unusable | None = None,
) -> Response:
    cohort, shows_duties = _cohort(page), _shows_duties(page)
    return page.render_page(
        "draft_progression.html",
        status=409 if overtaken or unusable else 200,
        at=page.path("progression"),
        view=None if shows_duties else _grid(cohort).at(page, page.draft.revision),
        duties=_duties(page) if shows_duties else None,
        cohorts=_cohorts(page),
        unplaced=_unplaced(page),
        has_modules=has_curriculum(page.draft.state),
        chosen=_chosen(chosen or page.session.request.query_params),
        overtaken=page.overtaken_lines(overtaken),
        problems=page.session.problem_lines(unusable),
        outdated=page.session.problem_lines(Unusable(page.standing.problems)),
    )


def _shows_duties(page: DraftPage) -> bool:
    return page.session.request.query_params.get("view") == "on-call"


def _duties(page: DraftPage) -> DutiesView | None:
    """Return who is on call; None without a planning that fits its rules."""
    try:
        edition = edition_of(page.draft.state)
    except Unusable:
        return None
    return duties_view(edition.planning, page.text) if edition else None


def _chosen(given: Mapping[str, str]) -> dict[str, str]:
    """Return the module and the week that are chosen in the form."""
    return {name: given.get(name, "") for name in ("module", "week")}


def _cohorts(page: DraftPage) -> Mapping[str, str]:
    """Return the names of the classes that have a progression, by their ids."""
    try:
        edition = edition_of(page.draft.state)
    except Unusable:
        return {}
    return taught_cohorts(edition.planning) if edition else {}


def _unplaced(page: DraftPage) -> list[str]:
    """Return why classes have no progression, a sentence each."""
    try:
        edition = edition_of(page.draft.state)
    except Unusable:
        return []
    found = unplaced_modules_lines(edition.planning, page.text) if edition else ()
    return [page.text.unbroken(line) for line in found]


def _cohort(page: DraftPage) -> str:
    """Return the id of the class that is asked for, or of the first one with a progression."""
    asked, known = _asked(page), _cohorts(page)
    return asked if asked in known else next(iter(known), "")


def _asked(page: DraftPage) -> str:
    return page.session.request.query_params.get("cohort", "")


# --- What the script asks for --------------------------------------------------------------------


@office_json(TypedBody)
@of_draft
def edit_modules(page: DraftPage, body: TypedBody) -> Mapping[str, object]:
    """Type into weeks of modules; return what the page is to show anew."""
    cells = [each.edit for each in body.cells]
    return _grid(_asked(page), cells).answer(page, body, _typing(_asked(page), cells))


@office_json(StepBody)
@of_draft
def undo_modules(page: DraftPage, body: StepBody) -> Mapping[str, object]:
    """Return to the state before; return what the page is to show anew."""
    return _grid(_asked(page)).answer(page, body, undone)


@office_json(StepBody)
@of_draft
def redo_modules(page: DraftPage, body: StepBody) -> Mapping[str, object]:
    """Return to the state that was undone; return what the page is to show anew."""
    return _grid(_asked(page)).answer(page, body, redone)


def _typing(cohort: str, cells: Sequence[TypedModule]) -> Move:
    return lambda page, revision: saved(
        page, revision, lambda state: with_typed_modules(state, cohort, cells)
    )


def _grid(cohort: str, repainted: Sequence[TypedModule] = ()) -> ScreenGrid[ProgressionView]:
    """Return the grid of a class.

    Parameters
    ----------
    repainted
        The cells that the script has repainted already.
    """

    def view(state: DraftState, before: DraftState | None, language: str) -> ProgressionView | None:
        read = before and replace(before, roster=())
        return _view(replace(state, roster=()), read, cohort, language)

    def parts(before: ProgressionView, after: ProgressionView) -> Iterator[GridPart] | None:
        rows = {row.module: n for n, row in enumerate(after.rows)}
        columns = {week.week: n for n, week in enumerate(after.weeks)}
        touched = {
            cell_id(rows[each.module], columns[each.week])
            for each in repainted
            if each.module in rows and each.week in columns
        }
        return changed_modules(before, after, touched)

    return ScreenGrid(view, parts, "progression_parts.html")


@lru_cache(_RECENT)
def _view(
    state: DraftState, before: DraftState | None, cohort: str, language: str
) -> ProgressionView | None:
    return progression_view(state, before, cohort, Messages(language))
