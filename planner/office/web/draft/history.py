"""Request handlers of the history of a draft: its log, one of its states, the way back to it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from planner.documents.planning.pictures.year_strip import year_strip
from planner.messages import Messages
from planner.office.drafts.standing import standing_of
from planner.office.drafts.state import DraftState, planned_edition
from planner.office.drafts.store import (
    DraftChange,
    Overtaken,
    history,
    read_state,
    redo,
    restore,
    undo,
)
from planner.office.pages.week_changes import WeekChanges, week_changes
from planner.office.web.draft.page import DraftPage, form_revision, of_draft, stage_line
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.office.session import office_action, office_page

_STEP = "history"

_LINES_A_PAGE = 20


@dataclass(frozen=True)
class HistoryLine:
    """A line of the log.

    Attributes
    ----------
    weeks
        How many weeks of the planning it changed, in words; "" if none.
    """

    change: DraftChange
    weeks: str


@office_page
@of_draft
def history_page(page: DraftPage) -> Response:
    """Return a page of the log of a draft, the newest line first."""
    return _history(page)


def _history(page: DraftPage, overtaken: Overtaken | None = None) -> Response:
    before = whole_number(page.session.request.query_params.get("before", ""))
    end = page.draft.revision + 1 if before is None else before
    with page.session.portal.database.reading() as connection:
        log = [change for change in history(connection, page.draft.id) if change.revision < end]
        lines = _lines(page, connection, log[-_LINES_A_PAGE - 1 :])
    return page.render_page(
        "draft_history.html",
        status=409 if overtaken else 200,
        at=page.path(_STEP),
        lines=lines[:_LINES_A_PAGE],
        older=lines[_LINES_A_PAGE - 1].change.revision if len(log) > _LINES_A_PAGE else None,
        is_newest=end > page.draft.revision,
        overtaken=page.overtaken_lines(overtaken),
    )


def _lines(page: DraftPage, connection: Connection, log: list[DraftChange]) -> list[HistoryLine]:
    """Return lines of the log, the newest first; that before the first one may be unknown."""
    states = [read_state(connection, page.draft.id, change.revision) for change in log]
    weeks = [_changed_weeks(was, now, page.text) for was, now in pairwise(states)]
    return [HistoryLine(*line) for line in zip(log, ["", *weeks], strict=False)][::-1]


def _changed_weeks(was: DraftState, now: DraftState, text: Messages) -> str:
    found = _planning_changes(was, now, text)
    return text.counted("changes", len(found.lines)) if found and found.lines else ""


def _planning_changes(was: DraftState, now: DraftState, text: Messages) -> WeekChanges | None:
    """Return what differs between the plannings of two states; None if they do not compare."""
    if was.planning == now.planning:
        return None
    before, after = planned_edition(was), planned_edition(now)
    return week_changes(before.planning, after.planning, text) if before and after else None


# --- One state ----------------------------------------------------------------------------------


@office_page
@of_draft
def state_page(page: DraftPage) -> Response:
    """Return an earlier state of a draft: its year, and what going back to it would change."""
    return _state(page)


def _state(page: DraftPage) -> Response:
    revision = page.session.path_number("revision")
    with page.session.portal.database.reading() as connection:
        state = read_state(connection, page.draft.id, revision)
        (change,) = history(connection, page.draft.id, revision - 1)[:1]
    edition, standing = planned_edition(state), standing_of(state)
    now = page.draft.state
    return page.render_page(
        "draft_state.html",
        at=page.path(_STEP),
        change=change,
        earlier=stage_line(standing, page.text),
        earlier_standing=standing,
        people=len(state.roster),
        picture=Markup(year_strip(edition.planning, page.text)) if edition else None,
        is_current=state == now,
        has_other_rules=state.rules != now.rules or state.start_year != now.start_year,
        has_other_list=state.roster != now.roster,
        changes=_planning_changes(now, state, page.text),
    )


@office_action
@of_draft
def restore_action(page: DraftPage, form: Form) -> Response:
    """Return a draft to an earlier state; this can be undone."""
    session = page.session
    earlier = session.path_number("revision")
    try:
        restore(
            session.portal.database,
            page.draft.id,
            form_revision(form),
            earlier,
            session.user_name,
            session.now,
        )
    except Overtaken as overtaken:
        return _history(page, overtaken)
    return page.redirect(_STEP)


@office_action
@of_draft
def undo_change(page: DraftPage, form: Form) -> Response:
    """Undo the last change of a draft."""
    return _stepped(page, form, undo)


@office_action
@of_draft
def redo_change(page: DraftPage, form: Form) -> Response:
    """Redo the change that was undone last."""
    return _stepped(page, form, redo)


def _stepped(page: DraftPage, form: Form, step: Callable[..., int]) -> Response:
    session = page.session
    try:
        step(
            session.portal.database,
            page.draft.id,
            form_revision(form),
            session.user_name,
            session.now,
        )
    except Overtaken as overtaken:
        return _history(page, overtaken)
    return page.redirect(_STEP)
